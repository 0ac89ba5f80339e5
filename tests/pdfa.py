#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Checks rules of PDF/A-2u (ISO 19005-2) on a PDF, independently of the program that wrote it.

tests/pdfa.py [--hidden] FILE...    prints a line for each rule that is broken; status 1 if there is any

With --hidden the fonts of hidden text keep the rules as well from which the standard exempts them, as ours do.

The rules are those that veraPDF's profile for PDF/A-2u tests, by its clauses, but for halftones' colours,
Type 1 fonts' CharSet and what other CMaps than Identity give. A rule of ISO 32000-1 that content has to
keep, or one of ours, is told as well. Objects are read by qpdf, the syntax from the bytes (pdfa_file.py),
content and fonts by Python (pdfa_content.py, pdfa_font.py); also of signed files with increments.
"""
import re
import subprocess
import sys
import xml.etree.ElementTree as XML

from pdfa_content import FILTERS, Checker, check_profile
from pdfa_file import File, check_syntax, is_reference, walk

RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
PDFAID = "{http://www.aiim.org/pdfa/ns/id/}"
EXTENSION = "{http://www.aiim.org/pdfa/ns/extension/}"
SCHEMA = "{http://www.aiim.org/pdfa/ns/schema#}"
PROPERTY = "{http://www.aiim.org/pdfa/ns/property#}"
TYPE, FIELD = "{http://www.aiim.org/pdfa/ns/type#}", "{http://www.aiim.org/pdfa/ns/field#}"
PREFIXES = {PDFAID: "pdfaid", EXTENSION: "pdfaExtension", SCHEMA: "pdfaSchema", PROPERTY: "pdfaProperty",
            TYPE: "pdfaType", FIELD: "pdfaField"}
# properties of XMP that may stand here without a description, and their value types
DC, XMP, PDF = "{http://purl.org/dc/elements/1.1/}", "{http://ns.adobe.com/xap/1.0/}", "{http://ns.adobe.com/pdf/1.3/}"
TYPES = {
    DC + "format": "Text", DC + "title": "Lang Alt", DC + "description": "Lang Alt", DC + "creator": "Seq Text",
    DC + "identifier": "Text", DC + "date": "Seq Date", DC + "publisher": "Bag Text", DC + "language": "Bag Text",
    XMP + "CreatorTool": "Text", XMP + "CreateDate": "Date", XMP + "ModifyDate": "Date", XMP + "MetadataDate": "Date",
    PDF + "Producer": "Text", PDFAID + "part": "Text", PDFAID + "conformance": "Text",
    EXTENSION + "schemas": "Bag Resource",
}
# what a property of an extension schema may be made of, beside what the packet defines
VALUES = {"Text", "Integer", "Real", "Boolean", "Date", "URI", "URL", "ProperName", "AgentName", "RenditionClass", "GUID",
          "Locale", "MIMEType", "XPath", "Rational", "ResourceRef", "ResourceEvent", "Version", "Job", "Dimensions",
          "Thumbnail", "Font", "Colorant", "Any", "Lang Alt"}
NEEDED = {"schema": {"schema", "namespaceURI", "prefix"}, "property": {"name", "valueType", "category", "description"},
          "valueType": {"type", "namespaceURI", "prefix", "description"}}
ALLOWED = {"schema": {"property", "valueType"}, "property": set(), "valueType": {"field"}}
ANNOTATIONS = {"/" + name for name in "Text Link FreeText Line Square Circle Polygon PolyLine Highlight Underline Squiggly "
               "StrikeOut Stamp Caret Ink Popup FileAttachment Widget PrinterMark TrapNet Watermark".split()}
ACTIONS = {"/GoTo", "/GoToR", "/GoToE", "/Thread", "/URI", "/Named", "/SubmitForm"}
FORBIDDEN = {"/Launch", "/Sound", "/Movie", "/ResetForm", "/ImportData", "/Hide", "/SetOCGState", "/Rendition", "/Trans",
             "/GoTo3DView", "/JavaScript"}
BOXES = ("/MediaBox", "/CropBox", "/BleedBox", "/TrimBox", "/ArtBox")


def check_values(file):
    for name, holder in file.objects.items():
        entries = holder.get("stream", {}).get("dict")
        if entries is not None:
            filters = set(file.list(entries.get("/Filter")))
            file.want(filters <= FILTERS, f"6.1.7.2: {name}: filter {filters - FILTERS}")
            file.want(not {"/F", "/FFilter", "/FDecodeParms"} & set(entries), f"6.1.7.1: {name}: external stream")
        for value in walk(entries if entries is not None else holder.get("value")):
            if isinstance(value, dict):
                check_dictionary(file, name, value)


def check_dictionary(file, name, value):
    file.want("/AA" not in value, f"6.5.2: {name}: additional actions")
    file.want("/EF" not in value, f"6.8: {name}: an embedded file")
    file.want(value.get("/S") not in FORBIDDEN, f"6.5.1: {name}: action {value.get('/S')}")
    for key in ("/A", "/OpenAction", "/Next", "/PA"):
        for action in map(file.find, file.list(value.get(key))):
            if isinstance(action, dict) and "/S" in action:
                file.want(action["/S"] in ACTIONS, f"6.5.1: {name}: action {action['/S']}")
                file.want(action["/S"] != "/Named" or action.get("/N") in ("/NextPage", "/PrevPage", "/FirstPage", "/LastPage"),
                          f"6.5.1: {name}: named action {action.get('/N')}")
    if value.get("/Type") == "/Sig" or "/ByteRange" in value:
        check_signature(file, name, value)


def check_catalog(file):
    root = file.find(file.root)
    profiles = set()
    for intent in map(file.find, file.list(root.get("/OutputIntents"))):
        profiles.add(intent.get("/DestOutputProfile"))
        file.want(intent.get("/S") != "/GTS_PDFX" or "/DestOutputProfileRef" not in intent, "6.2.3: a profile elsewhere")
        file.want("/OutputConditionIdentifier" in intent, "6.2.3: no OutputConditionIdentifier")
        if intent.get("/DestOutputProfile"):
            check_profile(file, intent["/DestOutputProfile"], "6.2.3")
    kinds = [file.get(intent, "/S") for intent in file.list(root.get("/OutputIntents"))]
    file.want(kinds.count("/GTS_PDFA1") == 1, "6.2.3: there is not one PDF/A output intent")
    file.want(len(profiles) <= 1 and None not in profiles, "6.2.3: output intents of several profiles, or of none")
    file.want(root.get("/Lang"), "the catalog names no language")
    file.want(file.get(root, "/ViewerPreferences", "/DisplayDocTitle") is True, "the title is not shown")
    file.want(not str(file.get(root, "/Version") or "/1.7") > "/1.7", "6.1.2: a version after 1.7")
    file.want("/NeedsRendering" not in root or file.find(root["/NeedsRendering"]) is False, "6.4.2: it needs rendering")
    file.want("/Requirements" not in root, "6.11: requirements")
    file.want(file.get(root, "/Names", "/AlternatePresentations") is None, "6.10: alternate presentations")
    file.want(file.get(root, "/Names", "/EmbeddedFiles") is None, "6.8: embedded files")
    file.want(set(file.get(root, "/Perms") or {}) <= {"/UR3", "/DocMDP"}, "6.1.12: permissions")
    check_layers(file, root)
    check_form(file, file.get(root, "/AcroForm") or {})


def check_layers(file, root):
    layers = file.get(root, "/OCProperties")
    if layers is None:
        return
    configurations = [file.get(layers, "/D"), *map(file.find, file.list(layers, "/Configs"))]
    names = [file.find((one or {}).get("/Name")) for one in configurations]
    file.want(all(name and name != "u:" for name in names), "6.9: a configuration of layers without a name")
    file.want(len(names) == len(set(names)), "6.9: two configurations of layers of one name")
    for one in filter(None, configurations):
        file.want("/AS" not in one, "6.9: layers that switch themselves")
        order = file.find(one.get("/Order"))
        listed = {value for value in walk(order) if is_reference(value)} if order is not None else None
        file.want(listed is None or set(file.list(layers, "/OCGs")) <= listed, "6.9: layers that are in no order")


def check_form(file, form):
    file.want("/XFA" not in form, "6.4.2: XFA")
    file.want(file.find(form.get("/NeedAppearances")) is not True, "6.4.1: NeedAppearances")
    for field in fields(file, form.get("/Fields")):
        file.want("/AA" not in field and not (field.get("/Subtype") == "/Widget" and "/A" in field),
                  "6.4.1: a field with an action")


def fields(file, references):
    for field in map(file.find, file.list(references)):
        yield field
        yield from fields(file, field.get("/Kids"))


def check_signature(file, name, value):
    spans, contents = value.get("/ByteRange"), value.get("/Contents", "")
    file.want(isinstance(spans, list) and len(spans) == 4 and spans[0] == 0, f"6.4.3: {name}: the range of bytes")
    if not isinstance(spans, list) or len(spans) != 4:
        return
    gap, end = file.bytes[spans[1]:spans[2]], spans[2] + spans[3]
    file.want(re.fullmatch(rb"<[0-9A-Fa-f]*>", gap), f"6.4.3: {name}: not all but the signature is signed")
    file.want(re.search(rb"%%EOF[\r\n]*\Z", file.bytes[max(end - 8, 0):end]) and end <= len(file.bytes),
              f"6.4.3: {name}: the signed bytes end before the revision does")
    for reference in map(file.find, file.list(value.get("/Reference"))):
        file.want(not {"/DigestLocation", "/DigestMethod", "/DigestValue"} & set(reference), f"6.1.12: {name}: a digest")
    signature = bytes.fromhex(contents[2:]) if contents.startswith("b:") else b""
    said = subprocess.run(["openssl", "cms", "-cmsout", "-print", "-inform", "DER"], input=signature, capture_output=True)
    text = said.stdout.decode("latin-1")
    infos = text.partition("signerInfos:")[2]
    file.want(said.returncode == 0 and len(re.findall(r"^ {8}version: ", infos, re.M)) == 1, f"6.4.3: {name}: not one signer")
    serial = re.search(r"serialNumber: (\S+)", infos)
    certificates = text.partition("certificates:")[2].partition("signerInfos:")[0]
    file.want(serial and re.search(rf"serialNumber: {serial[1]}\b", certificates), f"6.4.3: {name}: the signer's certificate is missing")


def check_metadata(file):
    reference = file.find(file.root).get("/Metadata")
    if reference is None:
        return file.refuse("6.6.2.1: no XMP metadata")
    holder = file.find(reference)
    file.want("/Filter" not in holder, "6.6.2.1: the metadata are compressed")
    file.want(holder.get("/Type") == "/Metadata" and holder.get("/Subtype") == "/XML", "6.6.2.1: the metadata's type")
    for name, one in file.objects.items():
        if one.get("stream", {}).get("dict", {}).get("/Type") == "/Metadata":
            check_packet(file, name, file.stream(name), name == reference)


def check_packet(file, name, packet, is_main):
    packet = packet.removeprefix(b"\xef\xbb\xbf")
    file.want(re.match(rb"<\?xpacket begin=([\"'])(\xef\xbb\xbf)?\1 id=([\"'])W5M0MpCehiHzreSzNTczkc9d\3[^?]*\?>", packet),
              f"6.6.2.1: {name}: the packet's header")
    file.want(not re.match(rb"<\?xpacket begin=[^?]*(bytes|encoding)=", packet), f"6.6.2.1: {name}: the packet's header")
    try:
        text = packet.decode("utf-8")
        root = XML.fromstring(text)
    except (UnicodeDecodeError, XML.ParseError) as error:
        return file.refuse(f"6.6.2.1: {name}: {error}")
    told = {}
    for description in root.iter(RDF + "Description"):
        told.update(description.attrib)
        told.update({child.tag: child for child in description})
    described = read_extensions(file, root)
    for tag, element in told.items():
        kind = TYPES.get(tag, described.get(tag))
        file.want(kind or tag == RDF + "about", f"6.6.2.3.1: {tag} is not described")
        file.want(kind is None or is_of_type(element, kind), f"6.6.2.3.1: {tag} is not of type {kind}")
    if is_main:
        check_identification(file, text, told)
        check_information(file, root)


def check_identification(file, packet, told):
    text = lambda name: getattr(told.get(PDFAID + name), "text", told.get(PDFAID + name))
    file.want(text("part") == "2" and text("conformance") in ("U", "A"), "6.6.4: not told to be PDF/A-2u")
    for uri, prefix in PREFIXES.items():
        told_as = set(re.findall(rf"xmlns:(\w+)=[\"']{re.escape(uri[1:-1])}[\"']", packet))
        clause = "6.6.4" if prefix == "pdfaid" else "6.6.2.3.3"
        file.want(told_as <= {prefix}, f"{clause}: {told_as} instead of {prefix}")


def of(element, name):
    """The text of a field of an extension schema's entry."""
    for space in (SCHEMA, PROPERTY, TYPE, FIELD):
        found = element.find(space + name)
        if found is not None:
            return (found.text or "").strip()
    return ""


