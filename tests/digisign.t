#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# digisign from the outside: strangers agree with what it signs, and forgeries do not pass.
B=${B:-build}
digisign=$PWD/$B/digisign
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export LC_ALL=C.UTF-8 LANGUAGE= XDG_DATA_HOME="$work/data" XDG_CONFIG_HOME="$work/config" PIN=secret
count=0
. tests/pdf.sh

# check TITLE COMMAND…: passes if the command succeeds
check() {
	count=$((count + 1))
	title=$1
	shift
	if "$@" >"$work/log" 2>&1; then
		echo "ok $count - $title"
	else
		echo "not ok $count - $title"
		sed 's/^/# /' "$work/log"
	fi
}

says() {
	expected=$1
	shift
	"$@" 2>&1 | grep -qF -- "$expected"
}

not_crashed() {
	"$@"
	[ $? -lt 128 ]
}

exits() {
	expected=$1
	shift
	"$@"
	[ $? -eq "$expected" ]
}

sh tests/pki.sh "$work/pki"
cd "$work" || exit 1
put_pdf plain.pdf
put_pdf annots.pdf "/AcroForm 7 0 R" "/Annots 6 0 R" "6 0 obj
[]
endobj
7 0 obj
<< /Fields 8 0 R >>
endobj
8 0 obj
[]
endobj"
put_pdf inline.pdf "/AcroForm << /Fields [] >>" "/Annots [] /Rotate 90"
qpdf --object-streams=generate plain.pdf streams.pdf
qpdf --linearize plain.pdf linear.pdf
qpdf --encrypt a b 256 -- plain.pdf encrypted.pdf

sign() {
	"$digisign" sign --quiet --key "pki/$1.p12" --pin-env PIN --force -o "$3" "$2"
}
verify() {
	"$digisign" verify --trust pki/root.pem "$@"
}
pdfsig_agrees() {
	pdfsig -nocert "$1" >pdfsig.out 2>&1
	grep -q "Signature is Valid" pdfsig.out && grep -q "Total document signed" pdfsig.out
}
clean_for_all() {
	pdfsig_agrees "$1" && qpdf --check "$1" && verify "$1"
}

for input in plain annots inline streams linear; do
	for key in rsa ec; do
		sign $key $input.pdf $input-$key.pdf
		check "signs $input.pdf with $key; pdfsig, qpdf and digisign agree" \
			clean_for_all $input-$key.pdf
	done
	size=$(stat -c %s $input.pdf)
	check "leaves the bytes of $input.pdf as they were" \
		cmp -n "$size" $input.pdf $input-rsa.pdf
done
check "shows the block's agency on the page" says "Sở Y tế tỉnh Bình Dương" pdftotext plain-rsa.pdf -
check "shows the copy form on the page" says "SAO Y" pdftotext plain-rsa.pdf -

sign old plain.pdf old.pdf
sign ec plain-rsa.pdf twice.pdf
twice_valid() {
	[ "$(pdfsig -nocert twice.pdf 2>/dev/null | grep -c 'Signature is Valid')" -eq 2 ]
}
check "a second signature leaves the first one valid for pdfsig" twice_valid

check "refuses an encrypted PDF" says "encrypted" sign rsa encrypted.pdf x.pdf
check "refuses a text file" says "not a PDF" sign rsa pki/root.pem x.pdf
check "refuses an expired certificate" says "ended on" sign expired plain.pdf x.pdf
check "refuses RSA 1024" says "too weak" sign weak plain.pdf x.pdf
check "refuses a certificate that forbids digital signatures" says "key usage" sign encipher plain.pdf x.pdf
check "refuses a certificate that is for servers" says "key usage" sign server plain.pdf x.pdf
check "refuses a key without certificate" says "no certificate" sign bare plain.pdf x.pdf
check "says of another kind of key that it may not sign" says "Ed25519" sign ed plain.pdf x.pdf
check "opens a PKCS#12 file in the old encryption" clean_for_all old.pdf
check "says what is missing where that is not to be had" says "legacy provider" \
	env OPENSSL_MODULES=/nonexistent "$digisign" sign --key pki/old.p12 --pin-env PIN -o x.pdf plain.pdf
PIN=
check "says that a file needs a password" says "needs a password" sign rsa plain.pdf x.pdf
PIN=wrong
check "says that the password of an old file is wrong" says "password is wrong" sign old plain.pdf x.pdf
check "says that the password is wrong" says "password is wrong" sign rsa plain.pdf x.pdf
PIN=secret
check "does not overwrite without being told" says "there already" \
	"$digisign" sign --key pki/rsa.p12 --pin-env PIN -o plain-rsa.pdf plain.pdf
