# SPDX-License-Identifier: Apache-2.0
"""Stories 7 and 8: records that were merged, deleted and brought back in one system."""
import os

from pairs import pairs, tell, trios, vendor_of
from people import desks
from world import Story, main


def several(choices):
    """Systems in which a merge can be told from a delete: Pipedrive's API does not tell."""
    return [c for c in choices if vendor_of(c[0]) != "pipedrive"]


class Merges(Story):
    def start(self, systems, people):
        world = self.world(systems)
        at = list(desks(world).values())
        ids = {}
        for i in range(people):
            ids[i] = at[0].create("contact", first=f"Person{i}", last=f"Number {i}", email=f"p{i}@firma.example")
        self.first_sync(world)
        return world, at, ids

    def linked(self, world):
        return world.sql("SELECT uid, system, vendor_id, life, role FROM v_crosswalk WHERE object = 'contact' ORDER BY 1, 2, 3")

    def doubles_merged(self, *systems):
        """A double that was held back is merged away by a person: the survivor goes on, nothing is created or deleted."""
        world = self.world(systems)
        at = list(desks(world).values())
        same = {"phone": "+49301234567"}
        one = at[0].create("contact", first="Jim", last="Miller", **same)
        two = at[0].create("contact", first="Jim", last="Miller", **same)
        self.first_sync(world, codes=(6,))
        world.advance(3600)
        at[0].merge("contact", one, two)
        self.run_ok(world, "sync", "--full", "--accept", "shrink")
        for d in at:
            self.assertEqual(d.count("contact"), 1, d.name)
        self.assert_silence(world, 2)

    def linked_records_merged(self, *systems):
        """Two linked records are merged in A: no create, no delete anywhere; their partners in B are proposed for the same."""
        world, at, ids = self.start(systems, 3)
        before = [d.rows("contact") for d in at[1:]]
        world.advance(3600)
        at[0].merge("contact", ids[0], ids[1])
        world.forget_history()
        result = self.run_ok(world, "--json", "sync", "--full", codes=(6,))
        self.assertIn("merge", {h["kind"] for h in result.lines("hold")}, result)
        self.assertEqual([w for w in world.writes() if w["method"] in ("DELETE", "POST") and "batch/update" not in w["path"]], [])
        for d, rows in zip(at[1:], before):
            self.assertEqual(sorted(d.rows("contact")), sorted(rows))
        self.assertEqual(at[0].count("contact"), 2)
        self.assert_silence(world, 3, codes=(6,))

    def chain(self, a, b):
        """Three become one between two runs, under whatever id the vendor gives it."""
        world, at, ids = self.start((a, b), 4)
        count = at[1].count("contact")
        world.advance(3600)
        survivor = at[0].merge("contact", ids[1], ids[0])
        survivor = at[0].merge("contact", ids[2], survivor)
        self.run_ok(world, "sync", "--full", "--accept", "shrink", codes=(6,))
        self.assertEqual(at[1].count("contact"), count)
        self.assertEqual(at[0].count("contact"), 2)
        owners = world.sql(f"SELECT DISTINCT uid FROM v_crosswalk WHERE object = 'contact' AND system = '{at[0].name}' AND vendor_id IN "
                           f"('{ids[0]}', '{ids[1]}', '{ids[2]}', '{survivor}')")
        self.assertEqual(len(owners), 1, self.linked(world))
        # The survivor's edits still arrive at its partner, and nothing else moves.
        self.assert_silence(world, 2, codes=(6,))

    def edit_after_merge(self, a, b):
        """The survivor's next edit goes to the survivor's partner."""
        world, at, ids = self.start((a, b), 2)
        world.advance(3600)
        extra = at[0].create("contact", first="Person0", last="Number 0", phone="+49301234567")
        survivor = at[0].merge("contact", ids[0], extra)
        world.advance(3600)
        at[0].edit("contact", survivor, title="Clerk")
        self.run_ok(world, "sync")
        self.assertEqual((at[0].count("contact"), at[1].count("contact")), (2, 2))
        self.assertEqual(at[1].read("contact", at[1].find("contact", last="Number 0"))["title"], "Clerk")
        self.assert_silence(world, 2)


