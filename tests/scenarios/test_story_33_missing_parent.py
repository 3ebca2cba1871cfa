# SPDX-License-Identifier: Apache-2.0
"""Story 33: the parent is missing in the target; others make a dummy company."""
from pairs import pairs, tell, trios
from people import desks
from world import Story, main

NAME = {"hubspot": "name", "salesforce": "Name", "pipedrive": "name"}


class MissingParent(Story):
    def start(self, systems):
        world = self.world(systems)
        at = list(desks(world).values())
        company = at[0].create("company", name="Poison GmbH", website="https://firma.example")
        person = at[0].create("contact", first="Jim", last="Miller", email="jim@firma.example", company=company)
        deal = at[0].create("deal", name="Renewal", amount="100", stage="proposal", close_date="2026-12-24", company=company, contacts=[person])
        self.run_ok(world, "setup")
        return world, at, company, person, deal

    def refused_company(self, *systems):
        world, at, company, _, deal = self.start(systems)
        target = at[1]
        world.options(target.name, reject={NAME[target.vendor]: "Poison"})
        result = self.run_ok(world, "--json", "sync", "--first-sync", codes=(6,))
        self.assertEqual(target.count("company"), 0)
        self.assertIn(("rejected", "company"), {(h["kind"], h["object"]) for h in result.lines("hold")})
        for obj in ("contact", "deal"):
            for row in target.rows(obj).values():
                self.assertIsNone(row["company"])
        self.assert_silence(world, 1, codes=(6,))
        result = self.run_ok(world, "--json", "sync", codes=(6,))
        self.assertIn("parent", {h["kind"] for h in result.lines("hold")})
        # The parent becomes acceptable: it is created, and the children find to it.
        at[0].edit("company", company, name="Firma GmbH")
        for _ in range(2):
            world.advance(3600)
            self.run_ok(world, "sync", codes=(0, 6))
        self.assertEqual(target.count("company"), 1)
        parent = target.ids("company")[0]
        for obj in ("contact", "deal"):
            self.assertEqual([r["company"] for r in target.rows(obj).values()], [parent], obj)
        self.assert_silence(world, 1)

    def ambiguous_company(self, *systems):
        """The parent is held because it is there twice: children go along without it, and nothing is made up."""
        world, at, company, _, _ = self.start(systems)
        at[0].create("company", name="Poison GmbH", website="https://firma.example")
        result = self.run_ok(world, "--json", "sync", "--first-sync", codes=(6,))
        for target in at[1:]:
            self.assertEqual(target.count("company"), 0)
            self.assertEqual(target.count("contact"), 1)
            self.assertIsNone(next(iter(target.rows("contact").values()))["company"])
        self.assertEqual([h["kind"] for h in result.lines("hold") if h["object"] == "company"], ["ambiguous"])
        self.assert_silence(world, 1, codes=(6,))

    def companies_are_not_synced(self, a, b):
        world, at, _, _, _ = self.start((a, b))
        world.write_config("objects: {company: {enabled: false}}\n")
        self.run_ok(world, "sync", "--first-sync", codes=(0, 6))
        self.assertEqual(at[1].count("company"), 0)
        self.assertEqual((at[1].count("contact"), at[1].count("deal")), (1, 1))
        self.assertIsNone(next(iter(at[1].rows("contact").values()))["company"])
        self.assert_silence(world, 1, codes=(0, 6))


tell(MissingParent, "refused_company", pairs() + trios(), 2)
tell(MissingParent, "ambiguous_company", pairs() + trios(), 1)
tell(MissingParent, "companies_are_not_synced", pairs(), 1)

if __name__ == "__main__":
    main()
