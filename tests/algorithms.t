#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Every algorithm with a key from every kind of store: strangers agree with what is signed, and what
# the policy forbids is not.
. tests/tap.sh
export LC_ALL=C.UTF-8 LANGUAGE= PIN=secret

sh tests/pki.sh "$T/pki" >/dev/null 2>&1
sh tests/pki-keys.sh "$T/pki" || exit 1
digisign=$PWD/$B/digisign
cd "$T" || exit 1
python3 - <<'END'
objects = [b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
           b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>"]
pdf, offsets = b"%PDF-1.7\n", []
for number, body in enumerate(objects, 1):
    offsets.append(len(pdf))
    pdf += b"%d 0 obj\n%s\nendobj\n" % (number, body)
table = len(pdf)
pdf += b"xref\n0 4\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % at for at in offsets)
pdf += b"trailer\n<< /Size 4 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % table
open("plain.pdf", "wb").write(pdf)
END

# take_apart FILE: what is signed and the CMS, as FILE.content and FILE.cms
cat >take_apart.py <<'END'
import re, sys
name = sys.argv[1]
data = open(name, "rb").read()
begin, gap, after, length = (int(n) for n in re.search(
    rb"/ByteRange \[(\d+) +(\d+) +(\d+) +(\d+)\]", data).groups())
cms = bytes.fromhex(data[gap + 1:after - 1].decode())
size = 4 + int.from_bytes(cms[2:4], "big")
assert cms[:2] == b"\x30\x82" and not any(cms[size:])
open(name + ".cms", "wb").write(cms[:size])
open(name + ".content", "wb").write(data[begin:gap] + data[after:after + length])
END

# The CMS holds the algorithms it was asked for, three signed attributes, and no time of signing.
cat >show_cms.py <<'END'
import subprocess, sys
text = subprocess.run(["openssl", "cms", "-cmsout", "-print", "-inform", "DER", "-in", sys.argv[1]],
                      capture_output=True, text=True).stdout
signer = text[text.index("signerInfos:"):]
for wanted in sys.argv[2:]:
    assert f"algorithm: {wanted} (" in signer, (wanted, signer)
assert signer.count("object: ") == 3 and "signingTime" not in signer, signer
END

openssl_agrees() {
	python3 take_apart.py "$1" && openssl cms -verify -binary -inform DER -in "$1.cms" \
		-content "$1.content" -CAfile pki/root.pem -purpose any -out verified && cmp verified "$1.content"
}

# OpenSSL 3.0 knows no Ed25519 in CMS (RFC 8419): its parts are verified one by one.
openssl_agrees_on_ed25519() {
	python3 take_apart.py "$1" && python3 - "$1" <<'END'
import hashlib, sys
name = sys.argv[1]
cms = open(name + ".cms", "rb").read()

def take(data):
    size, head = data[1], 2
    if size & 0x80:
        head += size & 0x7F
        size = int.from_bytes(data[2:head], "big")
    return data[0], data[head:head + size], data[:head + size], data[head + size:]

def elements(data):
    while data:
        tag, content, whole, data = take(data)
        yield tag, content, whole

signed = list(elements(list(elements(take(cms)[1]))[1][1]))[0][1]
info = [each for each in elements(list(elements(signed))[-1][1])][0][1]
parts = list(elements(info))
attributes = b"\x31" + parts[3][2][1:]
assert parts[4][1] == bytes.fromhex("06032b6570"), "Ed25519 without parameters (RFC 8419, 2.2)"
assert parts[2][1] == bytes.fromhex("0609608648016503040203"), "SHA-512 (RFC 8419, 3.1)"
content = hashlib.sha512(open(name + ".content", "rb").read()).digest()
assert content in attributes
open(name + ".attributes", "wb").write(attributes)
open(name + ".signature", "wb").write(parts[5][1])
END
	openssl pkeyutl -verify -rawin -pubin -inkey ed.pub -in "$1.attributes" -sigfile "$1.signature"
}
openssl x509 -in pki/ed.pem -noout -pubkey >ed.pub

# NSS, which pdfsig verifies with, knows SHA-2 with RSA and the curves of NIST.
pdfsig_agrees() {
	pdfsig -nocert "$1" >pdfsig.out 2>&1
	grep -q "Signature is Valid" pdfsig.out && grep -q "Total document signed" pdfsig.out
}

is_valid() {
	says "algorithm: $2" "$digisign" verify --trust pki/root.pem "$1" && "$digisign" verify --trust pki/root.pem "$1"
}

from_pem() {
	"$digisign" sign -q --profile none --force --key "pki/$1.all" -o "$2" plain.pdf $3
}

from_token() {
	PIN=1234 "$digisign" sign -q --profile none --pin-env PIN --force \
		--pkcs11 "pkcs11:token=tok;object=$1?module-path=$module" --certificates "pki/$1.all" \
		-o "$2" plain.pdf $3
}

from_pkcs12() {
	"$digisign" sign -q --profile none --pin-env PIN --force --key "pki/$1.p12" -o "$2" plain.pdf $3
}

# sign_and_judge STORE KEY OPTIONS SHOWN CMS-ALGORITHMS: without pdfsig where NSS does not know it
sign_and_judge() {
	store=$1 key=$2 options=$3 shown=$4
	shift 4
	name=$store-$key$(echo "$options" | tr -d ' -').pdf
	"from_$store" "$key" "$name" "$options" && is_valid "$name" "$shown" || return 1
	case $shown in
	Ed25519*) openssl_agrees_on_ed25519 "$name" ;;
	*) openssl_agrees "$name" && python3 show_cms.py "$name.cms" "$@" ;;
	esac || return 1
	case $key:$shown in
	*SHA3* | Ed25519* | *:Ed25519* | pss*) ;;
	*) pdfsig_agrees "$name" ;;
	esac
}

