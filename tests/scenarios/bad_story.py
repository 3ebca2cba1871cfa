# SPDX-License-Identifier: Apache-2.0
"""What the stories of things that are wrong outside have in common.

Each ends with one clear message on standard error and the exit code of the manual, writes nothing to any CRM, and is forgotten by the next
good run.  The tokens of these worlds are canaries: they turn up nowhere but in requests, whatever goes wrong.  So are the persons' names
and addresses on standard error.
"""
import os
import resource
import subprocess

from people import desks
from world import BUILD, PATIENCE, Result, Story

CANARY = "KaNaRy-7f3a9c51e8d2-geheim"
PERSON = "quittenmus"  # in every name and address


def forms(secret):
    """A secret, and what it looks like when it was wrapped up."""
    import base64
    import urllib.parse
    return [secret, base64.b64encode(secret.encode()).decode().rstrip("="), urllib.parse.quote(secret, safe="")]


class BadStory(Story):
    def bad_world(self, *systems, people=3, **kwargs):
        """Two systems, the first with people; everything set up and nothing synced."""
        world = self.world(systems or ("salesforce", "pipedrive"), **kwargs)
        os.mkdir(world.path("tmp"))  # what a path may be besides a file
        self.ran = []
        for name, _ in world.systems:
            world.write(f"{name}.token", f"{CANARY}-{name}")
        first = next(iter(desks(world).values()))
        for i in range(people):
            first.create("contact", first="Anna", last=f"Von {PERSON.title()} {i}", email=f"anna{i}@{PERSON}.example")
        self.addCleanup(self.no_canary, world)
        return world

    def run_limited(self, world, *args, fsize=None, timeout=PATIENCE, **kwargs):
        def limit():
            if fsize is not None:
                resource.setrlimit(resource.RLIMIT_FSIZE, (fsize, fsize))
        done = subprocess.run([f"{BUILD}/crmsync", "-c", world.path("crmsync.yaml"), *args], capture_output=True, env=world.env,
                              cwd=world.folder, stdin=subprocess.DEVNULL, preexec_fn=limit, timeout=timeout, **kwargs)
        return self.keep(Result(done.returncode, done.stdout.decode("utf-8", "replace"), done.stderr.decode("utf-8", "replace")))

    def keep(self, result):
        self.ran.append(result)
        return result

    def bad(self, world, code, pattern, *args, lines=1, writes=0, loudly=True, **kwargs):
        """The run ends with this code and one message of this pattern; nothing is written; with -v -v it ends the same way."""
        world.forget_history()
        args = args or ("diff",)
        result = self.keep(world.run(*args, **kwargs))
        self.assertEqual(result.code, code, result)
        self.assertRegex(result.err, pattern)
        if lines is not None:
            self.assertEqual(len(result.err.splitlines()), lines, result)
        for trace in ("Sanitizer", "Segmentation", "Assertion", "core dumped", "backtrace", "(null)", "(nil)"):
            self.assertNotIn(trace, result.err)
        for line in result.err.splitlines():
            self.assertTrue(line.startswith("crmsync: ") or ".yaml:" in line, line)
            self.assertFalse(line.rstrip().endswith("."), line)
        if loudly:
            self.assertEqual(self.keep(world.run("-vv", *args, **kwargs)).code, code)
        self.assertEqual(len(world.writes()), writes, world.writes())
        return result

    def good(self, world):
        """What was wrong is right again: the two systems can be synced, and hold the same afterwards."""
        self.keep(self.run_ok(world, "sync", "--first-sync", codes=(0,)))
        counts = {name: d.count("contact") for name, d in desks(world).items()}
        self.assertEqual(len(set(counts.values())), 1, counts)
        for d in desks(world).values():
            addresses = [row["email"] for row in d.rows("contact").values()]
            self.assertEqual(len(set(addresses)), len(addresses), addresses)
        self.assert_quiet(world)

    def no_canary(self, world):
        for result in self.ran:
            for form in forms(CANARY):
                self.assertNotIn(form, result.out + result.err)
            self.assertNotIn(PERSON, result.err.lower())
        for folder, _, files in os.walk(world.folder):
            for name in files:
                path = os.path.join(folder, name)
                if name.endswith(".token") or name.startswith("sandbox") or not os.path.isfile(path) or os.path.islink(path):
                    continue
                with open(path, "rb") as f:
                    data = f.read()
                for form in forms(CANARY):
                    self.assertNotIn(form.encode(), data, name)
