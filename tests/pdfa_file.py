# SPDX-License-Identifier: GPL-3.0-or-later
"""A PDF for tests/pdfa.py: its objects as qpdf reads them, and its bytes."""
import base64
import json
import re
import subprocess

WHITE = rb"[\0\t\n\f\r ]"
PLAIN = rb"[^\0\t\n\f\r ()<>\[\]{}/%]"
TOKEN = re.compile(WHITE + rb"*(?:%[^\r\n]*" + WHITE + rb"*)*(?:(?P<name>/" + PLAIN + rb"*)|(?P<mark><<|>>|[\[\]{}])"
                   rb"|(?P<hex><[^>]*>)|(?P<string>\()|(?P<word>" + PLAIN + rb"+)|(?P<rest>.))", re.S)
NUMBER = re.compile(rb"[+-]?(\d+\.?\d*|\.\d+)")
ESCAPES = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}


def unescape(raw):
    """The bytes that a string in parentheses stands for."""
    def one(match):
        what = match[1]
        if what[:1].isdigit():
            return bytes([int(what, 8) & 255])
        return b"" if what[:1] in b"\r\n" else ESCAPES.get(what, what)
    return re.sub(rb"\\([0-7]{1,3}|\r\n|.)", one, raw[1:-1], flags=re.S)


def end_of_string(data, at):
    depth = 0
    for match in re.compile(rb"\\.|[()]", re.S).finditer(data, at):
        depth += {b"(": 1, b")": -1}.get(match[0], 0)
        if depth == 0:
            return match.end()
    return len(data)


def tokens(data, at=0):
    """(kind, bytes, end) of each token; kinds: name, mark, hex, string, number, word, rest."""
    while match := TOKEN.match(data, at):
        kind, value, at = match.lastgroup, match[match.lastgroup], match.end()
        if kind == "string":
            start, at = at - 1, end_of_string(data, at - 1)
            value = data[start:at]
        elif kind == "word" and NUMBER.fullmatch(value):
            kind = "number"
        yield kind, value, at


def name_of(value):
    return re.sub(rb"#([0-9A-Fa-f]{2})", lambda match: bytes([int(match[1], 16)]), value[1:])


def run_qpdf(*arguments):
    """qpdf's output; its status 3 means warnings."""
    run = subprocess.run(["qpdf", *arguments], capture_output=True)
    if run.returncode not in (0, 3):
        raise SystemExit(f"qpdf: {run.stderr.decode()}")
    return run.stdout


def is_reference(value):
    return isinstance(value, str) and re.fullmatch(r"\d+ \d+ R", value) is not None


class File:
    def __init__(self, path):
        self.path = path
        with open(path, "rb") as file:
            self.bytes = file.read()
        read = lambda data: json.loads(run_qpdf("--json=2", "--json-key=qpdf", *data, path).decode(
            "utf-8", "replace"))["qpdf"][1]
        objects = read(["--json-stream-data=none"])
        self.trailer = objects.pop("trailer")["value"]
        self.root = self.trailer["/Root"]
        self.objects = {key[4:]: value for key, value in objects.items()}
        inline = read(["--json-stream-data=inline", "--decode-level=generalized"])
        self.data = {key[4:]: value["stream"].get("data", "") for key, value in inline.items() if "stream" in value}
        self.broken = []

    def refuse(self, rule):
        if rule not in self.broken:
            self.broken.append(rule)

    def want(self, condition, rule):
        if not condition:
            self.refuse(rule)

    def find(self, value):
        """The object behind a reference; a stream's dictionary for a stream."""
        for _ in range(10):
            if not is_reference(value):
                return value
            value = self.objects.get(value, {})
            value = value["stream"]["dict"] if "stream" in value else value.get("value")
        return None

    def get(self, value, *names):
        for name in names:
            value = self.find(value)
            if not isinstance(value, dict):
                return None
            value = value.get(name)
        return self.find(value)

    def list(self, value, *names):
        value = self.get(value, *names) if names else self.find(value)
        return [] if value is None else value if isinstance(value, list) else [value]

    def is_stream(self, value):
        return is_reference(value) and "stream" in self.objects.get(value, {})

    def stream(self, reference):
        """A stream's data without the filters that are no image's."""
        return base64.b64decode(self.data.get(reference, ""))


def walk(value):
    yield value
    for item in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from walk(item)


def check_scalar(file, where, kind, value):
    """What holds for strings, names and numbers wherever they stand."""
    if kind == "hex":
        digits = re.sub(WHITE, b"", value[1:-1])
        file.want(re.fullmatch(rb"[0-9A-Fa-f]*", digits), f"6.1.6: {where}: a hexadecimal string of other digits")
        file.want(len(digits) % 2 == 0, f"6.1.6: {where}: a hexadecimal string with odd digits")
        file.want(len(digits) <= 2 * 32767, f"6.1.13: {where}: a string of more than 32,767 bytes")
    elif kind == "string":
        file.want(len(unescape(value)) <= 32767, f"6.1.13: {where}: a string of more than 32,767 bytes")
    elif kind == "name":
        file.want(len(name_of(value)) <= 127, f"6.1.13: {where}: a name of more than 127 bytes")
    elif kind == "number" and b"." in value:
        number = abs(float(value))
        file.want(number == 0 or 1.175e-38 <= number <= 3.403e38, f"6.1.13: {where}: a real out of range")
    elif kind == "number":
        file.want(-2147483648 <= int(value) <= 2147483647, f"6.1.13: {where}: an integer out of range")


