# SPDX-License-Identifier: Apache-2.0
"""Signing in through a browser: `crmsync auth`.

The browser is scripted: it opens the address that crmsync prints, and goes where the vendor's page of consent sends it.
"""
import json
import os
import re
import signal
import socket
import stat
import subprocess
import sys
import threading
import urllib.error
import urllib.parse
import urllib.request

from canary import planted
from world import PATIENCE, UNDER, Story, main, program, send_signal, wait_until

VENDORS = ("hubspot", "salesforce", "pipedrive")
TOKEN_PATH = {"hubspot": "/oauth/2026-03/token", "salesforce": "/services/oauth2/token", "pipedrive": "/oauth/token"}


class NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args, **kwargs):
        return None


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def get(url, follow=True):
    """Status, headers and text, whatever the status."""
    opener = urllib.request.build_opener() if follow else urllib.request.build_opener(NoRedirect)
    try:
        with opener.open(url, timeout=PATIENCE) as answer:
            return answer.status, answer.headers, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.headers, error.read().decode()


def raw(port, data):
    """All that the listener answers to these bytes."""
    with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) as s:
        s.sendall(data)
        answer = b""
        while True:
            try:
                more = s.recv(65536)
            except ConnectionError:
                return answer
            if not more:
                return answer
            answer += more


class Login:
    """crmsync auth login in the background, and the browser beside it."""

    def __init__(self, story, world, system, *args, port=None, env=None, paste=False):
        self.world, self.system = world, system
        self.port = port or free_port()
        self.uri = f"http://localhost:{self.port}/callback"
        self.err = ""
        command = [*UNDER, program("crmsync"), "-c", world.path("crmsync.yaml"), "auth", "login", system, "--redirect-uri", self.uri, *args]
        if paste:
            command.append("--paste")
        self.process = subprocess.Popen(command, env=dict(world.env, **(env or {})), cwd=world.folder, stdout=subprocess.PIPE,
                                        stderr=subprocess.PIPE, stdin=subprocess.PIPE)
        story.addCleanup(self.stop)
        self.said = threading.Condition()
        self.reader = threading.Thread(target=self.read, daemon=True)
        self.reader.start()

    def read(self):
        for line in self.process.stderr:
            with self.said:
                self.err += line.decode()
                self.said.notify_all()

    def stop(self):
        self.process.kill()
        self.process.wait()
        self.reader.join()
        for stream in (self.process.stdout, self.process.stderr, self.process.stdin):
            stream.close()

    def wait_for(self, pattern):
        wait_until(lambda: re.search(pattern, self.err) or self.process.poll() is not None, pattern)
        found = re.search(pattern, self.err)
        if not found:
            raise AssertionError(f"it ended with {self.process.poll()}: {self.err}")
        return found

    @property
    def page(self):
        self.wait_for(r"(waiting at|then paste)")
        return re.search(r"^http://127\S+$", self.err, re.M).group(0)

    @property
    def state(self):
        return urllib.parse.parse_qs(urllib.parse.urlsplit(self.page).query)["state"][0]

    def target(self):
        """Where the page of consent sends the browser, without going there."""
        status, headers, text = get(self.page, follow=False)
        if status != 302:
            raise AssertionError(f"{status} {text}")
        return headers["Location"]

    def end(self, given=None):
        """Exit status and standard output."""
        if given is not None:
            self.process.stdin.write(given.encode())
            self.process.stdin.flush()
        out = self.process.stdout.read()
        self.process.wait(PATIENCE)
        self.reader.join()
        self.world.canary.watch(out, self.err.encode())
        return self.process.returncode, out.decode()


