# SPDX-License-Identifier: Apache-2.0
"""Story 5: several candidates for one key, of which an arbitrary one is picked."""
from pairs import pairs, tell, trios, vendor_of
from people import desks
from world import Story, main


def triplet(d, keep_email):
    """Three records that a system has of one person.  HubSpot takes an address once, so there it is name and phone."""
    same = {"email": "jim@firma.example"} if keep_email else {"phone": "+49 30 1234567"}
    titles = ("Clerk", "Buyer", "Head")
    return [d.create("contact", first="Jim", last="Miller", title=t, **same) for t in titles]


class Ambiguous(Story):
    def question(self, result, ids):
        """The one question of a run, which names these records and no others of their system."""
        holds = result.lines("hold")
        self.assertEqual(len(holds), 1, result)
        self.assertEqual(holds[0]["kind"], "ambiguous")
        named = {(r["system"], r["id"]) for r in holds[0]["detail"]["records"]}
        self.assertTrue(ids <= named, (ids, named))
        return holds[0]["summary"], named

    def three_of_one(self, a, b, partner=True, *more):
        world = self.world((a, b) + more)
        at = list(desks(world).values())
        by_email = vendor_of(a) != "hubspot"
        three = triplet(at[0], by_email)
        if partner:
            at[1].create("contact", first="Jim", last="Miller", email="jim@firma.example", phone="+49 30 1234567")
        before = [d.rows("contact") for d in at]
        self.run_ok(world, "setup")
        asked = set()
        for order in (None, "reverse", None):
            for d in at:
                world.options(d.name, list_order=order)
            diff = self.run_ok(world, "--json", "diff", "--full")
            self.assertEqual(diff.lines("operation"), [])
            asked.add((self.question(diff, {(at[0].name, i) for i in three})[1] and
                       tuple(sorted(self.question(diff, {(at[0].name, i) for i in three})[1]))))
        self.assertEqual(len(asked), 1)
        world.forget_history()
        for _ in range(2):
            self.run_ok(world, "sync", "--first-sync", codes=(6,))
            self.assertEqual(world.writes(), [])
        self.assertEqual([d.rows("contact") for d in at], before)

    def with_partner(self, a, b):
        self.three_of_one(a, b)

    def without_partner(self, a, b):
        self.three_of_one(a, b, False)

    def in_three_systems(self, a, b, c):
        self.three_of_one(a, b, True, c)

    def settled_by_hand(self, a, b):
        """Once the doubles are gone the record goes on as if there had been none."""
        world = self.world((a, b))
        first, second = desks(world).values()
        three = triplet(first, vendor_of(a) != "hubspot")
        self.first_sync(world, codes=(6,))
        self.assertEqual(second.count("contact"), 0)
        for extra in three[1:]:
            first.delete("contact", extra)
        world.advance(3600)
        self.sync(world, "--full", "--accept", "shrink")
        self.assertEqual(second.count("contact"), 1)
        self.assert_silence(world, 1)

    def others_are_not_held_up(self, a, b):
        world = self.world((a, b))
        first, second = desks(world).values()
        triplet(first, vendor_of(a) != "hubspot")
        first.create("contact", first="Ann", last="Smith", email="ann@firma.example")
        self.first_sync(world, codes=(6,))
        self.assertEqual([r["last"] for r in second.rows("contact").values()], ["Smith"])


tell(Ambiguous, "with_partner", pairs(), 2)
tell(Ambiguous, "without_partner", pairs(), 2)
tell(Ambiguous, "in_three_systems", trios(), 1)
tell(Ambiguous, "settled_by_hand", pairs(), 1)
tell(Ambiguous, "others_are_not_held_up", pairs(), 1)

if __name__ == "__main__":
    main()
