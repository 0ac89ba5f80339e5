#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# How good a copy is: what falls short of the rules is told everywhere, once, and refuses nothing.
. tests/tap.sh

S=$T/scans
OUT=$T/scans.out
PAGE=samples/scans/035.690.H27-857675-6375/001-02.jpg
mkdir -p "$S/H1" "$S/H2"
for name in 001 002 003 004; do python3 tests/fixtures.py low "$S/H1/$name.tif"; done
python3 tests/fixtures.py sizeless "$S/H2/001.tif"
cp samples/scans/009.818.H07-254893-9140/003.jpg "$S/H2/002.jpg"
"$B/digisign" sign -q -o "$S/H2/003.pdf" samples/scans/009.818.H07-254893-9140/002.pdf

# A line for a document with -v, and one for the batch.
tells_once() {
	[ "$(grep -c "falls\? short" "$T/said")" = 6 ] &&
		grep -q "H1/001: delivered, 1 page; 1 falls short: page 1: black and white, not in colour as NĐ 30" "$T/said" &&
		grep -q "^digitize: 5 pages fall short of the rules for digital copies" "$T/said" || { cat "$T/said"; return 1; }
}

# What many pages share is one line; what few have is told of each.
status_gathers() {
	"$B/digitize" status "$OUT" >"$T/status"
	cat "$T/status"
	[ "$(grep -c "^falls\? short" "$T/status")" = 6 ] &&
		grep -q "^5 pages fall short" "$T/status" &&
		grep -qx "fall short: 5 pages of 5 documents; the poorest is H1/001, page 1: 150 × 150 dpi, less than the 200 dpi of NĐ 30/2020/NĐ-CP, annex I" "$T/status" &&
		grep -qx "fall short: 5 pages of 5 documents; the poorest is H1/001, page 1: 1 bit a pixel, less than the 24 of TT 05/2025/TT-BNV, article 8" "$T/status" &&
		grep -q "^falls short: H2/001, page 1: the scan names no size and A4 was assumed" "$T/status"
}

told_in_json() {
	"$B/digitize" status --json "$OUT" >"$T/status.json"
	python3 - "$T/status.json" "$OUT/manifests/batch-0001/manifest.json" "$OUT/store" <<'PY'
import json, sys
status, manifest = (json.load(open(path, encoding="utf-8")) for path in sys.argv[1:3])
record = lambda name: json.load(open(f"{sys.argv[3]}/{name}.json", encoding="utf-8"))
documents = {d["dossier"] + "/" + d["document"]: d for d in manifest["documents"]}
low = [{"rule": "nd30-colour", "measure": "colour", "bits": 1, "pages": [1]},
       {"rule": "nd30-resolution", "measure": "resolution", "least": 200, "dpi_x": 150, "dpi_y": 150, "pages": [1]},
       {"rule": "tt05-depth", "measure": "depth", "least": 24, "bits": 1, "pages": [1]},
       {"rule": "tt05-resolution", "measure": "resolution", "least": 200, "dpi_x": 150, "dpi_y": 150, "pages": [1]}]
without = lambda found, *keys: [{k: v for k, v in one.items() if k not in keys} for one in found]
assert without(documents["H1/001"]["shortfalls"], "citation") == low, documents["H1/001"]
assert [one["rule"] for one in documents["H2/001"]["shortfalls"]] == [
    "nd30-colour", "nd30-resolution", "nd30-scale", "tt05-depth", "tt05-resolution", "tt05-scale"], documents["H2/001"]
assert documents["H2/002"]["shortfalls"] == documents["H2/003"]["shortfalls"] == []
assert documents["H1/001"]["profile"] == "faithful" and "profile" not in documents["H2/003"]
assert status["pages_falling_short"] == 5 and len(status["shortfalls"]) == 22, status
assert without([one for one in status["shortfalls"] if one["document"] == "002"], "citation", "dossier", "document") == low
page = record("H1/001")["pages"][0]
assert page["images"] == [{"width": 1240, "height": 1754, "dpi_x": 150.0, "dpi_y": 150.0, "stencil": False, "bits": 1,
                           "colour": False}], page
assert without(sorted(page["shortfalls"], key=lambda one: one["rule"]), "citation") == without(low, "pages"), page
assert record("H2/001")["pages"][0]["size_assumed"] and record("H1/001")["profile"] == "faithful"
assert "images" not in record("H2/003")["pages"][0] and "profile" not in record("H2/003")
PY
}

