# SPDX-License-Identifier: Apache-2.0
"""A rehearsal: a sandbox that is filled from the store stands in for the real accounts, so that a configuration can be tried on a copy of both."""
import os
import sqlite3
import subprocess

from pairs import pairs, tell, trios
from people import desks
from world import BUILD, Story, World, main

HOUR = 3600


class Rehearsal(Story):
    def real(self, systems, seed="empty"):
        """The accounts themselves, synced."""
        world = self.world(systems, seed=seed)
        if seed == "empty":
            self.populate(list(desks(world).values()))
        self.first_sync(world, codes=(0, 6))
        self.run_ok(world, "sync", codes=(0, 6))
        return world

    def populate(self, at):
        company = at[0].create("company", name="Gerätebau Süd GmbH", website="https://geraetebau-sued.example", city="Ulm")
        people = [at[i % len(at)].create("contact", first="Ada", last=f"Nummer {i}", email=f"ada{i}@geraetebau-sued.example", phone=f"+49 731 55500{i}")
                  for i in range(4)]
        at[0].create("deal", name="Rahmenvertrag", amount="1250.50", stage="proposal", close_date="2027-03-31", company=company, contacts=people[:1])

    def rehearse(self, real, systems=None):
        world = World(systems or [f"{name}={vendor}" for name, vendor in real.systems], store=real.path("crmsync.db"))
        self.addCleanup(world.close)
        return world

    def nothing_to_do(self, *systems):
        """All is there, and with the same values: nothing is planned, after a full pull either."""
        real = self.real(systems)
        world = self.rehearse(real)
        for d, its in zip(desks(world).values(), desks(real).values()):
            for obj in ("contact", "company", "deal"):
                self.assertEqual(d.rows(obj), its.rows(obj), (d.name, obj))
        self.assert_quiet(world, codes=(0, 6))
        self.run_ok(world, "pull", "--full", codes=(0, 6))
        self.assert_quiet(world, codes=(0, 6))

    def an_edit_does_what_it_does_in_the_accounts(self, *systems):
        """The same edit on both sides of the looking-glass is the same plan, and ends in the same records."""
        real = self.real(systems)
        world = self.rehearse(real)
        plans = []
        for w in (real, world):
            first, last = list(desks(w).values())[0], list(desks(w).values())[-1]
            first.edit("contact", first.find("contact", last="Nummer 0"), title="Leitung")
            last.edit("company", last.find("company", name="Gerätebau Süd GmbH"), city="Neu-Ulm")
            last.create("contact", first="Bea", last="Neu", email="bea@geraetebau-sued.example")
            w.advance(HOUR)
            rows = self.run_ok(w, "--json", "diff", codes=(0, 6)).lines("operation")
            plans.append(sorted((row["system"], row["object"], row["kind"], str(sorted((c["field"], str(c.get("new"))) for c in row["changes"] if c["field"] != "crmsync_id")))
                                for row in rows))
            self.sync(w, codes=(0, 6))
            self.assert_quiet(w, codes=(0, 6))
        self.assertGreaterEqual(len(plans[0]), 2)
        self.assertEqual(plans[1], plans[0])
        self.assertEqual([d.count("contact") for d in desks(world).values()], [d.count("contact") for d in desks(real).values()])

    def gone_records(self, *systems):
        """Deleted and merged records stay what they were."""
        real = self.real(systems)
        d = list(desks(real).values())[0]
        d.delete("contact", d.find("contact", last="Nummer 1"))
        d.merge("contact", d.find("contact", last="Nummer 2"), d.find("contact", last="Nummer 3"))
        real.advance(1)
        self.run_ok(real, "sync", "--full", codes=(0, 6))  # a short listing of Pipedrive's tells nothing of deletions
        world = self.rehearse(real)
        its = desks(world)[d.name]
        self.assertEqual(its.rows("contact").keys(), d.rows("contact").keys())
        self.assert_quiet(world, codes=(0, 6))

    def test_demo_company(self):
        """All the usual mess, three systems, names and vendors taken from the store."""
        real = self.real(("hubspot", "salesforce", "pipedrive"), seed="demo")
        world = self.rehearse(real)
        for name in ("hubspot", "salesforce", "pipedrive"):
            for obj in ("contact", "company", "deal"):
                self.assertEqual(sorted(r["id"] for r in world.records(name, obj)), sorted(r["id"] for r in real.records(name, obj)), (name, obj))
        self.assert_quiet(world, codes=(0, 6))

    def test_new_ids_do_not_collide(self):
        real = self.real(("salesforce", "pipedrive"))
        sales = desks(real)["salesforce"]
        kept = sales.find("contact", last="Nummer 3")
        with sqlite3.connect(real.path("crmsync.db")) as db:
            db.execute("DELETE FROM link WHERE source IN (SELECT id FROM source WHERE vendor_id <> ?)", (kept,))
            db.execute("DELETE FROM match_key")
            db.execute("DELETE FROM source WHERE vendor_id <> ?", (kept,))
        world = self.rehearse(real)
        d = desks(world)["salesforce"]
        self.assertEqual(d.ids("contact"), [kept])
        for i in range(6):
            d.create("contact", first="Neu", last=f"N{i}", email=f"neu{i}@firma.example")
        self.assertEqual(len(set(d.ids("contact"))), 7)

    def test_state_goes_before_the_store(self):
        real = self.real(("salesforce", "hubspot"))
        state = real.path("state")
        args = ("--state", state)
        world = World(["salesforce=salesforce", "hubspot=hubspot"], store=real.path("crmsync.db"), sandbox_args=args)
        self.addCleanup(world.close)
        before = {name: desks(world)[name].rows("contact") for name in ("salesforce", "hubspot")}
        desks(world)["salesforce"].create("contact", first="Noch", last="Eine", email="noch@firma.example")
        world.sandbox.terminate()
        world.sandbox.wait()
        world.start_sandbox(sandbox_args=args)
        after = {name: desks(world)[name].rows("contact") for name in ("salesforce", "hubspot")}
        self.assertEqual(after["hubspot"], before["hubspot"])
        self.assertEqual(len(after["salesforce"]), len(before["salesforce"]) + 1)
        self.assertEqual({i: after["salesforce"][i] for i in before["salesforce"]}, before["salesforce"])

    # ---- what is wrong

    def refused(self, world, pattern, *args, code=1):
        done = subprocess.run([f"{BUILD}/crmsync-sandbox", "--quiet", *args], capture_output=True, text=True, env=world.env, cwd=world.folder)
        self.assertEqual(done.returncode, code, done)
        self.assertRegex(done.stderr, rf"\Acrmsync-sandbox: .*{pattern}.*\n\Z")

    def test_what_is_no_store(self):
        world = self.world(("salesforce", "hubspot"))
        self.refused(world, "nowhere.db.*[Nn]o such file", "--from", "nowhere.db")
        self.refused(world, "no regular file", "--from", ".")
        world.write("empty.db", "")
        self.refused(world, "empty.db.*is empty", "--from", "empty.db")
        world.write("text.db", "this is no database\n" * 100)
        self.refused(world, "text.db.*not SQLite", "--from", "text.db")
        with sqlite3.connect(world.path("other.db")) as db:
            db.execute("CREATE TABLE mine (a)")
        self.refused(world, "other.db.*no store", "--from", "other.db")
        self.run_ok(world, "pull")
        for version, words in ((9999, "newer than this program"), (0, "older version")):
            with sqlite3.connect(world.path("crmsync.db")) as db:
                db.execute(f"PRAGMA user_version = {version}")
            self.refused(world, words, "--from", "crmsync.db")
        self.assertFalse(os.path.exists(world.path("nowhere.db")))

    def test_systems_that_do_not_fit(self):
        world = self.world(("sales=salesforce", "shop=hubspot"))
        self.run_ok(world, "pull")
        self.refused(world, "no system 'other' .sales, shop", "--from", "crmsync.db", "--system", "other=hubspot", code=2)
        self.refused(world, "'sales' of the store is a salesforce, not a pipedrive", "--from", "crmsync.db", "--system", "sales=pipedrive", code=2)
        self.refused(world, "'--from' brings its own records", "--from", "crmsync.db", "--seed", "demo", code=2)


tell(Rehearsal, "nothing_to_do", pairs() + trios(), 2)
tell(Rehearsal, "an_edit_does_what_it_does_in_the_accounts", pairs(), 1)
tell(Rehearsal, "gone_records", pairs(), 1)

if __name__ == "__main__":
    main()
