#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# What a signature allows and forbids after it, and the fields that wait for one.
. tests/tap.sh
. tests/online.sh
online_begin "rsa2048 p256"
here=$PWD

shape() {
	python3 tests/permissions.py make "$T/$1.pdf" "$2"
}

sign() {
	sign_with p256 tsa --cache "$T/revocation" "$@"
}

look() {
	what=$1 pdf=$2
	shift 2
	qpdf --check "$pdf" >"$T/qpdf.out" 2>&1 || { cat "$T/qpdf.out"; return 1; }
	python3 tests/permissions.py "$what" "$pdf" "$@"
}

# intact FILE N: so many signatures, all right, says openssl; valid FILE N: and so says pdfsig, which sees
# none in a field whose widget is a dictionary of its own
intact() {
	python3 tests/permissions.py intact "$1" "$P" "$2"
}

valid() {
	pdfsig -nocert "$1" >"$T/pdfsig.out" 2>&1
	intact "$1" "$2" && [ "$(grep -c 'Signature is Valid' "$T/pdfsig.out")" = "$2" ] || { cat "$T/pdfsig.out"; return 1; }
}

# refused SENTENCE OPTION… IN: exit status 1, the sentence, and no file
refused() {
	sentence=$1
	shift
	rm -f "$T/made/refused.pdf"
	says "$sentence" sign -o "$T/made/refused.pdf" "$@" && [ ! -e "$T/made/refused.pdf" ] &&
		status_is 1 sign -o "$T/made/refused.pdf" "$@"
}

shape plain ""
S=$T/plain.pdf

# Certifying
for level in 1 2 3; do
	check "a certification with P $level is made" sign --certify $level -o "$T/certified$level.pdf" "$S"
	check "and is one as the standard says" look certified "$T/certified$level.pdf" $level
	check "and is valid" valid "$T/certified$level.pdf" 1
done
check "nothing is signed after a certification with P 1" \
	refused "the author allows no further signature" "$T/certified1.pdf"
check "nor by filling a field" refused "the author allows no further signature" --field A "$T/certified1.pdf"
for level in 2 3; do
	check "after one with P $level another signature is made" \
		sign -o "$T/made/after$level.pdf" "$T/certified$level.pdf"
	check "and both are valid" valid "$T/made/after$level.pdf" 2
	check "and the certification is still the first" look certified "$T/made/after$level.pdf" $level
done
check "a PDF that is signed is not certified any more" \
	refused "a certification must be the first" --certify 2 "$T/made/after2.pdf"
check "there is no P 4" status_is 2 sign --certify 4 -o "$T/made/four.pdf" "$S"
check "a certification with P 1 goes up to B-LTA" \
	sign --certify 1 --level B-LTA -o "$T/made/lta.pdf" "$S"
check "and is one" look certified "$T/made/lta.pdf" 1
check "a certification with P 1 is extended, as PAdES allows" \
	extend_with tsa --cache "$T/revocation" -o "$T/made/extended.pdf" "$T/certified1.pdf"
check "and stays valid" valid "$T/made/extended.pdf" 1

# Empty fields
for name in A B C.D; do
	check "the field $name is filled" sign --field $name -o "$T/made/$name.pdf" "$S"
	check "where it stands" look filled "$T/made/$name.pdf" $name
	check "and the signature is right" intact "$T/made/$name.pdf" 1
done
check "and valid" valid "$T/made/A.pdf" 1
check "a field is not filled twice" refused "the field A is signed already" --field A "$T/made/A.pdf"
check "another one is" sign --field B -o "$T/made/AB.pdf" "$T/made/A.pdf"
check "and both are valid" valid "$T/made/AB.pdf" 2
check "a field that is not there is told" refused "there is no signature field Z" --field Z "$S"
check "a text field is none" refused "there is no signature field note" --field note "$S"
check "a field is filled by a certification" sign --field A --certify 2 -o "$T/made/certified.pdf" "$S"
check "which is one" look certified "$T/made/certified.pdf" 2
check "and stands in the field" look filled "$T/made/certified.pdf" A
check "what fills a field is known again" says "already signed" \
	"$digisign" sign --policy wide --key "$P/p256.p12" --pin-env PIN --field A --in-place "$T/made/A.pdf"

# Locks
# lock NAME ENTRIES JSON: a PDF whose field A has this lock is signed there
lock() {
	shape "$1" "/Lock << /Type /SigFieldLock $2 >>" && sign --field A -o "$T/$1-signed.pdf" "$T/$1.pdf" &&
		look locks "$T/$1-signed.pdf" "$3" && valid "$T/$1-signed.pdf" 1
}
check "a lock of all fields is written" lock all "/Action /All" '{"/Action": "/All"}'
check "no field is filled after it" refused "the signature A has locked the field B" --field B "$T/all-signed.pdf"
check "nor a new one made" refused "the signature A has locked the field Signature1" "$T/all-signed.pdf"
check "a lock of some fields is written" lock some "/Action /Include /Fields [(B) (note)]" \
	'{"/Action": "/Include", "/Fields": ["u:B", "u:note"]}'
