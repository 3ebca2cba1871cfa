# SPDX-License-Identifier: Apache-2.0
"""A store that an older crmsync left: the first run that opens it brings it up to date, and it is in step with the CRMs it was in step with before.

tests/unit/store_fixtures has a frozen store of every older version as SQL, and what the sandboxes held then.
"""
import os
import re
import shutil
import sqlite3
import stat
import time

from world import SOURCE, Story, World, main

FIXTURES = os.path.join(SOURCE, "tests", "unit", "store_fixtures")
VERSIONS = sorted(int(m.group(1)) for m in (re.fullmatch(r"version_(\d+)\.sql", f) for f in os.listdir(FIXTURES)) if m)


class OldWorld(World):
    def __init__(self, version):
        self.version = version
        super().__init__(("hubspot", "salesforce", "pipedrive"), seed="demo")
        with open(os.path.join(FIXTURES, f"version_{version}.sql"), encoding="utf-8") as f:
            db = sqlite3.connect(self.path("crmsync.db"))
            db.executescript(f.read())
            db.close()
        os.chmod(self.path("crmsync.db"), 0o600)

    def start_sandbox(self, seed="empty", _sandbox_args=()):
        shutil.copyfile(os.path.join(FIXTURES, f"version_{self.version}.sandbox_state"), self.path("sandbox"))
        super().start_sandbox(seed, ("--state", self.path("sandbox")))


class OldStore(Story):
    def old(self, version):
        world = OldWorld(version)
        self.addCleanup(world.close)
        # The vendors' clocks go on from when the store was left, whatever time it is here.
        left = max(row[0] for row in world.sql("SELECT started FROM run")) // 1000
        world.advance(max(0, left - int(time.time())) + 7200)
        return world

    def test_in_step_as_before(self):
        self.assertEqual(VERSIONS, list(range(1, VERSIONS[-1] + 1)))
        for version in VERSIONS:
            with self.subTest(version=version):
                world = self.old(version)
                links = world.sql("SELECT uid, object, system, vendor_id FROM v_crosswalk ORDER BY 1, 2, 3, 4")
                world.forget_history()
                diff = self.run_ok(world, "--json", "diff", codes=(0, 6))
                self.assertEqual(diff.lines("operation"), [])
                self.assertEqual([h["kind"] for h in diff.lines("hold")], ["ambiguous"])
                backup = world.path(f"crmsync.db.v{version}.bak")
                self.assertEqual(stat.S_IMODE(os.stat(backup).st_mode), 0o600)
                self.run_ok(world, "sync", codes=(0, 6))
                self.assertEqual(world.writes(), [])
                self.assertEqual(world.sql("SELECT uid, object, system, vendor_id FROM v_crosswalk ORDER BY 1, 2, 3, 4"), links)

    def test_an_edit_goes_through(self):
        world = self.old(1)
        contact = world.records("hubspot", "contact")[0]["id"]
        world.edit("hubspot", "contact", contact, jobtitle="Chief of old stores")
        world.advance(60)
        world.forget_history()
        self.run_ok(world, "sync", codes=(0, 6))
        titles = [list(r["properties"].values()) for name in ("salesforce", "pipedrive") for r in world.records(name, "contact")]
        self.assertEqual(sum("Chief of old stores" in values for values in titles), 2)
        self.assert_quiet(world, codes=(0, 6))


if __name__ == "__main__":
    main()
