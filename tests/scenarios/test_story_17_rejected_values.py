# SPDX-License-Identifier: Apache-2.0
"""Story 17: a value that the target would refuse: a picklist without it, too long, required and missing."""
from pairs import pairs, tell, trios
from people import desks
from world import Story, main

LONG = "Leiterin " + "sehr lange Worte " * 20  # 349 characters
CUT = {"hubspot": 65536, "salesforce": 128, "pipedrive": 255}  # what the job title takes
COLOURS = ("red", "green", "blue")
TITLE = {"hubspot": "jobtitle", "salesforce": "Title", "pipedrive": "job_title"}


def colour(world, at, *options):
    """A picklist on contacts in every system; options: of each, in order.  Gives the fields' names."""
    fields = [d.field("contact", "Colour", "enum", o) for d, o in zip(at, options)]
    lines = "".join(f"          {d.name}: {field}\n" for d, field in zip(at, fields))
    world.write_config(f"objects:\n  contact:\n    fields:\n      colour:\n        type: enum\n        properties:\n{lines}")
    return fields


def nick(world, at, kind="text", more=""):
    """A field of one's own."""
    fields = [d.field("contact", "Nickname", kind) for d in at]
    lines = "".join(f"          {d.name}: {field}\n" for d, field in zip(at, fields))
    world.write_config(f"objects:\n  contact:\n    fields:\n      nickname:\n        type: {kind}\n{more}        properties:\n{lines}")
    return fields


def person(desk, number=0, **more):
    return desk.create("contact", **{"first": f"Person{number}", "last": f"Number {number}", "email": f"p{number}@firma.example", **more})


