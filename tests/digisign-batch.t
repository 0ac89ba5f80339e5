#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Folders of PDFs are signed: whatever some of them hold, whatever names they have, whenever it is killed.
. tests/tap.sh
export LC_ALL=C.UTF-8 LANGUAGE= PIN=secret
S=$T/scans
PLAIN=$T/plain.pdf

cat >"$T/raw.pdf" <<'END'
%PDF-1.7
1 0 obj
<< /Type /Catalog /Pages 2 0 R >>
endobj
2 0 obj
<< /Type /Pages /Kids [3 0 R] /Count 1 /MediaBox [0 0 595 842] >>
endobj
3 0 obj
<< /Type /Page /Parent 2 0 R >>
endobj
trailer
<< /Size 4 /Root 1 0 R >>
END
qpdf --static-id "$T/raw.pdf" "$PLAIN" 2>/dev/null
sh tests/pki.sh "$T/pki" >/dev/null 2>&1

# 60 that can be signed
mkdir -p "$S/A" "$S/B/C" "$S/.hidden"
for i in $(seq 51); do
	cp "$PLAIN" "$S/A/$i.pdf"
done
cp "$PLAIN" "$S/B/two words.PDF"
cp "$PLAIN" "$S/B/$(printf 'two\nlines').pdf"
cp "$PLAIN" "$S/B/$(printf 'b\341n').pdf"
cp "$PLAIN" "$S/B/$(printf 'Que\314\202\314\201t').pdf"
cp "$PLAIN" "$S/B/-n.pdf"
cp "$PLAIN" "$S/B/tab	and \\ %s.pdf"
cp "$PLAIN" "$S/B/C/quote'\".pdf"
cp "$PLAIN" "$S/B/C/$(printf '%0200d' 7).pdf"
qpdf --object-streams=generate "$PLAIN" "$S/B/C/streams.pdf"
# and some that nobody asked for
cp "$PLAIN" "$S/.hidden.pdf"
cp "$PLAIN" "$S/.hidden/x.pdf"
cp "$PLAIN" "$S/A/notes.txt"
ln -s 1.pdf "$S/A/link.pdf"
ln -s . "$S/A/loop"

sign() {
	"$B/digisign" sign --key "$T/pki/rsa.p12" --pin-env PIN "$@"
}

# begins_with_sources SOURCES SIGNED: all are there, and none besides
begins_with_sources() {
	python3 - "$1" "$2" <<'PY'
import os, sys
def files(top):
    top = os.fsencode(top)
    return {os.path.relpath(os.path.join(folder, name), top): os.path.join(folder, name)
            for folder, _, names in os.walk(top) for name in names}
sources = {name: path for name, path in files(sys.argv[1]).items()
           if name.lower().endswith(b".pdf") and not name.startswith(b".") and not os.path.islink(path)}
signed = {name: path for name, path in files(sys.argv[2]).items() if name != b".digisign-journal"}
assert sources.keys() == signed.keys(), sources.keys() ^ signed.keys()
for name, path in signed.items():
    source, made = open(sources[name], "rb").read(), open(path, "rb").read()
    assert made.startswith(source) and len(made) > len(source) and b"/ByteRange" in made[len(source):], name
print(len(signed))
PY
}

signs_all() {
	sign -q -r "$S" --output-dir "$T/out-$1" -j "$1" || return 1
	[ "$(begins_with_sources "$S" "$T/out-$1")" = 60 ] || return 1
	"$B/digisign" verify -q --trust "$T/pki/root.pem" "$T/out-$1"
}
check "signs 60 files of odd names with one worker; each begins with its source" signs_all 1
check "signs the same set with two" signs_all 2

