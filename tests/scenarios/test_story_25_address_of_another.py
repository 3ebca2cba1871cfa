# SPDX-License-Identifier: Apache-2.0
"""Story 25: an e-mail address, the first one or a further one, belongs to another contact."""
from pairs import pairs, tell, trios, vendor_of
from people import desks
from world import Story, main

JIM, ANN = "jim@firma.example", "ann@firma.example"


def give(d, record, first, *more):
    """The record's addresses as a person in that CRM sets them."""
    if d.vendor == "pipedrive":
        entries = [{"value": a, "primary": i == 0, "label": "work"} for i, a in enumerate((first,) + more)]
        d.world.edit(d.name, "contact", record, emails=entries)
    elif d.vendor == "hubspot":
        d.world.edit(d.name, "contact", record, email=first, hs_additional_emails=";".join(more))
    else:
        d.edit("contact", record, email=first)


def addresses(d):
    """Last name -> all addresses of the contact."""
    found = {}
    for row in d.world.records(d.name, "contact"):
        p = row["properties"]
        if d.vendor == "pipedrive":
            found[p["last_name"]] = [e["value"] for e in p["emails"]]
        elif d.vendor == "hubspot":
            found[p["lastname"]] = [p["email"]] + [a for a in (p.get("hs_additional_emails") or "").split(";") if a]
        else:
            found[p["LastName"]] = [p["Email"]]
    return found


def start(story, systems):
    """Two people in all systems."""
    world = story.world(systems)
    at = list(desks(world).values())
    at[0].create("contact", first="Jim", last="Miller", email=JIM)
    at[0].create("contact", first="Ann", last="Smith", email=ANN)
    story.first_sync(world)
    return world, at


class AddressOfAnother(Story):
    def held(self, result, names):
        holds = [h for h in result.lines("hold") if h["kind"] in ("duplicate", "ambiguous", "rejected")]
        self.assertGreater(len(holds), 0, result)
        for name in names:
            self.assertTrue(any(name in h["summary"] for h in holds), holds)
        return holds

    def make_room(self, d):
        """HubSpot takes an address once: there Ann is no longer."""
        if d.vendor == "hubspot":
            d.delete("contact", d.find("contact", last="Smith"))

    def first_address(self, *systems):
        """Somebody gives Jim in one system the address that Ann has in the others."""
        world, at = start(self, systems)
        world.advance(3600)
        taker = at[0]
        self.make_room(taker)
        give(taker, taker.find("contact", last="Miller"), ANN)
        for _ in range(2):
            diff = self.run_ok(world, "--json", "diff", codes=(0, 6))
            self.held(diff, (ANN, "Miller"))
            result = self.run_ok(world, "--json", "sync", codes=(6,))
            self.held(result, (ANN, "Miller"))
            for d in at[1:]:
                self.assertEqual(addresses(d), {"Miller": [JIM], "Smith": [ANN]}, d.name)
            world.advance(3600)
        # What else changes goes through; once the address is free there, it follows.
        taker.edit("contact", taker.find("contact", last="Miller"), title="Head")
        self.sync(world, codes=(6,))
        for d in at[1:]:
            self.assertEqual(d.read("contact", d.find("contact", last="Miller"))["title"], "Head")
            d.edit("contact", d.find("contact", last="Smith"), email="ann.smith@firma.example")
        world.advance(3600)
        for _ in range(2):
            self.sync(world, codes=(0, 6))
            world.advance(3600)
        self.sync(world)
        for d in at[1:]:
            self.assertEqual(addresses(d), {"Miller": [ANN], "Smith": ["ann.smith@firma.example"]}, d.name)
        self.assert_silence(world, 1)

    def further_address(self, a, b):
        """The same with a further address; only where the vendors have those."""
        world, at = start(self, (a, b))
        world.advance(3600)
        self.make_room(at[0])
        give(at[0], at[0].find("contact", last="Miller"), JIM, ANN)
        for _ in range(2):
            result = self.run_ok(world, "--json", "sync", codes=(6,))
            self.held(result, (ANN, "Miller"))
            self.assertEqual(addresses(at[1]), {"Miller": [JIM], "Smith": [ANN]})
            self.assertEqual(addresses(at[0])["Miller"], [JIM, ANN])
            world.advance(3600)
        world.forget_history()
        self.run_ok(world, "sync", codes=(6,))
        self.assertEqual(world.writes(), [])

    def new_with_addresses_of_two(self, a, b):
        """A contact with two addresses, each of which is another contact's in the other system."""
        world = self.world((a, b))
        at = list(desks(world).values())
        for d in at[1:]:
            d.create("contact", first="Jim", last="Miller", email=JIM, title="Clerk")
            d.create("contact", first="Jim", last="Miller", email=ANN, title="Head")
        both = at[0].create("contact", first="Jim", last="Miller", email=JIM, title="Boss")
        give(at[0], both, JIM, ANN)
        before = [d.rows("contact") for d in at]
        self.run_ok(world, "setup")
        for _ in range(2):
            result = self.run_ok(world, "--json", "sync", "--first-sync", codes=(6,))
            self.held(result, ("Miller",))
            self.assertEqual([d.rows("contact") for d in at], before)
            world.advance(3600)

    def exchanged(self, a, b):
        """Two people exchange their addresses: a moment's conflict, which goes away by itself or waits; nothing gets lost."""
        world, at = start(self, (a, b))
        world.advance(3600)
        jim, ann = at[0].find("contact", last="Miller"), at[0].find("contact", last="Smith")
        give(at[0], ann, "between@firma.example")
        give(at[0], jim, ANN)
        give(at[0], ann, JIM)
        for _ in range(4):
            self.run_ok(world, "sync", codes=(0, 6))
            world.advance(3600)
        self.assertEqual(addresses(at[0])["Miller"][0], ANN)
        self.assertEqual(addresses(at[0])["Smith"][0], JIM)
        there = [a for found in addresses(at[1]).values() for a in found]
        self.assertEqual(len(there), len(set(there)), there)
        self.assertEqual(at[1].count("contact"), 2)


several = ("hubspot", "pipedrive")
tell(AddressOfAnother, "first_address", pairs(), 2)
tell(AddressOfAnother, "first_address", trios(), 1)
tell(AddressOfAnother, "further_address", [p for p in pairs() if vendor_of(p[0]) in several and vendor_of(p[1]) == "pipedrive"], 1)
tell(AddressOfAnother, "new_with_addresses_of_two", [p for p in pairs() if vendor_of(p[0]) in several], 1)
tell(AddressOfAnother, "exchanged", pairs(), 1)

if __name__ == "__main__":
    main()
