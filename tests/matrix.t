#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Levels, algorithms, stores of keys and shapes of PDFs meet each other (tests/matrix.py): openssl, pdfsig and
# qpdf agree with each result, which leaves the earlier bytes and the earlier signatures as they were.
# MATRIX=full: all with all, 540 instead of 45.
. tests/tap.sh
. tests/online.sh
keys="rsa2048 rsa3072 p256 p384 ed25519"
online_begin "$keys"
module=/usr/lib/softhsm/libsofthsm2.so

make_shapes() {
	python3 tests/levels.py make "$T/shapes" &&
		qpdf --object-streams=generate "$T/shapes/classic.pdf" "$T/shapes/streams.pdf" &&
		qpdf --linearize "$T/shapes/classic.pdf" "$T/shapes/linear.pdf" &&
		sign_with rsa2048 tsa -o "$T/shapes/signed.pdf" "$T/shapes/streams.pdf" &&
		mkdir -p "$T/scans/H1" &&
		cp samples/scans/035.690.H27-857675-6375/001-02.jpg "$T/scans/H1/001.jpg" &&
		"$digitize" batch -q -o "$T/out" "$T/scans" &&
		python3 tests/levels.py ours "$T/out/store/H1/001.pdf" "$T/shapes/ours.pdf"
}

make_stores() {
	mkdir "$T/tokens" &&
		echo "directories.tokendir = $T/tokens" >"$T/softhsm.conf" &&
		softhsm2-util --init-token --free --label tok --so-pin 12345678 --pin secret || return 1
	id=10
	for key in $keys; do
		cat "$P/$key.key" "$P/$key.pem" "$P/intermediate.pem" >"$P/$key.all" &&
			openssl pkcs8 -topk8 -nocrypt -in "$P/$key.key" -out "$T/key.p8" &&
			softhsm2-util --import "$T/key.p8" --token tok --label "$key" --id $id --pin secret || return 1
		id=$((id + 1))
	done
}

sign_from() {
	store=$1 key=$2
	shift 2
	case $store in
	pkcs12) set -- --key "$P/$key.p12" "$@" ;;
	pem) set -- --key "$P/$key.all" "$@" ;;
	token)
		set -- --pkcs11 "pkcs11:token=tok;object=$key?module-path=$module" \
			--certificates "$P/$key.all" "$@"
		;;
	esac
	[ "$key" = rsa3072 ] && set -- --scheme pss "$@"
	"$digisign" sign -q --policy wide --pin-env PIN --trust "$P/root.pem" --tsa "$HOST/tsa" \
		--cache "$T/revocation" --force "$@"
}

# holds LEVEL KEY STORE SHAPE
holds() {
	in=$T/shapes/$4.pdf out=$T/made/out.pdf
	sign_from "$3" "$2" --level "$1" -o "$out" "$in" && qpdf --check "$out" &&
		python3 tests/levels.py judge "$P" "$1" "$2" "$in" "$out"
}

export SOFTHSM2_CONF="$T/softhsm.conf"
check "there is a PDF of each shape" make_shapes
check "there are keys in each store" make_stores
python3 tests/matrix.py ${MATRIX:-} >"$T/rows"
while read -r level key store shape; do
	check "$level holds with $key from $store in $shape" holds "$level" "$key" "$store" "$shape"
done <"$T/rows"
finish
