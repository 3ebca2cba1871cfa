# SPDX-License-Identifier: Apache-2.0
"""A list of a trade fair is brought into two CRMs that know some of its people already."""
import os

from csv_folder import Folder
from pairs import pairs, tell
from people import desks
from world import Story, main

LIST = ("Vorname;Nachname;E-Mail;Mobil;Ort\r\n"
        "Jörg;Größler;JOERG@firma.example;0170 1234567;Köln\r\n"
        "Anna;Neumann;anna@neu.example;;Übersee\r\n"
        "Ben;\"Zerbrochen\" x;ben@kaputt.example;;Bonn\r\n")


class Import(Story):
    def start(self, systems, settings=("read_only: true",), options=()):
        world = self.world(systems)
        at = list(desks(world).values())
        folder = Folder(world, settings=settings, options=options)
        folder.write("contacts.csv", LIST, "windows-1252")
        return world, at, folder

    def first_import(self, *systems):
        world, at, folder = self.start(systems, options=("rejected: aside",))
        os.mkdir(world.path("aside"))
        joerg = at[0].create("contact", first="Jörg", last="Größler", email="joerg@firma.example")
        before = folder.picture()
        done = self.first_sync(world, "--json", codes=(6,))
        summary = done.lines("summary")[0]
        self.assertEqual(summary["unreadable"], 1)
        self.assertEqual(summary["systems"]["fair"]["contact"]["unreadable"], 1)
        self.assertIn("contacts.csv:4:18: text behind the closing quote", done.err)
        for desk in at:
            self.assertEqual(desk.count("contact"), 2)
            anna = desk.read("contact", desk.find("contact", email="anna@neu.example"))
            self.assertEqual((anna["first"], anna["last"]), ("Anna", "Neumann"))
        self.assertEqual(at[0].find("contact", email="joerg@firma.example"), joerg)
        self.assertEqual(folder.picture(), before)
        with open(world.path("aside/contacts.rejected.csv"), encoding="utf-8-sig") as f:
            self.assertIn('4,18,text behind the closing quote', f.read())
        self.assert_quiet(world, codes=(0, 6))

        folder.replace("contacts.csv", '"Zerbrochen" x', "Repariert", "windows-1252")
        self.sync(world)
        for desk in at:
            desk.find("contact", last="Repariert")
        self.assertFalse(os.path.exists(world.path("aside/contacts.rejected.csv")))
        self.assert_quiet(world)

    def list_changes(self, *systems):
        world, at, folder = self.start(systems)
        folder.replace("contacts.csv", '"Zerbrochen" x', "Repariert", "windows-1252")
        self.first_sync(world)
        folder.replace("contacts.csv", "Neumann", "Altmann", "windows-1252")
        self.sync(world)
        for desk in at:
            self.assertEqual(desk.read("contact", desk.find("contact", email="anna@neu.example"))["last"], "Altmann")
        text = folder.read("contacts.csv", "windows-1252")
        folder.write("contacts.csv", "".join(line for line in text.splitlines(True) if "Anna" not in line), "windows-1252")
        self.sync(world)
        for desk in at:
            self.assertEqual(desk.count("contact"), 3)
        self.assert_quiet(world)

    def file_is_gone(self, *systems):
        world, at, folder = self.start(systems)
        self.first_sync(world, codes=(6,))
        os.rename(folder.file("contacts.csv"), folder.file("away.csv"))
        for args, code, words in (((), 3, "contacts.csv' is gone"), (("--full",), 7, "the listing brought 0 contacts"),
                                  (("--full", "--accept", "shrink"), 3, "contacts.csv' is gone")):
            world.forget_history()
            self.assertIn(words, self.run_ok(world, "sync", *args, codes=(code,)).err)
            self.assertEqual(world.writes(), [])
        os.rename(folder.file("away.csv"), folder.file("contacts.csv"))
        self.assert_quiet(world, codes=(0, 6))
        self.assertEqual([desk.count("contact") for desk in at], [2, 2])

    def looking_writes_nothing(self, *systems):
        world, _, folder = self.start(systems, settings=())
        before = folder.picture()
        for command in ("check", "pull", "diff"):
            self.run_ok(world, command, codes=(0, 6, 7))
            self.assertEqual(folder.picture(), before, command)

    def test_check_tells_how_the_file_is_read(self):
        world, _, _ = self.start(("hubspot",))
        text = self.run_ok(world, "check").out
        self.assertIn("contacts.csv: 2 rows, WINDOWS-1252, semicolon, lines end with CR LF", text)
        self.assertIn("columns: Vorname = first_name, Nachname = last_name, E-Mail = email, Mobil = mobile_phone, Ort = city", text)
        self.assertIn("contacts.csv:4:18: text behind the closing quote", text)
        fair = [s for s in self.run_ok(world, "--json", "check").lines("system") if s["system"] == "fair"][0]
        self.assertNotIn("no crmsync id property", text.split("fair:")[1])  # a read_only system gets none
        self.assertIn("no id column", " ".join(fair["contact_layout"]))
        self.assertIn("not there", " ".join(fair["deal_layout"]))
        hubspot = [s for s in self.run_ok(world, "--json", "check").lines("system") if s["system"] == "hubspot"][0]
        self.assertNotIn("contact_layout", hubspot)

    def test_init_asks_for_the_folder(self):
        world = self.world(("hubspot",))
        self.assertIn("  csv:   # CSV files\n    options:\n      folder: csv   # folder of", self.run_ok(world, "init", "csv", "--stdout").out)
        self.assertIn("\ncsv: CSV files\n", "\n" + self.run_ok(world, "connectors").out)

    def test_columns_of_the_users_own(self):
        world = self.world(("hubspot",))
        desk = desks(world)["hubspot"]
        folder = Folder(world, settings=("read_only: true",),
                        tail="objects:\n  contact:\n    fields:\n      email: {properties: {fair: 'Private mail'}}\n")
        folder.write("contacts.csv", "Mail,Private mail,Last name\nwork@a.example,home@a.example,Ott\n")
        self.first_sync(world)
        self.assertEqual(desk.read("contact", desk.ids("contact")[0])["email"], "home@a.example")

    def test_two_columns_of_one_name(self):
        world = self.world(("hubspot",))
        folder = Folder(world)
        folder.write("contacts.csv", "email,Last name,email\na@b.example,Ott,c@d.example\n")
        refused = self.run_ok(world, "diff", codes=(3,))
        self.assertIn("contacts.csv:1:17: column 'email' (email) occurs twice", refused.err)


for story in ("first_import", "list_changes", "file_is_gone", "looking_writes_nothing"):
    tell(Import, story, pairs(), 1)

if __name__ == "__main__":
    main()
