# SPDX-License-Identifier: GPL-3.0-or-later
"""Fonts for tests/pdfa.py: ISO 19005-2, 6.2.11, on the font dictionaries and the font programs.

A program answers `glyph_of(code …)`, `count` and `width(glyph)`, in thousandths of an em.
"""
import re
import struct
import unicodedata

PREDEFINED = {"/Identity-H", "/Identity-V"} | {f"/{name}-{way}" for way in "HV" for name in (
    "GB-EUC", "GBpc-EUC", "GBK-EUC", "GBKp-EUC", "GBK2K", "UniGB-UCS2", "UniGB-UTF16", "B5pc", "HKscs-B5", "ETen-B5",
    "ETenms-B5", "CNS-EUC", "UniCNS-UCS2", "UniCNS-UTF16", "83pv-RKSJ", "90ms-RKSJ", "90msp-RKSJ", "90pv-RKSJ",
    "Add-RKSJ", "EUC", "Ext-RKSJ", "UniJIS-UCS2", "UniJIS-UTF16", "KSC-EUC", "KSCms-UHC", "KSCms-UHC-HW", "KSCpc-EUC",
    "UniKS-UCS2", "UniKS-UTF16")} | {"/H", "/V", "/UniJIS-UCS2-HW-H", "/UniJIS-UCS2-HW-V"}
BASES = {"/WinAnsiEncoding": "cp1252", "/MacRomanEncoding": "mac_roman", "/StandardEncoding": "ascii"}
# names of glyphs that are no letter by themselves
NAMES = dict(zip("space exclam quotedbl numbersign dollar percent ampersand quotesingle parenleft parenright asterisk "
                 "plus comma hyphen period slash zero one two three four five six seven eight nine colon semicolon "
                 "less equal greater question at bracketleft backslash bracketright asciicircum underscore grave "
                 "braceleft bar braceright asciitilde".split(),
                 map(chr, [*range(32, 65), *range(91, 97), *range(123, 127)])))
NAMES.update({"bullet": "•", "endash": "–", "emdash": "—", "quoteleft": "‘", "quoteright": "’", "quotedblleft": "“",
              "quotedblright": "”", "ellipsis": "…", "degree": "°", "section": "§", "Dcroat": "Đ", "dcroat": "đ",
              "ohorn": "ơ", "Ohorn": "Ơ", "uhorn": "ư", "Uhorn": "Ư", "fi": "fi", "fl": "fl", "minus": "−"})
MARKS = {"acute": 0x301, "grave": 0x300, "circumflex": 0x302, "tilde": 0x303, "dieresis": 0x308, "breve": 0x306,
         "caron": 0x30c, "cedilla": 0x327, "ring": 0x30a, "hookabove": 0x309, "dotbelow": 0x323}


BY_TEXT = {text: name for name, text in NAMES.items()}
# CFF's standard strings of ASCII (Adobe TN 5176, appendix A)
STANDARD = {0: ".notdef", **{code - 31: BY_TEXT.get(chr(code), chr(code)) for code in range(32, 127)},
            8: "quoteright", 65: "quoteleft"}


def name_of_text(text):
    """The name by which a font knows a letter, as far as it is here."""
    if not text:
        return None
    if len(text) == 1 and text.isascii() and text.isalpha():
        return text
    plain = unicodedata.normalize("NFD", text)
    mark = next((name for name, value in MARKS.items() if plain[1:] == chr(value)), None)
    return BY_TEXT.get(text) or (plain[0] + mark if mark else None)


def glyph_names(program):
    if isinstance(program, Type1):
        return set(program.widths)
    if isinstance(program, Compact) and not program.is_cid:
        return {program.name(i) for i in range(program.count)} - {None}
    return set()


