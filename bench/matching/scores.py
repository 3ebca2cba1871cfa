# SPDX-License-Identifier: Apache-2.0
"""How well clusters agree with the truth.  All take two lists, the true and the found cluster of each row.

Two rows are a pair if they are in one cluster.  Everything is counted by contingency, so a million rows take seconds and a cluster of
any size is no trouble.
"""

from collections import Counter


def pairs_of(sizes):
    return sum(n * (n - 1) // 2 for n in sizes)


def ratio(part, whole):
    return part / whole if whole else 1.0


def f1(precision, recall):
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def contingency(truth, found):
    """(rows by both, rows by true cluster, rows by found cluster)"""
    if len(truth) != len(found):
        raise ValueError("%d true and %d found rows" % (len(truth), len(found)))
    return Counter(zip(truth, found)), Counter(truth), Counter(found)


def score(truth, found):
    """Precision, recall and F1 by pairs, by whole clusters, and by rows (B-cubed); sizes.

    pair      of the pairs
    cluster   a found cluster is right if it is exactly a true one; all clusters count, those of one row too.  This is what the
              literature calls cluster F1 (Menestrina, Whang, Garcia-Molina 2010: "cluster-level comparison", CF).
    cluster2  the same, only of clusters of two rows and more: singles are easy and many
    bcubed    mean over rows of the share of a row's cluster that belongs there (Bagga, Baldwin 1998)
    """
    both, true_sizes, found_sizes = contingency(truth, found)
    right = pairs_of(both.values())
    out = {"rows": len(truth), "true_pairs": pairs_of(true_sizes.values()), "found_pairs": pairs_of(found_sizes.values()),
           "right_pairs": right, "true_clusters": len(true_sizes), "found_clusters": len(found_sizes),
           "largest_true": max(true_sizes.values(), default=0), "largest_found": max(found_sizes.values(), default=0)}
    precision, recall = ratio(right, out["found_pairs"]), ratio(right, out["true_pairs"])
    out["pair"] = (precision, recall, f1(precision, recall))
    exact = [n for (t, f), n in both.items() if n == true_sizes[t] == found_sizes[f]]
    precision, recall = ratio(len(exact), len(found_sizes)), ratio(len(exact), len(true_sizes))
    out["cluster"] = (precision, recall, f1(precision, recall))
    exact = sum(n > 1 for n in exact)
    precision = ratio(exact, sum(n > 1 for n in found_sizes.values()))
    recall = ratio(exact, sum(n > 1 for n in true_sizes.values()))
    out["cluster2"] = (precision, recall, f1(precision, recall))
    precision = ratio(sum(n * n / found_sizes[f] for (_, f), n in both.items()), len(truth))
    recall = ratio(sum(n * n / true_sizes[t] for (t, _), n in both.items()), len(truth))
    out["bcubed"] = (precision, recall, f1(precision, recall))
    return out


class Sets:
    """Union and find over row numbers."""

    def __init__(self, n):
        self.parent = list(range(n))

    def find(self, a):
        parent = self.parent
        while parent[a] != a:
            parent[a] = parent[parent[a]]
            a = parent[a]
        return a

    def join(self, a, b):
        a, b = self.find(a), self.find(b)
        if a != b:
            self.parent[max(a, b)] = min(a, b)


def components(rows, keys):
    """Connected components: rows that share a key that is not empty.  `keys` are functions of a row."""
    sets = Sets(len(rows))
    for key in keys:
        first = {}
        for i, row in enumerate(rows):
            value = key(row)
            if value:
                sets.join(first.setdefault(value, i), i)
    return [sets.find(i) for i in range(len(rows))]
