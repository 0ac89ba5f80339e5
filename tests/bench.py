#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs `digitize batch` and its peers on the same scans, one after the other, and prints ratios.

tests/bench.py [--digitize PROGRAM] [--long] SCANS

CPU seconds are user and system time of a program and all its children; peak memory is that of its
largest process. tesseract reads no PDF: its pages are taken out beforehand, which is not counted.
"""
import argparse
import collections
import json
import os
import pathlib
import re
import sqlite3
import subprocess
import sys
import tempfile
import time
import unicodedata

IMAGES = {".tif", ".tiff", ".jpg", ".jpeg", ".png"}
MEBI = 1 << 20


class Cost:
    """What a program used, summed over its runs."""

    def __init__(self):
        self.cpu = self.wall = self.peak = self.parent = self.bytes = 0
        self.failed = []

    def run(self, command, **options):
        began = time.monotonic()
        child = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                 stderr=subprocess.PIPE, **options)
        os.set_blocking(child.stderr.fileno(), False)
        said = b""
        while True:
            said += child.stderr.read() or b""
            self.parent = max(self.parent, high_water(child.pid))
            pid, status, usage = os.wait4(child.pid, os.WNOHANG)
            if pid:
                break
            time.sleep(0.02)
        said += child.stderr.read() or b""
        child.stderr.close()
        child.returncode = os.waitstatus_to_exitcode(status)
        self.wall += time.monotonic() - began
        self.cpu += usage.ru_utime + usage.ru_stime
        self.peak = max(self.peak, usage.ru_maxrss * 1024)
        if child.returncode != 0:
            self.failed.append(f"{command[0]} ended with {child.returncode}: {command[-2:]} "
                               f"{said.decode(errors='replace').strip()[-300:]}")
        return child.returncode


def high_water(pid):
    try:
        text = pathlib.Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0
    match = re.search(r"VmHWM:\s+(\d+) kB", text)
    return int(match[1]) * 1024 if match else 0


def page_count(path):
    if path.suffix.lower() == ".pdf":
        text = subprocess.run(["pdfinfo", path], capture_output=True, text=True).stdout
        return int(re.search(r"Pages:\s+(\d+)", text)[1])
    if path.suffix.lower() in (".tif", ".tiff"):
        text = subprocess.run(["tiffinfo", path], capture_output=True, text=True).stdout
        return max(1, text.count("TIFF Directory") or text.count("=== TIFF directory"))
    return 1


def digitize(program, scans, folder, jobs, profile="faithful"):
    cost = Cost()
    out = folder / f"out-{profile}-{jobs}"
    cost.run([program, "batch", str(scans), "-o", str(out), "-j", str(jobs), "--profile", profile])
    cost.bytes = sum(path.stat().st_size for path in out.glob("store/**/*.pdf"))
    return cost, out


def tesseract(files, folder):
    cost = Cost()
    environment = os.environ | {"OMP_THREAD_LIMIT": "1"}
    for number, path in enumerate(files):
        out = folder / f"tesseract-{number}"
        image = path
        if path.suffix.lower() == ".pdf":
            pages = folder / f"pages-{number}"
            pages.mkdir()
            subprocess.run(["pdftoppm", "-r", "300", "-tiff", path, pages / "p"], check=True)
            image = folder / f"pages-{number}.txt"
            image.write_text("".join(f"{page}\n" for page in sorted(pages.iterdir())))
        cost.run(["tesseract", str(image), str(out), "-l", "vie", "pdf", "txt"], env=environment)
        cost.bytes += size_of(folder / f"tesseract-{number}.pdf")
    return cost


def document_of(path):
    """Dossier and document of a scan; a series has several."""
    return f"{path.parent.name}/{re.sub(r'-[0-9]+$', '', path.stem)}"


def ocrmypdf(files, folder, sizes):
    cost = Cost()
    for number, path in enumerate(files):
        out = folder / f"ocrmypdf-{number}.pdf"
        cost.run(["ocrmypdf", "-l", "vie", "--rotate-pages", "--deskew", "--jobs", "1", "--image-dpi", "300",
                  "--quiet", str(path), str(out)])
        cost.bytes += size_of(out)
        sizes[document_of(path)] += size_of(out)
    return cost


def size_of(path):
    return path.stat().st_size if path.exists() else 0


def bag(text):
    return collections.Counter(unicodedata.normalize("NFC", text).split())


def pdf_text(path):
    return subprocess.run(["pdftotext", path, "-"], capture_output=True, text=True).stdout


def tesseract_text(files, folder, truth):
    """The texts of all files of a document; a series has several."""
    texts = []
    for number, path in enumerate(files):
        if document_of(path) == document_of(truth):
            texts.append((folder / f"tesseract-{number}.txt").read_text().rstrip("\f"))
    return "\f".join(texts)


def count_words(truth, read):
    """Words of the printed pages that hold any, and how many of them read back."""
    words = hits = 0
    for path in sorted(truth.glob("*/*.json")):
        document = json.loads(path.read_text())
        got = read(path).split("\f")
        for number, text in enumerate(document["text"]):
            wanted = bag(text)
            words += wanted.total()
            hits += (wanted & bag(got[number] if number < len(got) else "")).total()
    return words, hits


def page_stages(out):
    """CPU seconds of all page processes, as the ledger has them."""
    with sqlite3.connect(f"file:{out / 'digitize.db'}?mode=ro", uri=True) as ledger:
        return ledger.execute("SELECT total(cpu_seconds) FROM pages").fetchone()[0]


def stage_seconds(out, stages):
    """Seconds that these stages took, of pages and documents."""
    with sqlite3.connect(f"file:{out / 'digitize.db'}?mode=ro", uri=True) as ledger:
        rows = ledger.execute("SELECT times FROM pages UNION ALL SELECT times FROM documents").fetchall()
    return sum(json.loads(times or "{}").get(stage, 0) for (times,) in rows for stage in stages) / 1000


def colour_documents(out):
    """Documents all of whose pages have a colour image, each with bytes and pages."""
    found = {}
    for path in out.glob("store/*/*.pdf"):
        listed = subprocess.run(["pdfimages", "-list", path], capture_output=True, text=True).stdout
        rows = [line.split() for line in listed.splitlines()[2:]]
        pages = {row[0] for row in rows}
        if pages == {row[0] for row in rows if row[5] in ("rgb", "icc")}:
            found[f"{path.parent.name}/{path.stem}"] = size_of(path), len(pages)
    return found


def read_again(path, folder):
    """What tesseract reads from the PDF drawn at 300 dpi."""
    pages = pathlib.Path(tempfile.mkdtemp(dir=folder))
    subprocess.run(["pdftoppm", "-r", "300", "-png", path, pages / "p"], check=True)
    environment = os.environ | {"OMP_THREAD_LIMIT": "1"}
    return "\f".join(subprocess.run(["tesseract", page, "-", "-l", "vie", "--dpi", "300"], env=environment,
                                    capture_output=True, text=True).stdout.replace("\f", "")
                     for page in sorted(pages.iterdir()))


def compare_profiles(faithful, compact, peer, truth, folder):
    """Size, time, and what can be read of the two profiles."""
    colour = colour_documents(compact)
    pages = max(sum(count for _, count in colour.values()), 1)
    ours = sum(size for size, _ in colour.values()) / pages / 1024
    theirs = sum(peer[name] for name in colour) / pages / 1024
    print(f"compact: {ours:.0f} KiB a colour page ({pages} pages, signature and all), ocrmypdf {theirs:.0f}: "
          f"{ours / max(theirs, 1):.2f} ×")
    if not truth.is_dir():
        return
    for name, out in (("faithful", faithful), ("compact", compact)):
        words, hits = count_words(truth, lambda path, out=out: read_again(
            out / "store" / path.parent.name / (path.stem + ".pdf"), folder))
        print(f"drawn from {name} and read again by tesseract: {hits} of {words} words, "
              f"{100 * hits / max(words, 1):.2f}%")


def show(name, cost, pages, ours=None):
    ratio = f"{ours.cpu / cost.cpu:6.2f} ×" if ours is not None and cost.cpu > 0 else "        "
    print(f"{name:10} {cost.cpu / pages:9.2f} {ratio} {cost.peak / MEBI:9.0f} {cost.bytes / pages / 1024:9.0f} "
          f"{cost.wall / pages:9.2f} {len(cost.failed):6}")
    for line in cost.failed:
        print(f"  {line}", file=sys.stderr)


def make_long(folder):
    """A TIFF of 300 pages with a few words each."""
    scans = folder / "long" / "scans" / "dossier"
    scans.mkdir(parents=True)
    page = folder / "page.tif"
    subprocess.run(["convert", "-size", "1654x2339", "xc:white", "-font", "Liberation-Serif", "-pointsize", "60",
                    "-annotate", "+200+400", "Quyết định số 921/QĐ-UBND", "-density", "200", "-units",
                    "PixelsPerInch", "-monochrome", "-compress", "Group4", page], check=True)
    subprocess.run(["tiffcp"] + [page] * 300 + [scans / "300.tif"], check=True)
    return scans.parent


def bench_long(program, folder):
    cost, out = digitize(program, make_long(folder), folder / "long", os.cpu_count())
    print(f"\n300 pages in one TIFF: parent's peak {cost.parent / MEBI:.0f} MiB, largest process "
          f"{cost.peak / MEBI:.0f} MiB, {cost.cpu / 300:.2f} CPU s a page, "
          f"{len(list(out.glob('store/**/*.pdf')))} of 1 delivered")
    for line in cost.failed:
        print(f"  {line}", file=sys.stderr)


def bench(arguments, folder):
    scans = pathlib.Path(arguments.scans).resolve()
    files = sorted(path for path in scans.rglob("*") if path.suffix.lower() in IMAGES | {".pdf"})
    pages = sum(map(page_count, files))
    if pages == 0:
        sys.exit(f"{scans}: no scans")
    before = sum(path.stat().st_size for path in files)
    print(f"{len(files)} files, {pages} pages, {before / pages / 1024:.0f} KiB a page as scanned")
    print("             CPU s/page  ours ÷  peak MiB  KiB/page  s/page  failed")

    ours, out = digitize(arguments.digitize, scans, folder, 1)
    show("digitize", ours, pages)
    reading = page_stages(out)
    peer = tesseract(files, folder)
    show("tesseract", peer, pages, ours)
    sizes = collections.Counter()
    show("ocrmypdf", ocrmypdf(files, folder, sizes), pages, ours)
    small, compact = digitize(arguments.digitize, scans, folder, 1, "compact")
    show("compact", small, pages)
    print(f"digitize's parent: peak {ours.parent / MEBI:.0f} MiB")
    print(f"digitize's page stages alone: {reading / pages:.2f} CPU s a page, {reading / peer.cpu:.2f} × tesseract's")
    for name, folder_of in (("faithful", out), ("compact", compact)):
        taken = stage_seconds(folder_of, ("encode", "compose", "prove"))
        print(f"encode, compose and prove, {name}: {taken / pages:.3f} s a page")
    both, _ = digitize(arguments.digitize, scans, folder, 2)
    print(f"two jobs: {ours.wall / both.wall:.2f} × the pages a minute of one")
    truth = scans.parent / "truth"
    compare_profiles(out, compact, sizes, truth, folder)
    if truth.is_dir():
        for name, read in (("digitize", lambda path: pdf_text(
                               out / "store" / path.parent.name / (path.stem + ".pdf"))),
                           ("tesseract", lambda path: tesseract_text(files, folder, path))):
            words, hits = count_words(truth, read)
            print(f"words of {name}: {hits} of {words} read back, {100 * hits / max(words, 1):.2f}%")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--digitize", default="build/digitize")
    parser.add_argument("--long", action="store_true", help="a TIFF of 300 pages as well")
    parser.add_argument("scans")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="digitize-bench.") as name:
        bench(arguments, pathlib.Path(name))
        if arguments.long:
            bench_long(arguments.digitize, pathlib.Path(name))


if __name__ == "__main__":
    main()
