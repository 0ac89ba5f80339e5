# SPDX-License-Identifier: GPL-3.0-or-later
"""The form, and what a certification or a lock forbids: an increment changes more than it may."""
import re

from contract import *
from corpus import Attack
from attacks_content import EVIL, OVER, SCRIPT, added, annotation, edited, replaced
from pdf import references, stream


def filled(pdf, number=NAME, value=b"Mallory", appearance=None, entries=b""):
    """Changes that fill a text field by the rules."""
    body = re.sub(rb"/V \(.*?\)", b"/V (%s)" % value, pdf.body(number), count=1)
    return {number: re.sub(rb"/N \d+ 0 R", b"/N 90 0 R", body).replace(b"<<", b"<< " + entries, 1),
            90: appearance or value_form(value)}


def fill(number=NAME, **how):
    return lambda pdf: pdf.increment(filled(pdf, number, **how))


def check(number=AGREE):
    return edited(number, rb"/V /Off /AS /Off", b"/V /Yes /AS /Yes")


def signature_field(pdf):
    """The widget of Signature1."""
    return pdf.field(b"Signature1")


def on_signature(pattern, new, *more):
    return lambda pdf: pdf.increment(pdf.edit(signature_field(pdf), pattern, new), *more)


def without(holder, number):
    """The object without its reference to `number`, which may be a number or what finds it."""
    def make(pdf):
        found = number(pdf) if callable(number) else number
        return pdf.increment(pdf.edit(holder, rb" ?\b%d 0 R" % found, b" "))
    return make


def new_field(pdf, name=b"more", place=b"50 680 450 740", appearance=OVER, kind=b"Tx", entries=b"/V (x) /DA (/F1 9 Tf)"):
    number = pdf.size
    return [add_to(pdf, PAGE1, b"Annots", number), add_to(pdf, FORM, b"Fields", number), {
        number: field(kind, name, place, b"/AP << /N %d 0 R >> %s" % (number + 1, entries), PAGE1),
        number + 1: form_xobject(appearance, b"0 0 400 60")}]


def sneaky(pdf, signed=True):
    """A signature whose appearance covers the text of page 1."""
    number = pdf.size
    name, place = b"Sneaky", b"50 680 450 740"
    if not signed:
        return pdf.increment(*new_field(pdf, name, place, kind=b"Sig", entries=b""))
    return add_signature(pdf, name, widget_entries=b"/AP << /N %d 0 R >>" % (number + 2), place=place,
                         extra=[{number + 2: form_xobject(OVER, b"0 0 400 60")}], key="rsa2048")


def weaker(pdf):
    """The signature dictionary is redefined with more permissions, and a note is added."""
    number = pdf.signatures[0]
    changed = pdf.with_data(pdf.increment(pdf.edit(number, rb"/P 1\b", b"/P 3")))
    return annotation(b"/Subtype /Stamp")(changed)


def clobbered(pdf):
    """The field's new appearance takes the number of a form XObject that page 1 shows."""
    return pdf.increment({LOGO: form_xobject(text(b"Mallory", 2, 5, 12)),
                          NAME: re.sub(rb"/N \d+ 0 R", b"/N %d 0 R" % LOGO, pdf.body(NAME))})


def moved_under(pdf):
    """A locked field becomes a kid of one that is free."""
    return pdf.increment({AGREE: pdf.body(AGREE).replace(b"/V /Off /AS /Off", b"/Parent %d 0 R /V /Yes /AS /Yes" % NAME),
                          NAME: pdf.body(NAME).replace(b"<<", b"<< /Kids [%d 0 R] " % AGREE, 1)})


def whole_page(pdf):
    """A field that is filled grows over the whole page."""
    changes = filled(pdf, appearance=form_xobject(OVER, b"0 0 400 60"))
    changes[NAME] = re.sub(rb"/Rect ?\[.*?\]", b"/Rect [0 0 595 842]", changes[NAME])
    return pdf.increment(changes)


