#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Makes the PKI of the tests that go online in folder $1, for the server at $2 (tests/pki-server.py,
# "http://127.0.0.1:PORT"): root → intermediate → leaves, each as NAME.pem, NAME.key and, with the
# intermediate, NAME.p12 (password "secret"). $3: which signers, of
# "rsa2048 rsa3072 rsa4096 p256 p384 p521 ed25519"; all of them if it is left out.
#	revoked, expired     signers
#	crl-only, bare       signers that name their CRL alone, or nowhere to ask
#	tsa                  time-stamp authority; tsa-ended: not any more; tsa-eku: for more than that;
#	                     tsa-twin: the same key, name and number as tsa, another certificate
#	ocsp                 responder with id-pkix-ocsp-nocheck; ocsp-plain: without, with a CRL;
#	                     ocsp-eku: is no responder
#	https                server of 127.0.0.1
# and other-root.pem, root.crl, intermediate.crl, root-revoked.crl, which the intermediate is on, and
# faulty lists of the intermediate: stale, delta, indirect and scope-*.
set -eu
folder=$1
export BASE="$2"
signers=${3:-rsa2048 rsa3072 rsa4096 p256 p384 p521 ed25519}
mkdir -p "$folder"
cd "$folder"
mkdir -p issued

cat > online.cnf <<'END'
[ req ]
distinguished_name = name
[ name ]
[ ca_root ]
database = root.txt
certificate = root.pem
private_key = root.key
new_certs_dir = issued
default_md = sha256
default_crl_days = 7
policy = any
unique_subject = no
rand_serial = yes
crlnumber = root.number
[ ca_intermediate ]
database = intermediate.txt
certificate = intermediate.pem
private_key = intermediate.key
new_certs_dir = issued
default_md = sha256
default_crl_days = 7
policy = any
unique_subject = no
rand_serial = yes
crlnumber = intermediate.number
[ any ]
countryName = optional
organizationName = optional
commonName = supplied
[ root ]
basicConstraints = critical,CA:TRUE
keyUsage = critical,keyCertSign,cRLSign
subjectKeyIdentifier = hash
[ intermediate ]
basicConstraints = critical,CA:TRUE,pathlen:0
keyUsage = critical,keyCertSign,cRLSign
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
authorityInfoAccess = OCSP;URI:$ENV::BASE/ocsp/root,caIssuers;URI:$ENV::BASE/files/root.cer
crlDistributionPoints = URI:$ENV::BASE/files/root.crl
[ signer ]
basicConstraints = critical,CA:FALSE
keyUsage = critical,digitalSignature,nonRepudiation
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
authorityInfoAccess = OCSP;URI:$ENV::BASE/ocsp/intermediate,caIssuers;URI:$ENV::BASE/files/intermediate.cer
crlDistributionPoints = URI:$ENV::BASE/files/intermediate.crl
[ crl-only ]
basicConstraints = critical,CA:FALSE
keyUsage = critical,digitalSignature,nonRepudiation
crlDistributionPoints = URI:$ENV::BASE/files/intermediate.crl
[ bare ]
basicConstraints = critical,CA:FALSE
keyUsage = critical,digitalSignature,nonRepudiation
[ tsa ]
basicConstraints = critical,CA:FALSE
keyUsage = critical,digitalSignature
extendedKeyUsage = critical,timeStamping
authorityKeyIdentifier = keyid
authorityInfoAccess = OCSP;URI:$ENV::BASE/ocsp/intermediate,caIssuers;URI:$ENV::BASE/files/intermediate.p7c
crlDistributionPoints = URI:$ENV::BASE/files/intermediate.crl
[ tsa-eku ]
basicConstraints = critical,CA:FALSE
keyUsage = critical,digitalSignature
extendedKeyUsage = critical,timeStamping,serverAuth
[ ocsp ]
basicConstraints = critical,CA:FALSE
keyUsage = critical,digitalSignature
extendedKeyUsage = OCSPSigning
noCheck = ignored
[ ocsp-plain ]
basicConstraints = critical,CA:FALSE
keyUsage = critical,digitalSignature
extendedKeyUsage = OCSPSigning
crlDistributionPoints = URI:$ENV::BASE/files/intermediate.crl
[ https ]
basicConstraints = critical,CA:FALSE
keyUsage = critical,digitalSignature
extendedKeyUsage = serverAuth
subjectAltName = IP:127.0.0.1
[ delta ]
2.5.29.27 = critical,DER:02:01:01
[ indirect ]
issuingDistributionPoint = critical,@of-others
[ of-others ]
indirectCRL = TRUE
[ scope-ca ]
issuingDistributionPoint = critical,@only-ca
[ only-ca ]
onlyCA = TRUE
[ scope-some ]
issuingDistributionPoint = critical,@some
[ some ]
onlysomereasons = keyCompromise
[ scope-mine ]
issuingDistributionPoint = critical,@mine
[ mine ]
fullname = URI:$ENV::BASE/files/intermediate.crl
onlyuser = TRUE
[ scope-theirs ]
issuingDistributionPoint = critical,@theirs
[ theirs ]
fullname = URI:$ENV::BASE/files/theirs.crl
[ tsa1 ]
serial = tsa.serial
crypto_device = builtin
signer_digest = sha256
default_policy = 1.2.3.4.1
other_policies = 1.2.3.4.5
digests = sha256, sha384, sha512
accuracy = secs:1
ordering = no
tsa_name = yes
ess_cert_id_chain = no
ess_cert_id_alg = sha256
END
for ca in root intermediate; do
	: >$ca.txt
	echo 01 >$ca.number
