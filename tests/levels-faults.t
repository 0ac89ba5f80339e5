#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Authorities and responders at fault, and PDFs that are hostile: each is refused with its sentence, no
# file is left, the input stays as it was.
. tests/tap.sh
. tests/online.sh
online_begin p256
python3 tests/levels.py make "$T/shapes"
S=$T/shapes/classic.pdf
cp "$S" "$T/kept.pdf"
OUT=$T/made/out.pdf

nothing_is_left() {
	[ -z "$(ls "$T/made")" ] || { ls "$T/made"; return 1; }
	cmp "$T/kept.pdf" "$S"
}

# refuses SENTENCE COMMAND…: with status 1, and one line that names what the user named
refuses() {
	phrase=$1
	shift
	status_is 1 "$@" >"$T/said" 2>&1 || { cat "$T/said"; return 1; }
	grep -qF -- "$phrase" "$T/said" && ! grep -q '\.part' "$T/said" || { cat "$T/said"; return 1; }
	nothing_is_left
}

# The row: TSA, the sentence.
while IFS='|' read -r tsa sentence; do
	check "refuses what $tsa answers" refuses "digisign: $S: 127.0.0.1: $sentence" \
		sign_with p256 "$tsa" --level B-T --tsa-seconds 2 -o "$OUT" "$S"
done <<'END'
tsa/nonce|the time-stamp answers another request (nonce)
tsa/imprint|the time-stamp is one of other data (imprint)
tsa/garbage|the answer is no time-stamp answer
tsa/value|the time-stamp's signature is wrong
tsa/auth|the server does not let us in
END
# each of three tries takes its time
check "does not wait for ever" refuses "no answer in time" \
	timeout 40 "$digisign" sign -q --key "$P/p256.p12" --pin-env PIN --trust "$P/root.pem" \
	--tsa "$HOST/tsa/delay/30" --level B-T --tsa-seconds 1 -o "$OUT" "$S"
check "refuses the key that was revoked" refuses "Online revoked: the certificate was revoked on " \
	sign_with revoked tsa --level B-B -o "$OUT" "$S"
tell files as-none
tell ocsp unknown
check "refuses, if it is strict, what the responder does not know" refuses \
	"the responder does not know the certificate" sign_with p256 tsa --strict -o "$OUT" "$S"
tell ocsp stale
check "refuses, if it is strict, an answer that is out of date" refuses "it is out of date" \
	sign_with p256 tsa --strict -o "$OUT" "$S"
check "refuses B-LT where it cannot be told" refuses "it cannot be told whether the certificate was revoked" \
	sign_with p256 tsa --level B-LT -o "$OUT" "$S"
# A list that says nothing of itself: a warning, and nothing that counts as good.
tell ocsp missing
tell files as-delta
rm -f "$T/warned.pdf"
check "a list of changes alone is a warning" says "it cannot be told whether the certificate was revoked" \
	sign_with p256 tsa -o "$T/warned.pdf" "$S"
check "after which it is signed" test -s "$T/warned.pdf"
check "unless it is strict" refuses "it cannot be told whether the certificate was revoked" \
	sign_with p256 tsa --strict -o "$OUT" "$S"
check "or B-LT" refuses "it cannot be told whether the certificate was revoked" \
	sign_with p256 tsa --level B-LT -o "$OUT" "$S"
tell ocsp none
tell files none

# PDFs
sign_with p256 tsa --profile none -o "$T/B-B.pdf" "$S"
extend_with tsa -o "$T/B-LTA.pdf" "$T/B-B.pdf"
python3 tests/levels.py change content "$T/B-B.pdf" "$T/changed.pdf"
check "raises no signature of another text" refuses \
	"$T/changed.pdf: Signature1: the document was changed after it was signed" \
	extend_with tsa -o "$OUT" "$T/changed.pdf"
python3 tests/levels.py change stamp "$T/B-LTA.pdf" "$T/stamp.pdf"
check "renews no document time-stamp of other bytes" refuses \
	"$T/stamp.pdf: Signature3: the time-stamp is one of other data (imprint)" \
	extend_with tsa -o "$OUT" "$T/stamp.pdf"
check "signs such a file all the same" sign_with p256 tsa --level B-LTA -o "$T/signed-again.pdf" "$T/stamp.pdf"
check "has nothing to raise in what is not signed" refuses "$S: the PDF is not signed" \
	extend_with tsa -o "$OUT" "$S"
for kind in store extensions; do
	python3 tests/levels.py change $kind "$S" "$T/$kind.pdf"
	check "takes a catalog with odd $kind" sign_with p256 tsa --level B-LT -o "$T/$kind-signed.pdf" "$T/$kind.pdf"
	check "and finds its own in it" python3 tests/levels.py judge "$P" B-LT p256 "$T/$kind.pdf" "$T/$kind-signed.pdf"
