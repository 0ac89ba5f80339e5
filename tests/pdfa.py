#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Checks rules of PDF/A-2u (ISO 19005-2) on a PDF, independently of the program that wrote it.

tests/pdfa.py FILE...    prints a line for each rule that is broken; status 1 if there is any

The rules are those that a scanned document can break. Objects are read by `qpdf --json`, streams
by `qpdf --show-object`, the bytes of the file by Python; also signed files with increments.
"""
import json
import re
import struct
import subprocess
import sys
import xml.etree.ElementTree as XML

RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
PDFAID = "{http://www.aiim.org/pdfa/ns/id/}"
EXTENSION = "{http://www.aiim.org/pdfa/ns/extension/}"
SCHEMA = "{http://www.aiim.org/pdfa/ns/schema#}"
PROPERTY = "{http://www.aiim.org/pdfa/ns/property#}"
# namespaces whose properties need no description
PREDEFINED = {
    "http://purl.org/dc/elements/1.1/", "http://ns.adobe.com/xap/1.0/",
    "http://ns.adobe.com/pdf/1.3/", "http://ns.adobe.com/xap/1.0/mm/",
    "http://ns.adobe.com/xap/1.0/rights/", "http://www.aiim.org/pdfa/ns/id/",
    "http://www.aiim.org/pdfa/ns/extension/", RDF[1:-1],
}
# what a property's value must be: XMP's value types, of those properties that may stand here
DC, XMP, PDF = "{http://purl.org/dc/elements/1.1/}", "{http://ns.adobe.com/xap/1.0/}", "{http://ns.adobe.com/pdf/1.3/}"
TYPES = {
    DC + "format": "Text", DC + "title": "Lang Alt", DC + "description": "Lang Alt", DC + "creator": "Seq Text",
    DC + "identifier": "Text", DC + "date": "Seq Date", DC + "publisher": "Bag Text", DC + "language": "Bag Text",
    XMP + "CreatorTool": "Text", XMP + "CreateDate": "Date", XMP + "ModifyDate": "Date", XMP + "MetadataDate": "Date",
    PDF + "Producer": "Text", PDFAID + "part": "Text", PDFAID + "conformance": "Text",
    EXTENSION + "schemas": "Bag Resource",
}
FILTERS = {"/FlateDecode", "/DCTDecode", "/CCITTFaxDecode", "/JPXDecode", "/JBIG2Decode",
           "/RunLengthDecode", "/ASCIIHexDecode", "/ASCII85Decode"}


def run_qpdf(*arguments):
    """qpdf's output; its status 3 means warnings."""
    run = subprocess.run(["qpdf", *arguments], capture_output=True)
    if run.returncode not in (0, 3):
        sys.exit(f"qpdf: {run.stderr.decode()}")
    return run.stdout


class File:
    def __init__(self, path):
        self.path = path
        self.bytes = open(path, "rb").read()
        text = run_qpdf("--json=2", "--json-stream-data=none", path)
        objects = json.loads(text)["qpdf"][1]
        self.trailer = objects.pop("trailer")["value"]
        self.objects = {key[4:]: value for key, value in objects.items()}
        self.broken = []

    def refuse(self, rule):
        self.broken.append(rule)

    def want(self, condition, rule):
        if not condition:
            self.refuse(rule)

    def find(self, value):
        """The object behind a reference; a stream's dictionary for a stream."""
        for _ in range(10):
            if not (isinstance(value, str) and re.fullmatch(r"\d+ \d+ R", value)):
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

    def stream(self, reference, raw=False):
        number = reference.split()[0]
        data = "--raw-stream-data" if raw else "--filtered-stream-data"
        return run_qpdf(f"--show-object={number}", data, self.path)


def check_bytes(file):
    data = file.bytes
    file.want(re.match(rb"%PDF-1\.[0-7][\r\n]", data), "6.1.2: the header is not %PDF-1.n at byte 0")
    second = re.split(rb"[\r\n]+", data[:64])[1]
    file.want(second[:1] == b"%" and len(second) >= 5 and min(second[1:5]) > 127,
              "6.1.2: no comment of four bytes above 127 after the header")
    file.want(re.search(rb"%%EOF\r?\n?\Z", data), "6.1.3: something stands after the last %%EOF")
    # what can look like syntax inside a stream is skipped by the lengths
    at = 0
    while match := re.compile(rb"<<(?:(?!endobj).){0,4000}?/Length (\d+)[^R]*?>>\s*?stream(\r\n|\n|\r)", re.S).search(data, at):
        end = match.end() + int(match[1])
        file.want(match[2] != b"\r", "6.1.7.1: a lone CR after stream")
        file.want(re.match(rb"\r?\nendstream", data[end:end + 11]),
                  f"6.1.7.1: at {match.start()}: /Length is wrong, or no EOL before endstream")
        at = end