done
echo 01 >tsa.serial

make_key() {
	case $2 in
	ed25519) openssl genpkey -algorithm ed25519 -out "$1.key" ;;
	p256) openssl ecparam -name prime256v1 -genkey -noout -out "$1.key" ;;
	p384) openssl ecparam -name secp384r1 -genkey -noout -out "$1.key" ;;
	p521) openssl ecparam -name secp521r1 -genkey -noout -out "$1.key" ;;
	rsa*) openssl genrsa -out "$1.key" "${2#rsa}" 2>/dev/null ;;
	esac
}

# issue NAME ISSUER EXTENSIONS KEY [openssl ca arguments]: KEY "same" takes NAME.key as it is
issue() {
	name=$1 issuer=$2 extensions=$3 key=$4
	shift 4
	make_key "$name" "$key"
	openssl req -new -config online.cnf -key "$name.key" -utf8 \
		-subj "/C=VN/O=Phép thử trực tuyến/CN=Online ${subject:-$name}" -out "$name.csr"
	openssl ca -batch -notext -config online.cnf -name "ca_$issuer" -utf8 \
		-extfile online.cnf -extensions "$extensions" -days 365 "$@" \
		-in "$name.csr" -out "$name.pem" 2>openssl.log || { cat openssl.log >&2; exit 1; }
}

root() {
	make_key "$1" p256
	openssl req -x509 -config online.cnf -extensions root -key "$1.key" -sha256 -days 9000 -utf8 \
		-subj "/C=VN/O=Phép thử trực tuyến/CN=$2" -out "$1.pem"
}

root root "Online Root"
root other-root "Other Online Root"
issue intermediate root intermediate rsa2048 -days 8000
for signer in $signers; do
	issue "$signer" intermediate signer "$signer"
done
issue revoked intermediate signer p256
issue expired intermediate signer p256 -startdate 20200101000000Z -enddate 20240101000000Z
issue crl-only intermediate crl-only p256
issue bare intermediate bare p256
issue tsa intermediate tsa rsa2048 -days 7000
issue tsa-ended intermediate tsa rsa2048 -startdate 20200101000000Z -enddate 20240101000000Z
issue tsa-eku intermediate tsa-eku rsa2048
issue ocsp intermediate ocsp rsa2048
issue ocsp-plain intermediate ocsp-plain rsa2048
issue ocsp-eku intermediate bare rsa2048
issue ocsp-root root ocsp rsa2048
issue https intermediate https p256
openssl ca -config online.cnf -name ca_intermediate -revoke revoked.pem -crl_reason keyCompromise 2>/dev/null
cat intermediate.pem >>https.pem

# a twin: what differs is its end alone
cp tsa.key tsa-twin.key
openssl x509 -req -in tsa.csr -CA intermediate.pem -CAkey intermediate.key -sha256 -days 300 \
	-set_serial "0x$(openssl x509 -in tsa.pem -noout -serial | cut -d= -f2)" \
	-extfile online.cnf -extensions tsa -out tsa-twin.pem 2>/dev/null

# list CA NAME [openssl ca arguments]
list() {
	ca=$1 name=$2
	shift 2
	openssl ca -gencrl -config online.cnf -name "ca_$ca" "$@" 2>/dev/null |
		openssl crl -outform DER -out "$name.crl"
}
list root root
list intermediate intermediate
list intermediate stale -crl_lastupdate 20240101000000Z -crl_nextupdate 20240201000000Z
for name in delta indirect scope-ca scope-some scope-mine scope-theirs; do
	list intermediate $name -crlexts $name
done
cp root.txt root.txt.kept
openssl ca -config online.cnf -name ca_root -revoke intermediate.pem 2>/dev/null
list root root-revoked
mv root.txt.kept root.txt
for name in root intermediate; do
	openssl x509 -in "$name.pem" -outform DER -out "$name.cer"
done
openssl crl2pkcs7 -nocrl -certfile intermediate.pem -certfile root.pem -outform DER -out intermediate.p7c
for name in $signers revoked expired crl-only bare; do
	openssl pkcs12 -export -inkey "$name.key" -in "$name.pem" -certfile intermediate.pem \
		-passout pass:secret -out "$name.p12"
done
