#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""crmsync dedupe --save-index and --index: rows that come later, change and go, and a file that is whole or refused."""
import csv
import io
import os
import random
import stat
import subprocess
import tempfile
import unittest

SOURCE = os.path.abspath(os.environ.get("srcdir", os.path.join(os.path.dirname(__file__), "..", "..")))
BUILD = os.path.abspath(os.environ.get("builddir", os.path.join(SOURCE, "build")))
ENV = dict(os.environ, LC_ALL="C.UTF-8")
HEADER = ["nr", "given", "family", "mail", "phone", "system"]
MODEL = """fields:
- {column: given, type: given_name}
- {column: family, type: family_name}
- {column: mail, type: email}
- {column: phone, type: phone}
"""


def name(draw):
    return "".join(draw.choice(["ba", "ro", "mi", "ten", "kal", "dor", "wes", "lu"]) for _ in range(3)).capitalize()


def people(n, seed=1):
    """Rows of half as many people, each with its own number."""
    draw = random.Random(seed)
    known = [[name(draw), name(draw), f"p{i}@mail{i % 7}.example", f"030 {draw.randrange(10**7, 10**8)}"] for i in range((n + 1) // 2)]
    rows = []
    for i in range(n):
        row = list(draw.choice(known))
        row[draw.randrange(4)] = "" if draw.random() < 0.5 else row[draw.randrange(4)]
        rows.append([f"r{i}", *row, draw.choice("ab")])
    return rows


class Index(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.write("model.yaml", MODEL)

    def path(self, name):
        return os.path.join(self.folder.name, name)

    def write(self, name, content):
        with open(self.path(name), "w", encoding="utf-8", newline="") as f:
            if isinstance(content, str):
                f.write(content)
            else:
                csv.writer(f, lineterminator="\n").writerows(content)
        return self.path(name)

    def dedupe(self, *args, code=0):
        done = subprocess.run([f"{BUILD}/crmsync", "dedupe", *args], capture_output=True, env=ENV, stdin=subprocess.DEVNULL, check=False)
        self.assertEqual(done.returncode, code, done.stderr.decode())
        return done.stdout.decode(), done.stderr.decode()

    def make(self, rows, *args, index="index"):
        path = self.write("first.csv", [HEADER, *rows])
        return self.dedupe("--model", self.path("model.yaml"), "--id", "nr", "--source", "system", "--save-index", self.path(index), *args,
                           path)[0]

    def rows(self, text):
        return list(csv.DictReader(io.StringIO(text)))

    def read(self, name):
        with open(self.path(name), encoding="utf-8", newline="") as f:
            return self.rows(f.read())

    def clusters(self, name):
        members = {}
        for row in self.read(name):
            members.setdefault(row["cluster_id"], []).append((row.get("id") or row["nr"], row["match_probability"]))
        return sorted(sorted(rows) for rows in members.values())

    def test_new_rows_are_written_and_known_ones_are_not(self):
        rows = people(420)
        self.make(rows[:400])
        out, err = self.dedupe("--index", self.path("index"), self.write("new.csv", [HEADER, *rows[400:]]))
        self.assertEqual(err, "")
        self.assertEqual([row["nr"] for row in self.rows(out)], [row[0] for row in rows[400:]])
        self.assertEqual(out.splitlines()[0], ",".join([*HEADER, "cluster_id", "match_probability"]))

    def test_batches_give_what_all_rows_at_once_give(self):
        """All rows under their ids take each other's place: they are compared anew, at once, with the same parameters."""
        rows = people(2300)
        self.make(rows[:2000], "--clusters", self.path("base.csv"))
        index = self.path("index")
        for n, to in ((2000, 2001), (2001, 2180), (2180, 2300)):
            self.dedupe("--index", index, "--save-index", index, "--clusters", self.path("batches.csv"),
                        self.write("new.csv", [HEADER, *rows[n:to]]))
        self.make(rows[:2000])
        self.dedupe("--index", index, "--clusters", self.path("once.csv"), self.write("all.csv", [HEADER, *rows]))
        self.assertEqual(self.clusters("batches.csv"), self.clusters("once.csv"))
        self.assertEqual(len(self.read("once.csv")), 2300)
        # And the first ones alone, what they gave without an index.
        self.dedupe("--index", index, "--clusters", self.path("again.csv"), self.path("first.csv"))
        out, _ = self.dedupe("--model", self.path("model.yaml"), "--id", "nr", "--source", "system", self.path("first.csv"))
        self.write("plain.csv", out)
        self.assertEqual(self.clusters("again.csv"), self.clusters("plain.csv"))
        self.assertEqual(self.clusters("again.csv"), self.clusters("base.csv"))

    def test_a_row_with_a_known_id_takes_its_place(self):
        rows = people(400)
        rows[0] = ["r0", "Quendolin", "Abernathy", "q.abernathy@x.example", "030 12345678", "a"]
        rows[1] = ["r1", "Quendolin", "Abernathy", "q.abernathy@x.example", "030 12345678", "b"]
        first = self.rows(self.make(rows))
        self.assertEqual(first[0]["cluster_id"], first[1]["cluster_id"])
        changed = ["r1", "Zacharias", "Obermoser", "zo@y.example", "030 87654321", "b"]
        out, _ = self.dedupe("--index", self.path("index"), "--save-index", self.path("index"), "--changes", self.path("changes.csv"),
                             "--clusters", self.path("clusters.csv"), self.write("new.csv", [HEADER, changed]))
        self.assertNotEqual(self.rows(out)[0]["cluster_id"], first[0]["cluster_id"])
        self.assertEqual([row["id"] for row in self.read("changes.csv")], ["r1"])
        self.assertEqual(sorted(row["id"] for row in self.read("clusters.csv")), sorted(row[0] for row in rows))
        # It may change back.
        out, _ = self.dedupe("--index", self.path("index"), self.write("new.csv", [HEADER, rows[1]]))
        self.assertEqual(self.rows(out)[0]["cluster_id"], first[0]["cluster_id"])

    def test_rows_are_taken_out(self):
        rows = people(400)
        rows[0] = ["r0", "Quendolin", "Abernathy", "q.abernathy@x.example", "030 12345678", "a"]
        rows[1] = ["r1", "Quendolin", "Abernathy", "q.abernathy@x.example", "030 12345678", "b"]
        self.make(rows)
        nothing = self.write("none.csv", [HEADER])
        gone = self.write("gone.csv", [["why", "nr"], ["left", "r0"]])
        index = self.path("index")
        self.dedupe("--index", index, "--save-index", index, "--remove", gone, "--changes", self.path("changes.csv"), "--clusters",
                    self.path("clusters.csv"), nothing)
        self.assertNotIn("r0", [row["id"] for row in self.read("clusters.csv")])
        self.assertEqual([row["id"] for row in self.read("changes.csv")], ["r1"])  # its cluster began with the other
        _, err = self.dedupe("--index", index, "--remove", gone, nothing, code=3)
        self.assertIn("gone.csv: 1 of the 1 ids are not in the index", err)
        _, err = self.dedupe("--index", index, "--remove", self.write("gone.csv", "id\nr5\n"), nothing, code=3)
        self.assertIn("there is no column 'nr'", err)

    def test_pairs_and_why_reach_into_the_index(self):
        rows = people(400)
        self.make(rows)
        new = ["new", *rows[7][1:]]
        path = self.write("new.csv", [HEADER, new])
        self.dedupe("--index", self.path("index"), "--pairs", self.path("pairs.csv"), path)
        pairs = self.read("pairs.csv")
        self.assertTrue(pairs)
        for pair in pairs:
            self.assertIn("new", (pair["id_l"], pair["id_r"]))
        out, _ = self.dedupe("--index", self.path("index"), "--why", "r7", "--why", "new", path)
        weight = [p["weight"] for p in pairs if "r7" in (p["id_l"], p["id_r"])][0]
        self.assertAlmostEqual(float(out.splitlines()[-2].split()[-1]), float(weight), delta=0.01)

    def test_any_number_of_threads_gives_the_same(self):
        rows = people(2100)
        outs = []
        for threads in "1", "2", "5":
            self.make(rows[:2000], "--threads", threads, index="of" + threads)
            outs.append(self.dedupe("--index", self.path("of" + threads), "--threads", threads, self.write("new.csv", [HEADER, *rows[2000:]]))[0])
        self.assertEqual(outs[0], outs[1])
        self.assertEqual(outs[0], outs[2])

    def test_the_file_is_private_and_stays_whole(self):
        rows = people(300)
        self.make(rows)
        self.assertEqual(stat.S_IMODE(os.stat(self.path("index")).st_mode), 0o600)
        with open(self.path("index"), "rb") as f:
            before = f.read()
        # What fails before the end leaves the old one, and nothing beside it.
        self.dedupe("--index", self.path("index"), "--save-index", self.path("index"), "-o", "/dev/full",
                    self.write("new.csv", [HEADER, ["n", *rows[0][1:]]]), code=5)
        with open(self.path("index"), "rb") as f:
            self.assertEqual(f.read(), before)
        self.assertFalse(os.path.exists(self.path("index.new")))
        _, err = self.dedupe("--index", self.path("index"), "--save-index", self.path("no/index"), self.path("new.csv"), code=5)
        self.assertIn("the index cannot be written to", err)

    def test_damage_is_seen(self):
        self.make(people(300))
        new = self.write("new.csv", [HEADER, ["n", "A", "B", "", "", "a"]])
        with open(self.path("index"), "rb") as f:
            whole = f.read()
        draw = random.Random(3)

        def refused(content, *hints):
            with open(self.path("bad"), "wb") as f:
                f.write(content)
            out, err = self.dedupe("--index", self.path("bad"), new, code=3)
            self.assertEqual(out, "")
            self.assertIn(self.path("bad"), err)
            self.assertTrue(any(hint in err for hint in hints), err)

        for _ in range(25):
            at = draw.randrange(24, len(whole))
            refused(whole[:at] + bytes([whole[at] ^ 1 << draw.randrange(8)]) + whole[at + 1:], "the index is damaged")
        moved = [at for at in range(24, len(whole) - 256, 64) if whole[at:at + 64] != whole[at + 64:at + 128]]
        for at in draw.sample(moved, 5):
            refused(whole[:at] + whole[at + 64:at + 128] + whole[at:at + 64] + whole[at + 128:], "the index is damaged")
        for cut in 25, 100, len(whole) // 2, len(whole) - 64, len(whole) - 1:
            refused(whole[:cut], "cut off", "damaged")
        refused(whole + b"x", "cut off", "damaged")
        refused(b"", "not an index")
        refused(b"id,name\n1,2\n", "not an index")
        refused(whole[:16] + bytes([99]) + whole[17:], "another version")
        _, err = self.dedupe("--index", self.path("none"), new, code=3)
        self.assertIn("cannot be opened", err)
        _, err = self.dedupe("--index", self.folder.name, new, code=3)

    def test_what_does_not_fit_is_refused(self):
        rows = people(300)
        self.make(rows)
        index = self.path("index")
        other = self.write("other.csv", [["nr", "given", "family", "mail", "phone"], rows[0][:5]])
        self.assertIn("the header differs", self.dedupe("--index", index, other, code=3)[1])
        twice = self.write("twice.csv", [HEADER, ["n", *rows[0][1:]], ["n", *rows[1][1:]]])
        self.assertIn("two rows have the id 'n'", self.dedupe("--index", index, twice, code=3)[1])
        none = self.write("none.csv", [HEADER, ["", *rows[0][1:]]])
        self.assertIn("row 1 has no id", self.dedupe("--index", index, none, code=3)[1])
        same = self.write("first.csv", [HEADER, rows[0], rows[0]])
        args = ("--model", self.path("model.yaml"), "--id", "nr", "--save-index", self.path("x"))
        self.assertIn("two rows have the id 'r0'", self.dedupe(*args, same, code=3)[1])
        self.assertIn("fewer than two rows", self.dedupe(*args, self.write("one.csv", [HEADER, rows[0]]), code=3)[1])
        self.assertFalse(os.path.exists(self.path("x")))
        for option in ("--model", self.path("model.yaml")), ("--id", "nr"), ("--source", "system"), ("--one-to-one",), ("--threshold", "0.5"):
            self.assertIn("when the index was made", self.dedupe("--index", index, *option, other, code=2)[1])
        for option in "--remove", "--changes":
            self.assertIn("needs --index", self.dedupe(option, "x", other, code=2)[1])

    def test_too_many_new_rows_for_what_is_known(self):
        self.make(people(200))
        many = self.write("many.csv", [HEADER, *(["n" + row[0], *row[1:]] for row in people(7000))])
        self.assertIn("make it anew of all rows", self.dedupe("--index", self.path("index"), many, code=3)[1])

    def test_rows_without_ids_are_known_by_their_numbers(self):
        rows = [row[1:5] for row in people(300)]
        header = HEADER[1:5]
        self.dedupe("--model", self.path("model.yaml"), "--save-index", self.path("index"), self.write("in.csv", [header, *rows]))
        new = self.write("new.csv", [header, rows[0]])
        index = self.path("index")
        for number in "301", "302":
            self.dedupe("--index", index, "--save-index", index, "--clusters", self.path("clusters.csv"), new)
            self.assertEqual(self.read("clusters.csv")[-1]["id"], number)
        gone = self.write("gone.csv", "row\n1\n302\n")
        self.dedupe("--index", index, "--remove", gone, "--clusters", self.path("clusters.csv"), self.write("none.csv", [header]))
        self.assertEqual([row["id"] for row in self.read("clusters.csv")], [str(n) for n in range(2, 302)])


if __name__ == "__main__":
    unittest.main()
