# SPDX-License-Identifier: Apache-2.0
"""What stands between a plan and the CRMs: saved plans, limits, gates, restrictions, exit codes."""
import json

from pairs import pairs, tell, trios
from people import desks
from world import Story, main


class Plans(Story):
    def start(self, systems, people=8, config=""):
        world = self.world(systems, config=config)
        at = list(desks(world).values())
        ids = [at[0].create("contact", first="Person", last=f"Number {i}", email=f"p{i}@firma.example") for i in range(people)]
        self.run_ok(world, "setup")
        world.forget_history()
        return world, at, ids

    def plan(self, world, *args):
        self.run_ok(world, "diff", "--plan", world.path("plan"), *args)
        return [json.loads(line) for line in world.read("plan").splitlines()]

    # ---- diff

    def diff_writes_nothing(self, *systems):
        world, at, _ = self.start(systems)
        first = self.run_ok(world, "--json", "diff")
        second = self.run_ok(world, "--json", "diff", "--full")
        self.assertEqual(world.writes(), [])
        self.assertEqual(len(first.lines("operation")), 8 * (len(at) - 1))
        self.assertEqual(first.lines("operation"), second.lines("operation"))
        self.assertEqual(world.sql("SELECT count(*) FROM golden"), [(0,)])
        self.assertEqual(world.sql("SELECT count(*) FROM link"), [(0,)])

    def exit_code(self, a, b):
        world, at, _ = self.start((a, b))
        self.run_ok(world, "diff", "--exit-code", codes=(10,))
        self.assertEqual(world.sql("SELECT exit_code FROM v_run ORDER BY id DESC LIMIT 1"), [(10,)])
        self.run_ok(world, "diff")
        self.run_ok(world, "sync", "--first-sync")
        self.run_ok(world, "diff", "--exit-code")

    # ---- sync --plan

    def applied_exactly(self, *systems):
        """A reviewed plan is the consent for the first sync, and what appeared since is left for the next run."""
        world, at, _ = self.start(systems)
        rows = self.plan(world)
        self.assertEqual(rows[0]["crmsync_plan"], 1)
        self.assertEqual(len(rows) - 1, 8 * (len(at) - 1))
        world.advance(600)
        at[0].create("contact", first="Late", last="Comer", email="late@firma.example")
        world.forget_history()
        result = self.run_ok(world, "--json", "sync", "--plan", world.path("plan"))
        done = {(o["system"], o["crmsync_id"], o["kind"]) for o in result.lines("operation") if o["state"] in ("acknowledged", "verified")}
        self.assertEqual(done, {(r["system"], r["crmsync_id"], r["kind"]) for r in rows[1:]})
        self.assertEqual([d.count("contact") for d in at[1:]], [8] * (len(at) - 1))
        world.advance(600)
        self.run_ok(world, "sync")
        self.assertEqual([d.count("contact") for d in at], [9] * len(at))
        self.assert_silence(world, 1)

    def changed_rows_are_refused(self, *systems):
        world, at, ids = self.start(systems)
        rows = self.plan(world)
        world.advance(600)
        at[0].edit("contact", ids[3], first="Persona")
        at[0].delete("contact", ids[5])
        result = self.run_ok(world, "--json", "sync", "--full", "--plan", world.path("plan"), codes=(6,))
        refused = result.lines("refused")
        self.assertEqual(len(refused), 2 * (len(at) - 1), result)
        self.assertEqual({r["system"] for r in refused}, {d.name for d in at[1:]})
        self.assertTrue(any("Number 3" in r["text"] for r in refused) and any("Number 5" in r["text"] for r in refused), refused)
        for d in at[1:]:
            self.assertEqual(sorted(r["last"] for r in d.rows("contact").values()), [f"Number {i}" for i in range(8) if i not in (3, 5)])
        world.advance(600)
        self.run_ok(world, "sync", "--first-sync")
        for d in at[1:]:
            self.assertEqual(d.count("contact"), 7)
            self.assertEqual(d.read("contact", d.find("contact", last="Number 3"))["first"], "Persona")
        self.assert_silence(world, 1)

    def target_changed_since(self, a, b):
        """The record to be updated was edited in the target after the review: not overwritten."""
        world, at, ids = self.start((a, b))
        self.run_ok(world, "sync", "--first-sync")
        world.advance(600)
        at[0].edit("contact", ids[0], title="Clerk")
        at[0].edit("contact", ids[1], title="Clerk")
        rows = self.plan(world)
        self.assertEqual([r["kind"] for r in rows[1:]], ["update", "update"])
        world.advance(600)
        partner = at[1].find("contact", last="Number 0")
        at[1].edit("contact", partner, title="Head")
        result = self.run_ok(world, "sync", "--plan", world.path("plan"), codes=(6,))
        self.assertRegex(result.out, f"refused {at[1].name} {partner}")
        self.assertEqual(at[1].read("contact", partner)["title"], "Head")
        self.assertEqual(at[1].read("contact", at[1].find("contact", last="Number 1"))["title"], "Clerk")

    def shortened_and_edited(self, a, b):
        """Rows may be taken out of a plan; rows that were edited are refused; what is no plan is no plan."""
        world, at, _ = self.start((a, b))
        self.plan(world)
        lines = world.read("plan").splitlines()
        self.assertEqual(len(lines), 9)
        edited = lines[2].replace(json.loads(lines[2])["row"], "0123456789abcdef")
        world.write("plan", "\n".join([lines[0], lines[1], edited, lines[4]]) + "\n")
        result = self.run_ok(world, "--json", "sync", "--plan", world.path("plan"), codes=(6,))
        self.assertEqual(len(result.lines("refused")), 1)
        self.assertEqual(at[1].count("contact"), 2)
        for text in ("", "{}\n", "nonsense\n", lines[0] + "\n{\"row\": 5}\n"):
            world.write("plan", text)
            self.run_ok(world, "sync", "--plan", world.path("plan"), codes=(2,))
        self.run_ok(world, "sync", "--plan", world.path("none"), codes=(2,))
        self.assertEqual(at[1].count("contact"), 2)

    def plan_of_another_account(self, a, b):
        world, at, _ = self.start((a, b))
        self.plan(world)
        lines = world.read("plan").splitlines()
        header = json.loads(lines[0])
        header["accounts"][at[1].name] = "another"
        world.write("plan", "\n".join([json.dumps(header)] + lines[1:]) + "\n")
        result = self.run_ok(world, "sync", "--plan", world.path("plan"), codes=(7,))
        self.assertIn("another", result.err)
        self.assertEqual(at[1].count("contact"), 0)

    # ---- restrictions

    def limit(self, *systems):
        world, at, _ = self.start(systems)
        self.run_ok(world, "sync", "--first-sync", "--limit", "0")
        self.assertEqual(sum(d.count("contact") for d in at[1:]), 0)
        self.run_ok(world, "sync", "--first-sync", "--limit", "3")
        self.assertEqual(sum(d.count("contact") for d in at[1:]), 3)
        self.assertEqual(len(self.run_ok(world, "--json", "diff", "--limit", "2").lines("operation")), 2)
        self.run_ok(world, "sync", "--first-sync")
        self.assertEqual([d.count("contact") for d in at[1:]], [8] * (len(at) - 1))
        self.assert_silence(world, 1)

    def only(self, a, b):
        world, at, ids = self.start((a, b), people=2)
        company = at[0].create("company", name="Firma GmbH", website="https://firma.example")
        at[0].create("deal", name="Renewal", amount="100", stage="proposal", close_date="2026-12-24", company=company, contacts=ids[:1])
        for obj in ("company", "contact", "deal"):
            self.run_ok(world, "sync", "--first-sync", "--only", obj)
            self.assertEqual(at[1].count(obj), 2 if obj == "contact" else 1)
        self.assertEqual((at[1].count("company"), at[1].count("contact"), at[1].count("deal")), (1, 2, 1))
        self.run_ok(world, "sync", "--only", "company", codes=(0,))
        self.run_ok(world, "sync", "--only", "lead", codes=(2,))
        self.run_ok(world, "sync", "--first-sync")
        self.assertEqual([r["company"] for r in at[1].rows("deal").values()], at[1].ids("company"))
        self.assert_silence(world, 1)

    def system(self, a, b, c):
        """Only one system is read and written; the others wait, as last seen."""
        world, at, ids = self.start((a, b, c))
        self.run_ok(world, "sync", "--first-sync")
        world.advance(600)
        for i in range(3):
            at[0].edit("contact", ids[i], title="Clerk")
        self.sync(world, "--system", at[0].name)
        self.assertEqual({h["system"] for h in world.history()}, {at[0].name})
        self.assertEqual(world.writes(), [])
        self.sync(world, "--system", at[1].name)
        self.assertEqual({h["system"] for h in world.history()}, {at[1].name})
        self.assertEqual(sum(r["title"] == "Clerk" for r in at[1].rows("contact").values()), 3)
        self.assertEqual(sum(r["title"] == "Clerk" for r in at[2].rows("contact").values()), 0)
        self.sync(world)
        self.assertEqual(sum(r["title"] == "Clerk" for r in at[2].rows("contact").values()), 3)
        self.assertEqual({w["system"] for w in world.writes()}, {at[2].name})
        self.run_ok(world, "sync", "--system", "nobody", codes=(2,))
        self.assert_silence(world, 1)

    # ---- caps

    def caps(self, a, b):
        world, at, ids = self.start((a, b), people=40, config="gates: {max_create: 10%, max_update: 25%, floor: 2}\n")
        self.run_ok(world, "sync", "--first-sync")
        world.advance(600)
        for record in ids[:11]:
            at[0].edit("contact", record, title="Clerk")
        result = self.run_ok(world, "sync", codes=(7,))
        for text in ("11", "10", "40", at[1].name, "--max-update"):
            self.assertIn(text, result.err)
        self.assertEqual(sum(r["title"] == "Clerk" for r in at[1].rows("contact").values()), 0)
        self.run_ok(world, "sync", "--max-update", "10", codes=(7,))
        self.run_ok(world, "sync", "--max-update", "11")
        self.assertEqual(sum(r["title"] == "Clerk" for r in at[1].rows("contact").values()), 11)
        for i in range(5):
            at[0].create("contact", first="New", last=f"Number {i}", email=f"new{i}@firma.example")
        result = self.run_ok(world, "sync", codes=(7,))
        self.assertIn("--max-create", result.err)
        self.run_ok(world, "sync", "--max-create", "5")
        self.assertEqual(at[1].count("contact"), 45)
        for wrong in ("-1", "5x", "101%", ""):
            self.run_ok(world, "sync", "--max-create", wrong, codes=(2,))
        self.assert_silence(world, 1)

    def changed_mapping(self, a, b):
        """A mapping that was changed asks before its consequences are written."""
        world, at, ids = self.start((a, b), config="objects: {contact: {fields: {title: false}}}\n")
        for record in ids:
            at[0].edit("contact", record, title="Clerk")
        self.run_ok(world, "sync", "--first-sync")
        self.assertEqual({r["title"] for r in at[1].rows("contact").values()}, {None})
        world.write_config("")
        world.forget_history()
        result = self.run_ok(world, "sync", codes=(7,))
        self.assertIn("--accept mapping", result.err)
        self.assertEqual(world.writes(), [])
        self.run_ok(world, "sync", codes=(7,))
        self.run_ok(world, "sync", "--accept", "mapping")
        self.assertEqual({r["title"] for r in at[1].rows("contact").values()}, {"Clerk"})
        self.assert_silence(world, 1)


for story in ("diff_writes_nothing", "applied_exactly", "changed_rows_are_refused", "limit"):
    tell(Plans, story, pairs() + trios(), 1)
for story in ("exit_code", "target_changed_since", "shortened_and_edited", "plan_of_another_account", "only", "caps", "changed_mapping"):
    tell(Plans, story, pairs(), 1)
tell(Plans, "system", trios(), 1)

if __name__ == "__main__":
    main()
