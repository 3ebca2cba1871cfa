# SPDX-License-Identifier: Apache-2.0
"""crmsync forget --delete-in: the person's records in the CRMs go first, and when none is left, what the store holds."""
import test_story_19_consent as story_19
from pairs import pairs, tell, trios
from people import desks
from swept import Swept, synced
from terminal import answer_on_terminal
from world import Story, main

JIM = "jim@firma.example"
DELETE = {"hubspot": {"method": "POST", "path": "/contacts/batch/archive"}, "salesforce": {"method": "DELETE", "path": "/composite/sobjects"},
          "pipedrive": {"method": "DELETE", "path": "^/api/v2/persons/"}}


def fill(world, at):
    firm = at[0].create("company", name="Firma GmbH", website="https://firma.example")
    jim = at[0].create("contact", first="Jim", last="Erasmuss", email=JIM, company=firm)
    ann = at[0].create("contact", first="Ann", last="Smith", email="ann@firma.example", company=firm)
    at[0].create("deal", name="Renewal", amount="100", stage="proposal", close_date="2026-12-24", company=firm, contacts=[jim, ann])
    synced(world)


def nobody_is_left(world, at):
    for d in at:
        names = sorted(row["last"] for row in d.rows("contact").values())
        assert names == ["Smith"], (d.name, names)


SWEEPS = [Swept("a person is erased everywhere", [("hubspot", "salesforce"), ("salesforce", "pipedrive"), ("pipedrive", "hubspot")], fill,
                [("forget", JIM, "--delete-in", "all", "--yes")], check=nobody_is_left, any_main=True)]


