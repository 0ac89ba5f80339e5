#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The main job on the samples, as a digitization team runs it, judged by strangers.
. tests/tap.sh

cp -r samples/scans "$T/scans"
chmod -R a-w "$T/scans"
(cd "$T/scans" && find . -type f -exec sha256sum {} +) | sort >"$T/before"
OUT=$T/scans.out
PDFS=$(cd samples/scans && ls -d */* | sed 's/-0[12]\.jpg$//; s/\.[a-z]*$//' | sort -u)

each_pdf() {
	for document in $PDFS; do
		"$@" "$OUT/store/$document.pdf" >"$T/said" 2>&1 || { echo "$document"; cat "$T/said"; return 1; }
	done
}

each_file() {
	suffix=$1
	shift
	for document in $PDFS; do
		"$@" "$OUT/store/$document$suffix" >"$T/said" 2>&1 || { echo "$document"; cat "$T/said"; return 1; }
	done
}

pages() {
	[ "$(pdfinfo "$OUT/store/$1.pdf" | sed -n 's/^Pages: *//p')" = "$2" ]
}

is_signed_well() {
	pdfsig -nocert "$1" >"$T/sig" 2>&1
	grep -q 'Signature is Valid' "$T/sig" && grep -q 'Total document signed' "$T/sig" || { cat "$T/sig"; return 1; }
}

text_has() {
	pdftotext "$OUT/store/$1.pdf" - | tr '\n' ' ' | grep -q "$2"
}

is_a4() {
	pdfinfo -f 1 -l 9 "$1" | sed -n 's/^Page.*size: *\([0-9.]*\) x \([0-9.]*\) pts.*/\1 \2/p' |
		awk '{ if ($1 < 594.9 || $1 > 595.6 || $2 < 841.6 || $2 > 842.2) bad = 1 } END { exit bad || NR == 0 }'
}

passes_image_through() {
	pdfimages -all "$OUT/store/$1.pdf" "$T/image" && cmp "$T/image-000.jpg" "$2"
}

manifest_is_signed() {
	openssl cms -verify -binary -inform DER -in "$OUT/manifests/batch-0001/manifest.json.p7s" \
		-content "$OUT/manifests/batch-0001/manifest.json" -out /dev/null \
		-CAfile "$OUT/demonstration-root.pem" -purpose any
}

products_are_whole() {
	cd "$OUT" && sha256sum --quiet --strict -c manifests/batch-0001/products.sha256 &&
		[ "$(grep -vc '^#' manifests/batch-0001/products.sha256)" = 15 ]
}

sources_are_whole() {
	cd "$T/scans" && sha256sum --quiet --strict -c "$OUT/manifests/batch-0001/sources.sha256" &&
		[ "$(grep -vc '^#' "$OUT/manifests/batch-0001/sources.sha256")" = 6 ]
}

scans_are_as_they_were() {
	(cd "$T/scans" && find . -type f -exec sha256sum {} +) | sort | cmp - "$T/before"
}

is_json() {
	python3 -c 'import json, sys; json.load(open(sys.argv[1], encoding="utf-8"))' "$1"
}

field_is() {
	python3 - "$OUT/store/$1.json" "$2" "$3" <<'PY'
import json, sys
path, field, wanted = sys.argv[1:]
got = json.load(open(path, encoding="utf-8"))["description"].get(field, {}).get("value")
print(field, got)
sys.exit(got != wanted)
PY
}

does_nothing_again() {
	(cd "$OUT" && find store manifests -type f -exec sha256sum {} + | sort) >"$T/first"
	says "nothing to do" "$B/digitize" batch "$T/scans" || return 1
	(cd "$OUT" && find store manifests -type f -exec sha256sum {} + | sort) | cmp - "$T/first"
}

says_no_legal_value() {
	for file; do
		grep -q "KHÔNG CÓ GIÁ TRỊ PHÁP LÝ" "$file" || { echo "$file"; return 1; }
	done
}

# beside a stray copy of a record, which is no document of the store
rebuilds_a_lost_ledger() {
	rm "$OUT"/digitize.db*
	mkdir -p "$OUT/store/stray"
	cp "$OUT/store/009.818.H07-254893-9140/003.json" "$OUT/store/stray/copy.json"
	says "nothing to do: 5 delivered" "$B/digitize" batch "$T/scans" &&
		says "xây dựng" "$B/digitize" search "$OUT" "giấy phép xây dựng" &&
		says '"documents" : 5' "$B/digitize" status --json "$OUT" &&
		says '"without_legal_value" : 5' "$B/digitize" status --json "$OUT"
}

mends_a_lost_product() {
	rm "$OUT/store/009.818.H07-254893-9140/003.pdf"
	"$B/digitize" batch "$T/scans" && [ -f "$OUT/store/009.818.H07-254893-9140/003.pdf" ] &&
		[ -f "$OUT/manifests/batch-0002/manifest.json.p7s" ]
}

