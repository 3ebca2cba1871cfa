# SPDX-License-Identifier: Apache-2.0
"""Story 31: success is reported, and the rows are not there."""
from pairs import pairs, tell, trios
from people import desks
from world import Story, main

# Requests that write a contact, by vendor: creating, changing.
WRITES = {
    "hubspot": (("POST", "/batch/create"), ("POST", "/batch/update")),
    "salesforce": (("POST", "/composite/sobjects"), ("PATCH", "/composite/sobjects")),
    "pipedrive": (("POST", "/persons"), ("PATCH", "/persons/")),
}
N = 7


def start(world, at):
    """A handful of people in the first system."""
    return [at[0].create("contact", first="Person", last=f"Number {i}", email=f"p{i}@firma.example", title="Clerk") for i in range(N)]


def edit(at, ids):
    for record in ids:
        at[0].edit("contact", record, title="Head")


def lose(world, d, change, nth=1):
    method, path = WRITES[d.vendor][change]
    world.fault(system=d.name, method=method, path=path, action="lose", nth=nth)


class LostWrites(Story):
    def lost(self, result, d):
        """Holds that tell of rows that are not as they were reported."""
        holds = [h for h in result.lines("hold") if h["system"] == d.name]
        for hold in holds:
            self.assertEqual(hold["kind"], "rejected", result)
            self.assertRegex(hold["summary"], "reported success")
        return holds

    def creates(self, *systems):
        world = self.world(systems)
        at = list(desks(world).values())
        start(world, at)
        self.run_ok(world, "setup")
        lose(world, at[1], 0)
        result = self.run_ok(world, "--json", "sync", "--first-sync", codes=(6,))
        missing = N - at[1].count("contact")
        self.assertGreater(missing, 0)
        self.assertEqual(len(self.lost(result, at[1])), missing, result)
        self.assertIn(f"{missing} hold", self.run_ok(world, "status").out)
        # The next run repairs it, and nobody else is written to.
        world.advance(3600)
        self.sync(world)
        self.assertEqual({h["system"] for h in world.writes()}, {at[1].name})
        for d in at:
            self.assertEqual(sorted(r["last"] for r in d.rows("contact").values()), sorted(f"Number {i}" for i in range(N)), d.name)
        self.assert_silence(world, 2)

    def updates(self, *systems):
        world = self.world(systems)
        at = list(desks(world).values())
        ids = start(world, at)
        self.first_sync(world)
        world.advance(3600)
        edit(at, ids)
        lose(world, at[1], 1)
        world.forget_history()
        result = self.run_ok(world, "--json", "sync", "--max-update", "100%", codes=(6,))
        self.assertEqual(world.writes(at[0].name), [])
        old = [r for r in at[1].rows("contact").values() if r["title"] == "Clerk"]
        self.assertGreater(len(old), 0)
        self.assertEqual(len(self.lost(result, at[1])), len(old), result)
        world.advance(3600)
        self.sync(world, "--max-update", "100%")
        self.assertEqual({h["system"] for h in world.writes()}, {at[1].name})
        for d in at:
            self.assertEqual([r["title"] for r in d.rows("contact").values()], ["Head"] * N, d.name)
        self.assert_silence(world, 2)

    def again_and_again(self, a, b):
        """A change that never takes hold is not sent for ever."""
        world = self.world((a, b))
        at = list(desks(world).values())
        ids = start(world, at)[:1]
        self.first_sync(world)
        world.advance(3600)
        edit(at, ids)
        method, path = WRITES[at[1].vendor][1]
        world.fault(system=at[1].name, method=method, path=path, action="lose", every=1)
        for _ in range(2):
            self.run_ok(world, "sync", codes=(6,))
            world.advance(3600)
        world.forget_history()
        result = self.run_ok(world, "--json", "sync", codes=(6,))
        self.assertEqual(world.writes(), [])
        self.assertEqual(len(result.lines("hold")), 1)
        self.assertRegex(result.lines("hold")[0]["summary"], "refused before")
        # It is sent again when it is asked for.
        world.no_faults()
        self.sync(world, "--retry-failed")
        self.assertEqual(at[1].count("contact"), N)
        self.assertEqual(sorted({r["title"] for r in at[1].rows("contact").values()}), ["Clerk", "Head"])
        self.assert_silence(world, 1)

    def edited_meanwhile(self, a, b):
        """What somebody else changed there since is an edit and no loss."""
        world = self.world((a, b))
        at = list(desks(world).values())
        ids = start(world, at)[:1]
        self.first_sync(world)
        world.advance(3600)
        edit(at, ids)
        self.sync(world)
        world.advance(3600)
        at[1].edit("contact", at[1].find("contact", last="Number 0"), title="Boss")
        self.sync(world)
        self.assertEqual([at[0].read("contact", i)["title"] for i in ids], ["Boss"])
        self.assert_silence(world, 1)


for story in ("creates", "updates"):
    tell(LostWrites, story, pairs(), 2)
    tell(LostWrites, story, trios(), 1)
tell(LostWrites, "again_and_again", pairs(), 1)
tell(LostWrites, "edited_meanwhile", pairs(), 1)

if __name__ == "__main__":
    main()
