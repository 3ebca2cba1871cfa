# SPDX-License-Identifier: Apache-2.0
"""What is wrong outside: configuration, secrets, vendors, connector modules (files that are wrong: test_bad_files.py)."""
import os
import shutil
import signal
import subprocess

from bad_story import CANARY, BadStory
from world import SOURCE, VENDORS, Result, main, send_signal


class BadInput(BadStory):
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
        world.write("crmsync.yaml", text.replace(f"http://127.0.0.1:{world.port}/pipedrive", "https://crm.invalid")
                    .replace("search_lag: 0s, settle: 0s", "concurrency: 1"))  # shorter waits are for sandboxes alone
        self.bad(world, 5, "crmsync: pipedrive: .*crm.invalid")
        world.write("crmsync.yaml", text)
        self.good(world)

    def test_vendor_that_stalls_can_be_interrupted(self):
        world = self.bad_world()
        world.hold(system="pipedrive", every=1)
        process = self.background(world, "diff")
        self.wait_held(world, process)
        for _ in range(2):
            send_signal(process, signal.SIGINT)
        err = self.finish(process, codes=(130,))
        self.keep(Result(process.returncode, "", err))
        self.assertIn("interrupted", err)
        world.release()
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
        self.bad(world, 3, "another version of crmsync.*has interface \\d+, needed is \\d+", env=env)
        self.module(world, "pipedrive", head % "otherdrive" + tail % "CRM_CONNECTOR_ABI")
        self.bad(world, 3, "calls itself 'otherdrive'", env=env)
        self.module(world, "pipedrive", "const void *crm_connector_entry(void);\nconst void *crm_connector_entry(void) { return 0; }\n")
        self.bad(world, 3, "another version of crmsync", env=env)
        # The list tells of the good ones all the same.
        result = self.keep(world.run("connectors", env=env))
        self.assertEqual(result.code, 3, result)
        self.assertIn("salesforce", result.out)
        self.good(world)


if __name__ == "__main__":
    main()
