#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Pages of PDFs whose own content is kept, and text that they have already.
. tests/tap.sh

mkdir -p "$T/all" "$T/scans/fit" "$T/scans/unfit" "$T/scans/words"
OUT=$T/scans.out
KEPT="born default inline link mrc mrc-plain parent pattern stamped turned-0 turned-90 turned-180 turned-270 unit
	seen-0 seen-90 seen-180 seen-270 upside"

make_scans() {
	python3 tests/pages.py all "$T/all" && python3 tests/pages.py long "$T/scans/fit/long.pdf" || return 1
	for name in $KEPT; do
		cp "$T/all/fit-$name.pdf" "$T/scans/fit/$name.pdf"
	done
	for name in mrc-wrong mrc-foreign form under; do
		cp "$T/all/fit-$name.pdf" "$T/scans/words/$name.pdf"
	done
	cp "$T"/all/unfit-*.pdf "$T/scans/unfit"
	cp "$T/all/fit-born.pdf" "$T/scans/words/born.pdf"
	mkdir "$T/small"
	cp "$T/all/fit-born.pdf" "$T/all/fit-mrc.pdf" "$T/small"
}

each_pdf() {
	for pdf in "$OUT"/store/*/*.pdf; do
		"$@" "$pdf" >"$T/said" 2>&1 || { echo "$pdf"; cat "$T/said"; return 1; }
	done
}

is_signed_well() {
	pdfsig -nocert "$1" >"$T/sig" 2>&1
	grep -q 'Signature is Valid' "$T/sig" && grep -q 'Total document signed' "$T/sig"
}

# Each page of the documents has this member with this value.
pages_say() {
	python3 - "$@" <<'PY'
import json, sys
member, value, *paths = sys.argv[1:]
wrong = [path for path in paths for page in json.load(open(path, encoding="utf-8"))["pages"]
         if json.dumps(page[member]) != value]
print(member, wrong)
sys.exit(bool(wrong))
PY
}

all_words_are_kept() {
	python3 - "$@" <<'PY'
import json, sys
pages = [page for path in sys.argv[1:] for page in json.load(open(path, encoding="utf-8"))["pages"]]
sys.exit(any(page["words"] == 0 or page["words_kept"] != page["words"] or page["confidence"] is not None
             for page in pages))
PY
}

has_the_streams() {
	for name in $KEPT long; do
		python3 tests/same_streams.py "$T/scans/fit/$name.pdf" "$OUT/store/fit/$name.pdf" ||
			{ echo "$name"; return 1; }
	done
}

# What precedes the signature.
is_hardly_larger() {
	python3 - "$T/scans/fit/long.pdf" "$OUT/store/fit/long.pdf" <<'PY'
import os, sys
source, made = os.path.getsize(sys.argv[1]), open(sys.argv[2], "rb").read().index(b"%%EOF")
print(source, made)
sys.exit(made > source * 1.03 + 20480)
PY
}

# The block stands level at the bottom right, since the heading leaves no room above; that is where it was.
lies_upright() {
	for name in turned-0 turned-90 turned-180 turned-270 seen-0 seen-90 seen-180 seen-270 upside; do
		pdftotext -cropbox -bbox "$OUT/store/fit/$name.pdf" "$T/bbox" || return 1
		python3 - "$T/bbox" <<'PY' || { echo "$name"; return 1; }
import re, sys
text = open(sys.argv[1], encoding="utf-8").read()
words = [(*map(float, m.groups()[:4]), m[5]) for m in
         re.finditer(r'xMin="([-\d.]+)" yMin="([-\d.]+)" xMax="([-\d.]+)" yMax="([-\d.]+)">([^<]*)<', text)]
find = lambda wanted: next(word for word in words if word[4] == wanted)
block, last, heading = find("KHÔNG"), find("LÝ"), find("QUYẾT")
print(block, last, heading)
sys.exit(not (block[0] > 210 and block[1] > 530 and last[2] < 420 and
              last[0] > block[2] and abs(last[1] - block[1]) < 2 and
              abs(heading[0] - 40) < 3 and abs(heading[3] - 142) < 6))
PY
	done
}

text_of() {
	pdftotext "$1" - | tr '\n\f' '  '
}

# pdftotext finds these words of a PDF and not those.
reads() {
	text_of "$1" >"$T/text"
	grep -q "$2" "$T/text" && ! grep -q "$3" "$T/text" || { cat "$T/text"; return 1; }
}

# A word of the image alone, one of the stamp alone, and none of the stamp twice.
is_read_around_the_stamp() {
	text_of "$OUT/store/fit/stamped.pdf" >"$T/text"
	grep -q "phê duyệt quy hoạch" "$T/text" && [ "$(grep -o 'Trang 1/3' "$T/text" | wc -l)" = 1 ] || { cat "$T/text"; return 1; }
}

has_no_confidence() {
	xmllint --noout "$1" && ! grep -q ' WC=' "$1" && ! grep -q ' PC=' "$1" && grep -q 'CONTENT="QUYẾT"' "$1"
}

refuses_damage() {
	python3 tests/pages.py mrc-cut "$T/cut.pdf" &&
		says "damaged or cut off" status_is 1 "$B/digitize" page "$T/cut.pdf"
}


check "PDFs of scanners and offices are made" make_scans
check "delivers them all" status_is 0 "$B/digitize" batch -v "$T/scans"
check "keeps content that is fit" pages_say content_kept true "$OUT"/store/fit/*.json
check "keeps none that breaks a rule" pages_say content_kept false "$OUT"/store/unfit/*.json
check "what is kept has every stream of its source once" has_the_streams
check "200 pages that share font and image stay small" is_hardly_larger
check "qpdf finds nothing wrong" each_pdf qpdf --check
check "mutool finds nothing wrong" each_pdf mutool info
check "pdfsig finds the whole document signed, validly" each_pdf is_signed_well
check "the rules of PDF/A-2u are kept" each_pdf python3 tests/pdfa.py
check "the block of the signature stands upright and our text where it is seen, however the page is turned" lies_upright
check "text that a page has is its text" all_words_are_kept "$OUT/store/fit/born.json" "$OUT/store/fit/mrc.json" "$OUT/store/fit/long.json" "$OUT/store/unfit/unfit-6.2.4.3-cmyk.json" "$OUT"/store/words/mrc-wrong.json
check "a stamp is not the text of the page" is_read_around_the_stamp
check "kept words have no confidence in the ALTO" has_no_confidence "$OUT/store/fit/mrc.alto.xml"
check "words that are none are read instead" reads "$OUT/store/words/mrc-foreign.pdf" "quy hoạch" "zxq"
check "text where nothing is printed is told of" says '"reason" : "unseen"' "$B/digitize" page --json "$T/all/fit-unseen.pdf"
check "and no other" not says '"reason" : "unseen"' "$B/digitize" page --json "$T/all/fit-mrc.pdf"
check "a damaged image is refused" refuses_damage
check "reading anew is done" status_is 0 "$B/digitize" batch --redo-ocr -o "$T/redone" "$T/scans/words"
check "it takes hidden text out of what is kept" reads "$T/redone/store/words/mrc-wrong.pdf" "quy hoạch" "sông"
check "and what is kept stays" pages_say content_kept true "$T/redone/store/words/mrc-wrong.json"
check "hidden text in a form goes" reads "$T/redone/store/words/form.pdf" "quy hoạch" "sông"
check "text under an image goes" reads "$T/redone/store/words/under.pdf" "quy hoạch" "sông"
check "text that is seen stays" pages_say content_kept true "$T/redone/store/words/born.json"
OUT=$T/redone
check "what was read anew is PDF/A" each_pdf python3 tests/pdfa.py
check "and sound" each_pdf qpdf --check
check "the profile compact is done" status_is 0 "$B/digitize" batch --profile compact -o "$T/compact" "$T/small"
check "it keeps pages of type and of layers, which are small" pages_say content_kept true "$T"/compact/store/small/*.json
check "a setting says the same" says '"words_kept" : 0' "$B/digitize" page --json --redo-ocr "$T/all/fit-mrc.pdf"
finish
