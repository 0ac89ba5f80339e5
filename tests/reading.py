#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What each step of cleaning and reading is worth: the table of docs/reading.md.

tests/reading.py [--digitize PROGRAM] [--steps NAME,NAME…] SCANS

SCANS/../truth/<dossier>/<document>.json holds the true text of each page. A batch is run with all
steps, then once without each ([ocr] without). Words are compared as bags, page by page, after NFC:
found: words of the truth that were read; true: words read that are in the truth. "signature": words
of the truth below "Nơi nhận:"'s list, where seals stand. hand: numbers, days and months written by hand
that are told as handwriting. invented: those of which a number or a day was given all the same. CPU:
user and system seconds a page, all of the batch.
"""
import argparse
import collections
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import unicodedata
import xml.etree.ElementTree as ElementTree

STEPS = ("light", "straighten", "seals", "rings", "pen", "handwriting", "scale", "second", "syllables", "scraps")
ALTO = "{http://www.loc.gov/standards/alto/ns-v4#}"


def bag(text):
    return collections.Counter(unicodedata.normalize("NFC", text).split())


class Score:
    def __init__(self):
        self.truth = self.found = self.said = self.signed = self.signed_found = self.on_blank = 0
        self.hand = self.hand_found = self.invented = 0

    def add_page(self, text, words):
        wanted, got = bag(text), bag(" ".join(words))
        if not wanted:
            self.on_blank += got.total()
            return
        self.truth += wanted.total()
        self.found += (wanted & got).total()
        self.said += got.total()
        lines = text.split("\n")
        ends = [number for number, line in enumerate(lines) if line.startswith("- Lưu")]
        if ends:
            signed = bag(" ".join(lines[ends[-1] + 1:]))
            self.signed += signed.total()
            self.signed_found += (signed & got).total()


    def add_handwritten(self, record):
        """Three places on the first page: number, day and month, all in its upper third."""
        first = record["pages"][0]
        head = [box for box in first["handwriting"] if box["y"] < 3.9 * first["dpi_y"]]
        self.hand += 3
        self.hand_found += min(3, len(head))
        described = {name: (record["description"].get(name) or {}).get("value") or "" for name in ("number", "issued")}
        self.invented += (described["number"] != "") + (len(described["issued"]) > 4)


def read_pages(path):
    for page in ElementTree.parse(path).getroot().iter(ALTO + "Page"):
        yield [word.get("CONTENT") for word in page.iter(ALTO + "String")]


def score(truth, out):
    total = Score()
    for path in sorted(truth.glob("*/*.json")):
        alto = out / "store" / path.parent.name / (path.stem + ".alto.xml")
        if not alto.exists():
            sys.exit(f"{alto}: not delivered")
        document = json.loads(path.read_text())
        for text, words in zip(document["text"], read_pages(alto)):
            total.add_page(text, words)
        if document["handwritten"]:
            total.add_handwritten(json.loads((alto.parent / (path.stem + ".json")).read_text()))
    return total


def measure(program, scans, without):
    with tempfile.TemporaryDirectory(prefix="digitize-reading.") as name:
        folder = pathlib.Path(name)
        (folder / "settings.conf").write_text(f"[ocr]\nwithout = {without}\n" if without else "")
        before = os.times()
        subprocess.run([program, "batch", str(scans), "-o", str(folder / "out"), "-c", str(folder / "settings.conf"),
                        "-q"], check=True, stdin=subprocess.DEVNULL)
        after = os.times()
        cpu = after.children_user + after.children_system - before.children_user - before.children_system
        return score(scans.parent / "truth", folder / "out"), cpu


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--digitize", default="build/digitize")
    parser.add_argument("--steps", default=",".join(STEPS))
    parser.add_argument("scans")
    arguments = parser.parse_args()
    scans = pathlib.Path(arguments.scans).resolve()
    pages = sum(len(json.loads(path.read_text())["text"]) for path in (scans.parent / "truth").glob("*/*.json"))
    if not pages:
        sys.exit(f"{scans.parent / 'truth'}: no true texts")
    print("| without | found % | true % | signature % | on blank pages | hand % | invented | CPU s a page |")
    print("|---|---|---|---|---|---|---|---|")
    for step in [""] + [step for step in arguments.steps.split(",") if step]:
        got, cpu = measure(arguments.digitize, scans, step)
        print(f"| {step or '(nothing)'} | {100 * got.found / got.truth:.2f} | {100 * got.found / got.said:.2f} "
              f"| {100 * got.signed_found / max(got.signed, 1):.1f} | {got.on_blank} "
              f"| {100 * got.hand_found / max(got.hand, 1):.0f} | {got.invented} | {cpu / pages:.2f} |", flush=True)


if __name__ == "__main__":
    main()