def entries(file, element, name, array):
    holder = element.find(SCHEMA + name) if element.find(SCHEMA + name) is not None else element.find(TYPE + name)
    if holder is None:
        return []
    file.want([child.tag for child in holder] == [RDF + array], f"6.6.2.3.3: {name} is no {array}")
    return [item for item in holder.iterfind(f"*/{RDF}li")]


def want_fields(file, item, kind):
    names = {child.tag.split("}")[1] for child in item}
    file.want(names <= NEEDED[kind] | ALLOWED[kind], f"6.6.2.3.2: {kind}: {names - NEEDED[kind]}")
    for name in NEEDED[kind]:
        file.want(of(item, name), f"6.6.2.3.3: {kind} without {name}")


def read_extensions(file, root):
    """The properties that extension schemas describe, and their types."""
    described, extension = {}, next(root.iter(EXTENSION + "schemas"), None)
    if extension is None:
        return described
    file.want([child.tag for child in extension] == [RDF + "Bag"], "6.6.2.3.3: the schemas are no Bag")
    for schema in extension.iterfind(f"*/{RDF}li"):
        schema = schema if schema.find(RDF + "Description") is None else schema.find(RDF + "Description")
        want_fields(file, schema, "schema")
        types = set()
        for one in entries(file, schema, "valueType", "Seq"):
            want_fields(file, one, "valueType")
            types.add(of(one, "type"))
        for prop in entries(file, schema, "property", "Seq"):
            want_fields(file, prop, "property")
            kind = of(prop, "valueType")
            base = re.sub(r"^(bag|seq|alt|open choice of|closed choice of) ", "", kind, flags=re.I)
            file.want(base in VALUES | types, f"6.6.2.3.3: {of(prop, 'name')}: type {kind}")
            file.want(of(prop, "category") in ("internal", "external"), f"6.6.2.3.3: {of(prop, 'name')}: its category")
            described["{" + of(schema, "namespaceURI") + "}" + of(prop, "name")] = kind
    return described


