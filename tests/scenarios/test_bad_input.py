# SPDX-License-Identifier: Apache-2.0
"""What is wrong outside: configuration, secrets, vendors, store, disk, modules, plans, other runs.

Each ends with one clear message on standard error and the exit code of the manual, writes nothing to any CRM, and is forgotten by the next
good run.  The tokens of these worlds are canaries: they turn up nowhere but in requests, whatever goes wrong.  So are the persons' names
and addresses on standard error.
"""
import json
import os
import resource
import shutil
import signal
import sqlite3
import subprocess
import time

from people import desk, desks
from world import BUILD, SOURCE, Result, Story, World, main

CANARY = "KaNaRy-7f3a9c51e8d2-geheim"
PERSON = "quittenmus"  # in every name and address
VENDORS = ("hubspot", "salesforce", "pipedrive")


def forms(secret):
    """A secret, and what it looks like when it was wrapped up."""
    import base64
    import urllib.parse
    return [secret, base64.b64encode(secret.encode()).decode().rstrip("="), urllib.parse.quote(secret, safe="")]


class BadInput(Story):
    def bad_world(self, *systems, people=3, **kwargs):
        """Two systems, the first with people; everything set up and nothing synced."""
        world = self.world(systems or ("salesforce", "pipedrive"), **kwargs)
        os.mkdir(world.path("tmp"))
        world.env["TMPDIR"] = world.path("tmp")
        self.ran = []
        for name, _ in world.systems:
            world.write(f"{name}.token", f"{CANARY}-{name}")
        first = next(iter(desks(world).values()))
        for i in range(people):
            first.create("contact", first="Anna", last=f"Von {PERSON.title()} {i}", email=f"anna{i}@{PERSON}.example")
        self.addCleanup(self.no_canary, world)
        return world

    def run_limited(self, world, *args, fsize=None, timeout=300, **kwargs):
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

    # ---- the configuration

    def test_broken_yaml(self):
        world = self.bad_world()
        text = world.read("crmsync.yaml")
        for broken, place in (("systems: [", r":1:11:|:2:1:"), ("version: 1\nsystems:\n\thubspot: {}\n", ":3:1:"), ("a: b: c\n", ":1:5:"),
                              ("\x00\x01\x02", r"crmsync\.yaml"), ("", r"crmsync\.yaml"), ("- 1\n- 2\n", ":1:1:"), ("version: 1\n", "systems")):
            world.write("crmsync.yaml", broken)
            self.bad(world, 3, place)
        world.write("crmsync.yaml", text)
        self.good(world)

    def test_all_mistakes_at_once_with_their_places(self):
        world = self.bad_world()
        text = world.read("crmsync.yaml")
        world.write("crmsync.yaml", text.replace("version: 1", "version: 7").replace("timezone: Europe/Berlin", "timezone: Europe/Bärlin") +
                    "gates: {max_create: many}\nnonsense: true\nobjects: {contact: {fields: {email: {rule: newset}}}}\n")
        result = self.bad(world, 3, r"crmsync\.yaml:1:\d+: ", lines=5)
        for line in result.err.splitlines():
            self.assertRegex(line, r"^\S*crmsync\.yaml:\d+:\d+: .+\(.+\)$")
        self.assertIn("newest", result.err)
        world.write("crmsync.yaml", text)
        self.good(world)

    def test_missing_config(self):
        world = self.bad_world()
        os.rename(world.path("crmsync.yaml"), world.path("elsewhere.yaml"))
        before = sorted(os.listdir(world.folder))
        self.bad(world, 3, r"crmsync\.yaml.*no such file.*crmsync init")
        os.mkdir(world.path("crmsync.yaml"))
        self.bad(world, 3, r"crmsync\.yaml.*(directory|regular file)")
        os.rmdir(world.path("crmsync.yaml"))
        self.assertEqual(sorted(os.listdir(world.folder)), before)
        os.rename(world.path("elsewhere.yaml"), world.path("crmsync.yaml"))
        self.good(world)

    def test_secret_in_the_config_itself(self):
        world = self.bad_world()
        text = world.read("crmsync.yaml")
        world.write("crmsync.yaml", text.replace("{file: pipedrive.token}", CANARY + "-pipedrive"))
        self.bad(world, 3, r"crmsync\.yaml:\d+:\d+: .*secret")
        world.write("crmsync.yaml", text)
        self.good(world)

    def test_plain_http_and_unknown_names(self):
        world = self.bad_world()
        for line, pattern in (("base_url: http://crm.example", "https"), ("conector: pipedrive", "connector"),
                              ("options: {no_such_option: 1}", "no_such_option.*crmsync connectors")):
            text = world.read("crmsync.yaml")
            if line.startswith("base_url"):
                changed = text.replace(f"base_url: http://127.0.0.1:{world.port}/pipedrive", line)
            else:
                changed = text.replace("  pipedrive:\n", f"  pipedrive:\n    {line}\n")
            world.write("crmsync.yaml", changed)
            self.bad(world, 3, r"crmsync\.yaml:\d+:\d+: .*" + pattern)
            world.write("crmsync.yaml", text)
        self.good(world)

    def test_unknown_system_on_the_command_line(self):
        world = self.bad_world()
        for command in ("pull", "diff", "sync", "setup"):
            self.bad(world, 2, "'pipedriv'.*pipedrive", command, "--system", "pipedriv")
        self.assertFalse(os.path.exists(world.path("crmsync.db")))
        self.good(world)

    # ---- secrets

    def test_secret_files(self):
        world = self.bad_world()
        os.chmod(world.path("pipedrive.token"), 0o644)
        self.bad(world, 3, r"crmsync\.yaml:\d+:\d+: .*pipedrive\.token.*(chmod|mode)")
        os.chmod(world.path("pipedrive.token"), 0o600)
        os.rename(world.path("pipedrive.token"), world.path("gone.token"))
        self.bad(world, 3, r"crmsync\.yaml:\d+:\d+: .*pipedrive\.token.*[nN]o such file")
        os.mkdir(world.path("pipedrive.token"))
        self.bad(world, 3, r"crmsync\.yaml:\d+:\d+: .*pipedrive\.token.*(directory|regular)")
        os.rmdir(world.path("pipedrive.token"))
        world.write("pipedrive.token", "\n")
        self.bad(world, 3, r"crmsync\.yaml:\d+:\d+: .*empty")
        world.write("pipedrive.token", f"{CANARY}\x00more")
        self.bad(world, 3, r"crmsync\.yaml:\d+:\d+: .*NUL")
        os.rename(world.path("gone.token"), world.path("pipedrive.token"))
        self.good(world)

    def test_secret_with_a_line_break_inside(self):
        """It cannot stand in a header."""
        world = self.bad_world()
        good = world.read("pipedrive.token")
        world.write("pipedrive.token", f"{CANARY}\r\nX-Injected: yes")
        self.bad(world, 3, "crmsync: pipedrive: .*line break")
        self.assertEqual([h for h in world.history() if h["system"] == "pipedrive"], [])
        world.write("pipedrive.token", good)
        self.good(world)

    def test_secret_from_elsewhere(self):
        world = self.bad_world()
        for credentials, pattern in (("{token: {env: NO_SUCH_VARIABLE_HERE}}", "NO_SUCH_VARIABLE_HERE"),
                                     ("{token: {command: [no-such-program-here]}}", "no-such-program-here"),
                                     (f"{{token: {{command: [sh, -c, 'echo {CANARY}; exit 3']}}}}", "status 3|exit"),
                                     ("{token: {systemd: crmsync}}", "CREDENTIALS_DIRECTORY")):
            world.write_config(pipedrive_credentials=credentials)
            self.bad(world, 3, r"crmsync\.yaml:\d+:\d+: .*" + pattern)
        del world.system_settings["pipedrive_credentials"]
        world.write_config()
        self.good(world)

    def test_wrong_token(self):
        for system in VENDORS:
            with self.subTest(system):
                other = "salesforce" if system != "salesforce" else "pipedrive"
                world = self.bad_world(system, other)
                world.options(system, required_token="another-token")
                self.bad(world, 4, f"crmsync: {system}: .*(401|refused|token|[Ss]ession|credential)")
                self.bad(world, 4, system, "check")
                self.bad(world, 4, system, "setup")
                world.options(system, required_token=f"{CANARY}-{system}")
                self.good(world)

    def test_one_account_under_two_names(self):
        world = self.bad_world("a=pipedrive", "b=pipedrive")
        text = world.read("crmsync.yaml")
        world.write("crmsync.yaml", text.replace(f"127.0.0.1:{world.port}/b", f"127.0.0.1:{world.port}/a"))
        self.bad(world, 3, "a and b are the same account")
        self.bad(world, 3, "a and b are the same account", "sync", "--first-sync")
        world.write("crmsync.yaml", text)
        self.good(world)

    def test_store_of_ca_certificates_is_missing(self):
        world = self.bad_world()
        self.bad(world, 3, "certificates.*nowhere.pem", env={"CRMSYNC_CA_FILE": world.path("nowhere.pem")})
        self.good(world)

    # ---- the vendor

    def vendor_fails(self, pattern, **fault):
        for system in VENDORS:
            with self.subTest(system):
                other = "salesforce" if system != "salesforce" else "pipedrive"
                world = self.bad_world(system, other)
                self.keep(self.run_ok(world, "setup"))
                world.fault(system=system, every=1, **fault)
                self.bad(world, 5, f"crmsync: {system}: .*{pattern}")
                self.bad(world, 5, f"crmsync: {system}: .*{pattern}", "sync", "--first-sync", loudly=False)
                world.no_faults()
                self.good(world)

    def test_html(self):
        self.vendor_fails("(no|not) JSON", action="html")

    def test_half_an_answer(self):
        self.vendor_fails("cut short", action="truncate")

    def test_server_errors_for_ever(self):
        self.vendor_fails("500", action="status", code=500, body="<h1>sorry</h1>")

    def test_bad_gateway_that_speaks_html(self):
        self.vendor_fails("502", action="html", code=502)

    def test_connection_refused(self):
        world = self.bad_world()
        text = world.read("crmsync.yaml")
        # Nothing listens on the discard port.
        world.write("crmsync.yaml", text.replace(f"http://127.0.0.1:{world.port}/pipedrive", "http://127.0.0.1:9/pipedrive"))
        self.bad(world, 5, "crmsync: pipedrive: .*127.0.0.1")
        world.write("crmsync.yaml", text)
        self.good(world)

    def test_name_that_does_not_exist(self):
        world = self.bad_world()
        text = world.read("crmsync.yaml")
        world.write("crmsync.yaml", text.replace(f"http://127.0.0.1:{world.port}/pipedrive", "https://crm.invalid"))
        self.bad(world, 5, "crmsync: pipedrive: .*crm.invalid")
        world.write("crmsync.yaml", text)
        self.good(world)

    def test_vendor_that_stalls_can_be_interrupted(self):
        world = self.bad_world()
        world.fault(system="pipedrive", every=1, action="stall", ms=20000)
        process = subprocess.Popen([f"{BUILD}/crmsync", "-c", world.path("crmsync.yaml"), "diff"], env=world.env, cwd=world.folder,
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL)
        while not [h for h in world.history() if h["system"] == "salesforce"]:
            time.sleep(0.05)
        time.sleep(0.5)
        started = time.monotonic()
        process.send_signal(signal.SIGINT)
        time.sleep(0.3)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=15)
        self.keep(Result(process.returncode, out.decode(), err.decode()))
        self.assertEqual(process.returncode, 130, err)
        self.assertIn(b"interrupted", err)
        self.assertLess(time.monotonic() - started, 5)
        world.no_faults()
        self.good(world)

    # ---- the store

    def test_store_that_is_not_sqlite(self):
        world = self.bad_world()
        for content in ("this is no database\n" * 100, "x"):
            world.write("crmsync.db", content)
            self.bad(world, 9, r"crmsync\.db")
            self.bad(world, 9, r"crmsync\.db", "status")
            self.assertEqual(world.read("crmsync.db"), content)
        os.unlink(world.path("crmsync.db"))
        os.mkdir(world.path("crmsync.db"))
        self.bad(world, 9, r"crmsync\.db.*directory")
        os.rmdir(world.path("crmsync.db"))
        self.good(world)

    def bytes_of(self, world):
        with open(world.path("crmsync.db"), "rb") as f:
            return f.read()

    def sqlite(self, world, script):
        db = sqlite3.connect(world.path("crmsync.db"))
        db.executescript(script)
        db.commit()
        db.close()
        os.chmod(world.path("crmsync.db"), 0o600)

    def test_store_of_another_program(self):
        world = self.bad_world()
        self.sqlite(world, "CREATE TABLE mine (a); INSERT INTO mine VALUES (1); PRAGMA application_id = 4711")
        before = self.bytes_of(world)
        self.bad(world, 9, r"crmsync\.db.*(another|no store|not a)")
        self.assertEqual(self.bytes_of(world), before)
        os.unlink(world.path("crmsync.db"))
        self.good(world)

    def test_store_from_a_newer_version(self):
        world = self.bad_world()
        self.run_ok(world, "pull")
        version = world.sql("PRAGMA user_version")[0][0]
        self.sqlite(world, "PRAGMA user_version = 9999")
        self.bad(world, 9, r"crmsync\.db.*newer")
        self.sqlite(world, f"PRAGMA user_version = {version}")
        self.good(world)

    def test_truncated_store(self):
        world = self.bad_world()
        self.run_ok(world, "pull")
        self.sqlite(world, "PRAGMA wal_checkpoint(TRUNCATE)")
        whole = self.bytes_of(world)
        for keep in (len(whole) // 2, 4096, 100):
            with open(world.path("crmsync.db"), "wb") as f:
                f.write(whole[:keep])
            for rest in ("crmsync.db-wal", "crmsync.db-shm"):
                if os.path.exists(world.path(rest)):
                    os.unlink(world.path(rest))
            self.bad(world, 9, r"crmsync\.db.*damaged|crmsync\.db.*no ")
        with open(world.path("crmsync.db"), "wb") as f:
            f.write(whole)
        self.good(world)

    def test_damaged_page(self):
        world = self.bad_world()
        self.run_ok(world, "pull")
        self.sqlite(world, "PRAGMA wal_checkpoint(TRUNCATE)")
        whole = self.bytes_of(world)
        at = (len(whole) // 4096 - 2) * 4096
        with open(world.path("crmsync.db"), "r+b") as f:
            f.seek(at - 8192)
            f.write(os.urandom(12288))
        self.bad(world, 9, r"crmsync\.db.*damaged")
        with open(world.path("crmsync.db"), "wb") as f:
            f.write(whole)
        self.good(world)

    def mount(self, world, size):
        """A file system of its own for the store, if this user may mount one."""
        os.mkdir(world.path("disk"))
        done = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size},mode=700", "tmpfs", world.path("disk")], capture_output=True)
        if done.returncode != 0:
            self.skipTest("mounting is not allowed")
        self.addCleanup(subprocess.run, ["umount", "-l", world.path("disk")], capture_output=True)
        world.write("crmsync.yaml", world.read("crmsync.yaml").replace("store: crmsync.db", "store: disk/crmsync.db"))

    def remount(self, world, options):
        subprocess.run(["mount", "-o", f"remount,{options}", world.path("disk")], check=True, capture_output=True)

    def test_read_only_folder(self):
        world = self.bad_world()
        if os.geteuid() != 0:
            os.mkdir(world.path("disk"), 0o500)
            world.write("crmsync.yaml", world.read("crmsync.yaml").replace("store: crmsync.db", "store: disk/crmsync.db"))
            self.bad(world, 5, "disk/crmsync.db.*permission")
            os.chmod(world.path("disk"), 0o700)
        else:
            self.mount(world, "20m")
            self.remount(world, "ro")
            self.bad(world, 5, "disk/crmsync.db.*read-only")
            self.remount(world, "rw")
            self.run_ok(world, "pull")
            self.remount(world, "ro")
            self.bad(world, 5, "disk/crmsync.db.*read-only")
            self.remount(world, "rw")
        self.good(world)

    def test_folder_that_is_not_there(self):
        world = self.bad_world()
        text = world.read("crmsync.yaml")
        world.write("crmsync.yaml", text.replace("store: crmsync.db", "store: nowhere/crmsync.db"))
        self.bad(world, 5, "nowhere/crmsync.db.*no such")
        world.write("crmsync.yaml", text)
        self.good(world)

    def test_status_without_a_store(self):
        world = self.bad_world()
        result = self.keep(world.run("status"))
        self.assertEqual(result.code, 0, result)
        self.assertRegex(result.out, "no store yet.*crmsync pull")
        self.assertFalse(os.path.exists(world.path("crmsync.db")))
        self.assertEqual(self.keep(world.run("--json", "status")).code, 0)
        self.good(world)

    # ---- disk full

    def disk_full_sweep(self, world, args, sizes):
        """The limit grows until the run gets through; each run before ends with 5 and one message."""
        refused = 0
        for size in sizes:
            result = self.run_limited(world, *args, fsize=size)
            if result.code == 0:
                break
            self.assertEqual(result.code, 5, (size, result))
            self.assertRegex(result.err, "disk full")
            # One for the run; a system that was under way besides may say the same.
            self.assertLessEqual(len(result.err.splitlines()), 2, (size, result))
            refused += 1
        return refused

    def test_disk_full_while_pulling(self):
        world = self.bad_world(people=150)
        refused = self.disk_full_sweep(world, ("pull", "--full"), range(4096, 1 << 22, 57344))
        self.assertGreaterEqual(refused, 3)
        self.assertEqual(world.writes(), [])
        self.good(world)

    def test_disk_full_while_pushing(self):
        world = self.bad_world(people=150)
        self.run_ok(world, "pull")
        size = os.path.getsize(world.path("crmsync.db"))
        refused = self.disk_full_sweep(world, ("sync", "--first-sync"), range(size // 2, 1 << 23, 90112))
        self.assertGreaterEqual(refused, 3)
        self.good(world)

    def test_disk_full_on_a_file_system(self):
        world = self.bad_world(people=150)
        self.mount(world, "300k")
        self.bad(world, 5, "disk full", "sync", "--first-sync", lines=None)
        for size in range(400, 4000, 300):
            self.remount(world, f"size={size}k")
            result = self.keep(world.run("sync", "--first-sync"))
            if result.code == 0:
                break
            self.assertEqual(result.code, 5, result)
            self.assertIn("disk full", result.err)
        self.remount(world, "size=20m")
        self.good(world)

    def test_plan_file_on_a_full_disk(self):
        world = self.bad_world()
        if not os.path.exists("/dev/full"):
            self.skipTest("there is no /dev/full")
        os.symlink("/dev/full", world.path("full.plan.new"))
        self.bad(world, 5, "full.plan", "diff", "--plan", world.path("full.plan"))
        self.bad(world, 5, "nowhere/a.plan", "diff", "--plan", world.path("nowhere/a.plan"))
        self.assertEqual(self.run_limited(world, "diff", "--plan", world.path("a.plan"), fsize=1 << 20).code, 0)
        self.good(world)

    def test_output_that_cannot_be_written(self):
        world = self.bad_world()
        self.run_ok(world, "pull")
        for args in (("diff",), ("--json", "diff"), ("status",), ("connectors",), ("--help",), ("check",)):
            with open("/dev/full", "wb") as full:
                done = subprocess.run([f"{BUILD}/crmsync", "-c", world.path("crmsync.yaml"), *args], stdout=full, stderr=subprocess.PIPE,
                                      env=world.env, cwd=world.folder, stdin=subprocess.DEVNULL)
            self.assertEqual(done.returncode, 5, (args, done.stderr))
            self.assertEqual(done.stderr.decode().strip(), "crmsync: standard output: No space left on device")
            read, write = os.pipe()
            os.close(read)
            done = subprocess.run([f"{BUILD}/crmsync", "-c", world.path("crmsync.yaml"), *args], stdout=write, stderr=subprocess.PIPE,
                                  env=world.env, cwd=world.folder, stdin=subprocess.DEVNULL)
            os.close(write)
            # The reader has gone, as head(1) does: no news for anybody.
            self.assertEqual(done.stderr, b"", args)
        self.good(world)

    # ---- connector modules

    def module(self, world, name, source):
        """Builds a module; skips the test where no compiler is at hand."""
        compiler = shutil.which(os.environ.get("CC", "cc").split()[0])
        if compiler is None:
            self.skipTest("no compiler")
        os.makedirs(world.path("modules"), exist_ok=True)
        world.write("module.c", source)
        subprocess.run([compiler, "-shared", "-fPIC", f"-I{SOURCE}/include", "-o", world.path(f"modules/{name}.so"), world.path("module.c")],
                       check=True)

    def test_connector_that_is_missing(self):
        world = self.bad_world()
        text = world.read("crmsync.yaml")
        world.write("crmsync.yaml", text.replace("connector: pipedrive", "connector: pipedreams"))
        self.bad(world, 3, "pipedreams.*searched|pipedreams.*connector")
        world.write("crmsync.yaml", text)
        self.bad(world, 3, "no connector 'salesforce'.*searched", env={"CRMSYNC_CONNECTOR_PATH": world.path("nowhere")})
        self.assertFalse(os.path.exists(world.path("crmsync.db")))
        self.good(world)

    def test_connector_that_is_no_module(self):
        world = self.bad_world()
        os.mkdir(world.path("modules"))
        env = {"CRMSYNC_CONNECTOR_PATH": world.path("modules") + ":" + world.env["CRMSYNC_CONNECTOR_PATH"]}
        world.write("modules/pipedrive.so", "this is no shared object\n")
        self.bad(world, 3, "connector 'pipedrive' cannot be loaded", env=env)
        os.unlink(world.path("modules/pipedrive.so"))
        os.mkdir(world.path("modules/pipedrive.so"))
        self.bad(world, 3, "connector 'pipedrive' cannot be loaded", env=env)
        os.rmdir(world.path("modules/pipedrive.so"))
        self.module(world, "pipedrive", "int nothing_of_ours;\n")
        self.bad(world, 3, "no crmsync connector", env=env)
        self.good(world)

    def test_connector_of_another_interface(self):
        world = self.bad_world()
        env = {"CRMSYNC_CONNECTOR_PATH": world.path("modules") + ":" + world.env["CRMSYNC_CONNECTOR_PATH"]}
        head = "#include <crmsync/connector.h>\nstatic const struct crm_connector_info info = {.name = \"%s\"};\n"
        tail = "static const struct crm_connector c = {.abi = %s, .info = &info};\n" \
               "const struct crm_connector *crm_connector_entry(void);\n" \
               "const struct crm_connector *crm_connector_entry(void) { return &c; }\n"
        self.module(world, "pipedrive", head % "pipedrive" + tail % "CRM_CONNECTOR_ABI + 1")
        self.bad(world, 3, "another version of crmsync.*interface 2", env=env)
        self.module(world, "pipedrive", head % "otherdrive" + tail % "CRM_CONNECTOR_ABI")
        self.bad(world, 3, "calls itself 'otherdrive'", env=env)
        self.module(world, "pipedrive", "const void *crm_connector_entry(void);\nconst void *crm_connector_entry(void) { return 0; }\n")
        self.bad(world, 3, "another version of crmsync", env=env)
        # The list tells of the good ones all the same.
        result = self.keep(world.run("connectors", env=env))
        self.assertEqual(result.code, 3, result)
        self.assertIn("salesforce", result.out)
        self.good(world)

    # ---- plans

    def plan(self, world, text):
        world.write("p.plan", text)
        return world.path("p.plan")

    def test_plans_that_are_none(self):
        world = self.bad_world()
        self.run_ok(world, "setup")
        self.run_ok(world, "diff", "--plan", "good.plan")
        good = world.read("good.plan").splitlines(keepends=True)
        self.bad(world, 2, "cannot be read.*[nN]o such file", "sync", "--plan", world.path("nowhere.plan"))
        self.bad(world, 2, "no regular file", "sync", "--plan", world.path("tmp"))
        for text, pattern in (("", "empty"), ("garbage\n", "no plan"), ("{}\n", "no plan"), ('{"crmsync_plan":2}\n', "no plan"),
                              ("\x00\xff" * 1000, "no plan"), ("".join(good) + "garbage\n", rf":{len(good) + 1}:1: not a row"),
                              ("".join(good)[:-30], r":\d+:1: not a row"), ("".join(good[1:]), "no plan"),
                              (good[0] + '{"row":"xyz"}\n', ":2:1: not a row"), (good[0] + '{"row":""}\n', ":2:1: not a row"),
                              (good[0] + '{"row":17}\n', ":2:1: not a row"), (good[0] + "{" * 100000 + "\n", ":2:1: not a row")):
            self.bad(world, 2, pattern, "sync", "--plan", self.plan(world, text), loudly=False)
        self.good(world)

    def test_plan_of_another_account(self):
        world = self.bad_world()
        self.run_ok(world, "setup")
        self.run_ok(world, "diff", "--plan", "good.plan")
        head, *rows = world.read("good.plan").splitlines(keepends=True)
        header = json.loads(head)
        for name in header["accounts"]:
            changed = json.loads(head)
            changed["accounts"][name] = "someone-else"
            self.bad(world, 7, f"'someone-else' of {name}", "sync", "--plan", self.plan(world, json.dumps(changed) + "\n" + "".join(rows)))
        del header["accounts"]["pipedrive"]
        self.bad(world, 7, "which account of pipedrive", "sync", "--plan", self.plan(world, json.dumps(header) + "\n" + "".join(rows)))
        self.good(world)

    def test_plan_that_was_edited(self):
        """An edited row is refused and listed, the others are applied; nothing of the edit gets through."""
        world = self.bad_world()
        self.run_ok(world, "setup")
        self.run_ok(world, "diff", "--plan", "good.plan")
        head, *rows = world.read("good.plan").splitlines(keepends=True)
        creates = [i for i, row in enumerate(rows) if json.loads(row)["kind"] == "create"]
        edited = json.loads(rows[creates[0]])
        edited["row"] = "0123456789abcdef"
        for change in edited["changes"]:
            change["new"] = "INVENTED"
        rows[creates[0]] = json.dumps(edited) + "\n"
        world.forget_history()
        result = self.keep(world.run("sync", "--plan", self.plan(world, head + "".join(rows))))
        self.assertEqual(result.code, 6, result)
        self.assertRegex(result.out, "(?m)^refused pipedrive")
        self.assertNotIn("INVENTED", json.dumps(world.records("pipedrive", "contact")))
        self.assertEqual(desk(world, "pipedrive").count("contact"), len(creates) - 1)
        self.good(world)

    def test_rows_that_were_edited_without_their_hash(self):
        """What is written is what was planned, whatever stands beside the hash: then the row is not what the person saw, and is refused."""
        world = self.bad_world()
        self.run_ok(world, "setup")
        self.run_ok(world, "diff", "--plan", "good.plan")
        head, *rows = world.read("good.plan").splitlines(keepends=True)
        edited = [json.loads(row) for row in rows]
        for row in edited:
            for change in row["changes"]:
                if change["field"] == "last_name":
                    change["new"] = "INVENTED"
        text = head + "".join(json.dumps(row) + "\n" for row in edited)
        result = self.keep(world.run("sync", "--plan", self.plan(world, text)))
        self.assertEqual(result.code, 6, result)
        self.assertNotIn("INVENTED", json.dumps(world.records("pipedrive", "contact")))
        self.assertEqual(desk(world, "pipedrive").count("contact"), 0)
        self.good(world)

    # ---- two runs

    def test_two_runs_at_once(self):
        world = self.bad_world()
        world.options("salesforce", latency_ms=400)
        first = subprocess.Popen([f"{BUILD}/crmsync", "-c", world.path("crmsync.yaml"), "pull"], env=world.env, cwd=world.folder,
                                 stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL)
        try:
            while not world.history():
                time.sleep(0.05)
            for command in ("pull", "diff", "sync", "setup", "check"):
                self.bad(world, 8, rf"crmsync\.db.*pid {first.pid} since \d{{4}}-", command, loudly=False)
            self.assertEqual(world.run("status").code, 0)
            self.assertIsNone(first.poll())
        finally:
            first.wait()
        world.options("salesforce", latency_ms=0)
        self.good(world)

    def test_lock_of_a_killed_run(self):
        world = self.bad_world()
        world.options("salesforce", latency_ms=400)
        first = subprocess.Popen([f"{BUILD}/crmsync", "-c", world.path("crmsync.yaml"), "pull"], env=world.env, cwd=world.folder,
                                 stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL)
        while not world.history():
            time.sleep(0.05)
        first.kill()
        first.wait()
        self.assertIn(f"pid {first.pid} ", world.read("crmsync.db.lock"))
        world.options("salesforce", latency_ms=0)
        self.good(world)
        self.assertEqual(world.read("crmsync.db.lock"), "")


if __name__ == "__main__":
    main()
