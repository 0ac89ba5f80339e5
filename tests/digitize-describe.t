#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# What is printed on a document is described; what is written by hand goes to a person, and what is
# marked as a state secret goes no further.
. tests/tap.sh

S=$T/scans
OUT=$T/scans.out
mkdir -p "$S/H1"
for kind in letter secret prose hand licence; do python3 tests/fixtures.py "$kind" "$S/H1/$kind.jpg"; done

# field NAME MEMBER DOCUMENT: as the record has it.
field() {
	python3 -c 'import json, sys
field = json.load(open(sys.argv[1]))["description"][sys.argv[2]]
print(None if field is None else field[sys.argv[3]])' "$OUT/store/H1/$3.json" "$1" "$2"
}

has() { # DOCUMENT FIELD VALUE
	found=$(field "$2" value "$1")
	[ "$found" = "$3" ] || { echo "$1 $2: $found"; return 1; }
}

describes_a_letter() {
	has letter number 123 && has letter notation UBND-VP && has letter issued 2019-08-15 &&
		has letter place "Bàu Bàng" && has letter agency "ỦY BAN NHÂN DÂN HUYỆN BÀU BÀNG" &&
		has letter type "CÔNG VĂN" && [ "$(field type code letter)" = 22 ] &&
		has letter signer "Nguyễn Thị Thảo" && has letter pages 1 &&
		has letter authority "TM. ỦY BAN NHÂN DÂN, KT. CHỦ TỊCH, PHÓ CHỦ TỊCH" &&
		has letter recipients "Như trên; Trung tâm Hành chính công; Lưu: VT" &&
		[ "$(field number source letter)" = printed ] && [ "$(field number handwritten letter)" = False ]
}

describes_a_licence() {
	has licence type "GIẤY PHÉP XÂY DỰNG" && has licence number 46 && has licence notation GPXD &&
		has licence issued 2012-11-20 && has licence agency "SỞ XÂY DỰNG" && has licence signer "Lâm Văn Khoa"
}

marks_handwriting() {
	has hand number None && [ "$(field number handwritten hand)" = True ] &&
		has hand issued 2019 && [ "$(field issued handwritten hand)" = True ] && has hand notation UBND-VP &&
		[ "$(field number page hand)" = 1 ]
}

# Neither the store nor the index, nor a copy of the scan.
stops_a_secret() {
	reason=$OUT/quarantine/H1/secret/reason.txt
	cat "$reason"
	grep -q "page 1 is marked TỐI MẬT" "$reason" && grep -q "article 5" "$reason" &&
		[ -z "$(find "$OUT/store" "$OUT/quarantine/H1/secret/scans" "$OUT/spool" -path '*secret*' -type f 2>/dev/null)" ] &&
		! "$B/digitize" search "$OUT" "nghiêm túc" | grep secret
}

lets_prose_pass() {
	[ -f "$OUT/store/H1/prose.pdf" ] && has prose secrecy None
}

describes_alike() {
	"$B/digitize" describe "$OUT/store/H1/letter.alto.xml" >"$T/again" || return 1
	python3 -c 'import json, sys
again, record = (json.load(open(path)) for path in sys.argv[1:])
sys.exit(again["description"] != record["description"])' "$T/again" "$OUT/store/H1/letter.json"
}

names_what_is_no_alto() {
	status_is 1 "$B/digitize" describe "$S/H1/letter.jpg" 2>"$T/said"
	cat "$T/said"
	grep -q "^digitize: .*letter.jpg: " "$T/said"
}

# A kind of one's own, and a slip in the file.
reads_more_words() {
	mkdir -p "$T/words"
	printf '[document]\nvocabulary = words\n' >"$T/own.conf"
	printf '[CÔNG VĂN]\ncode = 99\n' >"$T/words/kinds.ini"
	"$B/digitize" describe -c "$T/own.conf" "$OUT/store/H1/letter.alto.xml" | grep -q '"code":"99"' || return 1
	printf '[CÔNG VĂN]\ncolour = red\n' >"$T/words/kinds.ini"
	status_is 2 "$B/digitize" batch -c "$T/own.conf" "$S" -o "$OUT" 2>"$T/said"
	cat "$T/said"
	grep -q "kinds.ini: \[CÔNG VĂN\] colour: there is no such key" "$T/said"
}

check "a batch with a secret in it ends with 1" status_is 1 "$B/digitize" batch -q "$S" -o "$OUT"
check "an official letter is described" describes_a_letter
check "a licence is described, whose number and date stand elsewhere" describes_a_licence
check "what is written by hand is marked and not read" marks_handwriting
check "a document marked as a state secret is stopped, and nothing of it kept" stops_a_secret
check "a document that speaks of secrets is none" lets_prose_pass
check "describe finds again what the record says" describes_alike
check "describe names a file that is no ALTO" names_what_is_no_alto
check "a folder of words adds to those that are built in, and is read strictly" reads_more_words
finish
