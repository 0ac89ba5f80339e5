#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The visible block of a signature: never over print, upright and of its size on any page, as its profile
# has it; what became of it otherwise is told.
. tests/tap.sh
export LC_ALL=C.UTF-8
here=$PWD
digisign=$here/$B/digisign
cd "$T" || exit 1
page() { python3 "$here/tests/appearance.py" make "$1.pdf" "$1"; }

# Signs page $1 as $1-signed.pdf with the options that follow; $T/told is what was said.
block() {
	page "$1"
	name=$1
	shift
	"$digisign" sign --force --profile tt05 --agency "Sở Y tế" "$@" "$name.pdf" >told 2>&1 || { cat told; return 1; }
	pdfsig "$name-signed.pdf" | grep -q "Signature is Valid" && qpdf --check "$name-signed.pdf" >qpdf.log 2>&1 ||
		{ pdfsig "$name-signed.pdf"; cat qpdf.log; return 1; }
}

# Where the block stands: its distances from the edges of the page, in mm, and its size, are within these
# ranges; none of the page's print lies under it.
stands() {
	name=$1 unit=$2
	shift 2
	python3 "$here/tests/appearance.py" look "$name.pdf" "$name-signed.pdf" "$unit" >where || { cat where told; return 1; }
	read -r left top right bottom size <where
	for wish; do
		eval "[ \$$wish ]" || { echo "not $wish:"; cat where told; return 1; }
	done
}
silent() { grep -q "block" told && { cat told; return 1; } || return 0; }
told() { grep -q "$1" told || { cat told; return 1; }; }

at_its_place() { block "$@" && stands "$1" 1 "top -le 4" "left -ge 145" "bottom -gt 250" && silent; }
check "stands at the top right of a blank page" at_its_place blank
for paper in grey rose; do
	check "paper that is $paper is no print" at_its_place $paper
done
stays() { block specks && silent; }
check "specks are no print" stays
check "a hidden annotation is no print" at_its_place hidden

for turn in 0 90 180 270; do
	turned() {
		block turn-$turn && stands turn-$turn 1 "top -le 4" "right -le 60" "left -gt 60" "bottom -gt 100" &&
			pdftotext turn-$turn-signed.pdf - | grep -q "Sở Y tế" && silent
	}
	check "stands at the top right of a page turned by $turn, of an odd box" turned
done

in_the_margin() { block "$1" && stands "$1" 1 "top -le 25" && told "printed on: it stands"; }
for kind in head red seal field; do
	check "goes elsewhere in the top margin, and says so, where there is $kind" in_the_margin $kind
done
check "and within a box with another origin" in_the_margin crop-head
below_the_edge() { block edge && stands edge 1 "top -ge 4" "top -le 10" "left -ge 120" && told "it stands"; }
check "stands beside the black edge of a scanner" below_the_edge
at_the_bottom() { block top && stands top 1 "bottom -le 25" "left -ge 145" && told "from the top"; }
check "goes to the bottom where all of the top is printed on" at_the_bottom
beside_another() {
	at_its_place blank && cp blank-signed.pdf twice.pdf &&
		"$digisign" sign --force --profile tt05 twice.pdf >told 2>&1 && stands twice 1 && told "it stands"
}
check "stands beside the block of an earlier signature" beside_another

nowhere() {
	block "$1" && not stands "$1" 1 >there && grep -q "nothing to be seen" where && told "$2"
}
check "is invisible, and says so, on a page that is full" nowhere full "no free place"
check "and on one that is black" nowhere black "no free place"
check "and on one that is too small" nowhere tiny "too small"
on_print() { block full --overprint least && not stands full 1 >there && grep -q 'lie under it' where && told "over print"; }
check "stands over print if it is asked to" on_print
shrunk() { block small && stands small 1 && pdftotext small-signed.pdf - | grep -q "Sở Y tế"; }
check "is smaller on a small page" shrunk
known_again() {
	mkdir -p in && page full && cp full.pdf in && "$digisign" sign -r in --output-dir out --profile tt05 >told 2>&1 &&
		told "no free place" && rm out/.digisign-journal &&
		says "1 already signed" "$digisign" sign -r in --output-dir out --profile tt05
}
check "a signature without room for its block is known again" known_again
nothing_to_look_at() {
	block full --profile none && silent
}
check "says nothing of print where no block is wanted" nothing_to_look_at

