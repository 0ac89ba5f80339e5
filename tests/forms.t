#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The forms of signatures that others write: each is read, verified, and not passed when it was changed.
. tests/tap.sh
. tests/online.sh
online_begin "rsa2048 p256"
sh tests/pki-time.sh "$P" || exit 1

cat >"$T/plain.txt" <<'END'
%PDF-1.7
1 0 obj
<< /Type /Catalog /Pages 2 0 R >>
endobj
2 0 obj
<< /Type /Pages /Kids [3 0 R] /Count 1 >>
endobj
3 0 obj
<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>
endobj
trailer
<< /Size 4 /Root 1 0 R >>
END
qpdf --object-streams=disable "$T/plain.txt" "$T/plain.pdf" 2>"$T/qpdf.log"
[ -s "$T/plain.pdf" ] || exit 1
qpdf --object-streams=disable --encrypt opens owns 256 -- "$T/plain.pdf" "$T/locked.pdf"
qpdf --object-streams=disable --encrypt "" owns 256 -- "$T/plain.pdf" "$T/open.pdf"

verify() {
	"$digisign" verify --trust "$P/root.pem" "$@"
}

# make SUBFILTER KIND [TYPE [SOURCE]]
make() {
	python3 tests/forms.py "$1" "$2" "$P" "$T/${4:-plain}.pdf" "$T/made.pdf" "${3:-Sig}"
}

passes() {
	make "$@" && verify "$T/made.pdf"
}

# concludes SUB-INDICATION SUBFILTER KIND…: and the signed bytes are as they were
concludes() {
	wanted=$1
	shift
	make "$@" && says "($wanted)" status_is 1 verify "$T/made.pdf"
}

intact_but() {
	concludes "$@" && says "as it was signed" status_is 1 verify "$T/made.pdf"
}

# a byte of the page, which stands before the signature
notices_change() {
	make "$@" && sed 's/595 842/595 843/' "$T/made.pdf" >"$T/changed.pdf" &&
		! cmp -s "$T/made.pdf" "$T/changed.pdf" &&
		says "not valid" status_is 1 verify "$T/changed.pdf"
}

pdfsig_agrees() {
	make "$@" && says "Signature is Valid" pdfsig -nocert "$T/made.pdf"
}

for kind in cms pss no-attributes no-attributes-ec key-identifier ber plain-ecdsa ecdsa-alone; do
	check "adbe.pkcs7.detached: $kind passes" passes adbe.pkcs7.detached $kind
	check "adbe.pkcs7.detached: $kind is not passed when changed" notices_change adbe.pkcs7.detached $kind
done
for kind in cms pss ber; do
	check "pdfsig takes $kind as well" pdfsig_agrees adbe.pkcs7.detached $kind
done
check "BER is told of" says "strict encoding" verify "$T/made.pdf"
check "ETSI.CAdES.detached passes" passes ETSI.CAdES.detached bound
check "but not with a certificate that is not bound" intact_but SIG_CONSTRAINTS_FAILURE ETSI.CAdES.detached cms
check "nor without signed attributes" intact_but SIG_CONSTRAINTS_FAILURE ETSI.CAdES.detached no-attributes
check "several signers in one value are no form" concludes FORMAT_FAILURE adbe.pkcs7.detached two-signers
check "SHA-1 of today is weak" intact_but CRYPTO_CONSTRAINTS_FAILURE adbe.pkcs7.detached sha1
check "adbe.pkcs7.sha1 is read, and weak" intact_but CRYPTO_CONSTRAINTS_FAILURE adbe.pkcs7.sha1 digest-within
check "adbe.pkcs7.sha1 is not passed when changed" notices_change adbe.pkcs7.sha1 digest-within
check "a digest within is no detached signature" concludes FORMAT_FAILURE adbe.pkcs7.detached digest-within
check "a detached signature is no digest within" concludes FORMAT_FAILURE adbe.pkcs7.sha1 cms
check "adbe.x509.rsa_sha1 is read, and weak" intact_but CRYPTO_CONSTRAINTS_FAILURE adbe.x509.rsa_sha1 bare-sha1
check "adbe.x509.rsa_sha1 is not passed when changed" notices_change adbe.x509.rsa_sha1 bare-sha1
check "with SHA-256 it passes" passes adbe.x509.rsa_sha1 bare-sha256
check "an unknown form is doubted" concludes FORMAT_FAILURE unknown cms
for type in DocTimeStamp Sig none; do
	check "a document time-stamp of the type $type passes" passes ETSI.RFC3161 stamp $type
	check "and is not passed when changed" notices_change ETSI.RFC3161 stamp $type
done

# Encrypted files: their strings are, the value of a signature is not.
check "the empty password opens" passes adbe.pkcs7.detached cms Sig open
check "also for a document time-stamp" passes ETSI.RFC3161 stamp DocTimeStamp open
make adbe.pkcs7.detached cms Sig locked
check "without its password nothing is judged" says "encrypted" status_is 1 verify "$T/made.pdf"
check "a wrong password is told" says "password is wrong" status_is 1 verify --password no "$T/made.pdf"
check "the password opens" verify --password opens "$T/made.pdf"
check "the owner's does, too" verify --password owns "$T/made.pdf"
opened_by_descriptor() {
	printf 'opens\n' | verify --password-fd 0 "$T/made.pdf"
}
check "so does one from a variable" env WORD=opens "$digisign" verify --trust "$P/root.pem" \
	--password-env WORD "$T/made.pdf"
check "and one from a descriptor" opened_by_descriptor

# The options of time and strictness.
make adbe.pkcs7.detached cms
check "--strict concludes nothing where nobody was asked" says TRY_LATER status_is 1 verify --strict "$T/made.pdf"
check "--online asks" verify --strict --online "$T/made.pdf"
tell ocsp missing
tell files as-none
check "and concludes nothing where nobody answers" says TRY_LATER status_is 1 verify --strict --online "$T/made.pdf"
tell ocsp none
tell files none
check "--at judges as of that time" says OUT_OF_BOUNDS_NO_POE status_is 1 \
	verify --at 2060-01-01T00:00:00+07:00 "$T/made.pdf"
check "--at takes a date" says OUT_OF_BOUNDS_NO_POE status_is 1 verify --at 2060-01-01 "$T/made.pdf"
check "--at takes no time before there were signatures, nor takes it for now" status_is 2 \
	verify --at 1970-01-01T00:00:00Z "$T/made.pdf"
check "--at takes nothing else" status_is 2 verify --at yesterday "$T/made.pdf"
mkdir -p "$XDG_CONFIG_HOME/digitize"
printf '[verify]\nrevocation = required\n' >"$XDG_CONFIG_HOME/digitize/digitize.conf"
check "a setting asks for revocation" says TRY_LATER status_is 1 verify "$T/made.pdf"
finish