ATTACKS = {
    "certified1-filled": Attack("certified1", "P 1: a field is filled", fill(), told="name", shown=True),
    "certified1-signed": Attack("certified1", "P 1: it is signed again", lambda pdf: add_signature(pdf, b"Second2")),
    "certified1-note": Attack("certified1", "P 1: a note is added", annotation(b"/Subtype /Stamp"), told="page 1", shown=True),
    "certified1-weaker": Attack("certified1", "P 1 becomes P 3, and a note is added", weaker, shown=True),
    "certified2-note": Attack("certified2", "P 2: a note is added", annotation(b"/Subtype /Stamp"), told="page 1", shown=True),
    "certified2-note-text": Attack("certified2", "P 2: evil annotation over the text", annotation(
        b"/Subtype /FreeText /Contents (x) /DA (/F1 9 Tf)"), told="page 1", shown=True),
    "certified2-redaction": Attack("certified2", "P 2: evil annotation, a redaction", annotation(b"/Subtype /Redact"),
                                   told="page 1", shown=True),
    "certified2-note-changed": Attack("certified2", "P 2: a note's appearance is another", replaced(
        NOTE_AP, value_form(b"Refused")), told="page 1", shown=True),
    "certified2-field": Attack("certified2", "P 2: a text field is added over the text", lambda pdf: pdf.increment(*new_field(pdf)),
                               told="more|page 1", shown=True),
    "certified2-sneaky": Attack("certified2", "P 2: sneaky signature over the text", sneaky, shown=True),
    "certified2-sneaky-unsigned": Attack("certified2", "P 2: sneaky signature field, not even signed",
                                         lambda pdf: sneaky(pdf, False), shown=True),
    "certified2-content": Attack("certified2", "P 2: another content stream", replaced(TEXT1, stream(text(EVIL))), told="page 1",
                                 shown=True),
    "certified2-whole-page": Attack("certified2", "P 2: a field that is filled grows over the page", whole_page,
                                    told="name|page 2", shown=True),
    "certified2-clobbered": Attack("certified2", "P 2: the appearance takes the number of what page 1 shows", clobbered,
                                   told="page 1", shown=True),
    "certified2-perms": Attack("certified2", "P 2: the catalog forgets the certification", edited(CATALOG, rb"/Perms <<.*?>>", b"")),
    "certified2-perms-other": Attack("certified2", "P 2: the catalog names another dictionary as certification", edited(
        CATALOG, rb"/DocMDP \d+ 0 R", b"/DocMDP 90 0 R", (90, b"<< /Type /Sig >>"))),
    "certified3-content": Attack("certified3", "P 3: another content stream", replaced(TEXT1, stream(text(EVIL))), told="page 1",
                                 shown=True),
    "certified3-unknown-note": Attack("certified3", "P 3: evil annotation of no known kind", annotation(b"/Subtype /FreeTextt"),
                                      shown=True),
    "certified3-typeless-note": Attack("certified3", "P 3: evil annotation of no kind at all", annotation(b""), shown=True),
    "certified3-font": Attack("certified3", "P 3: another font", replaced(
        FONT, b"<< /Type /Font /Subtype /Type1 /BaseFont /Symbol >>"), told="page", shown=True),
    "certified3-script": Attack("certified3", "P 3: a script runs when the file is opened", added(
        CATALOG, b"/OpenAction %s " % SCRIPT)),
    "certified2-hidden": Attack("certified2", "P 2: a field is hidden", edited(NAME, rb"/F 4", b"/F 2"), told="name", shown=True),
    "certified2-state": Attack("certified2", "P 2: a box gets a state of its own making", lambda pdf: pdf.increment(
        {AGREE: re.sub(rb"/V /Off /AS /Off", b"/V /More /AS /More", pdf.body(AGREE)).replace(b"/Yes", b"/More 90 0 R /Yes"),
         90: form_xobject(b"1 0 0 rg 0 0 20 20 re f", b"0 0 20 20")}), told="agree", shown=True),
    "certified2-mark": Attack("certified2", "P 2: a box's mark is drawn otherwise", replaced(YES, form_xobject(b"", b"0 0 20 20"))),
    "certified2-rollover": Attack("certified2", "P 2: a field shows something else under the pointer", edited(
        NAME, rb"/AP <<", b"/AP << /R 90 0 R", (90, value_form(b"Mallory"))), told="name"),
    "certified2-rich": Attack("certified2", "P 2: a field gets rich text that is not its value", added(NAME, b"/RV (<p>Mallory</p>) "),
                              told="name"),
    "certified2-signed-clobbering": Attack("certified2", "P 2: a signature's block takes the number of what page 1 shows",
                                           lambda pdf: add_signature(
                                               pdf, b"Another", widget_entries=b"/AP << /N %d 0 R >>" % LOGO, key="rsa2048",
                                               extra=[{LOGO: form_xobject(text(b"Mallory", 2, 5, 12))}]), shown=True),
    "certified2-signed-script": Attack("certified2", "P 2: the field of a new signature runs a script", lambda pdf: add_signature(
        pdf, b"Another", widget_entries=b"/AA << /PO %s >>" % SCRIPT, key="rsa2048")),
    "certified2-signed-note": Attack("certified2", "P 2: a note is added with a signature", lambda pdf: add_signature(
        pdf.with_data(annotation(b"/Subtype /Stamp")(pdf)), b"Another", key="rsa2048"), told="page 1", shown=True),
    "certified2-signed-kind": Attack("certified2", "P 2: a new signature is a note as well", lambda pdf: pdf.increment(
        *[{n: body.replace(b"/Subtype /Widget", b"/Subtype /FreeText /Contents (x)") for n, body in change.items()}
          for change in new_field(pdf, b"Another", kind=b"Sig", entries=b"")]), shown=True),
    "locked-all": Attack("locked-all", "all fields are locked: one is filled", fill(), told="name", shown=True),
    "locked-include": Attack("locked-include", "a field that is locked is filled", fill(), told="name", shown=True),
    "locked-include-kid": Attack("locked-include", "a button of a locked group is chosen", lambda pdf: pdf.increment(
        pdf.edit(KIND, rb"/V /Off", b"/V /a"), pdf.edit(KIND1, rb"/AS /Off", b"/AS /a")), told="kind", shown=True),
    "locked-exclude": Attack("locked-exclude", "a field that is not left free is checked", check(), told="agree", shown=True),
    "locked-p1": Attack("locked-p1", "the lock allows no changes: a field is filled", fill(), told="name", shown=True),
    "locked-renamed": Attack("locked-include", "a locked field gets another name and value", lambda pdf: pdf.increment(
        {n: body.replace(b"(name)", b"(x)") for n, body in filled(pdf).items()}), told="name", shown=True),
    "locked-moved": Attack("locked-exclude", "a locked field becomes a kid of a free one", moved_under, shown=True),
    "locked-lock": Attack("locked-all", "the lock is taken away, and a field filled", lambda pdf: pdf.increment(
        pdf.edit(signature_field(pdf), rb"/Lock <<.*?>>", b""), filled(pdf)), shown=True),
    "locked-reference": Attack("locked-all", "the signature forgets what it locks, and a field is filled", lambda pdf: pdf.increment(
        pdf.edit(pdf.signatures[0], rb"/Action /All", b"/Action /Include /Fields []"), filled(pdf)), shown=True),
    "value-behind": Attack("signed", "a field's value is another than what it shows", edited(NAME, rb"/V \(Bob\)", b"/V (Mallory)"),
                           told="name"),
    "appearance-alone": Attack("signed", "a field shows another value than it has", replaced(NAME_AP, value_form(b"Mallory")),
                               shown=True),
    "need-appearances": Attack("signed", "readers draw the fields anew, in white", lambda pdf: pdf.increment(
        {FORM: re.sub(rb"/DA ?\(.*?\)", b"/DA (/F1 12 Tf 1 g)", pdf.body(FORM)).replace(b"<<", b"<< /NeedAppearances true", 1),
         NAME: re.sub(rb"/DA ?\(.*?\)", b"", pdf.body(NAME))})),
    "form-font": Attack("signed", "the form's fields are drawn in another font", edited(
        FORM, rb"/F1 \d+ 0 R", b"/F1 90 0 R", (90, b"<< /Type /Font /Subtype /Type1 /BaseFont /Symbol >>"))),
    "options": Attack("signed", "a choice offers other options", edited(CITY, rb"/Opt ?\[.*?\]", b"/Opt [(Paris) (Rome)]"), told="city"),
    "check-mark": Attack("signed", "the mark of a box is that of the empty one", edited(
        AGREE, rb"/Yes \d+ 0 R", b"/Yes %d 0 R" % NO), told="agree"),
    "kids-tampered": Attack("signed", "a group has the buttons in another order", edited(
        KIND, rb"/Kids ?\[.*?\]", b"/Kids [%s]" % references([KIND2, KIND1])), told="kind"),
    "kid-stolen": Attack("signed", "a button belongs to another field", edited(KIND2, rb"/Parent \d+", b"/Parent %d" % AGREE)),
    "field-flags": Attack("signed", "a text field becomes a password", added(NAME, b"/Ff 8192 "), told="name"),
    "field-type": Attack("signed", "a text field becomes a button", edited(NAME, rb"/FT /Tx", b"/FT /Btn"), told="name"),
    "field-name": Attack("signed", "a field gets another name", edited(SECRET, rb"\(amount\)", b"(deposit)"), told="amount"),
    "field-name-type": Attack("signed", "a field's name is no string", edited(SECRET, rb"\(amount\)", b"7"), told="amount"),
    "field-script": Attack("signed", "a field runs a script", added(NAME, b"/AA << /F %s >> " % SCRIPT), told="script"),
    "field-gone": Attack("signed", "a field is gone from the form", without(FORM, SECRET), told="amount"),
    "widget-gone": Attack("signed", "a field is gone from its page", without(PAGE2, SECRET), told="page 2|amount", shown=True),
    "widget-moved": Attack("signed", "a field stands elsewhere", edited(SECRET, rb"/Rect ?\[.*?\]", b"/Rect [60 100 260 120]"),
                           told="amount", shown=True),
    "field-added": Attack("signed", "a text field over the text is added", lambda pdf: pdf.increment(*new_field(pdf)),
                          told="more|page 1", shown=True),
    "xfa": Attack("signed", "the form gets a second self in XML", added(FORM, b"/XFA 90 0 R ", (90, stream(b"<xdp/>")))),
    "calculated": Attack("signed", "fields are calculated", added(FORM, b"/CO [%d 0 R] " % NAME)),
    "sneaky": Attack("signed", "sneaky signature over the text", sneaky, shown=True),
    "signature-deleted": Attack("signed", "the signature's field is emptied", on_signature(rb"/V \d+ 0 R", b"")),
    "signature-field-gone": Attack("twice", "the signature's field is gone from the form", without(FORM, signature_field)),
    "signature-widget-gone": Attack("signed", "the signature is gone from its page", without(PAGE1, signature_field), shown=True),
    "signature-hidden": Attack("signed", "the signature is hidden", on_signature(rb"/F 132", b"/F 134"), shown=True),
    "signature-renamed": Attack("signed", "the signature's field gets another name", on_signature(
        rb"\(Signature1\)", b"(Other)"), field="Other"),
    "signature-type": Attack("signed", "the signature's field becomes a text field", on_signature(rb"/FT ?/Sig", b"/FT /Tx")),
    "signature-moved": Attack("signed", "the signature's block covers the text", on_signature(
        rb"/Rect ?\[.*?\]", b"/Rect [50 680 450 740]"), shown=True),
    "signature-block": Attack("signed", "the signature's block tells another signer", lambda pdf: pdf.increment(
        pdf.edit(signature_field(pdf), rb"/N \d+ 0 R", b"/N 90 0 R"), {90: value_form(b"Ministry of Mallory")}), shown=True),
    "signature-second-value": Attack("signed", "the field holds a copy of the signature with another name", lambda pdf: pdf.increment(
        pdf.edit(signature_field(pdf), rb"/V \d+ 0 R", b"/V 90 0 R"),
        {90: pdf.body(pdf.signatures[0]).replace(b"/Name (Online", b"/Name (Mallory", 1)})),
}
