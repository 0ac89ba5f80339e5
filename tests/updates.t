#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# What may be done to a signed PDF leaves every signature valid: it is signed again, proofs are added, forms are
# filled as far as certification and locks allow; each is a row of tests/revisions/updates_*.py.
. tests/tap.sh
. tests/online.sh
. tests/revisions/bases.sh
online_begin "rsa2048 p256"

check "what is to be updated is signed" make_bases
check "all updates are made, and get a verdict" verdicts updates
check "there are 60 of them at least" at_least 60 "$T/updates.told"
sound() {
	for file in "$T"/updates/*.pdf; do
		qpdf --check "$file" >"$T/qpdf.out" 2>&1 || { cat "$T/qpdf.out"; return 1; }
	done
}
check "qpdf finds no fault in any" sound
check_each updates
finish
