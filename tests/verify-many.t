#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Folders of PDFs are verified: whatever some of them hold, against manifests, and on from where a run
# was stopped.
. tests/tap.sh
export LC_ALL=C.UTF-8 LANGUAGE= PIN=secret
P=$T/pki
S=$T/store

sh tests/pki.sh "$P" >/dev/null 2>&1
printf '%%PDF-1.7\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n2 0 obj\n<< /Type /Pages /Kids [3 0 R] /Count 1 /MediaBox [0 0 595 842] >>\nendobj\n3 0 obj\n<< /Type /Page /Parent 2 0 R >>\nendobj\ntrailer\n<< /Size 4 /Root 1 0 R >>\n' >"$T/raw.pdf"
qpdf --static-id "$T/raw.pdf" "$T/plain.pdf" 2>/dev/null
"$B/digisign" sign -q --key "$P/rsa.p12" --pin-env PIN -o "$T/signed.pdf" "$T/plain.pdf" 2>/dev/null
mkdir -p "$S/A/deep" "$S/B"
for i in $(seq 70); do
	cp "$T/signed.pdf" "$S/A/$i.pdf"
done
cp "$T/signed.pdf" "$S/A/deep/$(printf 'valid: “x”\n\033[2Jname').PDF"
cp "$T/signed.pdf" "$S/B/$(printf 'b\341n').pdf"
cp "$T/plain.pdf" "$S/B/unsigned.pdf"
cp "$T/signed.pdf" "$S/B/changed.pdf"
printf 6 | dd of="$S/B/changed.pdf" bs=1 seek=7 conv=notrunc 2>/dev/null
qpdf --encrypt a b 256 -- "$T/plain.pdf" "$S/B/locked.pdf"
: >"$S/B/empty.pdf"

NOW=$(date +%Y-%m-%dT%H:%M:%S%z)
verify() {
	"$B/digisign" verify --trust "$P/root.pem" "$@"
}
count() {
	python3 - "$1" "$2" <<'PY'
import collections, json, sys
lines = [json.loads(line) for line in open(sys.argv[1])]
found = collections.Counter(line["indication"] for line in lines)
print(len(lines), dict(found))
sys.exit(f'{found["TOTAL-PASSED"]}/{found["TOTAL-FAILED"]}/{found["INDETERMINATE"]}' != sys.argv[2])
PY
}

# so that both runs judge as of one time
NOW=$(date +%Y-%m-%dT%H:%M:%S%:z)
judges_all() {
	status_is 1 verify --json --at "$NOW" -j "$1" -r "$S" >"$T/$1.json" 2>"$T/sum" || return 1
	cat "$T/sum"
	count "$T/$1.json" 72/1/3 &&
		grep -q "^76 files: 72 valid, 1 not valid, 3 without enough grounds, of which 2 could not be judged$" "$T/sum"
}
check "76 files, one worker: each is judged, and counted" judges_all 1
check "the same with two" judges_all 2
check "in the same order" cmp "$T/1.json" "$T/2.json"
check "the schema holds" sh -c 'python3 tests/schema.py <"$1"' - "$T/1.json"
without_option() {
	status_is 1 verify --json --at "$NOW" "$S" >"$T/folder.json" 2>/dev/null
	cmp "$T/1.json" "$T/folder.json"
}
check "folders are gone through without -r, too" without_option
valid_ones() {
	status_is 0 verify -q "$S/A"
}
check "0 is the status only if all are valid" valid_ones
check "no files are not valid" status_is 1 verify "$P"
says_nothing() {
	verify "$S/A" 2>"$T/err" >/dev/null
	! tr -d '\n' <"$T/err" | grep -q "[[:cntrl:]]"
}
check "no progress where there is no terminal" says_nothing
shows_progress() {
	script -qec "'$B/digisign' verify --trust '$P/root.pem' '$S/A' >'$T/out'" /dev/null >"$T/tty" </dev/null
	grep -q "files: " "$T/tty" && grep -q "^valid: " "$T/out"
}
check "progress on a terminal does not get into the report" shows_progress

table() {
	verify --csv "$S" >"$T/table.csv" 2>/dev/null
	python3 - "$T/table.csv" <<'PY'
import csv, sys
rows = list(csv.DictReader(open(sys.argv[1], newline="", encoding="utf-8")))
assert len(rows) == 76, len(rows)
assert sum(row["indication"] == "TOTAL-PASSED" for row in rows) == 72
passed = next(row for row in rows if row["indication"] == "TOTAL-PASSED")
assert passed["signer"] == "Sở Y tế" and passed["kind"] == "approval", passed
assert all("\n" not in cell for row in rows for cell in row.values())
PY
}
check "--csv is a table that others read" table

