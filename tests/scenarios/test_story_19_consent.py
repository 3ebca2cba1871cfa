# SPDX-License-Identifier: Apache-2.0
"""Story 19: consent is flipped: an opt-out gets lost, an opt-in comes back, an erased person is imported again."""
from pairs import pairs, tell, trios
from people import desks
from world import Story, main

JIM = {"first": "Jim", "last": "Miller", "email": "jim@firma.example"}


def start(story, systems, **more):
    """One person in all systems."""
    world = story.world(systems)
    at = list(desks(world).values())
    first = at[0].create("contact", **JIM, **more)
    story.first_sync(world)
    return world, at, [first] + [d.ids("contact")[0] for d in at[1:]]


class Consent(Story):
    def everywhere(self, at, ids, out):
        self.assertEqual([bool(d.read("contact", i)["opted_out"]) for d, i in zip(at, ids)], [out] * len(ids))

    def opt_out_anywhere(self, *systems):
        for said in range(len(systems)):
            world, at, ids = start(self, systems)
            self.everywhere(at, ids, False)
            world.advance(3600)
            at[said].edit("contact", ids[said], opted_out=True)
            self.sync(world)
            self.everywhere(at, ids, True)
            self.assertEqual(world.writes(at[said].name), [])
            self.assert_silence(world, 2)

    def opt_in_does_not_flip_it(self, *systems):
        """Whoever says so, in the weaker and in the stronger system, and also on a form that was sent before the opt-out."""
        world, at, ids = start(self, systems)
        world.advance(3600)
        at[0].edit("contact", ids[0], opted_out=True)
        self.sync(world)
        self.everywhere(at, ids, True)
        for other in range(len(at)):
            if other > 0 and at[other].vendor == "pipedrive":
                continue  # its API has said it once already: not_taken() tells of that
            world.advance(3600)
            at[other].edit("contact", ids[other], opted_out=False)
            self.sync(world)
            self.everywhere(at, ids, True)
            self.assert_silence(world, 1)

    def not_taken(self, *systems):
        """Pipedrive lets its API change a person's consent once; what it leaves undone later is said, again in every run."""
        world, at, ids = start(self, systems)
        there = next(i for i, d in enumerate(at) if d.vendor == "pipedrive")
        world.advance(3600)
        at[1 - there].edit("contact", ids[1 - there], opted_out=True)
        self.sync(world)
        self.everywhere(at, ids, True)
        for _ in range(2):
            world.advance(3600)
            at[there].edit("contact", ids[there], opted_out=False)
            result = self.run_ok(world, "--json", "sync", codes=(0, 6))
        for _ in range(3):
            world.advance(3600)
            holds = [h for h in result.lines("hold") if h["system"] == at[there].name]
            self.assertEqual([h["kind"] for h in holds], ["rejected"], result)
            self.assertIn("opt-out", holds[0]["summary"])
            result = self.run_ok(world, "--json", "sync", codes=(6,))
        world.forget_history()
        self.run_ok(world, "sync", codes=(6,))
        self.assertEqual(world.writes(), [])
        self.assertTrue(at[1 - there].read("contact", ids[1 - there])["opted_out"])
        at[there].edit("contact", ids[there], opted_out=True)
        self.sync(world)
        self.assert_silence(world, 1)

    def both_at_once(self, a, b):
        """One system opts out, the other is edited otherwise in the same hour."""
        world, at, ids = start(self, (a, b))
        world.advance(3600)
        at[0].edit("contact", ids[0], title="Head")
        at[1].edit("contact", ids[1], opted_out=True)
        self.sync(world)
        self.everywhere(at, ids, True)
        self.assertEqual([d.read("contact", i)["title"] for d, i in zip(at, ids)], ["Head", "Head"])
        self.assert_silence(world, 1)

    def set_and_unset(self, a, b):
        """What counts is what stands there when it is read: an opt-out that is gone by then was never seen."""
        world, at, ids = start(self, (a, b))
        for said in (0, 1):
            world.advance(3600)
            at[said].edit("contact", ids[said], opted_out=True)
            world.advance(60)
            at[said].edit("contact", ids[said], opted_out=False)
            self.sync(world)
            self.everywhere(at, ids, False)
        # Unset and set again, it is an opt-out.
        world.advance(3600)
        at[1].edit("contact", ids[1], opted_out=False)
        at[1].edit("contact", ids[1], opted_out=True)
        self.sync(world)
        self.everywhere(at, ids, True)
        self.assert_silence(world, 1)

    def arrives_opted_out(self, *systems):
        world, at, ids = start(self, systems, opted_out=True)
        self.everywhere(at, ids, True)
        world.advance(3600)
        at[0].create("contact", first="Ann", last="Smith", email="ann@firma.example", opted_out=True)
        at[0].create("contact", first="Eve", last="Adams", email="eve@firma.example")
        self.sync(world)
        for d in at:
            self.assertTrue(d.read("contact", d.find("contact", last="Smith"))["opted_out"], d.name)
            self.assertFalse(d.read("contact", d.find("contact", last="Adams"))["opted_out"], d.name)
        self.assert_silence(world, 1)

    def first_seen_in_two_systems(self, a, b):
        """Two records that were there before, of which one is opted out."""
        for out in (0, 1):
            world = self.world((a, b))
            at = list(desks(world).values())
            ids = [d.create("contact", **JIM, **({"opted_out": True} if i == out else {})) for i, d in enumerate(at)]
            self.first_sync(world)
            self.everywhere(at, ids, True)
            self.assert_silence(world, 1)


