# SPDX-License-Identifier: Apache-2.0
"""Custom fields of every kind, mapped in the config."""
from pairs import pairs, tell, trios
from people import desks
from world import Story, main

# kind: name, options of the first, the second and the third system, values that are tried (canonical)
KINDS = {
    "text": ("Nickname", None, ("Jimbo", "J\u00f6rg \u201eJoe\u201c <b>", "with, comma; and semicolon")),
    "enum": ("Colour", (("red", "green", "blue"), ("rot", "gruen", "blau"), ("rouge", "vert", "bleu")), ("red", "blue", "green")),
    "multi": ("Interests", (("golf", "wine", "opera"), ("Golf", "Wein", "Oper"), ("jeu", "vin", "chant")), (["golf"], ["opera", "wine"], ["golf", "opera", "wine"])),
    "date": ("Anniversary", None, ("2020-02-29", "1969-12-31", "2030-01-01")),
    "decimal": ("Factor", None, ("12.25", "0.5", "1234567")),
    "bool": ("Member", None, (True, False, True)),
}


class CustomFields(Story):
    def words(self, kind, index):
        """The system's own words for the canonical ones."""
        options = KINDS[kind][1]
        if options is None:
            return None
        return dict(zip(options[0], options[index]))

    def start(self, obj, systems, kinds=tuple(KINDS)):
        world = self.world(systems)
        at = list(desks(world).values())
        fields, lines = {}, []
        for kind in kinds:
            name, options, _ = KINDS[kind]
            fields[kind] = [d.field(obj, name, kind, options[i] if options else ()) for i, d in enumerate(at)]
            lines.append(f"      custom_{kind}:\n        type: {kind}\n        properties:")
            for i, d in enumerate(at):
                words = self.words(kind, i)
                values = ""
                if words:
                    values = ", values: {" + ", ".join(f"{k}: {v}" for k, v in words.items()) + "}"
                elif kind == "bool" and d.vendor == "pipedrive":
                    values = ', values: {"true": "Yes", "false": "No"}'
                lines.append(f"          {d.name}: {{property: {fields[kind][i]}{values}}}")
        world.write_config(f"objects:\n  {obj}:\n    fields:\n" + "\n".join(lines) + "\n")
        return world, at, fields

    def say(self, kind, index, value):
        words = self.words(kind, index)
        if words is None:
            return value
        return sorted(words[v] for v in value) if kind == "multi" else words[value]

    def record(self, d, obj):
        if obj == "contact":
            return d.create(obj, first="Jim", last="Miller", email="jim@firma.example")
        company = d.create("company", name="Firma GmbH", website="https://firma.example")
        if obj == "company":
            return company
        return d.create(obj, name="Renewal", amount="100", stage="proposal", close_date="2026-12-24", company=company)

    def check(self, at, obj, ids, fields, values):
        for kind, value in values.items():
            for i, d in enumerate(at):
                self.assertEqual(d.get(obj, ids[i], fields[kind][i], kind), self.say(kind, i, value), (kind, d.name))

    def each_kind(self, obj, systems):
        world, at, fields = self.start(obj, systems)
        first = self.record(at[0], obj)
        values = {kind: KINDS[kind][2][0] for kind in KINDS}
        for kind, value in values.items():
            at[0].put(obj, first, fields[kind][0], kind, self.say(kind, 0, value))
        self.first_sync(world)
        ids = [first] + [d.ids(obj)[0] for d in at[1:]]
        self.check(at, obj, ids, fields, values)
        self.assert_silence(world, 1)
        for turn in (1, 2):
            world.advance(3600)
            editor = turn % len(at)
            values = {kind: KINDS[kind][2][turn] for kind in KINDS}
            for kind, value in values.items():
                at[editor].put(obj, ids[editor], fields[kind][editor], kind, self.say(kind, editor, value))
            self.sync(world)
            self.assertEqual(len(world.writes()), len(at) - 1)
            self.check(at, obj, ids, fields, values)
        self.assert_silence(world, 1)

    def on_contacts(self, *systems):
        self.each_kind("contact", systems)

    def on_companies(self, *systems):
        self.each_kind("company", systems)

    def on_deals(self, *systems):
        self.each_kind("deal", systems)

    def word_without_translation(self, a, b):
        """An option that the other side does not know is held and named, the rest goes along; nothing is invented."""
        world, at, fields = self.start("contact", (a, b), ("enum", "text"))
        text = world.read("crmsync.yaml").replace(", blue: blau", "").replace(", blue: bleu", "")
        world.write("crmsync.yaml", text)
        record = self.record(at[0], "contact")
        at[0].put("contact", record, fields["enum"][0], "enum", "blue")
        at[0].put("contact", record, fields["text"][0], "text", "Jimbo")
        self.run_ok(world, "setup")
        result = self.run_ok(world, "--json", "sync", "--first-sync", codes=(6,))
        hold = result.lines("hold")[0]
        self.assertEqual((hold["kind"], hold["system"], hold["field"]), ("blocked", at[1].name, "custom_enum"), result)
        partner = at[1].ids("contact")[0]
        self.assertIsNone(at[1].get("contact", partner, fields["enum"][1], "enum"))
        self.assertEqual(at[1].get("contact", partner, fields["text"][1], "text"), "Jimbo")
        self.assert_silence(world, 1, codes=(6,))
        at[0].put("contact", record, fields["enum"][0], "enum", "red")
        world.advance(3600)
        self.sync(world)
        self.assertEqual(at[1].get("contact", partner, fields["enum"][1], "enum"), self.say("enum", 1, "red"))

    def field_that_is_gone(self, a, b):
        """A mapped field that the account does not have is named as blocked before anything is written there."""
        world, at, fields = self.start("contact", (a, b), ("text",))
        before, name, behind = world.read("crmsync.yaml").rpartition(fields["text"][1])
        world.write("crmsync.yaml", before + name + "x" + behind)
        record = self.record(at[0], "contact")
        at[0].put("contact", record, fields["text"][0], "text", "Jimbo")
        self.run_ok(world, "setup")
        result = self.run_ok(world, "--json", "diff", codes=(0,))
        self.assertEqual([(h["kind"], h["field"]) for h in result.lines("hold")], [("blocked", "custom_text")], result)
        self.run_ok(world, "sync", "--first-sync", codes=(6,))
        self.assertEqual(at[1].count("contact"), 1)


tell(CustomFields, "on_contacts", pairs(), 2)
tell(CustomFields, "on_contacts", trios(), 1)
tell(CustomFields, "on_companies", pairs(), 1)
tell(CustomFields, "on_deals", pairs(), 1)
tell(CustomFields, "word_without_translation", pairs(), 1)
tell(CustomFields, "field_that_is_gone", pairs(), 1)

if __name__ == "__main__":
    main()
