# SPDX-License-Identifier: Apache-2.0
"""Story 3: a create succeeded, its answer is lost, and the record is created once more."""
from pairs import pairs, tell, trios
from people import desks
from swept import FIRST_SYNC, Swept
from world import Story, main

PEOPLE = 5
CREATE = {"hubspot": "/contacts/batch/create", "salesforce": "composite/sobjects|sobjects/Contact", "pipedrive": "/api/v2/persons$"}
LISTING = {"hubspot": "/contacts[?]", "salesforce": "FROM[ +]Contact", "pipedrive": "/api/v2/persons[?]"}
# What becomes of the request for the new records and of its answer.
LOST = {
    "socket dropped": {"action": "drop_after"},
    "500": {"action": "status", "code": 500, "apply": True},
    "503": {"action": "status", "code": 503, "apply": True, "body": ""},
    "422": {"action": "status", "code": 422, "apply": True, "body": {"message": "unprocessable"}},
    "cut off": {"action": "truncate"},
    "html": {"action": "html", "apply": True},
    "not carried out": {"action": "drop_before"},
    "429": {"action": "status", "code": 429, "body": {"message": "too many"}},
}
MINUTE = 60
SEARCH_LAG = "limits: {search_lag: 2s, settle: 0s}"  # and one second in the sandbox; a minute in truth


def fill(desk, people=PEOPLE):
    return [desk.create("contact", first=f"Person{i}", last=f"Number {i}", email=f"p{i}@firma.example") for i in range(people)]


def there_already(world, at):
    fill(at[0])
    at[1].create("contact", first="Person0", last="Number 0", email="p0@firma.example", title="Clerk")
    if at[1].vendor == "salesforce":
        world.options(at[1].name, duplicate_rule=True)


def not_listed(world, at):
    world.fault(system=at[1].name, path=LISTING[at[1].vendor], action="empty_page")


SWEEPS = [Swept("story 3, exists already", [("salesforce", "hubspot"), ("pipedrive", "hubspot"), ("pipedrive", "salesforce")], there_already,
                FIRST_SYNC + (("sync",),), arm=not_listed, set_up=True, any_id=True)]


