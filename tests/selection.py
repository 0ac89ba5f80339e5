#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Compares what readers copy of PDFs with what was put into them, word by word.

tests/selection.py PDF...    status 1, and a line for each page and reader that differs

The words that are wanted stand in NAME.alto.xml beside NAME.pdf, or in NAME.txt, a form feed after
each page. A signed document is read twice: as it was composed, where each reader has to give just
these words, and as it is, where the signature's block may stand among them, in one piece.
"""
import json
import os
import re
import subprocess
import sys
import tempfile
import unicodedata
import xml.etree.ElementTree as XML

PHRASE = "ủy ban nhân dân"


def run(*command):
    return subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout.decode()


def stext(path):
    text = run("mutool", "draw", "-q", "-F", "stext", path)
    pages = []
    for page in text.split("<page ")[1:]:
        root = XML.fromstring("<page " + page.split("</page>")[0] + "</page>")
        lines = ("".join(char.get("c") for char in line.iter("char")) for line in root.iter("line"))
        pages.append("\n".join(lines))
    return pages


def read(path):
    texts = {"pdftotext": run("pdftotext", path, "-").split("\f"),
             "pdftotext -raw": run("pdftotext", "-raw", path, "-").split("\f"),
             "mutool": run("mutool", "draw", "-q", "-F", "txt", path).split("\f"),
             "mutool stext": stext(path)}
    texts.update(json.loads(run("node", "tests/selection.mjs", path)))
    return texts


def wanted(path):
    name = os.path.splitext(path)[0]
    if os.path.exists(name + ".txt"):
        with open(name + ".txt", encoding="utf-8") as text:
            return [page.split() for page in text.read().split("\f")[:-1]]
    root = XML.parse(name + ".alto.xml").getroot()
    space = root.tag[:root.tag.index("}") + 1]
    return [[string.get("CONTENT") for string in page.iter(space + "String")]
            for page in root.iter(space + "Page")]


def composed(path, folder):
    """The document without what was added when it was signed."""
    with open(path, "rb") as file:
        data = file.read()
    end = data.index(b"%%EOF") + len(b"%%EOF\n")
    name = os.path.join(folder, "composed.pdf")
    with open(name, "wb") as file:
        file.write(data[:end])
    return name if end < len(data) else None


def difference(words, got):
    at = next((i for i, (a, b) in enumerate(zip(words, got)) if a != b), min(len(words), len(got)))
    return f"word {at + 1} of {len(words)}: {words[at:at + 4]} became {got[at:at + 4]}"


def is_inserted(words, got):
    """Are these the words with one piece put in?"""
    more = len(got) - len(words)
    return any(got[:at] + got[at + more:] == words for at in range(len(words) + 1))


def check(path, folder):
    pages, base = wanted(path), composed(path, folder)
    whole, told = read(path), []
    bare = read(base) if base else whole
    for reader in whole:
        for number, words in enumerate(pages):
            where = f"{path}: page {number + 1}: {reader}: "
            got, got_whole = bare[reader][number].split(), whole[reader][number].split()
            if got != words:
                told.append(where + difference(words, got))
            elif not is_inserted(words, got_whole):
                told.append(where + "the block's words are not in one piece")
            if any(word != unicodedata.normalize("NFC", word) for word in got):
                told.append(where + "not in NFC")
            if PHRASE in " ".join(words).lower() and \
                    PHRASE not in re.sub(r"\s+", " ", whole[reader][number]).lower():
                told.append(where + f"“{PHRASE}” is not found")
    return told, len(pages)


def main(paths):
    told, pages = [], 0
    with tempfile.TemporaryDirectory() as folder:
        for path in paths:
            more, count = check(path, folder)
            told, pages = told + more, pages + count
    print("\n".join(told + [f"{pages} pages"]))
    return 1 if told or not pages else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
