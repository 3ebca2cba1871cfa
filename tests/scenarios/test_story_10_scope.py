# SPDX-License-Identifier: Apache-2.0
"""Story 10: a filter that changes makes records vanish, or leaves orphans whose later deletion is never seen."""
from pairs import pairs, tell, trios
from people import desks
from swept import Swept, synced
from world import Story, main

PEOPLE, BUYERS = 20, 8  # the filter keeps the buyers: 60 % leave
NARROW = {
    "hubspot": """'[{"propertyName":"jobtitle","operator":"EQ","value":"Buyer"}]'""",
    "salesforce": '"Title = \'Buyer\'"',
    "pipedrive": "17",
}
PROPAGATE = "objects: {contact: {deletes: propagate}}\n"


def fill(desk):
    """PEOPLE persons, of whom BUYERS are buyers."""
    return [desk.create("contact", first="Person", last=f"Number {i}", email=f"p{i}@firma.example", title="Buyer" if i < BUYERS else "Clerk")
            for i in range(PEOPLE)]


def narrow(world, desk):
    """From now on only the buyers of that system are chosen."""
    if desk.vendor == "pipedrive":
        world.options(desk.name, filters={"17": {"job_title": "^Buyer$"}})
    world.write_config(**{desk.name: "filters: {contact: %s}" % NARROW[desk.vendor]})


def widen(world, desk):
    world.write_config(**{desk.name: ""})


def back_in_scope(world, at):
    """Narrowed, edited on both sides, widened: the run that merges what was edited meanwhile."""
    ids = fill(at[0])
    synced(world)
    narrow(world, at[0])
    world.run("sync", "--accept", "mapping")
    world.advance(3600)
    at[0].edit("contact", ids[15], phone="+4930123415")
    at[1].edit("contact", at[1].find("contact", last="Number 16"), phone="+4930123416")
    world.run("sync", "--full")
    widen(world, at[0])


SWEEPS = [Swept("story 10, back in scope", [("hubspot", "salesforce"), ("salesforce", "pipedrive"), ("pipedrive", "hubspot")], back_in_scope,
                [("sync", "--accept", "mapping")])]


