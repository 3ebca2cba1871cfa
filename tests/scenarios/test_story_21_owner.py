# SPDX-License-Identifier: Apache-2.0
"""Story 21: the owner is not active or not there; the record must still go along."""
from pairs import pairs, tell, trios
from people import desks
from world import Story, main

EMAIL = "katrin.vogel@firma.example"


class Owner(Story):
    def owners(self, at, active=True):
        return [d.owner(EMAIL, active) for d in at]

    def known_everywhere(self, *systems):
        world = self.world(systems)
        at = list(desks(world).values())
        owners = self.owners(at)
        at[0].create("contact", first="Jim", last="Miller", email="jim@firma.example", owner=owners[0])
        at[0].create("company", name="Firma GmbH", website="https://firma.example", owner=owners[0])
        self.first_sync(world)
        for d, owner in zip(at, owners):
            for obj in ("contact", "company"):
                self.assertEqual([r["owner"] for r in d.rows(obj).values()], [owner], (d.name, obj))
        self.assert_silence(world, 1)

    def held(self, world, at, target, reason):
        result = self.run_ok(world, "--json", "sync", "--first-sync", codes=(6,))
        self.assertEqual(target.count("contact"), 1)
        holds = result.lines("hold")
        self.assertEqual([(h["kind"], h["system"], h["field"]) for h in holds], [("owner", target.name, "owner")], result)
        self.assertIn(EMAIL, holds[0]["summary"])
        self.assertRegex(holds[0]["summary"], reason)
        row = next(iter(target.rows("contact").values()))
        self.assertEqual((row["last"], row["email"]), ("Miller", "jim@firma.example"))
        self.assert_silence(world, 2, codes=(6,))

    def unknown(self, a, b):
        world = self.world((a, b))
        first, second = desks(world).values()
        first.create("contact", first="Jim", last="Miller", email="jim@firma.example", owner=first.owner(EMAIL))
        self.run_ok(world, "setup")
        self.held(world, (first, second), second, "does not exist")
        # Once there is such an owner, the field follows by itself.
        owner = second.owner(EMAIL)
        world.advance(3600)
        self.sync(world)
        self.assertEqual([r["owner"] for r in second.rows("contact").values()], [owner])
        self.assert_silence(world, 1)

    def inactive(self, a, b):
        world = self.world((a, b))
        first, second = desks(world).values()
        second.owner(EMAIL, active=False)
        first.create("contact", first="Jim", last="Miller", email="jim@firma.example", owner=first.owner(EMAIL))
        self.run_ok(world, "setup")
        self.held(world, (first, second), second, "not active|does not exist")

    def edits_go_on(self, a, b):
        """While the owner is held, other fields are synced in both directions."""
        world = self.world((a, b))
        first, second = desks(world).values()
        record = first.create("contact", first="Jim", last="Miller", email="jim@firma.example", owner=first.owner(EMAIL))
        self.first_sync(world, codes=(6,))
        partner = second.ids("contact")[0]
        world.advance(3600)
        first.edit("contact", record, title="Clerk")
        second.edit("contact", partner, phone="+4930123456")
        self.sync(world, codes=(6,))
        self.assertEqual(second.read("contact", partner)["title"], "Clerk")
        self.assertEqual(first.read("contact", record)["phone"].replace(" ", ""), "+4930123456")
        self.assert_silence(world, 1, codes=(6,))


tell(Owner, "known_everywhere", pairs() + trios(), 2)
tell(Owner, "unknown", pairs(), 2)
tell(Owner, "inactive", pairs(), 2)
tell(Owner, "edits_go_on", pairs(), 1)

if __name__ == "__main__":
    main()
