# SPDX-License-Identifier: Apache-2.0
"""Story 18: dates move by a day, by an hour, or with the zone of the machine."""
from pairs import pairs, tell, trios, vendor_of
from people import desks
from world import Story, main

ZONES = ("America/Los_Angeles", "Pacific/Auckland", "UTC", "Europe/Berlin", "Asia/Kolkata", "Pacific/Apia", "America/Sao_Paulo", "Africa/Casablanca",
         "Australia/Lord_Howe", "Pacific/Kiritimati")
DAYS = ("2026-03-08", "2026-03-29", "2026-10-25", "2026-11-01", "2024-02-29", "2026-12-31", "2027-01-01", "2026-09-27", "2026-04-05", "2027-06-30")


class Dates(Story):
    def close_date(self, *systems):
        """Ten round trips, each edit on another side, each run in another zone of the machine."""
        world = self.world(systems)
        at = list(desks(world).values())
        company = at[0].create("company", name="Firma GmbH", website="https://firma.example")
        deal = at[0].create("deal", name="Renewal", amount="100", stage="proposal", close_date=DAYS[0], company=company)
        self.first_sync(world)
        ids = [deal] + [d.ids("deal")[0] for d in at[1:]]
        for turn, day in enumerate(DAYS):
            world.advance(86400)
            editor = turn % len(at)
            at[editor].edit("deal", ids[editor], close_date=day)
            self.sync(world, env={"TZ": ZONES[turn]})
            self.assertEqual([d.read("deal", i)["close_date"] for d, i in zip(at, ids)], [day] * len(at), ZONES[turn])
            self.assertLessEqual(len(world.writes()), len(at) - 1)
            self.assertEqual(world.writes(at[editor].name), [])
        for zone in ZONES:
            self.sync(world, "--full", env={"TZ": zone})
            self.assertEqual(world.writes(), [], zone)

    def zone_of_the_config(self, a, b):
        """Also where the configured zone is far from Greenwich; a day is a day."""
        for zone in ("Pacific/Auckland", "America/Los_Angeles"):
            with self.subTest(zone=zone):
                world = self.world((a, b))
                self.set_zone(world, zone)
                first, second = desks(world).values()
                company = first.create("company", name="Firma GmbH", website="https://firma.example")
                deal = first.create("deal", name="Renewal", amount="100", stage="proposal", close_date="2026-03-29", company=company)
                self.first_sync(world)
                partner = second.ids("deal")[0]
                if "hubspot" not in (first.vendor, second.vendor):
                    self.assertEqual(second.read("deal", partner)["close_date"], "2026-03-29")
                before = first.raw("deal", deal), second.raw("deal", partner)
                self.assert_silence(world, 3)
                self.sync(world, "--full")
                self.assertEqual(world.writes(), [])
                self.assertEqual((first.raw("deal", deal), second.raw("deal", partner)), before)

    def set_zone(self, world, zone):
        text = world.read("crmsync.yaml").replace("timezone: Europe/Berlin", f"timezone: {zone}")
        world.write("crmsync.yaml", text)

    def birthday(self, a, b):
        world = self.world((a, b))
        first, second = desks(world).values()
        record = first.create("contact", first="Jim", last="Miller", email="jim@firma.example", birthday="1970-01-01")
        self.first_sync(world)
        partner = second.ids("contact")[0]
        for turn, day in enumerate(("1969-12-31", "1980-04-06", "2000-02-29", "1916-04-30")):
            world.advance(86400)
            d, i = ((first, record), (second, partner))[turn % 2]
            d.edit("contact", i, birthday=day)
            self.sync(world, env={"TZ": ZONES[turn]})
            self.assertEqual([first.read("contact", record)["birthday"], second.read("contact", partner)["birthday"]], [day, day])
        for zone in ZONES[:4]:
            self.sync(world, "--full", env={"TZ": zone})
            self.assertEqual(world.writes(), [])


tell(Dates, "close_date", pairs(), 2)
tell(Dates, "close_date", trios(), 1)
tell(Dates, "zone_of_the_config", pairs(), 1)
tell(Dates, "birthday", [p for p in pairs() if "hubspot" not in [vendor_of(s) for s in p]], 1)

if __name__ == "__main__":
    main()
