#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# More leaves for the PKI that tests/pki.sh made in the folder $1: a key of every kind that may sign,
# and of some that may not, each as NAME.pem, NAME.key, NAME.p12 and, with key and certificates in
# one file, NAME.all.
set -eu
cd "$1"

# leaf NAME openssl-genpkey-arguments…
leaf() {
	name=$1
	shift
	openssl genpkey "$@" -out "$name.key" 2>/dev/null
	openssl req -new -config openssl.cnf -key "$name.key" -utf8 -subj "/C=VN/O=Khóa/CN=Key $name" \
		-out "$name.csr"
	openssl x509 -req -in "$name.csr" -CA intermediate.pem -CAkey intermediate.key -CAcreateserial \
		-sha256 -extfile openssl.cnf -extensions leaf -days 365 -out "$name.pem" 2>/dev/null
	openssl pkcs12 -export -inkey "$name.key" -in "$name.pem" -certfile intermediate.pem \
		-passout pass:secret -out "$name.p12"
}

leaf ec384 -algorithm EC -pkeyopt ec_paramgen_curve:P-384
leaf ec521 -algorithm EC -pkeyopt ec_paramgen_curve:P-521
leaf ec224 -algorithm EC -pkeyopt ec_paramgen_curve:secp224r1
leaf ec192 -algorithm EC -pkeyopt ec_paramgen_curve:P-192
leaf pss384 -algorithm RSA-PSS -pkeyopt rsa_keygen_bits:2048 -pkeyopt rsa_pss_keygen_md:sha384 \
	-pkeyopt rsa_pss_keygen_mgf1_md:sha384 -pkeyopt rsa_pss_keygen_saltlen:48
for name in rsa ec ed pss ec384 ec521 ec224 ec192 pss384 weak encipher expired; do
	cat "$name.key" "$name.pem" intermediate.pem >"$name.all"
done
