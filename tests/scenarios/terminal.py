# SPDX-License-Identifier: Apache-2.0
"""crmsync with a terminal in front of it, where a person answers its question."""
import os
import pty
import select
import subprocess

from world import program, wait_until

QUESTION = b"[y/N]"


def answer_on_terminal(world, answer, *args):
    """Types the answer (bytes, with what ends it) when it is asked for; gives the exit code.  That nothing was asked is an AssertionError."""
    master, slave = pty.openpty()
    process = subprocess.Popen([program("crmsync"), "-c", world.path("crmsync.yaml"), *map(str, args)], env=world.env, cwd=world.folder,
                               stdin=slave, stdout=subprocess.DEVNULL, stderr=slave)
    os.close(slave)
    said = b""

    def asked():
        nonlocal said
        if select.select([master], [], [], 0)[0]:
            try:
                said += os.read(master, 4096)
            except OSError:
                pass
        return QUESTION in said or process.poll() is not None

    wait_until(asked, "it asked")
    os.write(master, answer)
    code = process.wait()
    os.close(master)
    assert QUESTION in said, said
    return code
