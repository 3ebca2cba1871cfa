# SPDX-License-Identifier: Apache-2.0
"""Story 8: a deleted record is resurrected by the other side, or a lost link creates it anew."""
import os
import sqlite3

from pairs import pairs, tell, trios
from people import desks
from swept import Swept, synced
from world import Story, main

PEOPLE, GONE = 30, 3  # GONE is the one that is deleted
PROPAGATE = "objects: {contact: {deletes: propagate}}\n"
UNDELETE = {"hubspot": {"@archived": False}, "salesforce": {"IsDeleted": False}, "pipedrive": {"is_deleted": False}}


def fill(desk, people=PEOPLE):
    return [desk.create("contact", first=f"Person{i}", last=f"Number {i}", email=f"p{i}@firma.example") for i in range(people)]


def undelete(world, desk, record):
    """Back from the recycle bin, under its old id."""
    world.edit(desk.name, "contact", record, **UNDELETE[desk.vendor])


def restored_after_propagation(world, at):
    """Deleted in A and so in B, then restored in both and edited."""
    ids = fill(at[0], 12)
    synced(world)
    partner = at[1].find("contact", last=f"Number {GONE}")
    at[0].delete("contact", ids[GONE])
    synced(world, "--full")
    undelete(world, at[0], ids[GONE])
    undelete(world, at[1], partner)
    at[0].edit("contact", ids[GONE], title="Clerk")


def restored_on_one_side(world, at):
    """Deleted in A and so in B, then restored in A: a question, and A is not deleted again."""
    ids = fill(at[0], 12)
    synced(world)
    at[0].delete("contact", ids[GONE])
    synced(world, "--full")
    undelete(world, at[0], ids[GONE])


def edited_and_deleted(world, at):
    """Deleted in A, edited in B; another one is only deleted."""
    ids = fill(at[0], 12)
    synced(world)
    at[0].delete("contact", ids[GONE])
    at[0].delete("contact", ids[GONE + 1])
    at[1].edit("contact", at[1].find("contact", last=f"Number {GONE}"), title="Clerk")


SWEPT_WITH = [("hubspot", "salesforce"), ("salesforce", "pipedrive"), ("pipedrive", "hubspot")]
SWEEPS = [
    Swept("story 8, restored after propagation", SWEPT_WITH, restored_after_propagation, [("sync", "--full")], config=PROPAGATE),
    Swept("story 8, restored on one side", SWEPT_WITH, restored_on_one_side, [("sync", "--full")], config=PROPAGATE),
    Swept("story 8, edited and deleted", SWEPT_WITH, edited_and_deleted, [("sync", "--full")], config=PROPAGATE),
]


