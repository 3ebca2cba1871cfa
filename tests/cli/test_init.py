#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""crmsync init: what it writes is a configuration that works, and it never harms one that is there."""
import os
import resource
import shutil
import stat
import subprocess
import sys
import tempfile
import unittest

SOURCE = os.path.abspath(os.environ.get("srcdir", os.path.join(os.path.dirname(__file__), "..", "..")))
sys.path.insert(0, os.path.join(SOURCE, "tests", "scenarios"))
from people import desks  # noqa: E402
from world import BUILD, PATIENCE, Result, Story, main  # noqa: E402


class Init(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="crmsync-init-")
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        self.env = dict(os.environ, CRMSYNC_DATA_PATH=f"{SOURCE}/etc:{SOURCE}", CRMSYNC_CONNECTOR_PATH=f"{BUILD}/connectors", LC_ALL="C.UTF-8")
        self.env.pop("CRMSYNC_CONFIG", None)

    def path(self, name):
        return os.path.join(self.folder, name)

    def read(self, name="crmsync.yaml"):
        with open(self.path(name), encoding="utf-8") as f:
            return f.read()

    def run_init(self, *args, code=0, **kwargs):
        done = subprocess.run([f"{BUILD}/crmsync", *args], capture_output=True, cwd=self.folder, env=self.env, stdin=subprocess.DEVNULL,
                              timeout=PATIENCE, text=True, **kwargs)
        self.assertEqual(done.returncode, code, Result(done.returncode, done.stdout, done.stderr))
        return done

    def test_it_writes_a_private_file(self):
        done = self.run_init("init", "eu=hubspot", "salesforce", "pipedrive")
        self.assertEqual(done.stdout, "wrote crmsync.yaml; put the credentials where it says, then: crmsync check\n")
        self.assertEqual(stat.S_IMODE(os.stat(self.path("crmsync.yaml")).st_mode), 0o600)
        text = self.read()
        for line in ("  eu:   # HubSpot\n    connector: hubspot\n", "  salesforce:   # Salesforce\n    credentials:", "  pipedrive:   # Pipedrive\n"):
            self.assertIn(line, text)
        self.assertLess(text.index("  eu:"), text.index("  salesforce:"))  # the order is the priority
        done = self.run_init("check", code=3)  # the only thing that is wrong with it
        self.assertIn('cannot read secret "token": cannot open "eu.token"', done.stderr)
        self.assertEqual(len(done.stderr.splitlines()), 1, done.stderr)

    def test_places(self):
        os.mkdir(self.path("etc"))
        self.assertEqual(self.run_init("-q", "-c", "etc/my.yaml", "init", "hubspot").stdout, "")
        self.assertEqual(self.run_init("init", "--stdout", "hubspot").stdout, self.read("etc/my.yaml"))
        self.assertEqual(os.listdir(self.folder), ["etc"])

    def test_a_file_that_is_there_stays(self):
        with open(self.path("crmsync.yaml"), "w", encoding="utf-8") as f:
            f.write("mine\n")
        done = self.run_init("init", "hubspot", code=2)
        self.assertEqual(done.stderr, "crmsync: 'crmsync.yaml' exists already; it is left as it is\n")
        self.assertEqual(self.read(), "mine\n")
        os.unlink(self.path("crmsync.yaml"))
        os.symlink("elsewhere", self.path("crmsync.yaml"))
        self.run_init("init", "hubspot", code=2)
        self.assertFalse(os.path.exists(self.path("elsewhere")))

    def test_mistakes(self):
        for code, told, *words in ((3, "no connector 'nope'", "hubspot", "nope"), (2, 'two systems are named "hubspot"', "hubspot", "hubspot"),
                                   (2, 'a system cannot be named ""', "=hubspot"), (2, 'a system cannot be named "A B"', "A B=hubspot"),
                                   (3, "connector ''", "eu="), (2, "[NAME=]CONNECTOR")):
            self.assertIn(told, self.run_init("init", *words, code=code).stderr)
        self.assertIn("'nowhere/a.yaml' cannot be written", self.run_init("-c", "nowhere/a.yaml", "init", "hubspot", code=5).stderr)
        self.assertEqual(os.listdir(self.folder), [])

    def test_full_disk_leaves_no_half_a_file(self):
        done = self.run_init("init", "hubspot", code=5, preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100)))
        self.assertIn("'crmsync.yaml' cannot be written: ", done.stderr)
        self.assertEqual(os.listdir(self.folder), [])


class InitWorks(Story):
    def test_what_it_writes_syncs(self):
        """With the credentials in their files and the sandbox's addresses, the file is enough for a first sync."""
        world = self.world(("pipedrive", "salesforce"))
        desk = desks(world)["pipedrive"]
        desk.create("contact", first="Anna", last="Berg", email="anna@berg.example")
        text = self.run_ok(world, "init", "--stdout", "pipedrive", "salesforce").out
        text = text.replace("client_id: {file: salesforce.client_id}", "access_token: {file: salesforce.token}")
        for name, _ in world.systems:
            address = f"    base_url: http://127.0.0.1:{world.port}/{name}\n    limits: {{search_lag: 0s, settle: 0s}}\n"
            at = text.index("\n", text.index(f"  {name}:")) + 1
            text = text[:at] + address + text[at:]
        world.write("crmsync.yaml", text)
        self.run_ok(world, "sync", "--first-sync")
        self.assertEqual(desks(world)["salesforce"].count("contact"), 1)


if __name__ == "__main__":
    main()
