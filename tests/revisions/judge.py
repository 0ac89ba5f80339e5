#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The corpus of attacks and lawful updates: each is a signed PDF and what was done to it afterwards.

tests/revisions/judge.py make attacks|updates PKI BASES OUT    writes OUT/NAME.pdf for each
tests/revisions/judge.py judge attacks BASES OUT               reads the verdicts, as `digisign verify --json` tells
tests/revisions/judge.py judge updates BASES OUT               them, and writes a line for each:
                                                               NAME, a tab, its sentence, a tab, what is wrong
An attack is none that no reader opens, or that was said to show something else and does not.
"""
import concurrent.futures
import json
import os
import re
import subprocess
import sys

import attacks_content
import attacks_file
import attacks_form
import attacks_signature
import attacks_store
import updates_form
import updates_signing
import updates_store
from pdf import Keys, Pdf

MODULES = {"attacks": (attacks_content, attacks_form, attacks_signature, attacks_file, attacks_store),
           "updates": (updates_signing, updates_form, updates_store)}


def rows(kind):
    """{name: row}"""
    found = {}
    for module in MODULES[kind]:
        more = getattr(module, kind.upper())
        assert not found.keys() & more.keys(), found.keys() & more.keys()
        found.update(more)
    return found


def make(kind, pki, bases, out):
    keys, opened = Keys(pki), {}
    os.makedirs(out, exist_ok=True)
    for name, row in rows(kind).items():
        if row.base not in opened:
            opened[row.base] = Pdf.read(f"{bases}/{row.base}.pdf", keys)
        with open(f"{out}/{name}.pdf", "wb") as file:
            file.write(row.make(opened[row.base]))


# What readers make of a file

def ask(*command):
    ended = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True)
    return ended.returncode, ended.stdout


def is_opened(path):
    return (ask("pdftotext", path, "-")[0] == 0 or ask("mutool", "info", path)[0] == 0 or
            ask("qpdf", "--show-npages", path)[0] in (0, 3))


def shown(path):
    """What poppler and mupdf make of it."""
    return [ask("pdftoppm", "-r", "18", "-gray", path)[1], ask("pdftotext", path, "-")[1],
            ask("mutool", "draw", "-q", "-r", "18", "-F", "pgm", "-o", "-", path)[1]]


def differs(path, base):
    return any(ours != theirs for ours, theirs in zip(shown(path), shown(base)))


# Verdicts

def told(signature):
    return " ".join([signature["reason"], json.dumps(signature.get("changed", []), ensure_ascii=False)])


def judge_attack(row, verdict, path, base):
    attacked = [one for one in verdict["signatures"] if one["field"] == row.field]
    if verdict["indication"] == "TOTAL-PASSED" or any(one["indication"] == "TOTAL-PASSED" for one in attacked):
        return "it is called valid"
    if not is_opened(path):
        return "no reader opens it"
    if row.shown and not differs(path, base):
        return "it shows what it showed before"
    if row.told and not any(re.search(row.told, told(one)) for one in attacked):
        return f"nothing is said of {row.told}: {[told(one) for one in attacked]}"
    if row.sub and not any(one.get("sub_indication") == row.sub for one in attacked):
        return f"the sub-indication is not {row.sub}"
    return ""


def judge_update(_row, verdict, _path, _base):
    refused = [one for one in verdict["signatures"] if one["indication"] != "TOTAL-PASSED"]
    if verdict["indication"] == "TOTAL-PASSED" and not refused:
        return ""
    return "; ".join(f"{one['field']}: {one['indication']} {one.get('sub_indication')}: {told(one)}" for one in refused) or \
        verdict.get("error") or "no signature"


JUDGES = {"attacks": judge_attack, "updates": judge_update}


def judge(kind, bases, out):
    verdicts = {os.path.basename(verdict["file"])[:-4]: verdict for verdict in map(json.loads, sys.stdin)}

    def one(item):
        name, row = item
        wrong = JUDGES[kind](row, verdicts[name], f"{out}/{name}.pdf", f"{bases}/{row.base}.pdf") \
            if name in verdicts else "there is no verdict"
        return f"{name}\t{row.sentence}\t{wrong}"

    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for line in pool.map(one, rows(kind).items()):
            print(line)


if __name__ == "__main__":
    {"make": make, "judge": judge}[sys.argv[1]](*sys.argv[2:])