def check_trailer(file):
    identifier = file.trailer.get("/ID")
    file.want(isinstance(identifier, list) and len(identifier) == 2, "6.1.3: the trailer has no /ID")
    file.want("/Encrypt" not in file.trailer, "6.1.3: the file is encrypted")


def walk(value, path=()):
    yield path, value
    if isinstance(value, dict):
        for key, item in value.items():
            yield from walk(item, path + (key,))
    elif isinstance(value, list):
        for item in value:
            yield from walk(item, path)


def check_values(file):
    for name, holder in file.objects.items():
        stream = holder.get("stream", {}).get("dict")
        if stream is not None:
            filters = stream.get("/Filter", [])
            filters = filters if isinstance(filters, list) else [filters]
            file.want(set(filters) <= FILTERS, f"6.1.7.2: {name}: filter {filters}")
            file.want(not {"/F", "/FFilter", "/FDecodeParms"} & set(stream), f"6.1.7.1: {name}: external stream")
        for path, value in walk(stream if stream is not None else holder.get("value")):
            if isinstance(value, str) and value[:2] in ("u:", "b:"):
                size = len(value[2:]) // 2 if value[0] == "b" else len(value[2:].encode("utf-16-be"))
                file.want(size <= 32767, f"6.1.13: {name}: a string of {size} bytes")
            elif isinstance(value, str) and value.startswith("/"):
                file.want(len(value.encode()) <= 128, f"6.1.13: {name}: a name that is too long")
            elif isinstance(value, (int, float)) and not isinstance(value, bool):
                file.want(abs(value) <= 2147483647, f"6.1.13: {name}: a number out of range")
            if isinstance(value, dict):
                file.want(value.get("/S") not in ("/JavaScript", "/Launch", "/Sound", "/Movie", "/ResetForm", "/ImportData", "/Hide", "/SetOCGState", "/Rendition", "/Trans", "/GoTo3DView"),
                          f"6.5.1: {name}: forbidden action")
                file.want("/AA" not in value, f"6.5.2: {name}: additional actions")
    file.want(len(file.objects) <= 8388607, "6.1.13: too many objects")


def check_catalog(file):
    root = file.trailer["/Root"]
    intents = file.get(root, "/OutputIntents") or []
    profiles = [file.find(intent) for intent in intents]
    profiles = [p for p in profiles if p.get("/S") == "/GTS_PDFA1"]
    file.want(len(profiles) == 1, "6.2.3: there is not one PDF/A output intent")
    for intent in profiles:
        reference = intent.get("/DestOutputProfile")
        file.want("/OutputConditionIdentifier" in intent, "6.2.3: no OutputConditionIdentifier")
        file.want(reference is not None, "6.2.3: the output intent has no profile")
        if reference:
            check_profile(file, reference, "6.2.3", {b"prtr", b"mntr"})
    file.want(file.get(root, "/Lang"), "the catalog names no language")
    file.want(file.get(root, "/ViewerPreferences", "/DisplayDocTitle") is True, "the title is not shown")
    file.want("/OCProperties" not in file.find(root), "optional content")
    form = file.get(root, "/AcroForm")
    if form:
        file.want("/XFA" not in form, "6.4.2: XFA")
        file.want(form.get("/NeedAppearances") is not True, "6.4.1: NeedAppearances")


def check_profile(file, reference, clause, classes):
    profile = file.stream(reference)
    wanted = {1: b"GRAY", 3: b"RGB ", 4: b"CMYK"}.get(file.get(reference, "/N"))
    file.want(len(profile) > 128 and struct.unpack(">I", profile[:4])[0] == len(profile),
              f"{clause}: the ICC profile's size is wrong")
    file.want(profile[36:40] == b"acsp" and profile[8] <= 4 and profile[12:16] in classes and
              profile[16:20] == wanted, f"{clause}: the ICC profile's header is wrong")