class ForgetInCrms(Story):
    texts = story_19.Erased.texts

    def start(self, systems, **kwargs):
        world = self.world(systems, **kwargs)
        at = list(desks(world).values())
        fill(world, at)
        world.forget_history()
        return world, at

    def forget(self, world, *args, codes=(0,)):
        return self.run_ok(world, "--json", "forget", JIM, *args, codes=codes)

    def states(self, result):
        return sorted((line["system"], line["state"]) for line in result.lines("deletion"))

    def last_names(self, d):
        return sorted(row["last"] for row in d.rows("contact").values())

    def everywhere(self, *systems):
        world, at = self.start(systems)
        shown = self.forget(world, "--delete-in", "all", "--dry-run")
        self.assertEqual(self.states(shown), sorted((d.name, "planned") for d in at))
        self.assertEqual(shown.lines("forgotten"), [])
        self.assertEqual(world.writes(), [])
        self.assertIn(b"Erasmuss", self.texts(world))
        result = self.forget(world, "--delete-in", "all", "--yes")
        self.assertEqual(self.states(result), sorted((d.name, state) for d in at for state in ("deleted", "planned")))
        self.assertEqual(result.lines("forgotten")[0]["people"], 1)
        for text in (b"Erasmuss", JIM.encode(), b"Jim"):
            self.assertNotIn(text, self.texts(world))
        nobody_is_left(world, at)
        for args in ((), ("--full",)):
            world.advance(3600)
            self.sync(world, *args)
            nobody_is_left(world, at)
        self.assert_silence(world, 1)

    def in_one_of_them(self, *systems):
        world, at = self.start(systems)
        result = self.forget(world, "--delete-in", at[-1].name, "--yes")
        self.assertEqual(self.states(result), sorted([(at[-1].name, "planned"), (at[-1].name, "deleted")] + [(d.name, "left") for d in at[:-1]] * 2))
        self.assertEqual(result.lines("forgotten")[0]["people"], 1)
        self.assertNotIn(b"Erasmuss", self.texts(world))
        self.assertEqual([self.last_names(d) for d in at], [["Erasmuss", "Smith"]] * (len(at) - 1) + [["Smith"]])
        world.advance(3600)
        self.sync(world)
        self.assertEqual(self.last_names(at[-1]), ["Smith"])

    def refused_at_first(self, a, b):
        """Nothing is erased from the store while a record is left: it would be the last who knows which one it was."""
        world, at = self.start((a, b))
        where = at[0]
        world.fault(system=where.name, every=1, action="status", code=403, body="{}", **DELETE[where.vendor])
        result = self.forget(world, "--delete-in", "all", "--yes", codes=(4, 5, 6))
        self.assertIn("nothing was erased from the store yet", result.err)
        self.assertIn(b"Erasmuss", self.texts(world))
        self.assertIn("Erasmuss", self.last_names(where))
        world.no_faults()
        world.advance(3600)
        self.forget(world, "--delete-in", "all", "--yes")
        self.assertNotIn(b"Erasmuss", self.texts(world))
        nobody_is_left(world, at)
        world.advance(3600)
        self.assert_silence(world, 2)

    def answer_lost(self, a, b):
        world, at = self.start((a, b))
        world.fault(system=at[0].name, nth=1, action="drop_after", **DELETE[at[0].vendor])
        result = self.forget(world, "--delete-in", "all", "--yes", codes=(0, 5, 6))
        if result.code != 0:
            self.forget(world, "--delete-in", "all", "--yes")
        self.assertNotIn(b"Erasmuss", self.texts(world))
        nobody_is_left(world, at)
        world.advance(3600)
        self.assert_silence(world, 2)

    def not_linked_yet(self, a, b):
        """A record that has come since the last sync, and belongs to nobody yet, goes as well."""
        world, at = self.start((a, b))
        world.advance(3600)
        at[0].create("contact", first="Jimmy", last="Elsewhere", email="other@firma.example")
        self.run_ok(world, "--json", "forget", "other@firma.example", "--delete-in", "all", "--yes")
        self.assertEqual(self.last_names(at[0]), ["Erasmuss", "Smith"])
        self.assertNotIn(b"Elsewhere", self.texts(world))
        world.advance(3600)
        self.assert_silence(world, 1)

    def test_several_people_are_asked_about(self):
        world = self.world(("salesforce", "pipedrive"))
        at = list(desks(world).values())
        for name in ("Miller", "Smith"):
            at[0].create("contact", first="Jim", last=name, email="office@firma.example")
        command = ("forget", "office@firma.example", "--delete-in", "all", "--yes")
        result = self.run_ok(world, *command, codes=(7,))
        self.assertRegex(result.err, "nothing was deleted or erased \\(--all takes them all\\): 2 records of different people")
        self.assertEqual(self.last_names(at[0]), ["Miller", "Smith"])
        self.assertIn("deleted salesforce contact", self.run_ok(world, *command, "--all").out)
        self.assertEqual(at[0].ids("contact"), [])

    def test_systems_that_cannot_be_meant(self):
        world, _ = self.start(("hubspot", "salesforce"), config="")
        for args, words in ((("--delete-in", "hubspott"), "there is no system 'hubspott'"), (("--yes",), "'--yes' goes with --delete-in"),
                            (("--dry-run",), "'--dry-run' goes with --delete-in"), (("--accept", "shrink"), "'--accept' goes with --delete-in")):
            self.assertIn(words, self.forget(world, *args, codes=(2,)).err)
        self.assertIn("say --yes", self.forget(world, "--delete-in", "all", codes=(7,)).err)
        self.assertEqual(world.writes(), [])
        world.write_config(hubspot="read_only: true")
        self.assertIn("system 'hubspot' is read-only", self.forget(world, "--delete-in", "hubspot", codes=(2,)).err)
        result = self.run_ok(world, "forget", JIM, "--delete-in", "all", "--yes")
        self.assertRegex(result.out, "stays: hubspot contact [0-9]+: the system is read-only")
        self.assertRegex(result.out, "deleted salesforce contact ")
        self.assertEqual([w["system"] for w in world.writes()], ["salesforce"])

    def test_asks_on_a_terminal(self):
        world, at = self.start(("hubspot", "salesforce"))
        for answer in (b"n\n", b"\n"):
            self.assertEqual(answer_on_terminal(world, answer, "forget", JIM, "--delete-in", "all"), 7)
            self.assertEqual(world.writes(), [])
            self.assertIn(b"Erasmuss", self.texts(world))
        self.assertEqual(answer_on_terminal(world, b"y\n", "forget", JIM, "--delete-in", "all"), 0)
        nobody_is_left(world, at)
        self.assertNotIn(b"Erasmuss", self.texts(world))


for story in ("everywhere", "in_one_of_them"):
    tell(ForgetInCrms, story, pairs(), 1)
    tell(ForgetInCrms, story, trios(), 1)
for story in ("refused_at_first", "answer_lost", "not_linked_yet"):
    tell(ForgetInCrms, story, pairs(), 1)

if __name__ == "__main__":
    main()
