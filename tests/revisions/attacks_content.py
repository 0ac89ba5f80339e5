# SPDX-License-Identifier: GPL-3.0-or-later
"""What is shown, or what a reader does with it, is changed by an increment after it was signed."""
import re
import subprocess
import tempfile

from contract import *
from corpus import Attack
from pdf import Pdf, pack, references, stream

EVIL = b"Pay 900 to Mallory"
OVER = b"1 1 1 rg 0 0 400 60 re f 0 g " + text(EVIL, 0, 20)


def replaced(number, body, **how):
    return lambda pdf: pdf.increment({number: body}, **how)


def edited(number, pattern, new, *more):
    """The object with what the pattern matches replaced, beside further objects: (number, body)."""
    return lambda pdf: pdf.increment(pdf.edit(number, pattern, new), dict(more))


def added(number, entries, *more):
    return lambda pdf: pdf.increment(pdf.add(number, entries), dict(more))


def free(number):
    return lambda pdf: pdf.increment({number: None})


def annotation(entries, appearance=None, place=b"50 680 450 740"):
    """A new one on page 1, over its text."""
    def make(pdf):
        number = pdf.size
        body = b"<< /Type /Annot /Rect [%s] /F 4 /P %d 0 R /AP << /N %d 0 R >> %s >>" % (
            place, PAGE1, number + 1, entries)
        return pdf.increment(add_to(pdf, PAGE1, b"Annots", number), {
            number: body, number + 1: appearance or form_xobject(OVER, b"0 0 400 60")})
    return make


def other_tree(pdf, root):
    """A catalog `root` that leads to one page of other content."""
    number = pdf.size
    catalog = re.sub(rb"/Pages \d+", b"/Pages %d" % (number + 1), pdf.body(CATALOG))
    return {root or number: catalog,
            number + 1: b"<< /Type /Pages /Count 1 /Kids [%d 0 R] >>" % (number + 2),
            number + 2: re.sub(rb"/Contents \d+", b"/Contents %d" % (number + 3), re.sub(
                rb"/Parent \d+", b"/Parent %d" % (number + 1), pdf.body(PAGE1))),
            number + 3: stream(text(EVIL))}


def kids(*pages):
    return replaced(PAGES, b"<< /Type /Pages /Count %d /Kids [%s] >>" % (len(pages), references(pages)))


def generation(pdf):
    """The page leads to generation 1 of its content."""
    first = pdf.with_data(pdf.increment(pdf.edit(PAGE1, rb"/Contents \d+ 0 R", b"/Contents %d 1 R" % TEXT1)))
    return first.increment({TEXT1: stream(text(EVIL))}, generation=1)


def encrypted(pdf):
    """All that was signed in plain is deciphered now, and shows nothing."""
    with tempfile.NamedTemporaryFile(suffix=".pdf") as plain, tempfile.NamedTemporaryFile(suffix=".pdf") as secret:
        plain.write(pdf.data)
        plain.flush()
        subprocess.run(["qpdf", "--allow-weak-crypto", "--encrypt", "", "owner", "40", "--", plain.name, secret.name], check=True)
        made = Pdf.read(secret.name)
    number = int(re.search(rb"/Encrypt (\d+) 0 R", made.data)[1])
    return pdf.increment({90: made.body(number)}, entries=b"/Encrypt 90 0 R")


SCRIPT = b"<< /S /JavaScript /JS (app.alert\\(1\\)) >>"

