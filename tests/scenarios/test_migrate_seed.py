# SPDX-License-Identifier: Apache-2.0
"""Whole accounts are moved: Pipedrive to HubSpot, Salesforce to HubSpot, a folder of CSV files to Salesforce.

Each is moved twice: in one go, and killed at random points on the way (the answer to a request to the target never comes, be it carried out or not; then
kill -9), until a run gets through.  Both have to end alike, with a green validation, and with nothing left to write.

CRMSYNC_MIGRATE_SEED=N sets the number of people (120), CRMSYNC_MIGRATE_KILLS=N how often each is killed (3); make check-migrate-full: 20000 and 20.
"""
import csv
import io
import os
import random
import re
import signal

from csv_folder import Folder
from pairs import KEY
from people import desks
from world import Story, main, wait_until

PEOPLE = int(os.environ.get("CRMSYNC_MIGRATE_SEED", "120"))
KILLS = int(os.environ.get("CRMSYNC_MIGRATE_KILLS", "3"))
OBJECTS = ("company", "contact", "deal")
WORDS = {"company": ("name", "website", "city"), "contact": ("first", "last", "email", "phone", "title", "company"),
         "deal": ("name", "amount", "stage", "close_date", "company", "contacts")}


def listed(rows, columns):
    text = io.StringIO()
    table = csv.DictWriter(text, columns)
    table.writeheader()
    table.writerows(rows)
    return text.getvalue()


def write_folder(folder, desk):
    """What an export of that CRM holds, as files."""
    def plain(value):
        return "" if value is None else value

    folder.write("companies.csv", listed([{"id": i, "name": plain(r["name"]), "website": plain(r["website"])} for i, r in desk.rows("company").items()],
                                         ("id", "name", "website")))
    folder.write("contacts.csv", listed([{"id": i, "first_name": plain(r["first"]), "last_name": plain(r["last"]), "email": plain(r["email"]),
                                          "phone": plain(r["phone"]), "title": plain(r["title"]), "company": plain(r["company"])}
                                         for i, r in desk.rows("contact").items()],
                                        ("id", "first_name", "last_name", "email", "phone", "title", "company")))
    folder.write("deals.csv", listed([{"id": i, "name": plain(r["name"]), "amount": plain(r["amount"]), "stage": plain(r["stage"]),
                                       "close_date": plain(r["close_date"]), "company": plain(r["company"])} for i, r in desk.rows("deal").items()],
                                     ("id", "name", "amount", "stage", "close_date", "company")))


def picture(desk):
    """All that the target holds, without the ids that it draws."""
    rows = {obj: desk.rows(obj) for obj in OBJECTS}
    firms = {i: r["name"] for i, r in rows["company"].items()}
    people = {i: (r["first"], r["last"], r["email"]) for i, r in rows["contact"].items()}
    return {obj: sorted(([r[w] if w not in ("company", "contacts") else firms.get(r[w]) if w == "company" else sorted(map(repr, map(people.get, r[w])))
                          for w in WORDS[obj] if w in r] for r in rows[obj].values()), key=repr) for obj in OBJECTS}


