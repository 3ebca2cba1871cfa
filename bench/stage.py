# SPDX-License-Identifier: Apache-2.0
"""What the measurements share: where things are, a world without limits, and crmsync under a stopwatch, a scale or a counter.

Folders come from the environment (srcdir, builddir: `make` sets them), else from where this file is and build/ below it.
"""
import collections
import os
import sys

SOURCE = os.path.abspath(os.environ.get("srcdir") or os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
BUILD = os.path.abspath(os.environ.get("builddir") or os.path.join(SOURCE, "build"))
os.environ["srcdir"], os.environ["builddir"] = SOURCE, BUILD
sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(SOURCE, "tests", "scenarios"))

from people import desk  # noqa: E402,F401
from world import VENDORS, World  # noqa: E402,F401

UNLIMITED_DAY = 10**9


def crmsync_program():
    """The program itself, not libtool's script around it, and what it needs to find its library."""
    real = os.path.join(BUILD, ".libs", "crmsync")
    if os.path.exists(real):
        return real, {"LD_LIBRARY_PATH": os.path.join(BUILD, ".libs")}
    return os.path.join(BUILD, "crmsync"), {}


class Bench(World):
    """A world whose vendors have no limits, so that what is measured is crmsync's own doing."""

    def __init__(self, systems, seed="empty", **options):
        super().__init__(systems, seed=seed, **options)
        for name, _ in self.systems:
            self.options(name, burst_limit=0, daily_limit=UNLIMITED_DAY)

    def start(self, *args, before=()):
        """Starts crmsync, under `before` if given; gives its process id."""
        program, env = crmsync_program()
        command = [*before, program, "-c", self.path("crmsync.yaml"), *map(str, args)]
        with open(self.path("stdout"), "wb") as out, open(self.path("stderr"), "wb") as err:
            return os.posix_spawnp(command[0], command, dict(self.env, **env),
                                   file_actions=[(os.POSIX_SPAWN_OPEN, 0, "/dev/null", os.O_RDONLY, 0),
                                                 (os.POSIX_SPAWN_DUP2, out.fileno(), 1), (os.POSIX_SPAWN_DUP2, err.fileno(), 2)])

    def check_exit(self, what, code, allowed=(0, 6)):
        if code not in allowed:
            raise SystemExit(f"crmsync {what} ended with exit code {code}:\n{self.read('stderr')}")

    def spawn(self, *args, before=()):
        """Runs crmsync, under `before` if given."""
        _, status = os.waitpid(self.start(*args, before=before), 0)
        self.check_exit(" ".join(map(str, args)), os.waitstatus_to_exitcode(status))

    def requests(self, system):
        """What one system was asked since the history was forgotten."""
        return [h for h in self.history() if h["system"] == system]


def table(head, rows):
    """Columns as wide as they need to be; numbers to the right."""
    rows = [[str(c) for c in row] for row in rows]
    widths = [max(len(r[i]) for r in [head, *rows]) for i in range(len(head))]
    right = [all(r[i].replace(",", "").replace(".", "").replace("-", "").isdigit() for r in rows if r[i]) for i in range(len(head))]
    for row in [head, *rows]:
        print("  ".join(c.rjust(w) if r else c.ljust(w) for c, w, r in zip(row, widths, right)).rstrip())


def count(items):
    return collections.Counter(items)
