# SPDX-License-Identifier: Apache-2.0
"""Story 1: our own write comes back as a change and is written again."""
from pairs import pairs, tell, trios
from people import desks
from world import Story, main


class EchoLoop(Story):
    def echo(self, *systems):
        world = self.world(systems)
        at = desks(world)
        names = list(at)
        ids = {s: at[s].create("contact", first="Jim", last="Miller", email="jim@firma.example") for s in names}
        self.first_sync(world)
        self.assert_quiet(world)
        world.advance(3600)
        at[names[0]].edit("contact", ids[names[0]], first="James")
        self.sync(world)
        self.assertEqual(world.writes(names[0]), [])
        for other in names[1:]:
            self.assertEqual(len(world.writes(other)), 1, world.writes())
            self.assertEqual(at[other].read("contact", ids[other])["first"], "James")
        self.assert_silence(world, 4)

    def each_side_another_field(self, a, b):
        """Edits of different fields in both systems cross, each is written once."""
        world = self.world((a, b))
        at = list(desks(world).values())
        ids = [d.create("contact", first="Jim", last="Miller", email="jim@firma.example", title="Clerk") for d in at]
        self.first_sync(world)
        world.advance(3600)
        at[0].edit("contact", ids[0], first="James")
        at[1].edit("contact", ids[1], title="Head of sales")
        self.sync(world)
        for d, record in zip(at, ids):
            self.assertEqual(len(world.writes(d.name)), 1, world.writes())
            row = d.read("contact", record)
            self.assertEqual((row["first"], row["title"]), ("James", "Head of sales"))
        self.assert_silence(world, 4)

    def company_and_deal(self, a, b):
        """The same for companies and deals, created and edited in the first system."""
        world = self.world((a, b))
        first, second = desks(world).values()
        company = first.create("company", name="Firma GmbH", website="https://firma.example")
        deal = first.create("deal", name="Renewal", amount="1200.5", stage="qualification", close_date="2026-12-24", company=company)
        self.first_sync(world)
        self.assert_quiet(world)
        world.advance(3600)
        first.edit("company", company, name="Firma AG")
        first.edit("deal", deal, amount="1300")
        self.sync(world)
        self.assertEqual(world.writes(first.name), [])
        self.assertEqual(len(world.writes(second.name)), 2, world.writes())
        second.find("company", name="Firma AG")
        second.find("deal", amount="1300")
        self.assert_silence(world, 2)


tell(EchoLoop, "echo", pairs(), 3)
tell(EchoLoop, "echo", trios(), 1)
tell(EchoLoop, "each_side_another_field", pairs())
tell(EchoLoop, "company_and_deal", pairs())

if __name__ == "__main__":
    main()
