# SPDX-License-Identifier: Apache-2.0
"""diff --html and sync --html: one page with everything in it, the same as --json says, that runs nothing but its own script."""
import base64
import hashlib
import json
import os
import re
import stat

from pairs import pairs, tell
from people import desks
from world import Story, main

EVIL = "</script><script>alert(1)</script><!-- \"'&"
FILLS, REPLACES, EMPTIES = 1, 2, 4
CLEARS = "objects: {contact: {fields: {phone: {clear: propagate}}}}\n"
CREATE = {"hubspot": "contacts/batch/create", "salesforce": "composite/sobjects", "pipedrive": "/persons$"}
REFUSED = {
    "hubspot": {"status": "error", "category": "VALIDATION_ERROR", "message": "no such luck"},
    "salesforce": [{"errorCode": "INVALID_FIELD", "message": "no such luck"}],
    "pipedrive": {"success": False, "error": "no such luck"},
}


class Page:
    """What a report says."""

    def __init__(self, text):
        self.text = text
        self.scripts = re.findall(r"<script([^>]*)>(.*?)</script>", text, re.S)
        data = next(body for attributes, body in self.scripts if 'id="data"' in attributes)
        lines = [line for line in data.split("\n") if line]
        self.head = json.loads(lines[0])
        self.operations = [self.operation(line) for line in lines[1:] if line[0] == "o"]
        self.groups = [(self.head["objects"][int(line[1])], json.loads(line[2:])) for line in lines[1:] if line[0] == "g"]
        self.holds = [json.loads(line[1:]) for line in lines[1:] if line[0] == "h"]

    def operation(self, line):
        name, uid, vendor_id, record_kind, message, changes = json.loads(line[6:])
        return {"system": self.head["systems"][int(line[1], 36)]["name"], "object": self.head["objects"][int(line[2])], "kind": self.head["kinds"][int(line[3])],
                "state": self.head["states"][int(line[4])], "effects": int(line[5]), "name": name, "crmsync_id": uid, "id": vendor_id,
                "record_kind": record_kind, "message": message, "changes": changes}


def said(operation, changes):
    return (operation["system"], operation["object"], operation["kind"], operation["state"], operation["name"], operation["crmsync_id"], operation["id"],
            operation["record_kind"], operation.get("message"), changes)


