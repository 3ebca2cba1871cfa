# SPDX-License-Identifier: Apache-2.0
"""Ctrl-C in the middle: exit 130, and the next run goes on without doing anything twice."""
import signal
import subprocess
import time

from pairs import pairs, tell, trios
from people import desks
from world import BUILD, Story, main

N = 30


class Interrupt(Story):
    def start(self, systems, latency):
        world = self.world(systems)
        at = list(desks(world).values())
        company = at[0].create("company", name="Firma GmbH", website="https://firma.example")
        for i in range(N):
            at[i % len(at)].create("contact", first="Person", last=f"Number {i}", email=f"p{i}@firma.example")
        at[0].create("deal", name="Renewal", amount="100", stage="proposal", close_date="2026-12-24", company=company)
        self.run_ok(world, "setup")
        world.forget_history()
        for d in at:
            world.options(d.name, latency_ms=latency)
        return world, at

    def background(self, world, *args):
        process = subprocess.Popen([f"{BUILD}/crmsync", "-c", world.path("crmsync.yaml"), *args], env=world.env, cwd=world.folder,
                                   stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL)
        self.addCleanup(process.stderr.close)
        self.addCleanup(process.wait)
        return process

    def wait_for(self, process, reached):
        for _ in range(1200):
            if reached() or process.poll() is not None:
                return
            time.sleep(0.05)
        self.fail("that moment never came")

    def go_on(self, world, at):
        for d in at:
            world.options(d.name, latency_ms=0)
        world.advance(120)
        self.run_ok(world, "sync", "--first-sync")
        for d in at:
            self.assertEqual((d.count("contact"), d.count("company"), d.count("deal")), (N, 1, 1), d.name)
            self.assertEqual(len({r["email"] for r in d.rows("contact").values()}), N)
        self.assert_silence(world, 2)

    def in_mid_push(self, *systems):
        world, at = self.start(systems, 150)
        run = self.background(world, "sync", "--first-sync")
        self.wait_for(run, lambda: len(world.writes()) >= 2)
        if run.poll() is None:
            run.send_signal(signal.SIGINT)
            self.assertIn(run.wait(60), (0, 130), run.stderr.read())
        self.go_on(world, at)

    def in_mid_pull(self, *systems):
        world, at = self.start(systems, 300)
        run = self.background(world, "sync", "--first-sync")
        self.wait_for(run, lambda: len(world.history()) >= 6)
        run.send_signal(signal.SIGINT)
        self.assertEqual(run.wait(60), 130, run.stderr.read())
        self.assertEqual(world.writes(), [])
        self.go_on(world, at)

    def again_and_again(self, *systems):
        """Stopped many times, by SIGINT and SIGTERM in turn, it still comes to the end."""
        world, at = self.start(systems, 100)
        written = -1
        for turn in range(12):
            run = self.background(world, "sync", "--first-sync")
            done = len(world.writes())
            self.wait_for(run, lambda done=done: len(world.writes()) >= done + 2)
            if run.poll() is None:
                run.send_signal((signal.SIGINT, signal.SIGTERM)[turn % 2])
            code = run.wait(60)
            self.assertIn(code, (0, 130), run.stderr.read())
            if code == 0:
                break
            self.assertGreater(len(world.writes()), written)
            written = len(world.writes())
        self.go_on(world, at)

    def twice_at_once(self, *systems):
        """An impatient second Ctrl-C ends it at once; what may have happened is looked up in the next run."""
        world, at = self.start(systems, 400)
        # A request that was under way when the process went is carried out all the same, while the next run looks.
        world.write_config(**{d.name: "limits: {search_lag: 0s, settle: 4s}" for d in at})
        run = self.background(world, "sync", "--first-sync")
        self.wait_for(run, lambda: len(world.writes()) >= 1)
        if run.poll() is None:
            run.send_signal(signal.SIGINT)
            time.sleep(0.05)
            run.send_signal(signal.SIGINT)
            started = time.monotonic()
            run.wait(60)
            self.assertLess(time.monotonic() - started, 30)
        self.go_on(world, at)


tell(Interrupt, "in_mid_push", pairs() + trios(), 2)
tell(Interrupt, "in_mid_pull", pairs() + trios(), 1)
tell(Interrupt, "again_and_again", pairs(), 1)
tell(Interrupt, "twice_at_once", pairs(), 1)

if __name__ == "__main__":
    main()
