#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The levels of PAdES: openssl, pdfsig and qpdf agree with every signature, time-stamp and store.
#
# Each shape of PDF and each algorithm is signed at B-B and at B-LTA; what is at B-LTA was at B-T and
# at B-LT before, so it is cut where it was, and these are judged as well. So each shape and each
# algorithm meets each level; algorithms and shapes meet each other in turn, not all with all.
. tests/tap.sh
. tests/online.sh
online_begin "rsa2048 p256 p384 ed25519"
here=$PWD
python3 tests/levels.py make "$T/shapes"
cd "$T/shapes" || exit 1
qpdf --object-streams=generate classic.pdf streams.pdf
qpdf --linearize classic.pdf linear.pdf
cd "$here" || exit 1

sign() {
	key=$1
	shift
	sign_with "$key" tsa --force --cache "$T/revocation" "$@"
}

extend() {
	extend_with tsa --force --cache "$T/revocation" "$@"
}

# judge NAME-OF-THE-SIGNER LEVEL IN OUT
judge() {
	qpdf --check "$4" >"$T/qpdf.out" 2>&1 || { cat "$T/qpdf.out"; return 1; }
	python3 tests/levels.py judge "$P" "$2" "$1" "$3" "$4"
}

keep_pdfa() {
	case $1 in
	*ours.pdf) python3 tests/pdfa.py "$2" ;;
	esac
}

# holds KEY OPTIONS IN: at all levels
holds() {
	key=$1 options=$2 in=$3 name=$1
	case $options in
	*pss*) name=pss ;;
	esac
	sign "$key" $options --level B-B -o "$T/made/B-B.pdf" "$in" &&
		sign "$key" $options --level B-LTA -o "$T/made/B-LTA.pdf" "$in" &&
		python3 tests/levels.py cut "$in" "$T/made/B-LTA.pdf" "$T/made" || return 1
	for level in B-B B-T B-LT B-LTA; do
		judge "$key" $level "$in" "$T/made/$level.pdf" && keep_pdfa "$in" "$T/made/$level.pdf" ||
			{ echo "at $level"; return 1; }
	done
}

# A batch at B-LTA; our PDF is what it was before it was signed.
mkdir -p "$T/scans/H1"
cp samples/scans/035.690.H27-857675-6375/001-02.jpg "$T/scans/H1/001.jpg"
cat >"$T/batch.conf" <<END
[sign]
pkcs12 = $P/p256.p12
pin_variable = PIN
level = B-LTA
tsa = $HOST/tsa
[verify]
trust = $P/root.pem
END

batch() {
	"$digitize" batch -q -c "$T/batch.conf" -o "$T/$1.out" "$T/scans"
}

check "a batch delivers at B-LTA" batch good
check "what it had composed is cut out" \
	python3 tests/levels.py ours "$T/good.out/store/H1/001.pdf" "$T/shapes/ours.pdf"
check "what it delivered holds" judge p256 B-LTA "$T/shapes/ours.pdf" "$T/good.out/store/H1/001.pdf"
check "and is a PDF/A" python3 tests/pdfa.py "$T/good.out/store/H1/001.pdf"

O=$T/shapes/ours.pdf
check "RSA 2048 by PKCS#1 holds at each level" holds rsa2048 "" "$O"
check "RSA 2048 by PSS holds at each level" holds rsa2048 "--scheme pss" "$O"
check "P-256 holds at each level" holds p256 "" "$O"
check "P-384 holds at each level" holds p384 "" "$O"
check "Ed25519 holds at each level" holds ed25519 "" "$O"
check "a table of references" holds p256 "" "$T/shapes/classic.pdf"
check "streams of references and objects" holds rsa2048 "" "$T/shapes/streams.pdf"
check "both, in a hybrid file" holds p384 "" "$T/shapes/hybrid.pdf"
check "a linearized file" holds rsa2048 "--scheme pss" "$T/shapes/linear.pdf"
check "a form, and an object of extensions" holds p256 "--profile none" "$T/shapes/form.pdf"
check "a page that is turned, with odd boxes" holds p384 "" "$T/shapes/turned.pdf"
check "PDF 2.0" holds rsa2048 "--profile tt05" "$T/shapes/two.pdf"
sign rsa2048 -o "$T/shapes/signed.pdf" "$T/shapes/streams.pdf"
check "a file that was signed before" holds p256 "" "$T/shapes/signed.pdf"
for level in B-T B-LT; do
	check "ends at $level where that is asked for" sign p256 --level $level -o "$T/made/$level.pdf" "$O"
	check "and holds there" judge p256 $level "$O" "$T/made/$level.pdf"
done

# Extending: the signature's own revision stays as it is.
raised() {
	extend --level "$1" -o "$T/made/raised.pdf" "$T/shapes/signed.pdf" || return 1
	cmp -n "$(stat -c %s "$T/shapes/signed.pdf")" "$T/shapes/signed.pdf" "$T/made/raised.pdf" &&
		qpdf --check "$T/made/raised.pdf" &&
		python3 tests/levels.py raised "$P" "$1" rsa2048 "$T/made/raised.pdf"
}
for level in B-T B-LT B-LTA; do
	check "what is at B-B is raised to $level" raised $level
done

renewed() {
	extend_with tsa -o "$T/made/again.pdf" "$T/made/raised.pdf" &&
		python3 tests/levels.py renewed "$P" rsa2048 "$T/made/raised.pdf" "$T/made/again.pdf"
}
check "what is at B-LTA is renewed, and its store is not written twice" renewed
tell ocsp missing
tell files as-none
rm -f "$T/made/again.pdf"
check "also when nobody tells of revocation any more" renewed
tell ocsp none
tell files none
finish
