# SPDX-License-Identifier: Apache-2.0
"""Story 28: two cron runs overlap."""
from pairs import pairs, tell, trios
from people import CREATES, desks
from world import Story, main

N = 10


class TwoRuns(Story):
    def start(self, systems):
        world = self.world(systems)
        at = list(desks(world).values())
        for i in range(N):
            at[0].create("contact", first="Person", last=f"Number {i}", email=f"p{i}@firma.example")
        self.run_ok(world, "setup")
        return world, at

    def overlap(self, *systems):
        """While one run waits for its vendor, in the pull and in the push, every other is turned away."""
        world, at = self.start(systems)
        holds = world.hold(system=at[-1].name, nth=3), world.hold(system=at[-1].name, **CREATES)
        first = self.background(world, "sync", "--first-sync")
        for hold in holds:
            self.wait_held(world, first, hold)
            for command in (("sync", "--first-sync"), ("diff",), ("pull",)):
                result = self.run_ok(world, *command, codes=(8,))
                self.assertRegex(result.err, "another|lock")
            self.assertIsNone(first.poll())
            world.release(hold)
        self.finish(first)
        self.assertEqual([d.count("contact") for d in at], [N] * len(at))
        self.assert_silence(world, 1)

    def at_once(self, *systems):
        """Five at the same moment: one gets through, the others leave; nothing is there twice."""
        world, at = self.start(systems)
        runs = [self.background(world, "sync", "--first-sync") for _ in range(5)]
        for run in runs:
            self.finish(run, codes=(0, 8))
        self.assertIn(0, [run.returncode for run in runs])
        self.assertEqual([d.count("contact") for d in at], [N] * len(at))
        self.assert_silence(world, 1)

    def killed_run_leaves_no_lock(self, *systems):
        world, at = self.start(systems)
        world.hold(system=at[0].name, nth=3)
        first = self.background(world, "sync", "--first-sync")
        self.wait_held(world, first)
        first.kill()
        first.wait()
        world.release()
        self.run_ok(world, "diff")


tell(TwoRuns, "overlap", pairs() + trios(), 1)
tell(TwoRuns, "at_once", pairs() + trios(), 1)
tell(TwoRuns, "killed_run_leaves_no_lock", pairs(), 1)

if __name__ == "__main__":
    main()
