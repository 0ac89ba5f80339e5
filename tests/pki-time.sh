#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Adds to the PKI that tests/pki-online.sh made in folder $1, for validation as of other times:
#	ending       signer whose certificate ends tomorrow; coming: begins tomorrow
#	named        signer of an issuer (naming.pem) that may give out other names alone
#	server       of an issuer (server-ca.pem) that is none: it may not issue certificates
#	delegated    signer whose revocation an issuer of lists (lister.pem) tells of
#	tsa-ending   time-stamp authority whose certificate ends tomorrow
# lists of the intermediate: before (p256 was revoked yesterday), after (ending and p256 will be in 30
# days, told in 31), ended (expired was, before its end), old (of last month); of the lister: indirect,
# indirect-revoked, and plain-lister, which does not say that it is indirect; OCSP answers of p256: good,
# eku (by who is no responder), foreign (by another issuer's).
set -eu
indirect=$PWD/tests/indirect_list.py
cd "$1"
export BASE=http://127.0.0.1

cat >time.cnf <<'END2'
.include online.cnf
[ ca_naming ]
database = naming.txt
certificate = naming.pem
private_key = naming.key
new_certs_dir = issued
default_md = sha256
policy = any
unique_subject = no
rand_serial = yes
[ ca_server-ca ]
database = server-ca.txt
certificate = server-ca.pem
private_key = server-ca.key
new_certs_dir = issued
default_md = sha256
policy = any
unique_subject = no
rand_serial = yes
[ naming ]
basicConstraints = critical,CA:TRUE
keyUsage = critical,keyCertSign,cRLSign
nameConstraints = critical,permitted;dirName:others
[ others ]
C = VN
O = Others
[ delegated ]
basicConstraints = critical,CA:FALSE
keyUsage = critical,digitalSignature,nonRepudiation
crlDistributionPoints = lists
[ lists ]
fullname = URI:http://127.0.0.1/indirect.crl
CRLissuer = dirName:lister_name
[ lister_name ]
C = VN
O = Lists
CN = Lister
[ lister ]
basicConstraints = critical,CA:FALSE
keyUsage = critical,cRLSign
END2
: >naming.txt
: >server-ca.txt

issue() {
	name=$1 issuer=$2 extensions=$3
	shift 3
	openssl ecparam -name prime256v1 -genkey -noout -out "$name.key"
	openssl req -new -config online.cnf -key "$name.key" -utf8 \
		-subj "${subject:-/C=VN/O=Phép thử trực tuyến/CN=Online $name}" -out "$name.csr"
	openssl ca -batch -notext -config time.cnf -name "ca_$issuer" -utf8 -extfile time.cnf \
		-extensions "$extensions" -days 7000 "$@" -in "$name.csr" -out "$name.pem" 2>time.log ||
		{ cat time.log >&2; exit 1; }
}

day() {
	date -u -d "$1" +%Y%m%d%H%M%SZ
}

tomorrow=$(day "1 day")
issue ending intermediate signer -enddate "$tomorrow"
issue coming intermediate signer -startdate "$tomorrow"
issue tsa-ending intermediate tsa -enddate "$tomorrow"
issue naming root naming
issue named naming bare
issue server-ca root bare
issue server server-ca bare
subject=/C=VN/O=Lists/CN=Lister issue lister intermediate lister
issue delegated intermediate delegated

# list NAME LAST NEXT WHEN-REVOKED SIGNER…: a list of the intermediate on which these stand
list() {
	made=$1 last=$(day "$2") next=$(day "$3") revoked=$(date -u -d "$4" +%y%m%d%H%M%SZ)
	shift 4
	cp intermediate.txt kept.txt
	for name in "$@"; do
		serial=$(openssl x509 -in "$name.pem" -noout -serial | cut -d= -f2)
		sed -i "s/^[VE]\(\t[^\t]*\t\)\(\t$serial\t\)/R\1$revoked,keyCompromise\2/" intermediate.txt
	done
	openssl ca -gencrl -config online.cnf -name ca_intermediate -crl_lastupdate "$last" \
		-crl_nextupdate "$next" 2>time.log | openssl crl -outform DER -out "$made.crl"
	mv kept.txt intermediate.txt
}
list before "1 hour ago" "7 days" "1 day ago" p256
list after "31 days" "38 days" "30 days" ending p256
list ended "1 hour ago" "7 days" 2023-06-01 expired
list old "40 days ago" "33 days ago" now
openssl x509 -in lister.pem -outform DER -out lister.cer

# answer NAME RESPONDER: what an OCSP responder says of p256
answer() {
	openssl ocsp -issuer intermediate.pem -cert p256.pem -no_nonce -reqout request.der
	openssl ocsp -index intermediate.txt -CA intermediate.pem -rsigner "$2.pem" -rkey "$2.key" \
		-reqin request.der -respout "$1.ocsp" -ndays 2 >time.log 2>&1
}
answer good ocsp
answer eku ocsp-eku
answer foreign ocsp-root

python3 "$indirect" lister delegated indirect.crl
python3 "$indirect" lister delegated indirect-revoked.crl revoked
python3 "$indirect" lister delegated plain-lister.crl plain
