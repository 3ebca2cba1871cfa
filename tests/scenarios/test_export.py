# SPDX-License-Identifier: Apache-2.0
"""export --subject: all that is held about a person, and nothing about anybody else."""
import json
import sqlite3

from pairs import pairs, tell
from people import desks
from world import Story, main


class Export(Story):
    def start(self, systems):
        world = self.world(systems)
        at = list(desks(world).values())
        for d in at:
            d.create("contact", first="Ada", last="Lovelace", email="ada@firma.example", **({"title": "Countess"} if d is at[0] else {}))
        at[0].create("contact", first="Other", last="Person", email="other@elsewhere.example")
        self.run_ok(world, "setup")
        self.run_ok(world, "sync", "--first-sync")
        return world, at

    def export(self, world, address="ada@firma.example", codes=(0,)):
        result = self.run_ok(world, "export", "--subject", address, codes=codes)
        return [json.loads(line) for line in result.out.splitlines()], result

    def of(self, lines, kind):
        return [line for line in lines if line["type"] == kind]

    def everything(self, a, b):
        world, at = self.start((a, b))
        world.forget_history()
        lines, result = self.export(world, "  ADA@firma.example ")
        self.assertEqual(world.history(), [])
        [golden] = self.of(lines, "golden")
        self.assertEqual((golden["values"]["email"], golden["values"]["title"]), ("ada@firma.example", "Countess"))
        self.assertEqual(golden["provenance"]["title"]["system"], at[0].name)
        records = self.of(lines, "record")
        self.assertEqual(sorted(r["system"] for r in records), sorted(d.name for d in at))
        for r in records:
            self.assertEqual((r["crmsync_id"], r["life"], r["values"]["last_name"]), (golden["crmsync_id"], "live", "Lovelace"))
            self.assertIn("Lovelace", json.dumps(r["received"]))
            self.assertIsNotNone(r["agreed"])
        written = self.of(lines, "written")
        self.assertTrue(any(c["field"] == "title" and c["new"] == "Countess" for w in written for c in w["changes"]), written)
        self.assertTrue(all(w["sent"] and w["payload"] is not None for w in written), written)
        self.assertNotIn("elsewhere.example", result.out)

    def questions_and_decisions(self, a, b):
        world, at = self.start((a, b))
        twins = [d.create("contact", first="Jim", last="Miller", phone="+49 30 1234567", email=f"jim@{d.name}.example") for d in at]
        for d, n in zip(at, (2, 1)):
            for _ in range(n):
                d.create("contact", first="Jo", last="Twice", email="jo@firma.example")
        self.run_ok(world, "sync", codes=(6,))
        lines, _ = self.export(world, "jo@firma.example")
        self.assertEqual([q["kind"] for q in self.of(lines, "question")], ["ambiguous"], lines)
        pair = [f"{d.name}:{record}" for d, record in zip(at, twins)]
        self.run_ok(world, "match", "--keep-separate", *pair)
        lines, _ = self.export(world, f"jim@{at[0].name}.example")
        [decision] = self.of(lines, "decision")
        self.assertEqual(decision["kind"], "match")
        self.assertTrue(all(record in decision["subject"] for record in map(str, twins)), decision)
        self.assertEqual(self.of(self.export(world)[0], "decision"), [])

    def refused(self, a, b):
        """What a vendor said of it, too."""
        world, at = self.start((a, b))
        lines, _ = self.export(world)
        self.assertEqual(self.of(lines, "refusal"), [])
        with sqlite3.connect(world.path("crmsync.db")) as db:
            db.execute("INSERT INTO refusal SELECT id, 1, 1, 7, 1, 'x', 'no such luck' FROM golden WHERE uid = ?", (self.of(lines, "golden")[0]["crmsync_id"],))
        self.assertEqual([r["message"] for r in self.of(self.export(world)[0], "refusal")], ["no such luck"])

    def erased(self, a, b):
        """Of an erased person there is a keyed hash, and that is told."""
        world, at = self.start((a, b))
        self.run_ok(world, "forget", "ada@firma.example")
        lines, _ = self.export(world)
        self.assertEqual(lines, [{"type": "kept_out", "version": 1}])
        lines, result = self.export(world, "nobody@firma.example")
        self.assertEqual(lines, [])
        self.assertIn("nothing is held", result.err)

    def how_it_is_asked(self, a, b):
        world, at = self.start((a, b))
        given = self.run_ok(world, "export", "--stdin", given="ada@firma.example\n")
        self.assertEqual(given.out, self.run_ok(world, "export", "--subject", "ada@firma.example").out)
        for wrong in ([], ["--subject", "ada"], ["--subject", ""], ["--stdin", "--subject", "ada@firma.example"], ["stray"]):
            self.run_ok(world, "export", *wrong, codes=(2,))
        self.run_ok(world, "export", "--stdin", codes=(2,))
        world.write("crmsync.yaml", world.read("crmsync.yaml").replace("crmsync.db", "none.db"))
        result = self.run_ok(world, "export", "--subject", "ada@firma.example", codes=(1, 2, 3, 5, 9))
        self.assertIn("none.db", result.err)


for story in ("everything", "erased"):
    tell(Export, story, pairs(), 1)
tell(Export, "questions_and_decisions", [p for p in pairs() if not any("hubspot" in s for s in p)], 1)
for story in ("refused", "how_it_is_asked"):
    tell(Export, story, [("hubspot", "pipedrive")])

if __name__ == "__main__":
    main()
