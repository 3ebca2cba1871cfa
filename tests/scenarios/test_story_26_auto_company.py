# SPDX-License-Identifier: Apache-2.0
"""Story 26: HubSpot makes a company of a contact's e-mail domain while crmsync makes it too."""
from pairs import BUILT, pairs, tell, trios, vendor_of
from people import desks
from world import Story, main


def with_hubspot(choices):
    return [c for c in choices if any(vendor_of(s) == "hubspot" for s in c)]


class AutoCompany(Story):
    def start(self, systems):
        world = self.world(systems)
        at = list(desks(world).values())
        for d in at:
            if d.vendor == "hubspot":
                world.options(d.name, auto_company=True)
        return world, at

    def one_each(self, at, name="Firma GmbH", people=1):
        for d in at:
            self.assertEqual([r["name"] for r in d.rows("company").values()], [name], d.name)
            self.assertEqual([r["company"] for r in d.rows("contact").values()], d.ids("company") * people, d.name)

    def company_arrives_with_the_contact(self, *systems):
        """The company has a website, has none, or another than the address tells; every one ends up as one company."""
        for website in ({"website": "https://firma.example"}, {}, {"website": "https://holding.example"}):
            with self.subTest(website):
                world, at = self.start(systems)
                company = at[0].create("company", name="Firma GmbH", **website)
                for i in range(3):
                    at[0].create("contact", first="Person", last=f"Number {i}", email=f"p{i}@firma.example", company=company)
                self.first_sync(world)
                self.one_each(at, people=3)
                self.assert_silence(world, 2)
                self.one_each(at, people=3)
                world.advance(3600)
                at[0].create("contact", first="Late", last="Comer", email="late@mail.firma.example", company=company)
                self.sync(world)
                self.one_each(at, people=4)
                self.assert_silence(world, 2)

    def company_in_one_run_contact_in_the_next(self, *systems):
        world, at = self.start(systems)
        company = at[0].create("company", name="Firma GmbH")
        self.first_sync(world)
        world.advance(3600)
        at[0].create("contact", first="Jim", last="Miller", email="jim@firma.example", company=company)
        self.sync(world)
        self.one_each(at)
        self.assert_silence(world, 2)

    def made_by_hubspot(self, a, b):
        """A person without a company gets one from HubSpot: it goes round like any other, once."""
        world, at = self.start((a, b))
        at[0].create("contact", first="Jim", last="Miller", email="jim@firma.example")
        self.first_sync(world)
        for _ in range(3):
            world.advance(3600)
            self.sync(world)
        self.one_each(at, name="Firma")
        self.assert_silence(world, 2)

    def made_there_first(self, a, b):
        """HubSpot has made the company for a person who was entered there; the other system's is known by its website."""
        world, at = self.start((a, b))
        hub, other = sorted(at, key=lambda d: d.vendor != "hubspot")
        hub.create("contact", first="Jim", last="Miller", email="jim@firma.example")
        company = other.create("company", name="Firma GmbH", website="https://www.firma.example/")
        other.create("contact", first="Ann", last="Smith", email="ann@firma.example", company=company)
        self.first_sync(world)
        for d in at:
            self.assertEqual(d.count("company"), 1, d.rows("company"))
            self.assertEqual(d.count("contact"), 2)
            self.assertEqual([r["company"] for r in d.rows("contact").values()], d.ids("company") * 2, d.name)
        self.assert_silence(world, 2)


into = [p for p in pairs() if vendor_of(p[1]) == "hubspot"]
if "hubspot" in BUILT:
    tell(AutoCompany, "company_arrives_with_the_contact", into, 1)
    tell(AutoCompany, "company_arrives_with_the_contact", [t for t in trios() if vendor_of(t[0]) != "hubspot" and "hubspot" in t], 1)
    tell(AutoCompany, "company_in_one_run_contact_in_the_next", into, 1)
    tell(AutoCompany, "made_by_hubspot", with_hubspot(pairs()), 1)
    tell(AutoCompany, "made_there_first", with_hubspot(pairs(same=False)), 1)

if __name__ == "__main__":
    main()
