# SPDX-License-Identifier: Apache-2.0
"""Credentials and vendors' text: what nobody may see, what must survive, what must not reach a terminal.

That no credential and no address leaks is looked for in every scenario (canary.py); here it is provoked.
"""
import os
import resource
import signal
import stat
import subprocess
import time

from canary import Canary, Leak, forms, planted
from pairs import pairs, tell
from people import desks
from world import BUILD, Story, main

OAUTH = ("client_id", "client_secret", "refresh_token")
STEERING = [chr(c) for c in (*range(0x00, 0x20), *range(0x7f, 0xa0), 0x61c, 0x200e, 0x200f, *range(0x2028, 0x202f), *range(0x2066, 0x206a))]


class Secrets(Story):
    def oauth(self, world, name):
        for secret in OAUTH:
            world.write(f"{name}.{secret}", planted(f"{secret}-of-{name}"))
        return "{" + ", ".join(f"{secret}: {{file: {name}.{secret}}}" for secret in OAUTH) + "}"

    def start(self, systems):
        world = self.world(systems)
        at = list(desks(world).values())
        at[0].create("contact", first="Jane", last="Doe", email="jane.doe@firma.example")
        return world, at

    def background(self, world, *args, **kwargs):
        process = subprocess.Popen([f"{BUILD}/crmsync", "-c", world.path("crmsync.yaml"), *args], env=world.env, cwd=world.folder,
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL, **kwargs)
        self.addCleanup(process.wait)
        self.addCleanup(lambda: process.poll() is None and process.kill())
        return process

    def wait_for(self, process, reached):
        for _ in range(2400):
            if reached() or process.poll() is not None:
                return
            time.sleep(0.05)
        self.fail("that moment never came")

    def rotates(self, *systems):
        """A refresh token that is replaced is safe before what came with it is used: a run that is killed at its first request has it."""
        world, at = self.start(systems)
        world.write_config(**{f"{d.name}_credentials": self.oauth(world, d.name) for d in at})
        name = at[1].name  # HubSpot's refresh tokens never change
        first = world.read(f"{name}.refresh_token")
        world.options(name, rotate_refresh=True)
        world.fault(system=name, path="^/(api|v1|services/data)", nth=1, action="stall", ms=600000)
        run = self.background(world, "sync", "--first-sync", start_new_session=True)
        self.wait_for(run, lambda: world.read(f"{name}.refresh_token") != first)
        self.assertIsNone(run.poll(), "the run ended by itself")
        os.killpg(run.pid, signal.SIGKILL)
        run.wait()
        world.no_faults()
        second = world.read(f"{name}.refresh_token")
        self.assertNotIn(second, (first, ""))
        self.assertEqual(stat.S_IMODE(os.stat(world.path(f"{name}.refresh_token")).st_mode), 0o600)
        self.assertFalse(os.path.exists(world.path(f"{name}.refresh_token.new")))
        self.run_ok(world, "sync", "--first-sync")
        self.assertNotEqual(world.read(f"{name}.refresh_token"), second, "the next run has used it")
        for d in at:
            self.assertEqual(d.count("contact"), 1)

    def echoed(self, *systems):
        """A vendor that repeats the credential in what it complains about: nobody gets to see it, in whatever form."""
        world, at = self.start(systems)
        for d in at:
            token = world.read(f"{d.name}.token")
            body = {"message": f"the token {token} is bad; Authorization: Bearer {token}; access_token=other-{d.name}-secret"}
            world.fault(system=d.name, path="^/(api|crm|v1|services/data|account-info)", every=1, action="status", code=403,
                        body=[dict(body, errorCode="INVALID_OPERATION")] if d.vendor == "salesforce" else dict(body, error=body["message"]))
        result = self.run_ok(world, "-v", "-v", "sync", "--first-sync", codes=(1, 4, 5))
        self.assertIn("[redacted]", result.err)
        self.assertNotIn(f"other-{at[0].name}-secret", result.err)

    def private_files(self, *systems):
        """Whatever the umask: store, log of the store, lock and plan are nobody else's."""
        world, at = self.start(systems)
        before = set(os.listdir(world.folder))
        old = os.umask(0)
        try:
            self.first_sync(world)
            at[0].create("contact", first="Jim", last="Miller", email="jim.miller@firma.example")
            self.run_ok(world, "diff", "--plan", world.path("plan.jsonl"))
        finally:
            os.umask(old)
        made = set(os.listdir(world.folder)) - before
        self.assertLessEqual({"crmsync.db", "crmsync.db.lock", "plan.jsonl"}, made)
        for name in made:
            self.assertEqual(stat.S_IMODE(os.stat(world.path(name)).st_mode), 0o600, name)

    def hostile_names(self, *systems):
        """Names that would colour, clear or turn around a terminal; results for programs stay the JSON that they were."""
        world, at = self.start(systems)
        name = "Mal\x1b[2J\x1b]0;x\x07\u009b31m\u202etxt.exe\u2066\u200f"
        at[0].create("contact", first="Eve", last=name, email="eve@firma.example")
        at[0].create("company", name=f"Firma {name}", website="https://mal.example")
        self.run_ok(world, "setup")
        shown = [self.run_ok(world, "diff", codes=(0, 6)), self.run_ok(world, "-v", "-v", "--json", "diff", codes=(0, 6))]
        self.assertTrue(any(c["new"] == name or "txt.exe" in str(c["new"]) for row in shown[1].lines("operation") for c in row["changes"]))
        refusal = f"not valid: {name}"
        world.fault(system=at[1].name, path="^/(api|crm|services/data)", every=1, action="status", code=403,
                    body=[{"message": refusal, "errorCode": "INVALID_OPERATION"}] if at[1].vendor == "salesforce" else
                    {"message": refusal, "error": refusal, "category": "FORBIDDEN"})
        shown.append(self.run_ok(world, "sync", "--first-sync", codes=(1, 4, 5)))
        world.no_faults()
        shown.append(self.run_ok(world, "sync", "--first-sync", codes=(0, 6)))
        for result in shown:
            for text in (result.out, result.err):
                self.assertEqual([hex(ord(c)) for c in STEERING if c in text and c != "\n"], [], text)

    def test_no_core(self):
        """A crash leaves no picture of the memory behind."""
        world, at = self.start(("hubspot", "salesforce"))
        world.fault(system="hubspot", path="^/", every=1, action="stall", ms=600000)
        hard = resource.getrlimit(resource.RLIMIT_CORE)[1]
        run = self.background(world, "sync", "--first-sync", start_new_session=True,
                              preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_CORE, (hard, hard)))
        self.wait_for(run, lambda: os.path.exists(world.path("crmsync.db.lock")))

        def limit():
            with open(f"/proc/{self.program_of(run.pid)}/limits", encoding="utf-8") as f:
                return next(line for line in f if line.startswith("Max core file size")).split()[4:6]
        self.assertEqual(limit(), ["0", "0"])
        os.kill(self.program_of(run.pid), signal.SIGSEGV)
        _, status = os.waitpid(run.pid, 0)
        run.returncode = status
        self.assertFalse(os.WCOREDUMP(status))

    def test_no_debugger(self):
        """The process is undumpable: the kernel hands its memory to root alone, not to other programs of the same user."""
        with open(f"{BUILD}/Makefile", encoding="utf-8") as f:
            if "-fsanitize=address" in f.read():
                self.skipTest("LeakSanitizer attaches itself as a debugger")
        user = os.getuid() or 65534
        world = self.world(("hubspot",))

        def start(*command):
            process = subprocess.Popen(command, env=world.env, cwd="/", stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                                       user=user if os.getuid() == 0 else None)
            self.addCleanup(process.wait)
            self.addCleanup(process.stdin.close)
            return process

        def owner(process):
            try:
                return os.stat(f"/proc/{self.program_of(process.pid)}/environ").st_uid
            except FileNotFoundError:  # what the script had started for a moment
                return None

        if os.getuid() == 0 and subprocess.run([f"{BUILD}/crmsync", "--version"], user=user, env=world.env, cwd="/", capture_output=True, check=False).returncode:
            self.skipTest("the program cannot be run by another user than root here")
        self.assertEqual(owner(start("cat")), user)
        process = start(f"{BUILD}/crmsync", "forget", "--stdin")  # waits for an address
        self.wait_for(process, lambda: owner(process) == 0)
        self.assertIsNone(process.poll())

    def program_of(self, pid):
        """In a build tree a script may stand between."""
        try:
            with open(f"/proc/{pid}/task/{pid}/children", encoding="utf-8") as f:
                return int(f.read().split()[0])
        except (OSError, IndexError):
            return pid

    def test_canary_can_sing(self):
        """The search itself: it finds what it looks for."""
        world = self.world(("hubspot",))
        canary = Canary(world.canary.temporary)
        secret = planted("token-of-hubspot")
        canary.secrets[secret] = "/nowhere"
        canary.plant({"email": "Jane.Doe@firma.example"})
        for form in forms(secret):
            with self.assertRaises(Leak):
                canary.watch(b"", b"the answer was: " + form)
        with self.assertRaises(Leak):
            canary.watch(secret.encode(), b"")
        with self.assertRaises(Leak):
            canary.watch(b"", b"crmsync: jane.doe@FIRMA.example was refused")
        canary.watch(b"jane.doe@firma.example", b"all is well")
        with open(os.path.join(canary.folder, "crmsync.db-wal"), "wb") as f:
            f.write(b"\0\1" + secret.encode() + b"\2")
        with self.assertRaises(Leak):
            canary.search()
        os.remove(f.name)
        with open(os.path.join(canary.folder, "plan.new"), "wb"):
            pass
        with self.assertRaises(Leak):
            canary.search()
        os.remove(os.path.join(canary.folder, "plan.new"))
        canary.search()


tell(Secrets, "rotates", [("hubspot", "salesforce"), ("hubspot", "pipedrive")], 1)
tell(Secrets, "echoed", pairs(), 1)
tell(Secrets, "private_files", pairs(), 1)
tell(Secrets, "hostile_names", pairs(), 1)

if __name__ == "__main__":
    main()