class RejectedValues(Story):
    def start(self, *systems, config=""):
        world = self.world(systems, config=config)
        return world, list(desks(world).values())

    def blocked(self, world, *args, kind="blocked"):
        """What a diff says of blocked values, as (system, field, words); it is in the text as well, and the describe calls come before any write."""
        diff = self.run_ok(world, "--json", "diff", *args)
        holds = [h for h in diff.lines("hold") if h["kind"] == kind]
        text = self.run_ok(world, "diff", *args).out
        for h in holds:
            self.assertIn(h["summary"], text)
        return [(h["system"], h["field"], h["summary"]) for h in holds]

    def assert_refuses_nothing(self, world):
        """All that was sent was taken: what a vendor would refuse is not tried."""
        self.assertEqual([w for w in world.writes() if w["status"] >= 300], [])

    def unmapped_option(self, *systems):
        """A picklist that lacks the value: blocked with the closest option and how to map it; never invented, and nothing else is held up."""
        world, at = self.start(*systems)
        fields = colour(world, at, COLOURS, *[("red", "greenish")] * (len(at) - 1))
        ids = [person(at[0], i) for i in range(4)]
        for record, value in zip(ids, ("red", "green", "green", "blue")):
            at[0].put("contact", record, fields[0], "enum", value)
        self.run_ok(world, "setup")
        found = self.blocked(world)
        self.assertEqual(sorted({(s, f) for s, f, _ in found}), sorted({(d.name, "colour") for d in at[1:]}))
        self.assertEqual(len(found), 2 * (len(at) - 1))  # one question for each value, however many records have it
        greens = [words for _, _, words in found if "'green'" in words]
        for words, d in zip(sorted(greens), sorted(at[1:], key=lambda d: d.name)):
            self.assertRegex(words, "(?i)closest: 'greenish'")
            self.assertIn(f"colour.properties.{d.name}.values", words)
            self.assertIn("2 contacts", words)
        world.forget_history()
        self.run_ok(world, "sync", "--first-sync", codes=(6,))
        self.assert_refuses_nothing(world)
        for d, field in zip(at[1:], fields[1:]):
            self.assertEqual([d.get("contact", d.find("contact", last=f"Number {i}"), field, "enum") for i in range(4)],
                             ["red", None, None, None])
        # The suggested fix: mapped, it arrives.
        lines = f"          {at[0].name}: {fields[0]}\n" + "".join(
            f"          {d.name}: {{property: {f}, values: {{green: Greenish, blue: Red}}}}\n" for d, f in zip(at[1:], fields[1:]))
        world.write_config(f"objects:\n  contact:\n    fields:\n      colour:\n        type: enum\n        properties:\n{lines}")
        self.run_ok(world, "sync", "--accept", "mapping")
        for d, field in zip(at[1:], fields[1:]):
            self.assertEqual(d.get("contact", d.find("contact", last="Number 1"), field, "enum"), "greenish")
        self.assert_silence(world, 1)

    def corrected(self, a, b):
        """A value that the other side does not have is corrected to one that it has: the question is gone."""
        world, at = self.start(a, b)
        fields = colour(world, at, COLOURS, ("red",))
        record = person(at[0])
        at[0].put("contact", record, fields[0], "enum", "blue")
        self.first_sync(world, codes=(6,))
        partner = at[1].find("contact", last="Number 0")
        self.assertIsNone(at[1].get("contact", partner, fields[1], "enum"))
        at[0].put("contact", record, fields[0], "enum", "red")
        world.advance(3600)
        self.sync(world)
        self.assertEqual(at[1].get("contact", partner, fields[1], "enum"), "red")
        self.assert_refuses_nothing(world)
        self.assert_silence(world, 1)

    def too_long(self, *systems):
        """300 characters where fewer fit: blocked with the numbers and the way out; the rest of the record goes on."""
        world, at = self.start(*systems)
        ids = [person(at[0], 0), person(at[0], 1, title="Clerk")]
        self.first_sync(world)
        world.advance(3600)
        for d in at:
            if CUT[d.vendor] > len(LONG):
                d.edit("contact", d.find("contact", last="Number 0"), title=LONG, phone="+4930123456")
                break
        else:
            at[0].edit("contact", ids[0], title="x", phone="+4930123456")
            return
        source = d
        tight = [t for t in at if CUT[t.vendor] < len(LONG)]
        wide = [t for t in at if CUT[t.vendor] >= len(LONG)]
        found = self.blocked(world)
        self.assertEqual(sorted((s, f) for s, f, _ in found), sorted((t.name, "title") for t in tight))
        for t in tight:
            words = next(words for s, _, words in found if s == t.name)
            self.assertIn(f"takes {CUT[t.vendor]}", words)
            self.assertIn("title.on_too_long: truncate", words)
        for run in range(2):
            self.sync(world, codes=(6,) if tight else (0,))
            self.assert_refuses_nothing(world)
            self.assertEqual(bool(world.writes()), run == 0 and len(at) > 1)
            world.advance(3600)
        for t in at:
            found = t.read("contact", t.find("contact", last="Number 0"))
            self.assertEqual(found["phone"], "+4930123456")
            self.assertEqual((found["title"] or "").strip(), LONG.strip() if t in wide else "")
        if not tight:
            return
        # Cut only where the config says so, once, and the long original stays where it is.
        world.write_config("objects: {contact: {fields: {title: {on_too_long: truncate}}}}\n")
        self.sync(world, "--accept", "mapping")
        for t in tight:
            title = t.read("contact", t.find("contact", last="Number 0"))["title"]
            self.assertTrue(LONG.startswith(title) and CUT[t.vendor] - 10 <= len(title) <= CUT[t.vendor], title)
        self.assertEqual(source.read("contact", source.find("contact", last="Number 0"))["title"].strip(), LONG.strip())
        self.assert_silence(world, 2)

    def missing_required(self, a, b):
        """A person without a last name, for a CRM that asks for one, and a field that the config asks for: visible before anything is sent."""
        world, at = self.start(a, b, config=f"objects: {{contact: {{fields: {{title: {{required_in: [{b.split('=')[0]}]}}}}}}}}\n")
        at[0].create("contact", **({"first": "Cher", "last": "Cher"} if at[0].vendor == "salesforce" else {"first": "Cher"}), email="cher@firma.example")
        person(at[0], 1, title="Clerk")
        self.run_ok(world, "setup")
        found = self.blocked(world)
        self.assertEqual(len(found), 1, found)
        self.assertEqual(found[0][0], at[1].name)
        self.assertIn("cannot be created without", found[0][2])
        self.assertIn("enter it in a system that has the record", found[0][2])
        world.forget_history()
        self.run_ok(world, "sync", "--first-sync", codes=(6,))
        self.assert_refuses_nothing(world)
        self.assertEqual([r["last"] for r in at[1].rows("contact").values()], ["Number 1"])
        # The suggested fix.
        at[0].edit("contact", at[0].find("contact", first="Cher"), last="Bono", title="Singer")
        world.advance(3600)
        self.sync(world)
        self.assertEqual(sorted(r["last"] for r in at[1].rows("contact").values()), ["Bono", "Number 1"])
        self.assert_silence(world, 1)

    def vendors_own_required(self, a, b):
        """What the vendor itself asks for (Salesforce: a last name) is read from its schema."""
        world, at = self.start(a, b)
        at[0].create("contact", first="Cher", email="cher@firma.example")
        self.run_ok(world, "setup")
        found = self.blocked(world)
        self.assertEqual([(s, "'LastName'" in words) for s, _, words in found], [(at[1].name, True)])
        self.run_ok(world, "sync", "--first-sync", codes=(6,))
        self.assertEqual(at[1].count("contact"), 0)
        self.assert_silence(world, 1, codes=(6,))

    def validation_rule(self, a, b):
        """What no schema tells: the vendor's refusal is listed with its words, is not sent again until it changes, and the other records go on."""
        world, at = self.start(a, b)
        world.options(at[1].name, reject={TITLE[at[1].vendor]: "^Boss$"})
        ids = [person(at[0], i, title="Boss" if i == 1 else "Clerk") for i in range(3)]
        self.first_sync(world, codes=(6,))
        self.assertEqual(at[1].count("contact"), 2)
        for _ in range(2):
            world.advance(3600)
            self.sync(world, codes=(6,))
            self.assertEqual(world.writes(), [])
        self.assertEqual([s for s, _, _ in self.blocked(world, kind="rejected")], [at[1].name])
        at[0].edit("contact", ids[1], title="Head")
        world.advance(3600)
        self.sync(world)
        self.assertEqual(at[1].count("contact"), 3)
        self.assert_silence(world, 1)

    def wrong_type(self, a, b):
        """Words in a date that is text on one side: blocked, not guessed, with what would help."""
        world, at = self.start(a, b)
        fields = [at[0].field("contact", "Joined", "text"), at[1].field("contact", "Joined", "date")]
        world.write_config("objects:\n  contact:\n    fields:\n      joined:\n        type: date\n        properties:\n"
                           f"          {at[0].name}: {fields[0]}\n          {at[1].name}: {fields[1]}\n")
        ids = [person(at[0], i) for i in range(2)]
        at[0].put("contact", ids[0], fields[0], "text", "in spring")
        at[0].put("contact", ids[1], fields[0], "text", "2024-02-29")
        self.run_ok(world, "setup")
        found = self.blocked(world)
        self.assertEqual([(s, f) for s, f, _ in found], [(at[1].name, "joined")])
        self.assertIn("'in spring' is no date; correct it", found[0][2])
        world.forget_history()
        self.run_ok(world, "sync", "--first-sync", codes=(6,))
        self.assert_refuses_nothing(world)
        self.assertEqual([at[1].get("contact", at[1].find("contact", last=f"Number {i}"), fields[1], "date") for i in range(2)], [None, "2024-02-29"])
        self.assert_silence(world, 1, codes=(6,))


for story in ("unmapped_option", "too_long"):
    tell(RejectedValues, story, pairs() + trios(), 1)
for story in ("corrected", "missing_required", "validation_rule", "wrong_type"):
    tell(RejectedValues, story, pairs(), 1)
tell(RejectedValues, "vendors_own_required", [(a, "salesforce") for a in ("hubspot", "pipedrive") if (a, "salesforce") in pairs()], 1)

if __name__ == "__main__":
    main()
