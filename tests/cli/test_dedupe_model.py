#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""crmsync dedupe --save-model: a trained model is written, read, refused where it is damaged, and gives the same result."""
import csv
import io
import os
import random
import re
import subprocess
import tempfile
import unittest

SOURCE = os.path.abspath(os.environ.get("srcdir", os.path.join(os.path.dirname(__file__), "..", "..")))
BUILD = os.path.abspath(os.environ.get("builddir", os.path.join(SOURCE, "build")))
ENV = dict(os.environ, LC_ALL="C.UTF-8")

TYPES = ("given_name family_name full_name email phone date street postcode city country company domain identifier category "
         "number text").split()
GIVEN = "Anna Peter Sabine Thomas Laura Michael Julia Stefan Petra Markus Helen George Alice Oliver Nadia Viktor".split()
CITY = "Berlin Hamburg Lisbon Oslo Vienna Leeds Lyon Parma Basel Gent".split()
PARTS = "ba ro mi ten kal dor wes lu gar fin sol pet".split()


def word(draw, n):
    return "".join(draw.choice(PARTS) for _ in range(n))


def person(draw):
    given, family, firm = draw.choice(GIVEN), word(draw, 3).title(), word(draw, 3)
    return {
        "given_name": given, "family_name": family, "full_name": f"{given} {family}", "email": f"{family}.{word(draw, 2)}@{firm}.example".lower(),
        "phone": f"030 {draw.randrange(10**7, 10**8)}", "date": f"{draw.randrange(1940, 2000)}-{draw.randrange(1, 13):02}-{draw.randrange(1, 29):02}",
        "street": f"{word(draw, 3).title()} Street {draw.randrange(1, 99)}", "postcode": f"{draw.randrange(10000, 99999)}", "city": draw.choice(CITY),
        "country": draw.choice(["DE", "FR", "PT"]), "company": f"{firm.title()} {word(draw, 2)} Ltd", "domain": f"{firm}.example",
        "identifier": f"{draw.randrange(10**8, 10**9)}", "category": draw.choice(["red", "green", "blue", "grey"]),
        "number": f"{draw.randrange(100, 99999)}", "text": " ".join(word(draw, 2) for _ in range(4)),
    }


def slip(draw, text):
    at = draw.randrange(len(text))
    return text[:at] + "x" + text[at + 1:]


def table(columns, people=400, seed=7):
    """Each person twice: in the second row, of another source, a cell in ten has a slip and one in eight is empty."""
    draw = random.Random(seed)
    rows = []
    for i in range(people):
        values = person(draw)
        first = [values[c] for c in columns]
        second = ["" if draw.random() < 0.12 else slip(draw, v) if draw.random() < 0.1 else v for v in first]
        rows += [[str(2 * i), "a"] + first, [str(2 * i + 1), draw.choice("ab")] + second]
    draw.shuffle(rows)
    return [["nr", "origin"] + list(columns)] + rows


def text_of(rows):
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue()


def plain_model(columns):
    return "fields:\n" + "".join(f"- {{column: {c}, type: {c}}}\n" for c in columns)


