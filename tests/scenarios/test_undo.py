# SPDX-License-Identifier: Apache-2.0
"""crmsync undo: what a run wrote is taken back, what somebody changed since stays, and nothing of it comes again by itself."""
import signal

from pairs import pairs, tell, trios
from people import desks
from swept import Swept, synced
from terminal import answer_on_terminal
from world import Story, main

OBJECTS = ("company", "contact", "deal")
# When something was changed, and by whom: what no write can put back.
STAMPS = {"lastmodifieddate", "hs_lastmodifieddate", "modified", "updatedAt", "SystemModstamp", "LastModifiedDate", "LastModifiedById", "update_time",
          "stage_change_time", "LastStageChangeDate", "hs_v2_date_entered_current_stage", "notes_last_updated", "next_activity_date"}
UPDATE = {"hubspot": {"method": "POST", "path": "/contacts/batch/update"}, "salesforce": {"method": "PATCH", "path": "/composite/sobjects"},
          "pipedrive": {"method": "PATCH", "path": "^/api/v2/persons/"}}
DELETE = {"hubspot": {"method": "POST", "path": "/contacts/batch/archive"}, "salesforce": {"method": "DELETE", "path": "/composite/sobjects"},
          "pipedrive": {"method": "DELETE", "path": "^/api/v2/persons/"}}


def without_stamps(value):
    if isinstance(value, dict):
        return {k: without_stamps(v) for k, v in value.items() if k not in STAMPS}
    return [without_stamps(v) for v in value] if isinstance(value, list) else value


def picture(world):
    """Every live record of every system with all that the vendor holds of it."""
    return {(name, obj, row["id"]): without_stamps(row) for name, _ in world.systems for obj in OBJECTS for row in world.records(name, obj)}


def neutral(at):
    """The same without the ids that vendors draw."""
    found = {}
    for d in at:
        firms = {i: row["name"] for i, row in d.rows("company").items()}
        people = {i: row["last"] for i, row in d.rows("contact").items()}
        for obj in OBJECTS:
            rows = [{k: sorted(people[x] for x in v) if k == "contacts" else firms.get(v) if k == "company" else v for k, v in row.items()
                     if k != "owner"} for row in d.rows(obj).values()]
            found[d.name, obj] = sorted(rows, key=repr)
    return found


def last_run(world, command):
    return world.sql(f"SELECT max(id) FROM run WHERE command = '{command}'")[0][0]


def fill(at):
    """Two firms, of which the last system knows one; people who are in one system, in both, and differ."""
    a, z = at[0], at[-1]
    for d in at:
        d.create("company", name="Beta AG", website="https://beta.example", **({"city": "Köln"} if "city" in d.words["company"] else {}))
    firm = a.create("company", name="Alpha GmbH", website="https://alpha.example")
    ann = a.create("contact", first="Ann", last="Lee", email="ann@alpha.example", phone="+49 30 1234567", title="CEO", company=firm)
    bob = a.create("contact", first="Bob", last="Berg", email="bob@beta.example", title="Buyer", company=a.find("company", name="Beta AG"))
    z.create("contact", first="Robert", last="Berg", email="bob@beta.example", phone="0221 98765-43")
    z.create("contact", first="Cleo", last="Part", email="cleo@beta.example", company=z.find("company", name="Beta AG"))
    a.create("deal", name="Renewal", amount="1250.5", stage="proposal", close_date="2026-12-24", company=firm, contacts=[ann, bob])


def filled_and_synced(world, at):
    fill(at)
    synced(world)


SWEEPS = [Swept("undo of a first sync", [("hubspot", "salesforce"), ("salesforce", "pipedrive"), ("pipedrive", "hubspot")], filled_and_synced,
                [("undo", "2", "--yes")])]


