# SPDX-License-Identifier: Apache-2.0
"""crmsync migrate: one direction, nothing twice, the target's edits stay, and a report that can turn red."""
import csv
import os
import signal

from csv_folder import Folder
from pairs import pairs, tell, vendor_of
from people import CREATES, desks
from world import Story, main

HOUR = 3600
OBJECTS = ("company", "contact", "deal")


def fill_source(a):
    """Two firms, five people of whom one has odd letters, four deals in several stages."""
    alpha = a.create("company", name="Alpha GmbH", website="https://alpha.example")
    beta = a.create("company", name="Beta AG", website="https://beta.example")
    people = [a.create("contact", first=first, last=last, email=email, title=title, company=firm) for first, last, email, title, firm in (
        ("Ann", "Lee", "ann@alpha.example", "CEO", alpha), ("Bob", "Berg", "bob@beta.example", "Buyer", beta),
        ("Çağla", "O'Neill-Łoś", "cagla@beta.example", "Head of 日本", beta), ("Dora", "Dix", "dora@alpha.example", "Clerk", alpha),
        ("Emil", "Ek", "emil@ek.example", "Agent", None))]
    for i, (stage, amount, firm) in enumerate((("qualification", "1250.5", alpha), ("proposal", "80", beta), ("won", "10000", alpha), ("proposal", "19.99", beta))):
        a.create("deal", name=f"Deal {i}", amount=amount, stage=stage, close_date="2026-12-24", company=firm, contacts=people[i:i + 2])
    return people


def fill_target(b):
    """It knows one of the firms and one of the people already, the latter with a title of its own and a telephone number."""
    b.create("company", name="Beta AG", website="https://beta.example")
    return b.create("contact", first="Bob", last="Berg", email="bob@beta.example", title="Chief Buyer", phone="+49 221 987650")


