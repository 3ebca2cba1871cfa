# SPDX-License-Identifier: Apache-2.0
"""Which systems a story is told with.

A story holds for all ordered pairs of vendors, for two accounts of one vendor, and for three systems at once.  A plain test run tells each story of a sample
of them; CRMSYNC_ALL_PAIRS=1 takes all.  The sample is drawn from CRMSYNC_SAMPLE or else from the commit, so that every commit tests other pairs and all are
tested in time.  CRMSYNC_VENDORS=pipedrive,hubspot leaves the other vendors out.
"""
import hashlib
import os
import subprocess
import sys
from itertools import permutations

from world import BUILD, SOURCE, VENDORS

ASKED = os.environ.get("CRMSYNC_VENDORS", ",".join(VENDORS)).split(",")


def built():
    """The connectors that were asked for; all of them must be there, lest their stories are left out unseen."""
    for vendor in ASKED:
        if vendor not in VENDORS:
            sys.exit(f"CRMSYNC_VENDORS: there is no vendor '{vendor}' ({', '.join(VENDORS)})")
        if not os.path.exists(os.path.join(BUILD, "connectors", vendor, f"{vendor}.la")):
            sys.exit(f"there is no connector {vendor} in '{BUILD}/connectors' (builddir is wrong, or the build is not done)")
    return tuple(v for v in VENDORS if v in ASKED)


BUILT = built()


def sample_key():
    key = os.environ.get("CRMSYNC_SAMPLE")
    if key:
        return key
    try:
        return subprocess.run(["git", "-C", SOURCE, "rev-parse", "HEAD"], capture_output=True, check=True, text=True).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return "release"


KEY = sample_key()
ALL = os.environ.get("CRMSYNC_ALL_PAIRS") == "1"


def rank(story, systems):
    return hashlib.sha256(f"{KEY}/{story}/{' '.join(systems)}".encode()).digest()


def vendor_of(system):
    return system.split("=", 1)[-1]


def twins():
    """Two accounts of one vendor."""
    return [(f"{v}-a={v}", f"{v}-b={v}") for v in BUILT]


def pairs(same=True):
    return list(permutations(BUILT, 2)) + (twins() if same else [])


def trios():
    return list(permutations(BUILT, 3))


def names(systems):
    return tuple(s.split("=", 1)[0] for s in systems)


def tell(cls, method, choices, sample=2):
    """Makes cls.test_METHOD_FOR_SYSTEMS for a sample of choices that calls cls.METHOD(*systems); `sample` None takes all."""
    chosen = list(choices)
    if sample is not None and not ALL:
        chosen = sorted(chosen, key=lambda systems: rank(f"{cls.__name__}.{method}", systems))[:sample]
    for systems in sorted(chosen):
        label = "_".join(names(systems)).replace("-", "_")
        setattr(cls, f"test_{method}_{label}", lambda self, systems=systems: getattr(self, method)(*systems))
