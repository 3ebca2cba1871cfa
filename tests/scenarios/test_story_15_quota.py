# SPDX-License-Identifier: Apache-2.0
"""Story 15: the quota is used up: sync dies in the middle, others starve, the message is a stack trace, or it sleeps for hours."""
import re

from pairs import pairs, tell, trios
from people import desks
from world import Story, main

N = 60
BATCHES = {"hubspot": 240, "salesforce": 420, "pipedrive": N}  # people, so that writing them takes several requests
LISTING = {"hubspot": r"GET /crm/objects/[^/]+/contacts\?", "salesforce": r"GET /services/data/[^/]+/query", "pipedrive": r"GET /api/v2/persons\?"}
# Signing in, owners, and HubSpot's deletions, whose listing knows no since: a pull that was cut off is followed by one for what happened meanwhile.
OTHER = "Organization|FROM[ +%20]+User|archived=true"
# What each vendor says: for a moment, and for today.
MOMENT = {
    "hubspot": (429, {"status": "error", "message": "You have reached your secondly limit.", "correlationId": "c", "category": "RATE_LIMITS"}, {}),
    "salesforce": (403, [{"message": "ConcurrentPerOrgLongTxn Limit exceeded.", "errorCode": "REQUEST_LIMIT_EXCEEDED"}], {}),
    "pipedrive": (429, {"success": False, "error": "request over limit"}, {"x-ratelimit-reset": "1", "x-daily-ratelimit-token-remaining": "9000"}),
}
TODAY = {
    "hubspot": (429, {"status": "error", "message": "You have reached your daily limit.", "errorType": "RATE_LIMIT", "policyName": "DAILY",
                      "correlationId": "c", "category": "RATE_LIMITS"}, {}),
    "salesforce": (403, [{"message": "TotalRequests Limit exceeded.", "errorCode": "REQUEST_LIMIT_EXCEEDED"}], {}),
    "pipedrive": (429, {"success": False, "error": "request over limit"}, {"x-daily-ratelimit-token-remaining": "0"}),
}
PEOPLE = {"hubspot": r"contacts/search|objects/[^/]+/contacts\?", "salesforce": "FROM[ +]Contact", "pipedrive": "^/api/v2/persons"}


