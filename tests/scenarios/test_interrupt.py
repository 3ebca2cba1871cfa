# SPDX-License-Identifier: Apache-2.0
"""Ctrl-C in the middle: exit 130, and the next run goes on without doing anything twice."""
import signal

from pairs import pairs, tell, trios
from people import CREATES, desks
from world import Story, main, send_signal, wait_until

N = 30


class Interrupt(Story):
    def start(self, systems):
        world = self.world(systems)
        at = list(desks(world).values())
        company = at[0].create("company", name="Firma GmbH", website="https://firma.example")
        for i in range(N):
            at[i % len(at)].create("contact", first="Person", last=f"Number {i}", email=f"p{i}@firma.example")
        at[0].create("deal", name="Renewal", amount="100", stage="proposal", close_date="2026-12-24", company=company)
        self.run_ok(world, "setup")
        world.forget_history()
        return world, at

    def go_on(self, world, at):
        world.no_faults()
        world.advance(120)
        self.run_ok(world, "sync", "--first-sync")
        for d in at:
            self.assertEqual((d.count("contact"), d.count("company"), d.count("deal")), (N, 1, 1), d.name)
            self.assertEqual(len({r["email"] for r in d.rows("contact").values()}), N)
        self.assert_silence(world, 2)

    def interrupted(self, world, run, number=signal.SIGINT):
        """The run is told to stop while a request is under way, whose answer it then waits for."""
        self.wait_held(world, run)
        send_signal(run, number)
        self.assertIsNone(run.poll())
        world.release()
        self.finish(run, codes=(130,))
        self.recorded(world)

    def in_mid_push(self, *systems):
        world, at = self.start(systems)
        world.hold(nth=2, **CREATES)
        self.interrupted(world, self.background(world, "sync", "--first-sync"))
        self.assertGreaterEqual(len(world.writes()), 2)
        self.go_on(world, at)

    def recorded(self, world):
        """What was under way was waited for: nothing is in doubt."""
        self.assertEqual(world.sql("SELECT count(*) FROM v_operation WHERE state IN ('sent', 'in_doubt')"), [(0,)])
        self.assertEqual(world.sql("SELECT status, exit_code FROM v_run ORDER BY id DESC LIMIT 1"), [("interrupted", 130)])

    def in_mid_pull(self, *systems):
        world, at = self.start(systems)
        world.hold(nth=7)
        self.interrupted(world, self.background(world, "sync", "--first-sync"))
        self.assertEqual(world.writes(), [])
        self.go_on(world, at)

    def again_and_again(self, *systems):
        """Stopped in every push, by Ctrl-C, systemd and a closed terminal in turn, it still comes to the end."""
        world, at = self.start(systems)
        for turn in range(N):
            done = len(world.writes())
            world.hold(**CREATES)
            run = self.background(world, "sync", "--first-sync")
            wait_until(lambda run=run: world.held() or run.poll() is not None, "a write or the end")
            if run.poll() is not None:
                break
            self.interrupted(world, run, (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)[turn % 3])
            self.assertGreater(len(world.writes()), done)
        self.finish(run)
        self.assertGreaterEqual(turn, 1)
        self.go_on(world, at)

    def twice_at_once(self, *systems):
        """An impatient second Ctrl-C ends it at once; what may have happened is looked up in the next run."""
        for late in (False, True):
            with self.subTest("not carried out before it ended" if late else "carried out, the answer lost"):
                world, at = self.start(systems)
                world.hold(late=late, nth=2, **CREATES)
                run = self.background(world, "sync", "--first-sync")
                self.wait_held(world, run)
                for _ in range(2):
                    send_signal(run, signal.SIGINT)
                self.finish(run, codes=(130,))
                # The vendor is through with the request before the next run looks for what it did; for one that it carries
                # out later yet, the next run has to wait (limits.settle): test_doubtful_answers.py, late_create.
                world.release()
                self.go_on(world, at)


tell(Interrupt, "in_mid_push", pairs() + trios(), 2)
tell(Interrupt, "in_mid_pull", pairs() + trios(), 1)
tell(Interrupt, "again_and_again", pairs(), 1)
tell(Interrupt, "twice_at_once", pairs(), 1)

if __name__ == "__main__":
    main()
