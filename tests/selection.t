#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# What is copied of a document is the same in every viewer: the same words in the same order by
# poppler (most viewers on Linux), MuPDF, pdf.js (Firefox) and PDFium (Chrome), and as in the ALTO.
. tests/tap.sh

SCANS=$T/scans
OUT=$T/scans.out
cp -r samples/scans "$SCANS"
chmod -R u+w "$SCANS"
mkdir -p "$SCANS/made" "$SCANS/askew" "$SCANS/turned" "$SCANS/uneven"
for page in columns table letter marks lists; do
	python3 tests/fixtures.py $page "$SCANS/made/$page.png"
done

# askew NAME DEGREES: with the paper's edge left out
askew() {
	convert "$SCANS/made/$1.png" -background white -rotate "$2" -gravity center \
		-extent 1654x2339 -density 200 -units PixelsPerInch "$SCANS/askew/$1.png"
}
# uneven NAME ACROSS DOWN: dots an inch
uneven() {
	convert "$SCANS/made/$1.png" -resize "$(($2 / 2))%x$(($3 / 2))%!" -density "$2x$3" \
		-units PixelsPerInch -compress LZW "$SCANS/uneven/$1.tif"
}
askew columns 0.7
askew table -1
askew letter 2
askew lists -3
uneven letter 200 100
uneven table 150 300
convert samples/scans/009.818.H07-254893-9140/003.jpg -rotate 90 "$SCANS/turned/right.jpg"
convert samples/scans/009.818.H07-254893-9140/003.jpg -rotate 270 "$SCANS/turned/left.jpg"
convert "$SCANS/made/columns.png" -rotate 90 -threshold 60% -compress Group4 \
	"$SCANS/turned/columns.tif"
convert "$SCANS/made/marks.png" -resize 150% -density 300 -units PixelsPerInch -threshold 60% \
	-compress Group4 "$SCANS/turned/marks.tif"

KEEP=$T "$B/tests/compose-test" >"$T/log" 2>&1

has_twenty_pages_with_words() {
	find "$OUT/store" -name '*.alto.xml' -exec grep -ho 'PAGECLASS="text"' {} + >"$T/pages"
	[ "$(wc -l <"$T/pages")" -ge 20 ] || { wc -l "$T/pages"; return 1; }
}

# the agency that every reader is asked for is on some of them, in capitals and not
has_the_agency() {
	for alto in "$OUT"/store/*/*.alto.xml; do
		grep -o 'CONTENT="[^"]*"' "$alto" | sed 's/.*="//; s/"//' | tr '\n' ' '
		echo
	done >"$T/words"
	grep -q 'ỦY BAN NHÂN DÂN' "$T/words" && grep -q 'Ủy ban nhân dân' "$T/words"
}

each_document() {
	find "$OUT/store" -name '*.pdf' | sort >"$T/documents"
	xargs python3 tests/selection.py <"$T/documents"
}

# A document whose words are taken for others must be told: this tests the test.
misses_a_word() {
	sed 's/Hạnh/Hanh/' "$T/order.txt" >"$T/other.txt"
	cp "$T/order.pdf" "$T/other.pdf"
	python3 tests/selection.py "$T/other.pdf" >"$T/told"
	[ $? = 1 ] && [ "$(grep -c "'Hanh'" "$T/told")" -ge 6 ] || { cat "$T/told"; return 1; }
}

finds() {
	cat >"$T/find.js" <<'JS'
var page = new Document(scriptArgs[0]).loadPage(0);
print(page.search(scriptArgs[1]).length);
JS
	[ "$(mutool run "$T/find.js" "$T/order.pdf" "$1")" -ge 1 ]
}

check "delivers the pages" status_is 0 "$B/digitize" batch -q "$SCANS"
check "twenty pages with words" has_twenty_pages_with_words
check "the name of an agency is among them" has_the_agency
check "each reader gives the words of each document, in order" each_document
check "each reader gives columns, tables, hyphens and single letters in order" \
	python3 tests/selection.py "$T/order.pdf"
check "another word is told of each reader" misses_a_word
check "a phrase in capitals is found whatever the case" finds "ủy ban nhân dân"
finish