def forget_jim(story, world, *args):
    return story.run_ok(world, "--json", "forget", *args)


class Erased(Story):
    def texts(self, world):
        """Everything in the store's files."""
        found = b""
        for name in ("crmsync.db", "crmsync.db-wal"):
            try:
                with open(world.path(name), "rb") as f:
                    found += f.read()
            except FileNotFoundError:
                pass
        return found

    def start(self, systems):
        world = self.world(systems)
        at = list(desks(world).values())
        company = at[0].create("company", name="Firma GmbH", website="https://firma.example")
        jim = at[0].create("contact", **dict(JIM, last="Erasmuss"), company=company)
        ann = at[0].create("contact", first="Ann", last="Smith", email="ann@firma.example", company=company)
        at[0].create("deal", name="Renewal", amount="100", stage="proposal", close_date="2026-12-24", company=company, contacts=[jim, ann])
        self.first_sync(world)
        return world, at, jim

    def is_not_brought_in_again(self, *systems):
        world, at, jim = self.start(systems)
        self.assertIn(b"Erasmuss", self.texts(world))
        world.forget_history()
        receipt = forget_jim(self, world, " Jim@FIRMA.example").lines("forgotten")[0]
        self.assertEqual((receipt["people"], receipt["records"], receipt["addresses"]), (1, len(at), 1))
        self.assertEqual(world.history(), [])
        for text in (b"Erasmuss", b"jim@firma.example", b"Jim"):
            self.assertNotIn(text, self.texts(world))
        # The person is erased in the first system and stays in the others: nothing brings it back, however it is read.
        at[0].delete("contact", jim)
        for args in ((), ("--full", "--accept", "shrink"), ("--full",)):
            world.advance(3600)
            at[1].edit("contact", at[1].find("contact", last="Erasmuss"), title=f"Head {len(args)}")
            result = self.sync(world, *args)
            self.assertEqual([w for w in world.writes() if w["system"] == at[0].name], [])
            self.assertEqual([r["last"] for r in at[0].rows("contact").values()], ["Smith"])
            self.assertNotIn("jim@firma.example", (result.out + result.err).lower())
            self.assertRegex(result.out, f"Kept out: 1 contact of {at[1].name}")
        self.assertNotIn(b"Erasmuss", self.texts(world))
        # A new record of the same person is kept out as well.
        world.advance(3600)
        for d in at[1:]:
            d.delete("contact", d.find("contact", last="Erasmuss"))
        at[1].create("contact", first="James", last="Erasmuss", email="JIM@firma.example")
        self.sync(world)
        self.assertEqual(world.writes(), [])
        summary = self.run_ok(world, "--json", "diff", "--full").lines("summary")[0]
        self.assertGreaterEqual(summary["systems"][at[1].name]["kept_out"], 1)  # a listing may name a record twice
        self.assertEqual(summary["operations"], 0)
        self.assertEqual(world.sql("SELECT count(*) FROM v_contact")[0][0], 1)
        self.assertEqual(world.sql("SELECT count(*) FROM suppression")[0][0], 1)

    def others_go_on(self, a, b):
        """The rest of the world stays in step, the deal's other contact included."""
        world, at, jim = self.start((a, b))
        forget_jim(self, world, "jim@firma.example")
        for d in at:
            d.delete("contact", d.find("contact", last="Erasmuss"))
        world.advance(3600)
        at[1].edit("contact", at[1].find("contact", last="Smith"), title="Head")
        at[0].edit("deal", at[0].ids("deal")[0], amount="200")
        self.sync(world)
        self.assertEqual([d.read("contact", d.find("contact", last="Smith"))["title"] for d in at], ["Head"] * 2)
        self.assertEqual([next(iter(d.rows("deal").values()))["amount"] for d in at], ["200"] * 2)
        for d in at:  # Pipedrive goes on naming a deleted person
            live = [c for c in next(iter(d.rows("deal").values()))["contacts"] if c in d.ids("contact")]
            self.assertEqual(live, [d.find("contact", last="Smith")])
        self.assert_silence(world, 1)

    def takes_on_the_address(self, a, b):
        """A known contact that takes on an erased address is left as it was last seen, and is no deletion."""
        world, at, jim = self.start((a, b))
        forget_jim(self, world, "jim@firma.example")
        for d in at:
            d.delete("contact", d.find("contact", last="Erasmuss"))
        self.sync(world, "--full", "--accept", "shrink")
        world.advance(3600)
        at[0].edit("contact", at[0].find("contact", last="Smith"), email="jim@firma.example", title="Head")
        for args in ((), ("--full",)):
            self.sync(world, *args)
            self.assertEqual(world.writes(), [])
            self.assertEqual(at[1].read("contact", at[1].find("contact", last="Smith"))["email"], "ann@firma.example")
        self.assertEqual(world.sql("SELECT life FROM v_crosswalk WHERE object = 'contact'"), [("live",)] * 2)

    def test_address_of_several_people(self):
        """Who is meant cannot be told: nothing is erased until that is said.  The address may come on standard input."""
        world = self.world(("salesforce", "pipedrive"))
        at = list(desks(world).values())
        for name in ("Miller", "Smith"):
            at[0].create("contact", first="Jim", last=name, email="office@firma.example")
        self.run_ok(world, "pull")
        result = self.run_ok(world, "forget", "--stdin", codes=(7,), given="office@firma.example\n")
        self.assertRegex(result.err, "nothing was erased \\(--all erases them all\\): 2 records of different people hold this address")
        self.assertIn(b"Miller", self.texts(world))
        result = self.run_ok(world, "forget", "--all", "--stdin", given="office@firma.example\r\n")
        self.assertIn("Erased from the store: 2 people with 2 records", result.out)
        self.assertNotIn(b"Miller", self.texts(world))
        for wrong in (("--stdin", "office@firma.example"), ("--stdin",)):
            self.assertIn("e-mail address", self.run_ok(world, "forget", *wrong, codes=(2,)).err)

    def several_people(self, a, b):
        """An address of several is erased only when that is said."""
        world = self.world((a, b))
        at = list(desks(world).values())
        for name in ("Miller", "Smith"):
            at[0].create("contact", first="Jim", last=name, email=f"{name.lower()}@firma.example")
            at[1].create("contact", first="Jim", last=name, email=f"{name.lower()}@firma.example")
        self.first_sync(world)
        result = self.run_ok(world, "forget", "nobody@firma.example")
        self.assertIn("0 people", result.out)
        self.assertIn("1 new address", result.out)
        self.assertEqual(world.sql("SELECT count(*) FROM v_contact")[0][0], 2)
        self.run_ok(world, "forget", "miller", codes=(2,))
        self.run_ok(world, "forget", codes=(2,))
        self.run_ok(world, "forget", "miller@firma.example")
        self.assertEqual(world.sql("SELECT last_name FROM v_contact"), [("Smith",)])
        self.run_ok(world, "forget", "miller@firma.example")
        self.assertEqual(world.sql("SELECT count(*) FROM suppression")[0][0], 2)
        self.sync(world)
        self.assertEqual(world.writes(), [])


for story in ("opt_out_anywhere", "opt_in_does_not_flip_it", "arrives_opted_out"):
    tell(Consent, story, pairs(), 1)
    tell(Consent, story, trios(), 1)
for story in ("both_at_once", "set_and_unset", "first_seen_in_two_systems"):
    tell(Consent, story, pairs(), 1)
tell(Consent, "not_taken", [p for p in pairs(same=False) if "pipedrive" in p], 1)
tell(Erased, "is_not_brought_in_again", pairs(), 1)
tell(Erased, "is_not_brought_in_again", trios(), 1)
for story in ("others_go_on", "takes_on_the_address", "several_people"):
    tell(Erased, story, pairs(), 1)

if __name__ == "__main__":
    main()