def check_stream(file, where, at, length):
    data = file.bytes
    eol = re.compile(rb"\r\n|\n").match(data, at)
    if eol is None:
        return file.refuse(f"6.1.7.1: {where}: no CR LF or LF after stream")
    end = re.compile(rb"(?:\r\n|\n|\r)endstream(?=" + WHITE + rb")").match(data, eol.end() + length)
    if end is None:
        return file.refuse(f"6.1.7.1: {where}: /Length is wrong, or no EOL before endstream")
    return end.end()


def length_of(file, entries):
    """What /Length says among the tokens of a stream's dictionary."""
    at = entries.index(b"/Length") if b"/Length" in entries else len(entries)
    value = entries[at + 1:at + 4]
    if value[2:] == [b"R"]:
        return file.find(f"{int(value[0])} {int(value[1])} R")
    return int(value[0]) if value and value[0].isdigit() else None


def check_object(file, number, generation, offset):
    where = f"object {number}"
    begin = re.compile(rb"%d %d obj(?=[\r\n])" % (number, generation)).match(file.bytes, offset)
    file.want(begin and file.bytes[offset - 1:offset] in (b"\n", b"\r"), f"6.1.9: {where}: what is around obj")
    if begin is None:
        return
    depth, entries, at = 0, [], begin.end()
    for kind, value, end in tokens(file.bytes, begin.end()):
        if kind == "word" and depth == 0 and value in (b"endobj", b"stream"):
            break
        check_scalar(file, where, kind, value)
        depth += {b"<<": 1, b"[": 1, b">>": -1, b"]": -1}.get(value, 0) if kind == "mark" else 0
        if depth == 1:
            entries.append(value)
        at = end
    else:
        return file.refuse(f"6.1.9: {where}: no endobj")
    if value == b"stream":
        length = length_of(file, entries)
        file.want(isinstance(length, int), f"6.1.7.1: {where}: no /Length")
        at = check_stream(file, where, end, length) if isinstance(length, int) else None
    file.want(at is None or re.compile(rb"[ \t]*(\r\n|\n|\r)+endobj(\r\n|\n|\r)").match(file.bytes, at),
              f"6.1.9: {where}: what is around endobj")


def check_table(file):
    """Each section of the cross-reference table, from the last to the first."""
    at = re.search(rb"startxref(?:\r\n|\n|\r)(\d+)(?:\r\n|\n|\r)%%EOF(?:\r\n|\n|\r)?\Z", file.bytes)
    file.want(at, "6.1.3: the end of the file")
    seen, at = set(), int(at[1]) if at else None
    while at is not None and at not in seen:
        seen.add(at)
        section = re.compile(rb"xref(?:\r\n|\n|\r)((?:\d+ \d+(?:\r\n|\n|\r)(?:\d{10} \d{5} [nf](?: \r| \n|\r\n))*)+)"
                             rb"\s*trailer").match(file.bytes, at)
        if section is None:
            file.want(re.compile(rb"\d+ \d+ obj").match(file.bytes, at), f"6.1.4: at {at}: no cross-reference table")
            return
        for head, rows in re.findall(rb"\d+ (\d+)(?:\r\n|\n|\r)((?:\d{10} \d{5} [nf]..)*)", section[1], re.S):
            file.want(len(rows) == 20 * int(head), f"6.1.4: at {at}: a section of another length")
        trailer = re.compile(rb"<<.*?>>(?=\s*startxref)", re.S).search(file.bytes, section.end())
        previous = re.search(rb"/Prev (\d+)", trailer[0]) if trailer else None
        at = int(previous[1]) if previous else None


def check_syntax(file):
    data = file.bytes
    file.want(re.match(rb"%PDF-1\.[0-7](\r\n|\n|\r)", data), "6.1.2: the header is not %PDF-1.n at byte 0")
    second = re.split(rb"\r\n|\n|\r", data[:64])[1]
    file.want(second[:1] == b"%" and len(second) >= 5 and min(second[1:5]) > 127,
              "6.1.2: no comment of four bytes above 127 after the header")
    identifier = file.trailer.get("/ID")
    file.want(isinstance(identifier, list) and len(identifier) == 2 and identifier[0] not in ("", "u:", "b:"), "6.1.3: the trailer has no /ID")
    file.want("/Encrypt" not in file.trailer, "6.1.3: the file is encrypted")
    check_table(file)
    file.want(len(file.objects) <= 8388607, "6.1.13: too many objects")
    table = run_qpdf("--show-xref", file.path).decode()
    for number, generation, offset in re.findall(r"^(\d+)/(\d+): uncompressed; offset = (\d+)$", table, re.M):
        check_object(file, int(number), int(generation), int(offset))