class Scope(Story):
    def start(self, *systems, config=""):
        world = self.world(systems, config=config)
        at = list(desks(world).values())
        ids = fill(at[0])
        self.first_sync(world)
        world.advance(3600)
        return world, at, ids

    def links(self, world):
        return world.sql("SELECT uid, system, vendor_id FROM v_crosswalk WHERE object = 'contact' AND life = 'live' ORDER BY 1, 2, 3")

    def left(self, result, system):
        return result.lines("summary")[0]["systems"][system]["contact"]["left_scope"]

    def assert_untouched(self, world, at, counts=None):
        self.assertEqual(world.writes(), [])
        self.assertEqual([d.count("contact") for d in at], counts or [PEOPLE] * len(at))

    def narrowed_and_widened(self, *systems):
        """60 % leave: counted, not deleted, still linked; back again they are linked as before."""
        world, at, ids = self.start(*systems)
        links = self.links(world)
        narrow(world, at[0])
        world.forget_history()
        diff = self.run_ok(world, "diff")
        self.assertIn(f"Left scope: {PEOPLE - BUYERS} contacts of {at[0].name}", diff.out)
        for command in (("diff",), ("diff", "--full"), ("sync",), ("sync", "--full"), ("sync",)):
            result = self.run_ok(world, "--json", *command)
            self.assertEqual(result.lines("operation"), [])
            self.assertEqual(self.left(result, at[0].name), PEOPLE - BUYERS)
            self.assertEqual(self.left(result, at[1].name), 0)
            self.assertEqual(self.links(world), links)
            world.advance(3600)
        self.assert_untouched(world, at)
        widen(world, at[0])
        for command in ("diff", "sync", "sync"):
            result = self.run_ok(world, "--json", command)
            self.assertEqual(self.left(result, at[0].name), 0)
            self.assertEqual(result.lines("operation"), [])
        self.assertEqual(self.links(world), links)
        self.assert_untouched(world, at)

    def edits_wait(self, a, b):
        """What is edited on either side of a record that left the scope is passed on once it is back; the others go on meanwhile."""
        world, at, ids = self.start(a, b)
        partner = {i: at[1].find("contact", last=f"Number {i}") for i in (1, 15, 16)}
        narrow(world, at[0])
        self.sync(world)
        at[0].edit("contact", ids[15], phone="+4930123415")
        at[1].edit("contact", partner[16], phone="+4930123416")
        at[1].edit("contact", partner[1], phone="+4930123401")
        world.advance(3600)
        for args in ((), ("--full",), ()):
            self.run_ok(world, "sync", *args)
        self.assertEqual(at[0].read("contact", ids[1])["phone"], "+4930123401")
        self.assertIsNone(at[1].read("contact", partner[15])["phone"])
        self.assertIsNone(at[0].read("contact", ids[16])["phone"])
        widen(world, at[0])
        self.run_ok(world, "sync", "--accept", "mapping")
        self.assertEqual(at[1].read("contact", partner[15])["phone"], "+4930123415")
        self.assertEqual(at[0].read("contact", ids[16])["phone"], "+4930123416")
        self.assertEqual([d.count("contact") for d in at], [PEOPLE, PEOPLE])
        self.assert_silence(world, 1)

    def comes_back_by_an_edit(self, a, b):
        """A record leaves the scope by an edit, and comes back by one: the same record as before."""
        world, at, ids = self.start(a, b)
        narrow(world, at[0])
        self.sync(world)
        links = self.links(world)
        world.advance(3600)
        at[0].edit("contact", ids[2], title="Clerk")
        self.assertEqual(self.left(self.run_ok(world, "--json", "sync", "--full"), at[0].name), PEOPLE - BUYERS + 1)
        world.advance(3600)
        at[1].edit("contact", at[1].find("contact", last="Number 2"), phone="+4930123402")
        self.sync(world)
        world.advance(3600)
        at[0].edit("contact", ids[2], title="Buyer")
        self.assertEqual(self.left(self.run_ok(world, "--json", "sync"), at[0].name), PEOPLE - BUYERS)
        self.assertEqual(at[0].read("contact", ids[2])["phone"], "+4930123402")
        self.assertEqual(self.links(world), links)
        self.assert_silence(world, 1)

    def deleted_outside(self, *systems):
        """One that left the scope is deleted: recognised.  With the policy to keep nothing is deleted, and nothing comes back."""
        world, at, ids = self.start(*systems)
        narrow(world, at[0])
        self.sync(world)
        at[0].delete("contact", ids[12])
        world.advance(3600)
        world.forget_history()
        result = self.run_ok(world, "--json", "sync", "--full")
        self.assertEqual(self.left(result, at[0].name), PEOPLE - BUYERS - 1)
        lives = world.sql(f"SELECT DISTINCT life FROM v_crosswalk WHERE system = '{at[0].name}' AND vendor_id = '{ids[12]}' AND object = 'contact'")
        self.assertIn(lives, ([("archived",)], [("deleted",)]))
        widen(world, at[0])
        for _ in range(2):
            self.run_ok(world, "sync", "--full")
            world.advance(3600)
        self.assert_untouched(world, at, [PEOPLE - 1] + [PEOPLE] * (len(at) - 1))

    def deletion_travels_from_outside(self, a, b):
        world, at, ids = self.start(a, b, config=PROPAGATE)
        narrow(world, at[0])
        self.sync(world)
        at[0].delete("contact", ids[12])
        world.advance(3600)
        self.run_ok(world, "sync", "--full")
        self.assertEqual([d.count("contact") for d in at], [PEOPLE - 1, PEOPLE - 1])
        self.assertNotIn("Number 12", {r["last"] for r in at[1].rows("contact").values()})
        self.assert_silence(world, 1)

    def deletion_does_not_reach_outside(self, a, b):
        """What the filter keeps away from crmsync is not deleted by it either."""
        world, at, ids = self.start(a, b, config=PROPAGATE)
        narrow(world, at[0])
        self.sync(world)
        at[1].delete("contact", at[1].find("contact", last="Number 12"))
        world.advance(3600)
        for _ in range(2):
            self.run_ok(world, "sync", "--full")
            world.advance(3600)
        self.assertEqual([d.count("contact") for d in at], [PEOPLE, PEOPLE - 1])

    def narrow_from_the_first_run(self, *systems):
        """A filter from the start: only what it chooses goes to the others, and what it never chose is no loss."""
        world = self.world(systems)
        at = list(desks(world).values())
        fill(at[0])
        narrow(world, at[0])
        self.first_sync(world)
        self.assertEqual([d.count("contact") for d in at], [PEOPLE] + [BUYERS] * (len(at) - 1))
        world.advance(3600)
        world.forget_history()
        self.assertEqual(self.left(self.run_ok(world, "--json", "sync", "--full"), at[0].name), 0)
        widen(world, at[0])
        self.run_ok(world, "sync", "--accept", "mapping")
        self.assertEqual([d.count("contact") for d in at], [PEOPLE] * len(at))
        self.assert_silence(world, 1)


tell(Scope, "narrowed_and_widened", pairs() + trios(), 1)
for story in ("edits_wait", "comes_back_by_an_edit", "deletion_travels_from_outside", "deletion_does_not_reach_outside"):
    tell(Scope, story, pairs(), 1)
for story in ("deleted_outside", "narrow_from_the_first_run"):
    tell(Scope, story, pairs() + trios(), 1)

if __name__ == "__main__":
    main()
