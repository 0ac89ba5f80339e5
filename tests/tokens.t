#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Tokens that are pulled out and put back, and PINs that must not be lost: what reaches the token is
# counted by OpenSC's pkcs11-spy. DOCUMENTS=1000 makes the batch as long as that.
. tests/tap.sh
export LC_ALL=C.UTF-8 LANGUAGE= PIN=1234
DOCUMENTS=${DOCUMENTS:-400}
digisign=$PWD/$B/digisign

sh tests/pki.sh "$T/pki" >/dev/null 2>&1
cd "$T" || exit 1
real=/usr/lib/softhsm/libsofthsm2.so
spy=$(ls /usr/lib/*/pkcs11-spy.so | head -n 1)
cat pki/rsa.pem pki/intermediate.pem >chain.pem
openssl pkcs8 -topk8 -nocrypt -in pki/rsa.key -out rsa.p8
export SOFTHSM2_CONF="$T/softhsm.conf" PKCS11SPY=$real PKCS11SPY_OUTPUT="$T/spy.log"
echo "directories.tokendir = $T/tokens" >softhsm.conf
printf '%%PDF-1.7\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n2 0 obj\n<< /Type /Pages /Kids [3 0 R] /Count 1 >>\nendobj\n3 0 obj\n<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>\nendobj\ntrailer\n<< /Size 4 /Root 1 0 R >>\n' >raw.pdf
qpdf --static-id raw.pdf plain.pdf 2>/dev/null

# new_token LABEL PIN: with an RSA key, whose folder is then $slot
new_token() {
	before=$(ls tokens)
	softhsm2-util --init-token --free --label "$1" --so-pin 12345678 --pin "$2" >/dev/null &&
		softhsm2-util --import rsa.p8 --token "$1" --label agency --id 01 --pin "$2" >/dev/null
	for slot in tokens/*; do
		case " $before " in *"${slot#tokens/}"*) ;; *) return 0 ;; esac
	done
}

fresh() {
	rm -rf tokens away batch spy.log
	mkdir -p tokens away batch
	new_token tok 1234
	count=0
	while [ $count -lt "${1:-1}" ]; do
		count=$((count + 1))
		cp plain.pdf "batch/$count.pdf"
	done
}

sign() {
	"$digisign" sign -q --profile none --pkcs11 "${uri:-pkcs11:token=tok;object=agency}" --module "$spy" \
		--certificates chain.pem --pin-env PIN "$@"
}

logins() {
	grep -c "C_Login$" spy.log 2>/dev/null
}

signed() {
	ls batch | grep -c signed
}

# Until so many are signed, or half a minute is over.
until_signed() {
	for try in $(seq 300); do
		[ "$(signed)" -ge "$1" ] && return 0
		sleep 0.1
	done
	return 1
}

# A batch; once a quarter is signed $1 takes the token away, and 2 s later $2 brings it back.
survives() {
	fresh "$DOCUMENTS"
	sign batch/*.pdf >batch.log 2>&1 &
	batch=$!
	until_signed $((DOCUMENTS / 4)) || return 1
	eval "$1"
	sleep 1
	held=$(signed)
	sleep 1
	[ "$(signed)" = "$held" ] && [ "$held" -lt "$DOCUMENTS" ] || { echo "signed on without its token"; return 1; }
	eval "$2"
	wait $batch || { cat batch.log; return 1; }
	[ "$(signed)" = "$DOCUMENTS" ] &&
		"$digisign" verify --trust pki/root.pem batch/*-signed.pdf | grep -c "^valid: .*signed.pdf" >valid &&
		[ "$(cat valid)" = "$DOCUMENTS" ]
}

check "a token that goes and comes back costs no document ($DOCUMENTS)" \
	survives 'mv "$slot" away/' 'mv away/* tokens/'
check "its PIN was given twice, and both times taken" [ "$(logins)" = 2 ]
check "so does a reader that goes, with all that is in it" survives 'mv tokens gone' 'mv gone tokens'
check "another token of the same name does not get the PIN" \
	survives 'mv "$slot" away/; old=$slot; new_token tok 9999' 'mv away/* tokens/'
check "the PIN was given to the right one alone" [ "$(logins)" = 2 ]

# the token comes back with another PIN
changed() {
	fresh 600
	sign batch/*.pdf >batch.log 2>&1 &
	batch=$!
	until_signed 10 || return 1
	mv "$slot" away/
	sleep 0.5
	rm -rf other && mkdir other && cp -r away/* other/
	echo "directories.tokendir = $T/other" >other.conf
	SOFTHSM2_CONF="$T/other.conf" pkcs11-tool --module $real --token-label tok --login --pin 1234 \
		--change-pin --new-pin 5678 >/dev/null 2>&1
	mv other/* tokens/
	wait $batch
	[ $? = 1 ] && grep -q "refuses the PIN" batch.log && [ "$(signed)" -lt 600 ]
}
check "a PIN that was changed meanwhile is told" changed
check "and was tried once, for all the documents that waited" [ "$(logins)" = 2 ]
check "no later process tries again" says "log in by hand once" sign --force -o x.pdf plain.pdf
check "none at all" [ "$(logins)" = 2 ]

# a wrong PIN from the start, however often it is tried
spares() {
	fresh 5
	PIN=0000
	says "refuses the PIN" sign batch/*.pdf || return 1
	for try in 1 2 3 4 5 6 7 8 9 10 11 12; do
		says "log in by hand once" sign batch/*.pdf || return 1
	done
	PIN=1234
	[ "$(logins)" = 1 ]
}
check "a wrong PIN reaches the token once" spares
check "not even a right one is tried by itself after that" says "log in by hand once" sign -o x.pdf plain.pdf
check "a log-in by hand clears it" \
	pkcs11-tool --module $real --token-label tok --login --pin 1234 --list-objects
check "then the PIN is used again" sign --force -o x.pdf plain.pdf

# several tokens, several keys
fresh
new_token two 4321
check "a URI that fits two tokens is refused" env PIN=4321 sh -c "
	'$digisign' sign -q --profile none --pkcs11 pkcs11:object=agency --module $spy \
		--certificates chain.pem --pin-env PIN -o y.pdf plain.pdf 2>&1 | grep -q 'several tokens'"
of_two() {
	PIN=4321 uri="pkcs11:token=two;manufacturer=SoftHSM%20project;model=SoftHSM%20v2;object=agency;id=%01;type=private" \
		sign --force -o two.pdf plain.pdf && "$digisign" verify --trust pki/root.pem two.pdf
}
check "signs with the one of two tokens that the URI names" of_two
not_fitting() {
	for attribute in manufacturer=Other model=Other serial=0 library-manufacturer=Other \
		library-description=Other library-version=9.9 slot-manufacturer=Other slot-description=Other slot-id=999; do
		uri="pkcs11:token=two;object=agency;$attribute" says "no token fits" sign -o z.pdf plain.pdf ||
			{ echo "$attribute"; return 1; }
	done
}
check "every attribute of the URI counts" not_fitting
fitting() {
	PIN=4321 uri="pkcs11:token=two;object=agency;library-manufacturer=SoftHSM;library-version=2.6;slot-manufacturer=SoftHSM%20project" \
		sign --force -o two.pdf plain.pdf
}
check "and fits where it is right" fitting
by_name() {
	"$digisign" sign -q --profile none --force --pkcs11 "pkcs11:token=tok;object=agency?module-name=softhsm2" \
		--certificates chain.pem --pin-env PIN -o name.pdf plain.pdf
}
check "a module is found by its name" by_name

# a key that wants its PIN before every signature
each_time() {
	pkcs11-tool --module $real --token-label tok --login --pin 1234 --keypairgen --key-type rsa:2048 \
		--label careful --id 07 --always-auth >/dev/null 2>&1 || return 1
	pkcs11-tool --module $real --token-label tok --read-object --type pubkey --id 07 -o careful.der >/dev/null 2>&1
	openssl x509 -new -force_pubkey careful.der -keyform DER -CA pki/intermediate.pem -CAkey pki/intermediate.key \
		-subj "/CN=Careful" -days 30 -extfile pki/openssl.cnf -extensions leaf -out careful.pem 2>careful.log ||
		{ cat careful.log; return 1; }
	cat careful.pem pki/intermediate.pem >careful.all
	rm -f spy.log
	uri="pkcs11:token=tok;object=careful"
	"$digisign" sign -q --profile none --pkcs11 "$uri" --module "$spy" --certificates careful.all \
		--pin-env PIN --force -o careful.pdf plain.pdf &&
		"$digisign" verify --trust pki/root.pem careful.pdf && [ "$(logins)" = 2 ]
}
check "a key that wants its PIN each time gets it" each_time

# digisign keys
softhsm2-util --init-token --free --label seen --so-pin 12345678 --pin 1234 >/dev/null
softhsm2-util --import rsa.p8 --token seen --label agency --id 01 --pin 1234 >/dev/null
for name in rsa expired intermediate; do
	openssl x509 -in "pki/$name.pem" -outform DER -out cert.der
	case $name in rsa) id=01 ;; expired) id=02 ;; *) id=03 ;; esac
	pkcs11-tool --module $real --token-label seen --login --pin 1234 --write-object cert.der --type cert \
		--label "$name" --id $id >/dev/null 2>&1
done
keys() {
	"$digisign" keys "$@"
}
rm -f spy.log
check "lists a token's keys without its PIN" says "owner: CN=Sở Y tế" keys --pkcs11 pkcs11:token=seen --module "$spy"
check "and logs in to nothing" [ "$(logins)" = 0 ]
judges_keys() {
	keys --pkcs11 pkcs11:token=seen --module $real --json >keys.json && python3 - <<'END'
import json
keys = [json.loads(line) for line in open("keys.json")]
assert len(keys) == 2, keys  # the intermediate is no signer
by = {key["place"].rpartition("id=")[2]: key for key in keys}
good, ended = by["%01"], by["%02"]
assert good["may_sign"] and good["kind"] == "RSA" and good["bits"] == 2048, good
assert 363 <= good["days_left"] <= 365 and "Test Intermediate" in good["issuer"], good
assert not ended["may_sign"] and ended["days_left"] == 0 and "ended on" in ended["reason"], ended
END
}
check "tells which may sign, and why not" judges_keys
signs_what_it_names() {
	uri=$(python3 -c 'import json; print(json.loads(open("keys.json").readline())["place"])')
	case $uri in *id=%01) ;; *) uri=${uri%"%02"}%01 ;; esac
	uri=$uri sign --force -o named.pdf plain.pdf
}
check "its URI signs" signs_what_it_names
check "lists the key of a PKCS#12 file" says "key: EC 256" env PIN=secret "$digisign" keys --key pki/ec.p12 --pin-env PIN
check "says of a file that it needs a password" says "needs a password" keys --key pki/ec.p12
cat pki/weak.key pki/weak.pem >weak.all
check "lists the key of a PEM file, and why it may not sign" says "may not sign: a key of 1024 bits" keys --key weak.all
check "says when there is none" status_is 1 keys --pkcs11 pkcs11:token=none --module $real
check "a file as argument is a wrong option" status_is 2 keys weak.all
finish
