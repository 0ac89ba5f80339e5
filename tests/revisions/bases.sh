# SPDX-License-Identifier: GPL-3.0-or-later
# For tests of what becomes of signed PDFs, after tests/online.sh: `make_bases` makes in $T/bases what
# tests/revisions/contract.py describes, and signs it with our own program.
sign_base() {
	key=$1 from=$2 to=$3
	shift 3
	sign_with "$key" tsa --force --cache "$T/revocation" "$@" -o "$T/bases/$to.pdf" "$T/bases/$from.pdf"
}

make_bases() {
	mkdir -p "$T/bases"
	python3 tests/revisions/contract.py make "$P" "$T/bases" || return 1
	qpdf --linearize "$T/bases/contract.pdf" "$T/bases/linear.pdf"
	qpdf --object-streams=generate "$T/bases/contract.pdf" "$T/bases/generated.pdf"
	for name in packed simple indirect untyped dangling linear generated; do
		sign_base p256 $name $name-signed || return 1
	done
	for name in shadow overlay; do
		sign_base p256 $name $name-signed --profile none || return 1
	done
	for name in linear generated; do
		sign_base rsa2048 $name-signed $name-twice || return 1
	done
	sign_base p256 contract signed && sign_base rsa2048 signed twice &&
		sign_base p256 contract bt --level B-T && sign_base p256 contract lt --level B-LT &&
		sign_base p256 contract lta --level B-LTA && sign_base p256 packed lta-packed --level B-LTA &&
		sign_base rsa2048 lta lta-again --level B-LTA &&
		extend_with tsa --cache "$T/revocation" -o "$T/bases/lta-renewed.pdf" "$T/bases/lta.pdf"
}

# verdicts KIND: of all files of $T/KIND, a line each in $T/KIND.told
verdicts() {
	python3 tests/revisions/judge.py make "$1" "$P" "$T/bases" "$T/$1" || return 1
	"$digisign" verify --json --trust "$P/root.pem" "$T/$1" >"$T/$1.json"
	[ $? -le 1 ] && python3 tests/revisions/judge.py judge "$1" "$T/bases" "$T/$1" <"$T/$1.json" >"$T/$1.told"
}

is_well() {
	[ -z "$1" ] || { echo "$1"; return 1; }
}

# check_each KIND: a test for each line
check_each() {
	while IFS='	' read -r name sentence wrong; do
		check "$name: $sentence" is_well "$wrong"
	done <"$T/$1.told"
}

at_least() {
	[ "$(wc -l <"$2")" -ge "$1" ]
}
