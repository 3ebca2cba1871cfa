# SPDX-License-Identifier: Apache-2.0
"""Story 34: a bulk job on one side changes everything at once."""
from pairs import pairs, tell, trios
from people import desks
from world import Story, main

MANY = 104  # the gate's own limits: more than half of at least 100 records
FEW = 24
CALLS = 60  # single writes apart, a run over so many records has no reason to make more


class EverythingChanged(Story):
    def start(self, systems, n=FEW, gates="changed_floor: 20"):
        world = self.world(systems, config=f"gates: {{max_update: 100%, {gates}}}\n")
        at = list(desks(world).values())
        ids = [at[0].create("contact", first="Person", last=f"Number {i}", email=f"p{i}@firma.example", title="Clerk") for i in range(n)]
        self.first_sync(world)
        world.advance(7200)
        self.sync(world)
        return world, at, ids

    def job(self, world, d, ids, title):
        for i in ids:
            d.edit("contact", i, title=title)
        world.advance(7200)

    def titles(self, at):
        return [sorted({r["title"] for r in d.rows("contact").values()}) for d in at]

    def refuse(self, world, n=FEW):
        for _ in range(2):  # asking once is not enough: the question stays
            world.forget_history()
            result = self.run_ok(world, "sync", codes=(7,))
            for part in (f"{n} of its {n} contacts", "50%", "--accept changed", "gates.changed"):
                self.assertIn(part, result.err)
            self.assertEqual(world.writes(), [])

    def stops_and_goes_on(self, *systems):
        world, at, ids = self.start(systems, MANY, "changed: 50%")
        self.job(world, at[0], ids, "Head")
        self.refuse(world, MANY)
        diff = self.run_ok(world, "--json", "diff")
        self.assertEqual(len(diff.lines("operation")), MANY * (len(at) - 1))
        self.assertEqual(self.titles(at), [["Head"]] + [["Clerk"]] * (len(at) - 1))
        self.sync(world, "--accept", "changed")
        self.assertEqual(self.titles(at), [["Head"]] * len(at))
        for d in at:
            single = MANY if d.vendor == "pipedrive" and d is not at[0] else 0
            self.assertLess(len([h for h in world.history() if h["system"] == d.name]), CALLS + single)
        self.assert_silence(world, 1)

    def stamps_alone(self, *systems):
        """The job wrote what was there already: thousands of new stamps, and nothing to do."""
        world, at, ids = self.start(systems)
        self.job(world, at[0], ids, "Clerk")
        self.assert_silence(world, 2)

    def taken_back(self, *systems):
        world, at, ids = self.start(systems)
        self.job(world, at[0], ids, "Head")
        self.refuse(world)
        self.job(world, at[0], ids, "Clerk")
        self.assert_silence(world, 2)

    def less_than_the_limit(self, *systems):
        world, at, ids = self.start(systems)
        self.job(world, at[0], ids[:FEW // 2], "Head")
        self.sync(world)
        self.assertEqual(self.titles(at), [["Clerk", "Head"]] * len(at))
        self.assert_silence(world, 1)

    def reviewed_plan(self, *systems):
        """A plan that was read is consent; the limit can be the user's own."""
        world, at, ids = self.start(systems, gates="changed: 10%, changed_floor: 20")
        self.job(world, at[0], ids[:FEW // 4], "Head")
        world.forget_history()
        result = self.run_ok(world, "sync", codes=(7,))
        self.assertIn(f"{FEW // 4} of its {FEW} contacts", result.err)
        self.run_ok(world, "diff", "--plan", world.path("the.plan"))
        self.assertEqual(world.writes(), [])
        self.run_ok(world, "sync", "--plan", world.path("the.plan"))
        self.assertEqual(self.titles(at), [["Clerk", "Head"]] * len(at))
        self.assert_silence(world, 1)


tell(EverythingChanged, "stops_and_goes_on", pairs() + trios(), 1)
tell(EverythingChanged, "stamps_alone", pairs(), 1)
tell(EverythingChanged, "taken_back", pairs(), 1)
tell(EverythingChanged, "less_than_the_limit", pairs(), 1)
tell(EverythingChanged, "reviewed_plan", pairs(), 1)

if __name__ == "__main__":
    main()
