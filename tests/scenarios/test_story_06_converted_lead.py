# SPDX-License-Identifier: Apache-2.0
"""Story 6: lead and contact are the same person; a converted lead is read-only."""
from pairs import BUILT, tell
from people import desk, desks
from world import Story, main

OTHERS = [(v,) for v in BUILT if v != "salesforce"] if "salesforce" in BUILT else []


def lead(world, **fields):
    values = dict(FirstName="Jim", LastName="Miller", Email="jim@firma.example", Company="Firma GmbH", Status="Open - Not Contacted")
    return world.create("salesforce", "Lead", **dict(values, **fields))


def convert(world, record):
    """A salesperson converts the lead; gives the new contact's id."""
    before = set(desk(world, "salesforce").ids("contact"))
    world.edit("salesforce", "Lead", record, **{"@convert": {"contactId": None, "accountId": None}})
    return (set(desk(world, "salesforce").ids("contact")) - before).pop()


class ConvertedLead(Story):
    def assert_lead_untouched(self, world, lead_id, before):
        self.assertEqual(world.record("salesforce", "Lead", lead_id)["properties"], before)
        self.assertEqual(len(world.records("salesforce", "Lead", live=False)), 1)

    def converted_before(self, other):
        world = self.world((other, "salesforce"))
        self.run_ok(world, "setup")
        at = desks(world)
        lead_id = lead(world)
        contact = convert(world, lead_id)
        partner = at[other].create("contact", first="Jim", last="Miller", email="jim@firma.example")
        before = world.record("salesforce", "Lead", lead_id)["properties"]
        self.first_sync(world)
        world.advance(3600)
        at[other].edit("contact", partner, title="Head of sales")
        self.sync(world)
        self.assertEqual(at["salesforce"].read("contact", contact)["title"], "Head of sales")
        self.assertEqual(at["salesforce"].count("contact"), 1)
        self.assertEqual(at[other].count("contact"), 1)
        self.assert_lead_untouched(world, lead_id, before)
        self.assert_silence(world, 2)

    def converted_between_runs(self, other):
        """The lead was linked; after its conversion the contact takes its place."""
        world = self.world((other, "salesforce"))
        at = desks(world)
        lead_id = lead(world, Title="Buyer")
        partner = at[other].create("contact", first="Jim", last="Miller", email="jim@firma.example")
        self.first_sync(world)
        self.assertEqual(at[other].read("contact", partner)["title"], "Buyer")
        world.advance(3600)
        contact = convert(world, lead_id)
        before = world.record("salesforce", "Lead", lead_id)["properties"]
        at[other].edit("contact", partner, title="Head of sales")
        self.sync(world)
        world.advance(3600)
        self.sync(world)
        self.assertEqual(at["salesforce"].read("contact", contact)["title"], "Head of sales")
        self.assertEqual((at["salesforce"].count("contact"), at[other].count("contact")), (1, 1))
        self.assert_lead_untouched(world, lead_id, before)
        self.assert_silence(world, 2)

    def converted_while_we_write(self, other):
        """The lead is converted after it was read: the refusal leads to the contact, not to an error for ever."""
        world = self.world((other, "salesforce"))
        at = desks(world)
        lead_id = lead(world)
        partner = at[other].create("contact", first="Jim", last="Miller", email="jim@firma.example")
        self.first_sync(world)
        world.advance(3600)
        at[other].edit("contact", partner, title="Head of sales")
        plan = world.path("plan")
        self.run_ok(world, "diff", "--plan", plan)
        contact = convert(world, lead_id)
        for _ in range(3):
            world.advance(3600)
            world.run("sync")
        self.assertEqual(at["salesforce"].read("contact", contact)["title"], "Head of sales")
        self.assert_silence(world, 2)

    def lead_and_contact_side_by_side(self, other):
        """Both live: the contact is the person's record, the lead is neither written to nor asked about."""
        world = self.world((other, "salesforce"))
        at = desks(world)
        lead_id = lead(world)
        contact = at["salesforce"].create("contact", first="Jim", last="Miller", email="jim@firma.example")
        partner = at[other].create("contact", first="Jim", last="Miller", email="jim@firma.example")
        self.first_sync(world)
        world.advance(3600)
        before = world.record("salesforce", "Lead", lead_id)["properties"]
        at[other].edit("contact", partner, title="Head of sales")
        self.sync(world)
        self.assertEqual(at["salesforce"].read("contact", contact)["title"], "Head of sales")
        self.assert_lead_untouched(world, lead_id, before)
        self.assertEqual((at["salesforce"].count("contact"), at[other].count("contact")), (1, 1))
        self.assert_silence(world, 2)


for story in ("converted_before", "converted_between_runs", "converted_while_we_write", "lead_and_contact_side_by_side"):
    tell(ConvertedLead, story, OTHERS, 1)

if __name__ == "__main__":
    main()
