#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Hostile scans, kills and full disks: what is at fault is named and costs itself only.
. tests/tap.sh

S=$T/scans
OUT=$T/scans.out
GOOD=samples/scans/009.818.H07-254893-9140
PAGE=samples/scans/035.690.H27-857675-6375/001-02.jpg
mkdir -p "$S/good" "$S/bad"
cp "$GOOD/002.pdf" "$S/good/001.pdf"
cp samples/scans/025.577.H01-265130-4901/002.tif "$S/good/002.tif"

head -c 30000 samples/scans/025.577.H01-265130-4901/002.tif >"$S/bad/truncated.tif"
head -c 200000 "$GOOD/003.jpg" >"$S/bad/cut.jpg"
python3 tests/fixtures.py foreign "$S/bad/text.tif"
python3 tests/fixtures.py bomb "$S/bad/bomb.tif"
python3 tests/fixtures.py wide "$S/bad/wide.tif"
: >"$S/bad/empty.tif"
qpdf --encrypt secret secret 256 -- "$GOOD/002.pdf" "$S/bad/locked.pdf"
head -c 100000 "$GOOD/002.pdf" >"$S/bad/torn.pdf"
mkfifo "$S/bad/pipe.tif"
ln -s nowhere "$S/bad/dangling.tif"
cp "$GOOD/003.jpg" "$S/bad/gap-01.jpg"
cp "$GOOD/003.jpg" "$S/bad/gap-03.jpg"
# names that are hard, of scans that are good but for one
mkdir -p "$S/names"
cp samples/scans/035.690.H27-857675-6375/001-02.jpg "$S/names/$(printf 'two\nlines').jpg"
printf 'text of another age' >"$S/names/$(printf 'b\341n').tif"
cp samples/scans/035.690.H27-857675-6375/001-02.jpg "$S/names/$(printf 'Que\314\202\314\201t').jpg"
# signed by somebody: a PDF that must not be rewritten
"$B/digisign" sign -q -o "$S/good/signed.pdf" "$GOOD/002.pdf"

quarantined() {
	"$B/digitize" status "$OUT" >"$T/status"
	grep "quarantined: bad/$1" "$T/status" | grep -q "$2" || { cat "$T/status"; return 1; }
	[ -s "$OUT/quarantine/bad/$1/reason.txt" ]
}

is_kept_byte_for_byte() {
	cmp "$S/good/signed.pdf" "$OUT/store/good/signed.pdf"
}

names_them_all() {
	"$B/digitize" status --json "$OUT" | python3 -c '
import json, sys
status = json.load(sys.stdin)
bad = {d["document"] for d in status["documents"] if d["state"] == "quarantined"}
wanted = {"b%E1n", "truncated", "cut", "text", "bomb", "wide", "empty", "locked", "torn", "pipe", "dangling", "gap"}
print("not quarantined:", wanted - bad, "too much:", bad - wanted)
sys.exit(bad != wanted)'
}

# names of two lines among them
lists_can_be_checked() {
	lists=$OUT/manifests/batch-0001
	(cd "$OUT" && sha256sum --quiet -c "$lists/products.sha256") &&
		(cd "$S" && sha256sum --quiet -c "$lists/sources.sha256") &&
		grep -q '^\\.*two\\nlines' "$lists/sources.sha256"
}

# by its bytes where it is no plain text
manifest_names_every_source() {
	python3 - "$S" "$OUT/manifests/batch-0001/manifest.json" <<'PY'
import base64, json, os, sys
scans, manifest = os.fsencode(sys.argv[1]), json.load(open(sys.argv[2], encoding="utf-8"))
named = [base64.b64decode(source["path_base64"]) if "path_base64" in source else source["path"].encode()
         for document in manifest["documents"] for source in document["sources"]]
there = [os.path.join(folder, name) for folder, _, names in os.walk(scans) for name in names]
print(set(named) ^ set(there))
sys.exit(sorted(named) != sorted(there))
PY
}

takes_up_a_mended_scan() {
	rm "$S/bad/text.tif"
	cp "$S/good/002.tif" "$S/bad/text.tif"
	"$B/digitize" batch "$S" >"$T/said" 2>&1
	[ -f "$OUT/store/bad/text.pdf" ] && [ ! -e "$OUT/quarantine/bad/text" ]
}

