# SPDX-License-Identifier: Apache-2.0
"""Story 29: pointed at another account, where all ids mean something else."""
from pairs import pairs, tell, trios
from people import desks
from world import Story, main

TENANTS = {"hubspot": "24681357", "salesforce": "00D000000000001EAA", "pipedrive": "7654321"}


class WrongAccount(Story):
    def start(self, systems):
        world = self.world(systems)
        at = list(desks(world).values())
        at[0].create("contact", first="Jim", last="Miller", email="jim@firma.example")
        self.first_sync(world)
        world.advance(3600)
        return world, at

    def another_account(self, *systems):
        world, at = self.start(systems)
        for d in at:
            with self.subTest(system=d.name):
                before = world.sql("SELECT * FROM v_crosswalk ORDER BY 1, 2, 3, 4, 5")
                old = world.request("GET", f"/__sandbox/options/{d.name}")
                world.options(d.name, tenant=TENANTS[d.vendor])
                at[0].edit("contact", at[0].ids("contact")[0], title="Clerk")
                for command in ("sync", "diff", "pull", "setup"):
                    world.forget_history()
                    result = self.run_ok(world, command, codes=(7,))
                    self.assertIn(TENANTS[d.vendor], result.err)
                    self.assertIn(d.name, result.err)
                    self.assertEqual(world.writes(), [])
                    listed = [h for h in world.history() if h["system"] == d.name and h["records"] > 1]
                    self.assertEqual(listed, [])
                self.assertEqual(world.sql("SELECT * FROM v_crosswalk ORDER BY 1, 2, 3, 4, 5"), before)
                self.assertNotIn(TENANTS[d.vendor], old)
                world.options(d.name, tenant=None)
        self.sync(world)
        self.assertEqual({r["title"] for d in at for r in d.rows("contact").values()}, {"Clerk"})

    def account_named_in_the_config(self, a, b):
        """`tenant:` refuses before the first record is read, also with an empty store."""
        world = self.world((a, b))
        at = list(desks(world).values())
        at[0].create("contact", first="Jim", last="Miller", email="jim@firma.example")
        world.write_config(**{at[1].name: f'tenant: "{TENANTS[at[1].vendor]}"'})
        for command in (("setup",), ("sync", "--first-sync"), ("diff",)):
            world.forget_history()
            result = self.run_ok(world, *command, codes=(7,))
            self.assertIn(TENANTS[at[1].vendor], result.err)
            self.assertEqual(world.writes(), [])
        world.options(at[1].name, tenant=TENANTS[at[1].vendor])
        self.first_sync(world)
        self.assertEqual(at[1].count("contact"), 1)

    def moved_on_purpose(self, a, b):
        """--accept tenant: the same records under another account id (a sandbox that was copied)."""
        world, at = self.start((a, b))
        world.options(at[1].name, tenant=TENANTS[at[1].vendor])
        self.run_ok(world, "sync", codes=(7,))
        self.sync(world, "--accept", "tenant")
        self.assertEqual(world.writes(), [])
        self.assert_silence(world, 1)


tell(WrongAccount, "another_account", pairs() + trios(), 2)
tell(WrongAccount, "account_named_in_the_config", pairs(), 1)
tell(WrongAccount, "moved_on_purpose", pairs(), 1)

if __name__ == "__main__":
    main()
