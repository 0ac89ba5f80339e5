#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Signed PDFs are changed in $MUTATIONS ways, by who knows PDF (tests/mutate): none is called valid that shows
# something else, crashes, hangs, or takes more than 512 MB. SEED and JOBS may be set; what is found is kept in
# build/mutate. make fuzz-verify runs a million. The one at B-LTA takes ten times as long as others: it has fewer turns.
. tests/tap.sh
. tests/online.sh
. tests/revisions/bases.sh
export G_DEBUG=fatal-criticals
MOST=4000
case $B in
*san) # is slow, and keeps what was freed
	MOST=1000
	export ASAN_OPTIONS="${ASAN_OPTIONS:+$ASAN_OPTIONS:}quarantine_size_mb=16"
	;;
esac
online_begin "rsa2048 p256"
mkdir -p "$B/mutate"

changed() {
	set -- "$T/bases/lta.pdf"
	for name in signed twice certified2 packed-signed hybrid-signed simple-signed; do
		set -- "$@" "$T/bases/$name.pdf" "$T/bases/$name.pdf"
	done
	"$B/tests/mutate/verify" "${MUTATIONS:-$MOST}" "${SEED:-1}" "${JOBS:-$(nproc)}" "$P/root.pem" "$B/mutate" "$@" \
		>"$T/mutate.out" 2>&1
}

check "what is to be changed is signed" make_bases
check "nothing that was changed is called valid, or harms" changed
check "no library prints for itself what went wrong" not grep "did not handle" "$T/mutate.out"
sed 's/^/# /' "$T/mutate.out"
finish
