# SPDX-License-Identifier: Apache-2.0
"""explain: where each value came from, what lost, which rule decided, in which run; and why two records were not taken for one."""
import hashlib
import json
import os
import shutil

from pairs import BUILT, pairs, tell, trios
from people import desks
from test_story_03_answer_lost import CREATE
from test_story_25_address_of_another import give
from world import Story, main

HOUR = 3600
PERSON = {"first": "Ada", "last": "Lovelace", "email": "ada@firma.example"}


class Explain(Story):
    # ---- asking

    def explain(self, world, *args, codes=(0,), **kwargs):
        return self.run_ok(world, "--json", "explain", *args, codes=codes, **kwargs)

    def of(self, result, kind):
        return result.lines(f"explained_{kind}")

    def field(self, result, name):
        [row] = [f for f in self.of(result, "field") if f["field"] == name]
        return row

    def last_run(self, world, command="sync"):
        [(run,)] = world.sql(f"SELECT max(id) FROM v_run WHERE command = '{command}'")
        return run

    def start(self, systems, *people, codes=(0, 6)):
        """people: what each desk enters, in order."""
        world = self.world(systems)
        at = list(desks(world).values())
        ids = [d.create("contact", **dict(PERSON, **(more or {}))) if more is not None else None for d, more in zip(at, people)]
        self.first_sync(world, codes=codes)
        return world, at, ids

    # ---- values

    def a_value_that_lost(self, a, b, c):
        world, at, ids = self.start((a, b, c), {"title": "Countess"}, {"title": "Mrs"}, None)
        run = self.last_run(world)
        result = self.explain(world, f"{at[1].name}:{ids[1]}", "--object", "contact")
        title = self.field(result, "title")
        self.assertEqual((title["value"], title["rule"], title["why"], title["run"], title["command"]), ("Countess", "priority", "priority", run, "sync"))
        self.assertEqual(title["from"], [{"system": at[0].name, "id": ids[0], "value": "Countess"}])
        [lost] = title["lost"]
        self.assertEqual((lost["system"], lost["id"], lost["value"], lost["fate"], lost["run"]), (at[1].name, ids[1], "Mrs", "overwritten", run))
        self.assertFalse(title["older"])
        email = self.field(result, "email")  # the third got it from both
        self.assertEqual((email["why"], {s["system"] for s in email["from"]}), ("same", {at[0].name, at[1].name}))
        text = self.run_ok(world, "explain", f"{at[1].name}:{ids[1]}", "--object", "contact").out
        self.assertIn("lost: 'Mrs' in", text)
        self.assertIn(f"run {run}: sync, ", text)
        self.assertNotIn("\033", text)

    def an_edit_and_its_end(self, a, b):
        """Read and not yet merged; merged; taken back."""
        world, at, ids = self.start((a, b), {"title": "Countess"}, {"title": "Countess"})
        at[1].edit("contact", ids[1], title="Analyst")
        world.advance(HOUR)
        self.run_ok(world, "pull")
        title = self.field(self.explain(world, PERSON["email"]), "title")
        self.assertEqual((title["value"], title["next"]), ("Countess", {"value": "Analyst", "why": "changed", "from": at[1].name}))
        self.assertEqual(title["lost"], [])
        self.sync(world, codes=(0, 6))
        run = self.last_run(world)
        result = self.explain(world, PERSON["email"])
        title = self.field(result, "title")
        self.assertEqual((title["value"], title["why"], title["run"], title["next"]), ("Analyst", "changed", run, None))
        self.assertEqual([s["system"] for s in title["from"]], [at[1].name])
        self.assertEqual([(v["system"], v["value"], v["fate"]) for v in title["lost"]], [(at[0].name, "Countess", "overwritten")])
        self.assertTrue(title["older"])
        [write] = [w for w in self.of(result, "write") if w["run"] == run]
        self.assertEqual((write["system"], write["kind"], write["taken_back_run"], write["undoes_run"]), (at[0].name, "update", None, None))
        self.assertIn(("title", "Countess", "Analyst"), [(c["field"], c["old"], c["new"]) for c in write["changes"]])
        self.run_ok(world, "undo", str(run), "--yes", codes=(0, 6))
        undo = self.last_run(world, "undo")
        result = self.explain(world, PERSON["email"])
        self.assertEqual([(w["run"], w["taken_back_run"], w["undoes_run"]) for w in self.of(result, "write") if w["run"] >= run],
                         [(run, undo, None), (undo, None, run)])
        [lost] = self.field(result, "title")["lost"]
        self.assertEqual((lost["value"], lost["fate"], lost["run"]), ("Countess", "taken_back", undo))
        self.assertIn(f"put back by run {undo}", self.run_ok(world, "explain", PERSON["email"]).out)

    def consent(self, a, b):
        world, at, ids = self.start((a, b), {}, {"opted_out": True})
        result = self.explain(world, PERSON["email"])
        out = self.field(result, "opted_out")
        self.assertEqual((out["value"], out["rule"]), ("true", "most_restrictive"))
        self.assertEqual([(s["system"], s["id"]) for s in out["from"]], [(at[1].name, ids[1])])
        self.assertIn("opted out in", out["text"])
        self.assertIn("until a person decides otherwise", out["text"])
        # taken back where it came from, it stays
        run = out["run"]
        at[1].edit("contact", ids[1], opted_out=False)
        world.advance(HOUR)
        self.run_ok(world, "pull")
        out = self.field(self.explain(world, PERSON["email"]), "opted_out")
        self.assertEqual((out["value"], out["next"], out["run"]), ("true", None, run))

    def an_opt_out_of_a_lead(self, other):
        """It counts for the person, by the rule: nobody decided anything."""
        world = self.world((other, "salesforce"))
        at = desks(world)
        self.run_ok(world, "setup")
        person = at[other].create("contact", **PERSON)
        at["salesforce"].create("contact", **PERSON)
        lead = world.create("salesforce", "Lead", FirstName="Ada", LastName="Lovelace", Email=PERSON["email"], Company="Firma", Status="Open - Not Contacted",
                            HasOptedOutOfEmail=True)
        diff = self.run_ok(world, "--json", "diff", codes=(0, 6))
        whys = {c["why"] for o in diff.lines("operation") for c in o["changes"] if c["field"] == "opted_out"}
        self.assertEqual(whys, {"most_restrictive"})
        self.run_ok(world, "sync", "--first-sync", codes=(0, 6))
        result = self.explain(world, f"{other}:{person}", "--object", "contact")
        out = self.field(result, "opted_out")
        self.assertEqual((out["value"], out["why"]), ("true", "most_restrictive"))
        self.assertIn(("salesforce", lead), [(s["system"], s["id"]) for s in out["from"]])
        [beside] = [link for link in self.of(result, "link") if link["id"] == lead]
        self.assertEqual((beside["role"], beside["record_kind"]), ("secondary", "Lead"))

    def a_union(self, a, b):
        """Each item of a list has its own source."""
        world = self.world((a, b))
        at = list(desks(world).values())
        ids = [d.create("contact", **PERSON) for d in at]
        for d, i in zip(at, ids):
            give(d, i, PERSON["email"], f"ada@{d.name}.example")
        self.first_sync(world, codes=(0, 6))
        for _ in range(2):  # each has both by then
            extra = self.field(self.explain(world, PERSON["email"]), "additional_emails")
            self.assertEqual((extra["rule"], extra["why"]), ("union", "union"))
            self.assertEqual({(s["system"], s["id"], s["value"]) for s in extra["from"]}, {(d.name, i, f"ada@{d.name}.example") for d, i in zip(at, ids)})
            self.sync(world, codes=(0, 6))
        self.assertIn(f"ada@{b}.example: {b} {ids[1]}", self.run_ok(world, "explain", PERSON["email"]).out)

    def contacts_of_a_deal(self, a, b):
        world = self.world((a, b))
        at = list(desks(world).values())
        people = [at[0].create("contact", first=n, last="Berg", email=f"{n.lower()}@firma.example") for n in ("Anna", "Otto")]
        firm = at[0].create("company", name="Firma", website="firma.example")
        deal = at[0].create("deal", name="Relaunch", company=firm, contacts=people, stage="proposal", close_date="2026-12-31", amount="10.00")
        self.first_sync(world, codes=(0, 6))
        contacts = self.field(self.explain(world, f"{at[0].name}:{deal}", "--object", "deal"), "contacts")
        self.assertEqual(sorted(s["value"] for s in contacts["from"]), ["Anna Berg", "Otto Berg"])
        self.assertEqual({(s["system"], s["id"]) for s in contacts["from"]}, {(at[0].name, deal)})  # the other was given them

    def a_conflict(self, a, b):
        world = self.world((a, b), config="objects: {contact: {fields: {title: {rule: hold}}}}\n")
        at = list(desks(world).values())
        ids = [d.create("contact", **PERSON, title="Countess") for d in at]
        self.first_sync(world, codes=(0, 6))
        world.advance(HOUR)
        for d, i in zip(at, ids):
            d.edit("contact", i, title=f"of {d.name}")
        self.run_ok(world, "sync", codes=(6,))
        result = self.explain(world, PERSON["email"])
        title = self.field(result, "title")
        self.assertEqual((title["value"], title["rule"]), ("Countess", "hold"))
        self.assertEqual({(v["value"], v["fate"]) for v in title["lost"]}, {(f"of {d.name}", "held") for d in at})
        self.assertEqual([h["kind"] for h in result.lines("hold")], ["conflict"])
        self.assertIn("Open\n", self.run_ok(world, "explain", PERSON["email"]).out)

    # ---- records

    def ways_of_matching(self, a, b, c):
        world, at, ids = self.start((a, b, c), {}, {}, None)
        result = self.explain(world, f"{at[0].name}:{ids[0]}", "--object", "contact")
        [head] = result.lines("explained")
        links = {link["system"]: link for link in self.of(result, "link")}
        self.assertEqual([links[d.name]["matched_by"] for d in at], ["email", "email", "created"])
        self.assertEqual(links[at[0].name]["key"], "email:ada@firma.example")
        self.assertEqual({link["run"] for link in links.values()}, {head["created_run"]})
        self.assertIn("created by crmsync", links[at[2].name]["text"])
        by_uid = self.explain(world, head["crmsync_id"]).out
        self.assertEqual(by_uid, result.out)
        bare = self.explain(world, ids[1], "--object", "contact", codes=(0, 2))
        if bare.code == 0:
            self.assertEqual(bare.out, result.out)

    def found_again(self, a, b):
        """The answer to its create was lost; after the loss of the store only the ids are left."""
        world = self.world((a, b))
        at = list(desks(world).values())
        one = at[0].create("contact", **PERSON)
        self.run_ok(world, "setup")
        world.fault(system=at[1].name, method="POST", path=CREATE[at[1].vendor], action="drop_after", nth=1)
        world.run("sync", "--first-sync")
        world.no_faults()
        world.advance(HOUR)
        self.run_ok(world, "sync", "--first-sync", codes=(0, 6))
        links = {link["system"]: link for link in self.of(self.explain(world, f"{at[0].name}:{one}", "--object", "contact"), "link")}
        self.assertEqual(links[at[1].name]["matched_by"], "recovered")
        self.assertIn("the answer was lost", links[at[1].name]["text"])
        self.run_ok(world, "relink", "--anew", codes=(0, 6))
        result = self.explain(world, PERSON["email"])
        self.assertEqual({link["matched_by"] for link in self.of(result, "link")}, {"crmsync_id"})
        self.assertEqual(self.of(result, "write"), [])
        run = self.last_run(world, "relink")
        for row in self.of(result, "field"):
            self.assertEqual((row["run"], row["command"]), (run, "relink"), row)
            self.assertTrue(row["why"] and row["rule"], row)

    def by_likeness(self, a, b):
        """With the weight of the comparison."""
        world = self.world((a, b))
        first, second = desks(world).values()
        firm = first.create("company", name="Nordwind Software", website="nordwind.example")
        other = second.create("company", name="Nordwind Software", website="nordwind.example")
        one = first.create("contact", first="Robert", last="Quandt", email="robert@nordwind.example", phone="+49 30 1234567", company=firm)
        two = second.create("contact", first="Bob", last="Quandt", phone="030 1234567", company=other)
        self.first_sync(world, codes=(0, 6))
        result = self.explain(world, f"{first.name}:{one}", "--object", "contact")
        self.assertEqual({link["matched_by"] for link in self.of(result, "link")}, {"matched"})
        [pair] = self.of(result, "pair")
        self.assertEqual({pair["a"], pair["b"]}, {f"{first.name}:{one}", f"{second.name}:{two}"})
        self.assertEqual((pair["verdict"], pair["linked"]), ("auto", True))
        self.assertGreater(float(pair["weight"]), 0)
        self.assertIn("last_name same", pair["evidence"])

    def a_merge_in_the_vendors_ui(self, a, b):
        world, at, ids = self.start((a, b), {}, {})
        double = at[0].create("contact", first="Ada", last="Lovelace", email="ada.l@elsewhere.example")
        world.advance(HOUR)
        self.run_ok(world, "sync", codes=(0, 6))
        survivor = at[0].merge("contact", ids[0], double)
        world.advance(HOUR)
        self.run_ok(world, "sync", "--full", codes=(0, 6, 7))
        result = self.explain(world, f"{at[0].name}:{double}", "--object", "contact")  # by the id of the one that is gone
        lives = {link["id"]: (link["life"], link["into"]) for link in self.of(result, "link") if link["system"] == at[0].name}
        self.assertEqual(lives[survivor][0], "live")
        self.assertEqual(lives[double], ("merged", survivor))
        self.assertIn(f"into {survivor}", self.run_ok(world, "explain", f"{at[0].name}:{double}", "--object", "contact").out)

    def a_decision(self, a, b):
        world = self.world((a, b))
        at = list(desks(world).values())
        ids = [d.create("contact", first="Ada", last="Lovelace", email=f"ada@{d.name}.example") for d in at]
        self.run_ok(world, "pull")
        pair = [f"{d.name}:{i}" for d, i in zip(at, ids)]
        self.run_ok(world, "match", "--accept", *pair, "--only", "contact")
        self.first_sync(world, codes=(0, 6))
        result = self.explain(world, pair[0], "--object", "contact")
        [decision] = self.of(result, "decision")
        self.assertEqual(({decision["a"], decision["b"]}, decision["value"]), (set(pair), "same"))
        self.assertIn("person", {link["matched_by"] for link in self.of(result, "link")})

    # ---- who

    def who_is_meant(self, a, b):
        world, at, ids = self.start((a, b), {}, {})
        expected = self.explain(world, PERSON["email"]).out
        self.assertEqual(self.explain(world, "--stdin", given=" ADA@Firma.example\r\n").out, expected)
        self.assertEqual(self.explain(world, " ADA@Firma.example ").out, expected)
        twin = at[0].create("contact", first="Anne", last="Isabella", email="anne@firma.example")
        at[0].edit("contact", twin, email=PERSON["email"])
        self.run_ok(world, "pull")
        several = self.explain(world, PERSON["email"], codes=(2,))
        self.assertEqual([c["object"] for c in several.lines("candidate")], ["contact"] * 2)
        self.assertIn([f"{at[0].name}:{twin}"], [c["records"] for c in several.lines("candidate")])
        listed = self.run_ok(world, "explain", PERSON["email"], codes=(2,))
        self.assertIn(f"{at[0].name}:{twin}", listed.out)
        self.assertIn("several records may be meant", listed.err)
        alone = self.explain(world, f"{at[0].name}:{twin}", "--object", "contact")
        self.assertIsNone(alone.lines("explained")[0]["crmsync_id"])
        self.assertEqual({f["why"] for f in self.of(alone, "field")}, {None})
        for wrong in ("nobody@firma.example", f"{at[0].name}:987654321", "00000000000000000000000000000000"):
            result = self.explain(world, wrong, codes=(1,))
            self.assertEqual(result.out, "")
            self.assertEqual("firma.example" in result.err, False, result.err)
        for args in ((), ("--why-not",), ("--why-not", "a"), ("a", "b"), ("--stdin", "a"), ("--stdin",), ("not@an@address",), ("a", "--object", "owner"),
                     ("https://elsewhere.example/contact/1",)):
            self.explain(world, *args, codes=(2,))

    def test_pages(self):
        """Addresses from the browser, in all the forms that the vendors have."""
        systems = tuple(BUILT)
        world = self.world(systems)
        at = desks(world)
        ids = {v: at[v].create("contact", **dict(PERSON, email=f"ada@{v}.example")) for v in systems}
        self.first_sync(world, codes=(0, 6))
        portal = world.sql("SELECT value FROM setting WHERE scope = 'system:hubspot' AND key = 'tenant'")
        forms = {"pipedrive": ["https://firma.pipedrive.com/person/{}", "https://firma.pipedrive.com/person/{}/?tab=notes#x"],
                 "salesforce": ["https://firma.lightning.force.com/lightning/r/Contact/{}/view", "https://firma.my.salesforce.com/{}",
                                "https://firma--test.sandbox.my.salesforce.com/{:.15}", "https://firma.lightning.force.com/lightning/r/{}/view"]}
        if portal:
            base = f"https://app.hubspot.com/contacts/{portal[0][0]}"
            forms["hubspot"] = [base + "/record/0-1/{}", base + "/contact/{}", base.replace("app", "app-eu1", 1) + "/record/0-1/{}/view/1?x=y"]
        for vendor in systems:
            expected = self.explain(world, f"{vendor}:{ids[vendor]}", "--object", "contact").out
            for form in forms[vendor]:
                self.assertEqual(self.explain(world, form.format(ids[vendor])).out, expected, form)
        if portal:
            foreign = self.explain(world, f"https://app.hubspot.com/contacts/99/record/0-1/{ids['hubspot']}", codes=(1,))
            self.assertIn("another account", foreign.err)
            self.explain(world, f"{base}/record/0-2/{ids['hubspot']}", codes=(1,))

    def forgotten(self, a, b):
        world, at, ids = self.start((a, b), {}, {})
        self.run_ok(world, "forget", PERSON["email"])
        result = self.explain(world, PERSON["email"], codes=(1,))
        self.assertEqual(result.lines(), [{"type": "kept_out", "version": 1}])
        self.assertIn("erased on request", result.err)
        self.assertNotIn("ada", result.out + result.err)
        self.assertIn("no record", self.explain(world, f"{at[0].name}:{ids[0]}", codes=(1,)).err)

    # ---- the store

    def nothing_is_written(self, a, b):
        """Neither to the store nor to a CRM, and beside a run that holds the lock."""
        world, at, ids = self.start((a, b), {}, {})

        def stamp():
            with open(world.path("crmsync.db"), "rb") as f:
                return hashlib.sha256(f.read()).hexdigest()
        before, files = stamp(), sorted(os.listdir(world.folder))
        world.forget_history()
        for d, i in zip(at, ids):
            os.chmod(world.path(f"{d.name}.token"), 0)  # no credential is read
        pair = [f"{d.name}:{i}" for d, i in zip(at, ids)]
        expected = self.explain(world, pair[0], "--object", "contact").out
        self.explain(world, "--why-not", *pair, "--object", "contact")
        self.assertEqual((stamp(), sorted(os.listdir(world.folder)), world.history()), (before, files, []))
        for d in at:
            os.chmod(world.path(f"{d.name}.token"), 0o600)
        at[1].edit("contact", ids[1], title="Analyst")
        world.advance(HOUR)
        hold = world.hold(system=at[0].name)
        run = self.background(world, "sync")
        self.wait_held(world, run, hold)
        self.assertEqual(self.explain(world, pair[0], "--object", "contact").out, expected)
        self.assertEqual(world.run("status").code, 0)
        world.release(hold)
        self.finish(run, codes=(0, 6))

    def after_a_crash(self, a, b):
        """What a killed run left in the log is read, and left there."""
        world, at, ids = self.start((a, b), {}, {})
        at[1].edit("contact", ids[1], title="Analyst")
        world.advance(HOUR)
        hold = world.hold(system=at[0].name, method="POST" if a == "hubspot" else "PATCH")
        run = self.background(world, "sync")
        self.wait_held(world, run, hold)
        run.kill()
        run.wait()
        world.release(hold)
        size = os.path.getsize(world.path("crmsync.db-wal"))
        self.assertGreater(size, 0)
        self.explain(world, PERSON["email"])
        self.assertEqual(os.path.getsize(world.path("crmsync.db-wal")), size)

    def stores_that_cannot_be_read(self, a, b):
        world, at, ids = self.start((a, b), {}, {})
        name = f"{at[0].name}:{ids[0]}"
        whole = world.path("whole.db")
        shutil.copyfile(world.path("crmsync.db"), whole)
        with world.write_sql() as db:
            db.execute("PRAGMA user_version = 99")
        self.assertIn("newer", self.explain(world, name, codes=(9,)).err)
        with world.write_sql() as db:
            db.execute("PRAGMA user_version = 3")
        old = self.explain(world, name, codes=(9,))
        self.assertIn("older version 3", old.err)
        self.assertFalse([f for f in os.listdir(world.folder) if f.endswith(".bak")])
        with open(whole, "rb") as f:
            pages = f.read()
        with open(world.path("crmsync.db"), "wb") as f:
            f.write(pages[:4096] + b"\xff" * 8192 + pages[12288:])
        self.assertIn("damaged", self.explain(world, name, codes=(9,)).err)
        os.unlink(world.path("crmsync.db"))
        self.assertIn("there is no store", self.explain(world, name, codes=(1,)).err)
        self.assertFalse(os.path.exists(world.path("crmsync.db")))

    # ---- why not

    def why_not(self, world, *names, codes=(0,)):
        result = self.explain(world, "--why-not", *names, "--object", "contact", codes=codes)
        rows = result.lines("why_not")
        return ({r["reason"]: r["text"] for r in rows[0]["reasons"]}, result) if rows else ({}, result)

    def two_strangers(self, a, b):
        world = self.world((a, b))
        at = list(desks(world).values())
        ids = [at[0].create("contact", first="Ada", last="Lovelace", email="ada@firma.example"),
               at[1].create("contact", first="Jim", last="Miller", email="jim@firma.example")]
        names = [f"{d.name}:{i}" for d, i in zip(at, ids)]
        self.run_ok(world, "pull")
        for _ in ("read", "synced"):
            reasons, result = self.why_not(world, *names)
            self.assertIn("ada@firma.example", reasons["key_differs"])
            self.assertIn("jim@firma.example", reasons["key_differs"])
            self.assertIn("weight_low", reasons)
            self.assertIn("key_missing", reasons)  # nobody has a phone
            [why] = result.lines("match_why")
            self.assertEqual((why["verdict"], why["linked"]), ("apart", False))
            self.assertEqual(why, self.run_ok(world, "--json", "match", "--why", *names, "--only", "contact").lines()[0])
            self.first_sync(world, codes=(0, 6))
        self.assertIn("occupied", reasons)  # each has a partner by now
        self.assertIn("Why they are not one", self.run_ok(world, "explain", "--why-not", *names, "--object", "contact").out)
        reasons, _ = self.why_not(world, "ada@firma.example", "jim@firma.example")
        self.assertIn("key_differs", reasons)
        self.assertEqual(self.explain(world, "--why-not", "--stdin", given="ada@firma.example\njim@firma.example\n").lines("why_not")[0]["linked"], False)

    def kept_apart_and_the_like(self, a, b):
        world, at, ids = self.start((a, b), {}, {})
        pair = [f"{d.name}:{i}" for d, i in zip(at, ids)]
        reasons, result = self.why_not(world, *pair)
        self.assertEqual((reasons, result.lines("why_not")[0]["linked"]), ({}, True))
        twins = [at[0].create("contact", first="Jo", last="Twice", phone=f"+49 30 765432{n}", email="jo@firma.example" if at[0].vendor != "hubspot" else None)
                 for n in range(2)]
        other = at[1].create("contact", first="Jo", last="Twice", phone="+49 30 7654321", email="jo@firma.example")
        self.run_ok(world, "pull")
        reasons, _ = self.why_not(world, *(f"{at[0].name}:{t}" for t in twins))
        self.assertIn("same_system", reasons)
        self.run_ok(world, "sync", codes=(0, 6))
        names = f"{at[0].name}:{twins[0]}", f"{at[1].name}:{other}"
        self.run_ok(world, "match", "--keep-separate", *names, "--only", "contact")
        reasons, _ = self.why_not(world, *names)
        self.assertIn("kept_separate", reasons)
        at[0].delete("contact", twins[0])
        world.advance(HOUR)
        self.run_ok(world, "pull", "--full", codes=(0, 7))
        reasons, result = self.why_not(world, *names)
        self.assertIn("not_live", reasons)
        self.assertEqual(result.lines("match_why"), [])
        self.why_not(world, names[0], names[0], codes=(2,))

    def held(self, a, b):
        world = self.world((a, b))
        at = list(desks(world).values())
        one = at[0].create("contact", first="Anna", last="Müller", email="anna@firma.example")
        two = at[1].create("contact", first="Jim", last="Smith", email="anna@firma.example")
        self.first_sync(world, codes=(0, 6))
        names = f"{at[0].name}:{one}", f"{at[1].name}:{two}"
        self.assertEqual([h["kind"] for h in self.explain(world, names[0], "--object", "contact").lines("hold")], ["ambiguous"])
        reasons, _ = self.why_not(world, *names)
        self.assertIn("names do not go together", reasons["held"])

    def a_system_that_is_gone(self, a, b):
        """The config has it no longer; the store still knows its name."""
        world = self.world((a, b))
        at = list(desks(world).values())
        mine, other = [d.create("contact", **dict(PERSON, email=f"ada@{d.name}.example")) for d in at]
        self.run_ok(world, "sync", "--first-sync", "--system", b, codes=(0, 6))
        [(uid,)] = world.sql("SELECT uid FROM v_contact")
        self.run_ok(world, "pull")
        world.systems = world.systems[:1]
        world.write_config()
        [link] = self.of(self.explain(world, uid), "link")
        self.assertEqual((link["system"], link["id"]), (b, other))
        reasons, result = self.why_not(world, f"{a}:{mine}", uid)
        self.assertEqual((list(reasons), result.lines("match_why")), (["system_gone"], []))

    def out_of_scope(self, a, b):
        """The filter no longer chooses it."""
        world, at, ids = self.start((a, b), {}, {"email": "other@firma.example", "first": "Zoe", "last": "Quint"})
        world.write_config(salesforce='filters: {contact: "LastName = \'Quint\'"}')
        self.run_ok(world, "pull", "--full", "--accept", "shrink", codes=(0, 6))
        reasons, _ = self.why_not(world, f"{at[0].name}:{ids[0]}", f"{at[1].name}:{ids[1]}")
        self.assertIn("left_scope", reasons)


