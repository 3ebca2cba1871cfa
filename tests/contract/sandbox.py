# SPDX-License-Identifier: Apache-2.0
"""A sandbox for a judge: an account of each vendor."""
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request

SOURCE = os.path.abspath(os.environ.get("srcdir") or os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", ".."))
PATIENCE = 300  # seconds; machines are slow at times


class Sandbox:
    """seed: how many made-up people, or "empty"; a context manager."""

    def __init__(self, build, seed):
        self.build, self.seed = build, seed

    def __enter__(self):
        self.folder = tempfile.mkdtemp(prefix="crmsync-contract-")
        port_file = os.path.join(self.folder, "port")
        self.process = subprocess.Popen([os.path.join(self.build, "crmsync-sandbox"), "--listen", "127.0.0.1:0", "--port-file", port_file, "--quiet",
                                         "--seed", str(self.seed), "--truth", os.path.join(self.folder, "truth.jsonl")],
                                        env=dict(os.environ, CRMSYNC_SANDBOX_DATA=f"{SOURCE}/sandbox"))
        end = time.monotonic() + PATIENCE
        while not (os.path.exists(port_file) and os.path.getsize(port_file)):
            if self.process.poll() is not None or time.monotonic() > end:
                sys.exit("the sandbox did not start")
            time.sleep(0.05)
        with open(port_file, encoding="ascii") as f:
            self.port = int(f.read())
        return self

    def set(self, system, **options):
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}/__sandbox/options/{system}", data=json.dumps(options).encode(), method="PUT")
        with urllib.request.urlopen(request) as answer:
            answer.read()

    def __exit__(self, *exc):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)
