# SPDX-License-Identifier: Apache-2.0
"""A world for a scenario: a sandbox of its own, a config, a store, and crmsync to run.

A scenario creates a start state through the sandbox's control interface (as people would in the vendors' own UIs), runs crmsync,
and looks at what the vendors hold afterwards and which requests were sent.  Nothing here knows the connectors.
"""
import contextlib
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
import unittest
import urllib.error
import urllib.parse
import urllib.request

from canary import Canary, planted

SOURCE = os.path.abspath(os.environ.get("srcdir") or os.path.join(os.path.dirname(__file__), "..", ".."))
BUILD = os.path.abspath(os.environ.get("builddir") or os.path.join(SOURCE, "build"))


def check_places():
    """Without this a wrong folder would look like a program that fails, or like a story for no vendor at all."""
    for folder, variable, files in ((SOURCE, "srcdir", ("etc/objects.yaml", "sandbox/demo/contacts.json")),
                                    (BUILD, "builddir", ("crmsync", "crmsync-sandbox"))):
        for name in files:
            if not os.path.isfile(os.path.join(folder, name)):
                sys.exit(f"{os.path.basename(sys.argv[0])}: there is no {name} in '{folder}' "
                         f"({variable} is {'set wrong' if os.environ.get(variable) else 'not set'}, or the build is not done)")


check_places()


def program(name):
    """The program itself, where libtool has put a script in front that takes longer than many a run; it needs LIBRARIES."""
    real = os.path.join(BUILD, ".libs", name)
    return real if os.path.exists(real) else os.path.join(BUILD, name)


LIBRARIES = os.path.join(BUILD, ".libs")

UNDER = os.environ.get("CRMSYNC_UNDER", "").split()  # a program that runs crmsync: valgrind

VENDORS = ("hubspot", "salesforce", "pipedrive")
ADMIN = "integration@crmsync.example"  # administers all accounts of a world, and owns what nobody else owns
PATIENCE = 900  # seconds; nothing is expected to take long, but machines are slow at times
FOR_EVER = 2**31 - 1  # milliseconds, for a stall that the test ends
CREDENTIAL = {"hubspot": "token", "salesforce": "access_token", "pipedrive": "token"}


class Result:
    """One run of crmsync."""

    def __init__(self, code, out, err):
        self.code, self.out, self.err = code, out, err

    def lines(self, kind=None):
        rows = [json.loads(line) for line in self.out.splitlines() if line.startswith("{")]
        return [row for row in rows if kind is None or row.get("type") == kind]

    def __repr__(self):
        return f"exit {self.code}\n--- stdout\n{self.out}\n--- stderr\n{self.err}"


def wait_until(reached, what):
    """Looks again and again, for as long as even a very slow machine may need."""
    end = time.monotonic() + PATIENCE
    while not reached():
        if time.monotonic() > end:
            raise AssertionError(f"not within {PATIENCE} s: {what}")
        time.sleep(0.02)


def send_signal(process, number):
    """Gives the signal and waits until the process has taken it, so that a second one is not folded into the first."""
    process.send_signal(number)
    wait_until(lambda: process.poll() is not None or not is_pending(process.pid, number), f"signal {number} was taken")


def is_pending(pid, number):
    try:
        with open(f"/proc/{pid}/status", encoding="ascii", errors="replace") as f:
            masks = [int(line.split()[1], 16) for line in f if line.startswith(("SigPnd:", "ShdPnd:"))]
    except OSError:
        return False
    return any(mask >> (number - 1) & 1 for mask in masks)


