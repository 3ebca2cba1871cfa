#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The measuring of the matching: the scores against counting by hand, the sets, and a whole run with a matcher that is a script."""

import csv
import importlib.machinery
import importlib.util
import json
import os
import random
import subprocess
import sys
import tempfile
import unittest
from itertools import combinations

HERE = os.path.dirname(os.path.abspath(__file__))
sys.dont_write_bytecode = True
sys.path.insert(0, HERE)

import datasets  # noqa: E402
import scores  # noqa: E402


def load_measure():
    loader = importlib.machinery.SourceFileLoader("measure", os.path.join(HERE, "measure"))
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader("measure", loader))
    loader.exec_module(module)
    return module


measure = load_measure()

# A matcher that joins equal e-mail addresses.  DECEIVE makes it depend on what it must not depend on.
MATCHER = """#!{python}
import csv, os, sys
arguments = sys.argv[2:]
value = lambda name: arguments[arguments.index(name) + 1]
deceive = os.environ.get("DECEIVE", "")
if deceive == "fail":
    sys.exit("no such luck")
with open(arguments[-1], newline="", encoding="utf-8") as f:
    head, *rows = csv.reader(f)
assert "truth" not in head and "cluster" not in head and "True Id" not in head
assert os.path.exists(value("--model")) and value("--id") in head
if deceive == "lose":
    rows.pop()
email, clusters = head.index("email"), {{}}
with open(value("-o"), "w", newline="", encoding="utf-8") as f:
    out = csv.writer(f, lineterminator="\\n")
    out.writerow(head + ["cluster_id", "match_probability"])
    for i, row in enumerate(rows):
        key = row[email] or "row %d" % i
        if deceive == "order" and i == 0 or deceive == "threads" and value("--threads") == "2":
            key = "row %d" % i
        out.writerow(row + [clusters.setdefault(key, len(clusters)), "1.0"])
if "--pairs" in arguments:
    with open(value("--pairs"), "w") as f:
        f.write("id_l,id_r,probability,weight\\n")
print("%d rows, 1234 candidate pairs" % len(rows), file=sys.stderr)
"""

SANDBOX = """#!{python}
import sys
arguments = sys.argv[1:]
value = lambda name: arguments[arguments.index(name) + 1]
with open(value("--export-csv"), "w") as f:
    f.write("id,system,email,truth\\n")
    for i in range(int(value("--seed"))):
        f.write("S%d,s,%s,p%d\\n" % (i, "" if i % 10 == 9 else "m%d@x.example" % (i // 2), i // 2))
"""


def by_hand(truth, found):
    """Counted by what the names mean."""
    def pairs(labels):
        return {p for p in combinations(range(len(labels)), 2) if labels[p[0]] == labels[p[1]]}

    def clusters(labels):
        return {frozenset(i for i, other in enumerate(labels) if other == label) for label in labels}

    true, got = pairs(truth), pairs(found)
    true_clusters, got_clusters = clusters(truth), clusters(found)

    def rates(a, b):
        common = len(a & b)
        return (common / len(b) if b else 1.0, common / len(a) if a else 1.0)

    def large(some):
        return {c for c in some if len(c) > 1}

    precision = recall = 0
    for i in range(len(truth)):
        mine = next(c for c in true_clusters if i in c)
        its = next(c for c in got_clusters if i in c)
        precision += len(mine & its) / len(its) / len(truth)
        recall += len(mine & its) / len(mine) / len(truth)
    return {"pair": rates(true, got), "cluster": rates(true_clusters, got_clusters),
            "cluster2": rates(large(true_clusters), large(got_clusters)), "bcubed": (precision, recall)}


class Scores(unittest.TestCase):
    def test_an_example(self):
        s = scores.score(list("aaabbc"), [1, 1, 2, 3, 3, 3])
        self.assertEqual((s["true_pairs"], s["found_pairs"], s["right_pairs"]), (4, 4, 2))
        self.assertEqual(s["pair"], (0.5, 0.5, 0.5))
        self.assertEqual(s["cluster"], (0.0, 0.0, 0.0))
        self.assertEqual((s["largest_true"], s["largest_found"]), (3, 3))

    def test_singles_count_as_clusters(self):
        s = scores.score(list("aabc"), [1, 2, 3, 4])
        self.assertEqual(s["cluster"][:2], (2 / 4, 2 / 3))
        self.assertEqual(s["cluster2"][:2], (1.0, 0.0))

    def test_all_right_and_nothing_there(self):
        for labels in (list("aabbbc"), list("abc"), []):
            s = scores.score(labels, [ord(c) for c in labels])
            for kind in ("pair", "cluster", "cluster2", "bcubed"):
                self.assertEqual(s[kind], (1.0, 1.0, 1.0))

    def test_against_counting_by_hand(self):
        rng = random.Random(4)
        for _ in range(200):
            n = rng.randrange(1, 14)
            truth = [rng.randrange(5) for _ in range(n)]
            found = [t if rng.random() < 0.7 else rng.randrange(5) for t in truth]
            s, hand = scores.score(truth, found), by_hand(truth, found)
            for kind, (precision, recall) in hand.items():
                self.assertAlmostEqual(s[kind][0], precision)
                self.assertAlmostEqual(s[kind][1], recall)
                self.assertAlmostEqual(s[kind][2], scores.f1(precision, recall))

    def test_rows_must_be_as_many(self):
        with self.assertRaises(ValueError):
            scores.score([1], [1, 2])

    def test_components(self):
        rows = [("a", "1"), ("b", "1"), ("b", "2"), ("", ""), ("", "3"), ("c", "3")]
        found = scores.components(rows, [lambda r: r[0], lambda r: r[1]])
        self.assertEqual(found, [0, 0, 0, 3, 4, 4])


