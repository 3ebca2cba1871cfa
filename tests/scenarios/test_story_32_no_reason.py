# SPDX-License-Identifier: Apache-2.0
"""Story 32: an error without a reason, after which the row is silently left out."""
from pairs import pairs, tell, trios, vendor_of
from people import desks
from world import Story, main

N = 5

# Requests that write a contact, by vendor: creating, changing.
WRITES = {
    "hubspot": (("POST", "/batch/create"), ("POST", "/batch/update")),
    "salesforce": (("POST", "/composite/sobjects"), ("PATCH", "/composite/sobjects")),
    "pipedrive": (("POST", "/persons"), ("PATCH", "/persons/")),
}

# A success that is none, in each vendor's shape.
ERROR_INSIDE = {
    "hubspot": {"status": "error", "message": "something went wrong", "category": "VALIDATION_ERROR"},
    "salesforce": [{"success": False, "errors": []}],
    "pipedrive": {"success": False, "error": "something went wrong"},
}

REFUSED, LOST = "rejected", "in_doubt"


def faults(vendor, n):
    """Name of a fault, its members, kind of hold that a create gets, words that are to be told."""
    inside = ERROR_INSIDE[vendor] * n if vendor == "salesforce" else ERROR_INSIDE[vendor]
    words = "without a reason" if vendor == "salesforce" else "something went wrong"
    yield "empty", {"action": "status", "code": 400}, REFUSED, "without a reason"
    yield "inside", {"action": "status", "code": 200, "body": inside}, REFUSED, words
    yield "nothing", {"action": "status", "code": 200}, LOST, "answer was lost"


def start(at):
    return [at[0].create("contact", first="Person", last=f"Number {i}", email=f"p{i}@firma.example", title="Clerk") for i in range(N)]


def edit(at, ids):
    for record in ids:
        at[0].edit("contact", record, title="Head")


