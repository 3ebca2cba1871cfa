# SPDX-License-Identifier: Apache-2.0
"""Story 7: a merge on one side breaks the ids, or looks like a deletion."""
from pairs import pairs, tell, trios
from people import desks
from swept import Swept, synced
from world import Story, main

PEOPLE = 6
PROPAGATE = "objects: {contact: {deletes: propagate}, company: {deletes: propagate}}\n"
# HubSpot gives the survivor a new id, and its list of merged ids may be incomplete.
OLD_ID, NEW_ID, NO_LIST = {}, {"merge_new_id": True}, {"deny_fields": ["hs_merged_object_ids", "hs_calculated_merged_vids"]}
WAYS = (NEW_ID, NO_LIST, OLD_ID)


def fill(desk):
    return [desk.create("contact", first=f"Person{i}", last=f"Number {i}", email=f"p{i}@firma.example") for i in range(PEOPLE)]


def chain(desk, ids):
    """The third is merged into the second, and that into the first; gives the survivor's id."""
    return desk.merge("contact", ids[0], desk.merge("contact", ids[1], ids[2]))


def merged_untold(world, at):
    """A merge in Pipedrive, which shows as a record that is gone; the partner is not to be deleted."""
    ids = fill(at[0])
    synced(world)
    at[0].merge("contact", ids[0], ids[1])


def merged_under_a_new_id(world, at):
    world.options(at[0].name, **NEW_ID)
    ids = fill(at[0])
    synced(world)
    world.advance(3600)
    at[0].edit("contact", chain(at[0], ids), title="Clerk")


SWEEPS = [
    Swept("story 7, merged without a word", [("pipedrive", "salesforce"), ("pipedrive", "hubspot")], merged_untold, [("sync", "--full")], config=PROPAGATE),
    Swept("story 7, merged under a new id", [("hubspot", "salesforce"), ("hubspot", "pipedrive")], merged_under_a_new_id,
          [("sync", "--full", "--accept", "shrink")]),
]


