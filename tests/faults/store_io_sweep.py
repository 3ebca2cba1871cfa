# SPDX-License-Identifier: Apache-2.0
"""Sweeps over the store's disk and over memory: whole runs of crmsync in which one call of the disk or one allocation fails.

    disk    full      the n-th write, truncate or sync fails as on a full disk
            full-on   so do all later ones
            eio       the n-th call of any kind fails with an input/output error
            eio-on    so do all later ones
            cantopen  the n-th file cannot be opened
            power     before the n-th change the power goes; sectors that no sync has confirmed are lost or torn
    memory  once      the n-th allocation fails: crmsync's own, SQLite's, cJSON's or libcurl's
            on        so do all later ones

The run that is hit ends as crmsync(1) says: 5 for the disk, 1 for memory, or as without where nobody needed what failed.  The store passes SQLite's checks.
Then the same command is run again, and the end, in the store and in all sandboxes, is the same as without the fault; a further run writes nothing.

    store_io_sweep.py [--sweep disk|memory] [--scenario PART-OF-NAME] [--all | --seconds N] [--every-choice] [--point ID] [--list] [--keep]

Otherwise as sweep.py, whose scenarios' form and pictures it uses.
"""
import argparse
import os
import shutil
import signal
import sqlite3
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(HERE, "..", "scenarios")]

import pairs  # noqa: E402
import picture  # noqa: E402
import sweep  # noqa: E402
from disturbed import more_records, person, whole_customers  # noqa: E402
from swept import Swept, synced  # noqa: E402
from world import BUILD, SOURCE  # noqa: E402

# kind: environment variable, what its value begins with, which count says how many points there are
DISK = {
    "full": ("CRMSYNC_FAIL_STORE_IO", "", "changes"),
    "full-on": ("CRMSYNC_FAIL_STORE_IO_FROM", "", "changes"),
    "eio": ("CRMSYNC_STORE_FAULT", "eio:", "calls"),
    "eio-on": ("CRMSYNC_STORE_FAULT", "eio-on:", "calls"),
    "cantopen": ("CRMSYNC_STORE_FAULT", "cantopen:", "opens"),
    "power": ("CRMSYNC_STORE_FAULT", "power:", "changes"),
}
MEMORY = {"once": ("CRMSYNC_FAIL_ALLOC", "", "allocations"), "on": ("CRMSYNC_FAIL_ALLOC_FROM", "", "allocations")}
KINDS = {"disk": DISK, "memory": MEMORY}
UNFINISHED = {"disk": 5, "memory": 1}  # exit codes of a run that is hit
SANITIZER = 86
COUNTS = {"CRMSYNC_STORE_COUNT": "store-count", "CRMSYNC_ALLOC_COUNT": "alloc-count"}


# ---- scenarios


def first_sync(world, at):
    """Creates with their companies, links, and updates that fill in."""
    whole_customers(world, at)
    for d in at:
        person(d, 7, **({"title": "Clerk"} if d is at[0] else {"phone": "+49301234567"}))
    world.run("setup")


def lost_store(world, at):
    """In step, and then the store is gone."""
    whole_customers(world, at)
    synced(world)
    for suffix in ("", "-wal", "-shm"):
        if os.path.exists(world.path("crmsync.db" + suffix)):
            os.unlink(world.path("crmsync.db" + suffix))


TWO = [("hubspot", "salesforce"), ("salesforce", "pipedrive"), ("pipedrive", "hubspot")]
SCENARIOS = [
    Swept("pull, diff and first sync", TWO, first_sync, [("pull",), ("diff",), ("sync", "--first-sync")]),
    Swept("sync of edits and new records", TWO, more_records, [("sync",)]),
    Swept("relink", TWO, lost_store, [("relink", "--jobs=1"), ("sync", "--first-sync")]),
]