def text_of_name(name):
    """What a glyph's name means by the Adobe Glyph List, as far as it is here; or None."""
    name = name.lstrip("/").split(".")[0]
    if name in NAMES or len(name) == 1:
        return NAMES.get(name, name)
    if match := re.fullmatch(r"uni([0-9A-F]{4})|u([0-9A-F]{4,6})", name):
        return chr(int(match[1] or match[2], 16))
    match = re.fullmatch(r"([A-Za-z])(\w+)", name)
    return match[1] + chr(MARKS[match[2]]) if match and match[2] in MARKS else None


class TrueType:
    def __init__(self, data):
        self.data = data
        self.tables = {tag: (offset, size) for tag, _, offset, size in
                       (struct.unpack_from(">4sIII", data, 12 + 16 * i) for i in range(self.number(4)))}
        self.units = self.number(self.tables[b"head"][0] + 18)
        self.count = self.number(self.tables[b"maxp"][0] + 4)
        self.metrics = self.number(self.tables[b"hhea"][0] + 34)
        self.maps = {}
        if b"cmap" in self.tables:
            at = self.tables[b"cmap"][0]
            for i in range(self.number(at + 2)):
                platform, encoding, offset = struct.unpack_from(">HHI", data, at + 4 + 8 * i)
                self.maps[platform, encoding] = self.read_map(at + offset)

    def number(self, at):
        return struct.unpack_from(">H", self.data, at)[0]

    def read_map(self, at):
        kind = self.number(at)
        if kind == 0:
            return dict(enumerate(self.data[at + 6:at + 262]))
        if kind == 6:
            first, count = struct.unpack_from(">HH", self.data, at + 6)
            return {first + i: self.number(at + 10 + 2 * i) for i in range(count)}
        return self.read_segments(at) if kind == 4 else {}

    def read_segments(self, at):
        count = self.number(at + 6) // 2
        ends, starts, deltas, ranges = (struct.unpack_from(f">{count}H", self.data, at + 14 + step + 2 * count * i)
                                        for i, step in enumerate((0, 2, 2, 2)))
        glyphs = {}
        for i in range(count):
            for code in range(starts[i], min(ends[i], 0xfffe) + 1):
                place = at + 16 + 6 * count + 2 * i + ranges[i] + 2 * (code - starts[i])
                glyph = self.number(place) if ranges[i] else code
                glyphs[code] = (glyph + deltas[i]) % 65536 if glyph or not ranges[i] else 0
        return glyphs

    def width(self, glyph):
        return self.number(self.tables[b"hmtx"][0] + 4 * min(glyph, self.metrics - 1)) * 1000 / self.units

    def glyph_of(self, code, text, is_symbolic):
        """ISO 32000-1, 9.6.6.4."""
        if not is_symbolic:
            if not text:
                return None if text is None else 0
            mac = text.encode("mac_roman", "replace")[0] if len(text) == 1 else 0
            return self.maps.get((3, 1), {}).get(ord(text[0])) or self.maps.get((1, 0), {}).get(mac, 0)
        for at in (code, 0xf000 + code, 0xf100 + code):
            if glyph := self.maps.get((3, 0), {}).get(at):
                return glyph
        return self.maps.get((1, 0), {}).get(code) or self.maps.get((3, 1), {}).get(code, 0)


