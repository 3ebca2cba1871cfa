#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""crmsync dedupe --save-splink: settings that Splink 4 takes, whose SQL runs and finds what crmsync finds.

The keys and rules below are those of Splink 4's SettingsCreator, CustomComparison, CustomRule and ComparisonLevelCreator.configure
(splink/internals in moj-analytical-services/splink, August 2026): its classes refuse every key that they do not know.  The SQL is run by SQLite
with the functions that DuckDB and Spark have and SQLite lacks.
"""
import csv
import json
import math
import os
import re
import sqlite3
import subprocess
import sys
import tempfile
import unittest

SOURCE = os.path.abspath(os.environ.get("srcdir", os.path.join(os.path.dirname(__file__), "..", "..")))
BUILD = os.path.abspath(os.environ.get("builddir", os.path.join(SOURCE, "build")))
ENV = dict(os.environ, LC_ALL="C.UTF-8")
sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(SOURCE, "tests", "cli"))

from test_dedupe_model import TYPES, plain_model, table, text_of  # noqa: E402

SETTINGS = {
    "link_type", "comparisons", "blocking_rules_to_generate_predictions", "probability_two_random_records_match", "em_convergence",
    "max_iterations", "retain_matching_columns", "retain_intermediate_calculation_columns", "additional_columns_to_retain",
    "unique_id_column_name", "source_dataset_column_name", "match_weight_column_prefix", "term_frequency_adjustment_column_prefix",
    "comparison_vector_value_column_prefix", "linker_uid",
}
COMPARISON = {"comparison_levels", "output_column_name", "comparison_description"}
LEVEL = {
    "sql_condition", "label_for_charts", "is_null_level", "m_probability", "u_probability", "tf_adjustment_column", "tf_adjustment_weight",
    "tf_minimum_u_value", "disable_tf_exact_match_detection", "fix_m_probability", "fix_u_probability",
}
FUNCTIONS = {"damerau_levenshtein", "split_part", "regexp_extract", "regexp_replace", "substr", "replace", "greatest", "least", "length", "abs",
             "trim", "cast", "nullif", "in", "and", "or"}


def damerau(a, b):
    a, b = str(a), str(b)
    rows = [list(range(len(b) + 1))]
    for i, x in enumerate(a, 1):
        row = [i]
        for j, y in enumerate(b, 1):
            best = min(rows[-1][j] + 1, row[j - 1] + 1, rows[-1][j - 1] + (x != y))
            if i > 1 and j > 1 and x == b[j - 2] and y == a[i - 2]:
                best = min(best, rows[-2][j - 2] + 1)
            row.append(best)
        rows.append(row)
    return rows[-1][-1]


def split_part(text, by, n):
    parts = text.split(by)
    return parts[n - 1] if n <= len(parts) else ""


def regexp_extract(text, pattern, group):
    found = re.search(pattern, text)
    return found[group] if found else ""


def database():
    db = sqlite3.connect(":memory:")
    for name, n, function in (
        ("damerau_levenshtein", 2, damerau), ("split_part", 3, split_part), ("regexp_extract", 3, regexp_extract),
        ("regexp_replace", 3, lambda text, pattern, by: re.sub(pattern, by, text)), ("greatest", 2, max), ("least", 2, min),
    ):
        def known(*args, function=function):
            return None if None in args else function(*args)
        db.create_function(name, n, known, deterministic=True)
    return db


def quoted(name):
    return '"' + name.replace('"', '""') + '"'


def unquoted(name):
    return name[1:-1].replace('""', '"') if name.startswith('"') else name


class Splink:
    """What Splink does with its settings, on a table of texts."""

    def __init__(self, settings, header, rows):
        self.settings, self.db = settings, database()
        self.db.execute("CREATE TABLE t (%s)" % ", ".join(map(quoted, header)))
        self.db.executemany("INSERT INTO t VALUES (%s)" % ", ".join("?" * len(header)), [[c or None for c in row] for row in rows])
        self.header, self.frequency = header, {}

    def tf(self, column):
        if column not in self.frequency:
            name = quoted(unquoted(column))
            whole = self.db.execute(f"SELECT count({name}) FROM t").fetchone()[0]
            self.frequency[column] = {v: n / whole for v, n in self.db.execute(f"SELECT {name}, count(*) FROM t GROUP BY {name}") if v is not None}
        return self.frequency[column]

    def pairs(self):
        """Bits for each pair that a blocking rule brings together."""
        rules = [r["blocking_rule"] for r in self.settings["blocking_rules_to_generate_predictions"]] or ["1 = 1"]
        columns = ", ".join(f"l.{quoted(c)} AS {quoted(c + '_l')}, r.{quoted(c)} AS {quoted(c + '_r')}" for c in self.header)
        cases = ", ".join("CASE " + " ".join("%s %d" % (lv["sql_condition"], i) if lv["sql_condition"] == "ELSE" else "WHEN %s THEN %d" % (lv["sql_condition"], i)
                                             for i, lv in enumerate(c["comparison_levels"])) + " END" for c in self.settings["comparisons"])
        found = {}
        for rule in rules:
            query = f"SELECT *, {cases} FROM (SELECT {columns} FROM t l, t r WHERE l.rowid < r.rowid AND ({rule}))"
            for row in self.db.execute(query):
                values = dict(zip([f"{c}_{s}" for c in self.header for s in "lr"], row))
                key = (values[self.settings["unique_id_column_name"] + "_l"], values[self.settings["unique_id_column_name"] + "_r"])
                found[key] = self.weight(row[2 * len(self.header):], values)
        return found

    def weight(self, levels, values):
        prior = self.settings["probability_two_random_records_match"]
        sum_ = math.log2(prior / (1 - prior))
        for comparison, number in zip(self.settings["comparisons"], levels):
            level = comparison["comparison_levels"][number]
            if level.get("is_null_level"):
                continue
            sum_ += math.log2(level["m_probability"] / level["u_probability"])
            if "tf_adjustment_column" in level:
                column = level["tf_adjustment_column"]
                exact = next(lv for lv in comparison["comparison_levels"] if is_exact(lv, column))["u_probability"]
                frequency = self.tf(column)
                sum_ += math.log2(exact) - math.log2(max(frequency[values[unquoted(column) + s]] for s in ("_l", "_r")))
        return sum_


def is_exact(level, column):
    """Splink looks the frequency's own u up in the level that compares the column for equality, and fails without one."""
    name = unquoted(column)
    return level["sql_condition"] in (f"{name}_l = {name}_r", f"{quoted(name + '_l')} = {quoted(name + '_r')}")


