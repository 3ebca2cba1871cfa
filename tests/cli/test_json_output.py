#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Every JSON line of every command has exactly the members that docs/json-output.md names, of the right types."""
import json
import os
import re
import sys

SOURCE = os.path.abspath(os.environ.get("srcdir", os.path.join(os.path.dirname(__file__), "..", "..")))
sys.path.insert(0, os.path.join(SOURCE, "tests", "scenarios"))
from people import desks  # noqa: E402
from world import Story, main  # noqa: E402

TEXT, NUMBER, TRUTH, NULL = str, int, bool, type(None)
OBJECTS = ("company", "contact", "deal")
KINDS = ("create", "update", "delete", "associate", "dissociate")
WHY = ("only", "same", "changed", "converged", "priority", "newest", "union", "min", "max", "most_restrictive", "forward_only", "cleared",
       "unchanged", "decision", "undone", "id")

VERDICTS = ("auto", "review", "apart")

# member: what it may be, as types or as values; a name with ? need not be there
SHAPES = {
    "operation": {"system": (TEXT,), "object": OBJECTS, "kind": KINDS, "record_kind": (TEXT, NULL), "id": (TEXT, NULL), "crmsync_id": (TEXT,),
                  "name": (TEXT,), "state": ("planned", "acknowledged", "verified", "in_doubt", "failed", "skipped"), "message?": (TEXT,),
                  "changes": (list,)},
    "deletion": {"system": (TEXT,), "id": (TEXT,), "state": ("planned", "deleted", "left"), "why": (TEXT, NULL)},
    "forgotten": {"people": (NUMBER,), "records": (NUMBER,), "operations": (NUMBER,), "addresses": (NUMBER,), "whole": (TRUTH,), "backup": (TEXT, NULL)},
    "hold": {"kind": ("ambiguous", "duplicate", "conflict", "blocked", "owner", "parent", "rejected", "merge", "in_doubt", "erased"), "object": OBJECTS,
             "system": (TEXT, NULL), "field": (TEXT, NULL), "summary": (TEXT,), "detail": (dict,)},
    "summary": {"run": (NUMBER,), "operations": (NUMBER,), "links": (NUMBER,), "holds": (NUMBER,), "unreadable": (NUMBER,), "filled": (NUMBER,),
                "overwritten": (NUMBER,), "emptied": (NUMBER,), "systems": (dict,)},
    "refused": {"system": (TEXT,), "id": (TEXT,), "text": (TEXT,)},
    "pulled": {"system": (TEXT,), "object": OBJECTS, "records": (NUMBER,), "full": (TRUTH,)},
    "system": {"system": (TEXT,), "connector": (TEXT,), "account": (TEXT,), "title": (TEXT, NULL), "owners": (NUMBER,),
               "units_left": (NUMBER,), "company_id_property": (TEXT, NULL), "contact_id_property": (TEXT, NULL),
               "deal_id_property": (TEXT, NULL),
               **{f"{name}_layout?": (list,) for name in OBJECTS}},
    "setup": {"system": (TEXT,), "object": OBJECTS, "state": ("present", "created", "refused", "unsupported"), "property": (TEXT, NULL),
              "unique": (TRUTH,), "message": (TEXT, NULL)},
    "records": {"system": (TEXT,), "company": (NUMBER,), "contact": (NUMBER,), "deal": (NUMBER,)},
    "holds": {"n": (NUMBER,)},
    "run": {"run": (NUMBER,), "command": (TEXT,), "started": (TEXT,), "finished": (TEXT, NULL),
            "status": ("done", "held", "gate", "temporary", "failed", "interrupted", None), "exit": (NUMBER,)},
    "relinked": {"system": (TEXT,), "object": OBJECTS, **{name: (NUMBER,) for name in ("records", "by_id", "by_key", "alone", "open")}},
    "relink": {"old_store": (TEXT, NULL), "damage": (TEXT, NULL), "decisions": (NUMBER,), "erased_values": (NUMBER,), "incomplete": (TRUTH,),
               "create": (NUMBER,), "update": (NUMBER,), "delete": (NUMBER,), "holds": (NUMBER,)},
    "match_why": {"object": OBJECTS, "a": (TEXT,), "b": (TEXT,), "probability": (TEXT,), "weight": (TEXT,), "verdict": VERDICTS, "safe": (TRUTH,),
                  "linked": (TRUTH,), "key": (TEXT, NULL), "decision": ("same", "apart", None), "fields": (list,)},
    "match_band": {"object": OBJECTS, "from": (TEXT,), "verdict": VERDICTS, "linked": (NUMBER,), "open": (NUMBER,), "open_from_here": (NUMBER,),
                   "expected_wrong": (TEXT,)},
    "match_parameters": {"object": OBJECTS, "estimated": (TRUTH,), "records": (NUMBER,), "parameters": (NUMBER, NULL), "made": (TEXT, NULL),
                         "estimated_from": (NUMBER, NULL)},
    "match_decision": {"object": OBJECTS, "a": (TEXT,), "b": (TEXT,), "decision": ("same", "apart", None), "before": ("same", "apart", None)},
    "review_item": {"item": (TEXT,), "kind": (TEXT,), "object": OBJECTS, "system": (TEXT, NULL), "field": (TEXT, NULL), "summary": (TEXT,),
                    "question": (TEXT,), "protects": (TEXT,), "message": (TEXT, NULL), "answers": (dict,), "choices": (dict,), "instead": (TEXT, NULL),
                    "decided": (TEXT, NULL), "since": (TEXT, NULL), "state": (TEXT,), "records?": (list,)},
    "review_decision": {"item": (TEXT,), "kind": (TEXT,), "object": OBJECTS, "answer": ("accept", "reject", "keep-separate", "resolve", None),
                        "field": (TEXT, NULL), "system": (TEXT, NULL), "records": (list,), "run": (NUMBER,), "waits": (TRUTH,)},
    "review_left": {"line": (NUMBER,), "item": (TEXT,), "decision": (TEXT,), "why": (TEXT,)},
    "review_imported": {"applied": (NUMBER,), "already": (NUMBER,), "left": (NUMBER,)},
    "kept": {"system": (TEXT,), "object": OBJECTS, "id": (TEXT, NULL), "name": (TEXT,), "field": (TEXT, NULL), "now": (TEXT, NULL), "why": (TEXT,)},
    "wrote": {"run": (NUMBER,), "command": (TEXT,), "started": (TEXT,), "writes": (NUMBER,), "taken_back": (NUMBER,), "by?": (NUMBER,)},
    "released": {"run": (NUMBER,), "writes": (NUMBER,)},
    "step": {"step": ("users", "pipelines and stages", "fields", "companies", "contacts", "deals", "associations", "validation"), "done": (TRUTH,),
             "there": (NUMBER,), "open": (NUMBER,), "held": (NUMBER,)},
    "new_field": {"system": (TEXT,), "object": OBJECTS, "field": (TEXT,), "property": (TEXT,), "kind": ("text", "number", "bool", "date", "datetime", "enum", "multi"),
                  "options": (list,), "state": ("planned", "present", "created", "refused", "unsupported"), "message": (TEXT, NULL)},
    "sample": {"company": (NUMBER,), "contact": (NUMBER,), "deal": (NUMBER,)},
    "validated_object": {"object": OBJECTS, "counted": (TRUTH,), "adds_up": (TRUTH,),
                         **{name: (NUMBER,) for name in ("source", "created", "matched", "merged", "filtered", "held", "rejected", "open", "taken_back",
                                                         "lost", "unexplained")}},
    "validated_field": {"object": OBJECTS, "field": (TEXT,), **{name: (NUMBER,) for name in ("pairs", "source", "target", "kept", "held", "wrong")}},
    "validated_amount": {"currency": (TEXT,), "stage": (TEXT,), "source_deals": (NUMBER,), "target_deals": (NUMBER,), "even": (TRUTH,),
                         **{name: (TEXT,) for name in ("source", "not_there", "kept_out", "kept", "target")}},
    "validated_association": {"object": OBJECTS, "field": (TEXT,),
                              **{name: (NUMBER,) for name in ("source", "carried", "wait", "kept", "lost", "target")}},
    "difference": {"object": OBJECTS, "source_id": (TEXT,), "why": (TEXT,),
                   **{name: (TEXT, NULL) for name in ("target_id", "field", "expected", "found")}},
    "validation": {"from": (TEXT,), "to": (TEXT,), "green": (TRUTH,), "differences": (NUMBER,), "sampled": (NUMBER,), "sampled_wrong": (NUMBER,)},
    "auth": {"system": (TEXT,), "connector": (TEXT,), "state": ("signed_in", "signed_out", "credentials", "none"), "file": (TEXT, NULL), "saved": (TEXT, NULL)},
    "login": {"system": (TEXT,), "connector": (TEXT,), "account": (TEXT,), "title": (TEXT, NULL)},
    "logout": {"system": (TEXT,), "token": ("revoked", "unknown", "kept", "none")},
    "explained": {"object": OBJECTS, "crmsync_id": (TEXT, NULL), "name": (TEXT,), "hold": (TEXT, NULL), "folded": (list,), "created_run": (NUMBER, NULL),
                  "created": (TEXT, NULL), "changed_run": (NUMBER, NULL), "changed": (TEXT, NULL)},
    "explained_field": {"field": (TEXT,), "value": (TEXT, NULL), "rule": (TEXT,), "why": (*WHY, "clear_kept", "held", None), "text": (TEXT,), "run": (NUMBER, NULL),
                        "at": (TEXT, NULL), "command": (TEXT, NULL), "from": (list,), "lost": (list,), "older": (TRUTH,), "next": (dict, NULL)},
    "explained_link": {"system": (TEXT,), "id": (TEXT,), "record_kind": (TEXT, NULL), "life": ("live", "archived", "deleted", "merged", "converted"), "into": (TEXT, NULL),
                       "role": ("primary", "secondary", None), "matched_by": (TEXT, NULL), "key": (TEXT, NULL), "text": (TEXT,), "run": (NUMBER, NULL),
                       "at": (TEXT, NULL), "left_scope": (TRUTH,)},
    "explained_pair": {"a": (TEXT,), "b": (TEXT,), "probability": (TEXT,), "weight": (TEXT,), "verdict": VERDICTS, "evidence": (TEXT,), "linked": (TRUTH,)},
    "explained_decision": {"kind": ("match",), "a": (TEXT,), "b": (TEXT, NULL), "value": ("same", "apart"), "run": (NUMBER, NULL), "at": (TEXT, NULL)},
    "explained_write": {"operation": (TEXT,), "run": (NUMBER,), "command": (TEXT, NULL), "sent": (TEXT,), "system": (TEXT,), "object": OBJECTS, "kind": KINDS,
                        "record_kind": (TEXT, NULL), "id": (TEXT, NULL), "state": (TEXT,), "message": (TEXT, NULL), "taken_back_run": (NUMBER, NULL),
                        "taken_back": (TEXT, NULL), "undoes_run": (NUMBER, NULL), "undoes": (TEXT, NULL), "changes": (list,)},
    "explained_refusal": {"system": (TEXT,), "kind": KINDS, "message": (TEXT,), "run": (NUMBER, NULL), "at": (TEXT, NULL)},
    "candidate": {"object": OBJECTS, "crmsync_id": (TEXT, NULL), "name": (TEXT,), "records": (list,)},
    "why_not": {"object": OBJECTS, "a": (TEXT,), "b": (TEXT,), "linked": (TRUTH,), "reasons": (list,)},
    "connector": {"name": (TEXT,), "title": (TEXT,), "api_version": (TEXT,), "base_url": (TEXT,), "path": (TEXT,), "credentials": (list,),
                  "options": (list,)},
}
RECORD = {"system": (TEXT,), "id": (TEXT,), "label": (TEXT,), "values": (dict,)}
STEP = {"field": (TEXT,), "a": (TEXT,), "b": (TEXT,), "level": (TEXT,), "weight": (TEXT,)}
CHANGE = {"field": (TEXT,), "property": (TEXT,), "old": (TEXT, NULL), "new": (TEXT, NULL), "why": WHY, "from?": (TEXT,)}
SOURCE_OF = {"system": (TEXT,), "id": (TEXT, NULL), "value": (TEXT, NULL)}
LOSER = {**SOURCE_OF, "fate": ("overwritten", "taken_back", "pending", "only_read", "held", "left"), "run": (NUMBER, NULL), "at": (TEXT, NULL)}
NEXT = {"value": (TEXT, NULL), "why": (*WHY, "clear_kept", "held"), "from": (TEXT, NULL)}
REASONS = ("kept_separate", "said_same", "system_gone", "not_live", "left_scope", "object_off", "same_system", "occupied", "held", "held_elsewhere",
           "key_differs", "key_missing", "crowded_key", "weight_low", "weight_doubtful", "not_safe", "scoring_off", "linked_elsewhere", "not_yet")
