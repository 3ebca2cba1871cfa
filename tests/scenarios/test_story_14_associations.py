# SPDX-License-Identifier: Apache-2.0
"""Story 14: associations are lost: incremental results leave them out, listings cut them off at 100, the parent is not there yet."""
from pairs import pairs, tell, trios
from people import desks
from world import Story, main

MANY = 250  # more than any vendor lists at once with a deal, and than any takes in one batch
# Requests that link a contact to a deal, and how the vendor refuses them.  Salesforce: a validation rule on the role's contact.
LINKS = {"hubspot": "/associations/.*/deals/contacts/batch/(create|associate)", "pipedrive": "/deals/[0-9]+/participants$"}
REFUSAL = {"hubspot": {"status": "error", "message": "there is no room for this association", "category": "VALIDATION_ERROR"},
           "pipedrive": {"success": False, "error": "there is no room for this participant", "error_info": "", "data": None}}


class Associations(Story):
    def start(self, systems, people):
        world = self.world(systems)
        at = list(desks(world).values())
        company = at[0].create("company", name="Firma GmbH", website="https://firma.example")
        contacts = [at[0].create("contact", first="Person", last=f"Number {i}", email=f"p{i}@firma.example", company=company) for i in range(people)]
        deal = at[0].create("deal", name="Renewal", amount="100", stage="proposal", close_date="2026-12-24", company=company, contacts=contacts)
        self.run_ok(world, "setup")
        world.forget_history()
        return world, at, contacts, deal

    def people_of(self, d, deal):
        contacts = d.rows("contact")
        return sorted(contacts[c]["last"] for c in d.read("deal", deal)["contacts"])

    def assert_people(self, at, deals, expected, amount=None):
        for d, deal in zip(at, deals):
            self.assertEqual(self.people_of(d, deal), sorted(expected), d.name)
            if amount:
                self.assertEqual(d.read("deal", deal)["amount"], amount, d.name)

    def many(self, *systems):
        """A deal with very many contacts, whose company and people are created in the same run."""
        world, at, contacts, deal = self.start(systems, MANY)
        everybody = [f"Number {i}" for i in range(MANY)]
        self.run_ok(world, "sync", "--first-sync")
        deals = [deal] + [d.ids("deal")[0] for d in at[1:]]
        self.assert_people(at, deals, everybody)
        for d in at[1:]:
            self.assertEqual((d.count("company"), d.count("contact"), d.count("deal")), (1, MANY, 1), d.name)
            company = d.ids("company")[0]
            self.assertEqual(d.read("deal", d.ids("deal")[0])["company"], company)
            self.assertEqual({row["company"] for row in d.rows("contact").values()}, {company})
            # Whoever goes before the parent has to be written once more behind it.
            self.assertLessEqual(sum(w["records"] for w in world.writes(d.name)), 1 + MANY + 1 + 1 + MANY + 1, d.name)
            asked = [h["path"] for h in world.history() if h["system"] == d.name and "OpportunityContactRole" in h["path"]]
            self.assertLessEqual(max((path.count(d.ids("deal")[0]) for path in asked), default=0), 1, asked)
        self.assert_silence(world, 1)
        # One leaves, together with an edit of the deal; exactly this one leaves elsewhere.
        world.advance(3600)
        at[0].edit("deal", deal, contacts=[c for c in contacts if c != contacts[200]], amount="120")
        self.sync(world)
        everybody.remove("Number 200")
        self.assert_people(at, deals, everybody, "120")
        self.assertEqual([sum(w["records"] for w in world.writes(d.name)) for d in at], [0] + [2] * (len(at) - 1))  # the amount, the link
        # Somebody new comes in the last system, in a place that no listing shows by itself.
        world.advance(3600)
        last = at[-1]
        fresh = last.create("contact", first="New", last="Comer", email="new@firma.example")
        last.edit("deal", deals[-1], contacts=last.read("deal", deals[-1])["contacts"] + [fresh], amount="130")
        self.sync(world)
        self.assert_people(at, deals, everybody + ["Comer"], "130")
        self.assert_silence(world, 2)

    def refuse_links(self, world, d, contact):
        """From now on the vendor refuses to link this contact (or whichever is linked, where a rule cannot tell)."""
        if d.vendor == "salesforce":
            world.options(d.name, reject={"ContactId": f"^{contact[:15]}"})
        else:
            world.fault(system=d.name, method="POST", path=LINKS[d.vendor], every=1, action="status", code=400, body=REFUSAL[d.vendor])

    def refused_link(self, a, b):
        """A link that the vendor refuses: the deal's own fields arrive nevertheless, the link is held and named, and tried again on demand."""
        world, at, contacts, deal = self.start((a, b), 3)
        self.run_ok(world, "sync", "--first-sync")
        other = at[1].ids("deal")[0]
        fresh = at[0].create("contact", first="New", last="Comer", email="new@firma.example")
        world.advance(3600)
        self.sync(world)
        partner = at[1].find("contact", last="Comer")
        self.refuse_links(world, at[1], partner)
        world.advance(3600)
        at[0].edit("deal", deal, amount="120", contacts=contacts + [fresh])
        result = self.run_ok(world, "--json", "sync", codes=(6,))
        self.assertEqual(at[1].read("deal", other)["amount"], "120")
        self.assertEqual(self.people_of(at[1], other), ["Number 0", "Number 1", "Number 2"])
        self.assertIn(("rejected", "deal", at[1].name), {(h["kind"], h["object"], h["system"]) for h in result.lines("hold")}, result)
        self.assert_silence(world, 1, codes=(6,))
        world.no_faults()
        if at[1].vendor == "salesforce":
            world.options(at[1].name, reject={})
        self.sync(world, "--retry-failed")
        self.assert_people(at, [deal, other], ["Comer", "Number 0", "Number 1", "Number 2"], "120")
        self.assert_silence(world, 1)


tell(Associations, "many", pairs(), 2)
tell(Associations, "many", trios(), 1)
tell(Associations, "refused_link", pairs(), 2)

if __name__ == "__main__":
    main()