# A worker dies at each file in turn; the one it was at is to blame. The first child is the only one.
outlives_its_workers() {
	"$B/digisign" verify --trust "$P/root.pem" --json -j 1 "$S/A" >"$T/outlived.json" 2>/dev/null &
	run=$!
	killed=0
	while kill -0 $run 2>/dev/null && [ $killed -lt 3 ]; do
		child=$(cat /proc/$run/task/$run/children 2>/dev/null)
		[ -z "$child" ] || { kill -9 $child 2>/dev/null && killed=$((killed + 1)); sleep 0.03; }
	done
	wait $run
	python3 - "$T/outlived.json" $killed <<'PY'
import json, sys
lines = [json.loads(line) for line in open(sys.argv[1])]
bad = [line for line in lines if line["indication"] != "TOTAL-PASSED"]
print(len(lines), len(bad), sys.argv[2])
assert len(lines) == 71 and len({line["file"] for line in lines}) == 71
assert len(bad) <= int(sys.argv[2])
assert all("signal 9" in line["error"] and line["indication"] == "INDETERMINATE" for line in bad), bad
PY
}
check "a worker that dies costs no more than the file it was at" outlives_its_workers

# Journal
J=$T/journal
goes_on() {
	status_is 1 verify --json --journal "$J" "$S" >"$T/first.json" 2>/dev/null || return 1
	head -n 30 "$J" >"$T/cut" && head -c -5 "$T/cut" >"$J"
	status_is 1 verify --json --journal "$J" "$S" >"$T/second.json" 2>"$T/sum" || return 1
	cat "$T/sum"
	[ "$(wc -l <"$T/second.json")" = 48 ] && grep -q "^76 files: 72 valid, 1 not valid.*; 28 known from an earlier run" "$T/sum"
}
check "a run goes on where the journal ends, even in mid-line, and counts what it knows" goes_on
knows_change() {
	"$B/digisign" sign -q --key "$P/ec.p12" --pin-env PIN --force -o "$S/A/7.pdf" "$T/plain.pdf" 2>/dev/null
	verify --json --journal "$J" "$S/A" >"$T/third.json" 2>/dev/null
	[ "$(wc -l <"$T/third.json")" = 1 ] && grep -q "UBND" "$T/third.json"
}
check "what was changed is verified again, the rest is not told twice" knows_change
other_rules() {
	"$B/digisign" verify --json --trust "$P/other-root.pem" --journal "$J" "$S/A" >"$T/other.json" 2>/dev/null
	[ "$(wc -l <"$T/other.json")" = 71 ]
}
check "by other roots all is verified again" other_rules
old_verdicts() {
	awk -F '\t' -v OFS='\t' 'NF == 6 { $2 -= 8 * 86400 } 1' "$J" >"$T/old" && cp "$T/old" "$J"
	verify --json --journal "$J" "$S/A" >"$T/again.json" 2>/dev/null
	[ "$(wc -l <"$T/again.json")" = 71 ]
}
check "a verdict of last week counts no more" old_verdicts
keeps_failures() {
	status_is 1 verify -q --journal "$T/j2" "$S/B/changed.pdf" && status_is 1 verify -q --journal "$T/j2" "$S/B/changed.pdf"
}
check "what was not valid is not valid when it is known either" keeps_failures
check "a file that is no journal is not written to" status_is 2 verify --journal "$T/plain.pdf" "$S"
check "one journal serves one run at a time" says "another run" flock "$J" "$B/digisign" verify --journal "$J" "$S"
full_disk() {
	status_is 1 verify --journal "$T/full" "$S/A" >/dev/full 2>"$T/said" || return 1
	cat "$T/said"
	grep -q "standard output: No space left" "$T/said" && [ "$(wc -l <"$T/full")" = 1 ]
}
check "what could not be printed does not count as told" full_disk
full_for() {
	status_is 1 verify "$1" "$S/A" >/dev/full 2>"$T/said" || return 1
	[ "$(grep -c "standard output: No space left" "$T/said")" = 1 ]
}
check "lines that are lost are a failure, told once, without a journal as well" full_for --json
check "rows of a table, too" full_for --csv
unreadable() {
	deep=$T/deep
	folder=$(printf 'shut\033[2J')
	mkdir -p "$deep/$folder" && chmod 0 "$deep/$folder"
	setpriv --reuid=65534 --clear-groups true 2>/dev/null && as="setpriv --reuid=65534 --clear-groups" || as=
	cp "$B/digisign" "$T/own" && chmod 755 "$T" "$T/own"
	$as "$T/own" verify --trust "$P/root.pem" "$deep" 2>"$T/said"
	status=$?
	chmod 755 "$deep/$folder"
	cat "$T/said"
	[ $status = 1 ] && grep -qF 'shut\x1B[2J: Permission denied' "$T/said"
}
check "a folder that cannot be read is told by its name on one line" unreadable
pipes() {
	mkfifo "$T/pipe.pdf" && printf '%064d  pipe.pdf\n' 0 >"$T/pipes"
	says "pipe.pdf: this is not a file" verify --report "$T/pipe.xml" "$T/pipe.pdf" &&
		says "null: this is not a file" verify /dev/null &&
		says "MISSING" verify --manifest "$T/pipes" "$T/pipe.pdf" "$T/plain.pdf" &&
		status_is 2 verify --journal "$T/pipe.pdf" "$T/plain.pdf" &&
		status_is 2 verify --journal /dev/full "$T/plain.pdf"
}
check "what is no file is told so at once, and no journal" pipes
killed_runs() {
	for pause in 0.02 0.04 0.06; do
		"$B/digisign" verify --trust "$P/root.pem" --json --journal "$T/killed" -j 2 "$S" \
			>>"$T/killed.json" 2>/dev/null &
		run=$!
		sleep $pause
		kill -9 $run 2>/dev/null
		wait $run 2>/dev/null
	done
	while ! flock -n "$T/killed" true; do sleep 0.05; done
	verify --json --journal "$T/killed" "$S" >>"$T/killed.json" 2>/dev/null
	python3 - "$T/killed.json" <<'PY'
import json, sys
told = set()
for line in open(sys.argv[1], errors="replace"):
    try:
        told.add(json.loads(line)["file"])
    except ValueError:
        pass # cut by the kill
assert len(told) == 76, len(told)
PY
}
check "kill -9 at any moment leaves no file untold" killed_runs