# Kills the whole process group at a random moment, again and again, until the batch is done.
survives_kills() {
	mkdir -p "$T/kill"
	cp -r samples/scans "$T/kill/scans"
	round=0
	while [ "$round" -lt 10 ]; do
		round=$((round + 1))
		setsid "$B/digitize" batch -q "$T/kill/scans" &
		sleep "$(awk -v seed=$round 'BEGIN { srand(seed); print 0.1 + rand() * 2.5 }')"
		kill -9 -- "-$!" 2>/dev/null
		wait $! 2>/dev/null
		# whatever is in the store is whole
		for pdf in $(find "$T/kill/scans.out/store" -name '*.pdf' 2>/dev/null); do
			qpdf --check "$pdf" >"$T/said" 2>&1 || { cat "$T/said"; return 1; }
		done
	done
	"$B/digitize" batch -q "$T/kill/scans" || return 1
	(cd "$T/kill/scans.out/store" && find . -type f | sort) >"$T/got"
	for document in 009.818.H07-254893-9140/002 009.818.H07-254893-9140/003 \
		025.577.H01-265130-4901/002 035.690.H27-857675-6375/001 055.009.H02-231251-9923/001; do
		printf './%s\n' "$document.alto.xml" "$document.json" "$document.pdf"
	done | sort | diff - "$T/got" || return 1
	[ "$(ls "$T/kill/scans.out/manifests")" = batch-0001 ] &&
		python3 -c '
import json, sys
manifest = json.load(open(sys.argv[1], encoding="utf-8"))
print(len(manifest["documents"]))
sys.exit(len(manifest["documents"]) != 5)' "$T/kill/scans.out/manifests/batch-0001/manifest.json" &&
		says "nothing to do" "$B/digitize" batch "$T/kill/scans"
}

# What the run said at its end is what the status says.
agrees_with_status() {
	for state in delivered quarantined waiting; do
		grep -q "[ :]$(sed -n "s/^$state *\([0-9]*\) .*/\1/p" "$2") $state.*; .* read; " "$1" || { cat "$1" "$2"; return 1; }
	done
}

# A disk of a few megabytes runs full; with room it goes on.
survives_a_full_disk() {
	mkdir -p "$T/disk"
	mount -t tmpfs -o size=3m tmpfs "$T/disk" || return 1
	status_is 1 "$B/digitize" batch -o "$T/disk/out" "$S/../kill/scans" >"$T/said" 2>&1
	first=$?
	"$B/digitize" status "$T/disk/out" >"$T/status"
	grep -q "^quarantined *0" "$T/status"
	none=$?
	agrees_with_status "$T/said" "$T/status"
	agrees=$?
	mount -o remount,size=300m "$T/disk"
	"$B/digitize" batch -q -o "$T/disk/out" "$T/kill/scans"
	second=$?
	count=$(find "$T/disk/out/store" -name '*.pdf' | wc -l)
	umount "$T/disk"
	cat "$T/said" "$T/status"
	echo "first $first none $none agrees $agrees second $second count $count"
	[ "$first$none$agrees$second$count" = 00005 ]
}

# What a kill between signing and delivery leaves.
survives_a_kill_before_delivery() {
	mkdir -p "$T/late/scans/H1"
	cp samples/scans/035.690.H27-857675-6375/001-02.jpg "$T/late/scans/H1/001.jpg"
	mkdir -p "$T/late/scans.out/spool/H1/001"
	echo half >"$T/late/scans.out/spool/H1/001/document.pdf"
	# the plan empties the spool of what is new; so it must be there once the document is known
	"$B/digitize" batch -q "$T/late/scans" || return 1
	sqlite3 "$T/late/scans.out/digitize.db" "UPDATE documents SET state = 'waiting'; DELETE FROM pages; UPDATE batches SET finished = NULL" || return 1
	rm "$T/late/scans.out/store/H1/001.pdf"
	mkdir -p "$T/late/scans.out/spool/H1/001"
	echo half >"$T/late/scans.out/spool/H1/001/document.pdf"
	"$B/digitize" batch -q "$T/late/scans" && qpdf --check "$T/late/scans.out/store/H1/001.pdf"
}

