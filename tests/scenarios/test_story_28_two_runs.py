# SPDX-License-Identifier: Apache-2.0
"""Story 28: two cron runs overlap."""
import subprocess
import time

from pairs import pairs, tell, trios
from people import desks
from world import BUILD, Story, main

N = 10


class TwoRuns(Story):
    def start(self, systems):
        world = self.world(systems)
        at = list(desks(world).values())
        for i in range(N):
            at[0].create("contact", first="Person", last=f"Number {i}", email=f"p{i}@firma.example")
        self.run_ok(world, "setup")
        return world, at

    def background(self, world, *args):
        process = subprocess.Popen([f"{BUILD}/crmsync", "-c", world.path("crmsync.yaml"), *args], env=world.env, cwd=world.folder,
                                   stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL)
        self.addCleanup(process.stderr.close)
        self.addCleanup(process.wait)
        return process

    def overlap(self, *systems):
        world, at = self.start(systems)
        for d in at:
            world.options(d.name, latency_ms=1500)
        first = self.background(world, "sync", "--first-sync")
        while not [h for h in world.history() if h["records"]]:
            self.assertIsNone(first.poll())
            time.sleep(0.05)
        started = time.monotonic()
        for command in (("sync", "--first-sync"), ("diff",), ("pull",)):
            result = self.run_ok(world, *command, codes=(8,))
            self.assertRegex(result.err, "another|lock")
        self.assertIsNone(first.poll(), "the first run was over too soon for this test")
        self.assertLess(time.monotonic() - started, 30)
        for d in at:
            world.options(d.name, latency_ms=0)
        self.assertEqual(first.wait(120), 0, first.stderr.read().decode())
        self.assertEqual([d.count("contact") for d in at], [N] * len(at))
        self.assert_silence(world, 1)

    def at_once(self, *systems):
        """Five at the same moment: one gets through, the others leave; nothing is there twice."""
        world, at = self.start(systems)
        runs = [self.background(world, "sync", "--first-sync") for _ in range(5)]
        codes = sorted(run.wait(120) for run in runs)
        self.assertEqual(set(codes) - {0, 8}, set())
        self.assertIn(0, codes)
        self.assertEqual([d.count("contact") for d in at], [N] * len(at))
        self.assert_silence(world, 1)

    def killed_run_leaves_no_lock(self, *systems):
        world, at = self.start(systems)
        for d in at:
            world.options(d.name, latency_ms=300)
        first = self.background(world, "sync", "--first-sync")
        while not [h for h in world.history() if h["records"]]:
            time.sleep(0.05)
        first.kill()
        first.wait()
        for d in at:
            world.options(d.name, latency_ms=0)
        self.run_ok(world, "diff")


tell(TwoRuns, "overlap", pairs() + trios(), 1)
tell(TwoRuns, "at_once", pairs() + trios(), 1)
tell(TwoRuns, "killed_run_leaves_no_lock", pairs(), 1)

if __name__ == "__main__":
    main()