ATTACKS = {
    "content-replaced": Attack("signed", "the content stream of page 1 is another", replaced(TEXT1, stream(text(EVIL))),
                               told="page 1", shown=True),
    "content-redirected": Attack("signed", "page 1 leads to another content stream", edited(
        PAGE1, rb"/Contents \d+", b"/Contents %d" % 90, (90, stream(text(EVIL)))), told="page 1", shown=True),
    "content-appended": Attack("signed", "a second content stream paints over page 1", edited(
        PAGE1, rb"/Contents \d+ 0 R", b"/Contents [%d 0 R 90 0 R]" % TEXT1, (90, stream(OVER))), told="page 1", shown=True),
    "content-freed": Attack("signed", "the content stream of page 2 is freed", free(TEXT2), told="page 2", shown=True),
    "content-generation": Attack("signed", "page 1 leads to another generation of its content", generation, shown=True),
    "content-no-generation": Attack("signed", "page 1 leads to a generation of its content that is not there", edited(
        PAGE1, rb"/Contents (\d+) 0 R", b"/Contents %d 1 R" % TEXT1), told="page 1", shown=True),
    "picture-no-generation": Attack("packed-signed", "page 1 leads to a generation of its picture that is not there", edited(
        PAGE1, rb"/Picture \d+ 0 R", b"/Picture %d 1 R" % IMAGE), told="page 1", shown=True),
    "font-no-generation": Attack("signed", "page 3 leads to a generation of its font that is not there, other pages to that which is",
                                 edited(PAGE3, rb"/F1 \d+ 0 R", b"/F1 %d 1 R" % FONT), told="page 3", shown=True),
    "content-packed": Attack("packed-signed", "page 1 is redefined in a stream of objects", lambda pdf: pdf.increment(
        pdf.edit(PAGE1, rb"/Contents \d+", b"/Contents %d" % 90), {90: stream(text(EVIL))}, form="packed"),
        told="page 1", shown=True),
    "content-stream-form": Attack("signed", "a cross-reference stream follows a table, with other content", replaced(
        TEXT3, stream(text(b"Page three: 30% interest")), form="stream"), told="page 3", shown=True),
    "font-encoding": Attack("signed", "the font shows other digits", replaced(
        FONT, b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding << /BaseEncoding /WinAnsiEncoding"
        b" /Differences [49 /nine] >> >>"), told="page 1", shown=True),
    "font-resource": Attack("signed", "the page's resources name another font", edited(
        PAGE1, rb"/F1 \d+", b"/F1 90", (90, b"<< /Type /Font /Subtype /Type1 /BaseFont /Symbol >>")), told="page 1", shown=True),
    "font-unicode": Attack("signed", "what is copied from the page is other text", added(
        FONT, b"/ToUnicode 90 0 R ", (90, stream(
            b"/CIDInit /ProcSet findresource begin begincmap 1 begincodespacerange <00> <FF> endcodespacerange"
            b" 1 beginbfchar <31> <0039> endbfchar endcmap end"))), told="page 1"),
    "image-replaced": Attack("signed", "a picture is another", replaced(IMAGE, stream(
        b"\0" * 16, b"/Type /XObject /Subtype /Image /Width 4 /Height 4 /BitsPerComponent 8 /ColorSpace /DeviceGray")),
        told="page 1", shown=True),
    "image-inverted": Attack("signed", "a picture is shown inverted", added(IMAGE, b"/Decode [1 0] "), told="page 1", shown=True),
    "xobject-replaced": Attack("signed", "a form XObject is another", replaced(LOGO, form_xobject(text(b"Mallory", 2, 5, 12))),
                               told="page 1", shown=True),
    "xobject-freed": Attack("signed", "a form XObject is freed", free(LOGO), told="page 1", shown=True),
    "pages-swapped": Attack("signed", "the pages are in another order", kids(PAGE3, PAGE2, PAGE1), told="page", shown=True),
    "page-removed": Attack("signed", "a page is gone", kids(PAGE1, PAGE3), told="page", shown=True),
    "page-repeated": Attack("signed", "a page stands twice", kids(PAGE1, PAGE2, PAGE3, PAGE3), told="page", shown=True),
    "page-added": Attack("signed", "a page is added", lambda pdf: pdf.increment(
        {PAGES: b"<< /Type /Pages /Count 4 /Kids [%s] >>" % references([PAGE1, PAGE2, PAGE3, 90]), 90: page(91, []),
         91: stream(text(EVIL))}), told="page", shown=True),
    "page-rotated": Attack("signed", "page 1 is turned", added(PAGE1, b"/Rotate 180 "), told="page 1", shown=True),
    "page-cropped": Attack("signed", "page 1 is cropped to its first line", added(PAGE1, b"/CropBox [0 690 595 842] "),
                           told="page 1", shown=True),
    "page-moved": Attack("signed", "page 3 shows another part of the plane", edited(
        PAGE3, rb"/MediaBox \[ ?0 0 595 842 ?\]", b"/MediaBox [0 0 595 400]"), told="page 3", shown=True),
    "pages-inherited": Attack("signed", "all pages inherit a rotation", added(PAGES, b"/Rotate 90 "), told="page", shown=True),
    "page-action": Attack("signed", "page 1 runs a script when it is opened", added(PAGE1, b"/AA << /O %s >> " % SCRIPT),
                          told="script"),
    "page-resources": Attack("signed", "page 2 inherits another font from the tree", lambda pdf: pdf.increment(
        pdf.edit(PAGE2, rb"/Resources <<.*>> >> *>>$", b">>"), {90: b"<< /Type /Font /Subtype /Type1 /BaseFont /Symbol >>"},
        pdf.add(PAGES, b"/Resources << /Font << /F1 90 0 R >> >> ")), told="page 2", shown=True),
    "page-parent": Attack("signed", "page 1 inherits from another node of the tree", lambda pdf: pdf.increment(
        pdf.edit(PAGE1, rb"/Parent \d+", b"/Parent 90"),
        {90: re.sub(rb"^<<", b"<< /Rotate 90", pdf.body(PAGES))}), told="page"),
    "pages-contents": Attack("signed", "two pages change their contents", lambda pdf: pdf.increment(
        {TEXT1: pdf.body(TEXT3), TEXT3: pdf.body(TEXT1)}), told="page", shown=True),
    "content-external": Attack("signed", "the content stream of page 1 is in another file", edited(
        TEXT1, rb"^<<", b"<< /F (other.bin)"), told="page 1"),
    "content-filter": Attack("signed", "the content stream of page 1 is read through a filter", edited(
        TEXT1, rb"^<<", b"<< /Filter /ASCIIHexDecode"), told="page 1", shown=True),
    "content-dangling": Attack("dangling-signed", "an object that the page named, and that was not there, is there now", replaced(
        95, stream(OVER)), told="page 1", shown=True),
    "content-length": Attack("dangling-signed", "the length of a content stream, an object of its own, is shorter", replaced(
        6, b"18")),
    "packed-holder": Attack("packed-signed", "the stream of objects that the page stands in is another", lambda pdf: pdf.increment(
        {max(OBJECTS) + 1: pack({number: OBJECTS[number] for number in PACKED} | {
            PAGE2: re.sub(rb"/Contents \d+", b"/Contents %d" % TEXT3, OBJECTS[PAGE2])}, PACKED)}), told="page 2", shown=True),
    "notes-order": Attack("signed", "what lies above on page 1 is another", lambda pdf: pdf.increment(
        {PAGE1: re.sub(rb"/Annots ?\[ ?(\d+ 0 R) (\d+ 0 R) ?\]", rb"/Annots [\2 \1]", pdf.body(PAGE1))}), told="page 1"),
    "layer-hidden": Attack("signed", "a layer is switched off", edited(
        CATALOG, rb"/OFF \[", b"/OFF [ %d 0 R " % LAYER), shown=True),
    "layer-shown": Attack("signed", "a layer that was off is switched on", edited(
        CATALOG, rb"/OFF \[.*?\]", b"/OFF []"), shown=True),
    "layer-base": Attack("signed", "all layers are off to begin with", edited(
        CATALOG, rb"/ON \[.*?\]", b"/BaseState /OFF /ON []"), shown=True),
    "note-over": Attack("signed", "a note covers the text of page 1", annotation(b"/Subtype /FreeText /Contents (x) /DA (/F1 9 Tf)"),
                        told="page 1", shown=True),
    "stamp-over": Attack("signed", "a stamp covers the text of page 1", annotation(b"/Subtype /Stamp"), told="page 1", shown=True),
    "note-appearance": Attack("signed", "the appearance of a note is another", replaced(NOTE_AP, value_form(b"Refused")),
                              told="page 1", shown=True),
    "note-contents": Attack("signed", "the text of a note is another", edited(NOTE, rb"\(Seen\)", b"(Refused)"), told="page 1"),
    "note-removed": Attack("signed", "a note is gone", edited(PAGE1, rb"/Annots ?\[ ?%d 0 R" % NOTE, b"/Annots [ "),
                           told="page 1", shown=True),
    "note-hidden": Attack("signed", "a note is hidden", edited(NOTE, rb"/F 4", b"/F 2"), told="page 1", shown=True),
    "catalog-pages": Attack("signed", "the catalog leads to other pages", lambda pdf: pdf.increment(other_tree(pdf, CATALOG)),
                            told="page", shown=True),
    "root-elsewhere": Attack("signed", "the trailer names another catalog", lambda pdf: pdf.increment(
        other_tree(pdf, None), root=pdf.size), shown=True),
    "metadata-replaced": Attack("signed", "the metadata tells another title", replaced(METADATA, stream(
        XMP.replace(b"Contract", b"Donation"), b"/Type /Metadata /Subtype /XML")), told="metadata"),
    "open-action": Attack("signed", "a script runs when the file is opened", added(CATALOG, b"/OpenAction %s " % SCRIPT)),
    "open-uri": Attack("signed", "an address is called when the file is opened", added(
        CATALOG, b"/OpenAction << /S /URI /URI (http://127.0.0.1/) >> ")),
    "document-action": Attack("signed", "a script runs when the file is printed", added(
        CATALOG, b"/AA << /WP %s >> " % SCRIPT)),
    "named-script": Attack("signed", "the catalog names a script", added(
        CATALOG, b"/Names << /JavaScript << /Names [(a) %s] >> >> " % SCRIPT)),
    "file-embedded": Attack("signed", "a file is attached", added(
        CATALOG, b"/Names << /EmbeddedFiles << /Names [(a) << /Type /Filespec /F (a) /EF << /F 90 0 R >> >>] >> >> ",
        (90, stream(b"evil", b"/Type /EmbeddedFile")))),
    "collection": Attack("signed", "readers show a portfolio instead of the pages", added(
        CATALOG, b"/Collection << /Type /Collection /View /D >> ")),
    "labels": Attack("signed", "the pages bear other numbers", added(
        CATALOG, b"/PageLabels << /Nums [0 << /S /D /St 7 >>] >> ")),
    "structure": Attack("signed", "what is read aloud is other text", added(
        CATALOG, b"/MarkInfo << /Marked true >> /StructTreeRoot << /Type /StructTreeRoot /K << /S /P /ActualText (Pay 900) >> >> ")),
    "extra-layers": Attack("signed", "the layers are no longer optional", edited(
        CATALOG, rb"/OCGs ?\[.*?\]", b"/OCGs []")),
    "encrypted": Attack("signed", "the trailer says that the file is encrypted, with an empty password", encrypted, shown=True),
}
