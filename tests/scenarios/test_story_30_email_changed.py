# SPDX-License-Identifier: Apache-2.0
"""Story 30: an e-mail address that is changed on one side is taken for a new person."""
import os

from pairs import pairs, tell, trios
from people import desks
from swept import Swept, synced
from world import Story, main

PEOPLE = 4


def fill(desk):
    """Each has a phone, too; the addresses are what they are matched by."""
    return [desk.create("contact", first=f"Person{i}", last=f"Number {i}", email=f"p{i}@firma.example", phone=f"+4930123450{i}") for i in range(PEOPLE)]


def same_people(desks_of_all):
    """The same persons were entered in every system by hand."""
    return [fill(d) for d in desks_of_all]


def old_address_to_a_colleague(world, at):
    ids = fill(at[0])
    synced(world)
    at[0].edit("contact", ids[0], email="new@anders.example")
    at[0].create("contact", first="Berta", last="Neu", email="p0@firma.example")


SWEEPS = [Swept("story 30, old address to a colleague", [("hubspot", "salesforce"), ("salesforce", "pipedrive"), ("pipedrive", "hubspot")],
                old_address_to_a_colleague, [("sync",), ("sync",)], after=(0, 6))]


class EmailChanged(Story):
    def start(self, *systems, everywhere=True):
        world = self.world(systems)
        at = list(desks(world).values())
        if everywhere:
            same_people(at)
        else:
            fill(at[0])
        self.first_sync(world)
        world.advance(3600)
        return world, at

    def who(self, d, number):
        return d.find("contact", last=f"Number {number}")

    def emails(self, at, number=0):
        return [d.read("contact", self.who(d, number))["email"] for d in at]

    def counts(self, at):
        return [d.count("contact") for d in at]

    def assert_same_people(self, at, number, email):
        self.assertEqual(self.emails(at, number), [email] * len(at))
        self.assertEqual(self.counts(at), [PEOPLE] * len(at))

    def changed(self, *systems):
        """Changed on each side in turn, several times: an update of the partners, never a new person, whoever entered it first."""
        for everywhere in (True, False):
            with self.subTest(everywhere=everywhere):
                world, at = self.start(*systems, everywhere=everywhere)
                for turn, d in enumerate(at + at[:1]):
                    d.edit("contact", self.who(d, 0), email=f"new{turn}@anders.example")
                    diff = self.run_ok(world, "--json", "diff")
                    self.assertEqual({o["kind"] for o in diff.lines("operation")}, {"update"})
                    self.sync(world)
                    self.assert_same_people(at, 0, f"new{turn}@anders.example")
                    self.assertEqual(len(world.writes()), len(at) - 1)
                    world.advance(3600)
                self.assert_silence(world, 1)

    def with_name_and_phone(self, a, b):
        """Married, moved on to another firm: nothing that a key is made of stays, but it is the same record."""
        world, at = self.start(a, b)
        mine, theirs = self.who(at[0], 1), self.who(at[1], 1)
        at[0].edit("contact", mine, first="Anna", last="Anders", email="anna@anders.example", phone="+49301111111")
        self.sync(world)
        self.assertEqual(self.counts(at), [PEOPLE, PEOPLE])
        found = at[1].read("contact", theirs)
        self.assertEqual((found["first"], found["last"], found["email"], found["phone"]), ("Anna", "Anders", "anna@anders.example", "+49301111111"))
        self.assert_silence(world, 1)

    def on_both_sides(self, a, b):
        """To the same address on both sides, or to different ones: one person, and the first system's address."""
        for theirs in ("new@anders.example", "other@anders.example"):
            with self.subTest(theirs=theirs):
                world, at = self.start(a, b)
                at[0].edit("contact", self.who(at[0], 0), email="new@anders.example")
                at[1].edit("contact", self.who(at[1], 0), email=theirs)
                self.sync(world)
                self.assert_same_people(at, 0, "new@anders.example")
                self.assert_silence(world, 1)

    def old_address_goes_to_another(self, *systems):
        """The old address becomes that of a new colleague: a person of its own, in all systems, as soon as the address is free in all of them."""
        world, at = self.start(*systems)
        at[0].edit("contact", self.who(at[0], 0), email="new@anders.example")
        at[0].create("contact", first="Berta", last="Neu", email="p0@firma.example")
        for codes in ((0, 6), (0,)):
            self.run_ok(world, "sync", codes=codes)
            world.advance(3600)
        self.assertEqual(self.counts(at), [PEOPLE + 1] * len(at))
        self.assertEqual(self.emails(at, 0), ["new@anders.example"] * len(at))
        for d in at:
            self.assertEqual(d.read("contact", d.find("contact", last="Neu"))["email"], "p0@firma.example")
        self.assert_silence(world, 1)

    def swapped(self, a, b):
        """Two persons exchange their addresses in A.  Where the vendor takes an address once, this cannot be done in one go: nobody is lost or doubled,
        and it is done or listed."""
        world, at = self.start(a, b)
        first, second = self.who(at[0], 0), self.who(at[0], 1)
        at[0].edit("contact", first, email="between@firma.example")
        at[0].edit("contact", second, email="p0@firma.example")
        at[0].edit("contact", first, email="p1@firma.example")
        for _ in range(3):
            result = self.run_ok(world, "--json", "sync", "--retry-failed", codes=(0, 6))
            world.advance(3600)
        self.assertEqual(self.counts(at), [PEOPLE, PEOPLE])
        if result.code == 0:
            self.assertEqual((self.emails(at, 0), self.emails(at, 1)), (["p1@firma.example"] * 2, ["p0@firma.example"] * 2))
        else:
            self.assertTrue(result.lines("hold"))
        self.assertEqual({r["last"] for r in at[1].rows("contact").values()}, {f"Number {i}" for i in range(PEOPLE)})

    def to_the_address_of_another(self, a, b):
        """Changed to an address that belongs to somebody else in B only: a question or the vendor's refusal, no merge, no new person."""
        world, at = self.start(a, b)
        at[1].create("contact", first="Berta", last="Neu", email="berta@firma.example")
        world.write_config(**{at[1].name: "direction: {contact: push}"})
        at[0].edit("contact", self.who(at[0], 0), email="berta@firma.example")
        for _ in range(2):
            self.run_ok(world, "sync", "--accept", "mapping", codes=(0, 6))
            world.advance(3600)
        self.assertEqual(at[0].count("contact"), PEOPLE)
        self.assertEqual(at[1].count("contact"), PEOPLE + 1)
        self.assertEqual(at[1].read("contact", at[1].find("contact", last="Neu"))["email"], "berta@firma.example")

    def cleared_and_back(self, a, b):
        world, at = self.start(a, b)
        at[0].edit("contact", self.who(at[0], 0), email=None)
        self.assert_silence(world, 2)
        self.assertEqual(self.counts(at), [PEOPLE, PEOPLE])
        at[0].edit("contact", self.who(at[0], 0), email="new@anders.example")
        self.sync(world)
        self.assert_same_people(at, 0, "new@anders.example")

    def store_lost(self, *systems):
        """The store is lost, too: the crmsync id, or name and phone, still tell that it is the same person."""
        world, at = self.start(*systems)
        for d in at:
            for i in range(PEOPLE):
                d.edit("contact", self.who(d, i), title="Clerk" if d is at[0] else "Head")
        self.sync(world)
        at[0].edit("contact", self.who(at[0], 0), email="new@anders.example")
        for end in ("", "-wal", "-shm"):
            if os.path.exists(world.path("crmsync.db" + end)):
                os.unlink(world.path("crmsync.db" + end))
        world.advance(3600)
        self.run_ok(world, "sync", "--first-sync")
        self.assert_same_people(at, 0, "new@anders.example")
        self.assert_silence(world, 1)


for story in ("changed", "old_address_goes_to_another", "store_lost"):
    tell(EmailChanged, story, pairs() + trios(), 1)
for story in ("with_name_and_phone", "on_both_sides", "swapped", "to_the_address_of_another", "cleared_and_back"):
    tell(EmailChanged, story, pairs(), 1)

if __name__ == "__main__":
    main()