# Manifests
L=$T/listed
mkdir -p "$L/A"
cp "$T/signed.pdf" "$L/A/1.pdf"
cp "$T/signed.pdf" "$L/A/$(printf 'two\nlines \\ back').pdf"
cp "$T/signed.pdf" "$L/gone.pdf"
cp "$T/signed.pdf" "$L/other.pdf"
echo text >"$L/note.txt"
(cd "$L" && find . -type f ! -name sums -exec sha256sum {} + >"$T/sums") && mv "$T/sums" "$L/sums"
holds() {
	status_is 0 verify --manifest "$L/sums" "$L" >"$T/said" 2>&1
	status=$?
	cat "$T/said"
	[ $status = 0 ] && [ "$(grep -c "^valid: " "$T/said")" = 4 ] && grep -q "nobody has signed this list" "$T/said"
}
check "all is as a list of sha256sum has it" holds
check "the folder of the list need not be named" status_is 0 verify -q --manifest "$L/sums"
differs() {
	rm "$L/gone.pdf"
	"$B/digisign" sign -q --key "$P/ec.p12" --pin-env PIN --force -o "$L/other.pdf" "$T/plain.pdf" 2>/dev/null
	echo more >>"$L/note.txt"
	cp "$T/signed.pdf" "$L/surplus.pdf"
	status_is 1 verify --json --manifest "$L/sums" "$L" >"$T/listed.json" 2>"$T/sum" || return 1
	cat "$T/sum" "$T/listed.json"
	grep -q "; 2 other than the manifest lists; 1 missing; 1 in no manifest$" "$T/sum" &&
		python3 tests/schema.py <"$T/listed.json" && python3 - "$T/listed.json" <<'PY'
import json, os, sys
found = {os.path.basename(one["file"]): one.get("manifest") for one in map(json.loads, open(sys.argv[1]))}
assert found["1.pdf"] == "same" and found["gone.pdf"] == "missing", found
assert found["other.pdf"] == found["note.txt"] == "different" and found["surplus.pdf"] == "surplus", found
PY
}
check "what is other, missing or surplus is told, PDF or not" differs
not_plainly_valid() {
	verify --manifest "$L/sums" "$L" >"$T/said" 2>/dev/null
	cat "$T/said"
	grep -q '^valid, BUT NOT THE FILE THAT THE MANIFEST LISTS: “.*other.pdf”$' "$T/said" &&
		grep -q '^valid, BUT IN NO MANIFEST: “.*surplus.pdf”$' "$T/said" &&
		grep -q '^not enough grounds to conclude, MISSING: “.*gone.pdf”$' "$T/said"
}
check "a valid signature does not hide that" not_plainly_valid
goes_on_with_manifest() {
	status_is 1 verify --json --journal "$T/mj" --manifest "$L/sums" "$L" >"$T/m1.json" 2>/dev/null || return 1
	status_is 1 verify --json --journal "$T/mj" --manifest "$L/sums" "$L" >"$T/m2.json" 2>"$T/sum" || return 1
	cat "$T/sum" "$T/m2.json"
	grep -q "; 4 known from an earlier run; 2 other than the manifest lists; 1 missing; 1 in no manifest$" "$T/sum" &&
		! grep -q '"signatures":\[{' "$T/m2.json" || return 1
	verify --json --journal "$T/mj" "$L" >"$T/m3.json" 2>/dev/null
	[ "$(grep -c '"signatures":\[{' "$T/m3.json")" = 4 ]
}
check "a run against a manifest is gone on with, and without it all is verified again" goes_on_with_manifest
check "a list that leads out of its folder is refused" sh -c \
	'printf "%064d  ../x.pdf\n" 0 >"$1/bad"; "$2" verify --manifest "$1/bad" "$1"; [ $? = 2 ]' - "$L" "$B/digisign"