class Logins(Story):
    def make(self, *systems, refresh="file", **kwargs):
        world = self.world(systems, **kwargs)
        settings = {}
        for name, vendor in world.systems:
            world.write(f"{name}.client_id", f"app-of-{name}")
            world.write(f"{name}.client_secret", planted(f"client_secret-of-{name}"))
            source = {"file": f"{{file: {name}.refresh_token}}", "env": "{env: REFRESH}", "systemd": "{systemd: crmsync_refresh}"}[refresh]
            settings[f"{name}_credentials"] = (f"{{client_id: {{file: {name}.client_id}}, client_secret: {{file: {name}.client_secret}}, "
                                               f"refresh_token: {source}}}")
            world.options(name, **self.strict(world, name, vendor))
        world.write_config(**settings)
        return world

    def strict(self, world, name, vendor, **options):
        """A vendor that knows this one app, and takes no other token than its own."""
        prefix = "oauth_" if vendor == "hubspot" else ""
        if vendor != "pipedrive":
            options.update({f"{prefix}client_id": f"app-of-{name}", f"{prefix}client_secret": world.read(f"{name}.client_secret")})
        if vendor == "salesforce":
            options["refresh_token"] = "none but those that a login has given out"
        return dict(options, oauth_only=True)

    def login(self, world, name, *args, **kwargs):
        """A whole login that succeeds; gives what was said."""
        login = Login(self, world, name, "--no-browser", *args, **kwargs)
        status, _, text = get(login.page)
        self.assertEqual((status, "crmsync is signed in" in text), (200, True), text)
        code, out = login.end()
        self.assertEqual(code, 0, login.err)
        return login, out

    def not_stored(self, world, name):
        self.assertEqual([f for f in os.listdir(world.folder) if f.startswith((f"{name}.refresh_token", ".")) and "refresh" in f], [])

    # ---- the way it should go

    def test_each_vendor(self):
        """Login, a sync with it, status, logout; and the next run says what to do."""
        for vendor in VENDORS:
            with self.subTest(vendor):
                world = self.make(vendor)
                result = self.run_ok(world, "auth", "status", codes=(4,))
                self.assertIn(f"{vendor}: ", result.out)
                self.assertIn(f"not signed in: crmsync auth login {vendor}", result.out)
                result = self.run_ok(world, "check", codes=(4,))
                self.assertIn(f"crmsync auth login {vendor}", result.err)
                login, out = self.login(world, vendor)
                self.assertIn(f"{vendor}: signed in to ", out)
                self.assertNotIn(world.read(f"{vendor}.client_secret"), login.page)
                path = world.path(f"{vendor}.refresh_token")
                self.assertEqual(stat.S_IMODE(os.stat(path).st_mode), 0o600)
                first = world.read(f"{vendor}.refresh_token")
                self.run_ok(world, "check")
                self.assertIn(f"signed in; refresh token in '{path}'", self.run_ok(world, "auth", "status").out)
                self.assertIn("ended, and is removed here", self.run_ok(world, "auth", "logout", vendor).out)
                self.not_stored(world, vendor)
                self.assertIn(f"not signed in: crmsync auth login {vendor}", self.run_ok(world, "auth", "status", codes=(4,)).out)
                world.write(f"{vendor}.refresh_token", first)
                result = self.run_ok(world, "check", codes=(4,))
                self.assertIn(f"crmsync auth login {vendor}", result.err)
                self.login(world, vendor)
                self.assertNotEqual(world.read(f"{vendor}.refresh_token"), first)
                self.run_ok(world, "check")

    def test_what_is_asked_for(self):
        """The addresses of the vendors' pages: scopes, PKCE where the vendor has it, a new state and challenge each time."""
        world = self.make(*VENDORS)
        seen = {}
        for vendor in VENDORS:
            for _ in range(2):
                login = Login(self, world, vendor, "--no-browser")
                query = urllib.parse.parse_qs(urllib.parse.urlsplit(login.page).query, strict_parsing=True)
                self.assertTrue(all(len(values) == 1 for values in query.values()))
                self.assertEqual((query["response_type"], query["client_id"], query["redirect_uri"]),
                                 (["code"], [f"app-of-{vendor}"], [login.uri]))
                self.assertGreaterEqual(len(query["state"][0]), 43)
                self.assertNotIn(query["state"][0], seen)
                seen[query["state"][0]] = vendor
                self.assertEqual("code_challenge" in query, vendor == "salesforce")
                if vendor == "salesforce":
                    self.assertEqual(query["code_challenge_method"], ["S256"])
                    self.assertNotIn(query["code_challenge"][0], seen)
                    seen[query["code_challenge"][0]] = vendor
                    self.assertEqual(query["scope"], ["api refresh_token"])
                if vendor == "hubspot":
                    self.assertIn("oauth", query["scope"][0].split())
                    self.assertIn("crm.objects.contacts.write", query["scope"][0].split())
                send_signal(login.process, signal.SIGINT)
                self.assertEqual(login.end()[0], 130)
        world.write_config(hubspot="read_only: true")
        login = Login(self, world, "hubspot", "--no-browser")
        self.assertNotIn("write", urllib.parse.unquote(login.page))
        login.stop()
        login = Login(self, world, "hubspot", "--no-browser", "--scope", "oauth tickets")
        self.assertIn("scope=oauth%20tickets", login.page)

    def test_one_exchange(self):
        """The code is exchanged once, and what it brought is used once, to see whose it is."""
        world = self.make("salesforce")
        self.login(world, "salesforce")
        exchanges = [h for h in world.history() if h["path"].endswith("/services/oauth2/token")]
        self.assertEqual([h["status"] for h in exchanges], [200, 200])  # the code, then the stored token

    def test_kept_beside_the_store(self):
        """The config names no file: the token goes where rotated ones go, and a variable that is set later wins."""
        world = self.make("salesforce", refresh="env")
        self.login(world, "salesforce")
        side = world.path(".salesforce.refresh_token.rotated")
        self.assertEqual(stat.S_IMODE(os.stat(side).st_mode), 0o600)
        self.run_ok(world, "check")
        self.assertIn(side, self.run_ok(world, "auth", "status").out)
        self.run_ok(world, "check", codes=(4,), env={"REFRESH": "something-else-altogether"})
        self.run_ok(world, "auth", "logout", "salesforce")
        self.assertFalse(os.path.exists(side))
        self.run_ok(world, "check", codes=(4,))

    def test_under_systemd(self):
        """No such credential was loaded: the token goes beside the store; one that is loaded later wins."""
        world = self.make("hubspot", refresh="systemd")
        os.mkdir(world.path("loaded"), 0o700)
        env = {"CREDENTIALS_DIRECTORY": world.path("loaded")}
        self.run_ok(world, "check", codes=(4,), env=env)
        self.login(world, "hubspot", env=env)
        self.run_ok(world, "check", env=env)
        self.run_ok(world, "check")
        world.write("loaded/crmsync_refresh", "something-else-altogether")
        self.assertIn("crmsync auth login hubspot", self.run_ok(world, "check", codes=(4,), env=env).err)
        self.assertIn("has to be removed by hand", self.run_ok(world, "auth", "logout", "--local", "hubspot", env=env).out)

    def test_folder_that_cannot_be_written(self):
        """As where the config's folder is read-only; here one in which not even root can make a file."""
        world = self.make("hubspot")
        world.write_config(hubspot_credentials=world.system_settings["hubspot_credentials"].replace("hubspot.refresh_token", "/sys/crmsync_refresh_token"))
        self.login(world, "hubspot")
        self.run_ok(world, "check")
        self.assertTrue(os.path.exists(world.path(".hubspot.refresh_token.rotated")))
        self.run_ok(world, "auth", "logout", "hubspot")
        self.not_stored(world, "hubspot")

    def test_rotates(self):
        """The login's token is replaced by the vendor when it is used: what is stored is the newest."""
        for vendor in ("salesforce", "pipedrive"):
            world = self.make(vendor)
            world.options(vendor, **self.strict(world, vendor, vendor, rotate_refresh=True))
            self.login(world, vendor)
            first = world.read(f"{vendor}.refresh_token")
            self.run_ok(world, "check")
            self.assertNotEqual(world.read(f"{vendor}.refresh_token"), first)
            self.run_ok(world, "check")

    def test_stored_before_it_is_used(self):
        """Killed at the first request that the new token makes possible: the token is there, and works."""
        world = self.make("pipedrive")
        hold = world.hold(system="pipedrive", path="^/(api|v1)/", nth=1)
        login = Login(self, world, "pipedrive", "--no-browser")
        browser = threading.Thread(target=lambda: self.visit(login.page), daemon=True)
        browser.start()
        wait_until(lambda: world.held(hold) or login.process.poll() is not None, "the first use")
        self.assertIsNone(login.process.poll(), login.err)
        login.process.kill()
        login.process.wait()
        browser.join(PATIENCE)
        self.assertTrue(world.read("pipedrive.refresh_token"))
        world.release(hold)
        self.run_ok(world, "check")

    def visit(self, page):
        try:
            get(page)
        except (OSError, ValueError):  # the listener went away
            pass

    # ---- without a browser on this machine

    def test_paste(self):
        for vendor in VENDORS:
            world = self.make(vendor)
            for how in ("address", "code"):
                login = Login(self, world, vendor, paste=True)
                target = login.target()
                code = urllib.parse.urlsplit(target).query.split("code=")[1].split("&")[0]
                status, out = login.end((target if how == "address" else code) + "\n")
                self.assertEqual(status, 0, login.err)
                self.run_ok(world, "check")

    def test_paste_something_else(self):
        world = self.make("hubspot")
        with_state = "http://localhost/?code=abc&state=of-another-login\n"
        for given, code in (("not an address\n", 2), ("\n", 2), ("", 2), (with_state, 4), ("http://localhost/?error=access_denied\n", 4),
                            ("http://localhost/?foo=bar\n", 2), ("x" * 9000 + "\n", 2), ("http://localhost/?code=a&code=b\n", 2)):
            login = Login(self, world, "hubspot", paste=True)
            login.wait_for("then paste")
            login.process.stdin.write(given.encode())
            login.process.stdin.close()
            status, _ = login.end()
            self.assertEqual(status, code, (given[:80], login.err))
            self.not_stored(world, "hubspot")

    def test_paste_to_an_address_elsewhere(self):
        """An app whose registered address is no machine of ours."""
        world = self.make("salesforce")
        elsewhere = "https://login.salesforce.example/services/oauth2/success"
        result = self.run_ok(world, "auth", "login", "salesforce", "--redirect-uri", elsewhere, codes=(2,))
        self.assertIn("--paste", result.err)
        login = Login(self, world, "salesforce", paste=True)
        login.stop()
        command = [program("crmsync"), "-c", world.path("crmsync.yaml"), "auth", "login", "salesforce", "--paste", "--redirect-uri", elsewhere]
        process = subprocess.Popen(command, env=world.env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        page = next(line for line in iter(process.stderr.readline, b"") if line.startswith(b"http")).decode().strip()
        target = get(page, follow=False)[1]["Location"]
        self.assertTrue(target.startswith(elsewhere))
        out, err = process.communicate((target + "\n").encode(), PATIENCE)
        self.assertEqual(process.returncode, 0, err)

    def test_browser_of_the_desktop(self):
        """With --browser the desktop's opener gets the address, and nothing secret; without it only on a desktop."""
        world = self.make("hubspot")
        folder = world.path("bin")
        os.mkdir(folder)
        world.write("bin/xdg-open", f"#!{sys.executable}\nimport sys, urllib.request\nwith open('{world.path('opened')}', 'w') as f:\n"
                    "    f.write('\\n'.join(sys.argv[1:]) + '\\n')\nurllib.request.urlopen(sys.argv[1]).read()\n", 0o700)
        env = {"PATH": f"{folder}:{os.environ['PATH']}"}
        login = Login(self, world, "hubspot", env=env)
        login.wait_for("waiting at")
        self.assertFalse(os.path.exists(world.path("opened")))
        login.stop()
        login = Login(self, world, "hubspot", "--browser", env=env)
        code, _ = login.end()
        self.assertEqual(code, 0, login.err)
        self.assertEqual(world.read("opened"), login.page + "\n")
        login = Login(self, world, "hubspot", "--browser", env={"PATH": "/nonexistent"})
        login.wait_for("no browser could be opened")
        self.run_ok(world, "auth", "login", "hubspot", "--browser", "--no-browser", codes=(2,))

    # ---- the way it should not go

    def test_denied(self):
        for vendor in VENDORS:
            world = self.make(vendor)
            world.options(vendor, **self.strict(world, vendor, vendor, consent="deny"))
            login = Login(self, world, vendor, "--no-browser")
            status, _, text = get(login.page)
            self.assertEqual((status, "not signed in" in text), (400, True))
            code, _ = login.end()
            self.assertEqual(code, 4, login.err)
            self.assertIn("access was not given: ", login.err)
            self.not_stored(world, vendor)
            self.assertEqual([h for h in world.history() if h["path"].endswith("/token")], [])

    def test_wrong_state(self):
        """An answer to another login is refused, its code never used, and the wait goes on."""
        for vendor in VENDORS:
            world = self.make(vendor)
            strict = self.strict(world, vendor, vendor)
            world.options(vendor, **dict(strict, consent="wrong_state"))
            login = Login(self, world, vendor, "--no-browser")
            status, _, text = get(login.page)
            self.assertEqual((status, "not the answer" in text), (400, True))
            self.assertEqual([h for h in world.history() if h["path"].endswith("/token")], [])
            self.not_stored(world, vendor)
            world.options(vendor, **dict(strict, consent="allow"))
            status, _, text = get(login.page)
            self.assertEqual(status, 200, text)
            self.assertEqual(login.end()[0], 0)
            self.assertIn("answer to another login", login.err)

    def test_strangers(self):
        """Whatever else comes to the port: an error, and the login goes on."""
        world = self.make("hubspot")
        login = Login(self, world, "hubspot", "--no-browser")
        state = login.state
        good = f"/callback?code=x&state={state}"
        for request, status in ((f"GET / HTTP/1.1\r\n\r\n", 404), ("GET /favicon.ico HTTP/1.1\r\n\r\n", 404), ("GET /callback HTTP/1.1\r\n\r\n", 404),
                                (f"POST {good} HTTP/1.1\r\n\r\n", 405), (f"HEAD {good} HTTP/1.1\r\n\r\n", 405), (f"GET {good} HTTP/2.0\r\n\r\n", 400),
                                (f"GET {good}\r\n\r\n", 400), ("\x16\x03\x01\x02\n\n", 400), (f"GET /callback?state={state} HTTP/1.1\r\n\r\n", 400),
                                (f"GET /callback/?code=x&state={state} HTTP/1.1\r\n\r\n", 404), (f"GET {good}&code=y HTTP/1.1\r\n\r\n", 400),
                                (f"GET {good}&state={state} HTTP/1.1\r\n\r\n", 400), ("GET /callback?code=x HTTP/1.1\r\n\r\n", 400),
                                (f"GET /callback?code=x&state={state[:-1]} HTTP/1.1\r\n\r\n", 400), (f"GET {good}x HTTP/1.1\r\n\r\n", 400),
                                (f"GET /callback?code=%0a&state={state} HTTP/1.1\r\n\r\n", 400),
                                (f"GET /callback?code=x&error=y&state={state} HTTP/1.1\r\n\r\n", 400),
                                (f"GET http://localhost{good} HTTP/1.1\r\n\r\n", 404)):
            answer = raw(login.port, request.encode())
            self.assertEqual(answer.split(b" ")[1:2], [str(status).encode()], (request, answer))
            self.assertNotIn(b"<script", answer)
        answer = raw(login.port, b"GET /callback?code=x HTTP/1.1\r\nX: " + b"y" * 20000)
        self.assertIn(answer.split(b" ")[1:2], ([b"431"], []))
        idle = [socket.create_connection(("127.0.0.1", login.port)) for _ in range(20)]  # as browsers open in advance
        half = socket.create_connection(("127.0.0.1", login.port))
        half.sendall(b"GET /callback?co")
        self.assertEqual(get(login.page)[0], 200)
        self.assertEqual(login.end()[0], 0)
        for connection in (*idle, half):
            connection.close()

    def test_in_pieces(self):
        """A browser's request may come byte by byte."""
        world = self.make("hubspot")
        login = Login(self, world, "hubspot", "--no-browser")
        target = urllib.parse.urlsplit(login.target())
        with socket.create_connection(("127.0.0.1", login.port), timeout=PATIENCE) as s:
            for byte in f"GET {target.path}?{target.query} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode():
                s.sendall(bytes([byte]))
            self.assertIn(b"crmsync is signed in", s.makefile("rb").read())
        self.assertEqual(login.end()[0], 0)

    def test_one_answer(self):
        """After the right answer nothing listens any more: the same address a second time reaches nobody."""
        world = self.make("hubspot")
        hold = world.hold(system="hubspot", path="/token", nth=1)
        login = Login(self, world, "hubspot", "--no-browser")
        target = login.target()
        first = threading.Thread(target=lambda: self.visit(target), daemon=True)
        first.start()
        wait_until(lambda: world.held(hold) or login.process.poll() is not None, "the exchange")
        with self.assertRaises(OSError):
            socket.create_connection(("127.0.0.1", login.port), timeout=PATIENCE)
        world.release(hold)
        first.join(PATIENCE)
        self.assertEqual(login.end()[0], 0)
        self.assertEqual(len([h for h in world.history() if h["path"].endswith("/token")]), 2)

    def test_only_this_machine(self):
        """The listener is on loopback alone."""
        world = self.make("hubspot")
        login = Login(self, world, "hubspot", "--no-browser")
        self.assertTrue(login.page)
        with open("/proc/net/tcp", encoding="ascii") as f:
            addresses = {line.split()[1].split(":")[0] for line in f if line.split()[1].endswith(f":{login.port:04X}") and line.split()[3] == "0A"}
        self.assertEqual(addresses, {"0100007F"})

    def test_port_in_use(self):
        world = self.make("hubspot")
        with socket.socket() as other:
            other.bind(("127.0.0.1", 0))
            other.listen()
            login = Login(self, world, "hubspot", "--no-browser", port=other.getsockname()[1])
            code, _ = login.end()
        self.assertEqual(code, 5, login.err)
        self.assertIn(f"cannot listen on 127.0.0.1:{login.port}", login.err)
        self.assertNotIn("client_id=", login.err)

    def test_nobody_comes(self):
        world = self.make("hubspot")
        login = Login(self, world, "hubspot", "--no-browser", "--timeout", "1")
        code, _ = login.end()
        self.assertEqual(code, 5, login.err)
        self.assertIn("no answer came", login.err)
        login = Login(self, world, "hubspot", "--timeout", "1", paste=True)
        code, _ = login.end()
        self.assertEqual(code, 5, login.err)

    def test_interrupted(self):
        world = self.make("hubspot")
        for paste in (False, True):
            for number in (signal.SIGINT, signal.SIGTERM):
                login = Login(self, world, "hubspot", "--no-browser", paste=paste)
                self.assertTrue(login.page)
                send_signal(login.process, number)
                code, _ = login.end()
                self.assertEqual(code, 130, login.err)
                self.not_stored(world, "hubspot")

    def test_token_endpoint_fails(self):
        """Whatever the token endpoint says instead of a token: nothing is stored, the browser is told, the exit status fits."""
        world = self.make(*VENDORS)
        for vendor in VENDORS:
            for fault, code in ((dict(action="status", code=500, body={"error": "server_error"}), 5),
                                (dict(action="status", code=400, body={"error": "invalid_grant", "error_description": "expired"}), 4),
                                (dict(action="status", code=429, body={"error": "slow_down"}), 5),
                                (dict(action="status", code=200, body={"token_type": "bearer"}), 5),
                                (dict(action="status", code=200, body={"access_token": planted("access-token"), "expires_in": 1800}), 4),
                                (dict(action="drop_before"), 5)):
                world.fault(system=vendor, path="/token$", every=1, **fault)
                login = Login(self, world, vendor, "--no-browser")
                status, _, text = get(login.page)
                self.assertEqual((status, "not signed in" in text), (400, True))
                ended, _ = login.end()
                self.assertEqual(ended, code, (vendor, fault, login.err))
                self.assertNotIn(planted("access-token"), login.err)
                self.not_stored(world, vendor)
                world.no_faults()

    def test_code_too_late(self):
        """The person took a break: the code has ended, and the message says that it has."""
        for vendor in VENDORS:
            world = self.make(vendor)
            login = Login(self, world, vendor, paste=True)
            target = login.target()
            world.advance(3600)
            code, _ = login.end(target + "\n")
            self.assertEqual(code, 4, login.err)
            self.assertIn("the token endpoint refused", login.err)
            self.not_stored(world, vendor)

    def test_other_redirect_uri(self):
        """An app that has another address registered: the vendor shows an error, and sends the browser nowhere."""
        for vendor in VENDORS:
            world = self.make(vendor)
            world.options(vendor, **self.strict(world, vendor, vendor, consent_redirect_uri="http://localhost:1/callback"))
            login = Login(self, world, vendor, "--no-browser")
            self.assertEqual(get(login.page)[0], 400)
            self.assertIsNone(login.process.poll())

    def test_revoked(self):
        """Access was taken away at the vendor: exit 4, and what to do about it; so in the middle of a run."""
        for vendor in VENDORS:
            world = self.make(vendor)
            self.login(world, vendor)
            body = {"error": "invalid_grant", "error_description": "expired access/refresh token"}
            world.fault(system=vendor, path="/token$", every=1, action="status", code=400, body=body)
            for command in (["check"], ["pull"], ["setup"], ["diff"], ["sync", "--first-sync"]):
                result = self.run_ok(world, *command, codes=(4,))
                self.assertIn(f"sign in again: crmsync auth login {vendor}", result.err)
            world.no_faults()
            self.run_ok(world, "check")

    def test_another_account(self):
        """A login to another account is stored, but nothing is read or written with it; another login puts it right."""
        world = self.make("hubspot")
        self.login(world, "hubspot")
        world.options("hubspot", **self.strict(world, "hubspot", "hubspot", tenant="99999"))
        login = Login(self, world, "hubspot", "--no-browser")
        get(login.page)
        code, _ = login.end()
        self.assertEqual(code, 7, login.err)
        self.assertRegex(login.err, "the login is stored, but.*99999")
        self.login(world, "hubspot", "--accept", "tenant")

    def test_during_a_run(self):
        """A run holds the lock: it may be replacing the token itself."""
        world = self.make("hubspot")
        self.login(world, "hubspot")
        hold = world.hold(system="hubspot", path="^/crm", nth=1)
        run = self.background(world, "pull")
        self.wait_held(world, run, hold)
        for action in ("login", "logout"):
            self.run_ok(world, "auth", action, "hubspot", codes=(8,))
        self.run_ok(world, "auth", "status")
        world.release(hold)
        self.finish(run)

    # ---- signing out

    def test_logout_without_the_vendor(self):
        world = self.make("hubspot")
        self.login(world, "hubspot")
        world.fault(system="hubspot", path="revoke", every=1, action="status", code=503)
        self.run_ok(world, "auth", "logout", "hubspot", codes=(5,))
        self.assertTrue(world.read("hubspot.refresh_token"))
        self.assertIn("at the vendor it has not ended", self.run_ok(world, "auth", "logout", "--local", "hubspot").out)
        self.not_stored(world, "hubspot")
        self.assertIn("was not signed in", self.run_ok(world, "auth", "logout", "hubspot").out)

    def test_logout_of_what_has_ended(self):
        world = self.make("salesforce")
        self.login(world, "salesforce")
        world.write("salesforce.refresh_token", planted("something-else"))
        self.assertIn("no longer knew", self.run_ok(world, "auth", "logout", "salesforce").out)
        self.not_stored(world, "salesforce")

    # ---- what is configured

    def test_no_such_login(self):
        world = self.make("hubspot")
        for words, code, text in ((("login", "nobody"), 2, "no system 'nobody'"), (("login",), 2, "which system"), (("logout",), 2, "which system"),
                                  (("fly", "hubspot"), 2, "login SYSTEM"), ((), 2, "missing"), (("login", "hubspot", "--timeout", "0"), 2, "--timeout"),
                                  (("login", "hubspot", "--local"), 2, "crmsync auth logout"), (("logout", "hubspot", "--paste"), 2, "crmsync auth login"),
                                  (("status", "--paste"), 2, "crmsync auth login"),
                                  (("login", "hubspot", "--redirect-uri", "http://localhost:0/"), 2, "does not lead to this machine"),
                                  (("login", "hubspot", "--redirect-uri", "http://localhost.example:80/"), 2, "does not lead to this machine")):
            self.assertIn(text, self.run_ok(world, "auth", *words, codes=(code,)).err)
        world.write_config(hubspot_credentials="{token: {file: hubspot.token}}")
        self.assertIn("needs no login", self.run_ok(world, "auth", "login", "hubspot", codes=(3,)).err)
        self.assertIn("without a browser", self.run_ok(world, "auth", "status").out)
        world.write_config(hubspot_credentials="{client_id: {file: hubspot.client_id}, client_secret: {file: hubspot.client_secret}}")
        self.assertIn("refresh_token: {file: hubspot.refresh_token}", self.run_ok(world, "auth", "login", "hubspot", codes=(3,)).err)
        world.write_config(hubspot_credentials="{client_id: {file: hubspot.client_id}, refresh_token: {file: hubspot.refresh_token}}")
        self.assertIn("'client_secret' is missing", self.run_ok(world, "auth", "login", "hubspot", codes=(3,)).err)

    def test_files_have_no_login(self):
        world = self.make("hubspot")
        tail = "  fair:\n    connector: csv\n    options: {folder: .}\n"
        world.write_config(tail=tail)
        self.assertIn("no login", self.run_ok(world, "auth", "status", "fair").out)
        self.assertIn("has no login", self.run_ok(world, "auth", "login", "fair", codes=(3,)).err)

    def test_for_programs(self):
        world = self.make("hubspot")
        [row] = self.run_ok(world, "--json", "auth", "status", codes=(4,)).lines()
        self.assertEqual((row["type"], row["state"], row["saved"]), ("auth", "signed_out", None))
        login = Login(self, world, "hubspot", "--no-browser", "--json")
        get(login.page)
        code, out = login.end()
        self.assertEqual(code, 0)
        row = json.loads(out)
        self.assertEqual({k: type(v) for k, v in row.items()}, {"type": str, "version": int, "system": str, "connector": str, "account": str, "title": type(row["title"])})
        self.assertEqual((row["type"], row["system"], row["connector"]), ("login", "hubspot", "hubspot"))
        [row] = self.run_ok(world, "--json", "auth", "status").lines()
        self.assertEqual((row["state"], row["file"]), ("signed_in", world.path("hubspot.refresh_token")))
        self.assertTrue(row["saved"])
        [row] = self.run_ok(world, "--json", "auth", "logout", "hubspot").lines()
        self.assertEqual((row["type"], row["token"]), ("logout", "revoked"))


if __name__ == "__main__":
    main()
