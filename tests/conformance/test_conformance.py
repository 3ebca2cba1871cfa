# SPDX-License-Identifier: Apache-2.0
"""One suite, the same cases for every connector.  CRMSYNC_SUBJECTS=hubspot,notebook takes these alone."""
import os
import sys
import unittest

from cases import Cases
from subjects import SUBJECTS
from world import main


def load_tests(loader, _tests, _pattern):
    asked = os.environ.get("CRMSYNC_SUBJECTS")
    known = {s.name: s for s in SUBJECTS}
    suite = unittest.TestSuite()
    for name in asked.split(",") if asked else known:
        if name not in known:
            sys.exit(f"CRMSYNC_SUBJECTS: there is no '{name}' ({', '.join(known)})")
        suite.addTests(loader.loadTestsFromTestCase(type(name, (Cases,), {"subject_class": known[name], "__module__": __name__})))
    return suite


if __name__ == "__main__":
    main()