check "what is no list is refused" status_is 2 verify --manifest "$T/plain.pdf" "$L"

# The manifest of a batch
O=$T/batch
mkdir -p "$O/store/H1" "$O/manifests/batch-0001"
cp "$T/signed.pdf" "$O/store/H1/001.pdf"
M=$O/manifests/batch-0001/manifest.json
(cd "$O" && sha256sum store/H1/001.pdf >manifests/batch-0001/products.sha256)
sum=$(sha256sum <"$T/signed.pdf") size=$(stat -c %s "$T/signed.pdf")
lists=$(sha256sum <"$O/manifests/batch-0001/products.sha256")
printf '{"format":"digitize manifest 1","documents":[{"products":[{"path":"store/H1/001.pdf","size":%s,"sha256":"%s"}]}],"lists":{"products.sha256":"%s"}}\n' \
	"$size" "${sum%% *}" "${lists%% *}" >"$M"
sign_manifest() {
	openssl cms -sign -binary -in "$M" -signer "$P/rsa.pem" -inkey "$P/rsa.key" -certfile "$P/intermediate.pem" \
		-outform DER -out "$M.p7s" -md sha256 -cades -nosmimecap "$@"
}
unsigned() {
	status_is 1 verify --manifest "$M" >"$T/said" 2>&1
	status=$?
	cat "$T/said"
	[ $status = 0 ] && head -n 1 "$T/said" | grep -q "^not enough grounds to conclude: “.*manifest.json”$" &&
		grep -q "^valid: “.*001.pdf”" "$T/said"
}
check "a manifest that nobody signed proves nothing" unsigned
signed() {
	sign_manifest || return 1
	verify --manifest "$M" >"$T/said" 2>&1
	cat "$T/said"
	head -n 1 "$T/said" | grep -q "^valid: “.*manifest.json”$" && grep -q "signer: “Sở Y tế”" "$T/said"
}
check "its signature is verified, and by whom is told" signed
forged() {
	cp "$M" "$T/kept" && sed 's/"documents"/ "documents"/' "$T/kept" >"$M"
	verify --manifest "$M" >"$T/said" 2>&1
	cp "$T/kept" "$M"
	head -n 1 "$T/said" | grep -q "^not valid: “.*manifest.json”$"
}
check "a manifest that was changed is not valid" forged
longer() {
	"$B/digisign" sign -q --key "$P/ec.p12" --pin-env PIN --force -o "$T/twice.pdf" "$T/signed.pdf" 2>/dev/null
	cp "$T/twice.pdf" "$O/store/H1/001.pdf"
	says '"manifest":"longer"' verify --json --manifest "$M"
	status=$?
	cp "$T/signed.pdf" "$O/store/H1/001.pdf"
	return $status
}
check "what was signed again since begins with what is listed" longer
list_changed() {
	echo "# more" >>"$O/manifests/batch-0001/products.sha256"
	status_is 1 verify --manifest "$M" >"$T/said" 2>&1 || return 1
	cat "$T/said"
	grep -q "BUT NOT THE FILE THAT THE MANIFEST LISTS: “.*products.sha256”" "$T/said"
}
check "the lists beside it are held against it" list_changed
check "--json and --csv exclude each other" status_is 2 verify --json --csv "$S"
check "no jobs are no jobs" status_is 2 verify -j 0 "$S"
finish
