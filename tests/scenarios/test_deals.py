# SPDX-License-Identifier: Apache-2.0
"""Deals: stages, won and lost, amounts, contacts and companies, in all directions."""
from pairs import pairs, tell, trios
from people import desks
from world import Story, main


class Deals(Story):
    def start(self, systems, people=2, config=""):
        world = self.world(systems, config=config)
        at = list(desks(world).values())
        company = at[0].create("company", name="Firma GmbH", website="https://firma.example")
        contacts = [at[0].create("contact", first="Person", last=f"Number {i}", email=f"p{i}@firma.example", company=company)
                    for i in range(people)]
        deal = at[0].create("deal", name="Renewal", amount="1200.5", stage="qualification", close_date="2026-12-24", company=company,
                            contacts=contacts)
        self.first_sync(world)
        ids = [deal] + [d.ids("deal")[0] for d in at[1:]]
        return world, at, ids

    def links(self, d, deal):
        """Names of a deal's company and contacts."""
        row = d.read("deal", deal)
        companies, contacts = d.rows("company"), d.rows("contact")
        return companies[row["company"]]["name"] if row["company"] else None, sorted(contacts[c]["last"] for c in row["contacts"])

    def arrives_whole(self, *systems):
        world, at, ids = self.start(systems)
        for d, deal in zip(at, ids):
            row = d.read("deal", deal)
            self.assertEqual((row["name"], row["amount"], row["stage"], row["close_date"]), ("Renewal", "1200.5", "qualification", "2026-12-24"))
            self.assertEqual(self.links(d, deal), ("Firma GmbH", ["Number 0", "Number 1"]), d.name)
            self.assertEqual((d.count("company"), d.count("contact"), d.count("deal")), (1, 2, 1))
            # A contact's own company comes along as well.
            self.assertEqual([r["company"] for r in d.rows("contact").values()], d.ids("company") * 2)
        self.assert_silence(world, 2)
        uid = world.sql("SELECT company_uid, contact_uids FROM v_deal")
        self.assertEqual(uid[0][0], world.sql("SELECT uid FROM v_company")[0][0])
        self.assertEqual(sorted(uid[0][1].split(", ")), sorted(r[0] for r in world.sql("SELECT uid FROM v_contact")))

    def stages(self, *systems):
        """Through the pipeline, won, opened again, lost; moved by everybody in turn."""
        world, at, ids = self.start(systems)
        for turn, stage in enumerate(("proposal", "won", "proposal", "lost", "qualification", "won")):
            world.advance(3600)
            mover = turn % len(at)
            at[mover].edit("deal", ids[mover], stage=stage)
            self.sync(world)
            self.assertEqual([d.read("deal", i)["stage"] for d, i in zip(at, ids)], [stage] * len(at), (turn, stage))
            self.assertEqual(world.writes(at[mover].name), [])
            self.assertEqual(len(world.writes()), len(at) - 1)
        self.assert_silence(world, 2)

    def created_won(self, *systems):
        """A deal that is closed already when it arrives."""
        world = self.world(systems)
        at = list(desks(world).values())
        for stage in ("won", "lost"):
            at[0].create("deal", name=f"Deal {stage}", amount="10", stage="proposal", close_date="2026-01-31",
                         company=at[0].create("company", name=f"Firma {stage}", website=f"https://{stage}.example"))
            at[0].edit("deal", at[0].find("deal", name=f"Deal {stage}"), stage=stage)
        self.first_sync(world)
        for d in at[1:]:
            self.assertEqual({r["name"]: r["stage"] for r in d.rows("deal").values()}, {"Deal won": "won", "Deal lost": "lost"})
            self.assertEqual({r["close_date"] for r in d.rows("deal").values()}, {"2026-01-31"})
        self.assert_silence(world, 2)

    def contacts_come_and_go(self, *systems):
        world, at, ids = self.start(systems, people=4)
        for d, deal in zip(at, ids):
            self.assertEqual(len(d.read("deal", deal)["contacts"]), 4)
        # One is taken off in the last system.
        world.advance(3600)
        last, deal = at[-1], ids[-1]
        gone = last.find("contact", last="Number 2")
        last.edit("deal", deal, contacts=[c for c in last.read("deal", deal)["contacts"] if c != gone])
        self.sync(world, "--full")
        for d, i in zip(at, ids):
            self.assertEqual(self.links(d, i)[1], ["Number 0", "Number 1", "Number 3"], d.name)
        self.assertLessEqual(len(world.writes()), len(at) - 1)
        # Another joins in the first, together with a person that nobody knew.
        world.advance(3600)
        fresh = at[0].create("contact", first="New", last="Comer", email="new@firma.example")
        at[0].edit("deal", ids[0], contacts=at[0].read("deal", ids[0])["contacts"] + [fresh])
        self.sync(world, "--full")
        for d, i in zip(at, ids):
            self.assertEqual(self.links(d, i)[1], ["Comer", "Number 0", "Number 1", "Number 3"], d.name)
        self.assert_silence(world, 2)

    def company_changes(self, *systems):
        world, at, ids = self.start(systems)
        world.advance(3600)
        other = at[0].create("company", name="Other AG", website="https://other.example")
        at[0].edit("deal", ids[0], company=other)
        self.sync(world, "--full")
        for d, i in zip(at, ids):
            self.assertEqual(self.links(d, i)[0], "Other AG", d.name)
        self.assert_silence(world, 2)

    def same_deal_on_both_sides(self, a, b):
        """Deals that both sides know are linked by customer, name and amount; namesakes with another amount stay apart."""
        world = self.world((a, b))
        first, second = desks(world).values()
        for d in (first, second):
            company = d.create("company", name="Firma GmbH", website="https://firma.example")
            for amount in ("100", "200"):
                d.create("deal", name="Renewal", amount=amount, stage="proposal", close_date=f"2026-1{amount[0]}-24", company=company)
        self.first_sync(world)
        self.assertEqual((first.count("deal"), second.count("deal")), (2, 2))
        self.assertEqual((first.count("company"), second.count("company")), (1, 1))
        self.assert_silence(world, 1)


for story in ("arrives_whole", "stages"):
    tell(Deals, story, pairs(), 2)
for story in ("arrives_whole", "stages", "contacts_come_and_go"):
    tell(Deals, story, trios(), 1)
for story in ("created_won", "contacts_come_and_go", "company_changes", "same_deal_on_both_sides"):
    tell(Deals, story, pairs(), 1)

if __name__ == "__main__":
    main()