check "never writes onto the file it signs" says "never changed" sign rsa plain.pdf plain.pdf

# a chain that held at the claimed time and does not hold now proves nothing
check "signs nothing under an ended intermediate" says "had ended" sign late plain.pdf x.pdf
# what another program would sign with that key, dated back
SOURCE_DATE_EPOCH=1590000000 "$digisign" sign -q --key pki/rsa.p12 --pin-env PIN -o late.pdf plain.pdf
python3 - <<'PY'
import re, subprocess
pdf = bytearray(open("late.pdf", "rb").read())
one, begin, end, size = map(int, re.search(rb"/ByteRange \[(\d+) +(\d+) +(\d+) +(\d+)\]", pdf).groups())
open("late.part", "wb").write(pdf[:begin] + pdf[end:end + size])
der = subprocess.run(["openssl", "cms", "-sign", "-binary", "-cades", "-nosmimecap", "-in", "late.part",
                      "-signer", "pki/late.pem", "-inkey", "pki/late.key", "-certfile", "pki/ended.pem",
                      "-outform", "DER"], check=True, capture_output=True).stdout
room = end - begin - 2
assert len(der) * 2 <= room, (len(der), room)
pdf[begin + 1:end - 1] = der.hex().encode().ljust(room, b"0")
open("late.pdf", "wb").write(pdf)
PY
check "an ended intermediate does not help who dates back" says OUT_OF_BOUNDS_NO_POE verify late.pdf

# 2^64 - 1 wraps around in who adds to it
{ cat plain.pdf; printf '%%startxref 18446744073709551615.0\n'; } >wrap.pdf
check "an absurd startxref costs nothing but a sentence" not_crashed sign rsa wrap.pdf wrapped.pdf

"$digisign" sign -o demo.pdf plain.pdf 2>demo.log
check "says that a demonstration identity has no legal value" grep -q "NO LEGAL VALUE" demo.log
check "shows on the page that it has none" says "KHÔNG CÓ GIÁ TRỊ PHÁP LÝ" pdftotext demo.pdf -
check "says so when it verifies" says "NO LEGAL VALUE" verify demo.pdf

check "exits 0 when all are valid" exits 0 verify plain-rsa.pdf plain-ec.pdf
check "exits 1 when one has no signature" exits 1 verify plain-rsa.pdf plain.pdf
check "exits 1 for a file that is no PDF" exits 1 verify pki/root.pem
check "exits 2 for an unknown option" exits 2 "$digisign" verify --nonsense
check "exits 2 without a file" exits 2 "$digisign" verify
check "does not trust another root" says NO_CERTIFICATE_CHAIN_FOUND \
	"$digisign" verify --trust pki/other-root.pem plain-rsa.pdf
check "writes JSON that a parser reads" sh -c \
	"'$digisign' verify --json --trust pki/root.pem plain-rsa.pdf plain.pdf | python3 -c '
