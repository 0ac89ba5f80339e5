# SPDX-License-Identifier: GPL-3.0-or-later
"""Content streams and what they use, for tests/pdfa.py: ISO 19005-2, 6.2."""
import re
import struct

import pdfa_font
from pdfa_file import check_scalar, is_reference, name_of, tokens, unescape

OPERATORS = set(b"b B b* B* BDC BI BMC BT BX c cm CS cs d d0 d1 Do DP EI EMC ET EX f F f* G g gs h i ID j J K k l m M "
                b"MP n q Q re RG rg ri s S SC sc SCN scn sh T* Tc Td TD Tf Tj TJ TL Tm Tr Ts Tw Tz v w W W* y ' \"".split())
FILLING = {b"f", b"F", b"f*", b"B", b"B*", b"b", b"b*", b"Tj", b"TJ", b"'", b'"'}
STROKING = {b"S", b"s", b"B", b"B*", b"b", b"b*"}
FILTERS = {"/FlateDecode", "/DCTDecode", "/CCITTFaxDecode", "/JPXDecode", "/JBIG2Decode",
           "/RunLengthDecode", "/ASCIIHexDecode", "/ASCII85Decode"}
INLINE_FILTERS = {b"/AHx", b"/A85", b"/Fl", b"/RL", b"/CCF", b"/DCT", b"/ASCIIHexDecode", b"/ASCII85Decode",
                  b"/FlateDecode", b"/RunLengthDecode", b"/CCITTFaxDecode", b"/DCTDecode"}
INTENTS = {"/RelativeColorimetric", "/AbsoluteColorimetric", "/Perceptual", "/Saturation"}
BLENDS = {"/" + mode for mode in "Normal Compatible Multiply Screen Overlay Darken Lighten ColorDodge ColorBurn HardLight "
                                 "SoftLight Difference Exclusion Hue Saturation Color Luminosity".split()}
DEVICES = {b"g": "/DeviceGray", b"G": "/DeviceGray", b"rg": "/DeviceRGB", b"RG": "/DeviceRGB", b"k": "/DeviceCMYK",
           b"K": "/DeviceCMYK"}
SHORT = {b"/G": "/DeviceGray", b"/RGB": "/DeviceRGB", b"/CMYK": "/DeviceCMYK", b"/I": "/Indexed"}
COMPONENTS = {"/DeviceGray": 1, "/DeviceRGB": 3, "/DeviceCMYK": 4}
CLASSES = {"6.2.3": {b"prtr", b"mntr"}, "6.2.4.2": {b"scnr", b"mntr", b"prtr", b"spac"}}


def check_profile(file, reference, clause):
    profile = file.stream(reference)
    kinds = {1: {b"GRAY"}, 3: {b"RGB ", b"Lab "}, 4: {b"CMYK"}}.get(file.get(reference, "/N"), set())
    file.want(len(profile) > 128 and struct.unpack(">I", profile[:4])[0] == len(profile),
              f"{clause}: the ICC profile's size is wrong")
    file.want(profile[36:40] == b"acsp" and profile[8] <= 4 and profile[12:16] in CLASSES[clause] and
              profile[16:20] in kinds, f"{clause}: the ICC profile's header is wrong")


def resolve(file, value, depth=0):
    """The value without references, and streams by their data: for comparison."""
    if depth > 6:
        return value
    if file.is_stream(value):
        return [resolve(file, file.find(value), depth + 1), file.stream(value)]
    value = file.find(value)
    if isinstance(value, dict):
        return {key: resolve(file, item, depth + 1) for key, item in value.items()}
    return [resolve(file, item, depth + 1) for item in value] if isinstance(value, list) else value


def output_space(file):
    """What the output intent's profile has: "RGB ", "CMYK", "GRAY", or nothing."""
    for intent in file.list(file.root, "/OutputIntents"):
        reference = (file.find(intent) or {}).get("/DestOutputProfile")
        if reference and file.get(intent, "/S") == "/GTS_PDFA1":
            return file.stream(reference)[16:20].decode("latin-1")
    return None


def from_hex(value):
    digits = re.sub(rb"[^0-9A-Fa-f]", b"", value).decode()
    return bytes.fromhex(digits + "0" * (len(digits) % 2))


