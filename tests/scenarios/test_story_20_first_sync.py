# SPDX-License-Identifier: Apache-2.0
"""Story 20: Friday, four in the afternoon, default mapping, and everything is there twice."""
from pairs import pairs, tell, trios
from people import desks
from world import Story, main


class FirstSync(Story):
    def start(self, systems, people=60, config=""):
        world = self.world(systems, config=config)
        at = list(desks(world).values())
        for i in range(people):
            at[i % len(at)].create("contact", first="Person", last=f"Number {i}", email=f"p{i}@firma.example")
        for d in at:
            d.create("contact", first="Jim", last="Miller", email="jim@firma.example")
        self.run_ok(world, "setup")
        world.forget_history()
        return world, at

    def refuses(self, *systems):
        world, at = self.start(systems)
        before = [d.rows("contact") for d in at]
        for _ in range(2):
            result = self.run_ok(world, "sync", codes=(7,))
            self.assertIn("--first-sync", result.err)
            self.assertRegex(result.err, rf"{60 * (len(at) - 1)} creates")
            self.assertEqual(world.writes(), [])
        self.assertEqual([d.rows("contact") for d in at], before)

    def plan_tells_numbers(self, *systems):
        """The plan shows creates, links and conflicts per system, and the first sync does just that."""
        world, at = self.start(systems)
        diff = self.run_ok(world, "--json", "diff")
        summary = diff.lines("summary")[0]
        self.assertEqual(summary["links"], len(at), summary)
        planned = {name: sum(1 for o in diff.lines("operation") if o["system"] == name and o["kind"] == "create") for name in desks(world)}
        self.assertEqual(set(planned.values()), {60 - 60 // len(at)})
        self.assertEqual(world.writes(), [])
        self.run_ok(world, "sync", "--first-sync")
        self.assertEqual([d.count("contact") for d in at], [61] * len(at))
        self.assert_silence(world, 1)

    def cap(self, *systems):
        world, at = self.start(systems, config="gates: {floor: 2}\n")
        for cap in ("19", "10%", "0"):
            result = self.run_ok(world, "sync", "--first-sync", "--max-create", cap, codes=(7,))
            self.assertIn("--max-create", result.err)
            self.assertEqual(world.writes(), [])
        self.run_ok(world, "sync", "--first-sync", "--max-create", "60")
        self.assertEqual([d.count("contact") for d in at], [61] * len(at))

    def canary(self, *systems):
        """A small start writes just as many; the gate stands until the whole has been confirmed; nothing is created twice."""
        world, at = self.start(systems)
        total = sum(d.count("contact") for d in at)
        self.run_ok(world, "sync", "--first-sync", "--limit", "20")
        self.assertEqual(sum(d.count("contact") for d in at), total + 20)
        self.run_ok(world, "sync", codes=(7,))
        self.assertEqual(sum(d.count("contact") for d in at), total + 20)
        self.run_ok(world, "sync", "--first-sync")
        self.assertEqual([d.count("contact") for d in at], [61] * len(at))
        self.assert_silence(world, 1)


for story in ("refuses", "plan_tells_numbers", "cap", "canary"):
    tell(FirstSync, story, pairs() + trios(), 2)

if __name__ == "__main__":
    main()
