# SPDX-License-Identifier: Apache-2.0
"""Safety gates that no story tells of: another normalisation, a property that vanished, a canary that is missing.  Each says its numbers and the way on."""
from pairs import pairs, tell
from people import desks
from world import Story, main


DENIED = {"salesforce": "Contact.{}"}  # how the sandbox names a field that is hidden


class Gates(Story):
    def start(self, systems, **settings):
        world = self.world(systems)
        at = list(desks(world).values())
        person = at[0].create("contact", first="Jane", last="Doe", email="jane@firma.example", title="Clerk")
        company = at[0].create("company", name="Firma GmbH", website="https://firma.example")
        self.first_sync(world)
        world.advance(7200)
        self.sync(world)
        if settings:
            world.write_config(**settings)
        return world, at, person, company

    def refuse(self, world, *parts, command="sync"):
        world.forget_history()
        result = self.run_ok(world, command, codes=(7,))
        for part in parts:
            self.assertIn(part, result.err)
        self.assertEqual(world.writes(), [])

    def normaliser(self, a, b):
        """The store was filled by another version of crmsync, to which values mean something else."""
        world, at, person, _ = self.start((a, b))
        with world.write_sql() as db:
            db.execute("UPDATE setting SET value = '0' WHERE scope = 'normaliser'")
        at[0].edit("contact", person, title="Head")
        world.advance(7200)
        for _ in range(2):
            self.refuse(world, "normalises values otherwise", "version 0, now 1", "1 update", "--accept normaliser")
        self.sync(world, "--accept", "normaliser")
        self.assertEqual(at[1].rows("contact")[at[1].ids("contact")[0]]["title"], "Head")
        self.assert_silence(world, 1)

    def canary(self, a, b):
        world, at, person, company = self.start((a, b))
        name = at[0].name
        world.write_config(**{name: "canary: {contact: jane@firma.example, company: Firma GmbH}"})
        world.advance(7200)
        self.sync(world)
        at[0].delete("contact", person)
        world.advance(7200)
        for command in ("diff", "sync", "pull"):
            self.refuse(world, f"{name}: the canary contact was not found", "0 records", f"systems.{name}.canary.contact",
                        command=command)
            listed = [h for h in world.history() if "archived" in h["path"] or "limit=500" in h["path"]]
            self.assertEqual([h for h in listed if "users" not in h["path"] and "owners" not in h["path"] and "ields" not in h["path"]], [],
                             "records were read")
        world.write_config(**{name: "canary: {company: Firma GmbH}"})
        self.sync(world, codes=(0, 6))

    def hide(self, world, d, field):
        """Hidden from us, or at HubSpot, which hides no property from its schema, archived."""
        if d.vendor == "hubspot":
            world.vendor_request(d.name, "DELETE", f"/crm/properties/2026-03/contacts/{field}")
        else:
            world.options(d.name, deny_fields=[DENIED.get(d.vendor, "{}").format(field)])

    def show(self, world, d, field):
        if d.vendor == "hubspot":
            d.field("contact", "Nickname", "text")
        else:
            world.options(d.name, deny_fields=None)

    def vanished(self, a, b):
        """A mapped field that somebody deletes in one system: it is named and left alone, and everything else is synced."""
        world = self.world((a, b))
        at = list(desks(world).values())
        fields = [d.field("contact", "Nickname", "text") for d in at]
        world.write_config("objects:\n  contact:\n    fields:\n      nickname:\n        type: text\n        properties:\n" +
                           "".join(f"          {d.name}: {field}\n" for d, field in zip(at, fields)))
        person = at[0].create("contact", first="Jane", last="Doe", email="jane@firma.example", title="Clerk")
        at[0].put("contact", person, fields[0], "text", "Janie")
        self.first_sync(world)
        world.advance(7200)
        self.sync(world)
        self.hide(world, at[1], fields[1])
        for turn in range(2):
            at[0].edit("contact", person, title=f"Head {turn}")
            world.advance(7200)
            result = self.run_ok(world, "--json", "sync", codes=(6,))
            told = [h for h in result.lines("hold") if fields[1] in h["summary"]]
            self.assertEqual([(h["kind"], h["system"], h["field"]) for h in told], [("blocked", at[1].name, "nickname")], result)
            self.assertIn(f"{at[1].name} no longer has the property '{fields[1]}'", told[0]["summary"])
            self.assertIn(f"objects.contact.fields.nickname.properties.{at[1].name}", told[0]["summary"])
            partner = at[1].ids("contact")[0]
            self.assertEqual(at[1].rows("contact")[partner]["title"], f"Head {turn}")
        self.show(world, at[1], fields[1])
        at[0].edit("contact", person, title="Chief")
        world.advance(7200)
        self.sync(world)
        self.assertEqual(at[0].get("contact", person, fields[0], "text"), "Janie")  # nothing was taken for a clear
        self.assert_silence(world, 1)


tell(Gates, "normaliser", pairs(), 1)
tell(Gates, "canary", pairs(), 1)
tell(Gates, "vanished", pairs(), 1)

if __name__ == "__main__":
    main()
