# SPDX-License-Identifier: Apache-2.0
"""The sweep's machinery, in any build: two scenarios, told undisturbed and with a few answers lost.  All of it: make check-faults."""
import os
import subprocess
import sys
import unittest

SWEEP = os.path.join(os.path.dirname(os.path.abspath(__file__)), "sweep.py")


class Sweep(unittest.TestCase):
    def tell(self, scenario):
        done = subprocess.run([sys.executable, SWEEP, "--sweep", "answer", "--scenario", scenario, "--seconds", "0", "--least", "3"], capture_output=True,
                              text=True)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertRegex(done.stdout, r"PASS: answer: .*: \d+ of [1-9]\d* points")

    def test_first_sync(self):
        self.tell("creates (hubspot, salesforce)")

    def test_edits(self):
        self.tell("updates both ways (salesforce, pipedrive)")


if __name__ == "__main__":
    unittest.main(verbosity=2)