class Compact:
    """A CFF font (Adobe TN 5176), bare or in OpenType."""

    def __init__(self, data):
        if data[:4] == b"OTTO":
            count = struct.unpack_from(">H", data, 4)[0]
            tables = {tag: (offset, size) for tag, _, offset, size in
                      (struct.unpack_from(">4sIII", data, 12 + 16 * i) for i in range(count))}
            offset, size = tables[b"CFF "]
            data = data[offset:offset + size]
        self.data = data
        _, at = self.index(data[2])
        tops, at = self.index(at)
        self.strings, at = self.index(at)
        self.shared, _ = self.index(at)
        top = self.dictionary(tops[0])
        self.programs, _ = self.index(top[17][0])
        self.count, self.is_cid = len(self.programs), (12, 30) in top
        self.scale = 1000 * top.get((12, 7), [0.001])[0]
        self.charset = self.read_charset(top.get(15, [0])[0])
        self.privates, self.select = self.read_privates(top)

    def number(self, at, size):
        return int.from_bytes(self.data[at:at + size], "big")

    def index(self, at):
        count = self.number(at, 2)
        if count == 0:
            return [], at + 2
        size, base = self.data[at + 2], at + 2 + (count + 1) * self.data[at + 2]
        ends = [base + self.number(at + 3 + i * size, size) for i in range(count + 1)]
        return [self.data[ends[i]:ends[i + 1]] for i in range(count)], ends[-1]

    def dictionary(self, data):
        entries, operands, at = {}, [], 0
        while at < len(data):
            byte = data[at]
            at += 1
            if byte <= 21:
                key = (12, data[at]) if byte == 12 else byte
                at += byte == 12
                entries[key], operands = operands, []
            elif byte == 30:
                text = ""
                while not text.endswith("f"):
                    text += data[at:at + 1].hex()
                    at += 1
                text = text.split("f")[0]
                operands.append(float("".join({"a": ".", "b": "e", "c": "e-", "e": "-"}.get(c, c) for c in text)))
            else:
                value, at = operand(data, byte, at)
                operands.append(value)
        return entries

    def read_charset(self, at):
        """Glyph to identifier of its name, or CID."""
        if at <= 2:
            return list(range(self.count))
        kind, ids = self.data[at], [0]
        at += 1
        while len(ids) < self.count and at < len(self.data):
            first = self.number(at, 2)
            left = self.number(at + 2, kind) if kind else 0
            ids += range(first, first + left + 1)
            at += 2 + kind
        return ids

    def read_privates(self, top):
        if not self.is_cid:
            return [self.private(top)], None
        parts, _ = self.index(top[12, 36][0])
        at, select = top[12, 37][0], []
        if self.data[at] == 0:
            select = list(self.data[at + 1:at + 1 + self.count])
        else:
            for i in range(self.number(at + 1, 2)):
                first, part, after = self.number(at + 3 + 3 * i, 2), self.data[at + 5 + 3 * i], self.number(at + 6 + 3 * i, 2)
                select += [part] * (after - first)
        return [self.private(self.dictionary(part)) for part in parts], select

    def private(self, holder):
        size, at = holder.get(18, [0, 0])
        entries = self.dictionary(self.data[int(at):int(at + size)])
        own = self.index(int(at + entries[19][0]))[0] if 19 in entries else []
        return entries.get(20, [0])[0], entries.get(21, [0])[0], own

    def width(self, glyph):
        default, nominal, own = self.privates[self.select[glyph] if self.select else 0]
        extra = first_width(self.programs[glyph], own, self.shared)
        return (default if extra is None else nominal + extra) * self.scale

    def name(self, glyph):
        """Of the standard names those of ASCII are known here."""
        at = self.charset[glyph]
        if at < 391:
            return STANDARD.get(at)
        return self.strings[at - 391].decode("latin-1") if at - 391 < len(self.strings) else None


def operand(data, byte, at):
    """A number of a CFF dictionary or charstring, whose first byte was read."""
    if byte == 28:
        return struct.unpack_from(">h", data, at)[0], at + 2
    if byte == 29:
        return struct.unpack_from(">i", data, at)[0], at + 4
    if byte <= 246:
        return byte - 139, at
    if byte <= 250:
        return (byte - 247) * 256 + data[at] + 108, at + 1
    if byte <= 254:
        return -(byte - 251) * 256 - data[at] - 108, at + 1
    return struct.unpack_from(">i", data, at)[0] / 65536, at + 4


# how many operands a charstring's first operator has without a width (Adobe TN 5177, 3.1)
ARITY = {1: None, 3: None, 18: None, 23: None, 19: None, 20: None, 4: 1, 22: 1, 21: 2, 14: 0}


