# SPDX-License-Identifier: Apache-2.0
"""Story 23: a custom field that is made while a job runs is missed until somebody restarts it; keys of 40 digits, ids of options."""
from pairs import BUILT, pairs, tell, trios
from people import desks
from world import Story, main

OPTIONS = (("red", "green"), ("rot", "gruen"), ("rouge", "vert"))
LISTING = {"hubspot": "/contacts", "salesforce": "/query", "pipedrive": "/persons"}
FIELDS = {"pipedrive": "/api/v2/personFields/{}/options", "hubspot": "/crm/properties/2026-03/contacts/{}"}


def config(at, fields, words=OPTIONS):
    """The field `colour`, of which each system has its own name and its own words."""
    lines = ["objects:", "  contact:", "    fields:", "      colour:", "        type: enum", "        properties:"]
    for i, (d, field) in enumerate(zip(at, fields)):
        values = ", ".join(f"{ours}: {theirs}" for ours, theirs in zip(words[0], words[i]))
        lines.append(f"          {d.name}: {{property: {field}, values: {{{values}}}}}")
    return "\n".join(lines) + "\n"


class NewFields(Story):
    def start(self, systems):
        world = self.world(systems)
        at = list(desks(world).values())
        person = at[0].create("contact", first="Jim", last="Miller", email="jim@firma.example")
        self.first_sync(world)
        world.advance(3600)
        world.forget_history()
        return world, at, [person] + [d.ids("contact")[0] for d in at[1:]]

    def colours(self, at, ids, fields):
        return [d.get("contact", i, field, "enum") for d, i, field in zip(at, ids, fields)]

    def made_during_a_run(self, *systems):
        """The field is made, and filled in, while crmsync reads.  That run knows nothing of it and ends well; the next has it, in a record that nobody has
        edited since, and in the words of each system."""
        world, at, ids = self.start(systems)
        hold = world.hold(system=at[0].name, path=LISTING[at[0].vendor])
        run = self.background(world, "sync")
        self.wait_held(world, run, hold)
        fields = [d.field("contact", "Colour", "enum", OPTIONS[i]) for i, d in enumerate(at)]
        at[0].put("contact", ids[0], fields[0], "enum", OPTIONS[0][1])
        world.release(hold)
        self.finish(run)
        self.assertEqual(self.colours(at, ids, fields)[1:], [None] * (len(at) - 1))
        self.assertEqual(world.writes(), [w for w in world.writes() if "ield" in w["path"] or "propert" in w["path"]], "nothing but the fields was made")
        world.write_config(config(at, fields))
        world.advance(3600)
        self.sync(world, "--accept", "mapping")
        self.assertEqual(self.colours(at, ids, fields), [OPTIONS[i][1] for i in range(len(at))])
        # From the last one back, and nothing more.
        world.advance(3600)
        at[-1].put("contact", ids[-1], fields[-1], "enum", OPTIONS[len(at) - 1][0])
        self.sync(world)
        self.assertEqual(self.colours(at, ids, fields), [OPTIONS[i][0] for i in range(len(at))])
        self.assertEqual(len(world.writes()), len(at) - 1)
        self.assert_silence(world, 1)

    def mapped_before_it_is_there(self, a, b):
        """Both sides map a field that b does not have yet: it is named, all else goes along; it is made during a run.  `crmsync check` sees it at
        once, every run within a day; then it is filled, though nobody has edited anything since."""
        world = self.world((a, b))
        at = list(desks(world).values())
        name = {"hubspot": "colour", "salesforce": "Colour__c"}[at[1].vendor]
        fields = [at[0].field("contact", "Colour", "enum", OPTIONS[0]), name]
        world.write_config(config(at, fields))
        person = at[0].create("contact", first="Jim", last="Miller", email="jim@firma.example")
        at[0].put("contact", person, fields[0], "enum", OPTIONS[0][0])
        self.run_ok(world, "setup")
        result = self.run_ok(world, "--json", "sync", "--first-sync", codes=(6,))
        self.assertEqual([(h["kind"], h["field"]) for h in result.lines("hold")], [("blocked", "colour")], result)
        partner = at[1].ids("contact")[0]
        self.assertEqual(at[1].read("contact", partner)["last"], "Miller")
        world.advance(3600)
        hold = world.hold(system=at[0].name, path=LISTING[at[0].vendor])
        run = self.background(world, "sync")
        self.wait_held(world, run, hold)
        self.assertEqual(at[1].field("contact", "Colour", "enum", OPTIONS[1]), name)
        world.release(hold)
        self.finish(run, codes=(0, 6))
        world.advance(3600)
        self.run_ok(world, "check")
        self.sync(world)
        self.assertEqual(self.colours(at, [person, partner], fields), [OPTIONS[0][0], OPTIONS[1][0]])
        self.assert_silence(world, 1)

    def add_option(self, world, d, field, label, *old):
        if d.vendor == "pipedrive":
            world.vendor_request(d.name, "POST", FIELDS["pipedrive"].format(field), [{"label": label}])
        else:
            options = [{"label": o.title(), "value": o, "displayOrder": i, "hidden": False} for i, o in enumerate((*old, label))]
            world.vendor_request(d.name, "PATCH", FIELDS["hubspot"].format(field), {"options": options})

    def option_made_later(self, a, b):
        """An option that only one side has is held and named; nothing is made up.  Once the other has it, by whatever id, it arrives."""
        world = self.world((a, b))
        at = list(desks(world).values())
        fields = [d.field("contact", "Colour", "enum", OPTIONS[i]) for i, d in enumerate(at)]
        words = [(*OPTIONS[0], "blue"), (*OPTIONS[1], "blau")]
        world.write_config(config(at, fields, words))
        person = at[0].create("contact", first="Jim", last="Miller", email="jim@firma.example")
        at[0].put("contact", person, fields[0], "enum", "red")
        self.run_ok(world, "setup")
        self.run_ok(world, "sync", "--first-sync", codes=(0, 6))
        ids = [person, at[1].ids("contact")[0]]
        self.assertEqual(self.colours(at, ids, fields), ["red", "rot"])
        self.add_option(world, at[0], fields[0], "blue", *OPTIONS[0])
        at[0].put("contact", person, fields[0], "enum", "blue")
        world.advance(3600)
        result = self.run_ok(world, "--json", "sync", codes=(6,))
        self.assertEqual([(h["kind"], h["system"], h["field"]) for h in result.lines("hold")], [("blocked", at[1].name, "colour")], result)
        self.assertEqual(self.colours(at, ids, fields), ["blue", "rot"])
        self.add_option(world, at[1], fields[1], "blau", *OPTIONS[1])
        world.advance(3600)
        self.sync(world)
        self.assertEqual(self.colours(at, ids, fields), ["blue", "blau"])
        self.assert_silence(world, 1)

    def field_under_another_key(self, a, b):
        """Pipedrive: the field is deleted and made again by the same name.  It is another field: the old key is named, no value goes into the new one unasked."""
        world, at, ids = self.start((a, b))
        fields = [d.field("contact", "Colour", "enum", OPTIONS[i]) for i, d in enumerate(at)]
        at[0].put("contact", ids[0], fields[0], "enum", "red")
        world.write_config(config(at, fields))
        self.sync(world, "--accept", "mapping")
        self.assertEqual(self.colours(at, ids, fields), ["red", "rot"])
        world.vendor_request(at[1].name, "DELETE", f"/api/v2/personFields/{fields[1]}")
        again = at[1].field("contact", "Colour", "enum", OPTIONS[1])
        self.assertRegex(fields[1] + again, "^[0-9a-f]{80}$")
        self.assertNotEqual(again, fields[1])
        world.advance(3600)
        result = self.run_ok(world, "check", codes=(0, 3, 6))
        self.assertIn(fields[1], result.out + result.err)
        self.sync(world, codes=(0, 6))
        self.assertEqual(world.writes(), [])
        self.assertEqual(self.colours(at[:1], ids, fields), ["red"])
        self.assertIsNone(at[1].get("contact", ids[1], again, "enum"))
        self.assert_silence(world, 1, codes=(0, 6))


tell(NewFields, "made_during_a_run", pairs(), 2)
tell(NewFields, "made_during_a_run", trios(), 1)
tell(NewFields, "mapped_before_it_is_there", [p for p in pairs() if "pipedrive" not in p[1]], 1)
tell(NewFields, "option_made_later", [p for p in pairs() if "salesforce" not in "".join(p)], 1)
tell(NewFields, "field_under_another_key", [(v, "pipedrive") for v in BUILT if v != "pipedrive"] if "pipedrive" in BUILT else [], 1)

if __name__ == "__main__":
    main()
