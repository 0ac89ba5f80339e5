#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Broken PDFs are signed validly or refused with a sentence; `make fuzz-sign` does it with 10,000.
. tests/tap.sh
export LC_ALL=C.UTF-8 LANGUAGE=

fuzz() {
	python3 tests/fuzz_sign.py run --digisign "$B/digisign" "$@" "$T/bases" "$T/run"
}

names_itself() {
	"$B/digisign" sign -q --key "$T/bases/before.all" -o "$T/named.pdf" "$T/bases/stray.pdf" &&
		says "Field Name: Signature2" pdfsig -nocert "$T/named.pdf"
}

check "there are PDFs to begin from" python3 tests/fuzz_sign.py bases --digisign "$B/digisign" "$T/bases"
check "broken PDFs are signed validly or refused with a sentence" fuzz --count 200
check "also without a block" fuzz --count 100 --seed 2 --profile none
without_length() {
	LC_ALL=C sed 's|/L \([0-9]\)|/K \1|' "$T/bases/linear.pdf" >"$T/lengthless.pdf" &&
		not cmp -s "$T/bases/linear.pdf" "$T/lengthless.pdf" &&
		says "the PDF is damaged" "$B/digisign" sign -q --key "$T/bases/before.all" -o "$T/l.pdf" "$T/lengthless.pdf" &&
		"$B/digisign" sign -q --key "$T/bases/before.all" -o "$T/l.pdf" "$T/bases/linear.pdf"
}
check "a linearized file that cannot show that it grew is not signed" without_length
check "a name that a field on the page bears is not given again" names_itself
finish