# Also where it was lost, and where it is of a version that knew nothing of this.
outlives_the_ledger() {
	rm "$OUT"/digitize.db*
	"$B/digitize" batch -q "$S" && "$B/digitize" status --json "$OUT" | diff "$T/status.json" - &&
		[ "$(sqlite3 "$OUT/digitize.db" "SELECT count(*) FROM makings WHERE profile = 'faithful'")" = 6 ]
}

takes_up_an_older_ledger() {
	cp -r "$OUT" "$T/old"
	sqlite3 "$T/old/digitize.db" "DROP TABLE makings; DROP TABLE shortfalls; PRAGMA user_version = 2"
	"$B/digitize" status "$T/old" >"$T/status" && not grep -q short "$T/status" && grep -q "^delivered *7 " "$T/status" || return 1
	[ "$(sqlite3 "$T/old/digitize.db" "PRAGMA user_version")" = 2 ] || return 1
	mkdir "$S/H3"
	python3 tests/fixtures.py low "$S/H3/001.tif"
	"$B/digitize" batch -q -o "$T/old" "$S" && says "1 page falls short" "$B/digitize" status "$T/old" &&
		[ "$(sqlite3 "$T/old/digitize.db" "PRAGMA user_version")" = 3 ]
}

# Stops a run as soon as a page is done.
stop_after_a_page() {
	"$B/digitize" batch -q -j 1 --profile "$1" "$T/turn/scans" 2>"$T/said" &
	run=$!
	until [ -n "$(find "$T/turn/scans.out/spool" -name '00001.xml' 2>/dev/null)" ]; do
		kill -0 $run || return 1
		sleep 0.02
	done
	kill -9 $run
	wait $run 2>/dev/null
	[ "$(sqlite3 "$T/turn/scans.out/digitize.db" "SELECT count(*) FROM documents WHERE state = 'waiting'")" = 1 ]
}

attempts() {
	sqlite3 "$T/turn/scans.out/digitize.db" "SELECT attempts FROM pages ORDER BY page" | tr '\n' ' '
}

# What was done under another profile is done again; under the same it is not.
mixes_no_profiles() {
	mkdir -p "$T/turn/scans/H1"
	cp samples/scans/025.577.H01-265130-4901/002.tif "$T/turn/scans/H1/001.tif"
	stop_after_a_page faithful || return 1
	# the parent may be killed before it wrote the page down
	sqlite3 "$T/turn/scans.out/digitize.db" "UPDATE pages SET done = 1, attempts = 1 WHERE page = 1; UPDATE pages SET attempts = 0, done = 0 WHERE page > 1"
	"$B/digitize" batch -q --profile "$1" "$T/turn/scans" || return 1
	[ "$(attempts)" = "$2" ] || { attempts; return 1; }
	python3 - "$T/turn/scans.out" "$1" <<'PY' || return 1
import json, sys
out, profile = sys.argv[1:]
record = json.load(open(out + "/store/H1/001.json", encoding="utf-8"))
manifest = json.load(open(out + "/manifests/batch-0001/manifest.json", encoding="utf-8"))
told = record["profile"], manifest["documents"][0]["profile"]
print(told)
sys.exit(told != (profile, profile))
PY
	rm -r "$T/turn"
}

# The PDF as it was before it was signed.
unsigned() {
	python3 -c '
import sys
data = open(sys.argv[1], "rb").read()
sys.stdout.buffer.write(data[:data.index(b"%%EOF") + 6])' "$1"
}

# Two runs into two folders, of one and of two processes at once, at different times.
makes_the_same_bytes() {
	mkdir -p "$T/$1.same/scans"
	cp -r samples/scans/025.577.H01-265130-4901 samples/scans/035.690.H27-857675-6375 "$T/$1.same/scans"
	cp samples/scans/055.009.H02-231251-9923/001.pdf "$T/$1.same/scans"
	find "$T/$1.same/scans" -type f -exec touch -d 2024-05-17T14:03:22+07:00 {} +
	touch -d 2024-05-18T09:00:00.9+07:00 "$T/$1.same/scans/035.690.H27-857675-6375/001-02.jpg"
	"$B/digitize" batch -q -j 1 --profile "$1" -o "$T/$1.same/one" "$T/$1.same/scans" || return 1
	SOURCE_DATE_EPOCH=2000000000 "$B/digitize" batch -q -j 2 --profile "$1" -o "$T/$1.same/two" "$T/$1.same/scans" || return 1
	for pdf in $(cd "$T/$1.same/one/store" && find . -name '*.pdf'); do
		unsigned "$T/$1.same/one/store/$pdf" >"$T/$1.same/1.pdf"
		unsigned "$T/$1.same/two/store/$pdf" | cmp - "$T/$1.same/1.pdf" || return 1
		cmp -s "$T/$1.same/one/store/$pdf" "$T/$1.same/two/store/$pdf" && return 1
		alto=$(echo "$pdf" | sed 's/pdf$/alto.xml/')
		grep -v processingDateTime "$T/$1.same/one/store/$alto" >"$T/$1.same/1.xml"
		grep -v processingDateTime "$T/$1.same/two/store/$alto" | cmp - "$T/$1.same/1.xml" || return 1
	done
}