class TrainedModel(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)

    def path(self, name):
        return os.path.join(self.folder.name, name)

    def write(self, name, content):
        with open(self.path(name), "w", encoding="utf-8") as f:
            f.write(content)
        return self.path(name)

    def read(self, name):
        with open(self.path(name), encoding="utf-8") as f:
            return f.read()

    def dedupe(self, *args, code=0):
        done = subprocess.run([f"{BUILD}/crmsync", "dedupe", *args], capture_output=True, env=ENV, stdin=subprocess.DEVNULL, check=False)
        self.assertEqual(done.returncode, code, done.stderr.decode())
        return done.stdout.decode(), done.stderr.decode()

    def train(self, columns, rows, *args):
        """Estimates and saves trained.yaml; the clustered rows and all pairs."""
        path, model = self.write("in.csv", text_of(rows)), self.write("plain.yaml", plain_model(columns))
        out, err = self.dedupe("--model", model, "--id", "nr", "--save-model", self.path("trained.yaml"), "--pairs", self.path("pairs.csv"), *args, path)
        self.assertEqual(err, "")
        return out, self.read("pairs.csv")

    def use(self, *args, name="in.csv"):
        out, err = self.dedupe("--model", self.path("trained.yaml"), "--id", "nr", "--save-model", self.path("again.yaml"),
                               "--pairs", self.path("again.csv"), *args, self.path(name))
        self.assertEqual(err, "")
        return out, self.read("again.csv")

    def round_trip(self, columns, rows, *args):
        trained = self.train(columns, rows, *args)
        self.assertEqual(self.use(*args), trained)
        self.assertEqual(self.read("again.yaml"), self.read("trained.yaml"))
        return trained

    def test_each_kind_of_column(self):
        """Few rows are compared in full."""
        for kind in TYPES:
            with self.subTest(kind):
                columns = sorted({"identifier", "text", kind}, key=TYPES.index)
                self.round_trip(columns, table(columns, 80))

    def test_all_columns_with_keys_and_sources(self):
        """More than 1,500 rows are brought together by keys; pairs say that something was found."""
        columns = [c for c in TYPES if c != "full_name"]
        for args in ((), ("--source", "origin"), ("--source", "origin", "--one-to-one"), ("--threads", "1")):
            with self.subTest(args):
                out, pairs = self.round_trip(columns, table(columns, 900), *args)
                self.assertGreater(pairs.count("\n"), 500)
                clusters = [row["cluster_id"] for row in csv.DictReader(io.StringIO(out))]
                self.assertLess(len(set(clusters)), 1500)
        self.assertIn("{key: \"email local part\", used: true}", self.read("trained.yaml"))

    def test_full_names_and_several_telephones(self):
        columns = ["full_name", "phone", "mobile", "email"]
        rows = table(["full_name", "phone", "email"], 900)
        rows = [r[:4] + ["mobile" if i == 0 else r[3] if i % 3 else ""] + r[4:] for i, r in enumerate(rows)]
        model = plain_model(columns).replace("type: mobile", "type: phone")
        path = self.write("in.csv", text_of(rows))
        trained = self.dedupe("--model", self.write("plain.yaml", model), "--save-model", self.path("trained.yaml"), path)
        self.assertEqual(self.dedupe("--model", self.path("trained.yaml"), path), trained)

    def test_communities_are_those_of_the_rows(self):
        """From 10,000 rows on there are communities, found in the rows and not in the file."""
        columns = ["given_name", "family_name", "email", "city"]
        self.round_trip(columns, table(columns, 5200))

    def test_parameters_are_those_of_the_file(self):
        columns = ["given_name", "family_name", "email", "date"]
        self.train(columns, table(columns))
        rows = table(columns, 60, seed=9)
        self.write("few.csv", text_of(rows))
        self.use(name="few.csv")
        self.assertEqual(self.read("again.yaml"), self.read("trained.yaml"))
        changed = re.sub(r"matches_per_row: \S+", "matches_per_row: 0.000001", self.read("trained.yaml"))
        self.write("trained.yaml", changed)
        a, b = rows[1][0], rows[2][0]
        out, _ = self.dedupe("--model", self.path("trained.yaml"), "--id", "nr", "--why", a, "--why", b, self.path("few.csv"))
        prior = next(line for line in out.splitlines() if line.startswith("(prior)"))
        self.assertAlmostEqual(float(prior.split()[1]), -26.83, delta=0.02)

    def test_columns_in_another_order_and_unknown_ones(self):
        columns = ["given_name", "family_name", "phone", "email", "date", "city"]
        rows = table(columns, 900)
        out, _ = self.train(columns, rows)
        wanted = {row["nr"]: row["cluster_id"] for row in csv.DictReader(io.StringIO(out))}
        turned = [[r[0], r[1]] + r[:1:-1] + [r[2] if i else "more"] for i, r in enumerate(rows)]
        self.write("turned.csv", text_of(turned))
        found = {row["nr"]: row["cluster_id"] for row in csv.DictReader(io.StringIO(self.use(name="turned.csv")[0]))}
        self.assertEqual(found, wanted)

    def test_threshold_is_kept_unless_another_is_given(self):
        columns = ["given_name", "family_name", "email"]
        rows = table(columns)
        out, _ = self.train(columns, rows, "--threshold", "0.999")
        self.assertIn("threshold: 0.999\n", self.read("trained.yaml"))
        self.assertEqual(self.use()[0], out)
        loose = self.use("--threshold", "0.2")[0]
        self.assertNotEqual(loose, out)
        self.assertIn("threshold: 0.2\n", self.read("again.yaml"))

    def test_guessed_types_are_saved_too(self):
        columns = ["given_name", "family_name", "email"]
        path = self.write("in.csv", text_of(table(columns)))
        out, _ = self.dedupe("--save-model", self.path("trained.yaml"), path)
        again, err = self.dedupe("--model", self.path("trained.yaml"), path)
        self.assertEqual((again, err), (out, ""))

    def test_no_value_of_a_row_is_in_the_file(self):
        columns = [c for c in TYPES if c != "full_name"]
        rows = table(columns, 100)
        self.train(columns, rows)
        saved = self.read("trained.yaml")
        for row in rows[1:]:
            for cell in row[2:]:
                if len(cell) > 3 and not cell.isdigit():
                    self.assertNotIn(f'"{cell}"', saved)
                    self.assertNotIn(f" {cell} ", saved)

    def refused(self, old, new, hint, at=None):
        """The saved model with a change; the message names its place, which is that of `at` or of what is new."""
        saved = self.read("trained.yaml")
        self.assertIn(old, saved)
        start = saved.index(old)
        text = saved[:start] + new + saved[start + len(old):]
        model = self.write("damaged.yaml", text)
        out, err = self.dedupe("--model", model, self.path("in.csv"), code=3)
        self.assertEqual(out, "")
        self.assertIn(hint, err)
        found = re.findall(re.escape(model) + r":(\d+:\d+): ", err)
        self.assertTrue(found, err)
        if at is not None:
            near = text[:start + len(new) + len(at)]
            place = text.find(at, start) if at in near[start:] else near.rindex(at) if at in near else text.index(at)
            line = text.count("\n", 0, place) + 1
            self.assertIn(f"{line}:{place - text.rfind(chr(10), 0, place)}", found, err)
        return err

    def test_damage_is_told_by_place(self):
        columns = ["given_name", "family_name", "email", "date", "city"]
        self.train(columns, table(columns))
        saved = self.read("trained.yaml")
        m = re.search(r"m: ([0-9.e-]+)", saved)[1]
        same = re.search(r"same: \[0, ", saved)[0]
        for old, new, hint, at in (
            ("version: 1", "version: 2", "from a newer crmsync", "2\n  rows"), ("version: 1", "version: one", "version is \"one\"", "one"),
            ("  version: 1\n", "", "version is missing", None), ("  rows: 800\n", "", "rows is missing", None),
            ("threshold: 0.6", "threshold: 1.5", "threshold is \"1.5\"", "1.5"), ("threshold: 0.6", "threshold: [0.6]", "threshold is", "[0.6]"),
            ("matches_per_row: ", "matches_per_row: -", "matches_per_row is", "-"), ("sources: {same: 0", "sources: {same: 3", "same is \"3\"", "3, other"),
            (f"m: {m}", "m: nan", "m is \"nan\"", "nan,"), (f"m: {m}", "m: 0x1p-1", "m is", "0x1p-1"), (f"m: {m}", "m: 1e999", "m is", "1e999"),
            (f"m: {m}", "m: 0.1", "add up to", None), (f"m: {m}, ", "", "m is missing", "{level: \"exact\""),
            ("level: \"spelled alike\"", "level: \"spelt alike\"", "another level than 'spelled alike'", "{level: \"spelt alike\""),
            ("frequency: near", "frequency: value", "another frequency", "{level: \"spelled alike\""),
            (same, "same: [0, 0, ", "other levels than this crmsync knows", None), (same, "same: [7, ", "same is \"7\"", "7, "),
            ("  comparisons:\n", "  comparisons: []\n  nothing:\n", "unknown key \"nothing\"", "nothing"),
            ("kind: given_name", "kind: city", "the columns do not make the comparison 'given_name'", "name: \"given_name\""),
            ("name: \"given_name\"", "name: \"first\"", "the columns do not make the comparison 'first'", "name: \"first\""),
            ("{from: \"given_name\"", "{from: \"given\"", "there is no comparison 'given'", "{from: \"given\""),
            ("common: ", "common: 2, commonly: ", "common is \"2\"", "2, commonly"),
            ("{key: \"email\", used: true}", "{key: \"mail\", used: true}", "the columns do not make the key 'mail'", "{key: \"mail\""),
            ("  - {key: \"email\", used: true}\n", "", "makes a key that is not here: 'email'".replace("makes", "make"), None),
            ("used: true", "used: perhaps", "used is \"perhaps\"", "perhaps"),
            ("type: date", "type: text", "the columns do not make the comparison 'date'", None),
            ("- {column: \"city\", type: city}\n", "", "the columns do not make the comparison 'city'", "name: \"city\""),
            ("trained:\n", "trained: []\nmore:\n", "trained is a list", "[]"),
            ("trained:\n", "trained:\n  - ", "", None),
        ):
            with self.subTest(f"{old} -> {new}"):
                self.refused(old, new, hint, at)

    def test_a_comparison_that_is_missing(self):
        columns = ["given_name", "family_name", "date"]
        self.train(columns, table(columns))
        saved = self.read("trained.yaml")
        start, end = saved.index('  - name: "date"'), saved.index("  dependence:")
        cut = saved[:start] + saved[end:]
        self.write("trained.yaml", re.sub(r'  - {(from|from: "\w+", to): "date".*\n', "", cut))
        self.refused("version: 1", "version: 1", "the columns make a comparison that is not here: 'date'", "version")

    def test_a_file_that_was_cut_off(self):
        """Wherever it ends, it is refused by place or it is whole."""
        columns = ["given_name", "family_name", "email"]
        self.train(columns, table(columns, 100))
        saved = self.read("trained.yaml")
        lines = saved.splitlines(keepends=True)
        for n in range(lines.index("trained:\n") + 1, len(lines), 3):
            model = self.write("cut.yaml", "".join(lines[:n]))
            _, err = self.dedupe("--model", model, self.path("in.csv"), code=3)
            self.assertRegex(err, re.escape(model) + r":\d+:\d+: ")

    def test_a_model_of_other_columns(self):
        columns = ["given_name", "family_name", "email"]
        self.train(columns, table(columns))
        other = self.write("other.csv", text_of(table(["given_name", "family_name", "date"])))
        _, err = self.dedupe("--model", self.path("trained.yaml"), other, code=3)
        self.assertRegex(err, r"trained.yaml:\d+:\d+: there is no column 'email'")

    def test_nothing_to_train_from(self):
        model = self.write("plain.yaml", plain_model(["email"]))
        path = self.write("in.csv", "email\na@b.example\n")
        _, err = self.dedupe("--model", model, "--save-model", self.path("trained.yaml"), path, code=3)
        self.assertIn("fewer than two rows", err)
        self.assertFalse(os.path.exists(self.path("trained.yaml")))

    def test_names_that_a_model_cannot_tell_apart(self):
        path = self.write("in.csv", "email,email\na@b.example,x\nc@d.example,y\n")
        _, err = self.dedupe("--save-model", self.path("trained.yaml"), path, code=3)
        self.assertIn("two columns are named 'email'", err)
        model = self.write("plain.yaml", "fields: [{column: mail, type: email}, {column: domain, type: text}]")
        path = self.write("in.csv", "mail,domain\na@b.example,x\nc@d.example,y\n")
        _, err = self.dedupe("--model", model, "--save-model", self.path("trained.yaml"), path, code=3)
        self.assertIn("two comparisons are named 'domain'", err)

    def test_a_file_that_cannot_be_written(self):
        columns = ["given_name", "email"]
        model, path = self.write("plain.yaml", plain_model(columns)), self.write("in.csv", text_of(table(columns, 20)))
        out, err = self.dedupe("--model", model, "--save-model", self.path("none/trained.yaml"), path, code=3)
        self.assertEqual(out, "")
        self.assertIn("cannot be written", err)
        if os.path.exists("/dev/full"):
            self.assertIn("cannot be written", self.dedupe("--model", model, "--save-model", "/dev/full", path, code=5)[1])


if __name__ == "__main__":
    unittest.main()
