#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""`crmsync review` through a pseudo-terminal: a key for each answer, and the terminal as it was, however it ends."""
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
import time

SOURCE = os.path.abspath(os.environ.get("srcdir", os.path.join(os.path.dirname(__file__), "..", "..")))
sys.path.insert(0, os.path.join(SOURCE, "tests", "scenarios"))
from people import desks  # noqa: E402
from world import LIBRARIES, PATIENCE, UNDER, Story, main, program, wait_until  # noqa: E402

CONFIG = "objects:\n  contact:\n    fields:\n      title: {rule: hold}\n"
COLOUR = "\x1b["
PROMPT = "[q]uit [?] "


class Session:
    """crmsync with all three streams on a terminal of its own, which it controls."""

    def __init__(self, world, *args, columns=80, env=None):
        self.leader, self.follower = pty.openpty()
        fcntl.ioctl(self.follower, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
        self.before = termios.tcgetattr(self.follower)
        full = dict(world.env, TERM="xterm", LD_LIBRARY_PATH=LIBRARIES, **(env or {}))
        if not env:
            full.pop("NO_COLOR", None)
        follower = self.follower

        def own_terminal():
            os.setsid()
            fcntl.ioctl(follower, termios.TIOCSCTTY, 0)
            for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT, signal.SIGTSTP):
                signal.signal(number, signal.SIG_DFL)
        self.process = subprocess.Popen([*UNDER, program("crmsync"), "-c", world.path("crmsync.yaml"), *args], env=full, cwd=world.folder,
                                        stdin=follower, stdout=follower, stderr=follower, preexec_fn=own_terminal)
        self.seen = ""
        self.asked = 0

    def more(self):
        """What the terminal received since; False: the program has ended and all is read."""
        if select.select([self.leader], [], [], 0.05)[0]:
            self.seen += os.read(self.leader, 65536).decode("utf-8", "replace")
            return True
        return self.process.poll() is None

    def wait(self, text, since):
        end = time.monotonic() + PATIENCE
        while text not in self.seen[since:]:
            if not self.more() or time.monotonic() > end:
                raise AssertionError(f"not seen: {text!r} in {self.seen[since:]!r}")
        return self.seen[since:]

    def question(self):
        """Text up to the next prompt."""
        text = self.wait(PROMPT, self.asked)
        self.asked = self.asked + text.index(PROMPT) + len(PROMPT)
        return text

    def press(self, keys):
        os.write(self.leader, keys.encode())

    def is_raw(self):
        return not termios.tcgetattr(self.follower)[3] & (termios.ICANON | termios.ECHO)

    def end(self):
        """Exit code; the terminal must be as it was."""
        end = time.monotonic() + PATIENCE
        while self.more():
            if time.monotonic() > end:
                self.process.kill()
                raise AssertionError(f"it does not end: {self.seen!r}")
        after = termios.tcgetattr(self.follower)
        self.process.wait()
        os.close(self.leader)
        os.close(self.follower)
        if after != self.before:
            raise AssertionError(f"the terminal was left otherwise: {after} instead of {self.before}")
        return self.process.returncode