class Accounts(Story):
    def start(self, source, target):
        """A world with both accounts filled; the source may be a folder that is filled from an account."""
        account = "pipedrive" if source == "files" else source
        world = self.world((account, target), seed=str(PEOPLE))
        at = desks(world)
        if source == "files":
            write_folder(Folder(world, "files", settings=("read_only: true",)), at[account])
            world.write_config(world.config_tail, **{account: "read_only: true"})
        self.run_ok(world, "setup", "--system", target)
        world.forget_history()
        return world, at[target]

    def verdict(self, result):
        [found] = result.lines("validation")
        self.assertTrue(found["green"], result.lines("difference")[:5])
        for row in result.lines("validated_object"):
            self.assertTrue(row["adds_up"], row)
        return found

    def kill_on_the_way(self, world, target, args, nth, late):
        """False: it got through before."""
        hold = world.hold(system=target.name, nth=nth, late=late)
        process = self.background(world, *args)
        wait_until(lambda: world.held(hold) or process.poll() is not None, "a request was kept waiting")
        killed = process.poll() is None
        process.send_signal(signal.SIGKILL)
        process.wait()
        world.release()
        world.no_faults()
        world.advance(3600)
        return killed

    def move(self, source, target):
        args = ("--json", "migrate", "--from", source, "--to", target, "--yes")
        straight, desk = self.start(source, target)
        before = {obj: desk.count(obj) for obj in OBJECTS}
        done = self.run_ok(straight, *args, codes=(0, 6))
        self.assertEqual([w for w in straight.writes() if w["system"] != target], [])
        requests = len([h for h in straight.history() if h["system"] == target])
        self.assertGreater(self.verdict(done)["sampled"], 20)
        created = {o["object"]: o["created"] for o in done.lines("validated_object")}
        self.assertEqual({obj: desk.count(obj) for obj in OBJECTS}, {obj: before[obj] + created[obj] for obj in OBJECTS})
        self.assertGreater(sum(created.values()), 10)

        dice = random.Random(f"{KEY}/{source}/{target}")
        world, other = self.start(source, target)
        points = [(dice.randint(1, requests), dice.random() < 0.5) for _ in range(KILLS)]
        killed = [self.kill_on_the_way(world, other, args, nth, late) for nth, late in points]
        self.assertIn(True, killed, points)
        last = self.run_ok(world, *args, codes=(0, 6))
        self.verdict(last)
        self.assertEqual(picture(other), picture(desk), points)
        for w in (straight, world):
            w.advance(3600)
            w.forget_history()
            self.verdict(self.run_ok(w, *args, codes=(0, 6)))
            self.assertEqual(w.writes(), [])

    def test_pipedrive_to_hubspot(self):
        self.move("pipedrive", "hubspot")

    def test_salesforce_to_hubspot(self):
        self.move("salesforce", "hubspot")

    def test_files_to_salesforce(self):
        self.move("files", "salesforce")

    def test_edits_on_both_sides(self):
        """The delta of a whole account: titles are edited in the target, telephone numbers in the source, and titles of the same people there as well."""
        world, hubspot = self.start("pipedrive", "hubspot")
        pipedrive = desks(world)["pipedrive"]
        args = ("--json", "migrate", "--from", "pipedrive", "--to", "hubspot", "--yes")
        self.verdict(self.run_ok(world, *args, codes=(0, 6)))
        partners = world.sql("SELECT a.vendor_id, b.vendor_id FROM v_crosswalk a JOIN v_crosswalk b USING (uid) WHERE a.object = 'contact' "
                             "AND a.system = 'pipedrive' AND b.system = 'hubspot' AND a.life = 'live' AND b.life = 'live' ORDER BY a.vendor_id LIMIT 12")
        self.assertEqual(len(partners), 12)
        world.advance(60)
        phones = {}
        for n, (source, target) in enumerate(partners):
            hubspot.edit("contact", target, title=f"Title of the target {n}")
            phones[target] = f"+49 30 55501{n:02}"
            pipedrive.edit("contact", source, phone=phones[target], **({"title": f"Title of the source {n}"} if n % 2 else {}))
        for late in (False, True):  # at once, and once more when the source changes what the target changed before
            world.advance(3600)
            self.verdict(self.run_ok(world, *args, codes=(0, 6)))
            for n, (source, target) in enumerate(partners):
                row = hubspot.read("contact", target)
                self.assertEqual(row["title"], f"Title of the target {n}", (late, n))
                self.assertEqual(re.sub(r"\D", "", row["phone"]), re.sub(r"\D", "", phones[target]), (late, n))
                if not late:
                    pipedrive.edit("contact", source, title=f"Later title of the source {n}")


if __name__ == "__main__":
    main()
