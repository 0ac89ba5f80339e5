#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# A batch whose signatures need servers that are away: it asks them once, documents wait and none is to blame.
. tests/tap.sh
. tests/online.sh
online_begin p256
PAGE=samples/scans/035.690.H27-857675-6375/001-02.jpg
for number in 1 2 3 4; do
	mkdir -p "$T/scans/H$number"
	cp "$PAGE" "$T/scans/H$number/001.jpg"
done
mkdir -p "$T/one/H1"
cp "$PAGE" "$T/one/H1/001.jpg"

# settings LEVEL TSA LINE…
settings() {
	level=$1 tsa=$2
	shift 2
	{
		printf '%s\n' "[sign]" "pkcs12 = $P/p256.p12" "pin_variable = PIN" "level = $level" "tsa = $tsa" \
			"tsa_seconds = 2" "$@" "[verify]" "trust = $P/root.pem"
	} >"$T/batch.conf"
}

# batch OUT SCANS
batch() {
	"$digitize" batch -j 4 -c "$T/batch.conf" -o "$T/$1" "$T/$2"
}

# all_wait OUT N: so many documents wait, and nothing is anywhere else
all_wait() {
	"$digitize" status "$T/$1" >"$T/status"
	found=$(sqlite3 "$T/$1/digitize.db" "SELECT state, count(*) FROM documents GROUP BY state")
	[ "$found" = "waiting|$2" ] && [ ! -e "$T/$1/spool/.signing" ] || { cat "$T/status"; echo "$found"; return 1; }
}

delivered() {
	found=$(sqlite3 "$T/$1/digitize.db" "SELECT state, count(*) FROM documents GROUP BY state")
	[ "$found" = "delivered|$2" ] || { echo "$found"; return 1; }
}

# asked OUT SCANS: how often the responder was asked by this run
asked() {
	: >"$P/requests.log"
	batch "$1" "$2" >"$T/said" 2>&1
	grep -c " /ocsp/" "$P/requests.log"
}

# The authority answers nonsense, which no other try makes better.
settings B-T "$HOST/tsa/garbage"
check "documents that get no time-stamp are not delivered, which is told" status_is 1 batch out scans
check "they wait" all_wait out 4
for time in second third fourth; do
	check "the $time run ends so as well" says "127.0.0.1: the answer is no time-stamp answer" batch out scans
	check "and they still wait" all_wait out 4
done
settings B-T "http://127.0.0.1:9/tsa"
check "nor does the batch end where nobody is there" status_is 1 batch out scans
check "they still wait" all_wait out 4
settings B-T "$HOST/tsa"
check "the run after that finishes the batch" batch out scans
check "with all documents" delivered out 4
check "at the level that was asked for" python3 tests/permissions.py intact "$T/out/store/H3/001.pdf" "$P" 1
check "and with its manifest" test -s "$T/out/manifests/batch-0001/manifest.json.p7s"

# What the settings let a signature say.
printf 'A policy of signatures.\n' >"$T/policy.txt"
settings B-B "$HOST/tsa" "location = Bình Dương" "commitment = creation" "policy_oid = 1.2.3.4" \
	"policy_file = policy.txt"
check "a batch signs with a place, a commitment and a policy" batch said.out one
check "the place stands there" python3 tests/permissions.py entry "$T/said.out/store/H1/001.pdf" /Location "u:Bình Dương"
check "the others are attributes" python3 tests/permissions.py attributes "$T/said.out/store/H1/001.pdf" \
	1.2.840.113549.1.9.3 1.2.840.113549.1.9.4 1.2.840.113549.1.9.16.2.47 \
	1.2.840.113549.1.9.16.2.16 1.2.840.113549.1.9.16.2.15
settings B-B "$HOST/tsa" "policy_oid = 1.2.3.4"
check "a policy without its document is told before anything is read" status_is 2 batch bad.out one

# Nobody tells of revocation, and nothing is remembered of those who did.
export XDG_CACHE_HOME="$T/other-cache"
tell ocsp missing
tell files as-none
settings B-B "$HOST/tsa"
once=$(asked one.out one)
check "one document asks about revocation" test "$once" -gt 0
check "four ask as often as one" test "$(asked many.out scans)" = "$once"
check "and are signed" delivered many.out 4
warned() {
	for number in 1 2 3 4; do
		grep -q "it cannot be told whether the certificate was revoked" "$T/many.out/store/H$number/001.json" || return 1
	done
}
check "each with the warning" warned
settings B-B "$HOST/tsa" "unchecked = refuse"
check "so do four that may not be signed then" test "$(asked strict.out scans)" = "$once"
check "which wait" all_wait strict.out 4
tell ocsp none
tell files none
check "until somebody tells" batch strict.out scans
check "and are then delivered, without a warning" delivered strict.out 4
check "that is nowhere" not grep -q "cannot be told" "$T/strict.out/store/H1/001.json"
finish