done
python3 tests/levels.py change more "$S" "$T/more.pdf"
check "extends a store of others" sign_with p256 tsa --level B-LTA -o "$T/more-signed.pdf" "$T/more.pdf"
check "and leaves there what they had put" python3 tests/levels.py kept "$T/more-signed.pdf"
python3 tests/levels.py change many "$S" "$T/many.pdf"
check "refuses a store of too many streams" refuses "$T/many.pdf: the PDF's store of validation data is too large" \
	sign_with p256 tsa --level B-LT -o "$OUT" "$T/many.pdf"
python3 tests/levels.py change root "$S" "$T/root.pdf"
check "refuses a catalog that is no object" refuses "$T/root.pdf: the PDF's cross-reference table is damaged" \
	sign_with p256 tsa -o "$OUT" "$T/root.pdf"
check "stamps with no weak digest" status_is 2 extend_with tsa --digest sha1 -o "$OUT" "$T/B-B.pdf"
check "takes no less than no time" status_is 2 extend_with tsa --tsa-seconds -1 -o "$OUT" "$T/B-B.pdf"
check "is always strict, and has no option for it" status_is 2 extend_with tsa --strict -o "$OUT" "$T/B-B.pdf"
check "wants an authority" status_is 2 "$digisign" extend -o "$OUT" "$T/B-B.pdf"
check "overwrites nothing" says "is there already" extend_with tsa -o "$T/B-LTA.pdf" "$T/B-B.pdf"
cp "$T/B-B.pdf" "$T/place.pdf"
check "replaces in place" extend_with tsa --in-place "$T/place.pdf"
check "by what begins with it" cmp -n "$(stat -c %s "$T/B-B.pdf")" "$T/B-B.pdf" "$T/place.pdf"
keeps_rights() {
	cp "$T/B-B.pdf" "$T/private.pdf" && chmod 600 "$T/private.pdf"
	extend_with tsa --in-place "$T/private.pdf" && [ "$(stat -c %a "$T/private.pdf")" = 600 ]
}
check "with its rights" keeps_rights
check "and when there is nothing to add" extend_with tsa --level B-T --in-place "$T/place.pdf"
ln -s place.pdf "$T/link.pdf"
check "but not a link" says "link.pdf: this is no plain file" extend_with tsa --in-place "$T/link.pdf"
check "nor, without being told so, the source by force" says "a file is never changed in its place" \
	extend_with tsa --force -o "$T/place.pdf" "$T/place.pdf"
check "raises nothing to B-B" status_is 2 extend_with tsa --level B-B -o "$OUT" "$T/B-B.pdf"
killed_leaves_one_part() {
	mkdir -p "$T/stopped" && cp "$T/B-B.pdf" "$T/stopped/a.pdf"
	"$digisign" extend -q --trust "$P/root.pem" --tsa "$HOST/tsa/delay/30" "$T/stopped/a.pdf" &
	run=$!
	until [ -n "$(find "$T/stopped" -name '*.part')" ]; do sleep 0.1; done
	says "another run is writing this file" extend_with tsa "$T/stopped/a.pdf" || return 1
	kill -9 "$run"
	wait "$run" 2>/dev/null
	[ -z "$(ls "$T/stopped" | grep -v '^a.pdf$')" ] || return 1
	extend_with tsa "$T/stopped/a.pdf" && [ "$(ls -A "$T/stopped" | tr '\n' ' ')" = "a-extended.pdf a.pdf " ]
}
check "kill -9 leaves a hidden file, which the next run takes up; two runs do not mix" killed_leaves_one_part

# A batch whose authority, or whose responders, are down: documents wait, and are delivered later.
mkdir -p "$T/scans/H1"
cp samples/scans/035.690.H27-857675-6375/001-02.jpg "$T/scans/H1/001.jpg"
settings() {
	cat >"$T/batch.conf" <<END
[sign]
pkcs12 = $P/p256.p12
pin_variable = PIN
level = B-LT
tsa = $1
tsa_seconds = 2
[verify]
trust = $P/root.pem
END
}

batch() {
	"$digitize" batch -q -c "$T/batch.conf" -o "$T/out" "$T/scans"
}

waits() {
	says "$1" batch
	"$digitize" status "$T/out" >"$T/status"
	[ ! -e "$T/out/store/H1/001.pdf" ] && [ ! -e "$T/out/quarantine/H1/001" ] || { cat "$T/status"; return 1; }
}

settings "http://127.0.0.1:9/tsa"
check "a document waits for its authority" waits "no connection"
settings "$HOST/tsa"
tell ocsp missing
tell files as-none
check "and for who tells of revocation" waits "it cannot be told whether the certificate was revoked"
tell ocsp none
tell files none
check "the next run delivers it" batch
check "to the store" test -s "$T/out/store/H1/001.pdf"
finish