def check_metadata(file):
    reference = file.find(file.trailer["/Root"]).get("/Metadata")
    if reference is None:
        return file.refuse("6.6.2.1: no XMP metadata")
    holder = file.find(reference)
    file.want("/Filter" not in holder, "6.6.2.1: the metadata are compressed")
    file.want(holder.get("/Type") == "/Metadata" and holder.get("/Subtype") == "/XML", "6.6.2.1: the metadata's type")
    packet = file.stream(reference, raw=True)
    file.want(re.match(rb"<\?xpacket begin=(\"\xef\xbb\xbf\"|\"\") id=\"W5M0MpCehiHzreSzNTczkc9d\"\?>", packet) and
              not re.search(rb"<\?xpacket begin=[^?]*(bytes|encoding)=", packet), "6.6.2.1: the packet's header")
    root = XML.fromstring(packet.decode("utf-8"))
    told = {}
    used = set()
    for description in root.iter(RDF + "Description"):
        for name, value in description.attrib.items():
            told[name] = value
        for child in description:
            told[child.tag] = child
            used.add(child.tag)
    text = lambda name: getattr(told.get(PDFAID + name), "text", told.get(PDFAID + name))
    file.want(text("part") == "2" and text("conformance") == "U", "6.6.4: not told to be PDF/A-2u")
    described = {}
    extension = next(root.iter(EXTENSION + "schemas"), None)
    if extension is not None:
        for entry in extension.iter(RDF + "li"):
            space = entry.find(SCHEMA + "namespaceURI")
            if space is None:
                continue
            for prop in entry.iterfind(SCHEMA + "property/*/" + RDF + "li"):
                name, kind = prop.find(PROPERTY + "name"), prop.find(PROPERTY + "valueType")
                if name is None or kind is None:
                    file.refuse("6.6.2.3.3: a property without name or type")
                    continue
                described["{" + space.text + "}" + name.text] = kind.text
                for part in ("category", "description"):
                    text_of = getattr(prop.find(PROPERTY + part), "text", None)
                    file.want(text_of and (part == "description" or text_of in ("internal", "external")),
                              f"6.6.2.3.3: {name.text}: its {part}")
            for name in ("schema", "prefix", "property"):
                file.want(entry.find(SCHEMA + name) is not None, f"6.6.2.3.3: a schema without {name}")
    for tag in used:
        file.want(tag[1:].split("}")[0] in PREDEFINED or tag in described,
                  f"6.6.2.3.1: {tag} is not described")
        kind = TYPES.get(tag, described.get(tag))
        file.want(kind is None or is_of_type(told[tag], kind), f"6.6.2.3.1: {tag} is not of type {kind}")
    check_information(file, root)


def is_of_type(element, kind):
    array, _, item = kind.rpartition(" ")
    if kind == "Lang Alt":
        array, item = "Alt", "Text"
    if array:
        holder = element.find(RDF + array)
        if holder is None or len(element) != 1 or any(one.tag != RDF + "li" for one in holder):
            return False
        named = all(one.get("{http://www.w3.org/XML/1998/namespace}lang") for one in holder)
        return all(is_of_type(one, item) for one in holder) and (array != "Alt" or named)
    if item == "Resource":
        return element.get(RDF + "parseType") == "Resource"
    if len(element) != 0 or element.text is None:
        return False
    return item != "Date" or re.fullmatch(
        r"\d{4}(-\d\d(-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d))?)?)?", element.text) is not None


def xmp_text(root, tag):
    element = next(root.iter(tag), None)
    if element is None:
        return None
    item = next(element.iter(RDF + "li"), None)
    return (element if item is None else item).text


def check_information(file, root):
    information = file.get(file.trailer, "/Info") or {}
    for key, tag in (("/Title", DC + "title"), ("/Author", DC + "creator"), ("/Subject", DC + "description"),
                     ("/Creator", XMP + "CreatorTool"), ("/Producer", PDF + "Producer")):
        value = information.get(key)
        if value is not None:
            file.want(value[2:] == xmp_text(root, tag), f"{key} and {tag} differ")
    for key, tag in (("/CreationDate", XMP + "CreateDate"), ("/ModDate", XMP + "ModifyDate")):
        value, other = information.get(key), xmp_text(root, tag)
        if value is not None:
            file.want(other and re.sub(r"\D", "", value) == re.sub(r"\D", "", other), f"{key} and {tag} differ")


