# SPDX-License-Identifier: Apache-2.0
"""Story 2: the target stores another spelling, which comes back as an edit."""
from pairs import pairs, tell, trios
from people import desks
from world import Story, main

RESPELL = {"phone": "e164", "email": "lower", "amount": "2", "empty_company": "Unknown"}


class Normalisation(Story):
    def start(self, systems, respelling):
        world = self.world(systems)
        self.run_ok(world, "setup")
        at = desks(world)
        for name in respelling:
            world.options(name, normalise=RESPELL)
        first = next(iter(at.values()))
        person = first.create("contact", first="Jim", last="Miller", email="Jim.Miller@Firma.Example", phone="030 / 1234-5678")
        company = first.create("company", name="Firma GmbH", website="https://firma.example")
        deal = first.create("deal", name="Renewal", amount="1234.567", stage="proposal", close_date="2026-12-24", company=company,
                            contacts=[person])
        return world, at, first, (("contact", person), ("company", company), ("deal", deal))

    def settle(self, world, at, first, records):
        before = [first.raw(obj, record) for obj, record in records]
        world.forget_history()
        self.run_ok(world, "sync", "--first-sync")
        self.assertEqual(world.writes(first.name), [])
        for name, d in at.items():
            self.assertEqual([d.count(obj) for obj, _ in records], [1, 1, 1], name)
        diff = self.run_ok(world, "--json", "diff")
        self.assertEqual(diff.lines("operation"), [])
        self.assert_silence(world, 4)
        self.assertEqual([first.raw(obj, record) for obj, record in records], before)

    def respelled_by_the_target(self, a, b):
        world, at, first, records = self.start((a, b), [n.split("=")[0] for n in (b,)])
        self.settle(world, at, first, records)

    def respelled_by_all(self, *systems):
        world, at, first, records = self.start(systems, [n.split("=")[0] for n in systems])
        self.settle(world, at, first, records)

    def edit_after_respelling(self, a, b):
        """What the target respelled is still followed: an edit of the same field on either side arrives once."""
        world, at, first, records = self.start((a, b), [b.split("=")[0]])
        self.settle(world, at, first, records)
        second = list(at.values())[1]
        world.advance(3600)
        first.edit("contact", records[0][1], email="Jim.Newman@Firma.Example")
        self.sync(world)
        self.assertEqual(len(world.writes(second.name)), 1, world.writes())
        partner = second.ids("contact")[0]
        self.assertEqual(second.read("contact", partner)["email"].lower(), "jim.newman@firma.example")
        self.assert_silence(world, 2)
        second.edit("contact", partner, email="j.newman@firma.example")
        self.sync(world)
        self.assertEqual(len(world.writes(first.name)), 1, world.writes())
        self.assertEqual(first.read("contact", records[0][1])["email"].lower(), "j.newman@firma.example")
        self.assert_silence(world, 2)

    def partners_spelled_differently(self, a, b):
        """Two records that hold the same in different spellings are linked, and nothing is written."""
        world = self.world((a, b))
        self.run_ok(world, "setup")
        first, second = desks(world).values()
        one = first.create("contact", first="Jim", last="Miller", email="JIM@Firma.example", phone="+49 30 123456")
        two = second.create("contact", first="Jim", last="Miller", email="jim@firma.example", phone="030 123456")
        before = first.raw("contact", one), second.raw("contact", two)
        self.assertEqual(self.run_ok(world, "--json", "diff").lines("operation"), [])
        self.first_sync(world)
        self.assert_silence(world, 2)
        self.assertEqual((first.raw("contact", one), second.raw("contact", two)), before)


tell(Normalisation, "respelled_by_the_target", pairs(), 3)
tell(Normalisation, "respelled_by_all", trios() or pairs(), 1)
tell(Normalisation, "edit_after_respelling", pairs())
tell(Normalisation, "partners_spelled_differently", pairs())

if __name__ == "__main__":
    main()