class Content:
    """One content stream, its resources, and the state that text and colours have in it."""

    def __init__(self, checker, where, data, resources, state):
        self.file, self.checker, self.where, self.data = checker.file, checker, where, data
        self.resources, self.state, self.saved = resources, dict(state), []

    def resource(self, kind, name):
        found = (self.file.get(self.resources, kind) or {}).get("/" + name_of(name).decode("utf-8", "replace"))
        self.file.want(found is not None, f"6.2.2: {self.where}: {name.decode('latin-1')} is not among its resources")
        return found

    def run(self):
        operands, at = [], 0
        stream = tokens(self.data)
        while token := next(stream, None):
            kind, value, at = token
            if kind != "word":
                check_scalar(self.file, self.where, kind, value)
                operands.append((kind, value))
            elif value in (b"true", b"false", b"null"):
                operands.append((kind, value))
            elif value == b"ID":
                at = self.inline_image(operands, at)
                stream, operands = tokens(self.data, at), []
            else:
                self.file.want(value in OPERATORS, f"6.2.2: {self.where}: operator {value.decode('latin-1')}")
                self.operate(value, operands)
                if value != b"BI":
                    operands = []
        self.file.want(not self.saved, f"6.2.2: {self.where}: q without Q")

    def overprint(self, way, flag):
        state = self.state
        self.file.want(not (state.get(way) and state.get(flag) and state.get("OPM")),
                       f"6.2.4.2: {self.where}: CMYK by a profile, overprinted in mode 1")

    def operate(self, operator, operands):
        if operator in FILLING:
            self.overprint("fill", "op")
        if operator in STROKING:
            self.overprint("stroke", "OP")
        last = operands[-1][1] if operands else b""
        if operator == b"q":
            self.saved.append(dict(self.state))
            self.file.want(len(self.saved) + self.checker.depth <= 28, f"6.1.13: {self.where}: q within 28 others")
        elif operator == b"Q":
            self.file.want(self.saved, f"6.2.2: {self.where}: Q without q")
            self.state = self.saved.pop() if self.saved else self.state
        elif operator in DEVICES:
            self.checker.space(self.where, DEVICES[operator], self.resources)
        elif operator in (b"cs", b"CS"):
            space = self.use_space(last)
            parts = self.file.list(space)
            self.state["fill" if operator == b"cs" else "stroke"] = \
                parts[:1] == ["/ICCBased"] and self.file.get(parts[1], "/N") == 4
        elif operator == b"Tf" and len(operands) > 1:
            self.state["font"] = self.resource("/Font", operands[0][1])
        elif operator == b"Tr" and last.isdigit():
            self.state["hidden"] = int(last) == 3
        elif operator in (b"Tj", b"'", b'"', b"TJ"):
            self.show([item for item in operands if item[0] in ("string", "hex")])
        elif operator == b"ri":
            self.file.want(last.decode("latin-1") in INTENTS, f"6.2.6: {self.where}: intent {last.decode('latin-1')}")
        elif operator == b"gs":
            self.checker.state(self.where, self.resource("/ExtGState", last), self.state)
        elif operator == b"sh":
            self.checker.shading(self.where, self.resource("/Shading", last), self.resources)
        elif operator in (b"scn", b"SCN") and operands and operands[-1][0] == "name":
            self.checker.pattern(self.where, self.resource("/Pattern", last))
        elif operator == b"Do":
            self.checker.object(self.where, self.resource("/XObject", last), self.state, self.resources)
        elif operator in (b"BDC", b"DP") and operands and operands[0][1] == b"/OC":
            self.file.want("/OCProperties" in self.file.find(self.file.root), f"6.9: {self.where}: a layer that no catalog lists")

    def use_space(self, name):
        space = name.decode("latin-1")
        if space not in (*COMPONENTS, "/Pattern"):
            space = self.resource("/ColorSpace", name)
        self.checker.space(self.where, space, self.resources)
        return space

    def show(self, strings):
        font = self.state.get("font")
        if font is None:
            return self.file.refuse(f"6.2.2: {self.where}: text without a font")
        data = b"".join(unescape(value) if kind == "string" else from_hex(value) for kind, value in strings)
        self.checker.use(self.where, font, data, self.state.get("hidden", False))

    def inline_image(self, operands, at):
        """Judges the entries between BI and ID, and finds the end of the data."""
        values = [value for _, value in operands]
        entries = dict(zip(values[0::2], values[1::2]))
        flat = b" ".join(values)
        filters = re.search(rb"/(?:F|Filter) ?(\[[^\]]*\]|/\w+)", flat)
        for name in re.findall(rb"/\w+", filters[1]) if filters else ():
            self.file.want(name in INLINE_FILTERS, f"6.1.10: {self.where}: inline filter {name.decode()}")
        self.file.want(not re.search(rb"/(I|Interpolate) true", flat), f"6.2.8: {self.where}: an interpolated inline image")
        intent = entries.get(b"/Intent")
        self.file.want(intent is None or intent.decode() in INTENTS, f"6.2.6: {self.where}: an inline image's intent")
        space = entries.get(b"/CS", entries.get(b"/ColorSpace"))
        space = SHORT.get(space, (space or b"").decode("latin-1"))
        if space in COMPONENTS:
            self.checker.space(self.where, space, self.resources)
        elif space.startswith("/") and space not in ("/Indexed", "/I"):
            self.use_space(space.encode("latin-1"))
        size = self.inline_size(entries, space) if not filters else 0
        end = re.compile(rb"(?<=[\0\t\n\f\r ])EI(?=[\0\t\n\f\r ]|\Z)").search(self.data, at + 1 + size)
        self.file.want(end, f"6.2.2: {self.where}: an inline image without end")
        return end.end() if end else len(self.data)

    def inline_size(self, entries, space):
        number = lambda short, long, default: int(entries.get(short, entries.get(long, default)))
        bits = number(b"/BPC", b"/BitsPerComponent", b"1") * COMPONENTS.get(space, 1)
        return (number(b"/W", b"/Width", b"0") * bits + 7) // 8 * number(b"/H", b"/Height", b"0")