sha256sum "$T/out-2/A"/* >"$T/before"
check "a further run has nothing to do" says "0 signed, 60 already signed, 0 failed" \
	sign -r "$S" --output-dir "$T/out-2"
rm "$T/out-2/.digisign-journal"
check "nor has one that lost its journal" says "0 signed, 60 already signed, 0 failed" \
	sign -r "$S" --output-dir "$T/out-2"
check "and both left the signed files as they were" sha256sum --quiet -c "$T/before"

signs_what_changed() {
	{ cat "$PLAIN"; echo "% changed"; } >"$T/changed.pdf"
	cp "$T/out-1/.digisign-journal" "$T/journal" && cp "$S/A/7.pdf" "$T/kept.pdf"
	cp "$T/changed.pdf" "$S/A/7.pdf"
	says "59 already signed, 1 failed" sign -r "$S" --output-dir "$T/out-1" || return 1
	rm "$T/out-1/A/7.pdf"
	says "1 signed, 59 already signed, 0 failed" sign -r "$S" --output-dir "$T/out-1"
	status=$?
	cp "$T/kept.pdf" "$S/A/7.pdf"
	return $status
}
check "signs what has changed, and overwrites nothing without being told" signs_what_changed

takes_a_cut_line() {
	cp "$T/out-2/.digisign-journal" "$T/whole"
	head -c -9 "$T/whole" >"$T/out-2/.digisign-journal"
	says "0 signed, 60 already signed" sign -r "$S" --output-dir "$T/out-2" || return 1
	[ "$(grep -c "^[0-9a-f]\{32\}	.*pdf$" "$T/out-2/.digisign-journal")" -ge 60 ]
}
check "a journal whose last line was cut is read" takes_a_cut_line
check "a file that is no journal is not written to" status_is 2 sign -r "$S" --journal "$PLAIN" --output-dir "$T/o"
check "one journal serves one run at a time" says "another run" \
	flock "$T/out-2/.digisign-journal" "$B/digisign" sign --key "$T/pki/rsa.p12" --pin-env PIN -r "$S" --output-dir "$T/out-2"

signs_again_by_force() {
	says "60 signed, 0 already signed" sign --force -r "$S" --output-dir "$T/out-2" || return 1
	says "60 signed" sign -r "$S" --profile tt05 --force --output-dir "$T/out-2"
}
check "--force signs all of them again" signs_again_by_force

# killed again and again, until a run comes to its end
goes_on_after_kills() {
	for pause in 0.03 0.06 0.1 0.15 0.2 0.3; do
		"$B/digisign" sign --key "$T/pki/rsa.p12" --pin-env PIN -q -r "$S" --output-dir "$T/killed" -j 2 2>/dev/null &
		run=$!
		sleep $pause
		kill -9 $run 2>/dev/null
		wait $run 2>/dev/null
		[ -z "$(find "$T/killed" -type f -name '*.[pP][dD][fF]' ! -exec sh -c \
			'tail -c 6 "$1" | grep -q EOF' sh {} \; -print 2>/dev/null)" ] || return 1
	done
	# who was killed may hold the journal for a moment longer
	sleep 0.3
	sign -q -r "$S" --output-dir "$T/killed" || return 1
	[ "$(begins_with_sources "$S" "$T/killed")" = 60 ] || return 1
	"$B/digisign" verify -q --trust "$T/pki/root.pem" "$T/killed"
}
check "kill -9 at any moment leaves nothing half, and the next run ends what was begun" goes_on_after_kills

# Bad ones cost themselves.
mkdir -p "$T/bad/x"
for i in 1 2 3; do
	cp "$PLAIN" "$T/bad/x/$i.pdf"
done
qpdf --encrypt a b 256 -- "$PLAIN" "$T/bad/locked.pdf"
: >"$T/bad/empty.pdf"
echo "no PDF at all, but of some length" >"$T/bad/text.pdf"
head -c 300 "$PLAIN" >"$T/bad/x/torn.pdf"
costs_itself() {
	sign -r "$T/bad" --output-dir "$T/bad.out" >"$T/said" 2>&1
	[ $? = 1 ] || return 1
	cat "$T/said"
	grep -q "locked.pdf: the PDF is encrypted" "$T/said" && grep -q "empty.pdf: this is not a PDF" "$T/said" &&
		grep -q "text.pdf: this is not a PDF" "$T/said" && grep -q "x/torn.pdf: the PDF is damaged" "$T/said" &&
		grep -q "^3 signed, 0 already signed, 4 failed" "$T/said" &&
		[ "$(find "$T/bad.out" -type f | wc -l)" = 4 ]
}
check "damaged, encrypted, empty and other files cost themselves" costs_itself

cannot_write() {
	mkdir -p "$T/shut" && chmod 555 "$T/shut"
	meek=
	[ "$(id -u)" != 0 ] || meek="setpriv --bounding-set=-dac_override"
	says "Permission denied" $meek "$B/digisign" sign --key "$T/pki/rsa.p12" --pin-env PIN -r "$T/bad" --output-dir "$T/shut"
}
check "a folder that cannot be written to is named" cannot_write

survives_a_full_disk() {
	mkdir -p "$T/small"
	mount -t tmpfs -o size=256k tmpfs "$T/small" || return 1
	sign -q -r "$S" --output-dir "$T/small/out" 2>"$T/said"
	status=$?
	made=$(find "$T/small/out" -name '*.pdf' | wc -l)
	"$B/digisign" verify -q --trust "$T/pki/root.pem" "$T/small/out"
	valid=$?
	parts=$(find "$T/small/out" -name '*.part' | wc -l)
	umount "$T/small"
	cat "$T/said"
	[ $status = 1 ] && [ "$made" -gt 0 ] && [ "$made" -lt 60 ] && [ $valid = 0 ] && [ "$parts" = 0 ] &&
		grep -q "No space left" "$T/said" && ! grep -q 'Input/output\|\.part' "$T/said"
}
mkdir -p "$T/probe"
if [ "$(id -u)" = 0 ] && mount -t tmpfs -o size=64k tmpfs "$T/probe" 2>/dev/null; then
	umount "$T/probe"
	check "a full disk leaves whole files and sentences" survives_a_full_disk
else
	skip "a full disk leaves whole files and sentences" "needs mount"
fi

in_place() {
	cp -r "$S" "$T/place" && chmod 640 "$T/place/A/1.pdf"
	says "60 signed, 0 already signed, 0 failed" sign -r "$T/place" --in-place || return 1
	cmp -n "$(stat -c %s "$PLAIN")" "$PLAIN" "$T/place/A/1.pdf" || return 1
	[ "$(stat -c %a "$T/place/A/1.pdf")" = 640 ] || return 1
	cmp "$PLAIN" "$T/place/.hidden.pdf" && [ -L "$T/place/A/link.pdf" ] || return 1
	"$B/digisign" verify -q --trust "$T/pki/root.pem" "$T/place/A/1.pdf" || return 1
	sha256sum "$T/place/A"/*.pdf >"$T/before"
	says "0 signed, 60 already signed" sign -r "$T/place" --in-place && sha256sum --quiet -c "$T/before"
}
check "files are signed in their place, with their rights, and once" in_place
another_profile() {
	says "1 signed" sign --in-place --profile tt05 "$T/place/A/1.pdf" &&
		says "0 signed, 1 already signed" sign --in-place --profile tt05 "$T/place/A/1.pdf" &&
		says "1 signed" "$B/digisign" sign --key "$T/pki/ec.p12" --pin-env PIN --in-place "$T/place/A/2.pdf"
}
check "another profile or another certificate is another signature" another_profile
forged() {
	cp "$T/place/A/3.pdf" "$T/forged.pdf"
	printf '8' | dd of="$T/forged.pdf" bs=1 seek=7 conv=notrunc 2>/dev/null
	says "1 signed, 0 already signed" sign --in-place "$T/forged.pdf"
}
check "a signature that is not intact makes no file known" forged
ln -s "$PLAIN" "$T/link.pdf"
check "a link is not replaced" says "no plain file" sign --in-place "$T/link.pdf"

# The keeper is the first child, a worker the last.
outlives_its_workers() {
	"$B/digisign" sign --key "$T/pki/rsa.p12" --pin-env PIN -q -r "$S" --output-dir "$T/outlived" -j 1 &
	run=$!
	killed=0
	while kill -0 $run 2>/dev/null && [ $killed -lt 3 ]; do
		children=$(cat /proc/$run/task/$run/children 2>/dev/null)
		children=${children% }
		case $children in
		*" "*) kill -9 "${children##* }" 2>/dev/null && killed=$((killed + 1)) && sleep 0.05 ;;
		esac
	done
	wait $run
	echo "killed $killed"
	[ $killed -gt 0 ] && sign -q -r "$S" --output-dir "$T/outlived" &&
		[ "$(begins_with_sources "$S" "$T/outlived")" = 60 ]
}
check "a worker that dies costs no more than the file it was at" outlives_its_workers

mixes() {
	mkdir -p "$T/one" "$T/two"
	cp "$PLAIN" "$T/one/same.pdf"
	cp "$PLAIN" "$T/two/same.pdf"
	cp "$PLAIN" "$T/two/other.pdf"
	status_is 1 sign -r "$T/one" "$T/two" "$PLAIN" --output-dir "$T/mixed" >"$T/said" 2>&1
	cat "$T/said"
	grep -q "two/same.pdf: another file of this run goes to the same place" "$T/said" &&
		[ -f "$T/mixed/same.pdf" ] && [ -f "$T/mixed/other.pdf" ] && [ -f "$T/mixed/plain.pdf" ]
}
check "files and folders are mixed, and no place is taken twice" mixes
beside() {
	status_is 0 sign -q -r "$T/two" && [ -f "$T/two/same-signed.pdf" ] || return 1
	status_is 0 sign -q -r "$T/two" && [ ! -e "$T/two/same-signed-signed.pdf" ]
}
check "what was signed beside its source is not signed anew" beside
within() {
	sign -q -r "$T/one" --output-dir "$T/one/signed" && sign -q -r "$T/one" --output-dir "$T/one/signed" &&
		[ "$(find "$T/one" -name '*.pdf' | wc -l)" = 2 ]
}
check "results within the folder are no sources" within
check "a folder needs --recursive" status_is 2 sign "$T/one"
check "--in-place and --output-dir exclude each other" status_is 2 sign --in-place --output-dir "$T/o" "$PLAIN"
check "no jobs are no jobs" status_is 2 sign -j 0 "$PLAIN"

# What is no plain file is neither read nor replaced.
mkfifo "$T/pipe.pdf"
plain_files_alone() {
	says "pipe.pdf: this is no plain file" timeout 20 "$B/digisign" sign -o "$T/none.pdf" "$T/pipe.pdf" || return 1
	ln -s "$PLAIN" "$T/leads.pdf"
	cp "$PLAIN" "$T/kept.pdf"
	for place in pipe leads; do
		says "$place.pdf: this is no plain file" sign --force -o "$T/$place.pdf" "$T/kept.pdf" || return 1
	done
	[ -p "$T/pipe.pdf" ] && [ -L "$T/leads.pdf" ] && [ ! -e "$T/none.pdf" ]
}
check "a pipe or a link is neither signed from nor replaced" plain_files_alone
check "a file that is not there is told so" says "none.pdf: No such file or directory" sign "$T/none.pdf"
check "an option that no key could follow is a mistake" status_is 2 sign --digest nope "$PLAIN"
check "nor any scheme" status_is 2 sign --scheme nope "$PLAIN"
check "an authority needs an address" status_is 2 sign --level B-T --tsa nonsense "$PLAIN"
check "one that is of no use is told" says "at the level B-B no time-stamp is asked for" \
	sign --tsa http://127.0.0.1:9/ --profile none -o "$T/idle.pdf" "$PLAIN"
moves_no_cursor() {
	sign --field "$(printf 'x\033[31m\nforged')" -o "$T/none.pdf" "$PLAIN" >"$T/said" 2>&1
	grep -qF 'there is no signature field x\x1B[31m\x0Aforged' "$T/said"
}
check "what a sentence quotes moves no cursor and begins no line" moves_no_cursor
quotes_little() {
	printf '[x]\nlines=%s\n' "$(printf '%05000d' 7)" >"$T/long.ini"
	says "of at most 1000 bytes" sign --profiles "$T/long.ini" --profile x "$PLAIN" &&
		[ "$(printf '%s' "$said" | tail -n 1 | wc -c)" -lt 400 ]
}
check "and is no longer than a line" quotes_little
check "no password is asked for a key that is not there" says "none.p12: No such file or directory" \
	"$B/digisign" sign --key "$T/none.p12" "$PLAIN"
finish