class HtmlReport(Story):
    def start(self, systems, config=""):
        world = self.world(systems, config=config)
        at = list(desks(world).values())
        self.run_ok(world, "setup")
        return world, at

    def page(self, world, name="report.html"):
        return Page(world.read(name))

    def agree(self, page, result):
        """The page says what --json says."""
        wanted = sorted(said(o, [[c.get(m) for m in ("field", "old", "new", "why", "from")] for c in o["changes"]]) for o in result.lines("operation"))
        self.assertEqual(sorted(said(o, o["changes"]) for o in page.operations), wanted)
        self.assertEqual([h[:6] for h in page.holds], [[h[m] for m in ("kind", "object", "system", "field", "summary", "detail")] for h in result.lines("hold")])
        summary = result.lines("summary")[0]
        for member in ("operations", "links", "holds", "filled", "overwritten", "emptied"):
            self.assertEqual(page.head["summary"][member], summary[member], member)

    def says_what_json_says(self, a, b):
        world, at = self.start((a, b))
        for d in at:
            d.create("contact", first="Ada", last="Lovelace", email="ada@firma.example", **({"title": "Countess"} if d is at[0] else {}))
        at[0].create("contact", first="Only", last="Here", email="here@firma.example")
        result = self.run_ok(world, "--json", "diff", "--html", world.path("report.html"))
        page = self.page(world)
        self.agree(page, result)
        self.assertFalse(page.head["done"])
        ada = next(o for o in page.operations if o["system"] == at[1].name and o["kind"] == "update")
        self.assertEqual(ada["effects"], FILLS)
        [(obj, (name, _, records))] = page.groups
        self.assertEqual((obj, name), ("contact", "Ada Lovelace"))
        self.assertEqual([r[0] for r in records], [at[0].name, at[1].name])
        self.assertTrue(all(r[3]["email"] == "ada@firma.example" for r in records), records)
        self.assertEqual([r[3].get("title") for r in records], ["Countess", None])

    def effects(self, a, b):
        world, at = self.start((a, b), CLEARS)
        one = at[0].create("contact", first="Ada", last="Lovelace", email="ada@firma.example", title="Countess", phone="+49301234567")
        self.run_ok(world, "sync", "--first-sync")
        world.advance(600)
        at[0].edit("contact", one, title="Lady", phone="")
        self.run_ok(world, "diff", "--html", "report.html")
        [change] = [o for o in self.page(world).operations if o["object"] == "contact"]
        self.assertEqual(change["effects"], REPLACES | EMPTIES, change)
        world.advance(600)
        result = self.run_ok(world, "--json", "sync", "--html", "done.html")
        page = self.page(world, "done.html")
        self.agree(page, result)
        self.assertTrue(page.head["done"])
        self.assertTrue(all(o["state"] in ("acknowledged", "verified") for o in page.operations), page.operations)
        self.run_ok(world, "diff", "--html", "report.html")
        self.assertEqual(self.page(world).operations, [])

    def nothing_of_a_value_is_markup(self, a, b):
        world, at = self.start((a, b))
        at[0].create("contact", first="Eve", last=EVIL, email="eve@firma.example")
        result = self.run_ok(world, "--json", "diff", "--html", "report.html")
        page = self.page(world)
        self.agree(page, result)
        self.assertEqual(len(page.scripts), 2)
        self.assertNotIn("alert(1)</script>", page.text)
        self.assertNotIn("<!--", page.text)

    def runs_and_loads_nothing_else(self, a, b):
        world, at = self.start((a, b))
        self.run_ok(world, "diff", "--html", "report.html")
        page = self.page(world)
        policy = re.search(r'Content-Security-Policy" content="([^"]*)"', page.text)[1]
        self.assertTrue(policy.startswith("default-src 'none';"), policy)
        for directive, body in (("script-src", page.scripts[1][1]), ("style-src", re.search(r"<style>(.*?)</style>", page.text, re.S)[1])):
            digest = base64.b64encode(hashlib.sha256(body.encode()).digest()).decode()
            self.assertIn(f"{directive} 'sha256-{digest}'", policy)
        self.assertNotRegex(page.text, r"\s(src|href)=\"(?!#)")
        self.assertNotRegex(page.text, r"\son[a-z]+=\"|style=\"|@import|url\(")

    def a_question_shows_its_records(self, a, b):
        """Two that look alike in one system: held, with the values of all that are asked about."""
        world, at = self.start((a, b))
        for d, n in ((at[0], 2), (at[1], 1)):
            for k in range(n):
                d.create("company", name=f"Weber Pharma{' AG' * k}", website="https://weber.example")
        self.run_ok(world, "diff", "--html", "report.html")
        [hold] = [h for h in self.page(world).holds if h[0] == "ambiguous"]
        self.assertEqual(sorted(r[0] for r in hold[6]), sorted([at[0].name] * 2 + [at[1].name]))
        self.assertTrue(all("Weber Pharma" in r[3]["name"] for r in hold[6]), hold)

    def what_failed(self, a, b):
        world, at = self.start((a, b))
        at[0].create("contact", first="Ada", last="Lovelace", email="ada@firma.example")
        for method in ("POST", "PATCH", "PUT"):
            world.fault(system=at[1].name, method=method, path=CREATE[at[1].vendor], every=1, action="status", code=400, body=REFUSED[at[1].vendor])
        result = world.run("--json", "sync", "--first-sync", "--html", "report.html")
        self.assertIn(result.code, (5, 6), result)
        page = self.page(world)
        self.agree(page, result)
        self.assertTrue([o for o in page.operations if o["state"] == "failed" and o["message"]], page.operations)

    def whole_or_not_at_all(self, a, b):
        world, at = self.start((a, b))
        world.write("report.html", "before", 0o644)
        os.mkdir(world.path("report.html.new"))
        self.run_fails(world, "diff", "--html", "report.html", says="report.html.new")
        self.assertEqual(world.read("report.html"), "before")
        os.rmdir(world.path("report.html.new"))
        os.symlink("elsewhere", world.path("report.html.new"))
        self.run_fails(world, "diff", "--html", "report.html", says="report.html.new")
        self.assertFalse(os.path.exists(world.path("elsewhere")))
        os.unlink(world.path("report.html.new"))
        self.run_fails(world, "diff", "--html", "no/such/folder.html", says="no/such/folder.html")
        self.run_ok(world, "diff", "--html", "report.html")
        self.assertEqual(stat.S_IMODE(os.stat(world.path("report.html")).st_mode), 0o600)
        self.assertFalse(os.path.exists(world.path("report.html.new")))

    def run_fails(self, world, *args, says):
        result = world.run(*args)
        self.assertEqual(result.code, 5, result)
        self.assertIn(says, result.err)


for told in ("says_what_json_says", "effects", "nothing_of_a_value_is_markup", "runs_and_loads_nothing_else", "a_question_shows_its_records", "what_failed",
             "whole_or_not_at_all"):
    tell(HtmlReport, told, pairs(), 1)

if __name__ == "__main__":
    main()