as_large() {
	block blank && stands blank 1 && large=$size && block unit && stands unit 2 "top -le 4" "left -ge 145" && silent &&
		{ [ "$size" = "$large" ] || { echo "$size, not $large"; return 1; }; }
}
check "has its size in millimetres whatever the unit of the page" as_large
unit_margin() { block unit-head && stands unit-head 2 "top -le 25" && told "it stands"; }
check "finds print in such units" unit_margin
on_a_huge_page() {
	block huge && "$digisign" verify huge-signed.pdf >verdict
	grep -a -o '/Rect \[[^]]*\]' huge-signed.pdf | tail -1 | tr -d '[]' >rect
	read -r _ l b r t <rect
	awk "BEGIN { exit !($r - $l == 170 && $t - $b < 47 && $r <= 14400 && $t <= 14400) }" || { cat rect; return 1; }
}
check "has its size on a huge page" on_a_huge_page

# text
says_text() { pdftotext "$1-signed.pdf" - | grep -qF "$2" || { pdftotext "$1-signed.pdf" -; cat told; return 1; }; }
composes() { block blank --agency "$(printf 'So\314\233\314\211 Y te\314\202\314\201')" && says_text blank "Sở Y tế" && silent; }
check "writes decomposed letters as one" composes
no_control() {
	block blank --agency "$(printf 'S\342\200\256ở\302\205Y\ttế')" && says_text blank "Sở Y tế" && silent
}
check "leaves out what is not seen, and what turns the direction" no_control
lacks() { block blank --agency "Sở 漢 Y tế 漢字" && told "lacks 漢 (U+6F22), 字 (U+5B57)" && says_text blank "Sở ? Y tế"; }
check "tells which characters the font lacks" lacks
cuts() {
	block blank --agency "$(yes 'Ủy ban nhân dân' | head -200 | tr '\n' ' ')" && told "too long, and cut" &&
		says_text blank "…" && says_text blank "+07:00"
}
check "cuts what is too long before the time, and says so" cuts

# profiles of one's own
python3 "$here/tests/appearance.py" png logo.png
convert -size 120x80 gradient:red-yellow logo.jpg
cat >own.ini <<'EOF'
[phong]
place = bottom-left
try = bottom-right top-right
edge = 5 mm
depth = 40 mm
width = 80 mm
height = 30 mm
size = 12 pt, 9 pt
colour = #C00000
lines = Ký bởi {signer};Lý do: {reason};Ngày {date}\; giờ {time}
image = logo.png
image_height = 15 mm
qr = {agency} {time}
qr_size = 22 mm

[anh]
like = phong
image = logo.jpg