class Undo(Story):
    def start(self, systems, config="", before=fill):
        world = self.world(systems, config=config)
        at = list(desks(world).values())
        before(at)
        self.run_ok(world, "setup")
        return world, at

    def synced(self, systems, **kwargs):
        """A first sync; gives what was there before it, and its run."""
        world, at = self.start(systems, **kwargs)
        before = picture(world)
        self.run_ok(world, "sync", "--first-sync", codes=(0, 6))
        self.assertNotEqual(picture(world), before)
        world.advance(3600)
        return world, at, before, last_run(world, "sync")

    def undo(self, world, *what, codes=(0,)):
        world.forget_history()
        return self.run_ok(world, "undo", *what, "--yes", codes=codes)

    # ---- the whole of it

    def everything_back(self, *systems):
        world, at, before, run = self.synced(systems)
        after = neutral(at)
        shown = self.run_ok(world, "--json", "undo", run, "--dry-run")
        world.forget_history()
        self.run_ok(world, "--json", "undo", run, codes=(7,))
        self.assertEqual(world.writes(), [])
        done = self.run_ok(world, "--json", "undo", run, "--yes")
        self.assertEqual(picture(world), before)
        planned = [(o["system"], o["kind"], o["id"], o["changes"]) for o in shown.lines("operation")]
        self.assertEqual([(o["system"], o["kind"], o["id"], o["changes"]) for o in done.lines("operation") if o["state"] == "planned"], planned)
        self.assertGreater(len(planned), 3)
        self.assert_silence(world, 2)
        self.assertEqual(picture(world), before)
        # twice says so and does nothing
        undone = world.sql("SELECT run FROM operation WHERE id = (SELECT max(operation) FROM take_back)")[0][0]
        again = self.undo(world, run)
        self.assertIn(f"run {run} was taken back by run {undone}", again.out)
        self.assertEqual(world.writes(), [])
        # the undo of the undo
        world.advance(3600)
        self.undo(world, undone)
        self.assertEqual(neutral(at), after)
        self.assert_silence(world, 1)
        # and the run itself once more
        world.advance(3600)
        self.undo(world, run)
        self.assertEqual(picture(world), before)
        self.assert_silence(world, 1)

    def edits_stay(self, *systems):
        """What somebody changed since stays and is named; the rest goes back."""
        world, at, before, run = self.synced(systems)
        a, z = at[0], at[-1]
        bob, ann = z.find("contact", last="Berg"), z.find("contact", last="Lee")
        z.edit("contact", bob, title="Head of Buying")
        z.edit("contact", ann, phone="+49 30 7654321")
        world.advance(60)
        self.run_ok(world, "--json", "undo", run, "--dry-run", codes=(6,))
        kept = self.undo(world, run, codes=(6,)).out
        self.assertIn("Head of Buying", kept)
        self.assertIn("edited there since", kept)
        self.assertEqual(z.read("contact", bob)["title"], "Head of Buying")
        self.assertEqual(z.read("contact", bob)["first"], "Robert" if a is not z else None)
        self.assertEqual(z.read("contact", ann)["phone"], "+49 30 7654321")
        # both edits travel, as edits do
        world.advance(3600)
        self.run_ok(world, "sync", codes=(0, 6))
        self.assertEqual(a.read("contact", a.find("contact", last="Lee"))["phone"], "+49 30 7654321")
        self.assertEqual(a.read("contact", a.find("contact", email="bob@beta.example"))["title"], "Head of Buying")
        self.assert_silence(world, 1, codes=(0, 6))

    def values_go_on(self, *systems):
        """What was taken back is left alone until a value changes; then that one travels."""
        world, at, before, run = self.synced(systems)
        a, z = at[0], at[-1]
        self.undo(world, run)
        bob = z.find("contact", email="bob@beta.example")
        self.assertEqual(z.read("contact", bob)["first"], "Robert")
        a.edit("contact", a.find("contact", email="bob@beta.example"), first="Bobby")
        world.advance(3600)
        self.run_ok(world, "sync", codes=(0, 6))
        self.assertEqual(z.read("contact", bob)["first"], "Bobby")
        self.assertIsNone(z.read("contact", bob)["title"])
        self.assertEqual([i for i, row in z.rows("contact").items() if row["last"] == "Lee"], [])
        self.assert_silence(world, 1)

    def release(self, *systems):
        """Corrected, released, and synced again as if there had been no undo."""
        world, at, before, run = self.synced(systems)
        after = neutral(at)
        self.undo(world, run)
        undone = last_run(world, "undo")
        self.assert_silence(world, 1)
        released = self.run_ok(world, "--json", "undo", undone, "--release").lines("released")[0]
        self.assertGreater(released["writes"], 3)
        world.forget_history()
        self.assertEqual(world.writes(), [])
        self.run_ok(world, "sync", codes=(0, 6))
        self.assertEqual(neutral(at), after)
        self.assert_silence(world, 1)
        self.run_ok(world, "undo", undone + 500, "--release", codes=(1,))

    # ---- interrupted

    def killed(self, *systems):
        """Killed with a write under way, carried out or not: the next undo ends what it began, and a sync in between takes nothing for an edit."""
        for late, write in ((False, UPDATE), (True, UPDATE), (False, DELETE), (True, DELETE)):
            with self.subTest(late=late, write=write):
                world, at, before, run = self.synced(systems)
                z = at[-1]
                hold = world.hold(system=z.name, nth=1, late=late, **write[z.vendor])
                process = self.background(world, "undo", str(run), "--yes", "--jobs", "1")
                self.wait_held(world, process, hold)
                process.send_signal(signal.SIGKILL)
                process.wait()
                world.release()
                world.no_faults()
                world.advance(3600)
                left = picture(world)
                self.run_ok(world, "sync", codes=(0, 6))
                self.assertEqual({k: v for k, v in picture(world).items() if k in left}, left)
                self.undo(world, run)
                self.assertEqual(picture(world), before)
                self.assert_silence(world, 1)

    def answer_lost(self, *systems):
        """Answers that never come, however often it is asked: what was carried out all the same is no edit of anybody's."""
        for write in (UPDATE, DELETE):
            with self.subTest(write=write):
                world, at, before, run = self.synced(systems)
                a, z = at[0], at[-1]
                there = a.rows("contact")
                world.fault(system=z.name, every=1, action="drop_after", **write[z.vendor])
                self.undo(world, run, codes=(0, 5, 6))
                self.assertTrue([h for h in world.history() if h.get("fault")])
                world.no_faults()
                world.advance(3600)
                left = {i: row for i, row in a.rows("contact").items() if i in there}
                self.run_ok(world, "sync", codes=(0, 6))
                self.assertEqual({i: row for i, row in a.rows("contact").items() if i in left}, left)
                self.run_ok(world, "undo", run, "--yes")
                self.assertEqual(picture(world), before)
                self.assert_silence(world, 1)

    # ---- what stays

    def parents_stay(self, *systems):
        """A created company to which somebody has attached a contact since is not deleted."""
        world, at, before, run = self.synced(systems)
        z = at[-1]
        firm = z.find("company", name="Alpha GmbH")
        dora = z.create("contact", first="Dora", last="New", email="dora@alpha.example", company=firm)
        world.advance(60)
        done = self.undo(world, run, codes=(6,))
        self.assertRegex(done.out, r"Dora New.*refers to it by now")
        self.assertEqual(z.read("contact", dora)["company"], firm)
        self.assertEqual(z.read("company", firm)["name"], "Alpha GmbH")
        self.assertEqual([i for i, row in z.rows("contact").items() if row["last"] == "Lee"], [])

    def later_runs_stay(self, *systems):
        """A field that a later run wrote again is that run's; with that one undone first, all is back."""
        world, at, before, run = self.synced(systems)
        a, z = at[0], at[-1]
        ann = a.find("contact", last="Lee")
        bob = a.find("contact", email="bob@beta.example")
        a.edit("contact", bob, title="Chief Buyer")
        world.advance(60)
        self.run_ok(world, "sync", codes=(0, 6))
        later = last_run(world, "sync")
        kept = [k for k in self.run_ok(world, "--json", "undo", run, "--dry-run", codes=(6,)).lines("kept") if k["field"] == "title"]
        self.assertEqual([(k["system"], k["now"], k["why"]) for k in kept], [(z.name, "Chief Buyer", f"written again by run {later}")])
        self.undo(world, later)
        self.undo(world, run)
        now = picture(world)
        self.assertEqual({k: v for k, v in now.items() if k[1:] != ("contact", bob)}, {k: v for k, v in before.items() if k[1:] != ("contact", bob)})
        self.assertEqual(a.read("contact", bob)["title"], "Chief Buyer")
        self.assertIsNotNone(a.read("contact", ann))

    def opt_outs_stay(self, *systems):
        def people(at):
            for i, d in enumerate(at):
                d.create("contact", first="Eve", last="Out", email="eve@firma.example", **({"opted_out": True} if i == 0 else {"title": "Clerk"}))

        world, at, before, run = self.synced(systems, before=people)
        done = self.undo(world, run, codes=(6,))
        self.assertIn("an opt-out is never taken back", done.out)
        for d in at:
            self.assertTrue(d.read("contact", d.find("contact", last="Out"))["opted_out"], d.name)
        self.assertIsNone(at[0].read("contact", at[0].find("contact", last="Out"))["title"])
        self.assert_silence(world, 1)

    # ---- one operation

    def one_operation(self, *systems):
        world, at, before, run = self.synced(systems)
        z = at[-1]
        create = world.sql(f"SELECT run || '-' || id FROM v_operation WHERE kind = 'create' AND object = 'deal' AND system = '{z.name}'")[0][0]
        others = {k: v for k, v in picture(world).items() if k[:2] != (z.name, "deal")}
        self.undo(world, create)
        self.assertEqual(z.count("deal"), 0)
        self.assertEqual({k for k in picture(world)}, set(others))
        self.assert_silence(world, 1)
        rest = self.undo(world, run)
        self.assertRegex(rest.out, r"of its \d+ writes were taken back before")
        self.assertEqual(picture(world), before)

    # ---- a wrong match

    def split(self, *systems):
        """Two people with one address, joined and mixed; found out a week later."""
        def people(at):
            at[0].create("contact", first="Kim", last="Sommer", email="office@firma.example", phone="+49 30 1111111")
            at[-1].create("contact", first="Kim", last="Sommer", email="office@firma.example", phone="+49 30 2222222", title="Janitor")

        world, at = self.start(systems, before=people)
        a, z = at[0], at[-1]
        before = picture(world)
        kim, kai = (next(i for n, o, i in before if n == d.name) for d in (a, z))
        kim_before = a.read("contact", kim)
        self.run_ok(world, "sync", "--first-sync")
        self.assertEqual(a.read("contact", kim)["phone"], z.read("contact", kai)["phone"])
        self.assertEqual(a.read("contact", kim)["title"], "Janitor")
        world.advance(7 * 86400)
        self.run_ok(world, "sync", codes=(0, 6))
        pair = (f"{a.name}:{kim}", f"{z.name}:{kai}")
        shown = self.run_ok(world, "undo", *pair, "--dry-run", codes=(0, 6))
        self.assertIn("2222222", shown.out)
        self.undo(world, *pair)
        self.assertEqual(picture(world)[z.name, "contact", kai], before[z.name, "contact", kai])
        self.assertEqual(a.read("contact", kim), kim_before)
        self.assertEqual(world.sql("SELECT value FROM decision WHERE kind = 'match'"), [("apart",)])
        self.assertIn("not taken for one record", self.run_ok(world, "undo", *pair, "--yes", codes=(2,)).err)
        # they stay two: neither takes anything from the other again
        world.advance(3600)
        self.run_ok(world, "sync", codes=(0, 6))
        self.assertEqual(a.read("contact", kim)["title"], None)
        self.assertEqual(z.read("contact", kai)["title"], "Janitor")
        self.assertNotEqual(a.read("contact", kim)["phone"], z.read("contact", kai)["phone"])
        a.edit("contact", kim, title="Director")
        world.advance(3600)
        self.run_ok(world, "sync", codes=(0, 6))
        self.assertEqual(z.read("contact", kai)["title"], "Janitor")

    def split_undone(self, *systems):
        def people(at):
            at[0].create("contact", first="Kim", last="Sommer", email="office@firma.example", phone="+49 30 1111111")
            at[-1].create("contact", first="Kim", last="Sommer", email="office@firma.example", title="Janitor")

        world, at, before, run = self.synced(systems, before=people)
        kim, kai = (next(i for n, o, i in before if n == d.name) for d in (at[0], at[-1]))
        after = picture(world)
        self.undo(world, f"{at[0].name}:{kim}", f"{at[-1].name}:{kai}")
        self.undo(world, last_run(world, "undo"))
        self.assertEqual(world.sql("SELECT value FROM decision WHERE kind = 'match'"), [("same",)])
        self.assertEqual(picture(world), after)
        world.advance(3600)
        self.run_ok(world, "sync", codes=(0, 6))
        self.assertEqual(picture(world), after)
        self.assertEqual(world.sql("SELECT count(DISTINCT uid) FROM v_crosswalk WHERE object = 'contact'"), [(1,)])