REASON = {"reason": REASONS, "text": (TEXT,)}
TALLY = {name: (NUMBER,) for name in ("create", "update", "delete", "associate", "dissociate", "link", "hold", "blocked", "left_scope", "unreadable")}
SYSTEM = {**{name: (dict,) for name in OBJECTS}, "kept_out": (NUMBER,), "calls_used": (NUMBER,), "units_used": (NUMBER,), "calls_needed": (NUMBER,),
          "units_needed": (NUMBER,), "seconds_needed": (NUMBER,), "units_spent_today": (NUMBER,), "enough": (bool,),
          **{f"units_{name}": (NUMBER, NULL) for name in ("allowed", "left", "left_to_read", "left_to_write")}}
# lines of `export`
HELD = {
    "golden": {"object": OBJECTS, "crmsync_id": (TEXT,), "merged_into": (TEXT, NULL), "first_synced": (TEXT,), "last_changed": (TEXT,), "hold": (TEXT, NULL),
               "values": (dict,), "provenance": (dict,)},
    "record": {"system": (TEXT,), "object": OBJECTS, "id": (TEXT,), "record_kind": (TEXT, NULL), "life": ("live", "archived", "deleted", "merged", "converted"),
               "modified": (TEXT, NULL), "crmsync_id": (TEXT, NULL), "matched_by": (TEXT, NULL), "matched": (TEXT, NULL), "values": (dict,),
               "agreed": (dict, NULL), "received": (dict, NULL)},
    "written": {"run": (NUMBER,), "started": (TEXT,), "sent": (TEXT, NULL), "system": (TEXT,), "object": OBJECTS, "kind": KINDS,
                "state": (TEXT,), "id": (TEXT, NULL), "message": (TEXT, NULL), "changes": (list,), "payload": (dict, NULL), "before": (dict, NULL), "after": (dict, NULL)},
    "refusal": {"system": (TEXT,), "kind": KINDS, "message": (TEXT,)},
    "question": {"kind": (TEXT,), "field": (TEXT, NULL), "summary": (TEXT,), "detail": (dict, NULL)},
    "likeness": {"system": (TEXT,), "id": (TEXT,), "other_system": (TEXT,), "other_id": (TEXT,), "weight": (TEXT,), "evidence": (TEXT,)},
    "decision": {"kind": (TEXT,), "subject": (TEXT,), "value": (TEXT,), "made": (TEXT,)},
    "kept_out": {},
}
NAMED = {"name": (TEXT,), "text": (TEXT,)}
PLAN_HEAD = {"crmsync_plan": (1,), "made": (TEXT,), "accounts": (dict,)}
PLAN_ROW = {"row": (TEXT,), "system": (TEXT,), "object": OBJECTS, "kind": KINDS, "id": (TEXT, NULL), "crmsync_id": (TEXT,), "changes": (list,)}


