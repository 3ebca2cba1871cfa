# SPDX-License-Identifier: Apache-2.0
"""Story 16: one bad row fails the batch; failed rows are skipped for ever or tried for ever."""
from pairs import pairs, tell, trios
from people import desks
from world import Story, main

N = 100
BAD = {7: "poison one", 42: "poison two", 99: "poison three"}
TITLE = {"hubspot": "jobtitle", "salesforce": "Title", "pipedrive": "job_title"}


class BatchPoison(Story):
    def start(self, systems):
        world = self.world(systems)
        at = list(desks(world).values())
        target = at[1]
        ids = [at[0].create("contact", first="Person", last=f"Number {i}", email=f"p{i}@firma.example", title=BAD.get(i, "Clerk"))
               for i in range(N)]
        self.run_ok(world, "setup")
        world.options(target.name, reject={TITLE[target.vendor]: "poison"})
        return world, at, target, ids

    def refused(self, result, target):
        holds = [h for h in result.lines("hold") if h["kind"] == "rejected"]
        self.assertEqual({h["system"] for h in holds}, {target.name})
        return holds

    def three_of_a_hundred(self, *systems):
        world, at, target, ids = self.start(systems)
        result = self.run_ok(world, "--json", "sync", "--first-sync", codes=(6,))
        self.assertEqual(target.count("contact"), N - len(BAD))
        for third in at[2:]:
            self.assertEqual(third.count("contact"), N)
        self.assertEqual(len(self.refused(result, target)), 3, result)
        self.own_reasons(world, target)
        # Unchanged rows are not sent again, and stay reported ...
        for _ in range(2):
            world.advance(3600)
            world.forget_history()
            result = self.run_ok(world, "--json", "sync", codes=(6,))
            self.assertEqual(self.attempts(world, target), 0, world.history())
            self.assertEqual(len(result.lines("hold")), 3)
        # ... unless it is said so ...
        world.forget_history()
        self.run_ok(world, "sync", "--retry-failed", codes=(6,))
        self.assertGreater(self.attempts(world, target), 0)
        self.assertEqual(target.count("contact"), N - len(BAD))
        # ... or the value changes; the others stay where they are.
        at[0].edit("contact", ids[42], title="Head")
        world.advance(3600)
        result = self.run_ok(world, "--json", "sync", codes=(6,))
        self.assertEqual(target.count("contact"), N - 2)
        self.assertEqual(len(result.lines("hold")), 2)
        # Another mapping is worth a trial too: what stood in the way may be what was changed.
        world.advance(3600)
        world.forget_history()
        world.write_config("objects: {contact: {fields: {lead_status: false}}}\n")
        self.run_ok(world, "sync", "--accept", "mapping", codes=(6,))
        self.assertGreater(self.attempts(world, target), 0)
        self.assertEqual(target.count("contact"), N - 2)
        world.advance(3600)
        world.forget_history()
        self.run_ok(world, "sync", codes=(6,))
        self.assertEqual(self.attempts(world, target), 0)
        # Once the rule is gone the rest follows.
        world.options(target.name, reject=None)
        self.sync(world, "--retry-failed")
        self.assertEqual(target.count("contact"), N)
        self.assertEqual(sorted(r["last"] for r in target.rows("contact").values()), sorted(f"Number {i}" for i in range(N)))
        self.assert_silence(world, 1)

    def own_reasons(self, world, target):
        """Each refused record has the vendor's own reason, and no other record's."""
        rows = world.sql("SELECT o.message, c.title FROM v_operation o JOIN v_contact c ON c.uid = o.uid "
                         f"WHERE o.state = 'failed' AND o.system = '{target.name}'")
        self.assertEqual(sorted(title for _, title in rows), sorted(BAD.values()))
        for message, title in rows:
            self.assertTrue(message)
            self.assertEqual([t for t in BAD.values() if t in message and t != title], [], message)

    def attempts(self, world, target):
        """Requests that could have written contacts, also refused ones."""
        return sum(1 for h in world.history() if h["system"] == target.name and (h["method"] in ("PATCH", "PUT", "DELETE") or
                   (h["method"] == "POST" and not any(word in h["path"] for word in ("search", "oauth", "batch/read", "query", "token")) and
                    h["records"] == 0) or h["mutating"]))

    def updates(self, a, b):
        """The same for changes of records that are there already."""
        world, at, target, ids = self.start((a, b))
        world.options(target.name, reject=None)
        for i in BAD:
            at[0].edit("contact", ids[i], title="Clerk")
        self.first_sync(world)
        world.advance(3600)
        world.options(target.name, reject={TITLE[target.vendor]: "poison"})
        for i, record in enumerate(ids):
            at[0].edit("contact", record, title=BAD.get(i, "Buyer"))
        result = self.run_ok(world, "--json", "sync", "--max-update", "100%", "--accept", "changed", codes=(6,))
        titles = sorted(r["title"] for r in target.rows("contact").values())
        self.assertEqual(titles, ["Buyer"] * (N - 3) + ["Clerk"] * 3)
        self.assertEqual(len(self.refused(result, target)), 3)
        world.advance(3600)
        world.forget_history()
        self.run_ok(world, "sync", codes=(6,))
        self.assertEqual(world.writes(), [])


tell(BatchPoison, "three_of_a_hundred", pairs(), 2)
tell(BatchPoison, "three_of_a_hundred", trios(), 1)
tell(BatchPoison, "updates", pairs(), 1)

if __name__ == "__main__":
    main()