class NoReason(Story):
    def hit(self, world, d, change, **fault):
        method, path = WRITES[d.vendor][change]
        world.fault(system=d.name, method=method, path=path, **fault)

    def listed(self, world, result, d, kind, words):
        """One hold for each person, which names the person and tells what is known; status has the same."""
        holds = [h for h in result.lines("hold") if h["system"] == d.name]
        self.assertEqual({h["kind"] for h in holds}, {kind}, result)
        self.assertEqual(len(holds), N, result)
        for i in range(N):
            self.assertEqual(sum(f"Person Number {i}" in h["summary"] for h in holds), 1, holds)
        for hold in holds:
            self.assertIn(words, hold["summary"])
        status = self.run_ok(world, "--json", "status")
        self.assertEqual(sorted(h["summary"] for h in status.lines("hold")), sorted(h["summary"] for h in holds))
        self.assertIn(f"{N} holds wait", self.run_ok(world, "status").out)

    def whole(self, at, title):
        for d in at:
            rows = d.rows("contact").values()
            self.assertEqual(sorted(r["last"] for r in rows), sorted(f"Number {i}" for i in range(N)), d.name)
            self.assertEqual({r["title"] for r in rows}, {title}, d.name)

    def creates(self, *systems):
        for name, fault, kind, words in faults(vendor_of(systems[1]), N):
            with self.subTest(name):
                world = self.world(systems)
                at = list(desks(world).values())
                start(at)
                self.run_ok(world, "setup")
                self.hit(world, at[1], 0, every=1, **fault)
                for _ in range(3):
                    # What cannot be understood at all may end the run before everything was tried.
                    result = self.run_ok(world, "--json", "sync", "--first-sync", codes=(6,) if kind == REFUSED else (5, 6))
                    if result.code == 6:
                        self.listed(world, result, at[1], kind, words)
                    else:
                        self.assertIn(at[1].name, result.err)
                        self.assertIn(words, self.run_ok(world, "status").out)
                    self.assertEqual(at[1].count("contact"), 0)
                    world.advance(3600)
                world.no_faults()
                self.sync(world, "--first-sync", "--retry-failed")
                self.whole(at, "Clerk")
                self.assert_silence(world, 1)

    def updates(self, *systems):
        """A change that is refused is listed and kept; one without an answer ends the run and is made again."""
        for name, fault, kind, words in faults(vendor_of(systems[1]), N):
            with self.subTest(name):
                world = self.world(systems)
                at = list(desks(world).values())
                ids = start(at)
                self.first_sync(world)
                world.advance(3600)
                edit(at, ids)
                self.hit(world, at[1], 1, every=1, **fault)
                for _ in range(2):
                    result = self.run_ok(world, "--json", "sync", codes=(6,) if kind == REFUSED else (5,))
                    if kind == REFUSED:
                        self.listed(world, result, at[1], kind, words)
                    else:
                        self.assertIn(at[1].name, result.err)
                    self.assertEqual({r["title"] for r in at[1].rows("contact").values()}, {"Clerk"})
                    world.advance(3600)
                world.no_faults()
                self.sync(world, "--retry-failed")
                self.whole(at, "Head")
                self.assert_silence(world, 1)

    def result_missing(self, a, b):
        """The answer says nothing of some rows, which were written all the same."""
        world = self.world((a, b))
        at = list(desks(world).values())
        start(at)
        self.run_ok(world, "setup")
        method, path = WRITES[at[1].vendor][0]
        if at[1].vendor == "pipedrive":
            world.fault(system=at[1].name, method=method, path=path, action="status", code=201, apply=True, body={"success": True, "data": None})
        else:
            world.fault(system=at[1].name, method=method, path=path, action="short_page", keep=2)
        result = self.run_ok(world, "--json", "sync", "--first-sync", codes=(6,))
        self.assertEqual({h["kind"] for h in result.lines("hold")}, {LOST})
        self.assertGreaterEqual(len(result.lines("hold")), 1)
        self.assertEqual(at[1].count("contact"), N)
        world.advance(3600)
        self.sync(world)
        self.assertEqual([w for w in world.writes() if "create" in w["path"]], [])
        self.whole(at, "Clerk")
        self.assert_silence(world, 2)

    def change_without_an_answer(self, a, b):
        """The vendor goes on saying nothing of some changes of a batch: they are named, and made again."""
        world = self.world((a, b))
        at = list(desks(world).values())
        ids = start(at)
        self.first_sync(world)
        world.advance(3600)
        edit(at, ids)
        method, path = WRITES[at[1].vendor][1]
        if at[1].vendor == "pipedrive":
            world.fault(system=at[1].name, method=method, path=path, action="status", code=200, body={"success": True, "data": None}, every=1)
        elif at[1].vendor == "hubspot":
            world.fault(system=at[1].name, method=method, path=path, action="status", code=200, body={"status": "COMPLETE", "results": []}, every=1)
        else:
            world.fault(system=at[1].name, method=method, path=path, action="status", code=200, body=[{}] * N, every=1)
        self.run_ok(world, "sync", codes=(5,))
        status = self.run_ok(world, "--json", "status")
        holds = [h for h in status.lines("hold") if h["kind"] == LOST]
        self.assertEqual(len(holds), N, status)
        for i in range(N):
            self.assertEqual(sum(f"Person Number {i}" in h["summary"] and "not confirmed" in h["summary"] for h in holds), 1, holds)
        world.advance(3600)
        world.no_faults()
        self.sync(world)
        self.whole(at, "Head")
        self.assertEqual(self.run_ok(world, "--json", "status").lines("hold"), [])
        self.assert_silence(world, 1)


tell(NoReason, "creates", pairs(), 1)
tell(NoReason, "creates", trios(), 1)
tell(NoReason, "updates", pairs(), 1)
tell(NoReason, "updates", trios(), 1)
tell(NoReason, "result_missing", pairs(), 1)
tell(NoReason, "change_without_an_answer", pairs(), 1)

if __name__ == "__main__":
    main()
