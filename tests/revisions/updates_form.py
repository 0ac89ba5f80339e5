# SPDX-License-Identifier: GPL-3.0-or-later
"""Lawful: what a certification or a lock leaves free; forms are filled, notes are made."""
import re

from attacks_content import annotation, edited, replaced
from attacks_form import check, fill, filled
from contract import *
from corpus import Update
from updates_signing import again, existing, visible


def choose(pdf):
    return {**pdf.edit(KIND, rb"/V /Off", b"/V /b"), **pdf.edit(KIND2, rb"/AS /Off", b"/AS /b")}


def hue(pdf):
    return {CITY: re.sub(rb"/V \(Hanoi\)", b"/V (Hue)", re.sub(rb"/N \d+ 0 R", b"/N 91 0 R", pdf.body(CITY))), 91: value_form(b"Hue")}


def in_turn(*makes):
    """Each makes a file of the one before: make(pdf) → bytes"""
    def make(pdf):
        for one in makes:
            pdf = pdf.with_data(one(pdf))
        return pdf.data
    return make


def changes(make, **how):
    return lambda pdf: pdf.increment(make(pdf), **how)


def on(base, *rows):
    return {f"{base}-{name}": Update(base, sentence, make) for name, sentence, make in rows}


FILLED = (("text", "a text field is filled", fill()), ("box", "a box is checked", check()),
          ("choice", "a choice is made", changes(hue)), ("group", "a button of a group is chosen", changes(choose)))

UPDATES = {
    **on("certified2", *((name, f"P 2: {sentence}", make) for name, sentence, make in FILLED)),
    **on("certified2",
         ("all", "P 2: the form is filled in several steps", in_turn(fill(), check(), changes(hue), changes(choose))),
         ("twice", "P 2: a field is filled, and filled again", in_turn(fill(), changes(
             lambda pdf: {NAME: re.sub(rb"/V \(Mallory\)", b"/V (Eve)", pdf.body(NAME)), 90: value_form(b"Eve")}))),
         ("packed", "P 2: a field is filled in a stream of objects", changes(filled, form="packed")),
         ("emptied", "P 2: a field is emptied", fill(value=b"")),
         ("signed", "P 2: it is signed again", again()),
         ("signed-existing", "P 2: it is signed in a field that waited for it", existing()),
         ("filled-signed", "P 2: a field is filled, and it is signed", in_turn(fill(), again())),
         ("signed-filled", "P 2: it is signed, and a box checked", in_turn(again(), check())),
         ("stamped", "P 2: it gets a document time-stamp", lambda pdf: add_signature(pdf, b"Stamp", key="tsa"))),
    **on("certified3",
         ("text", "P 3: a text field is filled", fill()),
         ("note", "P 3: a note is added", annotation(b"/Subtype /Text /Contents (Seen)", value_form(b"n"), b"540 20 560 40")),
         ("note-changed", "P 3: a note is another", in_turn(edited(NOTE, rb"\(Seen\)", b"(Read)"), replaced(NOTE_AP, value_form(b"Read")))),
         ("note-removed", "P 3: a note is taken away", edited(PAGE1, rb"\b%d 0 R" % NOTE, b" ")),
         ("signed", "P 3: it is signed again", again())),
    **on("certified1",
         ("stamped", "P 1: it gets a document time-stamp", lambda pdf: add_signature(pdf, b"Stamp", key="tsa"))),
    **on("locked-exclude",
         ("text", "a field that is left free is filled", fill()),
         ("choice", "a choice that is left free is made", changes(hue))),
    **on("locked-include",
         ("box", "a field that is not locked is checked", check()),
         ("choice", "a choice that is not locked is made", changes(hue)),
         ("signed", "it is signed in a field that is not locked", existing())),
    **on("locked-all", ("stamped", "all fields are locked, and it gets a document time-stamp", lambda pdf: add_signature(
        pdf, b"Stamp", key="tsa"))),
    **on("signed",
         ("filled", "an approval leaves the form free", fill()),
         ("filled-signed", "a field is filled, and it is signed again", in_turn(fill(), again())),
         ("visible-filled", "it is signed with a block, and a box is checked", in_turn(visible(PAGE3, b"300 20 500 40"), check()))),
}