class Sets(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.data = os.path.join(self.folder.name, "data")
        os.mkdir(self.data)

    def tearDown(self):
        self.folder.cleanup()

    def put(self, name, text):
        with open(os.path.join(self.data, name), "w", encoding="utf-8") as f:
            f.write(text)

    def rows(self, dataset):
        with open(dataset.path, newline="", encoding="utf-8") as f:
            return list(csv.reader(f))

    def test_febrl3(self):
        self.put("febrl3.csv", "rec_id, given_name, surname\nrec-7-org, jo, smith\nrec-7-dup-0, joe , smith\nrec-8-org, , x\n")
        dataset = datasets.febrl3(self.data, self.folder.name)
        self.assertEqual(dataset.truth, ["7", "7", "8"])
        self.assertEqual(self.rows(dataset), [["row", "given_name", "surname"], ["0", "jo", "smith"], ["1", "joe", "smith"],
                                              ["2", "", "x"]])

    def test_rldata500(self):
        self.put("RLdata500.tsv", "fname_c1\tlname_c1\tby\nA\tNA\t1949\nB\tC\t1950\n")
        self.put("identity.RLdata500.tsv", "identity\n5\n5\n")
        dataset = datasets.rldata500(self.data, self.folder.name)
        self.assertEqual(dataset.truth, ["5", "5"])
        self.assertEqual(self.rows(dataset)[1:], [["0", "A", "", "1949"], ["1", "B", "C", "1950"]])

    def test_truth_column_is_taken_out(self):
        self.put("fake1000.csv", 'unique_id,first_name,cluster\n0,"Jo, B",3\n1,"two\nlines",4\n')
        self.put("csv_example.csv", '"True Id","Id","Site name"\n27,1958,"A ""B"""\n')
        dataset = datasets.fake1000(self.data, self.folder.name)
        self.assertEqual(dataset.truth, ["3", "4"])
        self.assertEqual(self.rows(dataset), [["row", "unique_id", "first_name"], ["0", "0", "Jo, B"], ["1", "1", "two\nlines"]])
        dataset = datasets.csv_example(self.data, self.folder.name)
        self.assertEqual(dataset.truth, ["27"])
        self.assertEqual(self.rows(dataset), [["row", "Id", "Site name"], ["0", "1958", 'A "B"']])

    def test_what_is_not_there(self):
        for folder in (None, "", self.data):
            for make in datasets.LABELLED.values():
                with self.assertRaises(datasets.Missing):
                    make(folder, self.folder.name)

    def test_every_set_has_a_model(self):
        for name in [*datasets.LABELLED, "people"]:
            self.assertTrue(os.path.exists(os.path.join(HERE, "models", name + ".yaml")), name)


class Comparing(unittest.TestCase):
    def test_partitions(self):
        self.assertEqual(measure.partition({"a": 5, "b": 5, "c": 2}, ["a", "b", "c"]), [0, 0, 1])
        self.assertNotEqual(measure.partition({"a": 5, "b": 2, "c": 2}, ["a", "b", "c"]), [0, 0, 1])

    def test_worst_clusters_come_first(self):
        groups = measure.members([1, 1, 1, 2, 2, 3])
        self.assertEqual(measure.worst(groups, list("abcddd"), 9), [(3, [0, 1, 2])])
        self.assertEqual(measure.worst(groups, list("aabcde"), 9), [(2, [0, 1, 2]), (1, [3, 4])])
        self.assertEqual(measure.worst(groups, list("aabcde"), 1), [(2, [0, 1, 2])])

    def test_most_certain_mistakes_come_first(self):
        groups = measure.members([1, 1, 1])
        odds = {frozenset("xz"): 0.9, frozenset("yz"): 0.6}
        found = measure.sorted_pairs(groups, list("aab"), list("xyz"), odds, True)
        self.assertEqual(found, [(0.9, 0, 2), (0.6, 1, 2)])

    def test_growth_and_spread(self):
        def result(rows, f1, wall):
            return {"name": "people-%d" % rows, "rows": rows, "best_f1": f1, "wall": wall}
        self.assertEqual(list(measure.misses_of_growth([result(10000, 0.95, 1), result(100000, 0.94, 2), result(1000000, 0.93, 23)])), [])
        self.assertEqual(len(list(measure.misses_of_growth([result(10000, 0.95, 1), result(100000, 0.91, 2)]))), 1)
        self.assertEqual(len(list(measure.misses_of_growth([result(100000, 0.95, 1), result(1000000, 0.95, 13)]))), 1)


class Run(unittest.TestCase):
    """The whole script, with programs of our own in place of crmsync and its sandbox."""

    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        for name, text in (("crmsync", MATCHER), ("crmsync-sandbox", SANDBOX)):
            path = os.path.join(self.folder.name, name)
            with open(path, "w", encoding="utf-8") as f:
                f.write(text.format(python=sys.executable))
            os.chmod(path, 0o755)

    def tearDown(self):
        self.folder.cleanup()

    def run_measure(self, *options, deceive=""):
        report = os.path.join(self.folder.name, "report.json")
        env = dict(os.environ, builddir=self.folder.name, DECEIVE=deceive)
        env.pop("CRMSYNC_MATCHING_DATA", None)
        done = subprocess.run([sys.executable, os.path.join(HERE, "measure"), "--json", report, "--threads", "1", *options],
                              capture_output=True, text=True, env=env, check=False)
        if not os.path.exists(report):
            return done, None
        with open(report, encoding="ascii") as f:
            return done, json.load(f)

    def test_labelled_sets_are_skipped_when_they_are_not_there(self):
        done, report = self.run_measure("--sets", "febrl3,fake1000")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("febrl3: skipped", done.stdout)
        self.assertEqual(report["sets"], [])

    def test_generated_people(self):
        done, report = self.run_measure("--sizes", "100", "--sets", "people")
        result = report["sets"][0]
        self.assertEqual(done.returncode, 1, done.stderr)  # no e-mail address in every tenth row: 10 pairs of 50 are missed
        self.assertEqual(result["pair"][:2], [1.0, 0.8])
        self.assertEqual((result["candidates"], result["rows"]), (1234, 100))
        self.assertTrue(result["threads_agree"] and result["order_agrees"])
        self.assertGreater(result["peak_kib"], 1000)
        self.assertIn("people-100", done.stdout)
        self.assertEqual(report["missed"], ["people-100: F1 0.8889, demanded are 0.900"])

    def test_errors_are_listed(self):
        done, _ = self.run_measure("--sizes", "20", "--sets", "people", "--errors", "3", "--no-compare")
        self.assertIn("rows of one entity that were left apart", done.stdout)
        self.assertIn("S9", done.stdout)

    def test_results_that_depend_on_threads_or_order(self):
        for deceive, key in (("threads", "threads_agree"), ("order", "order_agrees")):
            done, report = self.run_measure("--sizes", "50", "--sets", "people", deceive=deceive)
            self.assertEqual(done.returncode, 1)
            self.assertFalse(report["sets"][0][key])

    def test_a_matcher_that_fails_or_loses_rows(self):
        for deceive, told in (("fail", "no such luck"), ("lose", "19 rows came out of 20")):
            done, report = self.run_measure("--sizes", "20", "--sets", "people", "--no-compare", deceive=deceive)
            self.assertNotEqual(done.returncode, 0)
            self.assertIn(told, done.stderr)
            self.assertIsNone(report)

    def test_unknown_sets(self):
        done, _ = self.run_measure("--sets", "febrl9")
        self.assertIn("no such set: febrl9", done.stderr)


@unittest.skipUnless(os.path.exists(measure.program("crmsync-sandbox")), "crmsync-sandbox is not built")
class Generated(unittest.TestCase):
    """What crmsync-sandbox makes, from the file to the truth."""

    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        os.environ.setdefault("LD_LIBRARY_PATH", os.path.join(measure.BUILD, ".libs"))

    def tearDown(self):
        self.folder.cleanup()

    def test_truth_is_taken_out(self):
        dataset = datasets.people(2000, 1, self.folder.name, [measure.program("crmsync-sandbox")])
        with open(dataset.path, newline="", encoding="utf-8") as f:
            head, *rows = csv.reader(f)
        self.assertEqual(head, "id system first_name last_name email phone company job_title street postcode city country".split())
        self.assertEqual({len(row) for row in rows}, {12})
        self.assertEqual((len(rows), len(dataset.truth), len({row[0] for row in rows})), (2000, 2000, 2000))
        self.assertTrue(1000 < len(set(dataset.truth)) < 1300)
        self.assertEqual({row[1] for row in rows}, {"hubspot", "salesforce", "pipedrive"})

    def test_exact_keys_do_not_decide(self):
        made = os.path.join(self.folder.name, "made.csv")
        subprocess.run([measure.program("crmsync-sandbox"), "--seed", "10000", "--export-csv", made], check=True)
        done = subprocess.run([sys.executable, os.path.join(HERE, "exact_keys"), made], capture_output=True, text=True, check=False)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertEqual(len(done.stdout.splitlines()), 6)

    def test_exact_keys_notice_when_they_do(self):
        made = os.path.join(self.folder.name, "made.csv")
        with open(made, "w", encoding="utf-8") as f:
            f.write("email,phone,truth\na@x,1,p1\nA@x,2,p1\nb@x,,p2\n")
        done = subprocess.run([sys.executable, os.path.join(HERE, "exact_keys"), made], capture_output=True, text=True, check=False)
        self.assertEqual(done.returncode, 1)


if __name__ == "__main__":
    unittest.main()