# The rows: key, options, what is shown, digest and signature algorithm in the CMS.
rows() {
	cat <<'END'
rsa||RSA 2048, SHA-256|sha256|sha256WithRSAEncryption
rsa|--digest sha384|RSA 2048, SHA-384|sha384|sha384WithRSAEncryption
rsa|--digest sha512|RSA 2048, SHA-512|sha512|sha512WithRSAEncryption
rsa|--digest sha3-256|RSA 2048, SHA3-256|sha3-256|RSA-SHA3-256
rsa|--digest sha3-384|RSA 2048, SHA3-384|sha3-384|RSA-SHA3-384
rsa|--digest sha3-512|RSA 2048, SHA3-512|sha3-512|RSA-SHA3-512
rsa|--scheme pss|RSA-PSS 2048, SHA-256|sha256|rsassaPss
rsa|--scheme pss --digest sha384|RSA-PSS 2048, SHA-384|sha384|rsassaPss
rsa|--scheme pss --digest sha512|RSA-PSS 2048, SHA-512|sha512|rsassaPss
ec||EC 256, SHA-256|sha256|ecdsa-with-SHA256
ec|--digest sha512|EC 256, SHA-512|sha512|ecdsa-with-SHA512
ec|--digest sha3-256|EC 256, SHA3-256|sha3-256|ecdsa_with_SHA3-256
ec384||EC 384, SHA-384|sha384|ecdsa-with-SHA384
ec384|--digest sha3-384|EC 384, SHA3-384|sha3-384|ecdsa_with_SHA3-384
ec521||EC 521, SHA-512|sha512|ecdsa-with-SHA512
ec521|--digest sha3-512|EC 521, SHA3-512|sha3-512|ecdsa_with_SHA3-512
ed|--policy wide|Ed25519 256, SHA-512|sha512|ED25519
END
}

# Of keys in files alone: PKCS#11 2.40 has no PSS with SHA-3, and a token's key is not bound to PSS.
file_rows() {
	cat <<'END'
rsa|--scheme pss --digest sha3-256|RSA-PSS 2048, SHA3-256|sha3-256|rsassaPss
rsa|--scheme pss --digest sha3-512|RSA-PSS 2048, SHA3-512|sha3-512|rsassaPss
pss||RSA-PSS 2048, SHA-256|sha256|rsassaPss
pss384||RSA-PSS 2048, SHA-384|sha384|rsassaPss
END
}

check_rows() {
	store=$1
	while IFS='|' read -r key options shown digest signature; do
		check "$store: $key ${options:-as it comes}" \
			sign_and_judge "$store" "$key" "$options" "$shown" "$digest" "$signature"
	done
}