class Checker:
    def __init__(self, file, hidden_too=False):
        self.file, self.output, self.depth = file, output_space(file), 0
        self.hidden_too = hidden_too
        self.fonts, self.done, self.spot_of = {}, set(), {}
        self.is_transparent = False

    def content(self, where, data, resources, state):
        if self.depth < 12:
            self.depth += 1
            Content(self, where, data, resources, state).run()
            self.depth -= 1

    def once(self, *what):
        key = repr(what)
        new = key not in self.done
        self.done.add(key)
        return new

    def use(self, where, font, data, is_hidden):
        use = self.fonts.setdefault(repr(font), pdfa_font.Use(font))
        use.where = use.where or where
        size = 2 if self.file.get(font, "/Subtype") == "/Type0" else 1
        codes = {int.from_bytes(data[i:i + size], "big") for i in range(0, len(data), size)}
        (use.hidden if is_hidden and not self.hidden_too else use.shown).update(codes)

    def space(self, where, space, resources, depth=0):
        space = self.file.find(space)
        if depth > 8 or not self.once("space", where if isinstance(space, str) else "", space, resources):
            return
        if isinstance(space, str):
            self.device(where, space, resources)
        elif not isinstance(space, list) or not space:
            self.file.refuse(f"6.2.4: {where}: no colour space")
        elif space[0] == "/ICCBased":
            check_profile(self.file, space[1], "6.2.4.2")
        elif space[0] in ("/Indexed", "/I", "/Pattern") and len(space) > 1:
            self.space(where, space[1], resources, depth + 1)
        elif space[0] in ("/Separation", "/DeviceN"):
            names = self.file.list(space[1])
            self.file.want(len(names) <= 32, f"6.1.13: {where}: more than 32 colorants")
            self.file.want(all(map(pdfa_font.is_utf8, names)), f"6.1.8: {where}: a colorant's name is no UTF-8")
            self.spots(where, names, space)
            self.space(where, space[2], resources, depth + 1)
        elif len(space) == 1:
            self.space(where, space[0], resources, depth + 1)
        else:
            self.file.want(space[0] in ("/CalGray", "/CalRGB", "/Lab"), f"6.2.4: {where}: colour space {space[0]}")

    def spots(self, where, names, space):
        """Spot colours: DeviceN tells of each, and one name has one meaning."""
        if space[0] == "/Separation":
            here = [resolve(self.file, part) for part in space[2:4]]
            meaning = self.spot_of.setdefault(names[0], here)
            self.file.want(meaning == here, f"6.2.4.4: {where}: {names[0]} has two meanings")
        else:
            told = set(self.file.get(space[4], "/Colorants") or {}) if len(space) > 4 else set()
            process = set(self.file.list(space[4], "/Process", "/Components")) if len(space) > 4 else set()
            for spot in (self.file.get(space[4], "/Colorants") or {}).values() if len(space) > 4 else ():
                self.space(where, spot, {}, 6)
            spots = set(names) - {"/None", "/Cyan", "/Magenta", "/Yellow", "/Black"}
            self.file.want(spots <= told | process, f"6.2.4.4: {where}: spot colours that are not described")

    def device(self, where, space, resources):
        default = {"/DeviceGray": "/DefaultGray", "/DeviceRGB": "/DefaultRGB", "/DeviceCMYK": "/DefaultCMYK"}.get(space)
        if default is None:
            return self.file.want(space == "/Pattern", f"6.2.4: {where}: colour space {space}")
        if self.file.get(resources, "/ColorSpace", default) is not None:
            return self.space(where, self.file.get(resources, "/ColorSpace", default), {}, 7)
        wanted = {"/DeviceRGB": "RGB ", "/DeviceCMYK": "CMYK"}.get(space, self.output)
        self.file.want(self.output and self.output == wanted, f"6.2.4.3: {where}: {space[1:]} without an output intent for it")

    def state(self, where, reference, text_state):
        entries = self.file.find(reference) or {}
        if "/Font" in entries:
            text_state["font"] = self.file.list(entries["/Font"])[0]
        for key, more in (("/OP", ("OP", "op")), ("/op", ("op",)), ("/OPM", ("OPM",))):
            text_state.update({name: self.file.find(entries[key]) for name in more if key in entries})
        if not self.once("state", reference):
            return
        self.file.want("/TR" not in entries, f"6.2.5: {where}: a transfer function")
        self.file.want(entries.get("/TR2", "/Default") == "/Default", f"6.2.5: {where}: a transfer function")
        self.file.want("/HTP" not in entries, f"6.2.5: {where}: a halftone's origin")
        halftone = self.file.find(entries.get("/HT"))
        if isinstance(halftone, dict):
            self.halftone(where, halftone, None)
        self.file.want(entries.get("/RI", "/Perceptual") in INTENTS, f"6.2.6: {where}: intent {entries.get('/RI')}")
        for mode in self.file.list(entries.get("/BM")):
            self.file.want(mode in BLENDS, f"6.2.10: {where}: blend mode {mode}")
        mask = self.file.find(entries.get("/SMask"))
        if isinstance(mask, dict) or any(self.file.find(entries.get(key, 1)) < 1 for key in ("/ca", "/CA")) or \
                set(self.file.list(entries.get("/BM"))) - {"/Normal", "/Compatible"}:
            self.is_transparent = True
        if isinstance(mask, dict) and mask.get("/G"):
            self.object(f"{where}: mask", mask["/G"], {}, {})

    def halftone(self, where, entries, colorant):
        kind = entries.get("/HalftoneType")
        self.file.want(kind in (1, 5) and "/HalftoneName" not in entries, f"6.2.5: {where}: a halftone")
        if kind == 5:
            for name, one in entries.items():
                if isinstance(self.file.find(one), dict):
                    self.halftone(where, self.file.find(one), name)
        elif colorant != "/Default":
            is_process = colorant in (None, "/Cyan", "/Magenta", "/Yellow", "/Black")
            self.file.want(is_process != ("/TransferFunction" in entries), f"6.2.5: {where}: a halftone's transfer function")

    def shading(self, where, reference, resources):
        if reference is not None and self.once("shading", reference):
            self.space(where, self.file.get(reference, "/ColorSpace"), resources)

    def pattern(self, where, reference):
        entries = self.file.find(reference)
        if not isinstance(entries, dict) or not self.once("pattern", reference):
            return
        if entries.get("/PatternType") == 2:
            self.shading(where, entries.get("/Shading"), {})
            self.state(where, entries.get("/ExtGState", {}), {})
        else:
            self.stream(f"{where}: pattern", reference, {})

    def stream(self, where, reference, state):
        entries = self.file.find(reference)
        self.content(where, self.file.stream(reference), entries.get("/Resources", {}), state)

    def object(self, where, reference, state, resources):
        entries = self.file.find(reference)
        if not isinstance(entries, dict) or not self.once("object", reference, state.get("hidden"), repr(state.get("font"))):
            return
        where = f"{where}: object {reference.split()[0]}" if is_reference(reference) else where
        self.file.want("/OPI" not in entries and "/Alternates" not in entries, f"6.2.8: {where}: OPI or alternates")
        self.file.want("/OC" not in entries or "/OCProperties" in self.file.find(self.file.root),
                       f"6.9: {where}: a layer that no catalog lists")
        subtype = entries.get("/Subtype")
        self.file.want(subtype in ("/Image", "/Form"), f"6.2.9: {where}: an object of type {subtype}")
        if subtype == "/Image":
            self.image(where, reference, entries, resources)
        elif subtype == "/Form":
            self.file.want("/Ref" not in entries, f"6.2.9: {where}: a reference to another PDF")
            self.file.want("/PS" not in entries and entries.get("/Subtype2") != "/PS", f"6.2.9: {where}: PostScript")
            self.group(where, entries)
            self.stream(where, reference, state)

    def group(self, where, entries):
        self.is_transparent |= self.file.get(entries, "/Group", "/S") == "/Transparency"
        space = self.file.get(entries, "/Group", "/CS")
        if space is not None:
            self.space(f"{where}: group", space, entries.get("/Resources", {}))

    def image(self, where, reference, entries, resources):
        self.file.want(entries.get("/Interpolate") is not True, f"6.2.8: {where}: the image is interpolated")
        self.file.want(entries.get("/Intent", "/Perceptual") in INTENTS, f"6.2.6: {where}: intent {entries.get('/Intent')}")
        filters = self.file.list(entries.get("/Filter"))
        bits, is_mask = entries.get("/BitsPerComponent"), entries.get("/ImageMask") is True
        is_jpx = filters[-1:] == ["/JPXDecode"]
        self.file.want(bits in ((None, 1) if is_mask else (1, 2, 4, 8, 16)) or is_jpx and bits is None,
                       f"6.2.8: {where}: {bits} bits")
        if is_jpx:
            check_jpx(self.file, where, self.file.stream(reference), "/ColorSpace" in entries)
        if "/ColorSpace" in entries:
            self.space(where, entries["/ColorSpace"], resources)
        elif not is_mask and not is_jpx:
            self.file.refuse(f"6.2.4: {where}: no colour space")
        self.is_transparent |= "/SMask" in entries
        for key in ("/SMask", "/Mask"):
            if self.file.is_stream(entries.get(key)):
                self.object(f"{where}: {key[1:]}", entries[key], {}, resources)

    def finish(self):
        for use in self.fonts.values():
            pdfa_font.check(self.file, use)
            if self.file.get(use.value, "/Subtype") == "/Type3":
                font = self.file.find(use.value)
                for name, program in (self.file.get(font, "/CharProcs") or {}).items():
                    pdfa_font.check_procedure(self.file, use, name, self.file.stream(program))
                    self.content(f"{use.where}: {name}", self.file.stream(program), font.get("/Resources", {}), {})