class Quota(Story):
    def night(self, world):
        """The next day, by the account that crmsync keeps and by the vendors' clocks."""
        world.advance(86400)
        with world.write_sql() as db:
            db.execute("UPDATE daily_usage SET day = day - 1")
            db.execute("UPDATE setting SET value = '1 0' WHERE key = 'units_written'")

    def numbers(self, result, system):
        return result.lines("summary")[0]["systems"][system]

    def limit(self, world, name, units, more=""):
        world.write_config(**{name: f"limits: {{budget_share: 100%, daily_budget: {units}{more}}}"})

    def start(self, systems, n=N):
        world = self.world(systems)
        at = list(desks(world).values())
        for i in range(n):
            at[0].create("contact", first="Person", last=f"Number {i}", email=f"p{i}@firma.example")
        self.run_ok(world, "setup")
        return world, at

    # ---- a plan that costs more than a day has

    def writes_over_days(self, *systems):
        n = BATCHES[systems[1].split("=")[-1]]
        world, at = self.start(systems, n)
        target = at[1]
        self.run_ok(world, "diff")
        plain = self.numbers(self.run_ok(world, "--json", "diff"), target.name)
        self.assertTrue(plain["enough"])
        reading, need = plain["units_used"], plain["units_needed"]
        day = reading + max(need // 2, 2)
        self.night(world)
        self.limit(world, target.name, day, ", reserve: 0%")
        diff = self.run_ok(world, "--json", "diff")
        told = self.numbers(diff, target.name)
        self.assertEqual((told["units_needed"], told["enough"], told["units_left_to_write"]), (need, False, day - told["units_used"]))
        self.night(world)
        text = self.run_ok(world, "diff").out
        self.assertRegex(text, rf"{target.name}: .* to write.* left today: [\d,]+ too few, sync will stop in time and go on another day")
        world.forget_history()
        written, days, first = 0, 0, ("--first-sync",)
        while True:
            self.night(world)
            days += 1
            before = len(world.history())
            result = self.run_ok(world, "--json", "sync", *first, codes=(0, 5))
            first = () if target.count("contact") == n else ("--first-sync",)
            used = self.numbers(result, target.name)["units_used"]
            self.assertLessEqual(used, day)
            self.assertNotIn("429", str([h["status"] for h in world.history()[before:]]))
            self.assertGreaterEqual(target.count("contact"), written)
            written = target.count("contact")
            if result.code == 0:
                break
            self.assertIn(f"the budget of '{target.name}' is spent", result.err)
            self.assertLess(days, 12, result)
        self.assertGreater(days, 1)
        self.assertEqual(written, n)
        # No record was written twice: as many as there are now.
        creates = [h for h in world.writes(target.name) if h["status"] in (200, 201, 207)]
        self.assertEqual(sum(h["records"] for h in creates), n, creates)
        self.night(world)
        self.limit(world, target.name, 10**6)
        self.assert_quiet(world)

    # ---- a listing that costs more than a day has

    def reads_over_days(self, vendor):
        world = self.world((vendor,), seed=5000)
        world.advance(86400)
        idle = self.idle(world)
        page = 10 if vendor == "pipedrive" else 1
        pages = {"hubspot": 12, "salesforce": 2, "pipedrive": 3}[vendor]
        self.limit(world, vendor, idle + page * pages, ", reserve: 0%")
        world.forget_history()
        days, code = 0, 5
        while code == 5:
            self.night(world)
            days += 1
            self.assertLess(days, 20)
            result = self.run_ok(world, "pull", "--only", "contact", codes=(0, 5))
            code = result.code
            if code == 5:
                self.assertRegex(result.err, f"{vendor}: .*the budget of '{vendor}' is spent: \\d+ of \\d+ units")
        self.assertGreater(days, 1)
        asked = [f"{h['method']} {h['path']}" for h in world.history()]
        listed = [a for a in asked if re.match(LISTING[vendor], a) and not re.search(OTHER, a)]
        self.assertEqual(sorted(listed), sorted(set(listed)), "a page was read twice")
        people = world.sql("SELECT vendor_id FROM source WHERE object = 1 AND life = 0 ORDER BY 1")
        self.night(world)
        self.limit(world, vendor, 10**6)
        self.run_ok(world, "pull", "--only", "contact", "--full")
        self.assertEqual(world.sql("SELECT vendor_id FROM source WHERE object = 1 AND life = 0 ORDER BY 1"), people)
        self.assertGreater(len(people), 5000)

    def today(self, world):
        return world.sql("SELECT units FROM daily_usage ORDER BY day DESC LIMIT 1")[0][0]

    def idle(self, world):
        """What a run costs that finds nothing new."""
        self.run_ok(world, "pull", "--only", "company")
        self.night(world)
        self.run_ok(world, "pull", "--only", "company")
        return self.today(world)

    def reads_leave_the_writes_their_share(self, vendor):
        world = self.world((vendor,), seed=5000)
        world.advance(86400)
        budget = 2 * self.idle(world) + (20 if vendor == "pipedrive" else 2)
        self.night(world)
        self.limit(world, vendor, budget, ", reserve: 50%")
        world.forget_history()
        for _ in range(2):
            result = self.run_ok(world, "pull", "--full", codes=(5,))  # the second one has nothing left to begin with
            self.assertRegex(result.err, f"the budget of '{vendor}' for reading is spent: .* kept for writing")
            self.assertLessEqual(self.today(world), budget - budget // 2)
        self.assertEqual([h["status"] for h in world.history() if h["status"] >= 400], [])

    # ---- what the vendor says

    def for_a_moment(self, *systems):
        """With and without Retry-After; a wait that is too long is not waited for."""
        world, at = self.start(systems)
        d = at[1]
        code, body, headers = MOMENT[d.vendor]
        for more in ({}, {"Retry-After": "1"}):
            world.no_faults()
            world.fault(system=d.name, path=PEOPLE[d.vendor], action="status", code=code, body=body, headers={**headers, **more})
            self.run_ok(world, "pull")
            self.assertEqual(sum(h["status"] == code for h in world.history() if h["system"] == d.name), 1)
            world.forget_history()
        world.no_faults()
        world.fault(system=d.name, path=PEOPLE[d.vendor], every=1, action="status", code=code, body=body,
                    headers={"Retry-After": "86400", "x-ratelimit-reset": "3599"})
        result = self.run_ok(world, "pull", codes=(5,))
        self.assertEqual(sum(h["status"] == code for h in world.history() if h["system"] == d.name), 1)
        self.assertNotIn("assert", result.err)

    def for_today(self, *systems):
        """Nothing more is asked that day; nothing is lost."""
        world, at = self.start(systems)
        d = at[1]
        code, body, headers = TODAY[d.vendor]
        world.fault(system=d.name, path=PEOPLE[d.vendor], every=1, action="status", code=code, body=body, headers=headers)
        world.forget_history()
        result = self.run_ok(world, "sync", "--first-sync", codes=(5,))
        mine = [h["status"] for h in world.history() if h["system"] == d.name]
        self.assertEqual(mine[-1], code)
        self.assertEqual(mine.count(code), 1, mine)
        self.assertIn(d.name, result.err)
        self.assertEqual(world.writes(), [])
        world.no_faults()
        self.night(world)
        self.sync(world, "--first-sync")
        self.assertEqual([x.count("contact") for x in at], [N] * len(at))
        self.assert_quiet(world)

    # ---- what diff says it costs is what sync uses

    def estimate(self, *systems):
        world = self.world(systems, config="gates: {max_create: 1000, max_update: 1000, changed: 100%}\n")
        at = list(desks(world).values())
        a = at[0]
        companies = [a.create("company", name=f"Firma {i} GmbH", website=f"https://firma{i}.example") for i in range(30)]
        people = [a.create("contact", first="Person", last=f"Number {i}", email=f"p{i}@firma{i % 30}.example", company=companies[i % 30])
                  for i in range(120)]
        deals = [a.create("deal", name=f"Deal {i}", amount="100", stage="proposal", close_date="2027-01-31", company=companies[i % 30],
                          contacts=people[3 * i:3 * i + 1 + i % 3]) for i in range(30)]
        self.run_ok(world, "setup")
        self.run_ok(world, "diff", codes=(0,))
        self.compare(world, at, "--first-sync")
        world.advance(7200)
        self.sync(world, codes=(0, 6))
        for i, person in enumerate(people):
            if i % 2:
                a.edit("contact", person, title=f"Head {i}", opted_out=i % 10 == 1)
        for i in range(30):
            first = 3 * i + (i % 10 == 0)  # some lose their first contact, others get one more
            a.edit("deal", deals[i], contacts=people[first:3 * i + 2 + i % 3], amount=str(200 + i))
        for i in range(5):
            a.create("contact", first="New", last=f"Number {i}", email=f"new{i}@firma{i}.example", company=companies[i])
        world.advance(7200)
        self.run_ok(world, "diff", codes=(0, 6))
        self.compare(world, at)

    def compare(self, world, at, *options):
        """The calls of a sync, less those of a diff that reads the same."""
        world.forget_history()
        diff = self.run_ok(world, "--json", "diff", codes=(0, 6))
        read = {d.name: [h for h in world.history() if h["system"] == d.name] for d in at}
        world.forget_history()
        sync = self.run_ok(world, "--json", "sync", *options, codes=(0, 6))
        for d in at:
            asked = [h for h in world.history() if h["system"] == d.name]
            told, used = self.numbers(diff, d.name), self.numbers(sync, d.name)
            self.assertEqual(used["calls_used"], len(asked))
            calls = len(asked) - len(read[d.name])
            units = used["units_used"] - told["units_used"]
            for what, really, estimated in (("calls", calls, told["calls_needed"]), ("units", units, told["units_needed"])):
                self.assertLessEqual(really, estimated + (1 if what == "calls" else 10), (d.name, what))  # a page of reading more or less
                self.assertLessEqual(estimated, really * 1.05 + 5, (d.name, what))


def alone():
    return [(v,) for v in sorted({s.split("=")[-1] for pair in pairs(same=False) for s in pair})]


tell(Quota, "writes_over_days", pairs(), 1)
tell(Quota, "writes_over_days", trios(), 0)
tell(Quota, "reads_over_days", alone(), 1)
tell(Quota, "reads_leave_the_writes_their_share", alone(), 1)
tell(Quota, "for_a_moment", pairs(), 1)
tell(Quota, "for_today", pairs(), 1)
tell(Quota, "estimate", pairs(), 1)

if __name__ == "__main__":
    main()
