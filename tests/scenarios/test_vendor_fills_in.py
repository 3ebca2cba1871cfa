# SPDX-License-Identifier: Apache-2.0
"""What a vendor fills in by itself when a record is created (a lifecycle stage, a probability) is no edit: not either when the run that created it never saw it."""
from pairs import BUILT, tell
from people import desks
from world import Story, main

LIMITS = "limits: {search_lag: 0s, settle: 0s}\n"


def others(vendor):
    return [(v, vendor) for v in BUILT if v != vendor] if vendor in BUILT else []


class VendorFillsIn(Story):
    def start(self, systems):
        world = self.world(systems)
        world.write_config(**{name: LIMITS for name, _ in world.systems})
        for name, _ in world.systems:
            world.options(name, search_lag_ms=0)
        return world, list(desks(world).values())

    def field(self, world, obj, name):
        return world.sql(f"SELECT value FROM v_field WHERE object = '{obj}' AND field = '{name}'")

    def answer_lost(self, a, b):
        """HubSpot gives a contact its lifecycle stage; the answer to the create is lost."""
        world, at = self.start((a, b))
        at[0].create("contact", first="Ann", last="Lee", email="ann@firma.example")
        self.run_ok(world, "setup")
        world.fault(system=b, method="POST", path="contacts/batch/create", action="drop_after")
        self.run_ok(world, "sync", "--first-sync", codes=(5, 6))
        for _ in range(3):
            self.run_ok(world, "sync")
            world.advance(3600)
        self.assertEqual(at[1].count("contact"), 1)
        self.assertEqual(at[1].raw("contact", at[1].ids("contact")[0])["lifecyclestage"], "lead")
        self.assertEqual(self.field(world, "contact", "lifecycle"), [(None,)])

    def later_than_the_look_up(self, a, b):
        """The create of a dead run is carried out after the next run has looked and found nothing: its own create is refused, and tells whose the record is."""
        world, at = self.start((a, b))
        at[0].create("contact", first="Ann", last="Lee", email="ann@firma.example")
        self.run_ok(world, "setup")
        which = {"system": b, "method": "POST", "path": "contacts/batch/create", "late": True}
        first = world.hold(**which)
        run = self.background(world, "sync", "--first-sync")
        self.wait_held(world, run, first)
        run.kill()
        run.wait()
        second = world.hold(**which)
        following = self.background(world, "sync", "--first-sync")
        self.wait_held(world, following, second)
        world.release(first)
        world.release(second)
        self.finish(following)
        self.assertEqual(world.sql("SELECT state FROM v_operation ORDER BY id"), [("skipped",), ("verified",)])
        self.assertEqual(at[1].raw("contact", at[1].ids("contact")[0])["lifecyclestage"], "lead")
        self.assert_silence(world, 2)
        self.assertEqual(self.field(world, "contact", "lifecycle"), [(None,)])

    def not_read_back(self, a, b):
        """Salesforce gives a deal its probability, and does not say so; the run ends before it has read the deal back."""
        world, at = self.start((a, b))
        at[0].create("deal", name="Renewal", amount="100", stage="proposal", close_date="2031-12-24")
        self.run_ok(world, "setup")
        world.fault(system=b, method="GET", path="queryAll.*FROM%20Opportunity%20WHERE%20Id%20IN", every=1, action="status", code=500)
        self.run_ok(world, "sync", "--first-sync", codes=(5,))
        world.no_faults()
        before = self.field(world, "deal", "probability")
        for _ in range(3):
            self.run_ok(world, "sync")
            world.advance(3600)
        self.assertEqual(at[1].raw("deal", at[1].ids("deal")[0])["Probability"], 75.0)
        self.assertEqual(self.field(world, "deal", "probability"), before)
        self.assert_silence(world, 1)

    def edited_meanwhile(self, a, b):
        """What a person changed before it was read back is an edit all the same."""
        world, at = self.start((a, b))
        at[0].create("deal", name="Renewal", amount="100", stage="proposal", close_date="2031-12-24")
        self.run_ok(world, "setup")
        world.fault(system=b, method="GET", path="queryAll.*FROM%20Opportunity%20WHERE%20Id%20IN", every=1, action="status", code=500)
        self.run_ok(world, "sync", "--first-sync", codes=(5,))
        world.no_faults()
        world.advance(3600)
        at[1].edit("deal", at[1].ids("deal")[0], name="Renewal 2032", amount="200")
        self.run_ok(world, "sync")
        for d in at:
            row = d.read("deal", d.ids("deal")[0])
            self.assertEqual((row["name"], row["amount"]), ("Renewal 2032", "200"), d.name)
        world.advance(3600)
        self.assert_silence(world, 1)

    def typed_at_once(self, a, b):
        """A person types within the second in which the record was made: no stamp tells that from what the vendor fills in."""
        world, at = self.start((a, b))
        at[0].create("contact", first="Ann", last="Lee", email="ann@firma.example")
        self.run_ok(world, "setup")
        world.fault(system=b, method="GET", path="queryAll.*FROM%20Contact%20WHERE%20Id%20IN", every=1, action="status", code=500)
        self.run_ok(world, "sync", "--first-sync", codes=(5,))
        world.no_faults()
        at[1].edit("contact", at[1].ids("contact")[0], title="Buyer", last="Miller")
        self.run_ok(world, "sync")
        for d in at:
            row = d.read("contact", d.ids("contact")[0])
            self.assertEqual((row["last"], row["title"]), ("Miller", "Buyer"), d.name)
        world.advance(3600)
        self.assert_silence(world, 1)


tell(VendorFillsIn, "answer_lost", others("hubspot"), 1)
tell(VendorFillsIn, "later_than_the_look_up", others("hubspot"), 1)
tell(VendorFillsIn, "not_read_back", others("salesforce"), 1)
tell(VendorFillsIn, "edited_meanwhile", others("salesforce"), 1)
tell(VendorFillsIn, "typed_at_once", others("salesforce"), 1)

if __name__ == "__main__":
    main()