def pages(file, node):
    node_value = file.find(node)
    if node_value.get("/Type") == "/Pages":
        for kid in node_value["/Kids"]:
            yield from pages(file, kid)
    else:
        yield node_value


def check_pages(file):
    found = False
    for number, page in enumerate(pages(file, file.find(file.trailer["/Root"])["/Pages"]), 1):
        found = True
        where = f"page {number}"
        box = file.find(page.get("/MediaBox"))
        file.want(box and all(3 <= side <= 14400 for side in (box[2] - box[0], box[3] - box[1])), f"6.1.13: {where}: size")
        file.want("/AA" not in page, f"6.5.2: {where}: additional actions")
        resources = page.get("/Resources")
        file.want(resources is not None, f"6.2.2: {where}: resources are not explicit")
        seen = check_content(file, where, page, resources)
        for name, font in (file.get(resources, "/Font") or {}).items():
            check_font(file, where, font, name in seen)
        for image in (file.get(resources, "/XObject") or {}).values():
            check_object(file, where, image)
        for note in file.find(page.get("/Annots")) or []:
            check_annotation(file, where, file.find(note))
    file.want(found, "no page")


def check_content(file, where, page, resources):
    """Gives the names of the fonts of which text is seen: those of hidden text need no program."""
    contents = page.get("/Contents")
    if contents is None:
        return set()
    contents = contents if isinstance(contents, list) else [contents]
    content = b"\n".join(file.stream(part) for part in contents)
    fonts = file.get(resources, "/Font") or {}
    used = {}
    font, depth, hidden, seen = None, 0, False, set()
    for name, text, word, mode in re.findall(
            rb"/(\w+) [\d.]+ Tf|<([0-9A-Fa-f]*)>\s*Tj|(?<![\w/])(q|Q)(?!\w)|(\d) Tr(?!\w)", content):
        if name:
            font = "/" + name.decode()
            file.want(font in fonts, f"6.2.2: {where}: font {font} is not among the resources")
        elif word:
            depth += 1 if word == b"q" else -1
            file.want(0 <= depth <= 28, f"6.1.13: {where}: q and Q")
        elif mode:
            hidden = mode == b"3"
        elif font in fonts:
            digits = 4 if file.get(fonts[font], "/Subtype") == "/Type0" else 2
            file.want(len(text) % digits == 0, f"6.1.6: {where}: a hexadecimal string with odd digits")
            used.setdefault(font, set()).update(text[i:i + digits].upper() for i in range(0, len(text), digits))
            seen |= set() if hidden else {font}
    for name, codes in used.items():
        check_codes(file, where, fonts[name], {int(code, 16) for code in codes})
    return seen


def check_codes(file, where, font, codes):
    """Each shown code has a glyph, the glyph's width is the one told, and it has a text."""
    if file.get(font, "/Subtype") != "/Type0":
        return
    descendant = file.find(file.get(font, "/DescendantFonts")[0])
    mapped = {}
    for pair in re.findall(rb"<([0-9A-F]{4})> <([0-9A-F]+)>\n", file.stream(file.find(font)["/ToUnicode"])):
        mapped[int(pair[0], 16)] = pair[1]
    wrong = {b"0000", b"FEFF", b"FFFE"}
    file.want(all(code in mapped and mapped[code] not in wrong for code in codes),
              f"6.2.11.7.2: {where}: codes without Unicode value")
    reference = file.find(descendant["/FontDescriptor"]).get("/FontFile2")
    if reference is None:
        return file.refuse(f"6.2.11.4: {where}: a font is not embedded")
    program = file.stream(reference)
    tables = {tag: (offset, size) for tag, _, offset, size in
              (struct.unpack(">4sIII", program[12 + 16 * i:28 + 16 * i])
               for i in range(struct.unpack(">H", program[4:6])[0]))}
    units = struct.unpack(">H", program[tables[b"head"][0] + 18:][:2])[0]
    glyphs = struct.unpack(">H", program[tables[b"maxp"][0] + 4:][:2])[0]
    metrics = struct.unpack(">H", program[tables[b"hhea"][0] + 34:][:2])[0]
    map_reference = descendant.get("/CIDToGIDMap")
    glyph_map = None if map_reference == "/Identity" else file.stream(map_reference)
    widths = cid_widths(file, descendant)
    for code in sorted(codes):
        glyph = code if glyph_map is None else struct.unpack(">H", glyph_map[2 * code:2 * code + 2])[0]
        if glyph == 0 or glyph >= glyphs:
            return file.refuse(f"6.2.11.8: {where}: code {code} has no glyph")
        advance = struct.unpack(">H", program[tables[b"hmtx"][0] + 4 * min(glyph, metrics - 1):][:2])[0]
        told = widths.get(code, descendant.get("/DW", 1000))
        if abs(told - advance * 1000 / units) > 1:
            return file.refuse(f"6.2.11.5: {where}: code {code} is {told} wide, its glyph {advance}")


