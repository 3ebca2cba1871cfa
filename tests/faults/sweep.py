# SPDX-License-Identifier: Apache-2.0
"""Fault sweeps: every scenario is told undisturbed, and then again and again with one thing going wrong each time.

    kill    crmsync is killed (SIGKILL) before the n-th request leaves, after the n-th answer came, in the middle of the n-th commit to its store, and just
            before that commit is acknowledged.  Then the same command is run again.
    answer  the n-th request or its answer is lost, or the answer is not what it should be (see ANSWERS).

The end, all of the store and of the vendors' records that does not tell when or by which run (picture.py), must be the same as without; nothing may be in the
outbox; a further run writes nothing.

    sweep.py [--sweep kill|answer] [--kind KIND] [--scenario PART-OF-NAME] [--all | --seconds N] [--every-choice] [--point ID] [--list] [--keep]

Ctrl-C ends it with a report of what was tried so far.
Without --all a sample is drawn from CRMSYNC_SAMPLE or else from the commit.  Prints a line PASS or FAIL per sweep and scenario with the number of points
that were tried, and for each point that failed the command that repeats it.
"""
import argparse
import base64
import copy
import hashlib
import importlib
import json
import os
import shutil
import signal
import sys
import tempfile
import threading
import time
import traceback
import urllib.request
from concurrent.futures import ThreadPoolExecutor

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(HERE, "..", "scenarios")]

import pairs  # noqa: E402
import picture  # noqa: E402
from people import desks  # noqa: E402
from world import BUILD, SOURCE, Result, World  # noqa: E402

# Scenarios of their own, and stories that offer theirs.
MODULES = ("disturbed", "disturbed_stories", "test_forget_in_crms", "test_story_03_answer_lost", "test_story_07_merges", "test_story_08_deletes", "test_story_10_scope",
           "test_story_30_email_changed", "test_undo")

LATE_MS, PATIENCE_MS = 900, 300
STOPPED = 5  # exit code: not now, run again
ANSWERS = {
    "before": {"action": "drop_before"},
    "after": {"action": "drop_after"},
    "500": {"action": "status", "code": 500},
    "500-applied": {"action": "status", "code": 500, "apply": True},
    "truncated": {"action": "truncate"},
    "html": {"action": "html"},
    "html-applied": {"action": "html", "apply": True},
    "stalled": {"action": "stall", "ms": LATE_MS},
}
SWEEPS = ("kill", "answer")
STOPPED_BY_HAND = threading.Event()
KILLS = {"before": "CRMSYNC_KILL_REQUEST", "after": "CRMSYNC_KILL_ANSWER", "commit": "CRMSYNC_KILL_STORE_IO", "committed": "CRMSYNC_KILL_STORE_IO"}


class Failure(Exception):
    """What a point shows to be wrong."""


