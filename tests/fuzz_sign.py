#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Broken PDFs through `digisign sign`: a valid signature or one sentence, never a crash, never a worse file.

tests/fuzz_sign.py bases FOLDER                    PDFs of every shape to begin from: FOLDER/*.pdf; those that are
                                                   signed are signed by a key that is made there
tests/fuzz_sign.py run --count N BASES... FOLDER   breaks N copies of the bases, signs them all in one batch, and
                                                   asks qpdf and pdfsig of each, before and after

The same --seed and the same bases make the same PDFs. FOLDER/in/NNNNN.pdf is what was signed, FOLDER/out what
became of it; both stay if something was found, which is printed with the changes that led to it. Of a signed
file the earlier bytes must be unchanged, the new signature valid, of the whole file and of a name that no other
bears, and neither qpdf nor pdfsig may complain of more than before.
"""
import argparse
import collections
import concurrent.futures
import os
import pathlib
import random
import re
import shutil
import subprocess
import sys

from fuzz_pdf import break_pdf, make_shapes


# Bases

def make_key(folder, name):
    key = folder / f"{name}.key"
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days",
                    "30", "-utf8", "-subj", f"/C=VN/O=Phép thử/CN={name}", "-addext", "keyUsage=critical,digitalSignature",
                    "-addext", "basicConstraints=critical,CA:FALSE", "-keyout", key, "-out", folder / f"{name}.pem"],
                   check=True, stderr=subprocess.DEVNULL)
    path = folder / f"{name}.all"
    path.write_bytes(key.read_bytes() + (folder / f"{name}.pem").read_bytes())
    return path


def sign_base(digisign, key, source, out):
    subprocess.run([digisign, "sign", "-q", "--key", key, "--force", "-o", out, source], check=True,
                   stderr=subprocess.DEVNULL)


def make_bases(folder, digisign):
    folder = pathlib.Path(folder)
    make_shapes(str(folder))
    key = make_key(folder, "before")
    sign_base(digisign, key, folder / "classic.pdf", folder / "signed.pdf")
    sign_base(digisign, key, folder / "streams.pdf", folder / "signed-streams.pdf")
    sign_base(digisign, key, folder / "signed.pdf", folder / "signed-twice.pdf")


# What became of it

Opinion = collections.namedtuple("Opinion", "status complaints valid whole")


def ask(*command):
    try:
        ended = subprocess.run(command, capture_output=True, timeout=60)
    except subprocess.TimeoutExpired:
        return None, ""
    return ended.returncode, (ended.stdout + ended.stderr).decode(errors="replace")


def ask_pdfsig(path):
    """(what the valid signatures cover; whether ours is one, of the whole). None, if it cannot tell: it ends in a
    crash, or builds the PDF from what it finds, even from what the PDF says is free."""
    status, text = ask("pdfsig", "-nocert", path)
    if status is None or status < 0 or "try to reconstruct" in text:
        return None, False
    told = re.split(r"^Signature #\d+:\n", text, flags=re.M)[1:]
    valid = [one for one in told if "Signature is Valid." in one]
    names = collections.Counter(re.search(r"Signature Field Name: (.*)", one)[1] for one in told)
    return ({re.search(r"Signed Ranges: (.*)", one)[1] for one in valid},
            any("Common Name: fuzz\n" in one and "- Total document signed" in one
                and names[re.search(r"Signature Field Name: (.*)", one)[1]] < 2 for one in valid))


def look(path):
    status, text = ask("qpdf", "--check", path)
    complaints = len(re.findall(r"^(?:WARNING|ERROR|qpdf): |: (?:error|warning) ", text, re.M))
    valid, whole = ask_pdfsig(path)
    return Opinion({0: 0, 3: 1, 2: 2}.get(status, 3), complaints, valid, whole)


def judge_signed(old, new):
    """What is wrong with the signed file, or None."""
    before, after = old.read_bytes(), new.read_bytes()
    if not after.startswith(before) or len(after) == len(before):
        return "earlier bytes were changed"
    was, now = look(old), look(new)
    if now.status > was.status or now.complaints > was.complaints:
        return f"qpdf complains of more: {was.status}, {was.complaints} → {now.status}, {now.complaints}"
    if now.valid is None:
        return None if was.valid is None else "pdfsig cannot read it any more"
    if not now.whole:
        return "the new signature is not valid, not of the whole file, or not of a name of its own"
    if was.valid is not None and not was.valid <= now.valid:
        return f"no more valid: {was.valid - now.valid}"
    return None


def judge_refused(sentences):
    if len(sentences) != 1:
        return f"{len(sentences)} sentences: {sentences}"
    if re.search(r"process (died|ended|said nothing)|took longer", sentences[0]):
        return sentences[0]
    return None


def sign_all(options, key, folder):
    """{name: the sentences about it}; what is not of one file is under ''."""
    command = [options.digisign, "sign", "-r", "-j", str(options.jobs), "--key", str(key), "--profile", options.profile,
               "--output-dir", str(folder / "out"), "--journal", str(folder / "journal"), "-q", str(folder / "in")]
    ended = subprocess.run(command, capture_output=True, env=dict(os.environ, LC_ALL="C.UTF-8", LANGUAGE=""))
    told = collections.defaultdict(list)
    for line in ended.stderr.decode(errors="replace").splitlines():
        named = re.search(r"digisign: .*in/(\d{5}\.pdf): .*", line)
        if named:
            told[named[1]].append(named[0])
        elif "digisign: " in line and "digisign: fuzz: " not in line:  # not of the certificate
            told[""].append(line)
    if ended.returncode not in (0, 1):
        told[""].append(f"digisign ended with {ended.returncode}")
    return told


def make_broken(options, folder):
    """{name: where from and by which changes}"""
    bases = sorted(path for base in options.bases for path in pathlib.Path(base).rglob("*.pdf"))
    (folder / "in").mkdir(parents=True)
    history = {}
    for number in range(options.first, options.first + options.count):
        rng = random.Random(f"{options.seed} {number}")
        base = rng.choice(bases)
        broken, done = break_pdf(rng, base.read_bytes())
        (folder / "in" / f"{number:05}.pdf").write_bytes(broken)
        history[f"{number:05}.pdf"] = f"{base.name}, " + ", ".join(done)
    return history


def judge(folder, name, told):
    out = folder / "out" / name
    if not out.exists():
        return judge_refused(told.get(name, []))
    return f"signed, and yet: {told[name]}" if name in told else judge_signed(folder / "in" / name, out)


def run(options):
    folder = pathlib.Path(options.folder)
    shutil.rmtree(folder, ignore_errors=True)
    history = make_broken(options, folder)
    told = sign_all(options, make_key(folder, "fuzz"), folder)
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        verdicts = dict(zip(history, pool.map(lambda name: judge(folder, name, told), history)))
    wrong = {name: verdict for name, verdict in verdicts.items() if verdict}
    signed = sum((folder / "out" / name).exists() for name in history)
    for name, verdict in wrong.items():
        print(f"{folder}/in/{name} ({history[name]}): {verdict}")
    for line in told.get("", []):
        print(line)
    left = [path.name for path in (folder / "out").rglob("*") if path.name not in history and path.is_file()]
    print(f"{len(history)} files: {signed} signed, {len(history) - signed} refused, {len(wrong)} wrong"
          + (f"; left behind: {left}" if left else ""))
    reasons = collections.Counter(re.sub(r".*\.pdf: ", "", line) for lines in told.values() for line in lines)
    for reason, count in reasons.most_common(20 if options.verbose else 0):
        print(f"{count:7} {reason}")
    return 1 if wrong or left or told.get("") or not signed else 0


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--digisign", default="build/digisign")
    parser.add_argument("--count", type=int, default=300)
    parser.add_argument("--first", type=int, default=0, help="number of the first file, which its changes follow from")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    parser.add_argument("--profile", default="tt05")
    parser.add_argument("--verbose", action="store_true", help="tell the reasons of refusals")
    parser.add_argument("work", choices=("bases", "run"))
    parser.add_argument("bases", nargs="*")
    parser.add_argument("folder")
    options = parser.parse_intermixed_args()
    if options.work == "bases":
        return make_bases(options.folder, options.digisign)
    return run(options)


if __name__ == "__main__":
    sys.exit(main())