class World:
    """A sandbox process and a folder with config, tokens and store."""

    store = None  # that the sandbox is filled from
    recorder = None

    def __init__(self, systems=("hubspot", "salesforce"), seed="empty", config="", sandbox_args=(), names=None, env=None, store=None):
        """systems: vendors, or NAME=VENDOR; config: YAML that is put behind the systems; store: the sandbox is filled from it, crmsync uses a copy."""
        self.folder = tempfile.mkdtemp(prefix="crmsync-scenario-")
        self.sandbox = None
        self.canary = Canary(self.folder)
        self.admins = {}
        self.systems = [s.split("=", 1) if "=" in s else (s, s) for s in systems]
        self.config_tail = config
        self.system_settings = {}
        self.env = dict(os.environ, TZ="UTC", CRMSYNC_DATA_PATH=f"{SOURCE}/etc:{SOURCE}", CRMSYNC_CONNECTOR_PATH=f"{BUILD}/connectors",
                        CRMSYNC_SANDBOX_DATA=f"{SOURCE}/sandbox", LD_LIBRARY_PATH=LIBRARIES, TMPDIR=self.canary.temporary, LC_ALL="C.UTF-8", **(env or {}))
        self.env.pop("CRMSYNC_CONFIG", None)
        self.store = store
        if store:
            with sqlite3.connect(f"file:{store}?mode=ro", uri=True) as original, sqlite3.connect(self.path("crmsync.db")) as copy:
                original.backup(copy)
            os.chmod(self.path("crmsync.db"), 0o600)
        self.start_sandbox(seed, sandbox_args)
        for name, vendor in self.systems:
            if seed == "empty" and not store:
                self.hire_admin(name, vendor)
            self.write(f"{name}.token", planted(f"token-of-{name}"), 0o600)
        self.write_config()

    # ---- the sandbox

    def start_sandbox(self, seed="empty", sandbox_args=()):
        port_file = os.path.join(self.folder, "port")
        args = [program("crmsync-sandbox"), "--listen", "127.0.0.1:0", "--port-file", port_file, "--quiet"]
        args += ["--from", self.store] if self.store else ["--seed", str(seed), "--truth", os.path.join(self.folder, "truth.jsonl")]
        for name, vendor in self.systems:
            args += ["--system", f"{name}={vendor}"]
        if os.path.exists(port_file):
            os.unlink(port_file)
        if self.sandbox is not None:
            self.log.close()
        self.log = open(os.path.join(self.folder, "sandbox.log"), "wb")
        self.sandbox = subprocess.Popen(args + list(sandbox_args), stdout=self.log, stderr=self.log, env=self.env)
        wait_until(lambda: os.path.exists(port_file) or self.sandbox.poll() is not None, "the sandbox started")
        if not os.path.exists(port_file):
            raise RuntimeError("the sandbox did not start: " + self.read("sandbox.log"))
        self.port = int(self.read("port"))
        self.record_traffic()

    def record_traffic(self):
        """With CRMSYNC_RECORD=FOLDER (make check-contract) crmsync speaks to the sandbox through a proxy that writes down every exchange."""
        self.vendor_port = self.port
        if self.recorder:
            self.recorder.close()
            self.recorder = None
        folder = os.environ.get("CRMSYNC_RECORD")
        if folder:
            sys.path.insert(0, os.path.join(SOURCE, "tests", "contract"))
            from recorder import Recorder
            source = os.path.basename(sys.argv[0])
            self.recorder = Recorder(self.port, os.path.join(folder, f"{source}.{os.getpid()}.jsonl"), source, dict(self.systems))
            self.vendor_port = self.recorder.server_port

    def hire_admin(self, name, vendor):
        if vendor == "hubspot":
            self.create(name, "owner", email=ADMIN, firstName="Integration", lastName="User")
        elif vendor == "pipedrive":
            self.create(name, "owner", email=ADMIN, name="Integration User", active_flag=True)

    def admin(self, name):
        """The admin's id as an owner; None in an account that was seeded."""
        if name not in self.admins:
            self.admins[name] = next((o["id"] for o in self.records(name, "owner") if ADMIN in o["properties"].values()), None)
        return self.admins[name]

    def close(self):
        if self.sandbox is not None and self.sandbox.poll() is None:
            self.sandbox.send_signal(signal.SIGTERM)
            try:
                self.sandbox.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                self.sandbox.kill()
                self.sandbox.wait()
        self.log.close()
        if self.recorder:
            self.recorder.close()
        try:
            self.canary.search()
        finally:
            shutil.rmtree(self.folder, ignore_errors=True)

    def request(self, method, path, body=None, expect=(200, 201, 204)):
        data = None if body is None else json.dumps(body).encode()
        req = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", data=data, method=method)
        try:
            with urllib.request.urlopen(req, timeout=PATIENCE) as answer:
                status, text = answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            status, text = error.code, error.read().decode()
        if status not in expect:
            raise AssertionError(f"{method} {path}: {status} {text}")
        return text

    def vendor_request(self, system, method, path, body=None):
        """A request to the vendor's own API, as an administrator's tool would send it; gives the parsed answer."""
        data = None if body is None else json.dumps(body).encode()
        headers = {"Authorization": f"Bearer {self.read(system + '.token')}", "x-api-token": self.read(system + ".token"),
                   "Content-Type": "application/json"}
        req = urllib.request.Request(f"http://127.0.0.1:{self.port}/{system}{path}", data=data, method=method, headers=headers)
        try:
            with urllib.request.urlopen(req, timeout=PATIENCE) as answer:
                return json.loads(answer.read().decode() or "null")
        except urllib.error.HTTPError as error:
            raise AssertionError(f"{method} {path}: {error.code} {error.read().decode()}") from error

    def records(self, system, obj, live=True):
        """Records as the vendor holds them; {id, properties, archived, merged_into, ...}."""
        rows = [json.loads(line) for line in self.request("GET", f"/__sandbox/records/{system}/{obj}").splitlines() if line]
        return [r for r in rows if not live or not (r.get("archived") or r.get("merged_into"))]

    def record(self, system, obj, record_id):
        return next(r for r in self.records(system, obj, live=False) if r["id"] == record_id)

    def create(self, system, obj, **fields):
        """A person creates a record in the CRM's own UI; gives its id."""
        self.canary.plant(fields)
        text = self.request("POST", f"/__sandbox/records/{system}/{obj}", fields)
        return json.loads(text.splitlines()[0])["id"]

    def edit(self, system, obj, record_id, **fields):
        self.canary.plant(fields)
        self.request("PATCH", f"/__sandbox/records/{system}/{obj}/{record_id}", fields)

    def delete(self, system, obj, record_id):
        self.request("DELETE", f"/__sandbox/records/{system}/{obj}/{record_id}")

    def merge(self, system, obj, winner, loser):
        text = self.request("POST", f"/__sandbox/records/{system}/{obj}/merge", {"winner": winner, "loser": loser})
        rows = [json.loads(line) for line in text.splitlines() if line.startswith("{")]
        return rows[0]["id"] if rows else winner

    def options(self, system, **options):
        self.request("PUT", f"/__sandbox/options/{system}", options)

    def fault(self, **fault):
        return json.loads(self.request("POST", "/__sandbox/faults", fault))["id"]

    def hold(self, **which):
        """The next such request (nth=N: the Nth) waits until release(); the vendor has carried it out before (late=True: does so then)."""
        return self.fault(action="stall", ms=FOR_EVER, **which)

    def held(self, hold=None):
        """How many requests wait because of that hold, or of any."""
        faults = json.loads(self.request("GET", "/__sandbox/faults"))
        return sum(f["hits"] for f in faults if f["action"] == "stall" and hold in (None, f["id"]))

    def release(self, hold=None):
        """They go on; the vendor is through with them when this returns."""
        waiting, before = self.held(hold), self.stalled()
        self.request("DELETE", "/__sandbox/faults" if hold is None else f"/__sandbox/faults/{hold}")
        wait_until(lambda: self.stalled() >= before + waiting, "the requests that were kept waiting went on")

    def stalled(self):
        return sum(1 for h in self.history() if h.get("fault") == "stall")

    def no_faults(self):
        self.request("DELETE", "/__sandbox/faults")

    def advance(self, seconds):
        self.request("POST", "/__sandbox/clock", {"advance_s": seconds})

    def history(self, since=0):
        return [json.loads(line) for line in self.request("GET", f"/__sandbox/history?since={since}").splitlines() if line]

    def forget_history(self):
        self.request("DELETE", "/__sandbox/history")

    def writes(self, system=None):
        """Mutating requests since the history was forgotten."""
        return [h for h in self.history() if h["mutating"] and (system is None or h["system"] == system)]

    # ---- files

    def path(self, name):
        return os.path.join(self.folder, name)

    def read(self, name):
        with open(self.path(name), encoding="utf-8", errors="replace") as f:
            return f.read()

    def write(self, name, text, mode=0o600):
        fd = os.open(self.path(name), os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode)
        with os.fdopen(fd, "w", encoding="utf-8") as f:
            f.write(text)
        os.chmod(self.path(name), mode)

    def write_config(self, tail=None, **settings):
        """settings: by system, YAML lines (indented by 4) that are added to it, as text."""
        if tail is not None:
            self.config_tail = tail
        self.system_settings.update(settings)
        text = "version: 1\nstore: crmsync.db\nlocale: {region: DE, timezone: Europe/Berlin, currency: EUR}\n"
        if "retry:" not in self.config_tail:
            text += "retry: {attempts: 3, first_wait: 0s}\n"
        text += "systems:\n"
        for name, vendor in self.systems:
            text += f"  {name}:\n    connector: {vendor}\n    base_url: http://127.0.0.1:{self.vendor_port}/{name}\n"
            if f"{name}_credentials" in self.system_settings:
                text += f"    credentials: {self.system_settings[name + '_credentials']}\n"
            else:
                text += f"    credentials: {{{CREDENTIAL[vendor]}: {{file: {name}.token}}}}\n"
            if "limits:" not in self.system_settings.get(name, ""):
                text += "    limits: {search_lag: 0s, settle: 0s}\n"  # as in the sandbox, unless a scenario sets its search_lag_ms
            for line in self.system_settings.get(name, "").splitlines():
                text += f"    {line}\n"
        self.write("crmsync.yaml", text + self.config_tail)

    # ---- crmsync

    def run(self, *args, env=None, timeout=PATIENCE, given=None):
        """given: what standard input holds; nothing at all without it."""
        command = [*UNDER, program("crmsync"), "-c", self.path("crmsync.yaml"), *map(str, args)]
        done = subprocess.run(command, capture_output=True, env=dict(self.env, **(env or {})), timeout=timeout, cwd=self.folder,
                              **({"stdin": subprocess.DEVNULL} if given is None else {"input": given.encode()}))
        self.canary.watch(done.stdout, done.stderr)
        return Result(done.returncode, done.stdout.decode("utf-8", "replace"), done.stderr.decode("utf-8", "replace"))

    def start(self, *args):
        """crmsync in the background, with signals as from a login: nohup and the like leave some ignored."""
        def heed_signals():
            for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
                signal.signal(number, signal.SIG_DFL)
        return subprocess.Popen([*UNDER, program("crmsync"), "-c", self.path("crmsync.yaml"), *args], env=self.env, cwd=self.folder,
                                stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL, preexec_fn=heed_signals)

    @contextlib.contextmanager
    def write_sql(self):
        """The store, to be changed: what time would have done to it."""
        import sqlite3
        db = sqlite3.connect(self.path("crmsync.db"))
        try:
            yield db
            db.commit()
        finally:
            db.close()

    def sql(self, query):
        with sqlite3.connect(f"file:{self.path('crmsync.db')}?mode=ro", uri=True) as db:
            return db.execute(query).fetchall()