class Room(World):
    """A world whose sandbox can be put aside with all that it holds, and copied."""

    def __init__(self, swept, systems):
        self.swept = swept
        super().__init__(systems)
        for name, _ in self.systems:
            self.options(name, burst_limit=0, search_lag_ms=0)
        self.furnish()

    def write_config(self, tail=None, **settings):
        """No waiting for searches that do not lag, unless the scenario says otherwise."""
        for name, _ in self.systems:
            text = settings.get(name, self.system_settings.get(name, ""))
            if "limits:" not in text:
                settings[name] = LIMITS + text
        super().write_config(tail, **settings)

    @classmethod
    def copy(cls, other):
        room = copy.copy(other)
        room.folder = tempfile.mkdtemp(prefix="crmsync-sweep-")
        os.rmdir(room.folder)
        shutil.copytree(other.folder, room.folder)
        shutil.copy(other.path("sandbox"), room.path("sandbox"))
        room.env = {name: value.replace(other.folder, room.folder) for name, value in other.env.items()}
        room.canary = copy.copy(other.canary)
        room.canary.folder, room.canary.secrets = room.folder, {}
        room.canary.temporary = other.canary.temporary.replace(other.folder, room.folder)
        room.admins, room.sandbox, room.system_settings = {}, None, dict(other.system_settings)
        room.start_sandbox()
        room.write_config()
        for name, _ in room.systems if room.swept.search_lag_ms else ():
            room.options(name, search_lag_ms=room.swept.search_lag_ms)
        if room.swept.arm:
            room.swept.arm(room, list(desks(room).values()))
        return room

    def path(self, name):
        """What the vendors hold lies beside the folder: it is not crmsync's, and not searched for what crmsync leaves."""
        return f"{self.folder}.vendors" if name == "sandbox" else super().path(name)

    def close(self):
        try:
            super().close()
        finally:
            if os.path.exists(self.path("sandbox")):
                os.unlink(self.path("sandbox"))

    def start_sandbox(self, *_, **__):
        if os.path.exists(self.path("port")):
            os.unlink(self.path("port"))
        super().start_sandbox(sandbox_args=["--state", self.path("sandbox")])

    def furnish(self):
        def text(value):
            return value(self) if callable(value) else value

        self.write_config(tail=text(self.swept.config), **{name: text(self.swept.settings) for name, _ in self.systems})

    def put_aside(self):
        """Ends the sandbox; what it holds is in its file."""
        self.sandbox.send_signal(signal.SIGTERM)
        self.sandbox.wait(60)
        self.log.close()

    def carry_out(self, command, env=None):
        """One of the scenario's commands."""
        if callable(command):
            command(self)
            return Result(0, "", "")
        return self.run(*command, env=env)

    def run(self, *args, env=None, timeout=600):
        args = list(map(str, args))
        if args[0] in ("sync", "diff", "pull") and not any(a.startswith("--jobs") for a in args):
            args.append("--jobs=1")
        return super().run(*args, env=env, timeout=timeout)

    def sign_in(self, path, form, client):
        """What a vendor's authorization server answers to that form."""
        basic = base64.b64encode(":".join(client).encode()).decode()
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", data=form.encode(), method="POST", headers={
            "Authorization": f"Basic {basic}", "Content-Type": "application/x-www-form-urlencoded"})
        with urllib.request.urlopen(request, timeout=60) as answer:
            return json.loads(answer.read().decode())

    def wait_for_stalled(self, hit):
        """A request that was given up may still be under way; the history has it when it is over."""
        for _ in range(600):
            if not hit or any(h.get("fault") for h in self.history()):
                return
            time.sleep(0.05)
        raise Failure("a request that was hit by the fault never ended")

    def data_writes(self):
        """Requests that changed data; a new access token is none."""
        return [h for h in self.writes() if "/oauth" not in h["path"]]


def words(command):
    return command.__name__ if callable(command) else " ".join(map(str, command))


class Point:
    def __init__(self, sweep, kind, number, command=0):
        self.sweep, self.kind, self.number, self.command = sweep, kind, number, command

    def __str__(self):
        return f"{self.sweep}:{self.kind}:{self.command}:{self.number}"


