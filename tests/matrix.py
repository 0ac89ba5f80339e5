#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which levels, algorithms, stores of keys and shapes of PDFs meet: tests/matrix.py [full].

A row a line: LEVEL KEY STORE SHAPE. Full: each with each. Otherwise every two values of different columns meet in
some row, which the fewest rows that a greedy choice finds are enough for."""
import itertools
import sys

COLUMNS = (("B-B", "B-T", "B-LT", "B-LTA"),
           ("rsa2048", "rsa3072", "p256", "p384", "ed25519"),
           ("pkcs12", "pem", "token"),
           ("ours", "classic", "streams", "hybrid", "signed", "form", "turned", "linear", "two"))


def pairs(row):
    return set(itertools.combinations(enumerate(row), 2))


def choose(rows):
    """Each time the row that brings the most pairs that have not met."""
    missing = set().union(*map(pairs, rows))
    while missing:
        best = max(rows, key=lambda row: len(pairs(row) & missing))
        missing -= pairs(best)
        yield best


every = list(itertools.product(*COLUMNS))
for row in every if sys.argv[1:] == ["full"] else choose(every):
    print(*row)
