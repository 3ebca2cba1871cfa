# SPDX-License-Identifier: Apache-2.0
"""The example connector, as a third party would build it: against the installed headers, library and pkg-config file, in a folder of its own.

It is loaded by the installed crmsync through CRMSYNC_CONNECTOR_PATH, keeps two notebooks the same, and passes the conformance suite."""
import glob
import json
import os
import shutil
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "scenarios"))

from world import BUILD, PATIENCE, SOURCE, main  # noqa: E402


def run(command, env=None, cwd=None, codes=(0,)):
    done = subprocess.run(command, env=env, cwd=cwd, capture_output=True, text=True, timeout=PATIENCE, stdin=subprocess.DEVNULL)
    if done.returncode not in codes:
        raise AssertionError(f"{' '.join(command)}: exit {done.returncode}\n{done.stdout}\n{done.stderr}")
    return done


class Outside(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.mkdtemp(prefix="crmsync-outside-")
        cls.addClassCleanup(shutil.rmtree, cls.folder, ignore_errors=True)
        make_env = {k: v for k, v in os.environ.items() if k not in ("MAKEFLAGS", "MFLAGS", "MAKELEVEL", "DESTDIR")}
        cls.root = os.path.join(cls.folder, "root")
        run(["make", "-C", BUILD, "install", f"DESTDIR={cls.root}"], env=make_env)
        pc = glob.glob(f"{cls.root}/**/crmsync.pc", recursive=True)
        assert len(pc) == 1, pc
        cls.make_env = dict(make_env, PKG_CONFIG="pkg-config --define-prefix", PKG_CONFIG_LIBDIR=os.path.dirname(pc[0]))
        cls.prefix = cls.variable("prefix")
        cls.example = os.path.join(cls.folder, "example")
        os.mkdir(cls.example)
        for name in ("Makefile", "mapping.yaml", "notebook.c"):
            shutil.copyfile(os.path.join(SOURCE, "examples", "connector", name), os.path.join(cls.example, name))
        run(["make", "CFLAGS=-O1 -g -Werror"], env=cls.make_env, cwd=cls.example)
        cls.crmsync = os.path.join(cls.prefix, "bin", "crmsync")
        cls.env = dict(os.environ, LD_LIBRARY_PATH=cls.variable("libdir"), CRMSYNC_CONNECTOR_PATH=cls.example, LC_ALL="C.UTF-8", TZ="UTC",
                       CRMSYNC_DATA_PATH=os.path.join(cls.prefix, "share", "crmsync"))
        cls.env.pop("CRMSYNC_CONFIG", None)

    @classmethod
    def variable(cls, name):
        return run(["pkg-config", "--define-prefix", f"--variable={name}", "crmsync"], env=cls.make_env).stdout.strip()

    def test_builds_against_what_is_installed(self):
        """Of crmsync's, the compiler reads the installed headers alone, and the module shows one symbol."""
        flags = run(["pkg-config", "--define-prefix", "--cflags", "crmsync"], env=self.make_env).stdout.split()
        read = run(["cc", "-M", *flags, os.path.join(self.example, "notebook.c")]).stdout.replace("\\", " ").split()[1:]
        ours = {os.path.realpath(path) for path in read if "crmsync/" in path}
        self.assertIn(os.path.realpath(os.path.join(self.prefix, "include", "crmsync", "connector.h")), ours)
        self.assertEqual({path for path in ours if not path.startswith(os.path.realpath(self.folder))}, set())
        symbols = run(["nm", "-D", "--defined-only", os.path.join(self.example, "notebook.so")]).stdout.split("\n")
        self.assertEqual([line.split()[-1] for line in symbols if " T " in line], ["crm_connector_entry"])

    def test_installs(self):
        """The example's own `make install` puts module and mapping where crmsync looks for them."""
        run(["make", "install"], env=self.make_env, cwd=self.example)
        self.assertTrue(os.path.isfile(os.path.join(self.variable("connectordir"), "notebook.so")))
        self.assertTrue(os.path.isfile(os.path.join(self.variable("mappingdir"), "notebook.yaml")))
        self.assertEqual(self.variable("mappingdir"), os.path.join(self.prefix, "share", "crmsync", "connectors"))

    # ---- at work

    def start(self):
        run(["make", "install"], env=self.make_env, cwd=self.example)
        work = tempfile.mkdtemp(dir=self.folder)
        config = "version: 1\nstore: crmsync.db\nsystems:\n"
        for name in ("paper", "pencil"):
            os.mkdir(os.path.join(work, name))
            config += f"  {name}:\n    connector: notebook\n    options: {{folder: {work}/{name}}}\n"
        with open(os.path.join(work, "crmsync.yaml"), "w", encoding="utf-8") as f:
            f.write(config)
        return work

    def sync(self, work, *args, codes=(0,)):
        return run([self.crmsync, "-c", os.path.join(work, "crmsync.yaml"), *args], env=self.env, cwd=work, codes=codes)

    def book(self, work, system, obj="contact"):
        with open(os.path.join(work, system, obj + ".json"), encoding="utf-8") as f:
            return json.load(f)

    def write(self, work, system, obj, *rows, changes=None):
        book = {"changes": changes or len(rows), "properties": [], "records": list(rows)}
        if changes:
            book["properties"] = self.book(work, system, obj)["properties"]
        with open(os.path.join(work, system, obj + ".json"), "w", encoding="utf-8") as f:
            json.dump(book, f)

    def live(self, work, system, obj="contact"):
        rows = [{k: v for k, v in r["fields"].items() if k != "crmsync_id"} for r in self.book(work, system, obj)["records"] if "life" not in r]
        return sorted(rows, key=lambda row: row.get("email") or row.get("name"))

    def test_is_listed(self):
        self.assertRegex(run([self.crmsync, "connectors"], env=self.env).stdout, "(?i)notebook")

    def test_two_notebooks(self):
        """Contacts, companies and deals reach the other notebook with their links; a second run does nothing; edits go both ways."""
        work = self.start()
        self.write(work, "paper", "company", {"id": "7", "changed": 1, "fields": {"name": "Firma GmbH", "website": "https://firma.example"}})
        self.write(work, "paper", "contact",
                   {"id": "1", "changed": 1, "fields": {"first_name": "Ann", "last_name": "Lee", "email": "ann@firma.example", "company": "7"}},
                   {"id": "2", "changed": 2, "fields": {"first_name": "Bob", "last_name": "Ray", "email": "bob@firma.example", "birthday": "1969-12-31"}})
        self.write(work, "paper", "deal", {"id": "1", "changed": 1, "fields": {"name": "Renewal", "amount": "100.5", "stage": "won", "company": "7",
                                                                               "contacts": ["1", "2"], "close_date": "2026-12-24"}})
        self.sync(work, "setup")
        self.sync(work, "sync", "--first-sync")
        people = self.live(work, "pencil")
        self.assertEqual([(p["email"], p.get("birthday"), p.get("company")) for p in people],
                         [("ann@firma.example", None, "1"), ("bob@firma.example", "1969-12-31", None)])
        deal = self.live(work, "pencil", "deal")[0]
        self.assertEqual((deal["name"], deal["amount"], deal["stage"], deal["company"], len(deal["contacts"])), ("Renewal", "100.5", "won", "1", 2))
        before = [self.book(work, system, obj) for system in ("paper", "pencil") for obj in ("contact", "company", "deal")]
        self.sync(work, "sync")
        self.assertEqual([self.book(work, system, obj) for system in ("paper", "pencil") for obj in ("contact", "company", "deal")], before)
        rows = self.book(work, "pencil")["records"]
        rows[0]["fields"]["city"], rows[0]["changed"] = "Dresden", 50
        self.write(work, "pencil", "contact", *rows, changes=50)
        self.sync(work, "sync")
        self.assertEqual([p.get("city") for p in self.live(work, "paper")].count("Dresden"), 1)

    def test_missing_option(self):
        work = self.start()
        with open(os.path.join(work, "crmsync.yaml"), "w", encoding="utf-8") as f:
            f.write("version: 1\nstore: crmsync.db\nsystems:\n  paper: {connector: notebook}\n")
        self.assertIn("folder", self.sync(work, "check", codes=(3,)).stderr)

    def test_conformance(self):
        suite = os.path.join(SOURCE, "tests", "conformance", "test_conformance.py")
        env = dict(os.environ, CRMSYNC_NOTEBOOK=os.path.join(self.example, "notebook.so"), CRMSYNC_SUBJECTS="notebook", srcdir=SOURCE, builddir=BUILD)
        done = run([sys.executable, suite], env=env)
        self.assertRegex(done.stderr, r"(?m)^OK$")


if __name__ == "__main__":
    main()