# The time is that of the newest scan, as PDF and XMP have it, and no other of this run.
tells_when_it_was_digitized() {
	pdf=$T/faithful.same/one/store/035.690.H27-857675-6375/001.pdf
	pdfinfo -isodates "$pdf" >"$T/said"
	grep -q "^CreationDate: *2024-05-18T" "$T/said" && grep -q "^ModDate: *2024-05-18T" "$T/said" &&
		pdfinfo -meta "$pdf" | grep -q "<xmp:CreateDate>2024-05-18T09:00:00+07:00<" || { cat "$T/said"; return 1; }
	# a scan from a machine whose clock is wrong
	touch -d 2030-01-01 "$T/faithful.same/scans/001.pdf"
	SOURCE_DATE_EPOCH=1700000000 "$B/digitize" batch -q -o "$T/faithful.same/three" "$T/faithful.same/scans" || return 1
	pdfinfo -meta "$T/faithful.same/three/store/scans/001.pdf" | grep -q "<xmp:CreateDate>2023-11-15T05:13:20+07:00<"
}

# Each standard property as the record has it, and our own.
describes_itself() {
	printf '[sign]\nagency = Văn phòng <A> & B\n' >"$T/agency.conf"
	mkdir -p "$T/self/scans"
	cp samples/scans/055.009.H02-231251-9923/001.pdf "$T/self/scans"
	"$B/digitize" batch -q -c "$T/agency.conf" --profile compact "$T/self/scans" || return 1
	pdf=$T/self/scans.out/store/scans/001.pdf
	python3 tests/pdfa.py "$pdf" || return 1
	pdfinfo -meta "$pdf" >"$T/self/xmp"
	python3 - "$T/self/xmp" "$T/self/scans.out/store/scans/001.json" <<'PY'
import json, sys
import xml.etree.ElementTree as XML
rdf, dc, own = ("{%s}" % space for space in ("http://www.w3.org/1999/02/22-rdf-syntax-ns#",
                "http://purl.org/dc/elements/1.1/", "urn:x-digitize:xmp:1"))
root = XML.parse(sys.argv[1]).getroot()
record = json.load(open(sys.argv[2], encoding="utf-8"))
field = lambda name: record["description"][name]["value"]
said = lambda tag: [text.strip() for text in next(root.iter(tag)).itertext() if text.strip()]
assert said(dc + "creator") == [field("agency")]
assert said(dc + "date") == [field("issued")] == ["2021-05-25"]
assert said(dc + "identifier") == [field("number") + "/" + field("notation")] == ["5814/GPXD-SXD"]
assert said(dc + "publisher") == ["Văn phòng <A> & B"]
assert said(dc + "language") == ["vi"]
assert said(own + "number") == ["5814"] and said(own + "notation") == ["GPXD-SXD"]
assert said(own + "profile") == ["compact"] == [record["profile"]]
assert said(own + "sources") == ["sha256:%s 001.pdf" % record["sources"][0]["sha256"]]
PY
}

check "what falls short is delivered all the same" status_is 0 sh -c "'$B/digitize' batch -v '$S' >'$T/said' 2>&1"
check "a document tells it in its line, the batch in one" tells_once
check "the status gathers what pages share" status_gathers
check "status, manifest and record tell it to programs" told_in_json
check "it outlives the loss of the ledger" outlives_the_ledger
check "an older ledger is taken up" takes_up_an_older_ledger
check "a run that goes on under its profile keeps its pages" mixes_no_profiles faithful "1 1 1 "
check "one that goes on under another does them again" mixes_no_profiles compact "2 1 1 "
check "the same scans and settings make the same PDF" makes_the_same_bytes faithful
check "and the same compact PDF" makes_the_same_bytes compact
check "the PDF tells when its paper was scanned" tells_when_it_was_digitized
check "the PDF describes itself as its record does" describes_itself
finish