# What a kill in the middle of a delivery leaves: 001 was there with its PDF, 002 and 003 not yet; then
# the scans of 001 and 003 are spoilt.
settles_interrupted_deliveries() {
	mkdir -p "$T/half/scans/H1"
	for name in 001 002 003; do cp "$PAGE" "$T/half/scans/H1/$name.jpg"; done
	"$B/digitize" batch -q "$T/half/scans" || return 1
	cd "$T/half/scans.out" || return 1
	sqlite3 digitize.db "UPDATE documents SET state = 'waiting'; UPDATE batches SET finished = NULL"
	rm -r manifests store/H1/002.pdf store/H1/003.pdf
	mkdir -p spool/H0/000
	echo left >spool/H0/000/document.pdf # by a kill after delivery
	echo text | tee "$T/half/scans/H1/001.jpg" >"$T/half/scans/H1/003.jpg"
	sum=$(sha256sum store/H1/001.pdf)
	cd - >/dev/null || return 1
	status_is 1 "$B/digitize" batch -q "$T/half/scans" || return 1
	cd "$T/half/scans.out" || return 1
	[ "$(ls store/H1 | tr '\n' ' ')" = "001.alto.xml 001.json 001.pdf 002.alto.xml 002.json 002.pdf " ] || { ls store/H1; return 1; }
	[ "$sum" = "$(sha256sum store/H1/001.pdf)" ] && [ -z "$(find spool -type f)" ] && [ -s quarantine/H1/003/reason.txt ] &&
		sha256sum --quiet -c manifests/batch-0001/products.sha256 &&
		[ "$(grep -c 'pdf$' manifests/batch-0001/products.sha256)" = 2 ]
}

# A scan that opens and cannot be read, like one on a bad sector: /proc/1/mem gives EIO, or EACCES.
unreadable_scans_cost_themselves() {
	mkdir -p "$T/sector/scans/H1" "$T/sector/scans/H2"
	ln -s /proc/1/mem "$T/sector/scans/H1/001.tif"
	cp "$PAGE" "$T/sector/scans/H2/001.jpg"
	status_is 1 "$B/digitize" batch -q "$T/sector/scans" || return 1
	cat "$T/sector/scans.out/quarantine/H1/001/reason.txt"
	[ -f "$T/sector/scans.out/store/H2/001.pdf" ] &&
		[ -f "$T/sector/scans.out/manifests/batch-0001/manifest.json.p7s" ] &&
		[ "$(grep -c . "$T/sector/scans.out/quarantine/H1/001/reason.txt")" = 2 ] &&
		grep -q "^no copy could be made: .*001.tif" "$T/sector/scans.out/quarantine/H1/001/reason.txt"
}

