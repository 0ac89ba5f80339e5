#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Makes the PKI of the tests in the folder $1: root.pem → intermediate.pem → leaves, each as
# NAME.pem, NAME.key and NAME.p12 (password "secret", with the intermediate), and other-root.pem.
set -eu
folder=$1
mkdir -p "$folder"
cd "$folder"

cat > openssl.cnf <<'END'
[ req ]
distinguished_name = name
[ name ]
[ root ]
basicConstraints = critical,CA:TRUE
keyUsage = critical,keyCertSign,cRLSign
subjectKeyIdentifier = hash
[ intermediate ]
basicConstraints = critical,CA:TRUE,pathlen:0
keyUsage = critical,keyCertSign,cRLSign
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
[ leaf ]
basicConstraints = critical,CA:FALSE
keyUsage = critical,digitalSignature,nonRepudiation
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
[ encipher ]
basicConstraints = critical,CA:FALSE
keyUsage = critical,keyEncipherment
[ server ]
basicConstraints = critical,CA:FALSE
keyUsage = critical,digitalSignature
extendedKeyUsage = serverAuth
[ ca ]
default_ca = dated
[ dated ]
database = index.txt
serial = dated.srl
unique_subject = no
policy = any
[ any ]
countryName = optional
organizationName = optional
commonName = supplied
END
: >index.txt

# root NAME SUBJECT
root() {
	openssl req -x509 -config openssl.cnf -extensions root -newkey rsa:2048 -nodes -sha256 \
		-days 3650 -utf8 -subj "$2" -keyout "$1.key" -out "$1.pem" 2>/dev/null
}

# issue NAME ISSUER EXTENSIONS KEY SUBJECT [openssl x509 arguments]
issue() {
	name=$1 issuer=$2 extensions=$3 key=$4 subject=$5
	shift 5
	case $key in
	ed25519) openssl genpkey -algorithm ed25519 -out "$name.key" ;;
	rsa-pss) openssl genpkey -algorithm rsa-pss -out "$name.key" 2>/dev/null ;;
	ec) openssl ecparam -name prime256v1 -genkey -noout -out "$name.key" ;;
	*) openssl genrsa -out "$name.key" "$key" 2>/dev/null ;;
	esac
	openssl req -new -config openssl.cnf -key "$name.key" -utf8 -subj "$subject" -out "$name.csr"
	openssl x509 -req -in "$name.csr" -CA "$issuer.pem" -CAkey "$issuer.key" -CAcreateserial \
		-sha256 -extfile openssl.cnf -extensions "$extensions" "$@" -out "$name.pem" 2>/dev/null
}

# issue_dated NAME ISSUER EXTENSIONS START END SUBJECT: START and END as YYYYMMDD
issue_dated() {
	openssl req -new -newkey rsa:2048 -nodes -config openssl.cnf -utf8 -subj "$6" \
		-keyout "$1.key" -out "$1.csr" 2>/dev/null
	openssl ca -batch -notext -config openssl.cnf -cert "$2.pem" -keyfile "$2.key" -md sha256 \
		-create_serial -outdir . -utf8 -extfile openssl.cnf -extensions "$3" -in "$1.csr" -out "$1.pem" \
		-startdate "${4}000000Z" -enddate "${5}000000Z" 2>/dev/null
}

box() {
	openssl pkcs12 -export -inkey "$1.key" -in "$1.pem" -certfile intermediate.pem \
		-passout pass:secret -out "$1.p12"
}

root root "/C=VN/O=Gốc của phép thử/CN=Test Root"
root other-root "/C=VN/O=Khác/CN=Other Root"
issue intermediate root intermediate 2048 "/C=VN/O=Phép thử/CN=Test Intermediate" -days 1825
issue rsa intermediate leaf 2048 "/C=VN/O=Sở Y tế tỉnh Bình Dương/CN=Sở Y tế" -days 365
issue ec intermediate leaf ec "/C=VN/O=UBND tỉnh Bình Dương/CN=UBND tỉnh" -days 365
issue weak intermediate leaf 1024 "/C=VN/O=Yếu/CN=Weak" -days 365
issue encipher intermediate encipher 2048 "/C=VN/O=Mã hóa/CN=Encipher" -days 365
issue ed intermediate leaf ed25519 "/C=VN/O=Khác/CN=Ed25519" -days 365
issue pss intermediate leaf rsa-pss "/C=VN/O=Khác/CN=PSS" -days 365
# -days -1 ends it before it begins; RFC 5280 does not mind
issue expired intermediate leaf ec "/C=VN/O=Hết hạn/CN=Expired" -days -1
issue server intermediate server 2048 "/C=VN/O=Máy chủ/CN=Server" -days 365
# an intermediate that has ended, and a leaf of it that has not: whoever has the old key can date back
issue_dated ended root intermediate 20200101 20240101 "/C=VN/O=Cũ/CN=Ended Intermediate"
issue_dated late ended leaf 20200101 20400101 "/C=VN/O=Cũ/CN=Late"
openssl pkcs12 -export -inkey late.key -in late.pem -certfile ended.pem -passout pass:secret -out late.p12
for name in server rsa ec ed pss weak encipher expired; do
	box "$name"
done
# the encryption of before OpenSSL 3
openssl pkcs12 -export -legacy -inkey rsa.key -in rsa.pem -certfile intermediate.pem \
	-passout pass:secret -out old.p12
# a PKCS#12 whose certificate belongs to another key
openssl pkcs12 -export -inkey ec.key -nocerts -passout pass:secret -out bare.p12
