#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What each step of cleaning and reading is worth: the table of docs/reading.md.

tests/reading.py [--digitize PROGRAM] [--steps NAME,NAME…] SCANS
tests/reading.py [--digitize PROGRAM] --spoil SCANS    instead: pages spoilt in many ways, by ImageMagick

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
SPOILT = {
    "as they are": [],
    "askew by 5°": ["-background", "white", "-rotate", "5"],
    "askew by −9°": ["-background", "white", "-rotate", "-9"],
    "askew by 14°": ["-background", "white", "-rotate", "14"],
    "turned by 90°": ["-rotate", "90"],
    "turned by 180°": ["-rotate", "180"],
    "200 dpi": ["-resize", "66.67%", "-density", "200"],
    "150 dpi": ["-resize", "50%", "-density", "150"],
    "200 dpi, black and white": ["-resize", "66.67%", "-density", "200", "-colorspace", "Gray", "-threshold", "60%"],
    "blurred by 1.5 pixels": ["-blur", "0x1.5"],
    "noisy": ["-attenuate", "0.6", "+noise", "Gaussian"],
    "contrast of 40%": ["+level", "35%,75%"],
    "dark": ["-level", "-30%,100%"],
    "JPEG of quality 30": ["-quality", "30"],
}
EVERY = 4  # every fourth scan that is an image is spoilt
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


def first_pages(scans):
    """(scan, text of its first page) of every fourth document that is an image."""
    found = []
    for path in sorted((scans.parent / "truth").glob("*/*.json")):
        for suffix in (".jpg", ".tif", "-01.jpg"):
            scan = scans / path.parent.name / (path.stem + suffix)
            if scan.exists():
                found.append((scan, json.loads(path.read_text())["text"][0]))
    return found[::EVERY]


def spoil(program, scans):
    pages = first_pages(scans)
    print(f"{len(pages)} pages\n\n| | found % | true % |\n|---|---|---|")
    with tempfile.TemporaryDirectory(prefix="digitize-reading.") as folder:
        for name, how in SPOILT.items():
            total = Score()
            for scan, text in pages:
                spoilt = pathlib.Path(folder) / ("page.png" if "-threshold" in how else "page.jpg")
                quality = [] if "-quality" in how else ["-quality", "90"]
                subprocess.run(["convert", f"{scan}[0]", "-units", "PixelsPerInch", *how, *quality, spoilt], check=True)
                read = subprocess.run([program, "page", spoilt], check=True, capture_output=True, text=True)
                total.add_page(text, read.stdout.split())
            print(f"| {name} | {100 * total.found / total.truth:.1f} | {100 * total.found / max(total.said, 1):.1f} |",
                  flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--digitize", default="build/digitize")
    parser.add_argument("--steps", default=",".join(STEPS))
    parser.add_argument("--spoil", action="store_true")
    parser.add_argument("scans")
    arguments = parser.parse_args()
    scans = pathlib.Path(arguments.scans).resolve()
    if arguments.spoil:
        spoil(arguments.digitize, scans)
        return
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
