#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""crmsync dedupe: what it reads, writes, guesses and refuses."""
import csv
import io
import os
import random
import subprocess
import tempfile
import unittest

SOURCE = os.path.abspath(os.environ.get("srcdir", os.path.join(os.path.dirname(__file__), "..", "..")))
BUILD = os.path.abspath(os.environ.get("builddir", os.path.join(SOURCE, "build")))
ENV = dict(os.environ, LC_ALL="C.UTF-8")

GIVEN = "Anna Peter Sabine Thomas Laura Michael Julia Stefan Petra Markus Helen George Alice Oliver".split()
FAMILY = "Quittenbaum Adler Bergmann Castillo Dombrowski Engel Faber Giordano Hartwig Ivarsson Jansen Kowalski Lindner Moreau".split()


def people(n=60, seed=1):
    """Rows of people, each once, then each again with a slip."""
    draw = random.Random(seed)
    rows = []
    for i in range(n):
        given, family = draw.choice(GIVEN), draw.choice(FAMILY) + draw.choice(["", "er", "mann", "s", "ik"])
        rows.append([str(i + 1), given, family, f"{given}.{family}{i}@mail.example".lower(), f"030 {draw.randrange(10**7, 10**8)}"])
    again = [[str(n + i + 1), r[1].upper(), r[2], r[3] if i % 2 else "", r[4] if i % 3 else ""] for i, r in enumerate(rows)]
    return [["id", "first_name", "last_name", "email", "phone"]] + rows + again


def text_of(rows, **options):
    out = io.StringIO()
    csv.writer(out, lineterminator="\n", **options).writerows(rows)
    return out.getvalue()