class Telling(sweep.Telling):
    def __init__(self, swept, systems):
        super().__init__(swept, systems)
        self.points = {name: [] for name in KINDS}

    def tell_undisturbed(self):
        room = sweep.Room.copy(self.start)
        try:
            self.known = picture.ids(room)
            self.expected_codes = []
            for k, command in enumerate(self.swept.commands):
                result = room.carry_out(command, {variable: room.path(name) for variable, name in COUNTS.items()})
                if result.code not in self.swept.codes:
                    raise sweep.Failure(f"undisturbed: {sweep.words(command)}: {result!r}")
                self.expected_codes.append(result.code)
                self.add_points(k, self.counts(room))
            self.again_code = self.quiet_run(room, None)
            self.expected = picture.picture(room, self.known)
            room.put_aside()
            self.expected_schema = picture.schema(room.path("sandbox"))
        finally:
            room.close()

    @staticmethod
    def counts(room):
        found = {}
        for name in COUNTS.values():
            for line in room.read(name).splitlines():
                found[line.split()[0]] = int(line.split()[1])
            os.unlink(room.path(name))
        return found

    def add_points(self, command, counts):
        for name, kinds in KINDS.items():
            for kind, (_, _, counted) in kinds.items():
                self.points[name] += [sweep.Point(name, kind, n, command) for n in range(1, counts[counted] + 1)]

    # ---- disturbed

    def attempt(self, point, keep=False):
        room = sweep.Room.copy(self.start)
        try:
            self.disturb(room, point)
            self.check_store(room)
            self.go_on(room, point.command)
            self.quiet_run(room, self.again_code)
            self.compare("the end is another", self.expected, picture.picture(room, self.known))
            room.put_aside()
            self.compare("other properties were made", self.expected_schema, picture.schema(room.path("sandbox")))
            return True
        finally:
            if keep:
                print("kept:", room.folder)
                if room.sandbox.poll() is None:
                    room.put_aside()
            else:
                room.close()

    def disturb(self, room, point):
        for k in range(point.command):
            room.carry_out(self.swept.commands[k])
        variable, prefix, _ = KINDS[point.sweep][point.kind]
        command = self.swept.commands[point.command]
        result = room.carry_out(command, {variable: f"{prefix}{point.number}", "ASAN_OPTIONS": f"exitcode={SANITIZER}", "UBSAN_OPTIONS": f"exitcode={SANITIZER}"})
        self.note_code(point, result.code)
        wanted = {self.expected_codes[point.command]} | ({-signal.SIGKILL} if point.kind == "power" else {UNFINISHED[point.sweep]})
        if result.code not in wanted:
            raise sweep.Failure(f"the disturbed run ends otherwise than with {sorted(wanted)}: {sweep.words(command)}: {result!r}")
        if point.sweep == "memory" and result.code == UNFINISHED["memory"] and "memory" not in result.err:
            raise sweep.Failure(f"the disturbed run does not say that it is out of memory: {result!r}")
        if point.kind != "power" and result.code == UNFINISHED[point.sweep] and not result.err.strip():
            raise sweep.Failure(f"the disturbed run says nothing: {result!r}")

    @staticmethod
    def check_store(room):
        """Looks at a copy, so that crmsync itself finds what the fault left."""
        copy = room.path("looked-at")
        for suffix in ("", "-wal"):
            if os.path.exists(room.path("crmsync.db" + suffix)):
                shutil.copyfile(room.path("crmsync.db" + suffix), copy + suffix)
        if not os.path.exists(copy):
            return
        db = sqlite3.connect(copy)
        try:
            found = db.execute("PRAGMA integrity_check").fetchall(), db.execute("PRAGMA foreign_key_check").fetchall()
        except sqlite3.DatabaseError as error:
            found = str(error), []
        finally:
            db.close()
        for suffix in ("", "-wal", "-shm"):
            if os.path.exists(copy + suffix):
                os.unlink(copy + suffix)
        if found != ([("ok",)], []):
            raise sweep.Failure(f"the store is damaged: {found}")


# ---- the whole


def report(telling, name, names):
    failed = telling.failed.get(name, [])
    word = "FAIL" if failed or telling.problem else "PASS"
    print(f"{word}: {name}: {telling.name}: {telling.tried.get(name, 0)} of {len(telling.points[name])} points"
          + (f", {len(failed)} failed" if failed else ""))
    for point, problem in failed:
        print(f"    {problem}".replace("\n", "\n    "))
        print(f"    again: srcdir={SOURCE} builddir={BUILD} python3 {os.path.abspath(__file__)} --scenario '{telling.name}' --point {point}")
    if telling.problem and name == names[0]:
        print(f"    {telling.problem}".replace("\n", "\n    "))
    return word == "PASS"


def read_options():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sweep", choices=KINDS)
    parser.add_argument("--scenario")
    parser.add_argument("--all", action="store_true", help="every point, each scenario in one choice of systems")
    parser.add_argument("--every-choice", action="store_true", help="each scenario in every choice of systems")
    parser.add_argument("--seconds", type=float, default=100, help="how long a sample may take")
    parser.add_argument("--least", type=int, default=4, help="points of each sweep and scenario that are tried in any case")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--point")
    parser.add_argument("--list", action="store_true")
    parser.add_argument("--keep", action="store_true", help="leave the folder of a single point")
    return parser.parse_args()


def main():
    options = read_options()
    names = [options.sweep] if options.sweep else list(KINDS)
    tellings = [Telling(s, systems) for s in SCENARIOS for systems in s.systems if all(v in pairs.BUILT for v in systems)]
    tellings = [t for t in tellings if (options.scenario or "") in t.name]
    tellings = sweep.chosen(tellings, options)
    if options.list:
        print("\n".join(t.name for t in tellings))
        return 0
    began = time.monotonic()
    with ThreadPoolExecutor(options.jobs) as pool:
        list(pool.map(Telling.prepare, tellings))
    told = [t for t in tellings if t.problem is None]
    if options.point:
        for telling in told:
            telling.try_point(sweep.read_point(options.point), options.keep)
    else:
        sweep.run_points(told, names, options, began)
    good = [report(telling, name, names) for name in names for telling in tellings]
    for name in names:
        codes = {}
        for telling in tellings:
            for (kind, code), n in telling.codes.items():
                if kind in KINDS[name]:
                    codes[kind, code] = codes.get((kind, code), 0) + n
        print(f"{name}: {sum(t.tried.get(name, 0) for t in tellings)} points in {len(tellings)} scenarios, "
              f"{sum(len(t.failed.get(name, [])) for t in tellings)} failed; exit codes: "
              + ", ".join(f"{kind} {code}: {n}" for (kind, code), n in sorted(codes.items())))
    print(f"{time.monotonic() - began:.0f} s, sample {'all' if options.all else pairs.KEY[:12]}")
    for telling in tellings:
        if telling.start is not None:
            telling.start.close()
    return 0 if all(good) and good else 1


if __name__ == "__main__":
    if not sweep.has_faults():
        sys.exit("store_io_sweep.py: this build has no faults to offer; configure it with --enable-fault-injection")
    if "TMPDIR" not in os.environ and os.access("/dev/shm", os.W_OK):
        tempfile.tempdir = "/dev/shm"
    sys.exit(main())