class Telling:
    """One scenario in one choice of systems."""

    def __init__(self, swept, systems):
        self.swept, self.systems = swept, systems
        self.name = f"{swept.name} ({', '.join(pairs.names(systems))})"
        self.start = None
        self.problem = None
        self.points = {sweep: [] for sweep in SWEEPS}
        self.lock = threading.Lock()
        self.tried, self.missed, self.failed, self.codes = {}, {}, {}, {}

    # ---- undisturbed

    def prepare(self):
        """The start state, how the story ends, and the points at which it can be disturbed."""
        try:
            self.start = Room(self.swept, self.systems)
            self.swept.start(self.start, list(desks(self.start).values()))
            if self.swept.set_up:
                self.set_up()
            self.start.forget_history()
            self.start.put_aside()
            self.tell_undisturbed()
        except Exception as error:  # a scenario that cannot be told is a failure of its own, not the end of the sweep
            self.problem = f"{error}\n{traceback.format_exc()}"

    def set_up(self):
        result = self.start.run("setup")
        if result.code != 0:
            raise Failure(f"setup: {result!r}")

    def tell_undisturbed(self):
        room = Room.copy(self.start)
        try:
            self.known = picture.ids(room)
            self.expected_codes, requests = [], []
            for k, command in enumerate(self.swept.commands):
                result = room.carry_out(command, {"CRMSYNC_FAULT_LOG": room.path("steps")})
                if result.code not in self.swept.codes:
                    raise Failure(f"undisturbed: {words(command)}: {result!r}")
                self.expected_codes.append(result.code)
                self.points["kill"] += self.kills(k, room.read("steps").splitlines() if os.path.exists(room.path("steps")) else [])
                if os.path.exists(room.path("steps")):
                    os.unlink(room.path("steps"))
                requests = room.history()
            self.points["answer"] = self.answers(requests)
            self.again_code = self.quiet_run(room, None)
            if self.swept.check:
                self.swept.check(room, list(desks(room).values()))
            self.expected = self.picture(room)
            self.quiet_run(room, self.again_code)
            self.compare("a further run changes what is there", self.expected, self.picture(room))
            room.put_aside()
            self.expected_schema = picture.schema(room.path("sandbox"))
        finally:
            room.close()

    @staticmethod
    def kills(command, steps):
        """A point before and after each request; two in each commit: half written, and written but not yet known to be."""
        points, writes = [], []
        for step in steps:
            kind, number, what = step.split(" ", 2)
            if kind == "request":
                points.append(Point("kill", "before", int(number), command))
            elif kind == "answer":
                points.append(Point("kill", "after", int(number), command))
            elif what == "sync":
                if writes:
                    points.append(Point("kill", "commit", writes[len(writes) // 2], command))
                points.append(Point("kill", "committed", int(number), command))
                writes = []
            else:
                writes.append(int(number))
        return points

    @staticmethod
    def answers(requests):
        """Whether a request was applied makes a difference only where it changes data."""
        return [Point("answer", kind, n) for n, request in enumerate(requests, 1) for kind, fault in ANSWERS.items()
                if request["mutating"] or not fault.get("apply")]

    # ---- disturbed

    def run_from(self, room, first):
        """The commands from one on, until one ends otherwise than undisturbed; gives its number, None if all ended well."""
        for k in range(first, len(self.swept.commands)):
            result = room.carry_out(self.swept.commands[k])
            if result.code != self.expected_codes[k]:
                return k, result
        return None, result

    def go_on(self, room, first):
        k, result = self.run_from(room, first)
        if k is not None and result.code == 4 and self.swept.heal:
            self.swept.heal(room)
            k, result = self.run_from(room, k)
        if k is not None and result.code in self.swept.after:
            k, result = self.run_from(room, k + 1) if k + 1 < len(self.swept.commands) else (None, result)
        if k is not None:
            raise Failure(f"the run after it: crmsync {words(self.swept.commands[k])} (without: exit {self.expected_codes[k]}): {result!r}")

    def kill(self, room, point):
        for k in range(point.command):
            room.carry_out(self.swept.commands[k])
        result = room.carry_out(self.swept.commands[point.command], {KILLS[point.kind]: str(point.number)})
        if result.code != -signal.SIGKILL:
            return False
        self.go_on(room, point.command)
        return True

    def disturb_answer(self, room, point):
        fault = json.loads(room.request("POST", "/__sandbox/faults", dict(ANSWERS[point.kind], nth=point.number)))["id"]
        patience = {"CRMSYNC_ANSWER_TIMEOUT_MS": str(PATIENCE_MS)} if point.kind == "stalled" else None
        failed, result = 0, None
        for k in range(len(self.swept.commands)):
            result = room.carry_out(self.swept.commands[k], patience)
            failed = k
            if result.code != self.expected_codes[k]:
                break
        self.note_code(point, result.code)
        if result.code not in (0, STOPPED, 6) + self.swept.codes + ((4,) if self.swept.heal else ()):
            raise Failure(f"the disturbed run: crmsync {words(self.swept.commands[failed])}: {result!r}")
        hit = self.fault_hit(room, fault)
        room.no_faults()
        room.wait_for_stalled(hit)
        if hit and result.code == self.expected_codes[failed]:
            self.quiet_or_settling(room)
        elif hit:
            self.go_on(room, failed)
        return hit

    def quiet_or_settling(self, room):
        result = room.run(*self.swept.again)
        if result.code != self.again_code:
            raise Failure(f"the run after it: crmsync {' '.join(self.swept.again)} (without: exit {self.again_code}): {result!r}")

    @staticmethod
    def fault_hit(room, number):
        return any(fault["hits"] for fault in json.loads(room.request("GET", "/__sandbox/faults")) if fault["id"] == number)

    def quiet_run(self, room, code):
        room.forget_history()
        if self.swept.search_lag_ms:
            room.advance(60)
        result = room.run(*self.swept.again)
        if result.code not in (0, 6) or (code is not None and result.code != code):
            raise Failure(f"the last run: {result!r}")
        writes = [f"{h['system']} {h['method']} {h['path']}" for h in room.data_writes()]
        if writes:
            raise Failure("the last run writes: " + "; ".join(writes) + f"\n{result!r}")
        return result.code

    def picture(self, room):
        return picture.picture(room, self.known, self.swept.any_id, self.swept.any_main)

    @staticmethod
    def compare(what, expected, found):
        differences = expected.differences(found)
        if differences:
            raise Failure(what + ":\n" + "\n".join(differences))

    def attempt(self, point, keep=False):
        room = Room.copy(self.start)
        try:
            reached = self.kill(room, point) if point.sweep == "kill" else self.disturb_answer(room, point)
            if not reached:
                return False
            self.quiet_run(room, self.again_code)
            self.compare("the end is another", self.expected, self.picture(room))
            room.put_aside()
            self.compare("other properties were made", self.expected_schema, picture.schema(room.path("sandbox")))
            return True
        finally:
            if keep:
                print("kept:", room.folder)
                room.put_aside() if room.sandbox.poll() is None else None
            else:
                room.close()

    def try_point(self, point, keep=False):
        problem = None
        try:
            reached = self.attempt(point, keep)
        except Exception as error:
            reached, problem = True, str(error) if isinstance(error, Failure) else traceback.format_exc()
        if problem and STOPPED_BY_HAND.is_set():
            return  # Ctrl-C went to crmsync as well
        with self.lock:
            counts = self.tried if reached else self.missed
            counts[point.sweep] = counts.get(point.sweep, 0) + 1
            if problem:
                self.failed.setdefault(point.sweep, []).append((point, problem))
                print(f"failed: {self.name}, {point}: {problem.splitlines()[0]}", file=sys.stderr, flush=True)

    def note_code(self, point, code):
        with self.lock:
            key = (point.kind, code)
            self.codes[key] = self.codes.get(key, 0) + 1


# ---- which points


def rank(telling, point):
    return hashlib.sha256(f"{pairs.KEY}/{telling.name}/{point}".encode()).digest()


def in_turn(tellings, sweeps):
    """All points, each scenario's in the order of the sample, the scenarios taking turns."""
    queues = [sorted(((t, p) for p in t.points[s]), key=lambda tp: rank(*tp)) for t in tellings for s in sweeps]
    while any(queues):
        for queue in queues:
            if queue:
                yield queue.pop(0)


def find(name):
    scenarios = []
    for module in MODULES:
        scenarios += importlib.import_module(module).SWEEPS
    tellings = [Telling(s, systems) for s in scenarios for systems in s.systems if all(pairs.vendor_of(v) in pairs.BUILT for v in systems)]
    if name:
        tellings = [t for t in tellings if name in t.name]
    return tellings


def one_each(tellings, rank_of):
    """Of each scenario one choice of systems: that of the lowest rank."""
    chosen = {}
    for telling in sorted(tellings, key=rank_of):
        chosen.setdefault(telling.swept.name, telling)
    return [t for t in tellings if chosen[t.swept.name] is t]


def drawn(telling):
    """Another choice with each commit."""
    return hashlib.sha256(f"{pairs.KEY}/{telling.name}".encode()).digest()


def in_rotation(tellings):
    """The first scenario's first choice, the second one's second, and so on: every vendor is first and second in many."""
    names = list(dict.fromkeys(t.swept.name for t in tellings))

    def turn(telling):
        choices = telling.swept.systems
        return (choices.index(telling.systems) - names.index(telling.swept.name)) % len(choices)
    return turn


def chosen(tellings, options):
    """Those that the options ask for."""
    if options.every_choice or options.scenario:
        return tellings
    return one_each(tellings, in_rotation(tellings) if options.all else drawn)


# ---- the whole


def report(telling, sweep, sweeps):
    failed = telling.failed.get(sweep, [])
    missed = telling.missed.get(sweep, 0)
    word = "FAIL" if failed or telling.problem else "PASS"
    print(f"{word}: {sweep}: {telling.name}: {telling.tried.get(sweep, 0)} of {len(telling.points[sweep])} points"
          + (f", {len(failed)} failed" if failed else "") + (f", {missed} not reached" if missed else ""))
    for point, problem in failed:
        print(f"    {problem}".replace("\n", "\n    "))
        print(f"    again: srcdir={SOURCE} builddir={BUILD} python3 {os.path.join(HERE, 'sweep.py')} --scenario '{telling.name}' --point {point}")
    if telling.problem and sweep == sweeps[0]:
        print(f"    {telling.problem}".replace("\n", "\n    "))
    return word == "PASS"


def run_points(tellings, sweeps, options, began):
    end = None if options.all else began + options.seconds
    least = 0 if options.all else options.least * len(tellings) * len(sweeps)
    points = in_turn(tellings, sweeps)
    lock = threading.Lock()
    begun = [0]
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: STOPPED_BY_HAND.set())  # ends with a report of what was tried

    def work():
        while not STOPPED_BY_HAND.is_set():
            with lock:
                if end is not None and time.monotonic() > end and begun[0] >= least:
                    return
                telling, point = next(points, (None, None))
                begun[0] += 1
                if begun[0] % 1000 == 0:
                    print(f"{begun[0]} points begun, {time.monotonic() - began:.0f} s", file=sys.stderr, flush=True)
            if telling is None:
                return
            telling.try_point(point)

    with ThreadPoolExecutor(options.jobs) as pool:
        for future in [pool.submit(work) for _ in range(options.jobs)]:
            future.result()
    if STOPPED_BY_HAND.is_set():
        print("stopped before the end")


def read_point(text):
    sweep, kind, command, number = text.split(":")
    return Point(sweep, kind, int(number), int(command))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sweep", choices=SWEEPS)
    parser.add_argument("--scenario")
    parser.add_argument("--kind", help="only points of this kind: " + ", ".join(list(KILLS) + list(ANSWERS)))
    parser.add_argument("--all", action="store_true", help="every point, each scenario in one choice of systems")
    parser.add_argument("--every-choice", action="store_true", help="each scenario in every choice of systems that it has, 2.8 times as many")
    parser.add_argument("--seconds", type=float, default=300, help="how long a sample may take")
    parser.add_argument("--least", type=int, default=1, help="points of each sweep and scenario that are tried in any case")
    parser.add_argument("--jobs", type=int, default=1 + (os.cpu_count() or 1), help="points that are tried at a time; each waits now and then")
    parser.add_argument("--point")
    parser.add_argument("--list", action="store_true")
    parser.add_argument("--keep", action="store_true", help="leave the folder of a single point")
    options = parser.parse_args()
    sweeps = [options.sweep] if options.sweep else SWEEPS
    tellings = chosen(find(options.scenario), options)
    if options.list:
        for telling in tellings:
            print(telling.name)
        return 0
    began = time.monotonic()
    with ThreadPoolExecutor(options.jobs) as pool:
        list(pool.map(Telling.prepare, tellings))
    told = [t for t in tellings if t.problem is None]
    for telling in told if options.kind else ():
        telling.points = {sweep: [p for p in points if p.kind == options.kind] for sweep, points in telling.points.items()}
    if options.point:
        point = read_point(options.point)
        for telling in told:
            telling.try_point(point, options.keep)
    else:
        run_points(told, sweeps, options, began)
    good = [report(telling, sweep, sweeps) for sweep in sweeps for telling in tellings]
    for sweep in sweeps:
        print(f"{sweep}: {sum(t.tried.get(sweep, 0) for t in tellings)} points in {len(tellings)} scenarios, "
              f"{sum(len(t.failed.get(sweep, [])) for t in tellings)} failed")
    codes = {}
    for telling in tellings:
        for key, n in telling.codes.items():
            codes[key] = codes.get(key, 0) + n
    if codes:
        print("exit codes of disturbed runs:", ", ".join(f"{kind} {code}: {n}" for (kind, code), n in sorted(codes.items())))
    print(f"{time.monotonic() - began:.0f} s, sample {'all' if options.all else pairs.KEY[:12]}")
    for telling in tellings:
        if telling.start is not None:
            telling.start.close()
    return 0 if all(good) and good else 1


def has_faults():
    """Whether crmsync was built with --enable-fault-injection."""
    with open(os.path.join(BUILD, "config.h"), encoding="utf-8") as f:
        return "#define CRM_FAULT_INJECTION 1" in f.read()


LIMITS = "limits: {search_lag: 0s, settle: 0s}\n"

if __name__ == "__main__":
    if not has_faults() and ("--sweep", "answer") not in zip(sys.argv, sys.argv[1:]):
        sys.exit("sweep.py: this build has no faults to offer; configure it with --enable-fault-injection")
    if "TMPDIR" not in os.environ and os.access("/dev/shm", os.W_OK):
        tempfile.tempdir = "/dev/shm"
    sys.exit(main())
