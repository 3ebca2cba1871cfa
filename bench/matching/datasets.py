# SPDX-License-Identifier: Apache-2.0
"""The data sets: where they come from, how the truth is read, and what the matcher gets to see.

Each is written anew as a comma-separated file without the truth, with a column that numbers the rows; the truth goes into a list.
"""

import csv
import os
import re
import subprocess

SIZES = (10000, 100000, 1000000)


class Missing(Exception):
    """The set is not there."""


class DataSet:
    """A file for the matcher (`path`, with its `id` column and maybe a `source`), the `truth` of each row in its order, and what is
    demanded: `best` of pair and cluster F1, `precision` of pairs."""

    def __init__(self, name, path, truth, id_column, source=None, best=None, precision=None):
        self.name, self.path, self.truth = name, path, truth
        self.id, self.source, self.best, self.precision = id_column, source, best, precision
        self.model = name if source is None else "people"


def write(name, folder, columns, rows, truth, best):
    path = os.path.join(folder, name + ".csv")
    with open(path, "w", newline="", encoding="utf-8") as f:
        out = csv.writer(f, lineterminator="\n")
        out.writerow(["row"] + columns)
        out.writerows([i] + row for i, row in enumerate(rows))
    return DataSet(name, path, truth, "row", best=best)


def opened(folder, file):
    if not folder:
        raise Missing("no folder with labelled data is named (--data or CRMSYNC_MATCHING_DATA)")
    path = os.path.join(folder, file)
    if not os.path.exists(path):
        raise Missing(path + " is not there")
    return open(path, newline="", encoding="utf-8")


def febrl3(data, folder):
    """rec_id: rec-N-org and rec-N-dup-k are N."""
    with opened(data, "febrl3.csv") as f:
        head, *rows = csv.reader(f, skipinitialspace=True)
    truth = [re.match(r"rec-(\d+)-(org|dup-\d+)$", row[0].strip()).group(1) for row in rows]
    return write("febrl3", folder, [c.strip() for c in head[1:]], [[c.strip() for c in row[1:]] for row in rows], truth, 0.999)


def rldata500(data, folder):
    """The truth stands in a file of its own, by row; NA is missing."""
    with opened(data, "RLdata500.tsv") as f:
        head, *rows = csv.reader(f, delimiter="\t")
    with opened(data, "identity.RLdata500.tsv") as f:
        truth = [line.strip() for line in f][1:]
    return write("rldata500", folder, head, [["" if c == "NA" else c for c in row] for row in rows], truth, 0.985)


def without(name, data, folder, file, column, best):
    with opened(data, file) as f:
        head, *rows = csv.reader(f)
    at = head.index(column)
    return write(name, folder, head[:at] + head[at + 1:], [row[:at] + row[at + 1:] for row in rows], [row[at] for row in rows], best)


def fake1000(data, folder):
    return without("fake1000", data, folder, "fake1000.csv", "cluster", 0.92)


def csv_example(data, folder):
    return without("csv_example", data, folder, "csv_example.csv", "True Id", 0.93)


LABELLED = {"febrl3": febrl3, "rldata500": rldata500, "fake1000": fake1000, "csv_example": csv_example}


def people(rows, seed, folder, sandbox):
    """Generated; the last column is the truth, and no cell of it needs quotes."""
    made = os.path.join(folder, "made.csv")
    done = subprocess.run([*sandbox, "--seed", str(rows), "--random-seed", str(seed), "--export-csv", made], check=False)
    if done.returncode != 0:
        raise SystemExit("%s made no people: exit code %d" % (sandbox[0], done.returncode))
    name = "people-%d" % rows
    path, truth = os.path.join(folder, name + ".csv"), []
    with open(made, encoding="utf-8", newline="\n") as f, open(path, "w", encoding="utf-8", newline="\n") as out:
        for line in f:
            row, _, entity = line.rstrip("\n").rpartition(",")
            out.write(row + "\n")
            truth.append(entity)
    os.unlink(made)
    return DataSet(name, path, truth[1:], "id", source="system", best=0.90, precision=0.97)


def shuffled(dataset, folder, random):
    """The same rows in another order; gives the path."""
    path = os.path.join(folder, "shuffled.csv")
    with open(dataset.path, newline="", encoding="utf-8") as f:
        head, *rows = csv.reader(f)
    random.shuffle(rows)
    with open(path, "w", newline="", encoding="utf-8") as f:
        csv.writer(f, lineterminator="\n").writerows([head] + rows)
    return path


def read_clusters(path, id_column):
    """{id: cluster} in the order of the file."""
    with open(path, newline="", encoding="utf-8") as f:
        reader = csv.reader(f)
        head = next(reader)
        key, cluster = head.index(id_column), head.index("cluster_id")
        return {row[key]: row[cluster] for row in reader}