class Story(unittest.TestCase):
    """A scenario test case: self.world(...) makes a world that is closed at the end."""

    maxDiff = None

    def world(self, *args, **kwargs):
        world = World(*args, **kwargs)
        self.addCleanup(world.close)
        return world

    def background(self, world, *args):
        """crmsync in the background; killed at the end if it is still there."""
        process = world.start(*args)
        self.addCleanup(process.stderr.close)
        self.addCleanup(process.wait)
        self.addCleanup(process.kill)
        return process

    def wait_held(self, world, process, hold=None):
        """Until a request waits because of the hold; the process must not end before."""
        wait_until(lambda: world.held(hold) or process.poll() is not None, "a request was kept waiting")
        self.assertIsNone(process.poll(), f"it ended before: {process.stderr.read() if process.poll() is not None else ''}")

    def finish(self, process, codes=(0,)):
        """Waits for the end; gives what it wrote to standard error."""
        err = process.communicate(timeout=PATIENCE)[1].decode("utf-8", "replace")
        self.assertIn(process.returncode, codes, err)
        return err

    def run_ok(self, world, *args, codes=(0,), **kwargs):
        result = world.run(*args, **kwargs)
        self.assertIn(result.code, codes, f"crmsync {' '.join(map(str, args))}: {result!r}")
        return result

    def first_sync(self, world, *args, codes=(0,)):
        self.run_ok(world, "setup")
        return self.run_ok(world, "sync", "--first-sync", *args, codes=codes)

    def sync(self, world, *args, codes=(0,), **kwargs):
        """A sync whose requests are counted from zero."""
        world.forget_history()
        return self.run_ok(world, "sync", *args, codes=codes, **kwargs)

    def assert_silence(self, world, runs, codes=(0,)):
        """Further syncs, an hour apart, write nothing."""
        for _ in range(runs):
            world.advance(3600)
            self.sync(world, codes=codes)
            self.assertEqual(world.writes(), [])

    def assert_quiet(self, world, codes=(0,)):
        """A further diff finds nothing and a further sync writes nothing."""
        diff = self.run_ok(world, "--json", "diff", codes=codes)
        self.assertEqual(diff.lines("operation"), [])
        self.sync(world, codes=codes)
        self.assertEqual(world.writes(), [])


def main():
    """Runs the stories of the script; a script that has none to run has failed."""
    program = unittest.main(verbosity=2, exit=False)
    if program.result.testsRun == 0:
        sys.exit(f"{os.path.basename(sys.argv[0])}: no test was run")
    sys.exit(not program.result.wasSuccessful())