def sections():
    """Words in code style by section of the page."""
    with open(f"{SOURCE}/docs/json-output.md", encoding="utf-8") as f:
        parts = re.split(r"(?m)^## ", f.read())
    found = {}
    for part in parts[1:]:
        heading, _, body = part.partition("\n")
        for name in heading.split(", "):
            found[name] = set(re.findall(r"`([a-z_]+)`", body))
    return found


class JsonOutput(Story):
    @classmethod
    def setUpClass(cls):
        cls.page = sections()

    def fits(self, value, allowed, where):
        if isinstance(allowed[0], type):
            self.assertIn(type(value), allowed, where)
        else:
            self.assertIn(value, allowed, where)

    def shape(self, row, shape, where):
        wanted = {name.rstrip("?") for name in shape}
        needed = {name for name in shape if not name.endswith("?")}
        self.assertEqual(set(row) - wanted, set(), where)
        self.assertEqual(needed - set(row), set(), where)
        for name, allowed in shape.items():
            if name.rstrip("?") in row:
                self.fits(row[name.rstrip("?")], allowed, f"{where}: {name}")

    def line(self, text):
        row = json.loads(text, parse_float=lambda x: self.fail(f"a fraction: {x}"))
        kind = row.pop("type")
        self.assertEqual(row.pop("version"), 1)
        self.assertIn(kind, SHAPES)
        self.shape(row, SHAPES[kind], text)
        for change in row.get("changes", []):
            self.shape(change, CHANGE, text)
        if kind == "summary":
            for system in row["systems"].values():
                self.shape(system, SYSTEM, text)
                for name in OBJECTS:
                    self.shape(system[name], TALLY, text)
        for step in row.get("fields", []):
            self.shape(step, STEP, text)
        for record in row.get("records", []) if kind == "review_item" else []:
            self.shape(record, RECORD, text)
        if kind == "explained_field":
            for source in row["from"]:
                self.shape(source, SOURCE_OF, text)
            for loser in row["lost"]:
                self.shape(loser, LOSER, text)
            if row["next"] is not None:
                self.shape(row["next"], NEXT, text)
        for reason in row.get("reasons", []):
            self.shape(reason, REASON, text)
        for entry in [] if kind == "new_field" else row.get("credentials", []) + row.get("options", []):
            self.shape(entry, NAMED, text)
        return kind

    def lines(self, world, *args, codes=(0,)):
        result = self.run_ok(world, "--json", *args, codes=codes)
        return [self.line(text) for text in result.out.splitlines()]

    def test_the_page_names_all_members(self):
        for kind, shape in SHAPES.items():
            self.assertIn(kind, self.page)
            for name in shape:
                self.assertIn(name.rstrip("?"), self.page[kind], f"{kind} in docs/json-output.md")
        for name in STEP:
            self.assertIn(name, self.page["match_why"])
        for name in RECORD:
            self.assertIn(name, self.page["review_item"])
        for name in CHANGE:
            self.assertIn(name.rstrip("?"), self.page["operation"])
        for why in WHY:
            self.assertIn(why, self.page["operation"])
        for kind in SHAPES["hold"]["kind"]:
            self.assertIn(kind, self.page["hold"])
        for name in list(TALLY) + list(SYSTEM):
            self.assertIn(name, self.page["summary"])
        for name in (*LOSER, *NEXT, *LOSER["fate"]):
            self.assertIn(name, self.page["explained_field"])
        for name in (*REASON, *REASONS):
            self.assertIn(name, self.page["why_not"])
        for name in list(PLAN_HEAD) + list(PLAN_ROW):
            self.assertIn(name, self.page["A saved plan"])

    def test_the_page_names_no_other_types(self):
        self.assertEqual(set(self.page), set(SHAPES) | {"A saved plan", "export"})

    def test_the_page_names_all_members_of_an_export(self):
        for kind, shape in HELD.items():
            for name in [kind, *shape]:
                self.assertIn(name, self.page["export"], kind)

    def test_lines_of_auth(self):
        world = self.world(("pipedrive",))
        for name in ("client_id", "client_secret"):
            world.write(name, f"{name}-of-an-app")
        world.write_config(pipedrive_credentials="{client_id: {file: client_id}, client_secret: {file: client_secret}, refresh_token: {file: token}}")
        self.assertEqual(self.lines(world, "auth", "status", codes=(4,)), ["auth"])
        self.assertEqual(self.lines(world, "auth", "logout", "pipedrive"), ["logout"])
        world.write("token", "a refresh token from elsewhere")
        self.assertEqual(self.lines(world, "auth", "status"), ["auth"])
        self.assertEqual(self.lines(world, "auth", "logout", "pipedrive"), ["logout"])
        world.write_config(pipedrive_credentials="{token: {file: pipedrive.token}}")
        self.assertEqual(self.lines(world, "auth", "status"), ["auth"])

    def test_lines_of_an_undo(self):
        world = self.world(("hubspot", "pipedrive"))
        at = list(desks(world).values())
        at[0].create("contact", first="Ada", last="Lovelace", email="ada@firma.example")
        at[0].create("contact", first="Jim", last="Miller", email="jim@firma.example")
        self.run_ok(world, "setup")
        self.run_ok(world, "sync", "--first-sync")
        world.advance(600)
        [mine] = [r for r, values in at[1].rows("contact").items() if values["last"] == "Lovelace"]
        at[1].edit("contact", mine, title="Countess")
        self.assertEqual(set(self.lines(world, "undo", "--list")), {"wrote"})
        [(run,)] = world.sql("SELECT max(id) FROM v_run WHERE command = 'sync'")
        kinds = self.lines(world, "undo", str(run), "--yes", codes=(6,))
        self.assertLessEqual({"operation", "kept", "summary"}, set(kinds))
        [(undo,)] = world.sql("SELECT max(id) FROM v_run WHERE command = 'undo'")
        self.assertEqual(self.lines(world, "undo", "--release", str(undo)), ["released"])

    def test_lines_of_a_migration(self):
        world = self.world(("pipedrive", "hubspot"), seed="demo")
        migrate = ("migrate", "--from", "pipedrive", "--to", "hubspot")
        dry = self.lines(world, *migrate, "--dry-run")
        self.assertEqual((dry[:8], dry[-1]), (["step"] * 8, "summary"))
        self.assertEqual(self.lines(world, *migrate, "--dry-run", "--sample", "3")[0], "sample")
        done = self.lines(world, *migrate, "--yes", codes=(0, 6))
        self.assertLessEqual({"step", "operation", "summary", "validated_object", "validated_field", "validated_amount", "validated_association"}, set(done))
        self.assertEqual(done[-1], "validation")
        world.delete("hubspot", "contact", world.sql("SELECT vendor_id FROM v_operation WHERE kind = 'create' AND object = 'contact' AND state = 'verified'")[0][0])
        self.assertIn("difference", self.lines(world, *migrate, "--validate", codes=(6,)))

    def test_lines_of_new_fields(self):
        world = self.world(("salesforce", "hubspot"))
        field = desks(world)["salesforce"].field("contact", "Colour", "enum", ("red", "blue"))
        world.write_config(f"objects: {{contact: {{fields: {{colour: {{type: enum, properties: {{salesforce: {field}, hubspot: colour}}}}}}}}}}\n")
        migrate = ("migrate", "--from", "salesforce", "--to", "hubspot", "--create-fields")
        self.assertEqual(self.lines(world, *migrate, "--dry-run")[0], "new_field")
        self.assertEqual(self.lines(world, *migrate, "--yes")[0], "new_field")

    def test_lines_of_an_export(self):
        world = self.world(("hubspot", "salesforce", "pipedrive"), seed="demo")
        self.run_ok(world, "setup")
        self.run_ok(world, "sync", "--first-sync", codes=(0, 6))
        [(shared,)] = world.sql("SELECT email FROM v_contact WHERE email IS NOT NULL GROUP BY email ORDER BY count(*) DESC, email LIMIT 1")
        kinds = set()
        for address in (shared, *(email for email, in world.sql("SELECT email FROM v_contact WHERE email IS NOT NULL AND records > 1 LIMIT 5"))):
            for text in self.run_ok(world, "export", "--subject", address).out.splitlines():
                row = json.loads(text, parse_float=lambda x: self.fail(f"a fraction: {x}"))
                kinds.add(row["type"])
                self.assertEqual(row.pop("version"), 1)
                self.shape(row, dict(HELD[row.pop("type")]), text)
        self.assertLessEqual({"golden", "record", "written"}, kinds)

    def test_all_lines_of_a_first_sync(self):
        world = self.world(("hubspot", "salesforce", "pipedrive"), seed="demo")
        self.assertEqual(self.lines(world, "status"), ["holds"])
        self.assertEqual(self.lines(world, "check"), ["system"] * 3)
        self.assertEqual(self.lines(world, "setup"), ["setup"] * 9)
        self.assertEqual(self.lines(world, "pull"), ["pulled"] * 9)
        planned = self.lines(world, "diff", "--plan", world.path("a.plan"))
        self.assertEqual(sorted(set(planned)), ["hold", "operation", "summary"])
        self.assertEqual(planned[-1], "summary")
        self.plan_lines(world, planned.count("operation"))
        done = self.lines(world, "sync", "--first-sync", codes=(0, 6))
        self.assertEqual(sorted(set(done)), ["hold", "operation", "summary"])
        self.assertEqual(done[-1], "summary")
        self.assertEqual(sorted(set(self.lines(world, "status"))), ["hold", "holds", "records", "run"])
        self.assertEqual(self.lines(world, "relink", "--anew", codes=(0, 6)), ["relinked"] * 9 + ["relink"])

    def plan_lines(self, world, n):
        head, *rows = [json.loads(line) for line in world.read("a.plan").splitlines()]
        self.shape(head, PLAN_HEAD, "head")
        self.assertEqual(len(rows), n)
        for row in rows:
            self.shape(row, PLAN_ROW, row)
            for change in row["changes"]:
                self.shape(change, CHANGE, row)

    def test_lines_of_what_goes_wrong(self):
        world = self.world(("salesforce", "pipedrive"))
        at = desks(world)
        first = at["salesforce"].create("contact", first="Anna", last="Berg", email="anna@berg.example")
        at["salesforce"].create("contact", first="Otto", last="Berg", email="otto@berg.example")
        self.run_ok(world, "diff", "--plan", world.path("a.plan"))
        at["salesforce"].edit("contact", first, title="CEO")
        world.advance(60)
        world.fault(system="pipedrive", method="POST", path="persons", nth=1, action="status", code=400,
                    body='{"success":false,"error":"a rule of the account says no"}')
        kinds = self.lines(world, "sync", "--plan", world.path("a.plan"), codes=(6,))
        self.assertIn("refused", kinds)
        kinds = self.lines(world, "diff", codes=(0,))
        self.assertEqual(kinds[-1], "summary")

    def test_lines_of_forget(self):
        world = self.world(("salesforce", "pipedrive"))
        for desk in desks(world).values():
            desk.create("contact", first="Anna", last="Berg", email="anna@berg.example")
        self.run_ok(world, "pull")
        self.assertEqual(self.lines(world, "forget", "anna@berg.example", "--all", "--delete-in", "salesforce", "--yes"), ["deletion"] * 4 + ["forgotten"])

    def test_lines_of_match(self):
        world = self.world(("hubspot", "salesforce"))
        ids = [f"{d.name}:{d.create('contact', first='Anna', last='Berg', city='Bonn')}" for d in desks(world).values()]
        self.run_ok(world, "pull")
        self.assertEqual(self.lines(world, "match", "--why", *ids), ["match_why"])
        self.assertEqual(self.lines(world, "match", "--accept", *ids), ["match_decision"])
        self.assertEqual(self.lines(world, "match", "--withdraw", *ids), ["match_decision"])
        self.assertEqual(set(self.lines(world, "match", "--report")), {"match_parameters", "match_band"})
        self.assertEqual(self.lines(world, "match", "--estimate"), [])

    def test_lines_of_review(self):
        world = self.world(("hubspot", "salesforce", "pipedrive"), seed="demo")
        self.assertEqual(self.lines(world, "review", "list"), [])
        self.run_ok(world, "sync", "--first-sync", codes=(6,))
        self.assertEqual(set(self.lines(world, "review", "list")), {"review_item"})
        items = {i["kind"]: i["item"] for i in self.run_ok(world, "--json", "review").lines()}
        self.assertEqual(self.lines(world, "review", "show", items["duplicate"]), ["review_item", "match_why"])
        for item in items.values():
            self.assertEqual(self.lines(world, "review", "show", item)[0], "review_item")
        self.assertEqual(self.lines(world, "review", "accept", items["duplicate"]), ["review_decision"])
        self.assertEqual(self.lines(world, "review", "decisions"), ["review_decision"])
        world.write("a.csv", f"item,decision,state\n{items['duplicate']},reject,\n{items['ambiguous']},accept,x\n{items['rejected']},accept,\n")
        self.assertEqual(self.lines(world, "review", "import", world.path("a.csv"), codes=(6,)), ["review_left"] * 2 + ["review_imported"])
        self.assertEqual(self.lines(world, "review", "withdraw", items["duplicate"]), ["review_decision"])

    def test_lines_of_an_explanation(self):
        world = self.world(("hubspot", "salesforce", "pipedrive"), seed="demo")
        self.run_ok(world, "setup")
        self.run_ok(world, "sync", "--first-sync", codes=(0, 6))
        kinds = set()
        for uid, in world.sql("SELECT uid FROM v_contact ORDER BY records DESC, uid LIMIT 8"):
            kinds |= set(self.lines(world, "explain", uid))
        for system, record in world.sql("SELECT json_extract(r.value, '$.system'), json_extract(r.value, '$.id') FROM v_hold h, json_each(h.detail, '$.records') r"
                                        " WHERE h.object = 'contact' AND h.kind = 'ambiguous' LIMIT 3"):
            kinds |= set(self.lines(world, "explain", f"{system}:{record}", "--object", "contact"))
        self.assertLessEqual({"explained", "explained_link", "explained_field", "explained_write", "hold"}, kinds)
        self.assertEqual(self.lines(world, "explain", "--why-not", *(f"{s}:{i}" for s, i in world.sql(
            "SELECT system, vendor_id FROM v_crosswalk WHERE object = 'contact' AND life = 'live' GROUP BY uid LIMIT 2")), "--object", "contact"),
            ["match_why", "why_not"])
        world = self.world(("hubspot", "salesforce"))
        at = desks(world)
        one, two = [d.create("contact", first="Anna", last="Albers", email="anna@firma.example", phone="+49 30 1") for d in at.values()]
        other = at["hubspot"].create("contact", first="Anna", last="Albers", phone="+49 30 1234567")
        self.run_ok(world, "setup")
        self.run_ok(world, "sync", "--first-sync", codes=(0, 6))
        self.run_ok(world, "match", "--keep-separate", f"hubspot:{one}", f"hubspot:{other}")
        with world.write_sql() as db:
            db.execute("INSERT INTO refusal SELECT golden, 1, 1, 7, 1, 'x', 'no such luck' FROM link LIMIT 1")
        self.assertLessEqual({"explained_decision", "explained_refusal", "explained_pair"}, set(self.lines(world, "explain", f"salesforce:{two}")))
        at["hubspot"].edit("contact", other, email="bert@firma.example")
        at["salesforce"].create("contact", first="Bert", last="Adam", email="bert@firma.example")
        self.run_ok(world, "pull")
        self.assertEqual(self.lines(world, "explain", "bert@firma.example", codes=(2,)), ["candidate"] * 2)

    def test_numbers_agree_with_lines(self):
        world = self.world(("hubspot", "salesforce"), seed="demo")
        rows = self.run_ok(world, "--json", "diff").lines()
        summary = rows[-1]
        operations = [row for row in rows if row["type"] == "operation"]
        self.assertEqual(summary["operations"], len(operations))
        self.assertEqual(summary["holds"], len([row for row in rows if row["type"] == "hold"]))
        changes = [c for row in operations if row["kind"] == "update" for c in row["changes"] if c["why"] != "id"]
        self.assertEqual(summary["filled"], len([c for c in changes if not c["old"]]))
        self.assertEqual(summary["overwritten"], len([c for c in changes if c["old"] and c["new"]]))
        self.assertEqual(summary["emptied"], len([c for c in changes if c["old"] and not c["new"]]))
        for name, numbers in summary["systems"].items():
            for obj in OBJECTS:
                for kind in KINDS:
                    own = [row for row in operations if (row["system"], row["object"], row["kind"]) == (name, obj, kind)]
                    self.assertEqual(numbers[obj][kind], len(own), (name, obj, kind))

    def test_connectors(self):
        world = self.world(("pipedrive",))
        self.assertEqual(set(self.lines(world, "connectors")), {"connector"})


if __name__ == "__main__":
    main()