class Dedupe(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)

    def path(self, name):
        return os.path.join(self.folder.name, name)

    def write(self, name, content):
        with open(self.path(name), "wb") as f:
            f.write(content if isinstance(content, bytes) else content.encode())
        return self.path(name)

    def dedupe(self, *args):
        done = subprocess.run([f"{BUILD}/crmsync", "dedupe", *args], capture_output=True, env=ENV, stdin=subprocess.DEVNULL, check=False)
        return done.returncode, done.stdout.decode(), done.stderr.decode()

    def clusters(self, out, separator=","):
        return [row["cluster_id"] for row in csv.DictReader(io.StringIO(out), delimiter=separator)]

    def refused(self, code, *args):
        got, out, err = self.dedupe(*args)
        self.assertEqual((got, out), (code, ""), err)
        return err

    def test_rows_come_back_as_they_were_with_their_clusters(self):
        rows = people()
        code, out, err = self.dedupe(self.write("in.csv", text_of(rows)))
        self.assertEqual(code, 0, err)
        lines = out.splitlines()
        self.assertEqual(lines[0], "id,first_name,last_name,email,phone,cluster_id,match_probability")
        for line, row in zip(lines[1:], rows[1:]):
            self.assertTrue(line.startswith(",".join(row) + ","), line)
        clusters = self.clusters(out)
        found = sum(clusters[i] == clusters[60 + i] for i in range(60))
        self.assertGreaterEqual(found, 40)
        for i in range(60):
            self.assertLessEqual(clusters.count(clusters[i]), 3)
        for row in csv.DictReader(io.StringIO(out)):
            self.assertTrue(0 <= float(row["match_probability"]) <= 1)

    def test_guess_is_told_and_is_a_model(self):
        path = self.write("in.csv", text_of(people()))
        _, out, err = self.dedupe(path)
        self.assertIn('{column: "last_name", type: family_name}', err)
        self.assertIn('{column: "id", type: ignore}', err)
        model = self.write("model.yaml", err[err.index("fields:"):])
        code, again, err = self.dedupe("--model", model, path)
        self.assertEqual((code, again, err), (0, out, ""))

    def test_all_that_csv_can_be(self):
        rows = people()
        wanted = self.clusters(self.dedupe(self.write("in.csv", text_of(rows)))[1])
        text = text_of(rows)
        for name, content, separator in (
            ("crlf", text.replace("\n", "\r\n"), ","), ("bom", b"\xef\xbb\xbf" + text.encode(), ","),
            ("semicolon", text_of(rows, delimiter=";"), ";"), ("tab", text_of(rows, delimiter="\t"), "\t"),
            ("quoted", text_of(rows, quoting=csv.QUOTE_ALL), ","), ("no last line end", text.rstrip("\n"), ","),
            ("empty lines", text.replace("\n", "\n\n"), ","),
        ):
            code, out, err = self.dedupe(self.write(name, content))
            self.assertEqual(code, 0, err)
            self.assertEqual(self.clusters(out.replace("\r\n", "\n"), separator), wanted, name)

    def test_quotes_separators_and_line_ends_within_cells(self):
        rows = people()
        for row in rows[1:]:
            row[2] = f'{row[2]} "the\nold", x'
        code, out, err = self.dedupe(self.write("in.csv", text_of(rows)))
        self.assertEqual(code, 0, err)
        self.assertEqual([row["last_name"] for row in csv.DictReader(io.StringIO(out))], [row[2] for row in rows[1:]])

    def test_mistakes_are_told_by_line(self):
        for content, hint in (
            ("", ":1: there is no header"), ("a,b\n1,2\n1\n", ":3: 1 cells, the header has 2"),
            ("a,b\n1,2,3\n", ":2: 3 cells"), ('a,b\n1,"2\n3,4\n', ":2: a quote is not closed"),
            ('a,b\n"x\ny",1\n"1"2,3\n', ":4: text behind a closing quote"), (b"a,b\n1,\x00\n", ":2: a NUL byte"),
        ):
            path = self.write("in.csv", content)
            self.assertIn(path + hint, self.refused(3, "--model", self.write("m.yaml", "fields: [{column: a, type: text}]"), path))
        self.assertIn("cannot be opened", self.refused(3, self.path("none.csv")))

    def test_mistakes_in_the_model_are_told_by_place(self):
        path = self.write("in.csv", text_of(people()))
        for content, hint in (
            ("fields: [{column: email, type: mail}]", ":1:32: unknown type \"mail\""), ("fields: []", "fields is missing"),
            ("fields: [{column: emial, type: email}]", ":1:19: there is no column 'emial', did you mean 'email'?"),
            ("fields: [{column: email}]", "a field needs column and type"), ("columns: []", "unknown key \"columns\""),
            ("fields: [{column: email, type: email}, {column: email, type: text}]", "given twice"), ("[", ":1:"),
        ):
            model = self.write("model.yaml", content)
            err = self.refused(3, "--model", model, path)
            self.assertIn(model, err)
            self.assertIn(hint, err.replace("'mail'", '"mail"').replace("'columns'", '"columns"'))

    def test_usage(self):
        path = self.write("in.csv", text_of(people()))
        for args, hint in ((("--threshold", "1", path), "--threshold"), (("--threads", "0", path), "--threads"), ((), "FILE"),
                           (("--id", "idd", path), "did you mean 'id'"), (("--source", "x", path), "there is no column 'x'"),
                           (("--why", "1", path), "--why"), (("--why", "1", "--why", "x", path), "no row has the id 'x'")):
            self.assertIn(hint, self.refused(2, *args))

    def test_pairs_and_why_say_the_same(self):
        path, pairs = self.write("in.csv", text_of(people())), self.path("pairs.csv")
        code, _, err = self.dedupe("--pairs", pairs, "-o", self.path("out.csv"), path)
        self.assertEqual(code, 0, err)
        with open(pairs, encoding="utf-8") as f:
            found = list(csv.DictReader(f))
        self.assertGreater(len(found), 40)
        best = max(found, key=lambda pair: float(pair["weight"]))
        self.assertGreaterEqual(min(float(pair["probability"]) for pair in found), 0.0099)
        code, out, _ = self.dedupe("--why", best["id_l"], "--why", best["id_r"], path)
        self.assertEqual(code, 0)
        weights = [float(line.split()[-2]) for line in out.splitlines()[1:] if not line.startswith(("weight", "probability"))]
        self.assertAlmostEqual(sum(weights), float(best["weight"]), delta=0.1)

    def test_father_and_son(self):
        """Jr. and Sr. are two, also where a row without either looks like both; Jr. and II are one."""
        rows = people()
        phone, mail = "030 98765432", "quandt@mail.example"
        for i, family in enumerate(("Quandtner Sr.", "Quandtner Jr.", "Quandtner", "Quandtner II", "Quandtner, Sr", "Quandtner", "Quandtner")):
            rows.append([str(200 + i), "Ottokar", family, mail, phone])
        code, out, err = self.dedupe(self.write("in.csv", text_of(rows)))
        self.assertEqual(code, 0, err)
        senior, junior, either, second, again, *_ = self.clusters(out)[-7:]
        self.assertEqual((senior, junior), (again, second))
        self.assertNotEqual(senior, junior)
        self.assertIn(either, (senior, junior))
        code, out, _ = self.dedupe("--why", "200", "--why", "201", self.path("in.csv"))
        self.assertRegex(out, r"name suffix +different +-1?\d\.")

    def test_names_in_each_others_column(self):
        """Also where the given name is a short form, an initial or one of two; not where only the family name crosses."""
        rows = people()
        for i, (given, family) in enumerate((("Monika Eva", "Quandtner"), ("Quandtner", "Moni"), ("Quandtner", "M."), ("Quandtner", "Monika"),
                                             ("Quandtner", "Peter"))):
            rows.append([str(200 + i), given, family, "", ""])
        path = self.write("in.csv", text_of(rows))
        for other, swapped in (("201", True), ("202", True), ("203", True), ("204", False)):
            code, out, err = self.dedupe("--why", "200", "--why", other, path)
            self.assertEqual(code, 0, err)
            self.assertEqual("given and family name swapped" in out, swapped, out)

    def test_standard_input(self):
        """From a pipe and from a file it is the same as by name, types guessed or given."""
        path = self.write("in.csv", text_of(people()))
        code, by_name, err = self.dedupe(path)
        self.assertEqual(code, 0, err)
        for source in (["cat", path], None):
            with open(path, "rb") as file:
                pipe = subprocess.Popen(source, stdout=subprocess.PIPE) if source else None
                done = subprocess.run([f"{BUILD}/crmsync", "dedupe", "-"], capture_output=True, env=ENV, stdin=pipe.stdout if pipe else file, check=False)
                if pipe:
                    pipe.stdout.close()
                    pipe.wait()
            self.assertEqual((done.returncode, done.stdout), (0, by_name.encode()), done.stderr)

    def test_threads_and_files(self):
        rows = people()
        whole = self.write("in.csv", text_of(rows))
        one, three = self.dedupe("--threads", "1", whole)[1], self.dedupe("--threads", "3", whole)[1]
        self.assertEqual(one, three)
        first, second = self.write("a.csv", text_of(rows[:61])), self.write("b.csv", text_of(rows[:1] + rows[61:]))
        code, out, err = self.dedupe("--one-to-one", first, second)
        self.assertEqual(code, 0, err)
        clusters = self.clusters(out)
        self.assertEqual(len(set(clusters[:60])), 60)
        self.assertEqual(len(set(clusters[60:])), 60)
        self.assertLess(len(set(clusters)), 90)
        other = self.write("c.csv", "x,y\n1,2\n")
        self.assertIn("header differs", self.refused(3, first, other))


if __name__ == "__main__":
    unittest.main()
