# SPDX-License-Identifier: Apache-2.0
"""Node packages for tests: pinned by a lock file, into the build folder, without running their scripts."""
import hashlib
import os
import re
import shutil
import subprocess
import sys

SKIPPED = 77


def skip(why):
    print(why + ", skipped")
    sys.exit(SKIPPED)


def missing():
    """Why there is no Node.js that will do; None: there is."""
    for program in ("node", "npm"):
        if not shutil.which(program):
            return f"{program} is missing (Node.js 18 or later is needed)"
    version = subprocess.run(["node", "--version"], capture_output=True, text=True).stdout.strip()
    number = re.match(r"v(\d+)", version)
    return None if number and int(number[1]) >= 18 else f"Node.js 18 or later is needed, not {version or 'this one'}"


def prepare(source, work):
    """npm ci of the lock file in `source` into `work`, once for each lock file, and the scripts beside it.  Gives why that cannot be, or None."""
    if missing():
        return missing()
    os.makedirs(work, exist_ok=True)
    for name in os.listdir(source):
        if name.endswith(".mjs") or name.startswith("package"):
            shutil.copyfile(os.path.join(source, name), os.path.join(work, name))
    with open(os.path.join(source, "package-lock.json"), "rb") as f:
        wanted = hashlib.sha256(f.read()).hexdigest()
    stamp = os.path.join(work, "installed")
    if os.path.exists(stamp) and open(stamp, encoding="ascii").read() == wanted:
        return None
    done = subprocess.run(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline", "--fetch-retries=1", "--fetch-timeout=30000"],
                          cwd=work, capture_output=True, text=True)
    if done.returncode != 0:
        print(done.stderr[-2000:])
        return "the Node packages cannot be installed (is the package registry within reach?)"
    with open(stamp, "w", encoding="ascii") as f:
        f.write(wanted)
    return None


def install(source, work):
    """prepare(), for a test that is skipped without it; returns `work`."""
    why = prepare(source, work)
    if why:
        skip(why)
    return work