class AnswerLost(Story):
    def start(self, *systems, setup=True):
        world = self.world(systems)
        at = list(desks(world).values())
        for d in at:
            world.options(d.name, search_lag_ms=MINUTE * 1000)
        fill(at[0])
        if setup:
            self.run_ok(world, "setup")
        return world, at

    def go_on(self, world, at, runs=3, people=PEOPLE):
        """The next runs find out what happened.  Then each person is there once, linked, and nothing is left to do."""
        world.no_faults()
        world.advance(MINUTE + 1)
        for _ in range(runs):
            result = self.run_ok(world, "sync", "--first-sync", codes=(0, 5, 6))
            if result.code == 0:
                break
        self.assertEqual(result.code, 0, result)
        self.assert_once(world, at, people)
        self.assert_quiet(world)

    def assert_once(self, world, at, people=PEOPLE):
        for d in at:
            self.assertEqual(sorted(r["email"] for r in d.rows("contact").values()), sorted(f"p{i}@firma.example" for i in range(people)), d.name)
        links = world.sql("SELECT count(DISTINCT uid), count(*) FROM v_crosswalk WHERE object = 'contact' AND life = 'live'")
        self.assertEqual(links, [(people, people * len(at))])
        states = world.sql("SELECT DISTINCT state FROM v_operation WHERE kind = 'create'")
        self.assertTrue({s for s, in states} <= {"done", "verified", "skipped", "failed"}, states)

    def lost(self, *systems):
        """The answer to the create is lost in one way or the other, in all other systems at once."""
        for way, fault in LOST.items():
            with self.subTest(way=way):
                world, at = self.start(*systems)
                for d in at[1:]:
                    world.fault(system=d.name, method="POST", path=CREATE[d.vendor], **fault)
                self.run_ok(world, "sync", "--first-sync", codes=(0, 5, 6))
                self.go_on(world, at)

    def lost_again_and_again(self, a, b):
        """Also the answers to the next attempts are lost, and so are those of the look-up."""
        world, at = self.start(a, b)
        world.fault(system=at[1].name, method="POST", path=CREATE[at[1].vendor], action="drop_after", every=2, times=3)
        world.fault(system=at[1].name, method="GET", path="contact|Contact|person", action="status", code=503, every=5, times=4)
        for _ in range(4):
            self.run_ok(world, "sync", "--first-sync", codes=(0, 5, 6))
        self.go_on(world, at)

    def without_crmsync_id(self, a, b):
        """No `setup` has been run, so that records are looked up by what they hold."""
        world, at = self.start(a, b, setup=False)
        world.fault(system=at[1].name, method="POST", path=CREATE[at[1].vendor], action="drop_after")
        self.run_ok(world, "sync", "--first-sync", codes=(0, 5, 6))
        self.go_on(world, at)

    def search_lags(self, a, b):
        """The next run comes at once, while the vendor's search does not show the new record yet: it waits until it must."""
        world, at = self.start(a, b)
        world.options(at[1].name, search_lag_ms=1000)
        world.write_config(**{d.name: SEARCH_LAG for d in at})
        world.fault(system=at[1].name, method="POST", path=CREATE[at[1].vendor], action="drop_after")
        self.run_ok(world, "sync", "--first-sync", codes=(0, 5, 6))
        world.no_faults()
        self.run_ok(world, "sync", "--first-sync")
        self.assert_once(world, at)
        world.advance(MINUTE)
        self.assert_quiet(world)

    def killed(self, *systems):
        """kill -9 while the vendor has the request: carried out, or yet to be carried out."""
        for late in (False, True):
            with self.subTest(late=late):
                world, at = self.start(*systems)
                world.hold(system=at[1].name, method="POST", path=CREATE[at[1].vendor], late=late)
                run = self.background(world, "sync", "--first-sync")
                self.wait_held(world, run)
                run.kill()
                run.wait()
                world.release()
                self.go_on(world, at)

    def companies_and_deals(self, *systems):
        """All three objects, with what belongs together; every first answer to a create is lost."""
        world, at = self.start(*systems)
        company = at[0].create("company", name="Firma GmbH", website="https://firma.example")
        at[0].create("deal", name="Renewal", amount="100", stage="proposal", close_date="2026-12-24", company=company,
                     contacts=[at[0].find("contact", last="Number 1")])
        for d in at[1:]:
            for path in {"hubspot": ("companies/batch/create", "contacts/batch/create", "deals/batch/create"), "salesforce": ("sobjects",) * 3,
                         "pipedrive": ("/api/v2/organizations$", "/api/v2/persons$", "/api/v2/deals$")}[d.vendor]:
                world.fault(system=d.name, method="POST", path=path, action="drop_after")
        for _ in range(3):
            self.run_ok(world, "sync", "--first-sync", codes=(0, 5, 6))
        self.go_on(world, at)
        for d in at:
            self.assertEqual((d.count("company"), d.count("deal")), (1, 1), d.name)
            deal = next(iter(d.rows("deal").values()))
            self.assertEqual(deal["company"], d.ids("company")[0])
            self.assertEqual(deal["contacts"], [d.find("contact", last="Number 1")])

    def exists_already(self, a, b):
        """B has the person, but its listing did not show it: "already exists: ID" becomes a link, and the values are merged."""
        world, at = self.start(a, b)
        theirs = at[1].create("contact", first="Person0", last="Number 0", email="p0@firma.example", title="Clerk")
        if at[1].vendor == "salesforce":
            world.options(at[1].name, duplicate_rule=True)
        world.fault(system=at[1].name, path=LISTING[at[1].vendor], action="empty_page")
        self.run_ok(world, "sync", "--first-sync")
        self.assertEqual(at[1].count("contact"), PEOPLE)
        linked = world.sql(f"SELECT count(*) FROM v_crosswalk WHERE object = 'contact' AND system = '{at[1].name}' AND vendor_id = '{theirs}'")
        self.assertEqual(linked, [(1,)])
        world.advance(3600)
        self.go_on(world, at)
        self.assertEqual(at[0].read("contact", at[0].find("contact", last="Number 0"))["title"], "Clerk")

    def created_by_somebody_meanwhile(self, a, b):
        """Likewise for one that a colleague enters in B between the reading and the writing of the same run."""
        world, at = self.start(a, b)
        if at[1].vendor == "salesforce":
            world.options(at[1].name, duplicate_rule=True)
        world.hold(system=at[1].name, path=LISTING[at[1].vendor])
        run = self.background(world, "sync", "--first-sync")
        self.wait_held(world, run)
        at[1].create("contact", first="Person0", last="Number 0", email="p0@firma.example")
        world.release()
        self.finish(run)
        world.advance(3600)
        self.go_on(world, at)


for story in ("lost", "killed", "companies_and_deals"):
    tell(AnswerLost, story, pairs() + trios(), 1)
for story in ("search_lags", "lost_again_and_again", "without_crmsync_id"):
    tell(AnswerLost, story, pairs(), 1)
# Pipedrive takes two of the same.
for story in ("exists_already", "created_by_somebody_meanwhile"):
    tell(AnswerLost, story, [p for p in pairs() if not p[1].endswith("pipedrive") and not p[1].endswith("=pipedrive")], 1)

if __name__ == "__main__":
    main()