class Demo(Story):
    """Each field of each golden record names its source, its rule and its run."""

    def test_every_value_is_explained(self):
        world = self.world(("hubspot", "salesforce", "pipedrive"), seed="demo")
        self.first_sync(world, codes=(0, 6))
        fields = {}
        for uid, obj, field, value in world.sql("SELECT uid, object, field, value FROM v_field"):
            fields.setdefault((uid, obj), {})[field] = value or None
        runs = {run for run, in world.sql("SELECT id FROM run")}
        self.assertGreater(len(fields), 50)
        records = {(s, i) for s, i in world.sql("SELECT system, vendor_id FROM v_crosswalk")}
        said = set(world.sql("SELECT g.uid, f.key FROM golden g JOIN link l ON l.golden = g.id JOIN source_content c ON c.source = l.source, json_each(c.cells) f"))
        names = set()
        for (uid, obj), expected in fields.items():
            rows = self.run_ok(world, "--json", "explain", uid, "--object", obj).lines("explained_field")
            self.assertEqual({r["field"] for r in rows}, set(expected), uid)
            for row in rows:
                where = (obj, uid, row)
                self.assertTrue(row["rule"] and row["why"] and row["text"], where)
                self.assertIn(row["run"], runs, where)
                self.assertTrue(row["at"] and row["command"] == "sync", where)
                self.assertEqual(row["value"] is None, expected[row["field"]] is None, where)
                if not row["from"]:  # nobody is the source only of what no record says anything of
                    self.assertEqual((row["value"], row["text"]), (None, "no record has a value"), where)
                    self.assertNotIn((uid, row["field"]), said, where)
                for source in row["from"]:
                    self.assertIn((source["system"], source["id"]), records, where)
                    names.add(source["system"])
                    self.assertEqual(source["value"] is None, row["value"] is None, where)
        self.assertEqual(names, {"hubspot", "salesforce", "pipedrive"})

    def test_every_source_holds_what_it_is_named_for(self):
        """The value stands in what the CRM sent before crmsync wrote there."""
        world = self.world(("hubspot", "salesforce", "pipedrive"), seed="demo")
        before = {s: {r["id"]: json.dumps(r, ensure_ascii=False).casefold() for o in ("contact", "Lead") if s == "salesforce" or o == "contact"
                      for r in world.records(s, o)} for s in ("hubspot", "salesforce", "pipedrive")}
        self.first_sync(world, codes=(0, 6))
        seen = 0
        for uid, in world.sql("SELECT uid FROM v_contact"):
            for row in self.run_ok(world, "--json", "explain", uid, "--object", "contact").lines("explained_field"):
                if row["field"] not in ("first_name", "last_name", "city", "title", "street") or row["value"] is None:
                    continue
                for source in row["from"]:
                    self.assertIn(json.dumps(source["value"], ensure_ascii=False)[1:-1].casefold(), before[source["system"]][source["id"]], (uid, row))
                    seen += 1
        self.assertGreater(seen, 100)


