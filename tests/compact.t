#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The profile compact: a tenth of the size, and what a person sees is the same.
. tests/tap.sh

mkdir -p "$T/scans/colour" "$T/scans/bilevel"
cp samples/scans/055.009.H02-231251-9923/001.pdf "$T/scans/colour/001.pdf"
cp samples/scans/025.577.H01-265130-4901/002.tif "$T/scans/bilevel/001.tif"
printf '[pdf]\nprofile = compact\n' >"$T/compact.conf"
printf '[pdf]\nprofile = faithful\n' >"$T/faithful.conf"
COLOUR=$T/compact/store/colour/001.pdf
BILEVEL=$T/compact/store/bilevel/001.pdf

deliver() {
	"$B/digitize" batch -q "$T/scans" -o "$T/$1" -c "$T/$1.conf" &&
		[ -s "$T/$1/store/colour/001.pdf" ] && [ -s "$T/$1/store/bilevel/001.pdf" ]
}
# $1 is no larger than $3 hundredths of $2.
is_share() {
	one=$(stat -c %s "$1") other=$(stat -c %s "$2")
	echo "$one of $other bytes"
	[ $((one * 100)) -le $((other * $3)) ]
}
images() {
	pdfimages -list "$1" | awk 'NR > 2 { print $1, $3, $6, $9, $10, $13 }' >"$T/images"
	diff - "$T/images"
}
colour_images() {
	printf '%s\n' '1 image rgb jpeg no 200' '1 image rgb jpeg no 200' '1 mask - jbig2 no 300' |
		images "$COLOUR"
}
# Every pixel of every page, as libtiff and as poppler decode it.
bilevel_is_lossless() {
	pdfimages -png "$BILEVEL" "$T/bit" && tiffsplit "$T/scans/bilevel/001.tif" "$T/tif-" || return 1
	set -- "$T"/tif-*
	for image in "$T"/bit-*.png; do
		compare -metric AE "$1" "$image" null: || return 1
		shift
	done
	[ $# = 0 ]
}
# Compares two drawings of the page: levels on the whole, and how much is red, blue and black.
looks_alike() {
	python3 - "$1" "$2" <<'PY'
import sys

def read(path):
    data = open(path, "rb").read()
    width, height = map(int, data.split(maxsplit=4)[1:3])
    return width, height, data[-3 * width * height:]

def count(pixels):
    red = blue = black = 0
    for r, g, b in zip(pixels[::3], pixels[1::3], pixels[2::3]):
        red += r > g + 60 and r > b + 60
        blue += b > r + 60
        black += r < 90 and g < 90 and b < 90
    return red, blue, black

(w1, h1, one), (w2, h2, other) = read(sys.argv[1]), read(sys.argv[2])
assert (w1, h1) == (w2, h2), (w1, h1, w2, h2)
off = sum(abs(a - b) for a, b in zip(one, other)) / len(one)
counts = count(one), count(other)
print(f"mean difference {off:.2f} levels; red, blue, black: {counts}")
assert off < 4
for a, b in zip(*counts):
    assert a > 200 and 0.8 < b / a < 1.25
PY
}
draw() {
	pdftoppm -r 100 -f 1 -l 1 -singlefile "$T/$1/store/colour/001.pdf" "$T/$1"
}
same_text() {
	for name in colour bilevel; do
		for profile in faithful compact; do
			pdftotext "$T/$profile/store/$name/001.pdf" - |
				grep -v "^20..-..-..T" >"$T/$profile.text" # of signing
		done
		diff "$T/faithful.text" "$T/compact.text" || return 1
	done
	[ -s "$T/compact.text" ]
}

check "faithful is delivered" deliver faithful
check "compact is delivered" deliver compact
check "a colour page takes less than a fifth" \
	is_share "$COLOUR" "$T/faithful/store/colour/001.pdf" 20
check "a bilevel document takes less as well" \
	is_share "$BILEVEL" "$T/faithful/store/bilevel/001.pdf" 99
check "a stencil of 300 dots an inch over two colour images of 200" colour_images
check "a bilevel page is the scan's, pixel by pixel" bilevel_is_lossless
draw faithful
draw compact
mutool draw -q -r 100 -o "$T/mutool.ppm" "$COLOUR" 1 2>/dev/null
check "drawn by poppler it looks as the scan" looks_alike "$T/faithful.ppm" "$T/compact.ppm"
check "drawn by mupdf it looks as the scan" looks_alike "$T/faithful.ppm" "$T/mutool.ppm"
check "the text is the same" same_text
for pdf in "$COLOUR" "$BILEVEL"; do
	name=$(basename "$(dirname "$pdf")")
	check "$name: PDF/A-2u" python3 tests/pdfa.py "$pdf"
	check "$name: qpdf finds nothing wrong" qpdf --check "$pdf"
	check "$name: its signature is valid" says "Signature is Valid" pdfsig "$pdf"
done
finish
