#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# tests/pdfa.py, which judges what we write, is judged: each of its rules is broken once.
. tests/tap.sh

mkdir -p "$T/scans/H1" "$T/broken" "$T/unfit"
cp samples/scans/009.818.H07-254893-9140/003.jpg "$T/scans/H1/sound.jpg"
SOUND=$T/scans.out/store/H1/sound.pdf

# names CLAUSE FILE: the clause is told of the file
names() {
	python3 tests/pdfa.py "$2" >"$T/told" 2>&1
	[ $? = 1 ] && grep -q ": $1[.:]" "$T/told" || { cat "$T/told"; return 1; }
}

check "delivers a document" status_is 0 "$B/digitize" batch -q "$T/scans"
check "it breaks no rule" python3 tests/pdfa.py "$SOUND"
check "breaks it in many ways" python3 tests/broken.py "$SOUND" "$T/broken"
for file in "$T"/broken/*.pdf; do
	kind=$(basename "$file" .pdf)
	check "notices $kind" names "${kind%%-*}" "$file"
done

# content and fonts as other programs write them; two of these pages break no rule of the standard,
# only what is asked of a page that is to be kept
python3 tests/pages.py all "$T/unfit"
rm "$T/unfit/unfit-6.1.13-crop.pdf" "$T/unfit/unfit-6.2.4.4-spot.pdf"
mv "$T/unfit/unfit-6.2.8-layer-image.pdf" "$T/unfit/unfit-6.9-layer-image.pdf"
for file in "$T"/unfit/unfit-*.pdf; do
	kind=$(basename "${file#*unfit-}" .pdf)
	check "notices $kind in a page" names "${kind%%-*}" "$file"
done

# pages that may be kept lack but what makes a document a PDF/A; their links are not kept
breaks_nothing_else() {
	python3 tests/pdfa.py "$1" | grep -v ': 6\.6\.2\.1: \|: 6\.2\.3: \|: 6\.2\.4\.3: .* without an output intent\|: 6\.3\.2: ' |
		grep -v ': the catalog\|: the title' >"$T/told"
	[ ! -s "$T/told" ] || { cat "$T/told"; return 1; }
}
for file in "$T"/unfit/fit-*.pdf; do
	check "finds nothing in $(basename "$file" .pdf)" breaks_nothing_else "$file"
done

# and what we make of them is one, their content and fonts within
keeps_them() {
	mkdir -p "$T/kept/H1"
	cp "$T"/unfit/fit-*.pdf "$T/kept/H1"
	status_is 0 "$B/digitize" batch -q --profile faithful "$T/kept" && python3 tests/pdfa.py "$T"/kept.out/store/H1/*.pdf
}
check "documents that keep them break no rule" keeps_them
finish