[tt05]
like = tt05
place = top-left
EOF
own() {
	block blank --profiles own.ini --profile phong --reason "Số hóa" &&
		stands blank 1 "left -le 7" "bottom -le 8" "top -gt 200" && silent &&
		says_text blank "Ký bởi " && says_text blank "Lý do: Số hóa" && says_text blank "; giờ"
}
check "takes a profile from a file" own
reads_back() {
	pdftoppm -r 150 -png -singlefile blank-signed.pdf blank && zbarimg -q --raw blank.png >code &&
		grep -q "^Sở Y tế 20.*+07:00$" code || { cat code; return 1; }
}
check "its QR code reads back" reads_back
coloured() { pdftoppm -r 72 blank-signed.pdf | python3 -c '
import sys
pixels = sys.stdin.buffer.read().split(b"\n", 3)[3]
colours = {pixels[i:i + 3] for i in range(0, len(pixels), 3)}
sys.exit(not any(c[0] > 170 and c[1] < 80 for c in colours) or not any(c[2] > 180 and c[0] < 60 for c in colours))'; }
check "its picture and its text have their colours" coloured
without() { block blank --profiles own.ini --profile phong && not says_text blank "Lý do" >there; }
check "a line that would say nothing is left out" without
like() { block blank --profiles own.ini --profile anh && stands blank 1 "left -le 7" && grep -aq /DCTDecode blank-signed.pdf; }
check "a profile may be like another, and a JPEG is kept as it is" like
otherwise() { block blank --profiles own.ini && stands blank 1 "left -le 4" "top -le 4"; }
check "a profile that is built in may be said otherwise" otherwise
too_fine() {
	printf '[x]\nqr = {agency}\nqr_size = 8 mm\n' >fine.ini
	block blank --profiles fine.ini --profile x --agency "$(yes 'Sở Y tế' | head -20 | tr '\n' ' ')" && told "too fine"
}
check "a QR code that is too fine is left out, and told" too_fine

refuses() {
	printf '[x]\n%s\n' "$1" >wrong.ini
	status_is 2 "$digisign" sign --profiles wrong.ini --profile x blank.pdf >told 2>&1 &&
		grep -qF "wrong.ini: [x] ${1%% *}: " told || { cat told; return 1; }
}
for wrong in "colour = red" "size = 10" "size = 2 pt" "edge = -1 mm" "edge = nan pt" "width = 1000 m" "height = 4 pt" \
	"place = middle" "place = top-left top-right" "lines = {name}" "lines = {time" "qr = }" "image = none.png" \
	"like = y" "like = x" "margin = 1 mm"; do
	check "refuses $wrong, and says where" refuses "$wrong"
done
no_picture() { head -c 100 logo.jpg >wrong.jpg && refuses "image = wrong.jpg" && cp blank.pdf wrong.png && refuses "image = wrong.png"; }
check "refuses a picture that is none" no_picture
reserved() {
	printf '[none]\nedge = 1 mm\n' >wrong.ini
	status_is 2 "$digisign" sign --profiles wrong.ini blank.pdf >told 2>&1 && told "\[none\]"
}
check "the name of what is invisible cannot be taken" reserved
check "says which profile there is not" says "there is no profile phong" "$digisign" sign --profile phong blank.pdf

# digitize: the same, and the PDF stays a PDF/A
mkdir -p scans/H1 full/H1
cp "$here/samples/scans/009.818.H07-254893-9140/003.jpg" scans/H1
printf '[sign]\nprofiles = own.ini\nprofile = %s\n' phong >own.conf
printf '[sign]\nprofile = phong\n' >lacks.conf
digitized() {
	status_is 0 "$here/$B/digitize" batch -q -c own.conf -o store-own scans && cd "$here" &&
		python3 tests/pdfa.py "$T/store-own/store/H1/003.pdf" &&
		pdfsig "$T/store-own/store/H1/003.pdf" | grep -q "Signature is Valid" &&
		pdftoppm -r 150 -png -singlefile "$T/store-own/store/H1/003.pdf" "$T/page" && zbarimg -q --raw "$T/page.png" | grep -q "+07:00"
	status=$?
	cd "$T" || return 1
	return $status
}
check "a PDF/A with picture, colour and QR code in its block stays one" digitized
without_room() {
	printf '[big]\nqr = {time}\nqr_size = 1000 pt\n' >big.ini
	printf '[sign]\nprofiles = big.ini\nprofile = big\n' >big.conf
	status_is 0 "$here/$B/digitize" batch -q -c big.conf -o store-big scans &&
		grep -q "too small" store-big/store/H1/003.json || return 1
	(cd "$here" && python3 tests/pdfa.py "$T/store-big/store/H1/003.pdf")
}
check "so does one whose block has no room" without_room
check "digitize says which profile there is not" says "[sign] profile: there is no profile phong" \
	"$here/$B/digitize" batch -q -c lacks.conf -o store-lacks scans
recorded() {
	convert "$here/samples/scans/009.818.H07-254893-9140/003.jpg" -fill none -stroke black -strokewidth 8 \
		-draw "line 1200,60 2400,60 line 1200,120 2400,120 line 1200,180 2400,180" full/H1/001.jpg
	status_is 0 "$here/$B/digitize" batch -q -o store-full full && grep -q "own place is printed on" store-full/store/H1/001.json
}
check "its record tells where the block had to stand" recorded
cd "$here" || exit 1
finish