def cid_widths(file, descendant):
    widths, row = {}, list(file.find(descendant.get("/W")) or [])
    while row:
        first, second = row.pop(0), file.find(row.pop(0))
        if isinstance(second, list):
            widths.update({first + i: width for i, width in enumerate(second)})
        else:
            widths.update(dict.fromkeys(range(first, second + 1), row.pop(0)))
    return widths


def check_font(file, where, font, seen=True):
    value = file.find(font)
    if value.get("/Subtype") == "/Type0":
        file.want("/ToUnicode" in value, f"6.2.11.7.2: {where}: no ToUnicode")
        value = file.find(file.find(value["/DescendantFonts"])[0])
        if value.get("/Subtype") == "/CIDFontType2":
            file.want("/CIDToGIDMap" in value, f"6.2.11.3.2: {where}: no CIDToGIDMap")
    descriptor = file.get(value, "/FontDescriptor") or {}
    if not seen and not descriptor:
        return
    file.want({"/FontFile", "/FontFile2", "/FontFile3"} & set(descriptor), f"6.2.11.4: {where}: a font is not embedded")
    file.want(descriptor.get("/FontName") == value.get("/BaseFont"), f"6.2.11.2: {where}: the font has two names")


def check_object(file, where, reference):
    value = file.find(reference)
    file.want(not {"/OPI", "/Alternates", "/PS"} & set(value), f"6.2.8: {where}: OPI, alternates or PostScript")
    if value.get("/Subtype") == "/Form":
        resources = file.get(value, "/Resources") or {}
        seen = check_content(file, where, {"/Contents": reference}, resources)
        for name, font in (file.get(resources, "/Font") or {}).items():
            check_font(file, where, font, name in seen)
        return
    file.want(value.get("/Interpolate") is not True, f"6.2.8: {where}: the image is interpolated")
    file.want(value.get("/BitsPerComponent") in (1, 2, 4, 8, 16) or value.get("/Filter") == "/JPXDecode",
              f"6.2.8: {where}: bits")
    space = file.find(value.get("/ColorSpace"))
    if isinstance(space, list) and space[0] == "/ICCBased":
        check_profile(file, space[1], "6.2.4.2", {b"scnr", b"mntr", b"prtr", b"spac"})
    elif value.get("/ImageMask") is not True:
        file.want(space in ("/DeviceGray", "/DeviceRGB"), f"6.2.4.3: {where}: colour space {space}")


def check_annotation(file, where, note):
    if note.get("/Subtype") == "/Popup":
        return
    flags = note.get("/F", 0)
    file.want(flags & 4 and not flags & (1 | 2 | 32 | 256), f"6.3.2: {where}: an annotation's flags")
    box = note.get("/Rect", [0, 0, 0, 0])
    empty = box[0] == box[2] and box[1] == box[3]
    file.want(empty or file.get(note, "/AP", "/N"), f"6.3.3: {where}: an annotation without appearance")
    form = file.get(note, "/AP", "/N")
    if isinstance(form, dict) and form.get("/Subtype") == "/Form":
        check_object(file, where, note["/AP"]["/N"] if isinstance(note["/AP"], dict) else file.find(note["/AP"])["/N"])


def main(paths):
    bad = False
    for path in paths:
        file = File(path)
        for check in (check_bytes, check_trailer, check_values, check_catalog, check_metadata, check_pages):
            check(file)
        for rule in file.broken:
            print(f"{path}: {rule}")
        bad |= bool(file.broken)
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