def is_simple(text, kind):
    return kind != "Date" or re.fullmatch(
        r"\d{4}(-\d\d(-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d))?)?)?", text) is not None


def is_of_type(element, kind):
    if isinstance(element, str):
        return " " not in kind and is_simple(element, kind)
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
    return is_simple(element.text, item)


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


def pages(file, node, boxes, depth=0):
    """Each page, and its boxes, which may be those of the tree."""
    value = file.find(node)
    boxes = {**boxes, **{name: value[name] for name in BOXES if name in value}}
    if "/Kids" in value and depth < 64:
        for kid in file.list(value["/Kids"]):
            yield from pages(file, kid, boxes, depth + 1)
    else:
        yield value, boxes


def check_pages(file, hidden_too=False):
    found, checker = False, Checker(file, hidden_too)
    for number, (page, boxes) in enumerate(pages(file, file.get(file.root, "/Pages"), {}), 1):
        found = True
        checker.is_transparent = False
        check_page(file, checker, f"page {number}", page, boxes)
    checker.finish()
    file.want(found, "no page")


def check_page(file, checker, where, page, boxes):
    for name, box in boxes.items():
        box = file.list(box)
        file.want(not box or len(box) == 4 and all(3 <= abs(file.find(box[i + 2]) - file.find(box[i])) <= 14400 for i in (0, 1)),
                  f"6.1.13: {where}: {name}")
    file.want("/PresSteps" not in page, f"6.10: {where}: steps of a presentation")
    resources = page.get("/Resources")
    file.want(resources is not None, f"6.2.2: {where}: resources are not explicit")
    data = b"\n".join(file.stream(part) for part in file.list(page.get("/Contents"))
                      ) if not file.is_stream(page.get("/Contents")) else file.stream(page["/Contents"])
    checker.group(where, page)
    checker.content(where, data, resources or {}, {})
    for note in file.list(page.get("/Annots")):
        check_annotation(file, checker, f"{where}: annotation", file.find(note))
    file.want(checker.output or not checker.is_transparent or file.get(page, "/Group", "/CS"),
              f"6.2.10: {where}: transparency without a colour space")


