#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Time-stamps of authorities that send many certificates: room is made for them, and remembered.
. tests/tap.sh
. tests/online.sh
online_begin p256
python3 tests/permissions.py make "$T/plain.pdf" ""
S=$T/plain.pdf

asked() {
	grep -c " /tsa/" "$P/requests.log"
}

# stamps N TSA COMMAND…: it asks the authority so often
stamps() {
	wanted=$1
	shift
	: >"$P/requests.log"
	"$@" || return 1
	[ "$(asked)" = "$wanted" ] || { cat "$P/requests.log"; return 1; }
}

large() {
	[ "$(stat -c %s "$1")" -gt "$2" ] && python3 tests/permissions.py intact "$1" "$P" 1 && qpdf --check "$1"
}

sign() {
	sign_with p256 "$@" --cache "$T/revocation" --force -o "$T/made/out.pdf" "$S"
}

check "a usual time-stamp is asked for once" stamps 1 sign tsa/delay/0 --level B-T
check "one of 12 kB and more is asked for again, with room" stamps 2 sign tsa/large/12 --level B-T
check "and is right" large "$T/made/out.pdf" 24000
check "the next has that room at once" stamps 1 sign tsa/large/12 --level B-T
check "and is right" large "$T/made/out.pdf" 24000
check "as a document time-stamp has" stamps 2 sign tsa/large/12 --level B-LTA
check "which is right as well" large "$T/made/out.pdf" 48000
check "a document time-stamp of 16 kB is asked for again" \
	stamps 2 extend_with tsa/large/16 --cache "$T/revocation" -o "$T/made/raised.pdf" "$T/made/out.pdf"
check "and is right" large "$T/made/raised.pdf" 96000
check "another authority has its usual room" stamps 1 sign tsa/delay/0 --level B-T
check "what has no room in any PDF/A is refused in a sentence" \
	says "of the 30000 that a signature may have" sign tsa/large/40 --level B-T
finish