# The ledger is lost of a batch that was interrupted before its manifest was signed.
keeps_an_unfinished_batch_when_the_ledger_is_lost() {
	mkdir -p "$T/lost/scans/H1"
	cp "$PAGE" "$T/lost/scans/H1/001.jpg"
	"$B/digisign" sign -q -o "$T/lost/scans/H1/002.pdf" "$GOOD/002.pdf"
	"$B/digitize" batch -q "$T/lost/scans" || return 1
	cp "$PAGE" "$T/lost/scans/H1/003.jpg"
	"$B/digitize" batch -q "$T/lost/scans" || return 1
	manifests=$T/lost/scans.out/manifests
	grep -v '"finished"' "$manifests/batch-0001/manifest.json" | sed 's/"time":"[^"]*"//' >"$T/lost/before"
	sha256sum "$manifests"/batch-0002/* >"$T/lost/second"
	rm -r "$manifests/batch-0001/manifest.json.p7s" "$T/lost/scans.out"/digitize.db*
	"$B/digitize" batch -q "$T/lost/scans" || return 1
	grep -v '"finished"' "$manifests/batch-0001/manifest.json" | sed 's/"time":"[^"]*"//' |
		diff "$T/lost/before" - || return 1
	[ -f "$manifests/batch-0001/manifest.json.p7s" ] && [ ! -e "$manifests/batch-0003" ] &&
		(cd "$T/lost/scans" && sha256sum --quiet -c "$manifests/batch-0001/sources.sha256") &&
		sha256sum --quiet -c "$T/lost/second" &&
		says "nothing to do: 3 delivered" "$B/digitize" batch "$T/lost/scans"
}

# Kills the process that puts H1/001 together, once; further arguments are options. The keeper is the
# first child, the one at work the last; so many pages keep it composing for seconds.
kill_document() {
	dir=$1
	shift
	mkdir -p "$dir/scans/H1"
	for page in $(seq -w 20); do cp "$PAGE" "$dir/scans/H1/001-$page.jpg"; done
	"$B/digitize" batch -q -j 1 --profile compact "$@" "$dir/scans" 2>"$dir/said" &
	run=$!
	until [ -e "$dir/scans.out/spool/H1/001/text" ]; do
		kill -0 $run || return 9
	done
	children=$(cat /proc/$run/task/$run/children)
	kill -9 "$(echo "${children% }" | sed 's/.* //')"
	wait $run
}

tries_documents_again() {
	printf '[page]\nattempts = 1\n' >"$T/once.conf"
	status_is 1 kill_document "$T/once" -c "$T/once.conf" || return 1
	grep -q "signal 9" "$T/once/scans.out/quarantine/H1/001/reason.txt" || return 1
	kill_document "$T/twice" && [ -f "$T/twice/scans.out/store/H1/001.pdf" ]
}

# What was signed stays as it is, whatever becomes of the files beside it, the scan and the ledger.
never_replaces_a_pdf() {
	mkdir -p "$T/keep/scans/H1"
	for name in 001 002 003; do cp "$PAGE" "$T/keep/scans/H1/$name.jpg"; done
	"$B/digitize" batch -q "$T/keep/scans" || return 1
	store=$T/keep/scans.out/store/H1
	"$B/digisign" sign -q -o "$T/keep/again.pdf" "$store/002.pdf" && mv "$T/keep/again.pdf" "$store/002.pdf" || return 1
	cp "$GOOD/002.pdf" "$store/003.pdf"
	rm "$store/001.alto.xml"
	cp "$GOOD/003.jpg" "$T/keep/scans/H1/001.jpg"
	sha256sum "$store"/*.pdf >"$T/keep/before"
	says "001.alto.xml is missing" "$B/digitize" batch "$T/keep/scans" || return 1
	sha256sum --quiet -c "$T/keep/before" || return 1
	rm "$T/keep/scans.out"/digitize.db*
	status_is 1 "$B/digitize" batch -q "$T/keep/scans" || return 1
	sha256sum --quiet -c "$T/keep/before" || return 1
	"$B/digitize" status "$T/keep/scans.out" >"$T/status"
	grep -q "^delivered *1 " "$T/status" && grep -q "003: store/H1/003.pdf is there already" "$T/status" ||
		{ cat "$T/status"; return 1; }
	# out of the way, it is made after all
	mv "$store/003.pdf" "$T/keep"
	"$B/digitize" retry "$T/keep/scans.out" && status_is 1 "$B/digitize" batch -q "$T/keep/scans" &&
		qpdf --check "$store/003.pdf" && sha256sum --quiet -c "$T/keep/before" 2>&1 | grep -q '003.pdf: FAILED'
}

# A scan that nobody may read is quarantined; once it may be read, retry lets it wait again.
retries_after_repair() {
	mkdir -p "$T/again/scans/H1" "$T/again/scans/H2"
	cp samples/scans/035.690.H27-857675-6375/001-02.jpg "$T/again/scans/H1/001.jpg"
	cp samples/scans/035.690.H27-857675-6375/001-02.jpg "$T/again/scans/H2/001.jpg"
	"$B/digitize" batch -n "$T/again/scans" >/dev/null
	printf '[page]\nseconds = 90\n[scan]\nmax_side = 100\n' >"$T/again/small.conf"
	status_is 1 "$B/digitize" batch -q -c "$T/again/small.conf" "$T/again/scans" || return 1
	says "1 document waits" "$B/digitize" retry "$T/again/scans.out" H1 || return 1
	status_is 1 "$B/digitize" batch -q "$T/again/scans" || return 1
	[ -f "$T/again/scans.out/store/H1/001.pdf" ] && [ ! -e "$T/again/scans.out/store/H2/001.pdf" ] || return 1
	"$B/digitize" retry "$T/again/scans.out" && "$B/digitize" batch -q "$T/again/scans" &&
		[ -f "$T/again/scans.out/store/H2/001.pdf" ] && [ -z "$(find "$T/again/scans.out/quarantine" -type f)" ]
}

# Ordinary names, one in another; folders too deep, and such that even root, made meek, cannot read.
takes_folders_one_by_one() {
	long="Hồ sơ cấp giấy phép xây dựng nhà ở riêng lẻ tại thị trấn năm 2019"
	deep=$T/folders/scans/a/b/c/d/e/f/g/h/i/j/k/l/m/n/o/p/q
	mkdir -p "$T/folders/scans/$long/$long/$long" "$deep" "$T/folders/scans/shut" "$T/folders/scans/listed"
	cp "$PAGE" "$T/folders/scans/$long/$long/$long/001.jpg"
	echo text >"$T/folders/scans/$long/$long/$long/002.jpg"
	cp "$PAGE" "$deep/001.jpg"
	cp "$PAGE" "$T/folders/scans/listed/001.jpg"
	chmod 0 "$T/folders/scans/shut"
	chmod 444 "$T/folders/scans/listed"
	meek=
	[ "$(id -u)" != 0 ] || meek="setpriv --bounding-set=-dac_override,-dac_read_search"
	status_is 1 $meek "$B/digitize" batch -o "$T/folders/out" "$T/folders/scans" >"$T/said" 2>&1 || { cat "$T/said"; return 1; }
	chmod 700 "$T/folders/scans/shut" "$T/folders/scans/listed"
	cat "$T/said"
	grep -q "scans/shut: " "$T/said" && grep -q "scans/listed: " "$T/said" && grep -q "/q: folders lie more than" "$T/said" &&
		[ -f "$T/folders/out/store/$long/$long/$long/001.pdf" ] &&
		[ "$(find "$T/folders/out/quarantine" -name reason.txt | wc -l)" = 1 ] &&
		[ -f "$T/folders/out/manifests/batch-0001/manifest.json.p7s" ]
}

# Of a document that is younger than the period being digitized every list says so.
marks_what_is_outside_the_period() {
	mkdir -p "$T/period/scans/H1"
	cp "$PAGE" "$T/period/scans/H1/001.jpg"
	cp samples/scans/055.009.H02-231251-9923/001.pdf "$T/period/scans/H1/002.pdf"
	printf '[document]\nperiod_end = 2021-05-25\n' >"$T/period/conf"
	"$B/digitize" batch -q -c "$T/period/conf" "$T/period/scans" || return 1
	says "1 delivered document is outside the period" "$B/digitize" status "$T/period/scans.out" &&
		says "[outside the period]" "$B/digitize" search "$T/period/scans.out" --number 5814 &&
		says '"outside_period":true' "$B/digitize" search --json "$T/period/scans.out" --number 5814 || return 1
	"$B/digitize" status --json "$T/period/scans.out" >"$T/period/status"
	python3 - "$T/period/status" "$T/period/scans.out/manifests/batch-0001/manifest.json" <<'PY'
import json, sys
status, manifest = (json.load(open(path, encoding="utf-8")) for path in sys.argv[1:])
marked = [[d["document"] for d in told["documents"] if d.get("outside_period")] for told in (status, manifest)]
print(marked)
sys.exit(status["outside_period"] != 1 or marked != [["002"], ["002"]])
PY
}

# A second folder of scans with names of the first, and the first one moved, copied to other times.
keeps_folders_of_scans_apart() {
	mkdir -p "$T/two/a/H1" "$T/two/b/H1"
	cp "$PAGE" "$T/two/a/H1/001.jpg"
	echo text >"$T/two/a/H1/002.jpg"
	cp "$GOOD/003.jpg" "$T/two/b/H1/001.jpg"
	cp "$GOOD/003.jpg" "$T/two/b/H1/002.jpg"
	cp "$GOOD/003.jpg" "$T/two/b/H1/003.jpg"
	status_is 1 "$B/digitize" batch -q -o "$T/two/out" "$T/two/a" || return 1
	sum=$(sha256sum "$T/two/out/store/H1/001.pdf")
	"$B/digitize" batch -o "$T/two/out" "$T/two/b" >"$T/said" 2>&1
	[ $? = 1 ] && grep -q "H1/001: the name is taken by the scan in $T/two/a/H1; the one in $T/two/b/H1" "$T/said" &&
		grep -q "H1/002: the name is taken" "$T/said" && [ -f "$T/two/out/store/H1/003.pdf" ] &&
		[ "$sum" = "$(sha256sum "$T/two/out/store/H1/001.pdf")" ] &&
		cmp "$T/two/a/H1/002.jpg" "$T/two/out/quarantine/H1/002/scans/002.jpg" || { cat "$T/said"; return 1; }
	cp -r "$T/two/a" "$T/two/c"
	rm "$T/two/c/H1/002.jpg"
	rm -r "$T/two/a"
	says "nothing to do: 2 delivered, 1 quarantined" "$B/digitize" batch -o "$T/two/out" "$T/two/c" &&
		status_is 0 "$B/digitize" batch -q -o "$T/two/out" "$T/two/c"
}

# Documents and dossiers of one name keep out of each other's folders.
keeps_namesakes_apart() {
	mkdir -p "$T/nest/scans/X/Y"
	echo text >"$T/nest/scans/X/Y.tif"
	echo text >"$T/nest/scans/X/Y/Z.tif"
	"$B/digitize" batch -q "$T/nest/scans"
	cp "$S/good/002.tif" "$T/nest/scans/X/Y.tif"
	"$B/digitize" batch -q "$T/nest/scans"
	[ -f "$T/nest/scans.out/store/X/Y.pdf" ] && [ -s "$T/nest/scans.out/quarantine/X%2FY/Z/reason.txt" ]
}

# Stopped in the middle, and the scans are gone: nothing is called finished that waits.
does_not_forget_what_waits() {
	mkdir -p "$T/gone"
	cp -r samples/scans "$T/gone/scans"
	"$B/digitize" batch "$T/gone/scans" 2>"$T/said" &
	run=$!
	until [ -n "$(find "$T/gone/scans.out/spool" -name '*.xml' 2>/dev/null)" ]; do
		kill -0 $run || return 1
		sleep 0.05
	done
	kill -TERM $run
	wait $run
	[ $? = 1 ] || return 1
	"$B/digitize" status "$T/gone/scans.out" >"$T/status"
	agrees_with_status "$T/said" "$T/status" && grep -q " [1-5] waiting" "$T/said" || return 1
	mv "$T/gone/scans" "$T/gone/elsewhere"
	mkdir "$T/gone/scans"
	status_is 1 "$B/digitize" batch -q "$T/gone/scans" && [ ! -e "$T/gone/scans.out/manifests" ]
}

check "ends with 1 where something is wrong" status_is 1 "$B/digitize" batch "$S"
check "delivers what is good beside it" [ -f "$OUT/store/good/001.pdf" -a -f "$OUT/store/good/002.pdf" ]
check "quarantines each that is not, and no other" names_them_all
check "a truncated TIFF is named" quarantined truncated "truncated.tif"
check "text is no scan" quarantined text "text.tif"
check "a bomb is refused by its header" quarantined bomb "wider than 20000"
check "one pixel too wide is too wide" quarantined wide "wider than 20000"
check "an empty file is told to be empty" quarantined empty "empty"
check "a password is told" quarantined locked "password"
check "a gap in a series is told" quarantined gap "number 2"
check "a pipe is no file" quarantined pipe "not a file"
check "quarantine holds a copy of the scan" cmp "$S/bad/text.tif" "$OUT/quarantine/bad/text/scans/text.tif"
check "a signed PDF is kept byte for byte" is_kept_byte_for_byte
check "a name of two lines is escaped" [ -f "$OUT/store/names/two%0Alines.pdf" ]
check "a name in NFD is kept as bytes" [ -f "$OUT/store/names/$(printf 'Que\314\202\314\201t').pdf" ]
check "sha256sum finds every source and product, whatever its name" lists_can_be_checked
check "the manifest names every source, whatever its name" manifest_names_every_source
check "a further run says 1 again, and does nothing" status_is 1 "$B/digitize" batch "$S"
check "a mended scan is taken up" takes_up_a_mended_scan
check "a kill before delivery makes no difference" survives_a_kill_before_delivery
check "an interrupted delivery counts if its PDF was there, and leaves nothing if not" settles_interrupted_deliveries
check "a PDF in the store is never replaced" never_replaces_a_pdf
check "a scan that cannot be read does not hold up the others" unreadable_scans_cost_themselves
check "an unfinished batch outlives the loss of the ledger" keeps_an_unfinished_batch_when_the_ledger_is_lost
check "a document whose process is killed is tried again" tries_documents_again
check "what was quarantined can be tried again" retries_after_repair
check "documents and dossiers of one name do not mix" keeps_namesakes_apart
check "a folder that cannot be taken does not hold up the others" takes_folders_one_by_one
check "two folders of scans do not mix, and one may move" keeps_folders_of_scans_apart
check "what is outside the period is marked wherever it is listed" marks_what_is_outside_the_period
check "nothing is called finished while documents wait" does_not_forget_what_waits
check "ten kills make no difference" survives_kills
if mkdir -p "$T/try" && mount -t tmpfs -o size=1m tmpfs "$T/try" 2>/dev/null; then
	umount "$T/try"
	check "a full disk loses nothing" survives_a_full_disk
else
	skip "a full disk loses nothing" "this user cannot mount a small disk"
fi
finish