class OldStore(Story):
    def test_is_not_brought_up_to_date(self):
        from test_old_store import OldWorld
        world = OldWorld(3)
        self.addCleanup(world.close)
        [(uid,)] = world.sql("SELECT uid FROM golden WHERE object = 1 LIMIT 1")
        self.assertIn("crmsync status", self.run_ok(world, "explain", uid, codes=(9,)).err)
        self.assertEqual(world.sql("PRAGMA user_version"), [(3,)])
        self.run_ok(world, "status")
        rows = self.run_ok(world, "--json", "explain", uid, "--object", "contact").lines("explained_field")
        self.assertTrue(all(r["rule"] and r["why"] and r["run"] for r in rows), rows)


for story in ("a_value_that_lost", "ways_of_matching"):
    tell(Explain, story, trios(), 1)
tell(Explain, "who_is_meant", [p for p in pairs() if "hubspot" not in p[0]], 1)  # which has no address twice
for story in ("an_edit_and_its_end", "consent", "forgotten", "nothing_is_written", "two_strangers", "a_decision", "a_conflict",
              "kept_apart_and_the_like", "by_likeness", "found_again"):
    tell(Explain, story, pairs(), 1)
for story in ("a_system_that_is_gone", "stores_that_cannot_be_read", "after_a_crash", "held"):
    tell(Explain, story, [("hubspot", "pipedrive")])
tell(Explain, "out_of_scope", [("salesforce", "pipedrive")])
tell(Explain, "a_union", [("hubspot", "pipedrive"), ("pipedrive", "hubspot")], 1)
tell(Explain, "contacts_of_a_deal", [("hubspot", "salesforce"), ("pipedrive", "hubspot")], 1)
tell(Explain, "a_merge_in_the_vendors_ui", [p for p in pairs(False) if p[0] != "pipedrive"], 1)
tell(Explain, "an_opt_out_of_a_lead", [(v,) for v in BUILT if v != "salesforce"], 1)

if __name__ == "__main__":
    main()