def check_annotation(file, checker, where, note):
    subtype, flags = note.get("/Subtype"), note.get("/F")
    file.want(subtype in ANNOTATIONS, f"6.3.1: {where}: type {subtype}")
    file.want(subtype == "/Popup" or flags is not None, f"6.3.2: {where}: no flags")
    file.want(flags is None or flags & 4 and not flags & (1 | 2 | 32 | 256), f"6.3.2: {where}: its flags")
    file.want(subtype != "/Widget" or "/A" not in note, f"6.4.1: {where}: a field with an action")
    for key in ("/C", "/IC"):
        device = {1: "/DeviceGray", 3: "/DeviceRGB", 4: "/DeviceCMYK"}.get(len(file.list(note.get(key))))
        if device:
            checker.space(where, device, {})
    box = [file.find(side) for side in file.list(note.get("/Rect"))] or [0] * 4
    looks = file.find(note.get("/AP"))
    empty = box[0] == box[2] and box[1] == box[3]
    file.want(looks or empty or subtype in ("/Popup", "/Link"), f"6.3.3: {where}: no appearance")
    if not isinstance(looks, dict):
        return
    file.want(set(looks) == {"/N"}, f"6.3.3: {where}: appearances {sorted(looks)}")
    normal, kind = looks.get("/N"), field_type(file, note)
    if subtype == "/Widget" and kind == "/Btn":
        file.want(not file.is_stream(normal), f"6.3.3: {where}: a button of one appearance")
        streams = [one for one in (file.find(normal) or {}).values() if file.is_stream(one)] if not file.is_stream(normal) else []
    else:
        file.want(file.is_stream(normal), f"6.3.3: {where}: its appearance is no stream")
        streams = [normal] if file.is_stream(normal) else []
    for stream in streams:
        checker.object(where, stream, {}, {})


def field_type(file, note):
    for _ in range(16):
        if not isinstance(note, dict) or "/FT" in note:
            break
        note = file.find(note.get("/Parent"))
    return note.get("/FT") if isinstance(note, dict) else None


def main(arguments):
    bad = False
    for path in (argument for argument in arguments if argument != "--hidden"):
        file = File(path)
        for check in (check_syntax, check_values, check_catalog, check_metadata):
            check(file)
        check_pages(file, "--hidden" in arguments)
        for rule in file.broken:
            print(f"{path}: {rule}")
        bad |= bool(file.broken)
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
