# SPDX-License-Identifier: Apache-2.0
"""The store is lost or damaged: relink builds it anew from the crmsync ids in the CRMs, and nothing is created twice."""
import os
import re
import sqlite3
import stat

from pairs import pairs, tell, trios
from people import desks
from world import Story, main

CROSSWALK = "SELECT uid, object, system, vendor_id, life, role FROM v_crosswalk WHERE life = 'live' ORDER BY 1, 2, 3, 4"
PAGE = 4096


class Relink(Story):
    def start(self, systems):
        """A synced world: companies, contacts, deals, and people without a key that would find them again."""
        world = self.world(systems)
        at = list(desks(world).values())
        for i in range(6):
            d = at[i % len(at)]
            company = d.create("company", name=f"Firma {i}", website=f"https://firma{i}.example")
            contact = d.create("contact", first="Person", last=f"Number {i}", email=f"p{i}@firma{i}.example", company=company)
            d.create("deal", name=f"Renewal {i}", amount="1200", currency="EUR", stage="qualification", close_date="2026-12-24",
                     company=company, contacts=[contact])
        for d in at:
            d.create("contact", first="Without", last=f"Address at {d.name}")
        self.first_sync(world)
        self.assert_silence(world, 1)
        world.advance(3600)
        self.before = world.sql(CROSSWALK)
        self.counts = [{o: d.count(o) for o in ("company", "contact", "deal")} for d in at]
        world.forget_history()
        return world, at

    def lose(self, world):
        for suffix in ("", "-wal", "-shm"):
            if os.path.exists(world.path("crmsync.db" + suffix)):
                os.unlink(world.path("crmsync.db" + suffix))

    def damage(self, world):
        """The page where the links begin is no longer what it was."""
        with sqlite3.connect(world.path("crmsync.db")) as db:
            page = db.execute("SELECT rootpage FROM sqlite_schema WHERE name = 'link'").fetchone()[0]
        db.close()
        with open(world.path("crmsync.db"), "r+b") as f:
            f.seek((page - 1) * PAGE)
            f.write(b"\xa5" * PAGE)

    def aside(self, world):
        return sorted(f for f in os.listdir(world.folder) if re.fullmatch(r"crmsync\.db\.damaged-\d{8}T\d{6}Z(-\d+)?", f))

    def assert_rebuilt(self, world, at):
        """Nothing was written; a first sync creates and deletes nothing, and fills at most what the vendors themselves made differ."""
        self.assertEqual(world.writes(), [])
        self.assertEqual(world.sql(CROSSWALK), self.before)
        self.assertEqual(world.sql("SELECT count(*) FROM v_operation"), [(0,)])
        diff = self.run_ok(world, "--json", "diff").lines("operation")
        self.assertEqual({o["kind"] for o in diff} - {"update"}, set(), diff)
        self.run_ok(world, "sync", "--first-sync")
        self.assertEqual(world.sql(CROSSWALK), self.before)
        self.assertEqual([{o: d.count(o) for o in c} for d, c in zip(at, self.counts)], self.counts)
        self.assert_silence(world, 1)

    def lost(self, *systems):
        world, at = self.start(systems)
        self.lose(world)
        result = self.run_ok(world, "--json", "relink")
        rows = result.lines("relinked")
        self.assertEqual(len(rows), 3 * len(at))
        for row in rows:
            self.assertEqual((row["by_id"], row["by_key"], row["alone"], row["open"]), (row["records"], 0, 0, 0), row)
        self.assertEqual(sum(row["records"] for row in rows), len(self.before))
        whole = result.lines("relink")[0]
        self.assertEqual((whole["create"], whole["delete"], whole["old_store"]), (0, 0, None))
        self.assert_rebuilt(world, at)

    def damaged(self, *systems):
        world, at = self.start(systems)
        self.damage(world)
        with open(world.path("crmsync.db"), "rb") as f:
            content = f.read()
        result = self.run_ok(world, "sync", codes=(9,))
        self.assertIn("crmsync relink", result.err)
        result = self.run_ok(world, "relink")
        self.assertRegex(result.out, "would now make 0 creates, [0-9]+ updates? and 0 deletes")
        kept = self.aside(world)
        self.assertEqual(len(kept), 1)
        self.assertIn(kept[0], result.out)
        self.assertEqual(stat.S_IMODE(os.stat(world.path(kept[0])).st_mode), 0o600)
        with open(world.path(kept[0]), "rb") as f:
            self.assertEqual(f.read(), content)
        self.assert_rebuilt(world, at)

    def edited_meanwhile(self, *systems):
        """What was agreed is lost with the store: an edit made since is seen as a difference, shown, and settled by priority."""
        world, at = self.start(systems)
        self.lose(world)
        at[0].edit("contact", at[0].find("contact", email="p1@firma1.example"), title="Director")
        at[-1].create("contact", first="New", last="Here", email="new@firma1.example")
        result = self.run_ok(world, "--json", "relink").lines("relink")[0]
        self.assertEqual(result["create"], len(at) - 1)
        self.assertGreaterEqual(result["update"], len(at) - 1)
        self.assertEqual(world.writes(), [])
        diff = self.run_ok(world, "--json", "diff").lines("operation")
        self.assertEqual(sorted({o["kind"] for o in diff}), ["create", "update"])
        self.run_ok(world, "sync", codes=(7,))
        self.run_ok(world, "sync", "--first-sync")
        for d in at:
            self.assertEqual(d.read("contact", d.find("contact", email="p1@firma1.example"))["title"], "Director")
            d.find("contact", email="new@firma1.example")
        self.assert_quiet(world)

    def vendor_down(self, *systems):
        """A relink that stops half-way is gone on with."""
        world, at = self.start(systems)
        self.damage(world)
        world.fault(system=world.systems[-1][0], method="GET", path=".*", every=1, action="status", code=503)
        self.run_ok(world, "relink", codes=(5,))
        self.assertEqual(len(self.aside(world)), 1)
        world.no_faults()
        self.run_ok(world, "relink")
        self.assertEqual(len(self.aside(world)), 1)
        self.assert_rebuilt(world, at)

    def sound(self, *systems):
        """A store that is sound knows more than a new one would."""
        world, at = self.start(systems)
        result = self.run_ok(world, "relink", codes=(7,))
        self.assertIn("--anew", result.err)
        self.assertEqual(self.aside(world), [])
        self.run_ok(world, "sync")
        self.run_ok(world, "relink", "--anew")
        self.assertEqual(len(self.aside(world)), 1)
        self.assert_rebuilt(world, at)

    def test_other_files_are_left_alone(self):
        world = self.world(("hubspot",))
        world.write("crmsync.db", "a diary, and no store\n" * 100)
        before = world.read("crmsync.db")
        for command in (("sync",), ("relink",)):
            self.run_ok(world, *command, codes=(9,))
            self.assertEqual(world.read("crmsync.db"), before)
        self.assertIn("--anew", self.run_ok(world, "relink", codes=(9,)).err)
        os.unlink(world.path("crmsync.db"))
        self.run_ok(world, "pull")
        with sqlite3.connect(world.path("crmsync.db")) as db:
            db.execute("PRAGMA user_version = 41")
        db.close()
        for command in (("sync",), ("relink",), ("relink", "--anew")):
            result = self.run_ok(world, *command, codes=(9,))
            self.assertIn("version 41", result.err)
        self.assertEqual(self.aside(world), [])


for story in ("lost", "damaged"):
    tell(Relink, story, pairs() + trios())
for story in ("edited_meanwhile", "vendor_down", "sound"):
    tell(Relink, story, pairs(), 1)

if __name__ == "__main__":
    main()
