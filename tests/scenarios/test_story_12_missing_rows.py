# SPDX-License-Identifier: Apache-2.0
"""Story 12: rows that are silently missing: caps on results, equal time stamps, assumptions about pages."""
import json

from pairs import ALL, BUILT, tell
from people import desk
from world import Story, main

PEOPLE = {"hubspot": 25000, "salesforce": 9000, "pipedrive": 6000}


class MissingRows(Story):
    def stored(self, world, system):
        return {row[0] for row in world.sql(f"SELECT s.vendor_id FROM source s JOIN system y ON y.id = s.system JOIN object o ON o.id = s.object "
                                            f"WHERE y.name = '{system}' AND o.name = 'contact' AND s.life = 0 "
                                            "AND (s.kind IS NULL OR s.kind <> 'Lead')")}

    def people(self, vendor):
        return PEOPLE[vendor] if ALL else PEOPLE[vendor] // 2 if vendor != "hubspot" else 12000

    def full(self, vendor):
        world = self.world((vendor,), seed=self.people(vendor))
        world.options(vendor, daily_limit=10000000, burst_limit=0)
        at = desk(world, vendor)
        there = set(at.ids("contact"))
        self.assertGreater(len(there), 1000)
        self.run_ok(world, "pull", "--only", "contact")
        self.assertEqual(self.stored(world, vendor), there)
        return world, at, there

    def page_smaller_than_asked(self, vendor):
        """The vendor gives fewer rows a page than was asked for, in another order each time."""
        world = self.world((vendor,), seed=1500)
        world.options(vendor, page_size=201, list_order="reverse", daily_limit=10000000, burst_limit=0)
        self.run_ok(world, "pull", "--only", "contact")
        self.assertEqual(self.stored(world, vendor), set(desk(world, vendor).ids("contact")))

    def equal_stamps(self, vendor):
        """A job over night gives all records the same stamp: the next, incremental pull sees all of them and ends."""
        world, at, there = self.full(vendor)
        world.advance(3600)
        now = self.clock(world)
        if vendor == "hubspot":
            world.options(vendor, equal_stamps=now)
        else:
            stamp = {"salesforce": "SystemModstamp", "pipedrive": "update_time"}[vendor]
            for record in sorted(there)[:1200]:
                world.edit(vendor, "contact", record, **{stamp: now})
        world.advance(60)
        fresh = at.create("contact", first="Late", last="Comer", email="late.comer@firma.example")
        result = self.run_ok(world, "--json", "pull", "--only", "contact", timeout=300)
        self.assertEqual(self.stored(world, vendor), there | {fresh})
        read = sum(row["records"] for row in result.lines("pulled"))
        self.assertGreaterEqual(read, len(there) if vendor == "hubspot" else 1200, result)

    def clock(self, world):
        return json.loads(world.request("GET", "/__sandbox/clock"))["now"].split(".")[0].rstrip("Z") + "Z"


tell(MissingRows, "equal_stamps", [(v,) for v in BUILT], None)
tell(MissingRows, "page_smaller_than_asked", [(v,) for v in BUILT], None)

if __name__ == "__main__":
    main()