class Deletes(Story):
    def start(self, systems, config="", people=30):
        world = self.world(systems, config=config)
        at = list(desks(world).values())
        ids = [at[0].create("contact", first=f"Person{i}", last=f"Number {i}", email=f"p{i}@firma.example") for i in range(people)]
        self.first_sync(world)
        world.advance(3600)
        return world, at, ids

    def keep(self, *systems):
        """Deleted in A: B keeps its record, A's is not made again, whatever is edited in B."""
        world, at, ids = self.start(systems)
        at[0].delete("contact", ids[3])
        for run in range(5):
            world.advance(3600)
            if run == 2:
                at[1].edit("contact", at[1].find("contact", last="Number 3"), title="Clerk")
            world.forget_history()
            self.run_ok(world, "sync", *(("--full",) if run % 2 else ()))
            self.assertEqual(world.writes(at[0].name), [])
            self.assertEqual(at[0].count("contact"), 29)
            self.assertEqual([d.count("contact") for d in at[1:]], [30] * (len(at) - 1))
        self.assert_silence(world, 1)

    def restored(self, a, b):
        """Brought back in A: the link is as before."""
        world, at, ids = self.start((a, b))
        at[0].delete("contact", ids[3])
        self.run_ok(world, "sync", "--full")
        world.advance(3600)
        self.undelete(world, at[0], ids[3])
        at[0].edit("contact", ids[3], title="Clerk")
        self.run_ok(world, "sync", "--full")
        self.assertEqual((at[0].count("contact"), at[1].count("contact")), (30, 30))
        self.assertEqual(at[1].read("contact", at[1].find("contact", last="Number 3"))["title"], "Clerk")
        self.assert_silence(world, 2)

    def undelete(self, world, d, record):
        word = {"hubspot": {"@archived": False}, "salesforce": {"IsDeleted": False}, "pipedrive": {"is_deleted": False}}[d.vendor]
        world.edit(d.name, "contact", record, **word)

    def propagate(self, *systems):
        world, at, ids = self.start(systems, "objects: {contact: {deletes: propagate}}\n")
        at[0].delete("contact", ids[3])
        diff = self.run_ok(world, "--json", "diff", "--full")
        self.assertEqual({(o["system"], o["kind"]) for o in diff.lines("operation")}, {(d.name, "delete") for d in at[1:]})
        self.run_ok(world, "sync", "--full")
        for d in at:
            self.assertEqual(d.count("contact"), 29, d.name)
            self.assertNotIn("Number 3", {r["last"] for r in d.rows("contact").values()})
        self.assert_silence(world, 3)

    def too_many(self, *systems):
        """More deletions than the cap: refused as a whole."""
        world, at, ids = self.start(systems, "objects: {contact: {deletes: propagate}}\ngates: {max_delete: 5%, floor: 2}\n")
        for record in ids[:5]:
            at[0].delete("contact", record)
        world.forget_history()
        result = self.run_ok(world, "sync", "--full", codes=(7,))
        self.assertIn("--max-delete", result.err)
        self.assertEqual(world.writes(), [])
        self.run_ok(world, "sync", "--full", "--max-delete", "5")
        self.assertEqual([d.count("contact") for d in at], [25] * len(at))
        self.assert_silence(world, 1)

    def edit_beats_delete(self, a, b):
        world, at, ids = self.start((a, b), "objects: {contact: {deletes: propagate}}\n")
        at[0].delete("contact", ids[3])
        at[1].edit("contact", at[1].find("contact", last="Number 3"), title="Clerk")
        for _ in range(2):
            self.run_ok(world, "sync", "--full")
            self.assertEqual(at[1].count("contact"), 30)
            world.advance(3600)
        self.assertEqual(at[1].read("contact", at[1].find("contact", last="Number 3"))["title"], "Clerk")

    def store_lost(self, *systems):
        """Without its store, crmsync finds the partners again instead of creating them."""
        world, at, ids = self.start(systems)

        for end in ("", "-wal", "-shm"):
            if os.path.exists(world.path("crmsync.db" + end)):
                os.unlink(world.path("crmsync.db" + end))
        self.run_ok(world, "sync", "--first-sync")
        self.assertEqual([d.count("contact") for d in at], [30] * len(at))
        self.assert_silence(world, 1)

    def gone_while_we_write(self, a, b):
        """The record to be updated is deleted between reading and writing: no error for ever, no new record."""
        world, at, ids = self.start((a, b))
        at[0].edit("contact", ids[3], title="Clerk")
        partner = at[1].find("contact", last="Number 3")
        self.run_ok(world, "pull")
        at[1].delete("contact", partner)
        for _ in range(3):
            world.run("sync")
            world.advance(3600)
        self.assertEqual(at[1].count("contact"), 29)
        self.assert_silence(world, 1)


tell(Merges, "doubles_merged", pairs() + trios(), 1)
tell(Merges, "linked_records_merged", several(pairs() + trios()), 1)
tell(Merges, "chain", several(pairs()), 1)
tell(Merges, "edit_after_merge", pairs(), 1)
for story in ("keep", "propagate", "store_lost"):
    tell(Deletes, story, pairs() + trios(), 1)
for story in ("restored", "edit_beats_delete", "too_many", "gone_while_we_write"):
    tell(Deletes, story, pairs(), 1)

if __name__ == "__main__":
    main()
