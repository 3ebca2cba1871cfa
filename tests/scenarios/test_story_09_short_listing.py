# SPDX-License-Identifier: Apache-2.0
"""Story 9: an empty or partial listing is taken for mass deletion."""
from pairs import pairs, tell, trios
from people import desks
from world import Story, main

LISTING = {"hubspot": "/objects/[^/]*/?contacts", "salesforce": "FROM[ +]Contact", "pipedrive": "^/api/v2/persons"}
N = 260
CONTRADICTION = (5, 7)  # a listing that says its own count and brings less: the vendor's trouble, or the gate's


class ShortListing(Story):
    def start(self, systems):
        world = self.world(systems)
        at = list(desks(world).values())
        for i in range(N):
            for d in at:
                d.create("contact", first="Person", last=f"Number {i}", email=f"p{i}@firma.example")
        self.first_sync(world)
        world.advance(3600)
        return world, at

    def links(self, world):
        return world.sql("SELECT uid, system, vendor_id, life FROM v_crosswalk ORDER BY 1, 2, 3")

    def refuse(self, world, d, numbers, codes=(7,), **fault):
        links = self.links(world)
        before = world.sql("SELECT count(*) FROM v_contact")
        world.no_faults()
        world.fault(system=d.name, path=LISTING[d.vendor], every=1, **fault)
        for command in ("diff", "sync"):
            world.forget_history()
            result = self.run_ok(world, command, "--full", codes=codes)
            for number in numbers:
                self.assertIn(str(number), result.err)
            self.assertEqual(world.writes(), [])
        self.assertEqual(self.links(world), links)
        self.assertEqual(world.sql("SELECT count(*) FROM v_contact"), before)

    def recover(self, world, at):
        """Once the vendor is well again, nothing is left of it."""
        world.no_faults()
        self.sync(world)
        self.assertEqual(world.writes(), [])
        self.assertEqual([d.count("contact") for d in at], [N] * len(at))

    def empty(self, *systems):
        world, at = self.start(systems)
        self.refuse(world, at[0], (0, N), action="empty_page", total=0)
        self.refuse(world, at[0], (0, N), CONTRADICTION, action="empty_page")
        self.recover(world, at)

    def half(self, *systems):
        world, at = self.start(systems)
        self.refuse(world, at[0], (N,), action="short_page", total=N // 2)
        self.refuse(world, at[0], (N,), CONTRADICTION, action="short_page")
        self.recover(world, at)

    def first_page_only(self, *systems):
        world, at = self.start(systems)
        self.refuse(world, at[0], (N, 40), action="short_page", keep=40, last=True, total=40)
        self.recover(world, at)

    def a_page_fails(self, *systems):
        """A failing page is no end of the list: tried again, and given up with what was read kept."""
        world, at = self.start(systems)
        links = self.links(world)
        world.fault(system=at[0].name, path=LISTING[at[0].vendor], nth=1, action="status", code=500)
        self.sync(world, "--full")
        self.assertEqual(world.writes(), [])
        world.no_faults()
        world.fault(system=at[0].name, path=LISTING[at[0].vendor], every=1, action="status", code=500)
        self.sync(world, "--full", codes=(5,))
        self.assertEqual(world.writes(), [])
        self.assertEqual(self.links(world), links)
        self.recover(world, at)

    def with_deletes_travelling(self, *systems):
        """Nor where deletions are passed on."""
        world, at = self.start(systems)
        world.write_config("objects: {contact: {deletes: propagate}}\n")
        self.sync(world, "--accept", "mapping")
        self.refuse(world, at[0], (0, N), action="empty_page", total=0)
        self.refuse(world, at[0], (0, N), CONTRADICTION, action="empty_page")
        self.recover(world, at)


for story in ("empty", "half", "first_page_only", "a_page_fails", "with_deletes_travelling"):
    tell(ShortListing, story, pairs(), 1)
tell(ShortListing, "empty", trios(), 1)

if __name__ == "__main__":
    main()