for story in ("everything_back", "edits_stay", "killed"):
    tell(Undo, story, pairs() + trios(), 3)
for story in ("values_go_on", "release", "answer_lost", "parents_stay", "later_runs_stay", "opt_outs_stay", "one_operation"):
    tell(Undo, story, pairs() + trios(), 2)
for story in ("split", "split_undone"):
    tell(Undo, story, pairs() + trios(), 2)


class Asking(Story):
    def start(self, config=""):
        world = self.world(("hubspot", "salesforce"), config=config)
        at = list(desks(world).values())
        fill(at)
        self.first_sync(world, codes=(0, 6))
        return world, at, last_run(world, "sync")

    def test_terminal(self):
        world, at, run = self.start()
        world.forget_history()
        self.assertEqual(answer_on_terminal(world, b"n\n", "undo", run), 7)
        self.assertEqual(answer_on_terminal(world, b"\n", "undo", run), 7)
        self.assertEqual(world.writes(), [])
        self.assertEqual(answer_on_terminal(world, b"y\n", "undo", run), 0)
        self.assertEqual(at[1].count("deal"), 0)

    def test_caps(self):
        world, at, run = self.start("gates: {floor: 0, max_delete: 0}\n")
        world.forget_history()
        stopped = self.run_ok(world, "undo", run, "--yes", codes=(7,))
        self.assertIn("--max-delete", stopped.err)
        self.assertEqual(world.writes(), [])
        self.run_ok(world, "undo", run, "--yes", "--max-delete", "10")
        self.assertEqual(at[1].count("deal"), 0)

    def test_mistakes(self):
        world, at, run = self.start()
        world.forget_history()
        for words, text in ((("undo",), "say what to take back"), (("undo", "everything"), "say what to take back"), (("undo", "0"), "say what to take back"),
                            (("undo", "99"), "run 99 wrote nothing"), (("undo", f"{run}-99999"), "wrote nothing"), (("undo", "1"), "run 1 wrote nothing"),
                            (("undo", "--list", "3"), "takes no words"), (("undo", "a@b.example", "c@d.example"), "there is no record"),
                            (("undo", "1-2", "--release"), "say what to take back"), (("undo", "1", "2", "--release"), "takes the number")):
            result = self.run_ok(world, *words, codes=(1, 2))
            self.assertIn(text, result.err, words)
        self.assertEqual(world.writes(), [])

    def test_list(self):
        world, at, run = self.start()
        first = self.run_ok(world, "--json", "undo", "--list").lines("wrote")
        self.assertEqual([(row["run"], row["command"], row["taken_back"]) for row in first], [(run, "sync", 0)])
        self.run_ok(world, "undo", run, "--yes")
        rows = self.run_ok(world, "--json", "undo", "--list").lines("wrote")
        self.assertEqual([(row["command"], row["taken_back"]) for row in rows], [("undo", 0), ("sync", first[0]["writes"])])
        self.assertIn(f"taken back by run {rows[0]['run']}", self.run_ok(world, "undo", "--list").out)

    def test_from_an_older_crmsync(self):
        """Without the values from before nothing is guessed: created records go, changed ones are named."""
        world, at, run = self.start()
        with world.write_sql() as db:
            db.execute("DELETE FROM image")
        title = at[1].read("contact", at[1].find("contact", last="Berg"))
        done = self.run_ok(world, "undo", run, "--yes", codes=(6,))
        self.assertIn("did not keep what was there before", done.out)
        self.assertEqual(at[1].read("contact", at[1].find("contact", last="Berg")), title)
        self.assertEqual(at[1].count("deal"), 0)

    def test_deletions_are_told_before(self):
        """What was deleted because a person deleted it elsewhere can only be brought back by a person."""
        world = self.world(("hubspot", "salesforce"), config="objects: {contact: {deletes: propagate}}\n")
        at = list(desks(world).values())
        ids = [at[0].create("contact", first=f"P{i}", last=f"Number {i}", email=f"p{i}@firma.example") for i in range(12)]
        self.first_sync(world)
        at[0].delete("contact", ids[3])
        world.advance(3600)
        self.run_ok(world, "sync", "--full")
        self.assertEqual(at[1].count("contact"), 11)
        world.forget_history()
        shown = self.run_ok(world, "undo", last_run(world, "sync"), "--dry-run", codes=(6,))
        self.assertIn("restore it from the recycle bin", shown.out)
        self.assertEqual(world.writes(), [])


class Demo(Story):
    def test_demo(self):
        """All three accounts of the demo are as they were, but for opt-outs and owners who have left, which are named."""
        world = self.world(("hubspot", "salesforce", "pipedrive"), seed="demo")
        self.run_ok(world, "setup")
        before = picture(world)
        self.run_ok(world, "sync", "--first-sync", codes=(6,))
        self.assertGreater(len(picture(world)), len(before) + 100)
        world.advance(3600)
        result = self.run_ok(world, "--json", "undo", last_run(world, "sync"), "--yes", codes=(6,))
        kept = {(k["system"], k["object"], k["id"]): k["why"] for k in result.lines("kept")}
        self.assertEqual({why.split(" ")[0] for why in kept.values()}, {"an", "the"})
        now = picture(world)
        self.assertEqual(set(now), set(before))
        self.assertEqual({k: v for k, v in now.items() if v != before[k] and k not in kept}, {})
        self.assert_silence(world, 1, codes=(6,))


if __name__ == "__main__":
    main()
