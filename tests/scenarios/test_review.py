# SPDX-License-Identifier: Apache-2.0
"""The queue of what is held: every answer is taken down, survives what is read again, and is carried out by the next sync."""
import csv
import fcntl
import io
import os
import re

from pairs import pairs, tell
from people import desks
from world import Story, main

HOLD_TITLE = "objects:\n  contact:\n    fields:\n      title: {rule: hold}\n"


def firm(d):
    """Where they all work; by its web site it is one in all systems."""
    found = [i for i, row in d.rows("company").items() if row["name"] == "Nordwind Software"]
    return found[0] if found else d.create("company", name="Nordwind Software", website="nordwind.example")


def two(first, second, last="Quandt"):
    """One woman, or two of one name in one company: nothing of her very own is in both."""
    return (first.create("contact", first="Anna", last=last, email=f"anna.{last.lower()}@nordwind.example", company=firm(first)),
            second.create("contact", first="Anna", last=last, phone="+49 30 7654321", company=firm(second)))


class Review(Story):
    def queue(self, world, *args, **kwargs):
        return self.run_ok(world, "--json", "review", "list", *args, **kwargs).lines("review_item")

    def the_item(self, world, kind):
        items = [i for i in self.queue(world) if i["kind"] == kind]
        self.assertEqual(len(items), 1, self.queue(world))
        return items[0]

    def review(self, world, *args, codes=(0,)):
        return self.run_ok(world, "review", *args, codes=codes)

    def linked(self, world, obj="contact"):
        """Golden record of every record."""
        return {(s, i): uid for s, i, uid in world.sql(f"SELECT system, vendor_id, uid FROM v_crosswalk WHERE object = '{obj}' AND life = 'live'")}

    def writes_nothing(self, world, *args, codes=(0,)):
        """review itself sends nothing to any CRM."""
        world.forget_history()
        result = self.review(world, *args, codes=codes)
        self.assertEqual(world.history(), [])
        return result

    def elsewhere(self, world, desk, n):
        """Other people work on."""
        if n == 0:
            self.other = desk.create("contact", first="Otto", last="Berg", email="otto@berg.example")
        else:
            desk.edit("contact", self.other, title=f"Buyer {n}")
        world.advance(60)

    # ---- records that may be the same

    def same_or_not(self, a, b, answer):
        world = self.world((a, b))
        first, second = desks(world).values()
        one, other = two(first, second)
        self.first_sync(world, codes=(6,))
        item = self.the_item(world, "ambiguous")
        self.assertEqual(set(item["answers"]), {"accept", "reject", "keep-separate"})
        shown = self.review(world, "show", item["item"]).out
        self.assertIn(f"{first.name}:{one}", shown)
        self.assertIn("anna.quandt@nordwind.example", shown)
        self.assertIn("verdict review", shown)
        self.writes_nothing(world, answer, item["item"])
        before = [d.rows("contact") for d in (first, second)]
        for n in range(2):
            self.elsewhere(world, first, n)
            self.run_ok(world, "pull")
            self.assertEqual(self.the_item(world, "ambiguous")["decided"], answer)
        self.assertEqual([len(d.rows("contact")) for d in (first, second)], [len(before[0]) + 1, len(before[1])])
        self.sync(world)
        self.assertEqual(self.queue(world), [])
        [decision] = self.run_ok(world, "--json", "review", "decisions").lines("review_decision")
        self.assertEqual((decision["item"], decision["answer"], decision["waits"]), (item["item"], answer, False))
        return world, first, second, one, other, item["item"]

    def accepted(self, a, b):
        world, first, second, one, other, item = self.same_or_not(a, b, "accept")
        links = self.linked(world)
        self.assertEqual(links[first.name, one], links[second.name, other])
        self.assertEqual([first.count("contact"), second.count("contact")], [2, 2])
        self.assert_silence(world, 2)
        for d, record in ((first, one), (second, other)):
            d.edit("contact", record, title="Head")
        world.advance(60)
        self.sync(world, "--full")
        self.assertEqual(self.queue(world), [])

    def kept_separate(self, a, b):
        world, first, second, one, other, item = self.same_or_not(a, b, "keep-separate")
        links = self.linked(world)
        self.assertNotEqual(links[first.name, one], links[second.name, other])
        self.assertEqual([first.count("contact"), second.count("contact")], [3, 3])
        self.assert_silence(world, 1)

    def rejected_is_kept_separate(self, a, b):
        self.same_or_not(a, b, "reject")

    def withdrawn(self, a, b):
        """Before the sync it is as if nothing had been said; a sync asks again."""
        world = self.world((a, b))
        first, second = desks(world).values()
        two(first, second)
        self.first_sync(world, codes=(6,))
        item = self.the_item(world, "ambiguous")["item"]
        self.review(world, "accept", item[-10:])
        self.review(world, "keep-separate", item)  # the last word counts
        self.assertEqual(self.the_item(world, "ambiguous")["decided"], "keep-separate")
        self.assertEqual(len(world.sql("SELECT 1 FROM decision WHERE kind = 'match'")), 1)
        self.review(world, "withdraw", item)
        self.assertIsNone(self.the_item(world, "ambiguous")["decided"])
        self.assertEqual(world.sql("SELECT * FROM decision"), [])
        self.sync(world, codes=(6,))
        self.assertEqual(world.writes(), [])
        self.assertEqual(self.the_item(world, "ambiguous")["item"], item)
        self.assertEqual(self.review(world, "withdraw", item, codes=(1,)).out, "")

    def told_by_match(self, a, b):
        """What `crmsync match` was told counts here, too."""
        world = self.world((a, b))
        first, second = desks(world).values()
        one, other = two(first, second)
        self.first_sync(world, codes=(6,))
        self.run_ok(world, "match", "--accept", f"{first.name}:{one}", f"{second.name}:{other}", "--only", "contact")
        self.assertEqual(self.the_item(world, "ambiguous")["decided"], "accept")
        [decision] = self.run_ok(world, "--json", "review", "decisions").lines()
        self.assertEqual((decision["kind"], decision["waits"]), ("match", True))
        self.review(world, "withdraw", decision["item"])
        self.assertIsNone(self.the_item(world, "ambiguous")["decided"])

    # ---- conflicts

    def conflict(self, a, b):
        world = self.world((a, b), config=HOLD_TITLE)
        first, second = desks(world).values()
        one = first.create("contact", first="Jim", last="Miller", email="jim@firma.example", title="Clerk")
        self.first_sync(world)
        other = second.find("contact", last="Miller")
        first.edit("contact", one, title="Buyer")
        second.edit("contact", other, title="Head of Buying")
        world.advance(60)
        self.sync(world, codes=(6,))
        self.assertEqual(world.writes(), [])
        return world, first, second, one, other

    def titles(self, first, one, second, other):
        return first.read("contact", one)["title"], second.read("contact", other)["title"]

    def resolved(self, a, b):
        world, first, second, one, other = self.conflict(a, b)
        item = self.the_item(world, "conflict")
        self.assertEqual(item["choices"], {first.name: "Buyer", second.name: "Head of Buying"})
        for wrong in ("title=nobody", "city=" + first.name, first.name):
            self.review(world, "resolve", item["item"], wrong, codes=(2,))
        self.review(world, "accept", item["item"], codes=(2,))
        self.writes_nothing(world, "resolve", item["item"], f"title={second.name}")
        for n in range(2):
            self.elsewhere(world, first, n)
            self.run_ok(world, "pull")
            self.assertEqual(self.the_item(world, "conflict")["decided"], f"resolve title={second.name}")
        diff = self.run_ok(world, "--json", "diff").lines("operation")
        [change] = [c for op in diff for c in op["changes"] if c["field"] == "title" and op["id"]]
        self.assertEqual((change["old"], change["new"], change["why"], change["from"]), ("Buyer", "Head of Buying", "decision", second.name))
        self.sync(world)
        self.assertEqual(self.titles(first, one, second, other), ("Head of Buying",) * 2)
        self.assert_silence(world, 1)
        first.edit("contact", one, title="Buyer")  # later, an edit like any other
        world.advance(60)
        self.sync(world)
        self.assertEqual(self.titles(first, one, second, other), ("Buyer",) * 2)
        self.assert_silence(world, 1)

    def edited_at_once(self, a, b):
        """What somebody types right after the sync is no leftover of the conflict."""
        world, first, second, one, other = self.conflict(a, b)
        self.review(world, "resolve", self.the_item(world, "conflict")["item"], f"title={second.name}")
        self.sync(world)
        first.edit("contact", one, title="Buyer")
        world.advance(60)
        self.sync(world)
        self.assertEqual(self.titles(first, one, second, other), ("Buyer",) * 2)

    def overtaken(self, a, b):
        """An edit of a value that the decision was about is asked about, not overwritten."""
        world, first, second, one, other = self.conflict(a, b)
        self.review(world, "resolve", self.the_item(world, "conflict")["item"], f"title={second.name}")
        first.edit("contact", one, title="Chief")
        world.advance(60)
        self.sync(world, codes=(6,))
        self.assertEqual(world.writes(), [])
        item = self.the_item(world, "conflict")
        self.assertIn("edited since", item["summary"])
        self.review(world, "resolve", item["item"], f"title={first.name}")
        self.sync(world)
        self.assertEqual(self.titles(first, one, second, other), ("Chief",) * 2)
        self.assert_silence(world, 1)

    def resolved_but_not_written(self, a, b):
        """A write that fails is made again, and does not turn into an edit of the other side."""
        world, first, second, one, other = self.conflict(a, b)
        self.review(world, "resolve", self.the_item(world, "conflict")["item"], f"title={first.name}")
        for method, path in (("PATCH", "."), ("POST", "batch/update")):
            world.fault(system=second.name, method=method, path=path, every=1, action="status", code=503, body="{}")
        self.sync(world, codes=(5, 6))
        world.no_faults()
        self.assertEqual(second.read("contact", other)["title"], "Head of Buying")
        world.advance(3600)
        self.sync(world)
        self.assertEqual(self.titles(first, one, second, other), ("Buyer",) * 2)


    # ---- yes or no

    def merged(self, answer):
        """Two became one in one system; their partners in the other wait."""
        world = self.world(("salesforce", "pipedrive"))
        first, second = desks(world).values()
        ids = [first.create("contact", first="Person", last=f"Number {i}", email=f"p{i}@firma.example") for i in range(2)]
        self.first_sync(world)
        partners = [second.find("contact", last=f"Number {i}") for i in range(2)]
        world.advance(3600)
        first.merge("contact", ids[0], ids[1])
        world.advance(3600)
        self.sync(world, "--full", "--accept", "shrink", codes=(6,))
        item = self.the_item(world, "merge")
        self.assertEqual(set(item["answers"]), {"accept", "reject", "keep-separate"})
        self.writes_nothing(world, answer, item["item"])
        self.sync(world)
        self.assertEqual(self.queue(world), [])
        links = self.linked(world)
        return world, first, second, [links[second.name, p] for p in partners]

    def test_partners_of_a_merge_are_the_same(self):
        world, first, second, goldens = self.merged("accept")
        self.assertEqual(goldens[0], goldens[1])
        self.assertEqual([first.count("contact"), second.count("contact")], [1, 2])
        self.assert_silence(world, 1)

    def test_partners_of_a_merge_are_two(self):
        world, first, second, goldens = self.merged("keep-separate")
        self.assertNotEqual(goldens[0], goldens[1])
        self.assertEqual([first.count("contact"), second.count("contact")], [2, 2])  # a person says that there are two
        self.assert_silence(world, 1)

    def deleted(self, answer):
        """Pipedrive does not tell whether an organization was deleted or merged."""
        world = self.world(("pipedrive", "salesforce"), config="objects: {company: {deletes: propagate}}\n")
        first, second = desks(world).values()
        firms = [first.create("company", name=f"Firma {i} GmbH", website=f"https://firma{i}.example") for i in range(4)]
        self.first_sync(world)
        first.delete("company", firms[1])
        world.advance(3600)
        self.sync(world, "--full", codes=(6,))
        item = self.the_item(world, "delete")
        self.assertEqual(set(item["answers"]), {"accept", "reject"})
        self.writes_nothing(world, answer, item["item"])
        self.sync(world)
        self.assertEqual([self.queue(world), first.count("company")], [[], 3])
        self.assert_silence(world, 1)
        return second.count("company")

    def test_a_deletion_is_passed_on(self):
        self.assertEqual(self.deleted("accept"), 3)

    def test_a_deletion_is_not_passed_on(self):
        self.assertEqual(self.deleted("reject"), 4)

    def posts(self, world):
        """Creates that were asked for, refused ones too."""
        return len([h for h in world.history() if h["method"] == "POST" and h["path"].endswith("/persons")])

    def test_refused_rows_are_sent_again_when_asked(self):
        world = self.world(("salesforce", "pipedrive"))
        first, second = desks(world).values()
        for i in range(2):
            first.create("contact", first="Person", last=f"Number {i}", email=f"p{i}@firma.example")
        self.run_ok(world, "setup")
        world.fault(system="pipedrive", method="POST", path="/persons$", every=1, action="status", code=400,
                    body='{"success":false,"error":"the house rule of this account says no"}')
        self.run_ok(world, "sync", "--first-sync", codes=(6,))
        items = self.queue(world)
        self.assertEqual([i["kind"] for i in items], ["rejected"] * 2)
        self.assertIn("the house rule of this account says no", items[0]["message"])
        self.assertIn("the house rule", self.review(world, "show", items[0]["item"]).out)
        self.sync(world, codes=(6,))
        self.assertEqual(self.posts(world), 0)
        self.writes_nothing(world, "accept", items[0]["item"])
        self.assertEqual([i["decided"] for i in self.queue(world)], ["accept", None])
        self.sync(world, codes=(6,))  # refused once more: it is a question again
        self.assertEqual(self.posts(world), 1)
        self.assertEqual([i["decided"] for i in self.queue(world)], [None, None])
        self.sync(world, codes=(6,))
        self.assertEqual(self.posts(world), 0)
        world.no_faults()
        self.review(world, "accept", items[0]["item"])
        self.sync(world, codes=(6,))
        self.assertEqual([second.count("contact"), [i["item"] for i in self.queue(world)]], [1, [items[1]["item"]]])

    def test_a_create_that_did_not_happen(self):
        """Two records fit, and neither is the one: only a person can tell, and without the answer it would wait for ever."""
        world = self.world(("salesforce", "pipedrive"))  # no setup: records carry no crmsync id
        first, second = desks(world).values()
        first.create("contact", first="Jim", last="Miller", email="jim@firma.example")
        world.fault(system="pipedrive", method="POST", path="/persons$", nth=1, action="drop_before")
        self.run_ok(world, "sync", "--first-sync", codes=(5, 6))
        item = self.the_item(world, "in_doubt")
        self.assertEqual((item["answers"], item["instead"] is not None), ({}, True))
        others = [second.create("contact", first="Jim", last="Miller", email="jim@firma.example") for _ in range(2)]
        for _ in range(2):
            world.advance(3600)
            self.sync(world, codes=(6,))
            self.assertEqual(world.writes(), [])
        item = self.the_item(world, "in_doubt")
        self.assertEqual(set(item["answers"]), {"reject"})
        self.writes_nothing(world, "reject", item["item"])
        self.assertEqual(world.sql("SELECT state FROM v_operation WHERE kind = 'create'"), [("held",)])
        self.sync(world, codes=(6,))
        self.assertEqual(world.sql("SELECT state FROM v_operation WHERE kind = 'create'"), [("skipped",)])
        self.assertNotIn("in_doubt", [i["kind"] for i in self.queue(world)])
        self.assertEqual(second.ids("contact"), sorted(others))  # they are still a question, and nothing is made beside them
        for other in others:
            second.edit("contact", other, first="Otto", last="Berg", email=f"otto{other}@berg.example")
        world.advance(60)
        self.sync(world, codes=(0, 6))
        self.assertEqual([row["last"] for row in second.rows("contact").values()].count("Miller"), 1)

    def duplicate(self, answer):
        world = self.world(("hubspot", "salesforce", "pipedrive"), seed="demo")
        self.first_sync(world, codes=(6,))
        item = self.the_item(world, "duplicate")
        there = re.search(r"salesforce Contact (\w+)", item["summary"]).group(1)
        before = len(world.records("salesforce", "contact"))
        self.writes_nothing(world, answer, item["item"])
        self.sync(world, codes=(6,))
        self.assertNotIn("duplicate", [i["kind"] for i in self.queue(world)])
        [(email,)] = world.sql("SELECT email FROM v_contact WHERE email LIKE 'sabine.krueger%'")
        records = world.sql(f"SELECT vendor_id FROM v_crosswalk JOIN v_contact USING (uid) WHERE email = '{email}' AND system = 'salesforce' AND life = 'live'")
        return there, [r for r, in records], len(world.records("salesforce", "contact")) - before

    def test_what_may_be_there_is_the_same(self):
        there, records, created = self.duplicate("accept")
        self.assertEqual((records, created), ([there], 0))

    def test_what_may_be_there_is_another(self):
        there, records, created = self.duplicate("keep-separate")
        self.assertEqual((len(records), created), (1, 1))
        self.assertNotEqual(records, [there])

    # ---- other things

    def test_kinds_without_an_answer_say_what_to_do(self):
        world = self.world(("hubspot", "salesforce", "pipedrive"), seed="demo")
        self.first_sync(world, codes=(6,))
        seen = set()
        for item in self.queue(world):
            self.assertTrue(item["answers"] or item["instead"], item)
            self.assertTrue(item["question"] and item["protects"], item)
            seen.add(item["kind"])
            if not item["answers"]:
                self.assertIn("takes no answer", self.review(world, "accept", item["item"], codes=(2,)).err)
        self.assertLessEqual({"ambiguous", "blocked", "owner", "parent", "rejected"}, seen)
        self.assertEqual({i["kind"] for i in self.queue(world, "--kind", "owner", "--object", "contact")}, {"owner"})
        self.assertEqual(self.queue(world, "--kind", "erased"), [])
        self.assertIn("crmsync review decides", self.run_ok(world, "status").out)
        self.assertIn("crmsync review decides", self.run_ok(world, "sync", codes=(6,)).out)

    def test_wrong_words(self):
        world = self.world(("salesforce", "pipedrive"))
        self.assertEqual(self.review(world, "list").out, "")
        self.assertIn("no store yet", self.review(world, "list").err)
        self.review(world, "accept", "ambiguous-0123456789", codes=(1,))
        self.first_sync(world)
        self.assertEqual(self.review(world, "list").out, "nothing waits for a person\n")
        self.assertEqual(self.review(world, "decisions").out, "nothing was decided\n")
        for words, code in ((("lst",), 2), (("accept",), 2), (("show",), 2), (("list", "x"), 2), (("resolve", "conflict-0123456789"), 2),
                            (("accept", "x", "--csv", "f"), 2), (("accept", "ambiguous-0123456789"), 1), (("show", "ambiguous-0123456789"), 1),
                            (("withdraw", "ambiguous-0123456789"), 1), (("list", "--csv", "/nowhere/x.csv"), 5)):
            self.review(world, *words, codes=(code,))
        self.assertEqual(world.sql("SELECT count(*) FROM v_run WHERE command = 'review'"), [(0,)])

    def test_another_run_holds_the_lock(self):
        world, *_ = self.held_conflicts(1)
        item = self.the_item(world, "conflict")["item"]
        with open(world.path("crmsync.db.lock"), "r+", encoding="utf-8") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            self.assertIn(item, self.review(world, "list").out)
            self.assertIn(item, self.review(world, "show", item).out)
            self.review(world, "resolve", item, "title=pipedrive", codes=(8,))
        self.assertIsNone(self.the_item(world, "conflict")["decided"])

    def test_a_forgotten_person_leaves_no_decision(self):
        world, *_ = self.held_conflicts(2)
        rows = [(i["item"], i) for i in self.queue(world)]
        for name, _ in rows:
            self.review(world, "resolve", name, "title=pipedrive")
        export = self.run_ok(world, "export", "--subject", "tim0@firma.example").lines("decision")
        self.assertEqual(sorted(d["kind"] for d in export), ["review", "value"])
        self.run_ok(world, "forget", "tim0@firma.example")
        self.assertEqual(sorted(k for k, in world.sql("SELECT kind FROM decision")), ["review", "value"])
        self.assertEqual(len(self.run_ok(world, "--json", "review", "decisions").lines()), 1)

    # ---- spreadsheets

    def table(self, world, name="questions.csv", *args):
        """The table as a spreadsheet reads it."""
        self.writes_nothing(world, "list", "--csv", world.path(name), *args)
        self.assertEqual(os.stat(world.path(name)).st_mode & 0o777, 0o600)
        with open(world.path(name), encoding="utf-8-sig", newline="") as f:
            return list(csv.DictReader(f))

    def save(self, world, rows, name="decided.csv", delimiter=","):
        out = io.StringIO()
        writer = csv.DictWriter(out, list(rows[0]), delimiter=delimiter, lineterminator="\r\n")
        writer.writeheader()
        writer.writerows(rows)
        world.write(name, out.getvalue())
        return world.path(name)

    def test_a_hundred_decisions_in_a_spreadsheet(self):
        world = self.world(("salesforce", "pipedrive"), config=HOLD_TITLE)
        first, second = desks(world).values()
        for d in (first, second):
            world.options(d.name, burst_limit=0)
        titled = [first.create("contact", first="Tim", last=f"Titel {i}", email=f"tim{i}@firma.example", title="Clerk") for i in range(40)]
        for i in range(60):
            first.create("contact", first="Jim", last=f"Doppel {i}", email=f"jim{i}@firma.example")
            for _ in range(2):
                second.create("contact", first="Jim", last=f"Doppel {i}", email=f"jim{i}@firma.example")
        self.first_sync(world, codes=(6,))
        there = {row["last"]: i for i, row in second.rows("contact").items()}
        for i, record in enumerate(titled):
            first.edit("contact", record, title=f"Buyer {i}")
            second.edit("contact", there[f"Titel {i}"], title=f"Head {i}")
        world.advance(60)
        self.sync(world, codes=(6,))
        rows = self.table(world)
        self.assertEqual(len(rows), 100)
        for i, row in enumerate(r for r in rows if r["kind"] == "conflict"):
            row["decision"] = "title=salesforce" if i % 2 else "Resolve title=pipedrive"
        for i, row in enumerate(r for r in rows if r["kind"] == "ambiguous"):
            row["decision"] = "Accept" if i % 6 else " keep separate "
        decided = self.save(world, rows, delimiter=";")
        result = self.run_ok(world, "--json", "review", "import", decided).lines("review_imported")
        self.assertEqual([(r["applied"], r["already"], r["left"]) for r in result], [(100, 0, 0)])
        before = world.sql("SELECT kind, object, subject, value FROM decision ORDER BY 1, 2, 3")
        again = self.writes_nothing(world, "import", decided).out
        self.assertIn("0 decisions taken down, 100 decided that way already, 0 left", again)
        self.assertEqual(world.sql("SELECT kind, object, subject, value FROM decision ORDER BY 1, 2, 3"), before)
        self.assertEqual([r["decided"] for r in self.table(world) if not r["decided"]], [])
        self.assertEqual(self.table(world, "open.csv", "--undecided"), [])
        self.sync(world)
        self.assertEqual(self.queue(world), [])
        self.check_hundred(world, first, second, titled, there)
        self.review(world, "import", decided)
        decisions = self.run_ok(world, "--json", "review", "decisions").lines("review_decision")
        self.assertEqual([len(decisions), [d for d in decisions if d["waits"]]], [100, []])
        self.review(world, "decisions", "--csv", world.path("made.csv"))
        self.assertEqual(len(world.read("made.csv").splitlines()), 101)
        self.assert_silence(world, 1)

    def check_hundred(self, world, first, second, titled, there):
        kept = 0
        for i, record in enumerate(titled):
            titles = self.titles(first, record, second, there[f"Titel {i}"])
            self.assertEqual(titles[0], titles[1])
            kept += titles[0].startswith("Buyer")
        self.assertEqual(kept, 20)
        people = {}
        for (system, record), uid in self.linked(world).items():
            row = (first if system == first.name else second).read("contact", record)
            people.setdefault(row["last"], []).append(uid)
        doubles = [uids for last, uids in people.items() if last.startswith("Doppel")]
        self.assertEqual(sorted(len(set(uids)) for uids in doubles), [1] * 50 + [3] * 10)

    def held_conflicts(self, n, config=HOLD_TITLE):
        world = self.world(("salesforce", "pipedrive"), config=config)
        first, second = desks(world).values()
        ones = [first.create("contact", first="Tim", last=f"Titel {i}", email=f"tim{i}@firma.example", title="Clerk") for i in range(n)]
        self.first_sync(world)
        there = {row["last"]: i for i, row in second.rows("contact").items()}
        others = [there[f"Titel {i}"] for i in range(n)]
        for i in range(n):
            first.edit("contact", ones[i], title=f"=Buyer {i}")
            second.edit("contact", others[i], title=f"@Head {i}")
        world.advance(60)
        self.sync(world, codes=(6,))
        return world, first, second, ones, others

    def test_bad_rows_are_named_and_nothing_is_applied(self):
        world, *_ = self.held_conflicts(5)
        rows = self.table(world)
        names = [row["item"] for row in rows]
        head = "item,decision,note\n"
        bad = (f"{names[0]},title=salesforce,good\n"
               f"{names[1]},perhaps,\n"
               f"\"two\nlines\",accept,\n"
               f"{names[2]},accept,\n"
               f"{names[3]},title=salesforce\n"
               f"{names[4]},title=salesforce,\n"
               f"{names[4]},title=pipedrive,\n"
               f"conflict-0123456789,title=salesforce,\n")
        world.write("bad.csv", head + bad)
        result = self.review(world, "import", world.path("bad.csv"), codes=(3,))
        places = [m.group(1) for m in re.finditer(r"bad\.csv:(\d+:\d+): ", result.err)]
        column = len(names[1]) + 2
        self.assertEqual(sorted(places), sorted([f"3:{column}", "4:1", f"6:{column}", "7:1", f"9:{column}"]), result)
        self.assertIn("nothing was taken down", result.err)
        self.assertEqual(world.sql("SELECT * FROM decision"), [])
        for text, place in (("item,answer\n", "1:1"), ("item;decision\nfoo;accept\n", "2:1"), ("item,decision\na,\"accept\n", "2:1")):
            world.write("bad.csv", text)
            self.assertIn(f"bad.csv:{place}: ", self.review(world, "import", world.path("bad.csv"), codes=(3,)).err)
        self.review(world, "import", world.path("no.csv"), codes=(3,))

    def test_rows_that_were_overtaken_are_left_and_told(self):
        world, first, second, ones, others = self.held_conflicts(4)
        rows = self.table(world)
        for row in rows:
            row["decision"] = "title=salesforce"
        by_title = {row["records"].split("=Buyer ")[1][0]: row for row in rows}
        self.review(world, "resolve", by_title["0"]["item"], "title=pipedrive")  # by somebody else, meanwhile
        first.edit("contact", ones[1], city="Ulm", title="Chief")
        second.edit("contact", others[2], title="=Buyer 2")                   # settled by hand
        world.advance(60)
        self.sync(world, codes=(6,))
        self.assertEqual(self.titles(first, ones[0], second, others[0]), ("@Head 0",) * 2)
        result = self.review(world, "import", self.save(world, rows), codes=(6,))
        self.assertEqual(len([line for line in result.out.splitlines() if ": left: " in line]), 3, result)
        self.assertIn("1 decision taken down", result.out)
        for name, why in (("0", "decided otherwise"), ("1", "have changed since"), ("2", "waits no longer")):
            [line] = [line for line in result.out.splitlines() if by_title[name]["item"] in line]
            self.assertIn(why, line)
        self.sync(world, codes=(6,))
        self.assertEqual(self.titles(first, ones[3], second, others[3]), ("=Buyer 3",) * 2)
        left = self.run_ok(world, "--json", "review", "import", world.path("decided.csv"), codes=(6,)).lines("review_left")
        self.assertEqual(len(left), 3)

    def test_decided_otherwise_before_the_sync(self):
        world, *_ = self.held_conflicts(2)
        rows = self.table(world)
        for row in rows:
            row["decision"] = "title=salesforce"
        self.review(world, "resolve", rows[0]["item"], "title=pipedrive")
        result = self.review(world, "import", self.save(world, rows), codes=(6,))
        self.assertIn("decided otherwise in the meantime (resolve title=pipedrive)", result.out)
        rows = self.table(world)                                                   # who has seen that may change it
        self.assertEqual({row["decided"] for row in rows}, {"resolve title=pipedrive", "resolve title=salesforce"})
        for row in rows:
            row["decision"] = "title=salesforce" if row["decided"].endswith("pipedrive") else "withdraw"
        self.review(world, "import", self.save(world, rows))
        self.assertEqual(sorted(str(i["decided"]) for i in self.queue(world)), ["None", "resolve title=salesforce"])

    def test_cells_that_a_spreadsheet_would_calculate(self):
        """A value of a stranger begins no cell; and where one would, there is ' before it."""
        world, first, _, ones, _ = self.held_conflicts(1)
        first.edit("contact", ones[0], first="=HYPERLINK(\"http://x.example\")")
        world.advance(60)
        self.run_ok(world, "pull")
        [row] = self.table(world)
        self.assertIn("title=salesforce: '=Buyer 0'", row["records"])
        self.assertTrue(row["name"].startswith("'=HYPERLINK("), row)
        for text in row.values():
            self.assertNotIn(text[:1], tuple("=+-@\t\r"))
        for line in world.read("questions.csv").splitlines():
            self.assertNotRegex(line, r'(^|,)"?[=+@-]')


for answer in ("accepted", "kept_separate"):
    tell(Review, answer, pairs(), 2)
for story in ("rejected_is_kept_separate", "withdrawn", "told_by_match", "edited_at_once", "overtaken", "resolved_but_not_written"):
    tell(Review, story, pairs(), 1)
tell(Review, "resolved", pairs(), 2)

if __name__ == "__main__":
    main()
