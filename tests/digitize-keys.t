#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The batch signs with keys from files and tokens, and only the keeper knows their secrets.
. tests/tap.sh

sh tests/pki.sh "$T/pki" >/dev/null 2>&1
mkdir -p "$T/scans/H1"
cp samples/scans/035.690.H27-857675-6375/001-02.jpg "$T/scans/H1/001.jpg"

settings() {
	printf '[sign]\n' >"$T/$1.conf"
	shift_to=$1
	shift
	printf '%s\n' "$@" >>"$T/$shift_to.conf"
}

digitize() {
	DIGITIZE_PIN=$2 "$B/digitize" batch -q -c "$T/$1.conf" -o "$T/$1.out" "$T/scans"
}

is_signed_by_the_agency() {
	digitize "$1" "$2" || return 1
	says "hợp lệ" vietnamese "$B/digisign" verify --trust "$T/pki/root.pem" "$T/$1.out/store" &&
		status_is 0 "$B/digisign" verify --trust "$T/pki/root.pem" "$T/$1.out/store" &&
		not grep -rq "NO LEGAL VALUE" "$T/$1.out/store" "$T/$1.out/manifests" &&
		not says "LEGAL VALUE" "$B/digitize" status "$T/$1.out" &&
		openssl cms -verify -binary -inform DER -purpose any -out /dev/null -CAfile "$T/pki/root.pem" \
			-in "$T/$1.out/manifests/batch-0001/manifest.json.p7s" \
			-content "$T/$1.out/manifests/batch-0001/manifest.json"
}

# The block says what the profile asks for.
block_says() {
	digitize "$1" secret || return 1
	shift_to=$1
	shift
	pdftotext "$T/$shift_to.out/store/H1/001.pdf" "$T/block.txt"
	for wanted in "$@"; do
		grep -q "$wanted" "$T/block.txt" || { cat "$T/block.txt"; return 1; }
	done
}

vietnamese() {
	env LOCPATH="$T/locale" LC_ALL=vi_VN.UTF-8 "$@"
}

# While it works, neither the parent nor a worker shows the secret to who may read its environment.
keeps_the_secret() {
	rm -rf "$T/secret.out"
	cp -r samples/scans "$T/more"
	DIGITIZE_PIN=secret "$B/digitize" batch -q -c "$T/file.conf" -o "$T/secret.out" "$T/more" &
	run=$!
	seen=0
	found=0
	while kill -0 $run 2>/dev/null; do
		for process in $(pgrep -P $run 2>/dev/null); do
			seen=$((seen + 1))
			tr '\0' '\n' <"/proc/$process/environ" 2>/dev/null | grep -q "DIGITIZE_PIN=secret" && found=$((found + 1))
		done
		sleep 0.1
	done
	wait $run
	echo "looked $seen times, found $found times"
	[ "$seen" -gt 3 ] && [ "$found" = 0 ]
}

mkdir -p "$T/locale"
localedef -i vi_VN -f UTF-8 "$T/locale/vi_VN.UTF-8" >/dev/null 2>&1

settings file "pkcs12 = $T/pki/rsa.p12"
settings ec "pkcs12 = $T/pki/ec.p12"
settings tt05 "pkcs12 = $T/pki/rsa.p12" "profile = tt05" "agency = SỞ XÂY DỰNG TỈNH BÌNH DƯƠNG"
settings nd137 "pkcs12 = $T/pki/rsa.p12" "profile = nd137"
settings copy "pkcs12 = $T/pki/rsa.p12" "copy_form = TRÍCH SAO" "agency = UBND XÃ TÂN MỸ"
settings wrong "pkcs12 = $T/pki/rsa.p12"
settings expired "pkcs12 = $T/pki/expired.p12"

check "signs with an RSA key of a file" is_signed_by_the_agency file secret
check "signs with an EC key of a file" is_signed_by_the_agency ec secret
check "a wrong password is told, and nothing is begun" status_is 2 digitize wrong false
check "a password that is not given is not called wrong" says "variable DIGITIZE_PIN is not set" env -u DIGITIZE_PIN \
	"$B/digitize" batch -q -c "$T/wrong.conf" -o "$T/wrong.out" "$T/scans"
check "an ended certificate signs nothing" status_is 2 digitize expired secret
check "nothing was delivered with either" [ ! -e "$T/wrong.out/store" -a ! -e "$T/expired.out/store" ]
check "the block of tt05 names the agency" block_says tt05 "SỞ XÂY DỰNG TỈNH BÌNH DƯƠNG" "+07:00"
check "the block of nd137 says that it was paper" block_says nd137 "văn bản giấy"
check "the block of nd30-copy names the form of the copy" block_says copy "TRÍCH SAO" "UBND XÃ TÂN MỸ"

module=/usr/lib/softhsm/libsofthsm2.so
mkdir -p "$T/tokens"
echo "directories.tokendir = $T/tokens" >"$T/softhsm.conf"
export SOFTHSM2_CONF="$T/softhsm.conf"
softhsm2-util --init-token --free --label tok --so-pin 12345678 --pin 1234 >/dev/null
openssl pkcs8 -topk8 -nocrypt -in "$T/pki/rsa.key" -out "$T/rsa.p8"
softhsm2-util --import "$T/rsa.p8" --token tok --label agency --id 01 --pin 1234 >/dev/null
cat "$T/pki/rsa.pem" "$T/pki/intermediate.pem" >"$T/chain.pem"
settings token "pkcs11 = pkcs11:token=tok;object=agency" "module = $module" "certificates = $T/chain.pem"
# as often as would lock it
spares_the_token() {
	for try in 1 2 3 4 5 6 7 8 9 10; do
		says "needs its PIN, and the variable DIGITIZE_PIN is not set" digitize token "" || return 1
	done
}
check "never tries an empty PIN" spares_the_token
check "signs with a key of a token" is_signed_by_the_agency token 1234
check "no worker holds the secret" keeps_the_secret
finish