def first_width(program, own, shared):
    stack, calls, at = [], [], 0
    while True:
        if at >= len(program):
            if not calls:
                return None
            program, at = calls.pop()
            continue
        byte = program[at]
        at += 1
        if byte in (10, 29):
            bodies = own if byte == 10 else shared
            bias = 107 if len(bodies) < 1240 else 1131 if len(bodies) < 33900 else 32768
            calls.append((program, at))
            program, at = bodies[int(stack.pop()) + bias], 0
        elif byte == 11:
            program, at = calls.pop()
        elif byte in ARITY:
            wanted = ARITY[byte]
            more = len(stack) % 2 if wanted is None else len(stack) > wanted and (byte != 14 or len(stack) in (1, 5))
            return stack[0] if more else None
        elif byte == 28 or byte >= 32:
            value, at = operand(program, byte, at)
            stack.append(value)
        else:
            return None


def decrypt(data, key, skip):
    out = bytearray()
    for byte in data:
        out.append(byte ^ key >> 8)
        key = ((byte + key) * 52845 + 22719) & 0xffff
    return bytes(out[skip:])


class Type1:
    def __init__(self, data):
        clear, _, coded = data.partition(b"eexec")
        coded = coded.lstrip(b" \t\r\n")
        if re.match(rb"[0-9A-Fa-f]{8}", coded):
            coded = bytes.fromhex(re.sub(rb"[^0-9A-Fa-f]", b"", coded.split(b"cleartomark")[0]).decode()[:len(coded) // 2 * 2])
        private = decrypt(coded, 55665, 4)
        skip = re.search(rb"/lenIV (\d+)", private)
        skip, self.widths = int(skip[1]) if skip else 4, {}
        for match in re.finditer(rb"/(\S+) (\d+) (?:RD|-\|) ", private):
            program = decrypt(private[match.end():match.end() + int(match[2])], 4330, skip)
            self.widths[match[1].decode("latin-1")] = sidebearing_width(program)
        matrix = re.search(rb"/FontMatrix\s*\[\s*([\d.eE-]+)", clear)
        self.scale = 1000 * float(matrix[1]) if matrix else 1
        self.encoding = {int(code): name.decode("latin-1")
                         for code, name in re.findall(rb"dup (\d+) */(\S+) put", clear)}


def sidebearing_width(program):
    """The width that hsbw or sbw is given (Adobe Type 1 Font Format, 6.4)."""
    stack, at = [], 0
    while at < len(program):
        byte = program[at]
        at += 1
        if byte == 255:
            stack.append(struct.unpack_from(">i", program, at)[0])
            at += 4
        elif byte >= 32:
            value, at = operand(program, byte, at)
            stack.append(value)
        elif byte == 12 and program[at] == 12:
            stack[-2:] = [stack[-2] / stack[-1]]
            at += 1
        elif byte == 13:
            return stack[1]
        else:
            return stack[2] if byte == 12 and program[at] == 7 else None
    return None


def read_unicode(data):
    """Codes and texts of a ToUnicode CMap."""
    texts = {}
    text = lambda digits: bytes.fromhex(digits.decode()).decode("utf-16-be", "replace")
    for block in re.findall(rb"beginbfchar(.*?)endbfchar", data, re.S):
        for code, value in re.findall(rb"<\s*([0-9A-Fa-f]+)\s*>\s*<\s*([0-9A-Fa-f ]*)\s*>", block):
            texts[int(code, 16)] = text(value.replace(b" ", b""))
    for block in re.findall(rb"beginbfrange(.*?)endbfrange", data, re.S):
        for first, last, value, row in re.findall(rb"<\s*([0-9A-Fa-f]+)\s*>\s*<\s*([0-9A-Fa-f]+)\s*>\s*"
                                                  rb"(?:<\s*([0-9A-Fa-f]+)\s*>|\[(.*?)\])", block, re.S):
            values = re.findall(rb"<\s*([0-9A-Fa-f]+)\s*>", row)
            for i, code in enumerate(range(int(first, 16), int(last, 16) + 1)):
                if value:
                    texts[code] = text(value)[:-1] + chr(ord(text(value)[-1]) + i)
                elif i < len(values):
                    texts[code] = text(values[i])
    return texts


def is_utf8(name):
    """qpdf marks a name that is none, or what is no UTF-8 was replaced when it was read."""
    return not str(name).startswith("n:") and "\ufffd" not in str(name)


def load(file, descriptor):
    for key, make in (("/FontFile2", TrueType), ("/FontFile3", Compact), ("/FontFile", Type1)):
        if key in descriptor:
            data = file.stream(descriptor[key])
            return (TrueType if key == "/FontFile3" and data[:4] in (b"\0\1\0\0", b"true") else make)(data)
    return None


class Use:
    """What a font is used for: codes of shown and of hidden text."""

    def __init__(self, value):
        self.value, self.shown, self.hidden, self.where = value, set(), set(), None


def check(file, use):
    where, font = use.where, file.find(use.value)
    kind = font.get("/Subtype")
    file.want(font.get("/Type") == "/Font", f"6.2.11.2: {where}: a font without /Type")
    file.want(kind in ("/Type0", "/Type1", "/MMType1", "/TrueType", "/Type3"), f"6.2.11.2: {where}: font type {kind}")
    file.want(kind == "/Type3" or "/BaseFont" in font, f"6.2.11.2: {where}: a font without name")
    file.want(is_utf8(font.get("/BaseFont", "")), f"6.1.8: {where}: a font's name is no UTF-8")
    texts = read_unicode(file.stream(font["/ToUnicode"])) if file.is_stream(font.get("/ToUnicode")) else {}
    (check_composite if kind == "/Type0" else check_simple)(file, where, font, use, texts)


def check_texts(file, where, codes, text_of):
    for code in sorted(codes):
        text = text_of(code)
        file.want(text, f"6.2.11.7.2: {where}: codes without Unicode value")
        file.want(not set(text or "") & set("\0\ufeff\ufffe"), f"6.2.11.7.2: {where}: a code means U+0000, U+FEFF or U+FFFE")


def check_program(file, where, descriptor, font, is_shown):
    keys = [key for key in ("/FontFile", "/FontFile2", "/FontFile3") if key in descriptor]
    file.want(keys or not is_shown, f"6.2.11.4.1: {where}: a font is not embedded")
    file.want(not keys or descriptor.get("/FontName") == font.get("/BaseFont"), f"6.2.11.2: {where}: the font has two names")
    if "/FontFile3" in keys:
        subtype = file.get(descriptor["/FontFile3"], "/Subtype")
        file.want(subtype in ("/Type1C", "/CIDFontType0C", "/OpenType"), f"6.2.11.2: {where}: font file {subtype}")
    return load(file, descriptor) if keys else None


def check_glyph(file, where, code, glyph, program, told, is_shown):
    file.want(glyph != 0, f"6.2.11.8: {where}: code {code} is .notdef")
    if not is_shown or program is None:
        return
    if glyph is None or glyph >= program.count:
        return file.refuse(f"6.2.11.4.1: {where}: code {code} has no glyph")
    width = program.width(glyph)
    file.want(told is None or abs(told - width) <= 1, f"6.2.11.5: {where}: code {code} is {told} wide, its glyph {width:g}")


def check_cmap(file, where, font, below):
    encoding = font.get("/Encoding")
    if not file.is_stream(encoding):
        file.want(encoding in PREDEFINED, f"6.2.11.3.3: {where}: CMap {encoding}")
        return encoding in ("/Identity-H", "/Identity-V")
    entries, data = file.find(encoding), file.stream(encoding)
    inner = re.search(rb"/WMode\s+(\d)", data)
    file.want(entries.get("/WMode", 0) == (int(inner[1]) if inner else 0), f"6.2.11.3.3: {where}: the CMap's direction")
    other = entries.get("/UseCMap")
    file.want(other is None or other in PREDEFINED, f"6.2.11.3.3: {where}: the CMap uses {other}")
    mine, its = file.get(below, "/CIDSystemInfo") or {}, file.get(entries, "/CIDSystemInfo") or {}
    file.want(all(mine.get(key) == its.get(key) for key in ("/Registry", "/Ordering")) and
              mine.get("/Supplement", 0) <= its.get("/Supplement", 0), f"6.2.11.3.1: {where}: font and CMap are of two collections")
    for block in re.findall(rb"begincid(?:range|char)(.*?)endcid", data, re.S):
        file.want(all(int(cid) <= 65535 for cid in re.findall(rb">\s*(\d+)", block)), f"6.1.13: {where}: a CID above 65,535")
    return False


def check_composite(file, where, font, use, texts):
    below = file.find(file.list(font, "/DescendantFonts")[0])
    descriptor = file.get(below, "/FontDescriptor") or {}
    program = check_program(file, where, descriptor, below, bool(use.shown))
    is_identity = check_cmap(file, where, font, below)
    glyph_map = below.get("/CIDToGIDMap")
    if below.get("/Subtype") == "/CIDFontType2" and program is not None:
        file.want(glyph_map == "/Identity" or file.is_stream(glyph_map), f"6.2.11.3.2: {where}: no CIDToGIDMap")
    file.want("/ToUnicode" in font, f"6.2.11.7.2: {where}: no ToUnicode")
    check_texts(file, where, use.shown | use.hidden, texts.get)
    if not is_identity:
        return
    table = file.stream(glyph_map) if file.is_stream(glyph_map) else None
    widths, default = cid_widths(file, below), below.get("/DW", 1000)
    listed = file.stream(descriptor["/CIDSet"]) if "/CIDSet" in descriptor else None
    for code in sorted(use.shown | use.hidden):
        glyph = code if table is None else int.from_bytes(table[2 * code:2 * code + 2], "big")
        if isinstance(program, Compact) and program.is_cid:
            glyph = program.charset.index(code) if code in program.charset else None
        check_glyph(file, where, code, glyph, program, widths.get(code, default), code in use.shown)
        file.want(listed is None or code // 8 < len(listed) and listed[code // 8] >> 7 - code % 8 & 1,
                  f"6.2.11.4.2: {where}: CIDSet lacks code {code}")


def cid_widths(file, descendant):
    widths, row = {}, list(file.list(descendant, "/W"))
    while row:
        first, second = row.pop(0), file.find(row.pop(0))
        if isinstance(second, list):
            widths.update({first + i: file.find(width) for i, width in enumerate(second)})
        else:
            widths.update(dict.fromkeys(range(first, second + 1), row.pop(0)))
    return widths


def read_encoding(file, font, program):
    """Code to name of glyph, and to text, by the font's encoding."""
    encoding = file.get(font, "/Encoding")
    base = encoding.get("/BaseEncoding") if isinstance(encoding, dict) else encoding
    names, texts = dict(getattr(program, "encoding", {})) if base is None else {}, {}
    for code in range(256):
        if base in BASES or base is None and not names:
            text = bytes([code]).decode(BASES.get(base, "ascii"), "ignore")
            texts[code] = text if text.isprintable() else ""
    texts.update({code: text_of_name(name) for code, name in names.items()})
    code = 0
    for item in file.list(encoding, "/Differences") if isinstance(encoding, dict) else ():
        if isinstance(item, int):
            code = item
        else:
            names[code], texts[code] = item.lstrip("/"), text_of_name(item)
            code += 1
    return names, texts


def check_simple(file, where, font, use, unicode_texts):
    kind, descriptor = font["/Subtype"], file.get(font, "/FontDescriptor") or {}
    first, widths = font.get("/FirstChar"), file.list(font, "/Widths")
    if descriptor:
        file.want(first is not None and font.get("/LastChar") is not None, f"6.2.11.2: {where}: no /FirstChar or /LastChar")
        file.want(len(widths) == (font.get("/LastChar") or 0) - (first or 0) + 1, f"6.2.11.2: {where}: the number of widths")
    program = None if kind == "/Type3" else check_program(file, where, descriptor, font, bool(use.shown))
    names, texts = read_encoding(file, font, program)
    is_symbolic = bool(descriptor.get("/Flags", 0) & 4)
    check_texts(file, where, use.shown | use.hidden, lambda code: unicode_texts.get(code) or texts.get(code))
    if kind == "/TrueType" and program is not None:
        check_true_type(file, where, font, program, is_symbolic)
    for code in sorted(use.shown | use.hidden):
        file.want(names.get(code) != ".notdef", f"6.2.11.8: {where}: code {code} is .notdef")
        told = file.find(widths[code - first]) if first is not None and 0 <= code - first < len(widths) else None
        if isinstance(program, TrueType):
            glyph = program.glyph_of(code, texts.get(code), is_symbolic)
            if glyph is not None:
                check_glyph(file, where, code, glyph, program, told, code in use.shown)
        elif program is not None and code in use.shown:
            check_named(file, where, code, names.get(code) or name_of_text(texts.get(code)), program, told)
    if program is not None and "/CharSet" in descriptor and "+" in font.get("/BaseFont", ""):
        listed = set(str(file.find(descriptor["/CharSet"]))[2:].split("/"))
        file.want(glyph_names(program) <= listed | {".notdef"}, f"6.2.11.4.2: {where}: CharSet lacks glyphs")


def check_true_type(file, where, font, program, is_symbolic):
    encoding, maps = file.get(font, "/Encoding"), program.maps
    base = encoding.get("/BaseEncoding") if isinstance(encoding, dict) else encoding
    if is_symbolic:
        file.want(encoding is None, f"6.2.11.6: {where}: a symbolic font with an encoding")
        file.want(len(maps) == 1 or (3, 0) in maps, f"6.2.11.6: {where}: a symbolic font's maps")
    else:
        file.want(base in ("/WinAnsiEncoding", "/MacRomanEncoding"), f"6.2.11.6: {where}: encoding {base}")
        file.want(len(maps) > ((3, 0) in maps), f"6.2.11.6: {where}: no map of characters")
        names = [item for item in file.list(encoding, "/Differences") if isinstance(item, str)] \
            if isinstance(encoding, dict) else []
        file.want(not names or (3, 1) in maps and all(map(text_of_name, names)),
                  f"6.2.11.6: {where}: differences that mean no Unicode")


def check_named(file, where, code, name, program, told):
    """A glyph of Type 1 or bare CFF, where its name is known."""
    if name is None:
        return
    if isinstance(program, Type1):
        width = program.widths.get(name)
        file.want(name in program.widths, f"6.2.11.4.1: {where}: code {code} has no glyph")
    else:
        glyph = next((i for i in range(program.count) if program.name(i) == name), None)
        file.want(glyph is not None or name not in STANDARD.values(), f"6.2.11.4.1: {where}: code {code} has no glyph")
        width = None if glyph is None else program.width(glyph) / program.scale
    if width is not None and told is not None:
        width *= program.scale
        file.want(abs(told - width) <= 1, f"6.2.11.5: {where}: code {code} is {told} wide, its glyph {width:g}")


def check_procedure(file, use, name, program):
    """The width that a glyph of Type 3 gives itself."""
    font = file.find(use.value)
    given = re.match(rb"\s*([-+.\d]+)(?:\s+[-+.\d]+)+\s+d[01]\b", program)
    names, _ = read_encoding(file, font, None)
    for code in use.shown:
        at = code - font.get("/FirstChar", 0)
        if given and "/" + names.get(code, "") == name and 0 <= at < len(file.list(font, "/Widths")):
            told = file.find(file.list(font, "/Widths")[at])
            file.want(abs(told - float(given[1])) <= 1, f"6.2.11.5: {use.where}: code {code} is {told} wide, its glyph {given[1].decode()}")
