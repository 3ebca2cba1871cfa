#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Progress through a pseudo-terminal: what a person sees while a run is under way, and that nothing of it stays."""
import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import termios

SOURCE = os.path.abspath(os.environ.get("srcdir", os.path.join(os.path.dirname(__file__), "..", "..")))
sys.path.insert(0, os.path.join(SOURCE, "tests", "scenarios"))
from people import desks  # noqa: E402
from world import BUILD, PATIENCE, Story, main, wait_until  # noqa: E402

CLEAR = "\r\x1b[K"
PEOPLE = 1600


class Progress(Story):
    def busy_world(self):
        """Enough pages, slowly enough, that rate and time left can be told."""
        world = self.world(("pipedrive", "salesforce"))
        first = desks(world)["pipedrive"]
        for i in range(PEOPLE):
            first.create("contact", first="Anna", last=f"Berg {i}", email=f"anna{i}@berg.example")
        world.options("pipedrive", latency_ms=800)
        return world

    def on_terminal(self, world, *args, columns=80, term="xterm", out_too=False):
        """Standard error on a terminal of that width; gives exit code, standard output, what the terminal received."""
        leader, follower = pty.openpty()
        fcntl.ioctl(follower, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
        env = dict(world.env, TERM=term)
        env.pop("NO_COLOR", None)
        process = subprocess.Popen([f"{BUILD}/crmsync", "-c", world.path("crmsync.yaml"), *args], env=env, cwd=world.folder,
                                   stdin=subprocess.DEVNULL, stdout=follower if out_too else subprocess.PIPE, stderr=follower)
        os.close(follower)
        seen, out = b"", b""
        streams = [leader] + ([] if out_too else [process.stdout.fileno()])
        while streams:
            for fd in select.select(streams, [], [])[0]:
                try:
                    data = os.read(fd, 65536)
                except OSError:  # a terminal whose last user has gone
                    data = b""
                if not data:
                    streams.remove(fd)
                elif fd == leader:
                    seen += data
                else:
                    out += data
        os.close(leader)
        process.wait()
        if process.stdout:
            process.stdout.close()
        return process.returncode, out.decode(), seen.decode()

    def frames(self, seen):
        """The lines that were drawn one over the other."""
        return [frame for frame in seen.split(CLEAR) if frame]

    def visible(self, seen):
        """What stands on the terminal in the end."""
        lines = seen.replace("\r\n", "\n").split("\n")
        return "\n".join(line.split(CLEAR)[-1] for line in lines)

    def test_rate_and_time_left_and_nothing_stays(self):
        world = self.busy_world()
        self.run_ok(world, "pull")
        code, out, seen = self.on_terminal(world, "pull", "--full")
        self.assertEqual(code, 0, seen)
        frames = self.frames(seen)
        self.assertTrue(any("pipedrive: connecting" in f for f in frames), frames)
        counts = [int(m.group(1)) for f in frames for m in [re.search(r"pipedrive: reading contacts (\d+)/1600 \(\d+ %\)", f)] if m]
        self.assertGreaterEqual(len(counts), 3, frames)
        self.assertEqual(counts, sorted(counts))
        told = [re.search(r" (\d+)/s (\d+) s left", f) for f in frames]
        told = [m for m in told if m]
        self.assertGreaterEqual(len(told), 1, frames)
        for match in told:
            self.assertTrue(0 < int(match.group(1)) < PEOPLE * 10, match.group(0))
        self.assertEqual(self.visible(seen), "")
        self.assertNotIn("\x1b", out)
        self.assertIn("1,600 contacts read (full)", out)

    def test_a_line_never_wraps(self):
        world = self.world(("pipedrive", "salesforce", "hubspot"))
        for d in desks(world).values():
            world.options(d.name, latency_ms=150)
        for columns in (30, 60):
            code, _, seen = self.on_terminal(world, "diff", columns=columns)
            self.assertEqual(code, 0)
            self.assertTrue(self.frames(seen))
            for frame in self.frames(seen):
                self.assertLess(len(frame), columns, frame)

    def test_messages_stand_above_it(self):
        world = self.world(("pipedrive", "salesforce"))
        world.options("pipedrive", latency_ms=150)
        world.fault(system="pipedrive", nth=2, action="status", code=500, body="sorry")
        code, _, seen = self.on_terminal(world, "-v", "diff")
        self.assertEqual(code, 0)
        messages = [line for line in self.visible(seen).splitlines() if line]
        self.assertTrue(messages and all(line.startswith("crmsync: ") for line in messages), messages)
        self.assertTrue(any("500" in line for line in messages), messages)

    def test_errors_stand_alone(self):
        world = self.world(("pipedrive", "salesforce"))
        world.options("pipedrive", required_token="another", latency_ms=150)
        code, _, seen = self.on_terminal(world, "diff")
        self.assertEqual(code, 4)
        self.assertRegex(self.visible(seen), r"\Acrmsync: pipedrive: .*\n\Z")

    def test_a_wait_is_told(self):
        world = self.world(("pipedrive", "salesforce"))
        world.write_config(tail="retry: {attempts: 1, first_wait: 1s}\n")
        world.fault(system="pipedrive", nth=1, action="status", code=500, body="sorry")
        code, _, seen = self.on_terminal(world, "pull")
        self.assertEqual(code, 0)
        self.assertIn("pipedrive: waiting to try again", seen)
        self.assertEqual(self.visible(seen), "")

    def test_an_interrupt_is_acknowledged_at_once(self):
        world = self.world(("pipedrive", "salesforce"))
        world.hold(system="pipedrive")
        leader, follower = pty.openpty()
        self.addCleanup(os.close, leader)
        process = subprocess.Popen([f"{BUILD}/crmsync", "-c", world.path("crmsync.yaml"), "diff"], env=dict(world.env, TERM="xterm"),
                                   cwd=world.folder, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=follower)
        self.addCleanup(process.wait)
        self.addCleanup(process.kill)
        os.close(follower)
        wait_until(lambda: world.held() or process.poll() is not None, "a request is under way")
        process.send_signal(signal.SIGINT)
        seen = b""
        while b"finishing what is under way" not in seen:
            seen += os.read(leader, 4096)
        self.assertIsNone(process.poll())
        world.release()
        self.assertEqual(process.wait(PATIENCE), 130)

    def test_none_without_a_terminal(self):
        world = self.world(("pipedrive", "salesforce"))
        world.options("pipedrive", latency_ms=150)
        result = self.run_ok(world, "diff")
        self.assertEqual((result.out, result.err), ("no differences\n", ""))

    def test_none_when_quiet_or_dumb(self):
        world = self.world(("pipedrive", "salesforce"))
        world.options("pipedrive", latency_ms=150)
        self.assertEqual(self.on_terminal(world, "--quiet", "diff"), (0, "no differences\n", ""))
        self.assertEqual(self.on_terminal(world, "diff", "-q"), (0, "no differences\n", ""))
        self.assertEqual(self.on_terminal(world, "diff", term="dumb"), (0, "no differences\n", ""))

    def test_results_follow_a_cleared_line(self):
        world = self.world(("pipedrive", "salesforce"), seed="demo")
        code, _, seen = self.on_terminal(world, "diff", out_too=True)
        self.assertEqual(code, 0)
        text = re.sub(r"\x1b\[\d*m", "", self.visible(seen))
        self.assertTrue(text.startswith("Would be written: "), text[:200])
        self.assertNotIn("reading", text.split("\n\n")[0])

    def test_colour_only_where_it_is_wanted(self):
        world = self.world(("pipedrive", "salesforce"), seed="demo")
        self.assertIn("\x1b[32m", self.on_terminal(world, "diff", out_too=True)[2])
        self.assertNotIn("\x1b[32m", self.on_terminal(world, "--color", "never", "diff", out_too=True)[2])
        self.assertNotIn("\x1b", self.on_terminal(world, "diff")[1])
        self.assertIn("\x1b[32m", self.run_ok(world, "diff", "--color=always").out)
        self.assertNotIn("\x1b", self.run_ok(world, "diff").out)
        world.env["NO_COLOR"] = "1"
        self.assertIn("\x1b[32m", self.run_ok(world, "diff", "--color=always").out)

    def test_lines_are_wrapped_to_the_terminal(self):
        world = self.world(("pipedrive", "salesforce"), seed="demo")
        for columns in (60, 80, 200):
            seen = self.on_terminal(world, "--color", "never", "diff", columns=columns, out_too=True)[2]
            body = self.visible(seen).split("\n\n", 3)[3]
            for line in body.splitlines():
                # A word that is longer than the line stays whole.
                self.assertTrue(len(line) <= columns or " " not in line.strip(), line)
        wide = self.run_ok(world, "diff").out
        narrow = self.run_ok(world, "diff", env={"COLUMNS": "60"}).out
        self.assertGreater(max(map(len, wide.splitlines())), 120)
        self.assertLess(max(map(len, narrow.split("\n\n", 3)[3].splitlines())), 80)
        self.assertEqual(narrow.split("\n\n", 3)[3].split(), wide.split("\n\n", 3)[3].split())


if __name__ == "__main__":
    main()