def boxes(data):
    at = 0
    while at + 8 <= len(data):
        size, kind = struct.unpack_from(">I4s", data, at)
        head = 8
        if size == 1:
            size, head = struct.unpack_from(">Q", data, at + 8)[0], 16
        size = size or len(data) - at
        if size < head:
            return
        yield kind, data[at + head:at + size]
        at += size


def check_jpx(file, where, data, has_space):
    """ISO 19005-2, 6.2.8.3."""
    head = dict(boxes(next((body for kind, body in boxes(data) if kind == b"jp2h"), b"")))
    file.want(b"ihdr" in head, f"6.2.8.3: {where}: no JPEG 2000 header")
    if b"ihdr" not in head:
        return
    count, depth = struct.unpack_from(">HB", head[b"ihdr"], 8)
    spaces = [body for kind, body in boxes(next(body for kind, body in boxes(data) if kind == b"jp2h")) if kind == b"colr"]
    alpha = sum(struct.unpack_from(">HHH", head[b"cdef"], 2 + 6 * i)[1] != 0
                for i in range(struct.unpack_from(">H", head[b"cdef"])[0])) if b"cdef" in head else 0
    file.want(count - alpha in (1, 3, 4) or b"pclr" in head, f"6.2.8.3: {where}: {count} channels")
    file.want(b"bpcc" not in head and depth != 255 and (depth & 127) + 1 <= 38, f"6.2.8.3: {where}: bit depths")
    if has_space:
        return
    best = [body for body in spaces if body[2] == 1]
    file.want(len(spaces) == 1 or len(best) == 1, f"6.2.8.3: {where}: {len(spaces)} colour specifications")
    for body in best or spaces[:1]:
        file.want(body[0] in (1, 2, 3), f"6.2.8.3: {where}: colour method {body[0]}")
        file.want(body[0] != 1 or struct.unpack_from(">I", body, 3)[0] != 19, f"6.2.8.3: {where}: CIEJab")
