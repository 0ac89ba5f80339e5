#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# How pages are read, seen from outside: one page at a time with digitize page, and what status tells
# of pages that read badly.
. tests/tap.sh

G4=samples/scans/025.577.H01-265130-4901/002.tif
GREY=samples/scans/035.690.H27-857675-6375/001-01.jpg
COLOUR=samples/scans/009.818.H07-254893-9140/003.jpg

# reads FILE TEXT [OPTION…]: the page's text holds TEXT on one line
reads() {
	file=$1 text=$2
	shift 2
	"$B/digitize" page "$@" "$file" >"$T/text" 2>&1 && grep -qF "$text" "$T/text" || { cat "$T/text"; return 1; }
}

reads_in_order() {
	"$B/digitize" page "$1" | awk -v first="$2" -v then="$3" 'index($0, first) && !a { a = NR } index($0, then) && !b { b = NR }
		END { exit !(a && b && a < b) }'
}

measures() {
	"$B/digitize" page --json "$1" >"$T/json" && python3 -c '
import json, sys
page = json.load(open(sys.argv[1]))
sys.exit(not eval(sys.argv[2], {"page": page, "quality": page["quality"]}))' "$T/json" "$2" || { cat "$T/json"; return 1; }
}

keeps_each_step() {
	"$B/digitize" page --keep "$T/kept" "$COLOUR" >"$T/text" || return 1
	ls "$T/kept"
	[ -s "$T/kept/01-survey.png" ] && ls "$T"/kept/*-straighten.png && ls "$T"/kept/*-ink.png
}

turned() {
	convert "$GREY" -rotate "$1" -quality 90 "$T/turned.jpg" && reads "$T/turned.jpg" "$2"
}

says_nothing() {
	"$@" >"$T/text" 2>&1 && [ ! -s "$T/text" ] || { cat "$T/text"; return 1; }
}

tells_of_a_bad_page() {
	mkdir -p "$T/scans/H1"
	convert "$GREY" -resize 50% -density 100 -units PixelsPerInch "$T/scans/H1/low.jpg"
	cp "$COLOUR" "$T/scans/H1/good.jpg"
	status_is 0 "$B/digitize" batch -q "$T/scans" &&
		says "doubtful: H1/low, page 1: the scan has fewer dots an inch" "$B/digitize" status "$T/scans.out" &&
		says '"doubtful_pages":[{"page":1,"verdict":"doubtful","reason":"dpi"}]' cat "$T"/scans.out/manifests/*/manifest.json &&
		rm "$T"/scans.out/digitize.db* && "$B/digitize" batch -q "$T/scans" &&
		says '"verdict" : "doubtful"' "$B/digitize" status --json "$T/scans.out"
}

# a fax: 200 dots an inch across, 100 down
delivers_unequal_sampling() {
	mkdir -p "$T/fax/H1"
	convert "$GREY" -resize '100%x50%!' -density 200x100 -units PixelsPerInch "$T/fax/H1/001.tif"
	status_is 0 "$B/digitize" batch -q "$T/fax" &&
		says "Page size:       595" pdfinfo "$T/fax.out/store/H1/001.pdf"
}

leaves_a_sparse_page_upright() {
	convert -size 2480x3508 xc:white -font Liberation-Serif -pointsize 100 -annotate +300+400 'Hello world' \
		-density 300 -units PixelsPerInch "$T/sparse.png"
	measures "$T/sparse.png" 'page["turned"] == 0'
}

# what stands alone on its line is easily taken for dirt
reads_short_lines() {
	set -- 'Kính gửi các đơn vị trong toàn tỉnh' XIV a\) b. TM. KT. VT Ký. 3. https://www.chinhphu.vn contact@bkhdt.gov.vn
	convert -size 1654x2339 xc:white -font Liberation-Serif -pointsize 46 \
		-annotate +150+200 "$(printf '%s\n\n' "$@")" \
		-density 200 -units PixelsPerInch "$T/short.png"
	"$B/digitize" page "$T/short.png" >"$T/text"
	for line; do
		grep -qxF "$line" "$T/text" || { echo "missing: $line" && cat "$T/text" && return 1; }
	done
}

# a plan whose smallest line, enlarged, has more pixels across than the engine counts
takes_a_long_line() {
	convert -size 15x40 xc:white -fill none -stroke black -strokewidth 3 -draw 'rectangle 2,12 10,20' "$T/letter.png"
	convert -size 16000x40 "tile:$T/letter.png" -background white -extent 16000x300 -density 200 -units PixelsPerInch "$T/long.png"
	"$B/digitize" page --json "$T/long.png" >"$T/json"
}

check "reads a page" reads "$COLOUR" "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
check "reads the agency before the name of the nation" reads_in_order "$COLOUR" "ỦY BAN NHÂN DÂN" "CỘNG HÒA"
check "reads the recipients before the signature" reads_in_order "$COLOUR" "- Lưu:" "KT."
check "reads a title that the ring of a seal crosses" reads "$G4" "GIÁM ĐỐC" --page 2
check "reads a name that the ring of a seal crosses" reads "$G4" "Thị Thảo" --page 2
check "finds the seal on a page without colour" sh -c "$B/digitize page --json --page 2 $G4 | grep '\"seals\" : 1'"
check "finds the signature in blue" measures "$COLOUR" 'len(page["handwriting"]) >= 1'
check "finds no handwriting on a page without" measures "$GREY" 'page["handwriting"] == []'
check "gives no word on a blank page" says_nothing "$B/digitize" page --page 3 "$G4"
check "judges a good page good" measures "$COLOUR" 'quality["verdict"] == "good" and quality["bits"] == 24'
check "measures sharpness" measures "$GREY" '0.1 < quality["sharpness"] < 1'
check "leaves a picture of each step" keeps_each_step
check "reads a page that lies on its side" turned 90 "Tối thiểu"
check "reads a page askew by five degrees" turned 5 "Tối thiểu"
check "reads a page askew by fourteen degrees" turned -14 "Tối thiểu"
check "leaves a sparse page as the file has it" leaves_a_sparse_page_upright
check "reads numbers, items and abbreviations that stand alone, and addresses" reads_short_lines
check "takes a line of sixteen thousand pixels" takes_a_long_line
check "delivers a page that was sampled unequally" delivers_unequal_sampling
check "tells of a page that reads badly, also from the store alone" tells_of_a_bad_page
check "there is no page 4" says "there is no page 4: the file has 3" "$B/digitize" page --page 4 "$G4"
check "one scan at a time" status_is 2 "$B/digitize" page "$G4" "$GREY"
check "pages are counted from 1" status_is 2 "$B/digitize" page --page 0 "$G4"
printf '[ocr]\nwithout = dancing\n' >"$T/dancing.conf"
check "a step that there is not is a mistake" status_is 2 "$B/digitize" page -c "$T/dancing.conf" "$G4"
check "and the steps that there are are named" says "straighten" "$B/digitize" page -c "$T/dancing.conf" "$G4"
printf '[ocr]\nwithout = seals, rings\n' >"$T/without.conf"
check "a step can be left out" sh -c "$B/digitize page --json --page 2 -c '$T/without.conf' $G4 | grep '\"seals\" : 0'"
finish