class SaveSplink(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)

    def path(self, name):
        return os.path.join(self.folder.name, name)

    def write(self, name, content):
        with open(self.path(name), "w", encoding="utf-8") as f:
            f.write(content)
        return self.path(name)

    def dedupe(self, *args, code=0):
        done = subprocess.run([f"{BUILD}/crmsync", "dedupe", *args], capture_output=True, env=ENV, stdin=subprocess.DEVNULL, check=False)
        self.assertEqual(done.returncode, code, done.stderr.decode())
        return done.stdout.decode(), done.stderr.decode()

    def settings(self, rows, model, *args):
        path = self.write("in.csv", text_of(rows))
        self.out, self.err = self.dedupe("--model", self.write("model.yaml", model), "--save-splink", self.path("splink.json"), *args, path)
        with open(self.path("splink.json"), encoding="utf-8") as f:
            settings = json.load(f)
        self.check(settings, rows[0])
        return settings

    def check_level(self, level, first, last):
        self.assertLessEqual(set(level), LEVEL)
        self.assertEqual(level.get("is_null_level", False), first, level)
        self.assertEqual(level["sql_condition"] == "ELSE", last, level)
        if first:
            self.assertTrue(level["sql_condition"].endswith(" IS NULL") or level["sql_condition"].endswith(" IS NULL)"))
            self.assertFalse({"m_probability", "u_probability"} & set(level))
            return
        weight = math.log2(level["m_probability"] / level["u_probability"])
        self.assertTrue(0 < level["m_probability"] <= 1 and 0 < level["u_probability"] <= 1.0001, level)
        self.assertTrue(-12.001 <= weight <= 30.001, level)

    def check_sql(self, sql, header, form):
        """Known functions, and columns that there are."""
        texts = re.sub(r"'[^']*'", "''", sql)
        self.assertNotIn("{", texts)
        for name in re.findall(r"([A-Za-z_]+)\(", texts):
            self.assertIn(name.lower(), FUNCTIONS, sql)
        found = re.findall(form, texts)
        self.assertTrue(found, sql)
        for plain, inside in found:
            self.assertIn(plain or inside.replace('""', '"'), header, sql)

    def check(self, settings, header):
        self.assertLessEqual(set(settings), SETTINGS)
        self.assertIn(settings["link_type"], ("dedupe_only", "link_only", "link_and_dedupe"))
        self.assertTrue(0 < settings["probability_two_random_records_match"] < 1)
        names = [c["output_column_name"] for c in settings["comparisons"]]
        self.assertEqual(len(names), len(set(names)))
        for comparison in settings["comparisons"]:
            self.assertLessEqual(set(comparison), COMPARISON)
            self.assertRegex(comparison["output_column_name"], r"^[A-Za-z0-9_]+$")
            levels = comparison["comparison_levels"]
            self.assertGreaterEqual(len(levels), 3)
            for i, level in enumerate(levels):
                self.check_level(level, i == 0, i == len(levels) - 1)
                if level["sql_condition"] != "ELSE":
                    self.check_sql(level["sql_condition"], header, r'\b([A-Za-z_][A-Za-z0-9_]*)_[lr]\b(?!")|"((?:[^"]|"")*)_[lr]"')
                if "tf_adjustment_column" in level:
                    self.assertEqual(sum(is_exact(other, level["tf_adjustment_column"]) for other in levels), 1)
            self.assertAlmostEqual(sum(level["m_probability"] for level in levels[1:]), 1, delta=0.001)
        for rule in settings["blocking_rules_to_generate_predictions"]:
            self.assertEqual(set(rule), {"blocking_rule"})
            self.check_sql(rule["blocking_rule"], header, r'\b[lr]\.(?:([A-Za-z_][A-Za-z0-9_]*)|"((?:[^"]|"")*)")')
        rules = [rule["blocking_rule"] for rule in settings["blocking_rules_to_generate_predictions"]]
        self.assertEqual(len(rules), len(set(rules)))

    def test_each_kind_of_column(self):
        for kind in TYPES:
            with self.subTest(kind):
                columns = sorted({"identifier", "city", kind}, key=TYPES.index)
                rows = table(columns, 60)
                settings = self.settings(rows, plain_model(columns), "--id", "nr")
                self.assertEqual(settings["unique_id_column_name"], "nr")
                names = {c["output_column_name"] for c in settings["comparisons"]}
                self.assertLessEqual({"given_name", "family_name"} if kind == "full_name" else {kind}, names)
                self.assertTrue(Splink(settings, rows[0], rows[1:]).pairs())

    def test_splink_finds_what_crmsync_finds(self):
        """On canonical values: nearly all of the sure pairs, and next to none of those that are surely different."""
        columns = "given_name family_name email phone date postcode city identifier number".split()
        rows = table(columns, 150)
        rows = [rows[0]] + [[c.lower().replace("030 ", "") for c in row] for row in rows[1:]]
        settings = self.settings(rows, plain_model(columns), "--id", "nr", "--pairs", self.path("pairs.csv"))
        weights = Splink(settings, rows[0], rows[1:]).pairs()
        with open(self.path("pairs.csv"), encoding="utf-8") as f:
            sure = {tuple(sorted((p["id_l"], p["id_r"]))) for p in csv.DictReader(f) if float(p["probability"]) > 0.95}
        self.assertGreater(len(sure), 100)
        found = {tuple(sorted(pair)) for pair, weight in weights.items() if weight > 3}
        self.assertGreaterEqual(len(found & sure), 0.95 * len(sure))
        self.assertLessEqual(len(found - sure), 0.05 * len(sure))

    def test_levels_in_sql_are_those_of_the_matcher(self):
        """Pairs of values whose level is known, by the CASE that Splink makes of the settings."""
        columns = "given_name family_name email phone date street postcode city company domain identifier category number text".split()
        rows = table(columns, 60)
        settings = self.settings(rows, plain_model(columns), "--id", "nr")
        db = database()
        for name, a, b, wanted in (
            ("given_name", "anna", "anna", "exact"), ("given_name", "anna-lena", "annalena", "spelled alike"),
            ("given_name", "anna", "anna lena", "variant"), ("given_name", "sabine", "sabime", "one letter off"),
            ("given_name", "sabine", "sbaine", "one letter off"), ("given_name", "s", "sabine", "initial"), ("given_name", "t", "sabine", "different"),
            ("given_name", "wilhelmina", "wilhelmine2", "similar"), ("family_name", "muster schmidt", "schmidt", "part of a double name"),
            ("email", "peter@a.example", "peter@other.example", "same local part"), ("email", "peter@a.example", "peterr@a.example", "typing error"),
            ("email", "wilhelmine@a.example", "wilhl@b.example", "different"), ("phone", "12345678", "345678", "without area code"),
            ("phone", "12345678", "12345679", "one digit off"), ("phone", "12345678", "12345999", "same switchboard"),
            ("date", "1980-03-04", "1980-04-03", "day and month swapped"), ("date", "1980-03-04", "1980-03-05", "one digit off"),
            ("date", "1980-03-04", "1980-03-28", "two parts of three"), ("date", "1980-03-04", "1980-12-28", "same year"),
            ("date", "1980-03-04", "1971-12-28", "different"), ("street", "long street 5", "lang street 5", "spelled alike, same number"),
            ("street", "long street 5", "long street 77", "same street, another number"), ("street", "long street", "long street 7", "same street, a number missing"),
            ("postcode", "12345", "12344", "one digit off"), ("postcode", "12345", "12399", "same region"), ("city", "muenchen", "munchen", "spelled alike"),
            ("company", "baromi tendor ltd", "baromi tendot ltd", "spelled alike"), ("domain", "baro.de", "baro.com", "another ending"),
            ("domain", "baromiten.de", "baromitex.de", "one letter off"), ("identifier", "123456789", "123456780", "one letter off"),
            ("identifier", "123456789", "123456700", "two letters off"), ("category", "green", "greem", "one letter off"), ("number", "1000", "1001", "one digit off"),
            ("number", "1000", "1009.5", "within 1 %"), ("number", "1000", "1090.5", "within 10 %"), ("number", "1000", "2222", "different"),
            ("text", "a b c", None, "missing"),
        ):
            comparison = next(c for c in settings["comparisons"] if c["output_column_name"] == name)
            case = " ".join("ELSE %d" % i if lv["sql_condition"] == "ELSE" else "WHEN %s THEN %d" % (lv["sql_condition"], i)
                            for i, lv in enumerate(comparison["comparison_levels"]))
            columns_of = {f"{c}_{s}": None for c in columns for s in "lr"}
            columns_of.update({f"{name}_l": a, f"{name}_r": b})
            query = f"SELECT CASE {case} END FROM (SELECT {', '.join('? AS ' + c for c in columns_of)})"
            number = db.execute(query, list(columns_of.values())).fetchone()[0]
            self.assertEqual(comparison["comparison_levels"][number]["label_for_charts"], f"{name}: {wanted}", (a, b))

    def test_frequencies(self):
        """Exact and near levels of plain columns follow the frequency of the value; u of a near one is its share of that of equality."""
        columns = ["given_name", "family_name", "email"]
        settings = self.settings(table(columns), plain_model(columns))
        given = settings["comparisons"][0]["comparison_levels"]
        self.assertEqual([lv.get("tf_adjustment_column") for lv in given[1:3]], ["given_name"] * 2)
        self.assertNotIn("tf_adjustment_column", given[-1])
        domain = next(c for c in settings["comparisons"] if c["output_column_name"] == "domain")
        self.assertEqual(domain["comparison_levels"][1]["sql_condition"], "nullif(split_part(email_l, '@', 2), '') = nullif(split_part(email_r, '@', 2), '')")
        self.assertFalse(any("tf_adjustment_column" in lv for lv in domain["comparison_levels"]))

    def test_several_telephones_and_full_names(self):
        rows = table(["full_name", "phone"], 40)
        rows = [r + (["mobile"] if i == 0 else [f"0170 {i:07}"]) for i, r in enumerate(rows)]
        model = plain_model(["full_name", "phone", "mobile"]).replace("type: mobile", "type: phone")
        settings = self.settings(rows, model, "--id", "nr")
        phone = next(c for c in settings["comparisons"] if c["output_column_name"] == "phone")["comparison_levels"]
        self.assertEqual(phone[0]["sql_condition"], "(phone_l IS NULL AND mobile_l IS NULL) OR (phone_r IS NULL AND mobile_r IS NULL)")
        self.assertEqual(phone[1]["sql_condition"], "(phone_l = phone_r) OR (phone_l = mobile_r) OR (mobile_l = phone_r) OR (mobile_l = mobile_r)")
        family = next(c for c in settings["comparisons"] if c["output_column_name"] == "family_name")["comparison_levels"]
        self.assertEqual(family[1]["sql_condition"], "nullif(regexp_extract(full_name_l, '[^ ]+$', 0), '') = nullif(regexp_extract(full_name_r, '[^ ]+$', 0), '')")
        self.assertTrue(Splink(settings, rows[0], rows[1:]).pairs())

    def test_columns_whose_names_need_quotes(self):
        columns = ["given_name", "family_name", "email"]
        rows = table(columns, 60)
        rows[0][2:] = ["First name", 'the "family"', "e-mail"]
        model = "".join(f"- {{column: {json.dumps(c)}, type: {t}}}\n" for c, t in zip(rows[0][2:], columns))
        settings = self.settings(rows, "fields:\n" + model, "--id", "nr")
        self.assertEqual(settings["comparisons"][0]["comparison_levels"][1]["sql_condition"], '"First name_l" = "First name_r"')
        self.assertEqual(settings["comparisons"][0]["comparison_levels"][1]["tf_adjustment_column"], '"First name"')
        self.assertIn("rename them", self.err)
        self.assertTrue(Splink(settings, rows[0], rows[1:]).pairs())

    def test_link_type_follows_sources(self):
        columns = ["given_name", "family_name", "email"]
        rows, model = table(columns), plain_model(columns)
        self.assertEqual(self.settings(rows, model)["link_type"], "dedupe_only")
        linked = self.settings(rows, model, "--source", "origin", "--one-to-one")
        self.assertEqual((linked["link_type"], linked["source_dataset_column_name"]), ("link_only", "origin"))

    def test_what_is_not_expressed_is_told(self):
        columns = ["given_name", "family_name", "company", "street", "email"]
        settings = self.settings(table(columns, 300), plain_model(columns), "--source", "origin")
        for part in ("company: not expressed, counted as different: 'most words in common'", "'a word in common'; in part: 'spelled alike'",
                     "columns have to be canonical", "two rows of one source", "clusters without chaining"):
            self.assertIn(part, self.err)
        company = next(c for c in settings["comparisons"] if c["output_column_name"] == "company")
        self.assertIn("not expressed, counted as different: 'most words in common'", company["comparison_description"])
        done = subprocess.run([f"{BUILD}/crmsync", "-q", "dedupe", "--model", self.path("model.yaml"), "--save-splink", self.path("quiet.json"),
                               self.path("in.csv")], capture_output=True, env=ENV, check=False)
        self.assertEqual((done.returncode, done.stderr), (0, b""))

    def test_from_a_model_that_was_saved(self):
        """The same settings, whether the model was estimated now or read."""
        columns = ["given_name", "family_name", "email", "date"]
        settings = self.settings(table(columns), plain_model(columns), "--save-model", self.path("trained.yaml"))
        self.dedupe("--model", self.path("trained.yaml"), "--save-splink", self.path("again.json"), self.path("in.csv"))
        with open(self.path("again.json"), encoding="utf-8") as f:
            self.assertEqual(json.load(f), settings)

    def test_errors(self):
        columns = ["given_name", "email"]
        model, path = self.write("plain.yaml", plain_model(columns)), self.write("in.csv", text_of(table(columns, 20)))
        out, err = self.dedupe("--model", model, "--save-splink", self.path("none/splink.json"), path, code=3)
        self.assertEqual(out, "")
        self.assertIn("cannot be written", err)
        self.write("one.csv", "given_name,email\na,b@c.example\n")
        self.assertIn("fewer than two rows", self.dedupe("--model", model, "--save-splink", self.path("s.json"), self.path("one.csv"), code=3)[1])


if __name__ == "__main__":
    unittest.main()