class ReviewKeys(Story):
    def waiting(self, n):
        """n conflicts and one question about records."""
        world = self.world(("salesforce", "pipedrive"), config=CONFIG)
        first, second = desks(world).values()
        ones = [first.create("contact", first="Tim", last=f"Titel {i}", email=f"tim{i}@firma.example", title="Clerk") for i in range(n)]
        self.run_ok(world, "setup")
        self.run_ok(world, "sync", "--first-sync")
        there = {row["last"]: i for i, row in second.rows("contact").items()}
        for i in range(n):
            first.edit("contact", ones[i], title=f"Buyer {i}")
            second.edit("contact", there[f"Titel {i}"], title=f"Head of a department with a name that is rather long {i}")
        first.create("contact", first="Jim", last="Doppel", email="jim@firma.example")
        for _ in range(2):
            second.create("contact", first="Jim", last="Doppel", email="jim@firma.example")
        world.advance(60)
        self.run_ok(world, "sync", codes=(6,))
        return world

    def decided(self, world):
        return {i["item"]: i["decided"] for i in self.run_ok(world, "--json", "review", "list").lines("review_item")}

    def session(self, world, *args, **kwargs):
        session = Session(world, "review", *args, **kwargs)
        self.addCleanup(lambda: session.process.poll() is None and session.process.kill())
        return session

    def test_a_key_for_each_answer(self):
        world = self.waiting(3)
        world.forget_history()
        s = self.session(world)
        first = s.question()
        self.assertIn("1 of 4", first)
        self.assertIn("accept: they are all the same", first)
        self.assertTrue(s.is_raw())
        s.press("1")                       # no answer to this: nothing happens
        s.press("?")
        s.wait("this help", s.asked)
        s.press("d")
        self.assertIn("1 of 4", s.question())
        s.press("k")
        conflict = s.question()
        self.assertIn("2 of 4", conflict)
        name = re.search(r"conflict-[0-9a-f]{10}", conflict).group()
        s.press("a")                       # a conflict takes no such answer
        s.press("2")
        self.assertIn("3 of 4", s.question())
        s.press("u")                       # undone, and asked again
        again = s.question()
        self.assertIn("2 of 4", again)
        self.assertIn("undecided again", again)
        s.press("1")
        self.assertIn("3 of 4", s.question())
        s.press(" ")
        self.assertIn("4 of 4", s.question())
        s.press("b")
        self.assertIn("3 of 4", s.question())
        s.press("\x1b[A")                  # an arrow is no answer
        s.press("q")
        self.assertEqual(s.end(), 0)
        self.assertIn("2 decided, 2 left", s.seen)
        decided = self.decided(world)
        self.assertEqual(decided[name], "resolve title=salesforce")
        self.assertEqual(sorted(d or "" for d in decided.values()), ["", "", "keep-separate", "resolve title=salesforce"])
        self.assertEqual(world.history(), [])
        self.assertEqual(world.sql("SELECT count(*), max(status) FROM v_run WHERE command = 'review'"), [(1, "done")])

    def test_only_what_is_undecided_is_asked(self):
        world = self.waiting(1)
        for item in self.decided(world):
            if item.startswith("ambiguous"):
                self.run_ok(world, "review", "accept", item)
        s = self.session(world)
        self.assertIn("1 of 1", s.question())
        s.press("2")
        self.assertEqual(s.end(), 0)
        s = self.session(world)
        self.assertEqual(s.end(), 0)
        self.assertIn("all that waits is decided", s.seen)
        self.run_ok(world, "sync", codes=(0, 6))
        s = self.session(world)
        self.assertEqual(s.end(), 0)
        self.assertIn("nothing waits", s.seen)

    def test_it_fits_the_terminal_and_has_no_colour_where_none_is_wanted(self):
        world = self.waiting(1)
        for env, columns in ((None, 80), ({"NO_COLOR": "1"}, 80), (None, 60)):
            s = self.session(world, columns=columns, env=env)
            s.question()
            s.press("s")
            s.question()
            s.press("q")
            self.assertEqual(s.end(), 0)
            self.assertEqual(COLOUR in s.seen, env is None)
            for line in re.sub(r"\x1b\[[0-9;]*m", "", s.seen).replace("\r", "").split("\n"):
                self.assertLessEqual(len(line), columns, line)

    def test_signals_leave_the_terminal_as_it_was(self):
        world = self.waiting(1)
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            s = self.session(world)
            s.question()
            self.assertTrue(s.is_raw())
            s.process.send_signal(number)
            self.assertEqual(s.end(), 130)
            self.assertIn("interrupted", s.seen)
        s = self.session(world)
        s.question()
        s.press("\x03")  # Ctrl-C as a key
        self.assertEqual(s.end(), 130)
        s = self.session(world)
        s.question()
        s.process.send_signal(signal.SIGQUIT)
        self.assertEqual(s.end(), -signal.SIGQUIT)

    def test_stopped_and_continued(self):
        world = self.waiting(1)
        s = self.session(world)
        s.question()
        s.process.send_signal(signal.SIGCONT)  # without a stop before it: nothing changes
        os.kill(s.process.pid, signal.SIGSTOP)
        os.kill(s.process.pid, signal.SIGCONT)
        wait_until(s.is_raw, "it reads keys again")
        s.press("s")
        s.question()
        s.press("q")
        self.assertEqual(s.end(), 0)

    def test_settled_while_it_is_on_the_screen(self):
        world = self.waiting(2)
        first, second = desks(world).values()
        s = self.session(world)
        s.question()
        s.press("s")
        text = s.question()
        last = re.search(r"Titel \d", text).group()
        for d, title in ((first, "Same"), (second, "Same")):
            d.edit("contact", d.find("contact", last=last), title=title)
        world.advance(60)
        self.run_ok(world, "sync", codes=(6,))  # no lock is held while a question stands
        s.press("1")
        self.assertIn("settled or has changed meanwhile", s.question())
        s.press("q")
        self.assertEqual(s.end(), 0)
        self.assertEqual(set(self.decided(world).values()), {None})
        self.assertEqual(world.sql("SELECT count(*) FROM v_run WHERE command = 'review'"), [(0,)])

    def test_without_a_terminal_it_is_a_list(self):
        world = self.waiting(1)
        self.assertEqual(self.run_ok(world, "review").out, self.run_ok(world, "review", "list").out)
        self.assertIn("2 wait, 0 decided", self.run_ok(world, "review").out)


if __name__ == "__main__":
    main()