class Merges(Story):
    def start(self, *systems, config="", way=OLD_ID):
        world = self.world(systems, config=config)
        at = list(desks(world).values())
        if at[0].vendor == "hubspot" and way:
            world.options(at[0].name, **way)
        ids = fill(at[0])
        self.first_sync(world)
        world.advance(3600)
        return world, at, ids

    def ways(self, a):
        return WAYS if a.split("=")[-1] == "hubspot" else (OLD_ID,)

    def full(self, world, *args, codes=(0, 6)):
        world.advance(3600)
        world.forget_history()
        return self.run_ok(world, "--json", "sync", "--full", *args, codes=codes)

    def proposals(self, result):
        return [h for h in result.lines("hold") if h["kind"] == "merge"]

    def golden_of(self, world, system, ids):
        """Golden records that the ids of a system lead to, merged ones through their survivor."""
        listed = ", ".join(f"'{i}'" for i in ids)
        return [row[0] for row in world.sql(f"SELECT uid FROM v_crosswalk WHERE object = 'contact' AND system = '{system}' AND vendor_id IN ({listed})")]

    def removed(self, world):
        """Requests that create or delete records."""
        return [w for w in world.writes() if "/associations/" not in w["path"] and
                (w["method"] == "DELETE" or "archive" in w["path"] or "create" in w["path"])]

    def chained(self, *systems):
        """3->2->1 between two runs, surviving under whatever id the vendor gives: no create and no delete anywhere, and the partners are proposed for the
        same.  The survivor's edits still reach the survivor's partner."""
        for way in self.ways(systems[0]):
            for config in ("", PROPAGATE):
                with self.subTest(way=way, config=config):
                    world, at, ids = self.start(*systems, config=config, way=way)
                    before = [d.ids("contact") for d in at[1:]]
                    survivor = chain(at[0], ids)
                    world.advance(3600)
                    at[0].edit("contact", survivor, title="Clerk")
                    for run in range(3):
                        result = self.full(world, "--accept", "shrink", codes=(6,))
                        self.assertEqual(len(self.proposals(result)), 2, result)
                        self.assertEqual(self.removed(world), [])
                        self.assertEqual([d.ids("contact") for d in at[1:]], before)
                        self.assertEqual(at[0].count("contact"), PEOPLE - 2)
                        if run:
                            self.assertEqual(world.writes(), [])
                    for d in at[1:]:
                        self.assertEqual(d.read("contact", d.find("contact", last="Number 0"))["title"], "Clerk")
                    if at[0].vendor != "pipedrive":  # whose API does not tell who survived
                        self.assertEqual(len(set(self.golden_of(world, at[0].name, ids[:3] + [survivor]))), 1)
                    at[0].edit("contact", survivor, title="Head")
                    self.full(world)
                    self.assertEqual(at[1].read("contact", at[1].find("contact", last="Number 0"))["title"], "Head")

    def noticed_step_by_step(self, a, b):
        """A run after each merge, and incremental ones: the same end."""
        for way in self.ways(a):
            with self.subTest(way=way):
                world, at, ids = self.start(a, b, way=way)
                survivor = ids[1]
                for winner, loser in ((1, 2), (0, 1)):
                    survivor = at[0].merge("contact", ids[winner], survivor if winner == 0 else ids[loser])
                    world.advance(3600)
                    self.run_ok(world, "sync", codes=(0, 6))
                result = self.full(world, "--accept", "shrink")
                self.assertEqual(len(self.proposals(result)), 2, result)
                self.assertEqual((at[0].count("contact"), at[1].count("contact")), (PEOPLE - 2, PEOPLE))
                world.advance(3600)
                self.full(world)
                self.assertEqual(world.writes(), [])

    def followed_in_the_other(self, *systems):
        """Somebody merges the partners as proposed: the questions are gone, and the records are one."""
        for way in self.ways(systems[0]):
            with self.subTest(way=way):
                world, at, ids = self.start(*systems, way=way)
                chain(at[0], ids)
                self.full(world, "--accept", "shrink", codes=(6,))
                for d in at[1:]:
                    chain(d, [d.find("contact", last=f"Number {i}") for i in range(3)])
                result = self.full(world, "--accept", "shrink", codes=(0,))
                self.assertEqual(result.lines("hold"), [])
                self.assertEqual([d.count("contact") for d in at], [PEOPLE - 2] * len(at))
                self.full(world, codes=(0,))
                self.assertEqual(world.writes(), [])
                at[1].edit("contact", at[1].find("contact", last="Number 0"), title="Head")
                self.full(world, codes=(0,))
                self.assertEqual([d.read("contact", d.find("contact", last="Number 0"))["title"] for d in at], ["Head"] * len(at))

    def doubles(self, *systems):
        """A double that was held back is merged away by a person: the survivor goes on, nothing is created or deleted."""
        world = self.world(systems)
        at = list(desks(world).values())
        one, two = (at[0].create("contact", first="Jim", last="Miller", phone="+49301234567") for _ in range(2))
        self.first_sync(world, codes=(6,))
        at[0].merge("contact", one, two)
        self.full(world, "--accept", "shrink", codes=(0,))
        for d in at:
            self.assertEqual(d.count("contact"), 1, d.name)
        self.assert_silence(world, 2)

    def new_record_merged_in(self, a, b):
        """A record that crmsync has not seen yet is merged into a linked one: only what it brought along travels."""
        for way in self.ways(a):
            with self.subTest(way=way):
                world, at, ids = self.start(a, b, way=way)
                extra = at[0].create("contact", first="Person0", last="Number 0", phone="+49301234567")
                survivor = at[0].merge("contact", ids[0], extra)
                world.advance(3600)
                at[0].edit("contact", survivor, title="Clerk")
                self.sync(world)
                self.assertEqual((at[0].count("contact"), at[1].count("contact")), (PEOPLE, PEOPLE))
                partner = at[1].read("contact", at[1].find("contact", last="Number 0"))
                self.assertEqual((partner["title"], partner["phone"]), ("Clerk", "+49301234567"))
                self.assert_silence(world, 2)

    def linked_into_new(self, a, b):
        """The linked one is the loser: its partner goes on with the survivor."""
        for way in self.ways(a):
            with self.subTest(way=way):
                world, at, ids = self.start(a, b, way=way)
                extra = at[0].create("contact", first="Person0", last="Number 0", phone="+49301234567", email="new@firma.example")
                survivor = at[0].merge("contact", extra, ids[0])
                world.advance(3600)
                at[0].edit("contact", survivor, title="Clerk")
                for _ in range(2):
                    self.full(world)
                self.assertEqual((at[0].count("contact"), at[1].count("contact")), (PEOPLE, PEOPLE))
                self.assertEqual(at[1].read("contact", at[1].find("contact", last="Number 0"))["title"], "Clerk")
                self.assert_silence(world, 1)

    def companies(self, a, b):
        """Companies are merged: their people and deals move in A, and so they do in B; the companies of B are proposed for the same."""
        for config in ("", PROPAGATE):
            with self.subTest(config=config):
                world = self.world((a, b), config=config)
                at = list(desks(world).values())
                firms = [at[0].create("company", name=f"Firma {i} GmbH", website=f"https://firma{i}.example") for i in range(5)]
                people = [at[0].create("contact", first=f"Person{i}", last=f"Number {i}", email=f"p{i}@firma{i}.example", company=firms[i]) for i in range(2)]
                deal = at[0].create("deal", name="Renewal", amount="100", stage="proposal", close_date="2026-12-24", company=firms[1])
                self.first_sync(world)
                world.advance(3600)
                at[0].merge("company", firms[0], firms[1])
                self.full(world, "--accept", "shrink")
                self.assertEqual(self.removed(world), [])
                self.assertEqual([d.count("company") for d in at], [4, 5])
                winner = at[1].find("company", name="Firma 0 GmbH")
                self.assertEqual({r["company"] for r in at[1].rows("contact").values()}, {winner})
                self.assertEqual([r["company"] for r in at[1].rows("deal").values()], [winner])
                self.assertEqual(at[0].read("deal", deal)["company"], at[0].read("contact", people[1])["company"])
                self.full(world)
                self.assertEqual(world.writes(), [])


for story in ("chained", "followed_in_the_other"):
    tell(Merges, story, pairs() + trios(), 1)
tell(Merges, "doubles", pairs() + trios(), 1)
for story in ("noticed_step_by_step", "new_record_merged_in", "linked_into_new", "companies"):
    tell(Merges, story, pairs(), 1)

if __name__ == "__main__":
    main()
