#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Verifying side by side with pdfsig, on the same PDFs of one page and 200 KB, and with `openssl dgst -sha256`
on PDFs of 100 MB; all on one processor. What is compared is processor time with that of the children, which other
work on the machine does not change; the wall's is shown as well."""
import argparse
import os
import subprocess
import tempfile

from bench_sign import PAGE_BYTES, make_key, measure, write_pdf

LARGE_BYTES = 100_000_000


def show(name, count, unit, cost, theirs):
    wall, cpu = cost
    print(f"{name:<34} {count / wall:8.1f} {unit}/s {count / cpu:8.1f} {unit} a core-second   {theirs / cpu:5.2f} ×")


def best(times, run):
    """The cheapest of some runs."""
    return min((run() for _ in range(times)), key=lambda cost: cost[1])


def sign(program, box, source, out, *options):
    os.environ["PIN"] = "secret"
    subprocess.run([program, "sign", "-q", "-r", source, "--output-dir", out, "--key", box, "--pin-env", "PIN", *options],
                   check=True, stderr=subprocess.DEVNULL)


def make(program, box, folder, count, size):
    """A folder of `count` signed PDFs of `size` bytes."""
    source, out = os.path.join(folder, f"in{size}"), os.path.join(folder, f"out{size}")
    os.mkdir(source)
    for i in range(count):
        write_pdf(os.path.join(source, f"{i:05}.pdf"), size)
    sign(program, box, source, out)
    return out, [os.path.join(out, f"{i:05}.pdf") for i in range(count)]


def bench_pdfsig(files):
    costs = [measure("pdfsig", "-nocert", file) for file in files]
    return tuple(map(sum, zip(*costs)))


def bench(program, count, large, folder):
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    _, certificate, box = make_key(folder)
    verify = lambda out: measure(program, "verify", "-q", "-j", "1", "--trust", certificate, out)

    out, files = make(program, box, folder, count, PAGE_BYTES)
    theirs, ours = bench_pdfsig(files), best(3, lambda: verify(out))
    show(f"pdfsig, {count} of {PAGE_BYTES // 1000} KB", count, "files ", theirs, theirs[1])
    show("digisign verify, the same", count, "files ", ours, theirs[1])

    out, files = make(program, box, folder, large, LARGE_BYTES)
    megabytes = large * LARGE_BYTES / 1e6
    theirs = best(3, lambda: measure("openssl", "dgst", "-sha256", *files))
    ours = best(3, lambda: verify(out))
    show(f"openssl dgst, {large} of {LARGE_BYTES // 1000000} MB", megabytes, "MB ", theirs, theirs[1])
    show("digisign verify, the same", megabytes, "MB ", ours, theirs[1])


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--digisign", default="build/digisign")
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--large", type=int, default=5)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(dir="/dev/shm" if os.path.isdir("/dev/shm") else None) as folder:
        bench(arguments.digisign, arguments.count, arguments.large, folder)


if __name__ == "__main__":
    main()
