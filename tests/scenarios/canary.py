# SPDX-License-Identifier: Apache-2.0
"""Canaries: every credential and every e-mail address of a scenario is looked for where it must not be.

A world plants recognisable credentials (`CANARY-...`) and calls `watch` after each run of crmsync and `search` at its end.  Secret is what
the config names below `credentials:` (but for those that only tell who signs in), as it stands in the files at that moment: a token that
rotates joins by itself.  Nowhere but in its own file may a secret stand, in no form; an address may stand where records stand (the store,
plans, results on standard output), never in what is logged.  docs/security.md says what is promised; this is its test, in every scenario.
"""
import base64
import json
import os
import re
import urllib.parse

NOT_SECRET = ("client_id", "username")  # src/base/secret_names.c
EMAIL = re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\.[A-Za-z]{2,}")
LEFTOVER = re.compile(r"(\.new|\.tmp|\.partial|^core(\.\d+)?)$")
SHORTEST = 6  # include/crmsync/log.h: shorter ones cannot be told from ordinary words


class Leak(AssertionError):
    pass


def planted(name):
    """A credential that cannot be taken for anything else."""
    return f"CANARY-{name}-0123456789"


def forms(secret):
    """What a secret looks like in other places, as bytes."""
    text = secret.encode()
    return {text, urllib.parse.quote(secret, safe="").encode(), base64.b64encode(text), base64.urlsafe_b64encode(text).rstrip(b"="),
            json.dumps(secret)[1:-1].encode()}


class Canary:
    def __init__(self, folder):
        self.folder = folder
        self.emails = set()
        self.secrets = {}  # text: the file it stands in
        self.temporary = os.path.join(folder, "temporary")
        os.mkdir(self.temporary, 0o700)

    def moved(self, folder):
        """The same, for a copy of the folder."""
        other = Canary.__new__(Canary)
        other.folder, other.temporary = folder, os.path.join(folder, "tmp")
        other.emails, other.secrets = set(self.emails), {}
        os.makedirs(other.temporary, 0o700, exist_ok=True)
        return other

    def plant(self, values):
        """Remembers the addresses in a record that is put into a CRM."""
        self.emails.update(m.lower() for m in EMAIL.findall(json.dumps(values, default=str)))

    def read_secrets(self):
        try:
            with open(os.path.join(self.folder, "crmsync.yaml"), encoding="utf-8") as f:
                config = f.read()
        except OSError:
            return
        for name, path in re.findall(r"(\w+): \{file: ([^},\s]+)\}", config):
            path = os.path.join(self.folder, path)
            if name in NOT_SECRET or not os.path.isfile(path):
                continue
            with open(path, encoding="utf-8", errors="replace") as f:
                secret = f.read().strip()
            if len(secret) >= SHORTEST:
                self.secrets[secret] = path

    def look(self, what, data):
        for secret in self.secrets:
            for form in forms(secret):
                if form in data:
                    at = data.index(form)
                    raise Leak(f"a credential stands in {what}: ...{data[max(0, at - 200):at + len(form) + 50]!r}")

    def watch(self, out, err):
        """What a run said: out and err as bytes."""
        self.read_secrets()
        self.look("standard output", out)
        self.look("standard error", err)
        low = err.lower().decode("utf-8", "replace")
        for email in self.emails:
            if email in low:
                raise Leak(f"{email!r} of a record stands in standard error: {err!r}")
        if os.path.isdir(self.temporary) and os.listdir(self.temporary):
            raise Leak(f"temporary files were left: {os.listdir(self.temporary)}")

    def search(self):
        """All files that the runs have left."""
        self.read_secrets()
        own = set(self.secrets.values())
        for where, _, names in os.walk(self.folder):
            for name in names:
                path = os.path.join(where, name)
                if path in own or name.endswith(".rotated") or not os.path.isfile(path):
                    continue
                if LEFTOVER.search(name):
                    raise Leak(f"{name} was left")
                with open(path, "rb") as f:
                    self.look(name, f.read())
