#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""How well documents are described: each field against the truth.

tests/measure_fields.py [--sure CONFIDENCE] [--list] [--digitize PROGRAM] CORPUS OUT

CORPUS/truth/<dossier>/<document>.json says what is printed, and whether number, day and month are
written by hand. OUT is the OUT of `digitize batch CORPUS/scans -o OUT`; its records are scored, or with
--digitize what `PROGRAM describe` makes of its ALTO files, without reading the scans again.

A field is right, wrong or empty. number, notation, issued, type and agency must be exactly the same
(after NFC); place, subject and signer the same once case, placement of tones and blanks are folded.
"sure": wrong with a confidence of at least CONFIDENCE (0.8). Of what is written by hand nothing may be
filled in (of a date: no more than its year), and each must be marked, with a box. What the truth does not
tell, or tells as null, is not scored.
"""
import argparse
import json
import pathlib
import subprocess
import sys
import unicodedata

FIELDS = {  # name in the description: (name in the truth, exactly?)
    "number": ("number", True),
    "notation": ("notation", True),
    "issued": ("issued", True),
    "place": ("place", False),
    "agency": ("organ", True),
    "type": ("type_name", True),
    "subject": ("subject", False),
    "signer": ("signer", False),
    "pages": ("pages", True),
}
BY_HAND = ("number", "issued")
TONES = "\u0300\u0301\u0303\u0309\u0323"


def fold(text):
    """Lower case, tones behind their syllable's letters, single blanks."""
    words = []
    for word in unicodedata.normalize("NFD", text).lower().split():
        words.append("".join(sorted(word, key=lambda letter: letter in TONES)))
    return " ".join(words)


def same(wanted, got, exactly):
    wanted, got = (unicodedata.normalize("NFC", str(text)) for text in (wanted, got))
    return wanted == got if exactly else fold(wanted) == fold(got)


class Row:
    def __init__(self):
        self.right = self.wrong = self.empty = self.sure = 0
        self.hand = self.filled = self.marked = 0
        self.least_right, self.most_wrong = 1.0, 0.0

    def add(self, wanted, field, exactly, sure):
        """What became of a printed field, for --list; None: right."""
        value = field.get("value")
        if value is None:
            self.empty += 1
            return "empty"
        if same(wanted, value, exactly):
            self.right += 1
            self.least_right = min(self.least_right, field["confidence"])
            return None
        self.wrong += 1
        self.sure += field["confidence"] >= sure
        self.most_wrong = max(self.most_wrong, field["confidence"])
        return f"wrong ({field['confidence']:.2f}): {value}"

    def add_hand(self, wanted, name, field):
        value = field.get("value") or ""
        filled = value not in ("", wanted[:4]) if name == "issued" else value != ""
        marked = bool(field.get("handwritten")) and len(field.get("box") or []) == 4
        self.hand += 1
        self.filled += filled
        self.marked += marked
        if filled:
            return f"by hand, yet filled: {value}"
        return None if marked else "by hand, and not marked"


def describe_records(out, documents):
    """From the records that the batch left."""
    for name in documents:
        yield json.loads((out / "store" / f"{name}.json").read_text())["description"]


def describe_anew(program, out, documents):
    """From the ALTO files that the batch left."""
    files = [str(out / "store" / f"{name}.alto.xml") for name in documents]
    told = subprocess.run([program, "describe", *files], check=True, capture_output=True, text=True).stdout
    for line in told.splitlines():
        yield json.loads(line)["description"]


def measure(arguments, documents, descriptions):
    rows = {name: Row() for name in FIELDS}
    for document, description in zip(documents, descriptions, strict=True):
        truth = json.loads((arguments.corpus / "truth" / f"{document}.json").read_text())
        for name, (true_name, exactly) in FIELDS.items():
            field = description.get(name) or {}
            if truth.get(true_name) is None:
                continue
            wanted = str(truth[true_name])
            if truth["handwritten"] and name in BY_HAND:
                told = rows[name].add_hand(wanted, name, field)
            else:
                told = rows[name].add(wanted, field, exactly, arguments.sure)
            if told and arguments.list:
                print(f"{document} {name}: {wanted}: {told}")
    return rows


def show(rows):
    print("| field | printed | right % | right | wrong | empty | wrong, sure | least confidence if right "
          "| most if wrong | by hand | filled | marked |")
    print("|---" * 12 + "|")
    for name, row in rows.items():
        printed = row.right + row.wrong + row.empty
        share = f"{100 * row.right / printed:.1f}" if printed else ""
        print(f"| {name} | {printed} | {share} | {row.right} | {row.wrong} | {row.empty} | {row.sure} "
              f"| {row.least_right:.2f} | {row.most_wrong:.2f} | {row.hand} | {row.filled} | {row.marked} |")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sure", type=float, default=0.8)
    parser.add_argument("--list", action="store_true", help="name what is not right")
    parser.add_argument("--digitize", help="describe the ALTO files anew with this program")
    parser.add_argument("corpus", type=pathlib.Path)
    parser.add_argument("out", type=pathlib.Path)
    arguments = parser.parse_args()
    truth = arguments.corpus / "truth"
    documents = sorted(str(path.relative_to(truth).with_suffix("")) for path in truth.glob("*/*.json"))
    missing = [name for name in documents if not (arguments.out / "store" / f"{name}.alto.xml").exists()]
    documents = [name for name in documents if name not in missing]
    if missing:
        print(f"not delivered, left out: {', '.join(missing)}\n")
    if not documents:
        sys.exit(f"{truth}: no true descriptions of what {arguments.out} holds")
    if arguments.digitize:
        descriptions = describe_anew(arguments.digitize, arguments.out, documents)
    else:
        descriptions = describe_records(arguments.out, documents)
    show(measure(arguments, documents, descriptions))


if __name__ == "__main__":
    main()