class Deletes(Story):
    def start(self, *systems, config="", people=PEOPLE):
        world = self.world(systems, config=config)
        at = list(desks(world).values())
        ids = fill(at[0], people)
        self.first_sync(world)
        world.advance(3600)
        return world, at, ids

    def partner(self, desk):
        return desk.find("contact", last=f"Number {GONE}")

    def full(self, world, *args, codes=(0,)):
        """A full sync, an hour later; gives what the systems were told."""
        world.advance(3600)
        world.forget_history()
        return self.run_ok(world, "--json", "sync", "--full", *args, codes=codes)

    def counts(self, at):
        return [d.count("contact") for d in at]

    # ---- keep

    def keep(self, *systems):
        """Deleted in A: B keeps its record, A's is not made again in five runs, whatever is edited in B."""
        world, at, ids = self.start(*systems)
        at[0].delete("contact", ids[GONE])
        for run in range(5):
            world.advance(3600)
            if run == 2:
                at[1].edit("contact", self.partner(at[1]), title="Clerk")
            world.forget_history()
            self.run_ok(world, "sync", *(("--full",) if run % 2 else ()))
            self.assertEqual(world.writes(at[0].name), [])
            self.assertEqual(self.counts(at), [PEOPLE - 1] + [PEOPLE] * (len(at) - 1))
        for d in at[1:]:
            self.assertEqual(d.read("contact", self.partner(d))["title"], "Clerk")
        self.assert_silence(world, 1)

    def made_by_the_other_side(self, a, b):
        """The record that crmsync created is the one that is deleted."""
        world, at, ids = self.start(a, b)
        at[1].delete("contact", self.partner(at[1]))
        for run in range(3):
            self.full(world)
            self.assertEqual(self.counts(at), [PEOPLE, PEOPLE - 1])
            if run == 0:
                at[0].edit("contact", ids[GONE], title="Clerk", email="new@firma.example")
        self.assert_silence(world, 1)

    def keep_stays_kept(self, a, b):
        """Turning the policy on deletes nothing that was deleted before."""
        world, at, ids = self.start(a, b)
        at[0].delete("contact", ids[GONE])
        self.full(world)
        world.write_config(PROPAGATE)
        self.full(world)
        at[1].edit("contact", self.partner(at[1]), title="Clerk")
        self.full(world)
        at[1].edit("contact", self.partner(at[1]), title="Head")
        for _ in range(2):
            self.full(world)
        self.assertEqual(self.counts(at), [PEOPLE - 1, PEOPLE])
        # The next deletion is passed on.
        at[0].delete("contact", ids[GONE + 1])
        self.full(world)
        self.assertEqual(self.counts(at), [PEOPLE - 2, PEOPLE - 1])

    def entered_again_by_hand(self, *systems):
        """A person deletes a record and enters the same one again: it is linked, not created once more."""
        world, at, ids = self.start(*systems)
        at[0].delete("contact", ids[GONE])
        self.full(world)
        again = at[0].create("contact", first=f"Person{GONE}", last=f"Number {GONE}", email=f"p{GONE}@firma.example", title="Clerk")
        self.full(world)
        self.assertEqual(self.counts(at), [PEOPLE] * len(at))
        self.assertEqual(at[1].read("contact", self.partner(at[1]))["title"], "Clerk")
        at[1].edit("contact", self.partner(at[1]), title="Head")
        self.full(world)
        self.assertEqual(at[0].read("contact", again)["title"], "Head")
        self.assert_silence(world, 1)

    def restored(self, *systems):
        """Brought back in A: the link is as before, and what was edited meanwhile is merged."""
        world, at, ids = self.start(*systems)
        before = self.links(world)
        at[0].delete("contact", ids[GONE])
        self.full(world)
        at[1].edit("contact", self.partner(at[1]), phone="+4930123456")
        self.full(world)
        undelete(world, at[0], ids[GONE])
        at[0].edit("contact", ids[GONE], title="Clerk")
        self.full(world)
        self.assertEqual(self.links(world), before)
        self.assertEqual(self.counts(at), [PEOPLE] * len(at))
        self.assertEqual(at[0].read("contact", ids[GONE])["phone"], "+4930123456")
        for d in at[1:]:
            self.assertEqual(d.read("contact", self.partner(d))["title"], "Clerk")
        self.assert_silence(world, 2)

    def links(self, world):
        return world.sql("SELECT uid, system, vendor_id, life FROM v_crosswalk WHERE object = 'contact' ORDER BY 1, 2, 3")

    # ---- propagate

    def propagate(self, *systems):
        """Queued as the last step, shown by the diff, then gone everywhere and for good."""
        world, at, ids = self.start(*systems, config=PROPAGATE)
        at[0].delete("contact", ids[GONE])
        at[0].edit("contact", ids[GONE + 1], title="Clerk")
        diff = self.run_ok(world, "--json", "diff", "--full")
        planned = [(o["system"], o["kind"]) for o in diff.lines("operation") if o["name"] != f"Person{GONE + 1} Number {GONE + 1}"]
        self.assertEqual(set(planned), {(d.name, "delete") for d in at[1:]})
        world.forget_history()
        self.run_ok(world, "sync", "--full")
        for d in at[1:]:
            self.assertEqual(world.writes(d.name)[-1]["path"].find("create"), -1)
        for d in at:
            self.assertEqual(d.count("contact"), PEOPLE - 1, d.name)
            self.assertNotIn(f"Number {GONE}", {r["last"] for r in d.rows("contact").values()})
        self.assert_silence(world, 3)

    def deleted_on_both_sides(self, a, b):
        world, at, ids = self.start(a, b, config=PROPAGATE)
        at[1].delete("contact", self.partner(at[1]))
        at[0].delete("contact", ids[GONE])
        for _ in range(2):
            self.full(world)
            self.assertEqual(world.writes(), [])
        self.assertEqual(self.counts(at), [PEOPLE - 1, PEOPLE - 1])

    def too_many(self, *systems):
        """More deletions than the cap: refused as a whole; what is restored while they wait is not deleted."""
        world, at, ids = self.start(*systems, config=PROPAGATE + "gates: {max_delete: 5%, floor: 2}\n")
        for record in ids[:6]:
            at[0].delete("contact", record)
        for _ in range(2):
            result = self.full(world, codes=(7,))
            self.assertIn("6 contacts would be deleted", result.err)
            self.assertIn("--max-delete", result.err)
            self.assertEqual(world.writes(), [])
            world.advance(3600)
        undelete(world, at[0], ids[GONE])
        self.full(world, "--max-delete", "5")
        self.assertEqual(self.counts(at), [PEOPLE - 5] * len(at))
        self.partner(at[1])
        self.assert_silence(world, 1)

    def edit_beats_delete(self, a, b):
        """Not only in the run that sees both: also when the record is looked at again later."""
        world, at, ids = self.start(a, b, config=PROPAGATE)
        at[0].delete("contact", ids[GONE])
        partner = self.partner(at[1])
        at[1].edit("contact", partner, title="Clerk")
        self.full(world)
        self.assertEqual(self.counts(at), [PEOPLE - 1, PEOPLE])
        world.write_config("objects: {contact: {deletes: propagate, fields: {salutation: false}}}\n")  # all records are looked at again
        for _ in range(2):
            self.full(world, "--accept", "mapping")
            self.assertEqual(self.counts(at), [PEOPLE - 1, PEOPLE])
        self.assertEqual(at[1].read("contact", partner)["title"], "Clerk")

    def restored_after_propagation(self, *systems):
        """Restored in A after the others were deleted: A is not deleted again, and a question asks to restore the others; then all is as before."""
        world, at, ids = self.start(*systems, config=PROPAGATE)
        before = self.links(world)
        partners = [self.partner(d) for d in at[1:]]
        at[0].delete("contact", ids[GONE])
        self.full(world)
        undelete(world, at[0], ids[GONE])
        for _ in range(2):
            result = self.full(world, codes=(6,))
            self.assertEqual([h["kind"] for h in result.lines("hold")], ["delete"] * (len(at) - 1))
            self.assertEqual(world.writes(), [])
        at[0].edit("contact", ids[GONE], title="Clerk")
        for d, partner in zip(at[1:], partners):
            undelete(world, d, partner)
        self.full(world)
        self.assertEqual(self.links(world), before)
        for d, partner in zip(at[1:], partners):
            self.assertEqual(d.read("contact", partner)["title"], "Clerk")
        self.assertEqual(self.counts(at), [PEOPLE] * len(at))
        self.assert_silence(world, 1)
        # The tombstone is gone: a new deletion travels again.
        at[0].delete("contact", ids[GONE])
        self.full(world)
        self.assertEqual(self.counts(at), [PEOPLE - 1] * len(at))

    def restored_where_crmsync_deleted(self, a, b):
        """Somebody in B does not agree to the deletion and takes the record out of the bin: it stays."""
        world, at, ids = self.start(a, b, config=PROPAGATE)
        partner = self.partner(at[1])
        at[0].delete("contact", ids[GONE])
        self.full(world)
        undelete(world, at[1], partner)
        for _ in range(3):
            self.full(world)
            self.assertEqual(self.counts(at), [PEOPLE - 1, PEOPLE])
            at[1].edit("contact", partner, title="Clerk")

    def company(self, a, b):
        """Where a vendor does not tell whether a company was deleted or merged, its partner is a question, which an edit answers."""
        world = self.world((a, b), config="objects: {company: {deletes: propagate}}\n")
        at = list(desks(world).values())
        firms = [at[0].create("company", name=f"Firma {i} GmbH", website=f"https://firma{i}.example") for i in range(4)]
        self.first_sync(world)
        at[0].delete("company", firms[1])
        if at[0].vendor != "pipedrive":
            self.full(world, "--accept", "shrink")
            self.assertEqual([d.count("company") for d in at], [3, 3])
            self.assert_silence(world, 1)
            return
        for _ in range(2):
            result = self.full(world, codes=(6,))
            self.assertEqual([h["kind"] for h in result.lines("hold")], ["delete"])
            self.assertEqual(world.writes(), [])
        at[1].edit("company", at[1].find("company", name="Firma 1 GmbH"), name="Firma Eins GmbH")
        for _ in range(2):
            self.full(world)
        self.assertEqual([d.count("company") for d in at], [3, 4])

    # ---- lost links

    def links_lost(self, *systems):
        """The table of links is dropped: partners are found by key or crmsync id instead of being created.  What was agreed on is lost with the links, so a
        vendor's own default may fill a field that was empty elsewhere."""
        world, at, ids = self.start(*systems)
        before = [d.rows("contact") for d in at]
        with sqlite3.connect(world.path("crmsync.db")) as db:
            db.execute("DELETE FROM link")
        self.run_ok(world, "sync")
        self.assertEqual([d.rows("contact") for d in at], before)
        sizes = world.sql("SELECT count(*) FROM v_crosswalk WHERE object = 'contact' AND life = 'live' GROUP BY uid")
        self.assertEqual(sizes, [(len(at),)] * PEOPLE)
        self.assert_silence(world, 1)

    def store_lost(self, *systems):
        """Without its store, crmsync finds the partners again instead of creating them."""
        world, at, ids = self.start(*systems)
        before = [d.rows("contact") for d in at]
        for end in ("", "-wal", "-shm"):
            if os.path.exists(world.path("crmsync.db" + end)):
                os.unlink(world.path("crmsync.db" + end))
        world.forget_history()
        self.run_ok(world, "sync", "--first-sync")
        self.assertEqual([d.rows("contact") for d in at], before)
        self.assert_silence(world, 1)

    def gone_while_we_write(self, a, b):
        """The record to be updated is deleted between reading and writing: no error for ever, no new record."""
        world, at, ids = self.start(a, b)
        at[0].edit("contact", ids[GONE], title="Clerk")
        partner = self.partner(at[1])
        self.run_ok(world, "pull")
        at[1].delete("contact", partner)
        for _ in range(3):
            world.run("sync")
            world.advance(3600)
        self.assertEqual(self.counts(at), [PEOPLE, PEOPLE - 1])
        self.assert_silence(world, 1)


for story in ("keep", "propagate", "links_lost", "store_lost", "restored", "restored_after_propagation", "entered_again_by_hand"):
    tell(Deletes, story, pairs() + trios(), 1)
for story in ("company", "made_by_the_other_side", "keep_stays_kept", "deleted_on_both_sides", "edit_beats_delete", "too_many", "restored_where_crmsync_deleted",
              "gone_while_we_write"):
    tell(Deletes, story, pairs(), 1)

if __name__ == "__main__":
    main()
