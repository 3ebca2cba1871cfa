# SPDX-License-Identifier: Apache-2.0
"""Story 13: changes are lost between two runs, because their stamp lies behind the cursor, or there is none."""
import datetime
import json
import sqlite3

from pairs import pairs, tell, trios
from people import desks
from world import Story, main

PEOPLE = 6
LISTING = {"hubspot": "/contacts(/search|[?]|$)", "salesforce": "FROM[ +]Contact", "pipedrive": "/api/v2/persons[?]"}
UPDATE = {"hubspot": "contacts/batch/update", "salesforce": "composite/sobjects", "pipedrive": "/api/v2/persons/"}


def fill(desk):
    return [desk.create("contact", first=f"Person{i}", last=f"Number {i}", email=f"p{i}@firma.example", title="Clerk") for i in range(PEOPLE)]


def moment(world, seconds=0):
    """A time by the vendors' clock, that many seconds from now."""
    now = json.loads(world.request("GET", "/__sandbox/clock"))["now"]
    when = datetime.datetime.fromisoformat(now.replace("Z", "+00:00")) + datetime.timedelta(seconds=seconds)
    return when.astimezone(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


def stamped(world, desk, record, when, **fields):
    """A change in the vendor's own field names that bears another time than it was made at."""
    stamp = {"hubspot": {"@modified": when}, "salesforce": {"SystemModstamp": when, "LastModifiedDate": when}, "pipedrive": {"update_time": when}}
    world.edit(desk.name, "contact", record, **fields, **stamp[desk.vendor])


def age(world, days):
    """As if the last full pulls had been that long ago."""
    with sqlite3.connect(world.path("crmsync.db")) as db:
        db.execute("UPDATE position SET last_full = last_full - ?", (days * 86400 * 1000,))


class LostBetweenRuns(Story):
    def start(self, *systems, config=""):
        world = self.world(systems, config=config)
        at = list(desks(world).values())
        ids = fill(at[0])
        self.first_sync(world)
        world.advance(3600)
        self.sync(world)
        return world, at, ids

    def partner(self, d, number):
        return d.find("contact", last=f"Number {number}")

    def title(self, d, number):
        return d.read("contact", self.partner(d, number))["title"]

    def during(self, world, system, path, meanwhile):
        """A sync, while whose first request of that kind is under way something happens: it is carried out, but its answer takes time."""
        world.no_faults()
        world.hold(system=system, path=path)
        run = self.background(world, "sync")
        self.wait_held(world, run)
        meanwhile()
        world.release()
        self.finish(run)

    # ---- in mid-run

    def edited_while_read(self, *systems):
        """The page with the record has been read when it is edited: the next run has it."""
        world, at, ids = self.start(*systems)
        at[0].edit("contact", ids[0], title="Buyer")
        world.advance(60)
        self.during(world, at[0].name, LISTING[at[0].vendor], lambda: at[0].edit("contact", ids[1], title="Head"))
        self.sync(world)
        for d in at[1:]:
            self.assertEqual((self.title(d, 0), self.title(d, 1)), ("Buyer", "Head"))
        self.assert_silence(world, 1)

    def created_while_read(self, a, b):
        world, at, ids = self.start(a, b)
        world.advance(60)
        self.during(world, at[0].name, LISTING[at[0].vendor],
                    lambda: at[0].create("contact", first="Late", last="Comer", email="late@firma.example"))
        self.sync(world)
        self.assertEqual([d.count("contact") for d in at], [PEOPLE + 1, PEOPLE + 1])
        self.assert_silence(world, 1)

    def edited_while_written(self, a, b):
        """While crmsync writes to B, people edit the same record in A and, another field, in B: all of it arrives."""
        world, at, ids = self.start(a, b)
        theirs = self.partner(at[1], 0)
        at[0].edit("contact", ids[0], title="Buyer")
        world.advance(60)

        def meanwhile():
            at[0].edit("contact", ids[0], title="Head")
            at[1].edit("contact", theirs, phone="+4930123456")

        self.during(world, at[1].name, UPDATE[at[1].vendor], meanwhile)
        for _ in range(2):
            self.sync(world)
        for d, record in zip(at, (ids[0], theirs)):
            found = d.read("contact", record)
            self.assertEqual((found["title"], found["phone"]), ("Head", "+4930123456"), d.name)
        self.assert_silence(world, 1)

    # ---- late

    def late_rows(self, *systems):
        """Rows that turn up with stamps 40 seconds before the pull that missed them: a new one and an edited one."""
        world, at, ids = self.start(*systems)
        before = moment(world, -40)
        self.sync(world)
        new = at[0].create("contact", first="Late", last="Comer", email="late@firma.example")
        stamped(world, at[0], new, before)
        at[0].edit("contact", ids[2], title="Head")
        stamped(world, at[0], ids[2], before)
        self.sync(world)
        for d in at[1:]:
            self.assertEqual(d.count("contact"), PEOPLE + 1, d.name)
            self.assertEqual(self.title(d, 2), "Head")
        for _ in range(2):  # what the overlap brings again and again is written once
            self.sync(world)
            self.assertEqual(world.writes(), [])

    def late_in_the_index(self, a, b):
        """The vendor's search shows a row 40 seconds after it was made."""
        world, at, ids = self.start(a, b)
        world.options(at[0].name, search_lag_ms=40000)
        at[0].create("contact", first="Late", last="Comer", email="late@firma.example")
        at[0].edit("contact", ids[3], title="Head")
        world.advance(10)
        self.sync(world)
        world.advance(60)
        self.sync(world)
        self.assertEqual(at[1].count("contact"), PEOPLE + 1)
        self.assertEqual(self.title(at[1], 3), "Head")
        self.assert_silence(world, 1)

    def beyond_the_overlap(self, a, b):
        """An hour late: within `lookback: 2h`, else by the next full pull."""
        world, at, ids = self.start(a, b)
        before = moment(world, -3600)
        self.sync(world)
        at[0].edit("contact", ids[2], title="Head")
        stamped(world, at[0], ids[2], before)
        self.sync(world)
        self.assertEqual(self.title(at[1], 2), "Clerk")
        world.write_config(**{at[0].name: "limits: {lookback: 2h}"})
        self.sync(world)
        self.assertEqual(self.title(at[1], 2), "Head")
        self.assert_silence(world, 1)

    # ---- without a stamp

    def no_stamp(self, *systems):
        """A formula's value changes without touching the stamp: the full pull of every seventh day finds it, by content, and only what changed is written."""
        for config, found in (("", True), ("schedule: {full_every: 30d}\n", False), ("schedule: {full_every: 0}\n", False)):
            with self.subTest(config=config):
                world, at, ids = self.start(*systems, config=config)
                old = moment(world, -30 * 86400)
                at[0].edit("contact", ids[4], title="Head")
                stamped(world, at[0], ids[4], old)
                for days in (3, 3):
                    age(world, days)
                    self.sync(world)
                    self.assertEqual(world.writes(), [])
                age(world, 2)
                self.sync(world)
                self.assertEqual([self.title(d, 4) for d in at[1:]], ["Head" if found else "Clerk"] * (len(at) - 1))
                self.assertEqual(len(world.writes()), len(at) - 1 if found else 0)
                self.sync(world, "--full")
                self.assertEqual([self.title(d, 4) for d in at[1:]], ["Head"] * (len(at) - 1))
                self.assert_silence(world, 1)

    def every_edit_in_its_turn(self, a, b):
        """Edits in A and B between incremental runs, some of them stamped late: none is missed over many runs."""
        world, at, ids = self.start(a, b)
        theirs = [self.partner(at[1], i) for i in range(PEOPLE)]
        for turn in range(4):
            at[0].edit("contact", ids[turn], title=f"Buyer {turn}")
            at[1].edit("contact", theirs[turn + 1], phone=f"+493012345{turn}0")
            stamped(world, at[turn % 2], (ids, theirs)[turn % 2][turn + turn % 2], moment(world, -30))
            self.sync(world)
            self.sync(world)
            self.assertEqual(self.title(at[1], turn), f"Buyer {turn}")
            self.assertEqual(at[0].read("contact", ids[turn + 1])["phone"], f"+493012345{turn}0")
            world.advance(20)
        self.assert_silence(world, 1)


for story in ("edited_while_read", "late_rows", "no_stamp"):
    tell(LostBetweenRuns, story, pairs() + trios(), 1)
for story in ("created_while_read", "edited_while_written", "late_in_the_index", "beyond_the_overlap", "every_edit_in_its_turn"):
    tell(LostBetweenRuns, story, pairs(), 1)

if __name__ == "__main__":
    main()