class Migration(Story):
    def filled(self, *systems, config=""):
        world = self.world(systems, config=config)
        at = list(desks(world).values())
        fill_source(at[0])
        fill_target(at[1])
        self.run_ok(world, "setup", "--system", at[1].name)
        world.forget_history()
        return world, at[0], at[1]

    def args(self, a, b, *more):
        return ("--json", "migrate", "--from", a.name, "--to", b.name, *more)

    def migrate(self, world, a, b, *more, codes=(0,)):
        """Later on; nothing is ever written to the source."""
        world.advance(HOUR)
        world.forget_history()
        done = self.run_ok(world, *self.args(a, b, "--yes", *more), codes=codes)
        self.assertEqual(world.writes(a.name), [])
        return done

    def person(self, desk, email):
        return desk.read("contact", desk.find("contact", email=email))

    def verdict(self, result):
        return result.lines("validation")[0]

    def assert_green(self, result):
        self.assertTrue(self.verdict(result)["green"], result.lines("difference"))

    # ---- the whole of it

    def moved(self, *systems):
        world, a, b = self.filled(*systems)
        before = [world.records(b.name, obj) for obj in OBJECTS]
        # the dry run tells everything and does nothing
        dry = self.run_ok(world, *self.args(a, b, "--dry-run"))
        self.assertEqual(world.writes(), [])
        self.assertEqual(dry.lines("validation"), [])
        steps = {s["step"]: s for s in dry.lines("step")}
        self.assertEqual(list(steps), ["users", "pipelines and stages", "fields", "companies", "contacts", "deals", "associations", "validation"])
        self.assertEqual((steps["companies"]["there"], steps["companies"]["open"] > 0, steps["contacts"]["there"], steps["deals"]["open"]), (1, True, 1, 4))
        self.assertFalse(steps["companies"]["done"])
        self.assertGreater(dry.lines("summary")[0]["systems"][b.name]["calls_needed"], 3)
        text = self.run_ok(world, "migrate", "--from", a.name, "--to", b.name, "--dry-run").out
        self.assertRegex(text, r"\[open\] contacts +1 there")
        self.assertRegex(text, rf"{b.name}: \d+ calls to write and read back, at least \d+ second")
        self.assertIn(f"This is written by: crmsync migrate --from {a.name} --to {b.name}", text)
        # nor is anything done without a word of consent
        asked = self.run_ok(world, *self.args(a, b), codes=(7,))
        self.assertIn("--yes", asked.err)
        self.assertEqual(world.writes(), [])
        self.assertEqual([world.records(b.name, obj) for obj in OBJECTS], before)
        done = self.migrate(world, a, b)
        self.assert_green(done)
        self.assertEqual([b.count(obj) for obj in OBJECTS], [2, 5, 4])
        bob = self.person(b, "bob@beta.example")
        self.assertEqual((bob["title"], bob["phone"]), ("Chief Buyer", "+49 221 987650"))
        self.assertEqual(b.read("company", bob["company"])["name"], "Beta AG")
        cagla = self.person(b, "cagla@beta.example")
        self.assertEqual((cagla["first"], cagla["last"], cagla["title"]), ("Çağla", "O'Neill-Łoś", "Head of 日本"))
        rows = {o["object"]: o for o in done.lines("validated_object")}
        self.assertEqual([(rows[o]["source"], rows[o]["created"], rows[o]["matched"]) for o in OBJECTS], [(2, 1, 1), (5, 4, 1), (4, 4, 0)])
        self.assertTrue(all(s["done"] for s in done.lines("step")[-8:]), done.lines("step")[-8:])
        self.assertEqual(self.verdict(done)["sampled"], 11)
        sums = {x["stage"]: x["target"] for x in done.lines("validated_amount")}
        self.assertEqual((sums["proposal"], sums["won"]), ("99.99", "10000"))
        # a second one has nothing to do
        again = self.migrate(world, a, b)
        self.assertEqual((world.writes(), again.lines("operation")), ([], []))
        self.assert_green(again)
        self.assert_green(self.run_ok(world, *self.args(a, b, "--validate", "--check", "0")))

    def delta(self, *systems):
        """Which fields keep what: title and first name are changed in the target, title later in the source as well; phone, last name and amount in the source."""
        world, a, b = self.filled(*systems)
        self.migrate(world, a, b)
        ann, dora = "ann@alpha.example", "dora@alpha.example"
        b.edit("contact", b.find("contact", email=ann), title="Founder", first="Anne")
        a.edit("contact", a.find("contact", email=ann), last="Lee-Berg", title="Managing Director")
        a.edit("deal", a.find("deal", name="Deal 1"), amount="90")
        a.create("contact", first="Fritz", last="Fuchs", email="fritz@alpha.example", company=a.find("company", name="Alpha GmbH"))
        b.edit("contact", b.find("contact", email=dora), title="Office Manager")
        self.assert_green(self.migrate(world, a, b))
        row = self.person(b, ann)
        self.assertEqual((row["first"], row["last"], row["title"]), ("Anne", "Lee-Berg", "Founder"))
        self.assertEqual(self.person(b, dora)["title"], "Office Manager")
        self.assertEqual(b.read("deal", b.find("deal", name="Deal 1"))["amount"], "90")
        self.assertIsNotNone(self.person(b, "fritz@alpha.example")["company"])
        # the source's turn once more: what the target made its own before is still the target's, what it did not is not
        a.edit("contact", a.find("contact", email=dora), title="Head Clerk")
        a.edit("contact", a.find("contact", email="bob@beta.example"), title="Senior Buyer")
        a.edit("contact", a.find("contact", email="emil@ek.example"), title="Senior Agent")
        self.assert_green(self.migrate(world, a, b))
        self.assertEqual([self.person(b, e)["title"] for e in (ann, dora, "bob@beta.example", "emil@ek.example")],
                         ["Founder", "Office Manager", "Chief Buyer", "Senior Agent"])
        self.assertEqual(self.person(a, dora)["title"], "Head Clerk")
        self.assertEqual([b.count(obj) for obj in OBJECTS], [2, 6, 4])
        self.migrate(world, a, b)
        self.assertEqual(world.writes(), [])

    def source_wins(self, *systems):
        world, a, b = self.filled(*systems)
        self.assert_green(self.migrate(world, a, b, "--source-wins"))
        self.assertEqual(self.person(b, "bob@beta.example")["title"], "Buyer")
        self.assertEqual(self.person(b, "bob@beta.example")["phone"], "+49 221 987650")
        b.edit("contact", b.find("contact", email="dora@alpha.example"), title="Office Manager")
        self.migrate(world, a, b, "--source-wins")
        self.assertEqual(self.person(b, "dora@alpha.example")["title"], "Office Manager")
        a.edit("contact", a.find("contact", email="dora@alpha.example"), title="Head Clerk")
        self.migrate(world, a, b, "--source-wins")
        self.assertEqual(self.person(b, "dora@alpha.example")["title"], "Head Clerk")

    # ---- interrupted

    def killed(self, *systems):
        """Killed again and again, with a create under way, carried out or not: it goes on, and nothing is there twice."""
        world, a, b = self.filled(*systems)
        for nth, late in ((1, True), (1, False), (2, True)):
            world.advance(HOUR)
            hold = world.hold(system=b.name, nth=nth, late=late, **CREATES)
            process = self.background(world, "migrate", "--from", a.name, "--to", b.name, "--yes", "--jobs", "1")
            self.wait_held(world, process, hold)
            process.send_signal(signal.SIGKILL)
            process.wait()
            world.release()
            world.no_faults()
        self.assert_green(self.migrate(world, a, b))
        self.assertEqual([b.count(obj) for obj in OBJECTS], [2, 5, 4])
        deal = b.read("deal", b.find("deal", name="Deal 0"))
        self.assertEqual((deal["amount"], len(deal["contacts"])), ("1250.5", 2))
        self.migrate(world, a, b)
        self.assertEqual(world.writes(), [])

    # ---- the report can turn red

    def red(self, world, a, b):
        world.advance(HOUR)
        world.forget_history()
        found = self.run_ok(world, *self.args(a, b, "--validate", "--check", "1000"), codes=(6,))
        self.assertEqual(world.writes(), [])
        self.assertFalse(self.verdict(found)["green"])
        return found

    def broken_behind_its_back(self, *systems):
        world, a, b = self.filled(*systems)
        self.migrate(world, a, b)
        # a value
        deal = b.find("deal", name="Deal 2")
        b.edit("deal", deal, amount="1")
        found = self.red(world, a, b)
        self.assertEqual([(d["object"], d["target_id"], d["field"], d["expected"], d["found"]) for d in found.lines("difference")],
                         [("deal", deal, "amount", "10000", "1")])
        self.assertEqual([x["stage"] for x in found.lines("validated_amount") if not x["even"]], ["won"])
        self.assertEqual([(f["field"], f["wrong"]) for f in found.lines("validated_field") if f["wrong"]], [("amount", 1)])
        self.assertEqual(self.verdict(found)["sampled_wrong"], 1)
        text = world.run("migrate", "--from", a.name, "--to", b.name, "--validate", "--report", world.path("red.txt"))
        self.assertIn("NOT EVEN", text.out)
        self.assertRegex(text.out, r"Validation, .*: RED")
        self.assertIn("RED", world.read("red.txt"))
        # migrating again takes it up: what people change in the target is theirs
        self.assert_green(self.migrate(world, a, b))
        self.assertEqual(b.read("deal", deal)["amount"], "1")
        # a reference
        ann = b.find("contact", email="ann@alpha.example")
        b.edit("contact", ann, company=b.find("company", name="Beta AG"))
        found = self.red(world, a, b)
        self.assertEqual([(d["target_id"], d["field"]) for d in found.lines("difference")], [(ann, "company")])
        self.assertEqual([(x["object"], x["field"], x["lost"]) for x in found.lines("validated_association") if x["lost"]], [("contact", "company", 1)])
        self.assert_green(self.migrate(world, a, b))
        # a record
        emil = b.find("contact", email="emil@ek.example")
        b.delete("contact", emil)
        found = self.red(world, a, b)
        people = next(o for o in found.lines("validated_object") if o["object"] == "contact")
        self.assertEqual((people["adds_up"], people["lost"], people["source"]), (False, 1, 5))
        # one that is new in the source and not migrated
        a.create("contact", first="Gerd", last="Gans", email="gerd@gans.example")
        found = self.red(world, a, b)
        people = next(o for o in found.lines("validated_object") if o["object"] == "contact")
        self.assertEqual((people["unexplained"], people["source"]), (1, 6))

    def test_gone_without_a_word(self):
        """Pipedrive does not list what was deleted: only reading back by id finds out."""
        world, a, b = self.filled("hubspot", "pipedrive")
        self.migrate(world, a, b)
        b.delete("contact", b.find("contact", email="emil@ek.example"))
        found = self.red(world, a, b)
        self.assertEqual([(d["object"], d["field"], d["why"]) for d in found.lines("difference")], [("contact", None, "its partner is gone")])
        self.assertEqual((self.verdict(found)["sampled"], self.verdict(found)["sampled_wrong"]), (11, 1))

    def test_opt_outs_are_not_lost(self):
        """HubSpot opts addresses out, not people: without one it cannot, and that is said and never taken for agreed."""
        world = self.world(("pipedrive", "hubspot"))
        a, b = desks(world).values()
        a.create("contact", first="Ann", last="Lee", phone="+49 30 12345678", opted_out=True)
        a.create("contact", first="Bob", last="Berg", email="bob@beta.example", opted_out=True)
        self.run_ok(world, "setup", "--system", b.name)
        for _ in range(3):
            done = self.migrate(world, a, b, codes=(6,))
            self.assert_green(done)
            self.assertEqual([h["kind"] for h in done.lines("hold")], ["rejected"])
            self.assertEqual([(f["field"], f["held"]) for f in done.lines("validated_field") if f["held"]], [("opted_out", 1)])
        self.assertTrue(self.person(b, "bob@beta.example")["opted_out"])
        # with an address it goes through
        a.edit("contact", a.find("contact", last="Lee"), email="ann@alpha.example")
        self.assert_green(self.migrate(world, a, b))
        self.assertTrue(self.person(b, "ann@alpha.example")["opted_out"])

    # ---- which is which

    def crosswalk(self, world):
        with open(world.path("ids.csv"), encoding="utf-8", newline="") as f:
            return list(csv.DictReader(f))

    def test_crosswalk(self):
        world, a, b = self.filled("pipedrive", "hubspot")
        self.migrate(world, a, b, "--crosswalk", world.path("ids.csv"))
        rows = self.crosswalk(world)
        self.assertEqual(len(rows), 11)
        self.assertEqual(os.stat(world.path("ids.csv")).st_mode & 0o777, 0o600)
        names = {"company": "name", "contact": "email", "deal": "name"}
        for row in rows:
            word = names[row["object"]]
            self.assertEqual(a.read(row["object"], row["source_id"])[word], b.read(row["object"], row["target_id"])[word])
            self.assertEqual((row["source"], row["target"]), (a.name, b.name))
        self.assertEqual(sorted(r["state"] for r in rows), ["created"] * 9 + ["matched"] * 2)
        # a question stands in it without a partner, and what cannot be written leaves what was there
        a.create("contact", first="Ann", last="Lee", email="ann@alpha.example")
        self.migrate(world, a, b, "--crosswalk", world.path("ids.csv"), codes=(6,))
        self.assertEqual([(r["state"], r["target_id"]) for r in self.crosswalk(world) if not r["target_id"]], [("held", "")])
        before = world.read("ids.csv")
        os.mkdir(world.path("ids.csv.new"))
        self.assertIn("crosswalk", self.run_ok(world, *self.args(a, b, "--validate", "--crosswalk", world.path("ids.csv")), codes=(5,)).err)
        self.assertEqual(world.read("ids.csv"), before)
        self.run_ok(world, *self.args(a, b, "--dry-run", "--crosswalk", world.path("ids.csv")), codes=(2,))

    def test_crosswalk_runs_nothing_in_a_spreadsheet(self):
        world = self.world(("salesforce",))
        folder = Folder(world, "files", settings=("read_only: true",))
        folder.write("contacts.csv", 'id,first_name,last_name,email\n"\'=1+2",Ann,Lee,ann@alpha.example\n"a,""b""",Bob,Berg,bob@beta.example\n')
        self.run_ok(world, "setup", "--system", "salesforce")
        self.run_ok(world, "migrate", "--from", "files", "--to", "salesforce", "--yes", "--crosswalk", world.path("ids.csv"))
        self.assertEqual(sorted(r["source_id"] for r in self.crosswalk(world)), ["'=1+2", 'a,"b"'])

    # ---- a sample first

    def sampled(self, *systems):
        """A sample is migrated, undone, mapped differently, and migrated as a whole."""
        world, a, b = self.filled(*systems)
        for i in range(9):
            a.create("contact", first="Plain", last=f"Person{i}", email=f"plain{i}@firm{i}.example")
        later = a.create("deal", name="Late", amount="5", stage="lost", close_date="2026-12-24")
        before = [world.records(b.name, obj) for obj in OBJECTS]
        first = self.run_ok(world, *self.args(a, b, "--dry-run", "--sample", "1"))
        self.assertEqual(first.lines("operation"), self.run_ok(world, *self.args(a, b, "--dry-run", "--sample", "1")).lines("operation"))
        done = self.migrate(world, a, b, "--sample", "1")
        self.assert_green(done)
        sample = done.lines("sample")[0]
        self.assertLess(sample["contact"], 9)
        self.assertEqual([b.count(obj) for obj in OBJECTS][1:], [sample["contact"], sample["deal"]])
        # each stage, the odd letters, and with each deal its people and their firms
        stages = {row["stage"] for row in b.rows("deal").values()}
        self.assertEqual(stages, {row["stage"] for row in a.rows("deal").values()})
        self.assertEqual(self.person(b, "cagla@beta.example")["last"], "O'Neill-Łoś")
        for row in b.rows("deal").values():
            twin = a.read("deal", a.find("deal", name=row["name"]))
            self.assertEqual((len(row["contacts"]), row["company"] is None), (len(twin["contacts"]), twin["company"] is None))
        self.migrate(world, a, b, "--sample", "1")
        self.assertEqual(world.writes(), [])
        # what is not in it is missing, if one asks for everything
        self.assertFalse(self.verdict(self.run_ok(world, *self.args(a, b, "--validate"), codes=(6,)))["green"])
        # undone
        [(run,)] = world.sql("SELECT min(run) FROM v_operation")
        world.advance(HOUR)
        self.run_ok(world, "undo", run, "--yes")
        self.assertEqual([sorted(r["id"] for r in world.records(b.name, obj)) for obj in OBJECTS], [sorted(r["id"] for r in rows) for rows in before])
        # mapped differently: titles are not wanted there after all
        world.write_config(f"objects:\n  contact: {{fields: {{title: {{properties: {{{b.name}: false}}}}}}}}\n")
        [(undo,)] = world.sql("SELECT max(id) FROM v_run WHERE command = 'undo'")
        self.run_ok(world, "undo", undo, "--release")
        self.assert_green(self.migrate(world, a, b))
        self.assertEqual([b.count(obj) for obj in OBJECTS], [2, 14, 5])
        self.assertIsNone(self.person(b, "cagla@beta.example")["title"])
        self.assertEqual(self.person(b, "bob@beta.example")["title"], "Chief Buyer")
        self.assertEqual(b.read("deal", b.find("deal", name="Late"))["amount"], a.read("deal", later)["amount"])
        self.migrate(world, a, b)
        self.assertEqual(world.writes(), [])

    def test_a_sample_in_percent(self):
        world = self.world(("pipedrive", "hubspot"))
        a, b = desks(world).values()
        for i in range(60):
            a.create("contact", first="Person", last=f"No{i:03}", email=f"person{i}@firm{i}.example")
        self.run_ok(world, "setup", "--system", b.name)
        done = self.migrate(world, a, b, "--sample", "20%")
        n = done.lines("sample")[0]["contact"]
        self.assertTrue(4 <= n <= 24, n)
        self.assertEqual(b.count("contact"), n)
        self.assert_green(done)
        self.assertEqual(self.migrate(world, a, b, "--sample", "100%").lines("sample")[0]["contact"], 60)
        self.assertEqual(b.count("contact"), 60)
        for size in ("0", "101%", "many"):
            self.run_ok(world, *self.args(a, b, "--sample", size), codes=(2,))

    # ---- fields that the target does not have

    KINDS = {"text": ("Nickname", (), "Jimbo „Joe“"), "enum": ("Colour", ("red", "green", "blue"), "green"), "multi": ("Interests", ("golf", "wine", "opera"), ["golf", "opera"]),
             "date": ("Anniversary", (), "2020-02-29"), "decimal": ("Factor", (), "12.25"), "bool": ("Member", (), True)}

    def custom(self, *systems):
        """The source has a custom field of each type; the target gets them with type and options."""
        world = self.world(systems)
        a, b = desks(world).values()
        there, made, lines = {}, {}, []
        for kind, (name, options, _) in self.KINDS.items():
            there[kind] = a.field("contact", name, kind, options)
            made[kind] = f"Made_{kind}__c" if b.vendor == "salesforce" else f"made_{kind}"
            values = ', values: {"true": "Yes", "false": "No"}' if kind == "bool" and a.vendor == "pipedrive" else ""
            target = f"[Contact:{made[kind]}, Lead:{made[kind]}]" if b.vendor == "salesforce" else made[kind]
            words = ", values: {red: rot}" if kind == "enum" else ""
            lines.append(f"      custom_{kind}: {{type: {kind}, properties: {{{a.name}: {{property: {there[kind]}{values}}}, "
                         f"{b.name}: {{property: {target}{words}}}}}}}")
        world.write_config("objects:\n  contact:\n    fields:\n" + "\n".join(lines) + "\n")
        ann = a.create("contact", first="Ann", last="Lee", email="ann@alpha.example")
        for kind, (_, _, value) in self.KINDS.items():
            a.put("contact", ann, there[kind], kind, value)
        self.run_ok(world, "setup", "--system", b.name)
        world.forget_history()
        dry = self.run_ok(world, *self.args(a, b, "--create-fields", "--dry-run"))
        self.assertEqual(world.writes(), [])
        planned = {f["property"]: f for f in dry.lines("new_field")}
        self.assertEqual(set(planned), set(made.values()))
        self.assertEqual({f["state"] for f in planned.values()}, {"planned"})
        self.assertEqual(sorted(o.lower() for o in planned[made["enum"]]["options"]), ["blue", "green", "rot"])
        self.run_ok(world, *self.args(a, b, "--create-fields"), codes=(7,))
        self.assertEqual(world.writes(), [])
        done = self.migrate(world, a, b, "--create-fields")
        self.assertEqual({f["state"] for f in done.lines("new_field")}, {"created"}, done.lines("new_field"))
        self.assert_green(done)
        twin = b.find("contact", email="ann@alpha.example")
        for kind, (_, _, value) in self.KINDS.items():
            found = b.get("contact", twin, made[kind], kind)
            self.assertEqual([v.lower() for v in found] if kind == "multi" else found.lower() if kind == "enum" else found, value, kind)
        again = self.migrate(world, a, b, "--create-fields")
        self.assertEqual((again.lines("new_field"), world.writes()), ([], []))

    def test_fields_that_cannot_be_made(self):
        """Pipedrive draws the names itself, so people make them there; HubSpot may refuse."""
        world = self.world(("hubspot", "pipedrive"))
        a, b = desks(world).values()
        a.create("contact", first="Ann", last="Lee", email="ann@alpha.example")
        nick = a.field("contact", "Nickname", "text")
        world.write_config(f"objects:\n  contact:\n    fields:\n      nickname: {{type: text, properties: {{hubspot: {nick}, pipedrive: nickname}}}}\n")
        done = self.migrate(world, a, b, "--create-fields", codes=(0, 6))
        self.assertEqual([(f["state"], f["property"]) for f in done.lines("new_field")], [("unsupported", "nickname")])
        self.assertEqual(b.count("contact"), 1)
        self.run_ok(world, *self.args(a, b, "--create-fields", "--validate"), codes=(2,))
        back = self.world(("pipedrive", "hubspot"))
        a, b = desks(back).values()
        key = a.field("contact", "Nickname", "text")
        a.create("contact", first="Ann", last="Lee", email="ann@alpha.example", **{})
        back.write_config(f"objects:\n  contact:\n    fields:\n      nickname: {{type: text, properties: {{pipedrive: {key}, hubspot: nickname}}}}\n")
        back.fault(system="hubspot", method="POST", path="properties", every=1, action="status", code=403,
                   body='{"status":"error","message":"not for you","category":"MISSING_SCOPES"}')
        done = self.migrate(back, a, b, "--create-fields", codes=(0, 6))
        self.assertEqual([f["state"] for f in done.lines("new_field")], ["refused"])
        self.assertIn("not for you", done.lines("new_field")[0]["message"])

    # ---- what has no counterpart

    def unmapped(self, *systems):
        """Users and stages that the target does not know are listed with what to write in the config; then they go through."""
        world = self.world(systems)
        a, b = list(desks(world).values())
        gone = a.owner("ulla.gone@old.example")
        here = b.owner("ulla.here@new.example")
        a.create("contact", first="Ann", last="Lee", email="ann@alpha.example", owner=gone)
        self.assertIn(f"crmsync setup --system {b.name}", self.run_ok(world, "migrate", "--from", a.name, "--to", b.name, "--dry-run").out)
        self.run_ok(world, "setup", "--system", b.name)
        shown = self.run_ok(world, "migrate", "--from", a.name, "--to", b.name, "--dry-run")
        self.assertIn("ulla.gone@old.example", shown.out)
        self.assertNotIn("crmsync setup", shown.out)
        self.assertIn(f"contact: {{fields: {{owner: {{properties: {{{b.name}: {{values:", shown.out)
        self.assertRegex(shown.out, r"\[open\] users")
        self.assert_green(self.migrate(world, a, b, codes=(6,)))
        world.write_config(f"objects:\n  contact: {{fields: {{owner: {{properties: {{{b.name}: "
                           f"{{values: {{\"ulla.gone@old.example\": \"ulla.here@new.example\"}}}}}}}}}}}}\n")
        done = self.migrate(world, a, b, "--accept", "mapping")
        self.assertEqual(str(self.person(b, "ann@alpha.example")["owner"]), str(here))
        self.assert_green(done)

    def test_wrong_command_lines(self):
        world = self.world(("hubspot", "salesforce"), config="")
        for args, code, word in ((("--from", "hubspot"), 2, "--to"), (("--from", "hubspot", "--to", "hubspot"), 2, "same system"),
                                 (("--from", "hubspot", "--to", "salesfroce"), 2, "no system 'salesfroce'"),
                                 (("--from", "hubspot", "--to", "salesforce", "--dry-run", "--validate"), 2, "exclude"),
                                 (("--from", "hubspot", "--to", "salesforce", "--check", "some"), 2, "--check")):
            result = world.run("migrate", *args)
            self.assertEqual(result.code, code, result)
            self.assertIn(word, result.err)
        world.write_config(salesforce="read_only: true")
        result = world.run("migrate", "--from", "hubspot", "--to", "salesforce")
        self.assertEqual(result.code, 3, result)
        self.assertIn("read_only", result.err)
        world.write_config(salesforce="direction: pull")
        self.assertEqual(world.run("migrate", "--from", "hubspot", "--to", "salesforce").code, 3)
        world.write_config(salesforce="", hubspot="direction: push")
        self.assertEqual(world.run("migrate", "--from", "hubspot", "--to", "salesforce").code, 3)

    def test_others_are_left_alone(self):
        """A third system of the config takes no part, neither with its records nor with its values."""
        world = self.world(("pipedrive", "salesforce", "hubspot"))
        a, c, b = (desks(world)[n] for n in ("pipedrive", "salesforce", "hubspot"))
        a.create("contact", first="Ann", last="Lee", email="ann@alpha.example")
        c.create("contact", first="Anna", last="Lee", email="ann@alpha.example", title="Queen")
        c.create("contact", first="Carl", last="Cox", email="carl@cox.example")
        self.run_ok(world, "setup")
        self.run_ok(world, "pull")
        world.forget_history()
        self.assert_green(self.migrate(world, a, b))
        self.assertEqual([h["system"] for h in world.history() if h["system"] == c.name], [])
        self.assertEqual(b.count("contact"), 1)
        row = self.person(b, "ann@alpha.example")
        self.assertEqual((row["first"], row["title"]), ("Ann", None))

    def test_caps_hold_once_all_was_migrated(self):
        world, a, b = self.filled("pipedrive", "hubspot", config="gates: {max_create: 1, floor: 0}\n")
        self.migrate(world, a, b)
        for i in range(3):
            a.create("contact", first="New", last=f"Number {i}", email=f"new{i}@new{i}.example")
        self.migrate(world, a, b, codes=(7,))
        self.assertEqual(world.writes(), [])
        self.migrate(world, a, b, "--max-create", "3")

    def test_from_a_folder_of_files(self):
        world = self.world(("salesforce",))
        folder = Folder(world, "files", settings=("read_only: true",))
        folder.write("companies.csv", "id,name,website\n1,Alpha GmbH,https://alpha.example\n")
        folder.write("contacts.csv", "id,first_name,last_name,email,company\n1,Ann,Lee,ann@alpha.example,1\n2,Bob,Berg,bob@beta.example,\n")
        self.run_ok(world, "setup", "--system", "salesforce")
        before = folder.picture()
        done = self.run_ok(world, "--json", "migrate", "--from", "files", "--to", "salesforce", "--yes")
        self.assert_green(done)
        self.assertEqual(folder.picture(), before)
        self.assertEqual(len(world.records("salesforce", "contact")), 2)
        self.assertEqual({o["object"]: o["created"] for o in done.lines("validated_object")}["contact"], 2)


tell(Migration, "moved", pairs(), sample=3)
tell(Migration, "delta", pairs(), sample=3)
tell(Migration, "source_wins", pairs(), sample=1)
tell(Migration, "killed", pairs(), sample=2)
tell(Migration, "broken_behind_its_back", pairs(), sample=2)
tell(Migration, "sampled", pairs(), sample=2)
tell(Migration, "custom", [p for p in pairs() if vendor_of(p[1]) != "pipedrive"], sample=2)
tell(Migration, "unmapped", pairs(same=False), sample=2)

if __name__ == "__main__":
    main()
