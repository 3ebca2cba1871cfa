# SPDX-License-Identifier: Apache-2.0
"""A folder of CSV files that crmsync writes: both ways, as the target of a migration, and killed while it writes."""
import os

from csv_folder import Folder
from pairs import BUILT, pairs, tell
from people import desks
from world import Story, main, wait_until


class TwoWay(Story):
    def edits_both_ways(self, *systems):
        world = self.world(systems)
        at = list(desks(world).values())
        folder = Folder(world)
        folder.write("contacts.csv", "Last name;First name;Email;Position;Lunch\r\nOtt;Eva;eva@a.example;Chef;soup\r\n")
        jim = at[0].create("contact", first="Jim", last="Miller", email="jim@firma.example", title="Käufer")
        self.first_sync(world)
        rows = folder.rows("contacts.csv", ";")
        self.assertEqual([(r["Last name"], r["Position"]) for r in rows], [("Ott", "Chef"), ("Miller", "Käufer")])
        self.assertTrue(all(r["id"] for r in rows) and rows[1]["crmsync_id"])
        self.assertEqual(rows[0]["Lunch"], "soup")
        self.assert_quiet(world)

        at[0].edit("contact", jim, title="Einkauf; Leitung")
        folder.replace("contacts.csv", "Eva;eva@a.example", "Evi;evi@a.example")
        self.sync(world)
        self.assertEqual(folder.rows("contacts.csv", ";")[1]["Position"], "Einkauf; Leitung")
        for desk in at:
            self.assertEqual(desk.count("contact"), 2)
            self.assertEqual(desk.read("contact", desk.find("contact", email="evi@a.example"))["first"], "Evi")
        self.assert_quiet(world)

    def deletes(self, *systems):
        world = self.world(systems)
        desk = next(iter(desks(world).values()))
        folder = Folder(world, tail="objects:\n  contact: {deletes: propagate}\n")
        people = [desk.create("contact", first="A", last=f"Last{i}", email=f"a{i}@a.example") for i in range(4)]
        self.first_sync(world)
        text = folder.read("contacts.csv")
        folder.write("contacts.csv", "".join(line for line in text.splitlines(True) if "Last1" not in line))
        self.sync(world)
        self.assertEqual(desk.ids("contact"), sorted(people[:1] + people[2:]))
        desk.delete("contact", people[2])
        for _ in range(2):
            self.sync(world, "--full")
        self.assertEqual(sorted(row["last_name"] for row in folder.rows("contacts.csv")), ["Last0", "Last3"])
        self.assertEqual(desk.ids("contact"), sorted([people[0], people[3]]))

    def unreadable_is_not_deleted(self, *systems):
        """A row that was spoilt by hand is no deletion, and neither is one that is missing beside it."""
        world = self.world(systems)
        desk = next(iter(desks(world).values()))
        folder = Folder(world, tail="objects:\n  contact: {deletes: propagate}\n")
        people = [desk.create("contact", first="A", last=f"Last{i}", email=f"a{i}@a.example") for i in range(4)]
        self.first_sync(world)
        text = folder.read("contacts.csv")
        folder.write("contacts.csv", "".join(line for line in text.splitlines(True) if "Last1" not in line).replace("Last2", '"Last2" x'))
        for args in ((), ("--full",)):
            self.sync(world, *args, codes=(6,))
            self.assertEqual(world.writes(), [])
        self.assertIn("Last2", folder.read("contacts.rejected.csv"))
        folder.replace("contacts.csv", '"Last2" x', "Last2")
        self.sync(world)
        self.assertEqual(desk.ids("contact"), sorted(people[:1] + people[2:]))
        self.assert_quiet(world)

    def target_of_a_migration(self, *systems):
        world = self.world(systems)
        desk = next(iter(desks(world).values()))
        folder = Folder(world, name="target")
        jane = desk.owner("jane.roe@crm.example")
        firma = desk.create("company", name="=Firma & Söhne", website="https://firma.example", owner=jane)
        jim = desk.create("contact", first="Jim", last="Miller", email="jim@firma.example", company=firma)
        desk.create("deal", name="Renewal, 2027", amount="1234.5", stage="proposal", close_date="2026-12-24", company=firma, contacts=[jim])
        self.first_sync(world)
        company, contact = folder.rows("companies.csv")[0], folder.rows("contacts.csv")[0]
        deal = folder.rows("deals.csv")[0]
        self.assertEqual((company["name"], company["owner"]), ("'=Firma & Söhne", "jane.roe@crm.example"))
        self.assertEqual((contact["email"], contact["company"]), ("jim@firma.example", company["id"]))
        self.assertEqual((deal["name"], float(deal["amount"]), deal["close_date"], deal["company"], deal["contacts"]),
                         ("Renewal, 2027", 1234.5, "2026-12-24", company["id"], contact["id"]))
        self.assertEqual(os.stat(folder.file("contacts.csv")).st_mode & 0o777, 0o600)
        self.assert_quiet(world)

        jim_owner = desk.owner("jim.owen@crm.example")
        folder.replace("companies.csv", "jane.roe@crm.example", "jim.owen@crm.example")
        self.sync(world)
        self.assertEqual(desk.read("company", firma)["owner"], jim_owner)
        self.assert_quiet(world)

        for name in ("crmsync.db", "crmsync.db-wal", "crmsync.db-shm"):
            if os.path.exists(world.path(name)):
                os.unlink(world.path(name))
        before = {name: folder.read(name) for name in ("companies.csv", "contacts.csv", "deals.csv")}
        self.run_ok(world, "sync", "--first-sync")
        self.assertEqual({name: folder.read(name) for name in before}, before)
        self.assertEqual([desk.count(o) for o in ("company", "contact", "deal")], [1, 1, 1])

    def killed_while_it_writes(self, *systems):
        world = self.world(systems)
        desk = next(iter(desks(world).values()))
        folder = Folder(world)
        for i in range(60):
            desk.create("contact", first=f"P{i}", last="Miller", email=f"p{i}@a.example")
        self.run_ok(world, "setup")
        fresh = os.stat(folder.file("contacts.csv")).st_ino
        process = self.background(world, "sync", "--first-sync")
        wait_until(lambda: os.stat(folder.file("contacts.csv")).st_ino != fresh or process.poll() is not None, "the file was replaced")
        process.kill()
        process.wait()
        folder.rows("contacts.csv")
        self.run_ok(world, "sync", "--first-sync")
        rows = folder.rows("contacts.csv")
        self.assertEqual(sorted(r["email"] for r in rows), sorted(f"p{i}@a.example" for i in range(60)))
        self.assertEqual(len({r["id"] for r in rows}), 60)
        self.assertEqual(desk.count("contact"), 60)
        self.assert_quiet(world)

    def open_in_an_office_program(self, *systems):
        world = self.world(systems)
        desk = next(iter(desks(world).values()))
        folder = Folder(world)
        desk.create("contact", first="Jim", last="Miller", email="jim@firma.example")
        self.run_ok(world, "setup")
        folder.write(".~lock.contacts.csv#", "somebody")
        stopped = self.run_ok(world, "sync", "--first-sync", codes=(5,))
        self.assertIn("is open in an office program", stopped.err)
        self.assertEqual(folder.rows("contacts.csv"), [])
        os.unlink(folder.file(".~lock.contacts.csv#"))
        self.run_ok(world, "sync", "--first-sync")
        self.assertEqual(len(folder.rows("contacts.csv")), 1)
        self.assert_quiet(world)


for story in ("edits_both_ways",):
    tell(TwoWay, story, pairs(), 1)
for story in ("deletes", "unreadable_is_not_deleted", "target_of_a_migration", "killed_while_it_writes", "open_in_an_office_program"):
    tell(TwoWay, story, [(v,) for v in BUILT], 1)

if __name__ == "__main__":
    main()