import json, sys
assert [len(json.loads(line)[\"signatures\"]) for line in sys.stdin] == [1, 0]'"

# what could not be judged is neither valid nor invalid
names=$(printf '%500s' | tr ' ' n)
fields=$(yes "<< /T ($names) /Kids [<< /FT /Sig /T ($names) /V << >> >>] >>" | head -n 990)
put_pdf talkative.pdf "/AcroForm << /Fields [$fields] >>"
concludes_nothing() {
	verify "$1" >log 2>&1
	[ $? -eq 1 ] && grep -qF "$2" log && grep -qF "not enough grounds" log && ! grep -q "not valid" log &&
		verify --json "$1" | python3 -c '
import json, sys
found = json.load(sys.stdin)
assert found["indication"] == "INDETERMINATE" and found["sub_indication"] == "GENERIC", found
assert sys.argv[1] in found["error"], found' "$2"
}
check "does not judge an encrypted PDF" concludes_nothing encrypted.pdf "encrypted"
check "does not judge what is no PDF" concludes_nothing pki/root.pem "not a PDF"
check "does not judge what is not there" concludes_nothing nowhere.pdf "No such file"
takes_too_much() {
	exits 1 verify talkative.pdf >log && [ "$(wc -l <log)" -gt 990 ] && [ "$(wc -c <log)" -lt 1048576 ] &&
		says '"error":"talkative.pdf: what was found takes more than 1048576 bytes to tell"' \
			verify --json talkative.pdf && says '"indication":"INDETERMINATE"' verify --json talkative.pdf
}
check "does not judge for programs what takes too much to tell, and cuts long names for people" takes_too_much
put_pdf deep.pdf "/AcroForm << /Fields [$(printf '<< /Kids [%.0s' $(seq 40)) $(printf '] >>%.0s' $(seq 40))] >>"
check "tells that it did not look at the whole form" says "were not judged" verify deep.pdf
check "tells programs as well" says '"sub_indication":"GENERIC","reason":"the form has' verify --json deep.pdf

# forge NAME OFFSET BYTE-IN-OCTAL
forge() {
	cp plain-rsa.pdf "$1"
	printf "\\$3" | dd of="$1" bs=1 seek="$2" conv=notrunc 2>/dev/null
}
mkdir forged
size=$(stat -c %s plain-rsa.pdf)
python3 - "$size" >offsets <<'END'
import random, sys
random.seed(2)
data = open("plain-rsa.pdf", "rb").read()
for number in range(300):
    at = random.randrange(len(data))
    changed = bytearray(data)
    changed[at] ^= random.randrange(1, 256)
    open(f"forged/{at:07d}.pdf", "wb").write(changed)
    print(at)
END
echo "# bytes changed at: $(sort -n offsets | tr '\n' ' ')"
"$digisign" verify --trust pki/root.pem --json forged >forged.json 2>/dev/null
none_passes() {
	[ "$(wc -l <"$1")" -gt 0 ] && ! grep -q '"indication":"TOTAL-PASSED"' "$1"
}
check "no file with one byte changed passes (300 random places)" none_passes forged.json
check "each of them gets its line" sh -c '[ "$(wc -l <forged.json)" -eq "$(sort -u offsets | wc -l)" ]'

gap_end=$(python3 -c '
import re
print(re.search(rb"/ByteRange \[0 +\d+ +(\d+)", open("plain-rsa.pdf", "rb").read())[1].decode())')
forge padding.pdf $((gap_end - 10)) 061
check "tells a change in the padding apart" says "padding behind the signature value" verify padding.pdf
cp plain-rsa.pdf appended.pdf && echo "% more" >>appended.pdf
check "an appended byte is told" says "no signature covers" verify appended.pdf
head -c $((size - 20)) plain-rsa.pdf >cut.pdf
check "a file cut short does not pass" exits 1 verify cut.pdf
sed 's|/ByteRange \[0 \( *[0-9]*\) \( *[0-9]*\) \( *[0-9]*\)\]|/ByteRange [0 \2 \1 \3]|' plain-rsa.pdf >swapped.pdf
check "a swapped ByteRange does not pass" says "which bytes it covers" verify swapped.pdf
check "the first of two signatures passes, since only the second was added" exits 0 verify twice.pdf

# PKCS#11
module=/usr/lib/softhsm/libsofthsm2.so
mkdir tokens
echo "directories.tokendir = $work/tokens" >softhsm.conf
export SOFTHSM2_CONF="$work/softhsm.conf"
softhsm2-util --init-token --free --label tok --so-pin 12345678 --pin 1234 >/dev/null
for key in rsa ec; do
	openssl pkcs8 -topk8 -nocrypt -in pki/$key.key -out $key.p8
	softhsm2-util --import $key.p8 --token tok --label $key --id 0$((${#key} - 1)) --pin 1234 >/dev/null
done
sign_by_token() {
	"$digisign" sign -q --pkcs11 "pkcs11:token=tok;object=$1" --module $module --pin-env PIN \
		--certificates "$2" --force -o "token-$1.pdf" plain.pdf
}
cat pki/rsa.pem pki/intermediate.pem >rsa-chain.pem
cat pki/ec.pem pki/intermediate.pem >ec-chain.pem
PIN=1234
for key in rsa ec; do
	sign_by_token $key $key-chain.pem
	check "signs with a token's $key key" clean_for_all token-$key.pdf
done
check "refuses a token's key without certificate" says "no certificate" sign_by_token rsa ec-chain.pem
check "refuses an object that is not there" says "no key" sign_by_token none rsa-chain.pem
PIN=0000
check "says that the token refuses the PIN" says "refuses the PIN" sign_by_token rsa rsa-chain.pem

echo "1..$count"