keeps_what_is_delivered_of_a_changed_scan() {
	sum=$(sha256sum "$OUT/store/009.818.H07-254893-9140/003.pdf")
	chmod -R u+w "$T/scans"
	touch "$T/scans/009.818.H07-254893-9140/003.jpg"
	"$B/digitize" batch -q "$T/scans" || return 1
	echo more >>"$T/scans/009.818.H07-254893-9140/003.jpg"
	"$B/digitize" batch "$T/scans" >"$T/said" 2>&1
	[ $? = 1 ] && grep -q "003: the scan has changed" "$T/said" &&
		[ "$sum" = "$(sha256sum "$OUT/store/009.818.H07-254893-9140/003.pdf")" ]
}

check "lists the plan without doing anything" says "001-01.jpg	001-02.jpg" "$B/digitize" batch -n "$T/scans"
check "a dry run makes nothing" [ ! -e "$OUT" ]
check "delivers every sample" status_is 0 "$B/digitize" batch -v "$T/scans"
check "leaves the scans as they were" scans_are_as_they_were
check "leaves an empty spool" [ -z "$(find "$OUT/spool" -type f)" ]
check "every page of a TIFF" pages 025.577.H01-265130-4901/002 3
check "every page of a series" pages 035.690.H27-857675-6375/001 2
check "qpdf finds nothing wrong" each_pdf qpdf --check
check "mutool finds nothing wrong" each_pdf mutool info
check "pdfsig finds the whole document signed, validly" each_pdf is_signed_well
check "digisign finds them valid" status_is 0 "$B/digisign" verify --trust "$OUT/demonstration-root.pem" "$OUT/store"
check "digisign concludes nothing without trust" status_is 1 "$B/digisign" verify "$OUT/store"
check "the rules of PDF/A-2u are kept" each_pdf python3 tests/pdfa.py
check "pages are 1:1" each_pdf is_a4
check "ALTO is well formed" each_file .alto.xml xmllint --noout
check "the descriptions are JSON" each_file .json is_json
check "a JPEG is passed through byte for byte" passes_image_through 009.818.H07-254893-9140/003 samples/scans/009.818.H07-254893-9140/003.jpg
check "text can be found in Vietnamese" text_has 009.818.H07-254893-9140/002 "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
check "a page upside down is read" text_has 055.009.H02-231251-9923/001 "GIẤY PHÉP XÂY DỰNG"
check "describes the number" field_is 055.009.H02-231251-9923/001 number 5814
check "describes the notation" field_is 055.009.H02-231251-9923/001 notation GPXD-SXD
check "describes the day" field_is 055.009.H02-231251-9923/001 issued 2021-05-25
check "describes the signer" field_is 009.818.H07-254893-9140/003 signer "Phan Bích Long"
check "says that a demonstration has no legal value" grep -q "NO LEGAL VALUE" "$OUT/store/009.818.H07-254893-9140/002.json"
check "says so on the page as well" text_has 009.818.H07-254893-9140/002 "PHÁP LÝ"
check "says so in each file of the manifest" says_no_legal_value "$OUT"/manifests/batch-0001/*.json "$OUT"/manifests/batch-0001/*.sha256
check "says so in the words" says_no_legal_value "$OUT/store/009.818.H07-254893-9140/002.alto.xml"
check "says so in the status" says "WITHOUT LEGAL VALUE" "$B/digitize" status "$OUT"
check "says so in the status as JSON" says '"without_legal_value" : 5' "$B/digitize" status --json "$OUT"
check "says so of each hit" says "[no legal value]" "$B/digitize" search "$OUT" --number 5814
check "says so of each hit as JSON" says "NO LEGAL VALUE" "$B/digitize" search --json "$OUT" --number 5814
check "openssl finds the manifest signed" manifest_is_signed
check "sha256sum finds every product" products_are_whole
check "sha256sum finds every source" sources_are_whole
check "finds text as it is written" says "055.009.H02-231251-9923/001" "$B/digitize" search "$OUT" "giấy phép xây dựng"
check "finds text without diacritics" says "055.009.H02-231251-9923/001" "$B/digitize" search "$OUT" "giay phep xay dung"
check "finds by number" says "055.009.H02-231251-9923/001" "$B/digitize" search "$OUT" --number 5814
check "finds nothing where there is nothing" status_is 1 "$B/digitize" search "$OUT" "zzzz"
check "status is JSON" sh -c "$B/digitize status --json '$OUT' | python3 -m json.tool"
check "a further run does nothing" does_nothing_again
check "a lost ledger is made anew from the store" rebuilds_a_lost_ledger
check "a lost product is made anew" mends_a_lost_product
check "a changed scan does not replace what is delivered, one that was touched is the same" keeps_what_is_delivered_of_a_changed_scan
finish
