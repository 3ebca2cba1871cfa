# SPDX-License-Identifier: Apache-2.0
"""Runs a command and writes what it took as JSON: stopwatch.py RESULT.json STDOUT STDERR COMMAND...

A process of its own, because the kernel counts the memory of whoever starts a program as the program's peak, and the one that evaluates is
large.
"""

import json
import os
import sys
import time


def main():
    result, out, err, *command = sys.argv[1:]
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
    begin = time.monotonic()
    pid = os.posix_spawnp(command[0], command, os.environ,
                          file_actions=[(os.POSIX_SPAWN_OPEN, 0, "/dev/null", os.O_RDONLY, 0),
                                        (os.POSIX_SPAWN_OPEN, 1, out, flags, 0o600), (os.POSIX_SPAWN_OPEN, 2, err, flags, 0o600)])
    _, status, usage = os.wait4(pid, 0)
    taken = {"code": os.waitstatus_to_exitcode(status), "wall": time.monotonic() - begin,
             "cpu": usage.ru_utime + usage.ru_stime, "peak_kib": usage.ru_maxrss}
    with open(result, "w", encoding="ascii") as f:
        json.dump(taken, f)


main()