check "none of these is filled after it" refused "the signature A has locked the field B" --field B "$T/some-signed.pdf"
check "another one is" sign --field C.D -o "$T/made/some.pdf" "$T/some-signed.pdf"
check "and both are right" intact "$T/made/some.pdf" 2
check "a new field is made as well" sign -o "$T/made/some-new.pdf" "$T/some-signed.pdf"
check "a lock of all but some is written" lock but "/Action /Exclude /Fields [(C)]" \
	'{"/Action": "/Exclude", "/Fields": ["u:C"]}'
check "what it leaves out is filled, be it below what is named" sign --field C.D -o "$T/made/but.pdf" "$T/but-signed.pdf"
check "and nothing else" refused "the signature A has locked the field B" --field B "$T/but-signed.pdf"
check "a lock with P 1 is written" lock last "/Action /Include /Fields [(note)] /P 1" \
	'{"/Action": "/Include", "/Fields": ["u:note"]}'
check "nothing is signed after it" refused "the author allows no further signature" "$T/last-signed.pdf"
shape wrong "/Lock 7"
check "a lock that is none is refused" refused "the field A is damaged" --field A "$T/wrong.pdf"

# Seed values
# seed TITLE ENTRIES SENTENCE OPTION…: refused
seed() {
	title=$1 sentence=$3
	shape seed "/SV << /Type /SV $2 >>"
	shift 3
	check "$title" refused "$sentence" --field A "$@" "$T/seed.pdf"
}
# meets TITLE ENTRIES OPTION…: signed
meets() {
	title=$1
	shape seed "/SV << /Type /SV $2 >>"
	shift 2
	rm -f "$T/made/seed.pdf"
	check "$title" sign --field A "$@" -o "$T/made/seed.pdf" "$T/seed.pdf"
}
seed "another handler is refused" "/Filter /Other /Ff 1" "another signature handler"
meets "a wish for another handler is passed over" "/Filter /Other /Ff 2"
seed "another kind of signature is refused" "/SubFilter [/adbe.pkcs7.detached] /Ff 2" "of another kind than PAdES"
meets "PAdES among the kinds is made" "/SubFilter [/adbe.pkcs7.detached /ETSI.CAdES.detached] /Ff 2"
seed "seed values of the future are refused" "/V 4 /Ff 4" "of a version that is unknown"
seed "a reason that is not listed is refused" "/Reasons [(one) (two)] /Ff 8" "wants one of its own reasons" --reason three
seed "and so is none" "/Reasons [(one) (two)] /Ff 8" "wants one of its own reasons"
meets "one that is listed is given" "/Reasons [(one) (two)] /Ff 8" --reason two
seed "a reason where there shall be none is refused" "/Reasons [(.)] /Ff 8" "wants one of its own reasons" --reason one
meets "no reason is given there" "/Reasons [(.)] /Ff 8"
seed "a legal attestation is refused" "/LegalAttestation [(x)] /Ff 16" "wants a legal attestation"
seed "revocation data within the signature is refused" "/AddRevInfo true /Ff 32" "wants revocation data"
seed "another digest algorithm is refused" "/DigestMethod [/SHA512] /Ff 64" "another digest algorithm: see --digest"
meets "the one that is wanted is used" "/DigestMethod [/SHA512] /Ff 64" --digest sha512
seed "the locked document is refused" "/LockDocument /true /Ff 128" "wants the document locked"
seed "an appearance by name is refused" "/AppearanceFilter (x) /Ff 256" "an appearance of its own"
seed "a certification is asked for" "/MDP << /P 2 >>" "is for a certification: --certify 2"
meets "and made" "/MDP << /P 2 >>" --certify 2
seed "an approval is asked for" "/MDP << /P 0 >>" "is for no certification" --certify 2
seed "a time-stamp is asked for" "/TimeStamp << /URL (http://x/) /Ff 1 >>" "wants a time-stamp"
meets "and made" "/TimeStamp << /URL (http://x/) /Ff 1 >>" --level B-T
hex() {
	openssl x509 -in "$P/$1.pem" -outform DER | od -An -v -tx1 | tr -d ' \n'
}
seed "another signer is refused" "/Cert << /Subject [<$(hex rsa2048)>] /Ff 1 >>" "for a signer with another certificate"
meets "the signer that is wanted signs" "/Cert << /Subject [<$(hex rsa2048)> <$(hex p256)>] /Ff 1 >>"
meets "as does one of the issuer that is wanted" "/Cert << /Issuer [<$(hex intermediate)>] /Ff 2 >>"
seed "what cannot be told of a certificate is refused" "/Cert << /KeyUsage [(1)] /Ff 32 >>" "another certificate"

finish