# a here-document, for a pipe would count in a subshell
check_store() {
	"$2" >rows
	check_rows "$1" <rows
}

refuses() {
	wanted=$1
	shift
	rm -f refused.pdf
	says "$wanted" from_pkcs12 "$1" refused.pdf "$2" && [ ! -e refused.pdf ]
}

module=/usr/lib/softhsm/libsofthsm2.so
mkdir tokens
echo "directories.tokendir = $T/tokens" >softhsm.conf
export SOFTHSM2_CONF="$T/softhsm.conf"
softhsm2-util --init-token --free --label tok --so-pin 12345678 --pin 1234 >/dev/null
id=10
for key in rsa ec ec384 ec521 ed; do
	openssl pkcs8 -topk8 -nocrypt -in "pki/$key.key" -out key.p8
	softhsm2-util --import key.p8 --token tok --label "$key" --id $id --pin 1234 >/dev/null
	id=$((id + 1))
done

check_store pkcs12 rows
check_store pkcs12 file_rows
check_store pem rows
check_store pem file_rows
check_store token rows
check "a token that has no PSS with SHA-3 says so" \
	says "does not sign in this way with SHA3-256" from_token rsa x.pdf "--scheme pss --digest sha3-256"

# PEM files in all their forms
openssl pkcs8 -topk8 -in pki/rsa.key -passout pass:secret -out pki/sealed.key
openssl rsa -in pki/rsa.key -aes128 -traditional -passout pass:secret -out pki/older.key 2>/dev/null
openssl rsa -in pki/rsa.key -traditional -out pki/bare.key 2>/dev/null
cat pki/intermediate.pem pki/rsa.pem pki/sealed.key >pki/sealed.all
cat pki/older.key pki/rsa.pem pki/intermediate.pem >pki/older.all
cat pki/rsa.pem pki/intermediate.pem >pki/chain.all
cat pki/bare.key >pki/bare.all
from_file() {
	"$digisign" sign -q --profile none --force --key "pki/$1.all" -o "$1.pdf" plain.pdf ${2:-}
}
reads() {
	from_file "$@" && openssl_agrees "$1.pdf" && pdfsig_agrees "$1.pdf"
}
check "reads encrypted PKCS#8, behind its certificates" reads sealed "--pin-env PIN"
check "reads OpenSSL's older encryption" reads older "--pin-env PIN"
check "reads a key whose certificates are in another file" reads bare "--certificates pki/chain.all"
check "a key without certificate is told" says "no certificate" from_file bare
check "a file without key is told" says "there is no key in it" from_file chain
PIN=wrong
check "a wrong password is told" says "password is wrong" from_file sealed "--pin-env PIN"
check "a wrong password of the older kind, too" says "password is wrong" from_file older "--pin-env PIN"
PIN=
check "a password that is missing is told" says "needs a password" from_file sealed "--pin-env PIN"
PIN=secret
check "SHA-1 is refused" refuses "SHA-1" rsa "--digest sha1"
check "MD5 is refused" refuses "MD5" rsa "--digest md5"
check "SHA-1 is refused by every policy" refuses "SHA-1" rsa "--digest sha1 --policy wide"
check "RSA 1024 is refused" refuses "1024 bits is too weak" weak ""
check "P-192 is refused" refuses "192 bits is too weak" ec192 ""
check "secp224r1 is refused" refuses "224 bits is too weak" ec224 ""
check "Ed25519 is not in TT 15/2025" refuses "Ed25519 may not sign (TT 15/2025/TT-BKHCN)" ed ""
check "PKCS#1 v1.5 is not in its annex" refuses "PKCS#1 v1.5" rsa "--policy tt15-pss"
check "a certificate that may not sign is refused" refuses "key usage" encipher ""
check "a certificate that has ended is refused" refuses "ended on" expired ""
check "a key bound to a digest does not take another" refuses "SHA-256" pss384 "--digest sha256"
check "a key for PSS does not sign by PKCS#1 v1.5" refuses "scheme pkcs1" pss "--scheme pkcs1"
check "an EC key does not sign by PSS" refuses "scheme pss" ec "--scheme pss"
check "a policy that is none is a wrong option" status_is 2 from_pkcs12 rsa refused.pdf "--policy none"
finish
