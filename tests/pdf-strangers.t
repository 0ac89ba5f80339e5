#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# What other programs make of a composed PDF: its syntax, its text, its images, PDF/A-2u.
. tests/tap.sh

KEEP=$T "$B/tests/compose-test" >"$T/log" 2>&1
PDF=$T/sample.pdf

# The words of a text, line by line, without empty lines and blanks at the ends.
lines() {
	sed 's/\f//g; s/[ \t][ \t]*/ /g; s/^ //; s/ $//; /^$/d'
}
same_lines() {
	lines <"$T/sample.txt" >"$T/wanted"
	"$@" | lines >"$T/got"
	diff "$T/wanted" "$T/got"
}
# Columns of -layout stand side by side; words alone are compared.
same_words() {
	tr -s ' \n\f' '\n\n\n' <"$T/sample.txt" | sort >"$T/wanted"
	"$@" | tr -s ' \n\f' '\n\n\n' | sort >"$T/got"
	diff "$T/wanted" "$T/got"
}
images() {
	pdfimages -list "$PDF" | awk 'NR > 2 { print $4, $5, $9, $10, $13 }' >"$T/images"
	printf '%s\n' '1654 2339 jpeg no 200' '2339 1654 jpeg no 200' '1654 2339 ccitt no 200' \
		'1654 2339 jpeg no 200' | diff - "$T/images"
}
# Page 2 was stored on its side, a dark square at its upper left: it must be drawn at the upper right.
square_at_upper_right() {
	"$@" && python3 - "$T/page.pgm" <<'PY'
import sys
data = open(sys.argv[1], "rb").read()
width, height = map(int, data.split()[1:3])
dark = [i for i, grey in enumerate(data[-width * height:]) if grey < 128]
across = sum(i % width for i in dark) / len(dark) / width
down = sum(i // width for i in dark) / len(dark) / height
print(across, down)
sys.exit(not (across > 0.8 and down < 0.2))
PY
}
# Breaks the sample by sed and expects the checker to name the clause.
notices() {
	clause=$1
	shift
	LC_ALL=C sed "$@" "$PDF" >"$T/broken.pdf"
	says "$clause" python3 tests/pdfa.py --hidden "$T/broken.pdf"
}

check "qpdf finds nothing wrong" qpdf --check "$PDF"
check "pdftotext reads the lines in order" same_lines pdftotext "$PDF" -
check "pdftotext -raw reads the lines in order" same_lines pdftotext -raw "$PDF" -
check "pdftotext -layout reads the words" same_words pdftotext -layout "$PDF" -
check "mutool reads the lines in order" same_lines mutool draw -q -F txt "$PDF"
check "pdfimages lists one image a page, 1:1, not interpolated" images
check "pdffonts finds one embedded font with Unicode values" \
	sh -c "pdffonts '$PDF' | tail -n +3 | grep -q 'yes no  yes' && [ \$(pdffonts '$PDF' | wc -l) = 3 ]"
check "mutool draws a turned page upright" square_at_upper_right \
	mutool draw -q -r 20 -c gray -o "$T/page.pgm" "$PDF" 2
check "poppler draws a turned page upright" square_at_upper_right \
	pdftoppm -r 20 -gray -f 2 -l 2 -singlefile "$PDF" "$T/page"
check "pdfinfo knows title, agency and size" \
	sh -c "pdfinfo -f 1 -l 4 '$PDF' | grep -q 'Title: *QUYẾT ĐỊNH 921/QĐ-UBND' &&
		[ \$(pdfinfo -f 1 -l 4 '$PDF' | grep -c '595.44 x 842.04') = 4 ]"
check "the pages are labelled from 1, in digits" sh -c "qpdf --json --json-key=pagelabels '$PDF' | tr -d ' \n' |
	grep -qF '\"pagelabels\":[{\"index\":0,\"label\":{\"/S\":\"/D\",\"/St\":1}}]'"
check "the XMP packet is valid XML" \
	sh -c "sed -n '/<?xpacket begin/,/<?xpacket end/p' '$PDF' | xmllint --noout -"
check "the rules of PDF/A-2u are kept, by hidden text too" python3 tests/pdfa.py --hidden "$PDF"
check "the checker notices a wrong identification" notices 6.6.4 's/<pdfaid:part>2/<pdfaid:part>1/'
check "the checker notices a property without description" notices 6.6.2.3.1 's/Property:name>sources/Property:name>sourced/'
check "the checker notices a missing output intent" notices 6.2.3 's/GTS_PDFA1/GTS_PDFX_/'
check "the checker notices a missing font program" notices 6.2.11.4 's/FontFile2/FontFile9/'
check "the checker notices other widths" notices 6.2.11.5 's,/DW 500,/DW 501,;s,/DW 501,/DW 700,'
check "the checker notices a lying /Length" notices 6.1.7.1 's,/XML /Length ,/XML /Length 1,'
check "the checker notices what follows the end" sh -c "{ cat '$PDF'; echo more; } >'$T/more.pdf'
	python3 tests/pdfa.py '$T/more.pdf' | grep -q 6.1.3"
finish
