# SPDX-License-Identifier: Apache-2.0
"""Answers that leave it open what happened: requests that are carried out late, results that are missing, records that exist already."""

from pairs import pairs, tell, vendor_of
from people import desks
from world import Story, main, wait_until

CREATE = {"hubspot": "contacts/batch/create", "salesforce": "composite/sobjects", "pipedrive": "/persons$"}
LIST = {"hubspot": r"/contacts\?limit|contacts/search", "salesforce": "FROM (Contact|Lead) .*ORDER BY"}
REFUSES_TWINS = ("hubspot", "salesforce")
N = 12


class DoubtfulAnswers(Story):
    def start(self, systems, people=1, **settings):
        world = self.world(systems)
        at = list(desks(world).values())
        if settings:
            world.write_config(**{d.name: settings[d.vendor] for d in at if d.vendor in settings})
        for i in range(people):
            at[0].create("contact", first="Person", last=f"Number {i}", email=f"p{i}@firma.example")
        self.run_ok(world, "setup")
        world.forget_history()
        return world, at

    def creates(self, world, d):
        """Requests that created contacts, or tried to."""
        path = CREATE[d.vendor].rstrip("$")
        return [h for h in world.history() if h["system"] == d.name and h["method"] == "POST" and path in h["path"] and "search" not in h["path"]]

    # ---- carried out late

    def late_create(self, a, b):
        """The process dies while the request waits at the vendor, which carries it out when the next run has looked already."""
        # Where the vendor takes two of the same, the next run waits this long after the request was sent: time enough to release it meanwhile.
        waits = "limits: {search_lag: 0s, settle: 1h}" if vendor_of(b) in REFUSES_TWINS else "limits: {search_lag: 0s, settle: 20s}"
        world, at = self.start((a, b), **{vendor_of(b): waits})
        world.hold(system=at[1].name, method="POST", path=CREATE[at[1].vendor], late=True)
        run = self.background(world, "sync", "--first-sync")
        self.wait_held(world, run)
        run.kill()
        run.wait()
        self.assertEqual(world.sql("SELECT count(*) FROM v_operation WHERE state = 'sent'"), [(1,)])
        seen = len(world.history())
        following = self.background(world, "sync", "--first-sync")
        wait_until(lambda: len(world.history()) > seen or following.poll() is not None, "the next run has begun")
        world.release()
        self.finish(following)
        self.assertEqual(at[1].count("contact"), 1)
        self.assert_silence(world, 2)

    # ---- results that are missing, in another order, without a trace

    def results_left_out(self, a, b):
        world, at = self.start((a, b), people=N)
        world.options(at[1].name, echo_trace=False)
        world.fault(system=at[1].name, method="POST", path=CREATE[at[1].vendor], nth=1, action="short_page", keep=5)
        self.run_ok(world, "sync", "--first-sync", codes=(6,))
        self.assertEqual(at[1].count("contact"), N)
        self.assertEqual(world.sql("SELECT count(*) FROM v_operation WHERE state = 'in_doubt'"), [(N - 5,)])
        world.forget_history()
        self.run_ok(world, "sync")
        self.assertEqual(self.creates(world, at[1]), [])
        self.same_people(world, at)
        self.assert_silence(world, 1)

    def same_people(self, world, at):
        """Each link joins records of one person."""
        uids = dict(world.sql(f"SELECT vendor_id, uid FROM v_crosswalk WHERE object = 'contact' AND system = '{at[0].name}'"))
        mails = {uids[i]: row["email"] for i, row in at[0].rows("contact").items()}
        other = dict(world.sql(f"SELECT vendor_id, uid FROM v_crosswalk WHERE object = 'contact' AND system = '{at[1].name}'"))
        self.assertEqual({other[i]: row["email"] for i, row in at[1].rows("contact").items()}, mails)

    # ---- records that exist already

    def exists(self, a, b):
        """A record that the listing did not show: the vendor refuses its twin and names it, and it becomes a link."""
        world, at = self.start((a, b))
        world.options(at[1].name, **({"duplicate_rule": True} if at[1].vendor == "salesforce" else {}))
        there = at[1].create("contact", first="Person", last="Number 0", email="p0@firma.example", title="Boss")
        world.fault(system=at[1].name, path=LIST[at[1].vendor], every=1, action="empty_page", last=True, total=0)
        self.run_ok(world, "sync", "--first-sync")
        self.assertGreater(len(self.creates(world, at[1])), 0)
        self.assertEqual(at[1].ids("contact"), [there])
        self.assertEqual(world.sql(f"SELECT vendor_id FROM v_crosswalk WHERE system = '{at[1].name}' AND object = 'contact'"), [(there,)])
        world.no_faults()
        world.advance(600)
        self.sync(world, "--full")
        self.assertEqual(at[0].find("contact", email="p0@firma.example", title="Boss"), at[0].ids("contact")[0])
        self.assertEqual(at[1].count("contact"), 1)
        self.assert_silence(world, 1)

    def exists_twice(self, a, b):
        """Two records have the address: which one is a question for a person, and is not asked of the vendor again."""
        world, at = self.start((a, b))
        world.options(at[1].name, duplicate_rule=True)
        self.held(world, at)

    def choices(self, a, b):
        """300: the vendor knows several records with the external id."""
        world, at = self.start((a, b))
        world.fault(system=at[1].name, method="POST", path=CREATE[at[1].vendor], every=1, action="status", code=300,
                    body='["/services/data/v62.0/sobjects/Contact/003000000000001AAA","/services/data/v62.0/sobjects/Contact/003000000000002AAA"]')
        self.held(world, at)

    def held(self, world, at):
        there = [at[1].create("contact", first="Person", last="Number 0", email="p0@firma.example") for _ in range(2)]
        world.fault(system=at[1].name, path=LIST["salesforce"], every=1, action="empty_page", last=True, total=0)
        result = self.run_ok(world, "--json", "sync", "--first-sync", codes=(6,))
        self.assertEqual([h["kind"] for h in result.lines("hold")], ["rejected"], result)
        self.assertEqual(at[1].ids("contact"), sorted(there))
        world.forget_history()
        self.run_ok(world, "sync", codes=(6,))
        self.assertEqual(self.creates(world, at[1]), [])


tell(DoubtfulAnswers, "late_create", pairs(), 2)
tell(DoubtfulAnswers, "results_left_out", [p for p in pairs() if vendor_of(p[1]) == "hubspot"], 1)
tell(DoubtfulAnswers, "exists", [p for p in pairs() if vendor_of(p[1]) in REFUSES_TWINS], 2)
tell(DoubtfulAnswers, "exists_twice", [p for p in pairs() if vendor_of(p[1]) == "salesforce"], 1)
tell(DoubtfulAnswers, "choices", [p for p in pairs() if vendor_of(p[1]) == "salesforce"], 1)

if __name__ == "__main__":
    main()
