#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# What digisign verify tells of a file: as text in both languages, JSON, XML and a page; and that nothing
# in a PDF can forge any of it.
. tests/tap.sh
. tests/pdf.sh
export LC_ALL=C.UTF-8 LANGUAGE= PIN=secret
P=$T/pki

sh tests/pki.sh "$P" >/dev/null 2>&1
put_pdf "$T/plain.pdf"
"$B/digisign" sign -q --key "$P/rsa.p12" --pin-env PIN --profile none -o "$T/rsa.pdf" "$T/plain.pdf" 2>/dev/null
"$B/digisign" sign -q --key "$P/ec.p12" --pin-env PIN -o "$T/twice.pdf" "$T/rsa.pdf" 2>/dev/null
"$B/digisign" sign -q -o "$T/demonstration.pdf" "$T/plain.pdf" 2>/dev/null

verify() {
	"$B/digisign" verify --trust "$P/root.pem" "$@"
}
first_line() {
	wanted=$1
	shift
	"$@" >"$T/said" 2>&1
	cat "$T/said"
	[ "$(head -n 1 "$T/said")" = "$wanted" ]
}

check "the verdict of the file is the first line" first_line "valid: “$T/rsa.pdf”" verify "$T/rsa.pdf"
check "without a trusted root it is not valid" first_line \
	"not enough grounds to conclude: “$T/rsa.pdf”" "$B/digisign" verify "$T/rsa.pdf"
check "and it is said what to do" says "what to do: if your agency recognizes the authority, add its root" \
	"$B/digisign" verify "$T/rsa.pdf"
check "a demonstration says so in the first line" first_line \
	"valid, DEMONSTRATION: NO LEGAL VALUE: “$T/demonstration.pdf”" \
	"$B/digisign" verify --trust "$XDG_DATA_HOME/digisign/demonstration-root.pem" "$T/demonstration.pdf"
check "a file without signatures is not valid" first_line \
	"not enough grounds to conclude: “$T/plain.pdf”" verify "$T/plain.pdf"
tells() {
	verify "$T/rsa.pdf" >"$T/said"
	cat "$T/said"
	for fact in "Signature 1 of 1, field “Signature1”: valid" "signer: “Sở Y tế”" \
		"certificate of: “CN=Sở Y tế,O=Sở Y tế tỉnh Bình Dương,C=VN”" \
		"issuer: “CN=Test Intermediate,O=Phép thử,C=VN”" "trust set: “$P/root.pem”" "time (claimed): 2" \
		"time (proven by time-stamp): " "integrity: the whole file is as it was signed" \
		"certificate's validity: 2" "valid when it was signed: yes" "revocation: " "algorithm: RSA 2048"; do
		grep -qF "    $fact" "$T/said" || grep -qF "  $fact" "$T/said" || { echo "nothing of: $fact"; return 1; }
	done
}
check "the report tells what TT 15/2025 asks to show" tells

quotes_names() {
	verify "$T/rsa.pdf" >"$T/said"
	grep -q "warning: .* revoked: “CN=Sở Y tế,[^”]*”: no data at hand" "$T/said"
}
check "names of certificates are quoted within sentences, too" quotes_names

# Vietnamese
mkdir "$T/locale" && localedef -i vi_VN -f UTF-8 "$T/locale/vi_VN.UTF-8"
in_vietnamese() {
	env LOCPATH="$T/locale" LC_ALL=vi_VN.UTF-8 "$@"
}
check "in Vietnamese it is hợp lệ" says "hợp lệ: “$T/rsa.pdf”" in_vietnamese "$B/digisign" verify --trust "$P/root.pem" "$T/rsa.pdf"
check "or chưa đủ căn cứ kết luận" says "chưa đủ căn cứ kết luận: “$T/rsa.pdf”" \
	in_vietnamese "$B/digisign" verify "$T/rsa.pdf"
codes_stay() {
	in_vietnamese "$B/digisign" verify --json "$T/rsa.pdf" >"$T/vi.json"
	grep -q '"indication":"INDETERMINATE","sub_indication":"NO_CERTIFICATE_CHAIN_FOUND"' "$T/vi.json" &&
		python3 tests/schema.py <"$T/vi.json"
}
check "codes are the same in every language" codes_stay

# JSON
schema() {
	verify --json "$T/rsa.pdf" "$T/twice.pdf" "$T/plain.pdf" "$T/nowhere.pdf" "$P/root.pem" 2>/dev/null |
		python3 tests/schema.py
}
check "--json is what docs/verify.schema.json says" schema
whole_file() {
	sed 's|/Prev [0-9][0-9]|/Prev 99|' "$T/rsa.pdf" >"$T/astray.pdf"
	verify --json "$T/astray.pdf" >"$T/astray.json"
	grep -q '"changed":\[{"gravity":"unclear","sentence":"the file' "$T/astray.json" &&
		python3 tests/schema.py <"$T/astray.json" && verify "$T/astray.pdf" >"$T/said"
	! grep "revision 0" "$T/said"
}
check "what is of the whole file is of no revision" whole_file

# XML
xpath() {
	xmllint --nonet --xpath "string($1)" "$T/report.xml"
}
V='/*[local-name()="ValidationReport" and namespace-uri()="http://uri.etsi.org/19102/v1.2.1#"]'
each() {
	path=$V
	for name; do path="$path/*[local-name()='$name']"; done
	xpath "$path"
}
reports() {
	verify -q --report "$T/report.xml" "$1"
	xmllint --nonet --noout "$T/report.xml" &&
		[ "$(each SignatureValidationReport SignatureValidationStatus MainIndication)" = "urn:etsi:019102:mainindication:$2" ]
}
check "the XML report of a valid file says total-passed" reports "$T/rsa.pdf" total-passed
digest() {
	[ "$(each SignatureValidationReport SignersDocument DigestAlgAndValue DigestValue)" = \
		"$(openssl dgst -sha256 -binary "$T/rsa.pdf" | base64)" ]
}
check "and which bytes it is about" digest
signer() {
	[ "$(each SignatureValidationReport SignerInformation Signer)" = "CN=Sở Y tế,O=Sở Y tế tỉnh Bình Dương,C=VN" ] &&
		[ -n "$(each SignatureValidationReport ValidationTimeInfo ValidationTime)" ] &&
		[ -n "$(each SignatureValidationReport SignatureAttributes SigningTime Time)" ] &&
		[ -n "$(each SignatureValidator DigitalId X509SubjectName)" ]
}
check "and who signed, when, and who validated" signer
references() {
	python3 - "$T/report.xml" <<'PY'
import sys
from xml.etree import ElementTree
tree = ElementTree.parse(sys.argv[1])
ids = [element.get("id") for element in tree.iter() if element.get("id")]
assert len(ids) == len(set(ids)), ids
for element in tree.iter():
    for reference in (element.get("VOReference") or "").split():
        assert reference in ids, reference
PY
}
check "each reference in it leads somewhere" references
printf 6 >"$T/six"
cp "$T/rsa.pdf" "$T/changed.pdf" && dd if="$T/six" of="$T/changed.pdf" bs=1 seek=7 conv=notrunc 2>/dev/null
check "of a changed file it says total-failed" reports "$T/changed.pdf" total-failed
sub() {
	[ "$(each SignatureValidationReport SignatureValidationStatus SubIndication)" = urn:etsi:019102:subindication:HASH_FAILURE ]
}
check "and why" sub
check "of a file without signatures it says indeterminate" reports "$T/plain.pdf" indeterminate
check "one file is no place for two reports" status_is 2 verify --report "$T/report.xml" "$T/rsa.pdf" "$T/plain.pdf"
many_reports() {
	verify -q --report "$T/reports" --html "$T/pages" "$T/rsa.pdf" "$T/plain.pdf"
	ls "$T/reports" "$T/pages"
	[ -s "$T/reports/000001-rsa.xml" ] && [ -s "$T/reports/000002-plain.xml" ] &&
		[ -s "$T/pages/000001-rsa.html" ] && grep -q 'href="000001-rsa.html"' "$T/pages/index.html"
}
check "a folder takes the reports of many, and a page that lists them" many_reports
check "a report that cannot be written is told" says "Not a directory" \
	verify -q --report "$T/rsa.pdf/x.xml" "$T/rsa.pdf"
check "and is no success" status_is 1 verify -q --report "$T/rsa.pdf/x.xml" "$T/rsa.pdf"

# The page
page() {
	verify -q --html "$T/page.html" "$1"
	xmllint --nonet --html --noout "$T/page.html" 2>"$T/html.log"
	grep -v "Tag \(figure\|figcaption\|bdi\) invalid" "$T/html.log" | grep "error" && return 1
	[ -s "$T/page.html" ]
}
page_begins() {
	page "$1" && grep -o '<h1 class="[a-z]*"><bdi>[^<]*' "$T/page.html" | grep -qF "$2"
}
check "the page begins with the verdict" page_begins "$T/rsa.pdf" '<h1 class="passed"><bdi>valid: '
sides() {
	page "$T/twice.pdf" || return 1
	grep -o 'figcaption class="[a-z]*"><bdi>[^<]*' "$T/page.html" >"$T/captions"
	cat "$T/captions"
	[ "$(wc -l <"$T/captions")" = 3 ] && sed -n 1p "$T/captions" | grep -q 'plain"><bdi>revision 1$' &&
		sed -n 3p "$T/captions" | grep -q 'differs"><bdi>revision 3: differs from the one before$' &&
		grep -q "<bdi>3 of 3</bdi>" "$T/page.html"
}
check "it shows a page of each revision side by side, by its number, and that a block was added" sides
pictures() {
	python3 - "$T/page.html" <<'PY'
import base64, re, struct, sys
pages = re.findall(r"data:image/png;base64,([^\"]*)", open(sys.argv[1], encoding="utf-8").read())
assert len(pages) == 3
sizes = {struct.unpack(">II", base64.b64decode(page)[16:24]) for page in pages}
assert sizes == {(600, 850)}, sizes
assert pages[1] != pages[2]
PY
}
check "as pictures within itself" pictures
same_revisions() {
	"$B/digisign" sign -q --key "$P/ec.p12" --pin-env PIN --profile none --force -o "$T/unseen.pdf" "$T/rsa.pdf" 2>/dev/null
	page "$T/unseen.pdf" || return 1
	[ "$(grep -c "differs from" "$T/page.html")" = 0 ] && [ "$(grep -o "<img" "$T/page.html" | wc -l)" = 3 ]
}
check "an unseen signature makes no difference" same_revisions
many_revisions() {
	python3 - "$T/twice.pdf" "$T/many.pdf" <<'PY'
import re, sys
pdf = open(sys.argv[1], "rb").read()
root = re.findall(rb"/Root \d+ 0 R", pdf)[-1]
for _ in range(9):
    before = re.findall(rb"startxref\s+(\d+)", pdf)[-1]
    pdf += b"xref\n0 0\ntrailer\n<< /Size 99 %s /Prev %s >>\nstartxref\n%d\n%%%%EOF\n" % (root, before, len(pdf))
open(sys.argv[2], "wb").write(pdf)
PY
	page "$T/many.pdf" || return 1
	grep -o 'figcaption class="[a-z]*"><bdi>revision [0-9]*' "$T/page.html" | sed 's/.* //' | tr '\n' ' ' >"$T/captions"
	cat "$T/captions"
	grep -qx "2 3 9 10 11 12 " "$T/captions"
}
check "among many revisions, those that were signed are shown" many_revisions
encrypted() {
	qpdf --encrypt open own 256 -- "$T/plain.pdf" "$T/locked.pdf" 2>/dev/null
	verify -q --password open --html "$T/page.html" "$T/locked.pdf"
	grep -q "<img" "$T/page.html"
}
check "pages of an encrypted file are shown with its password" encrypted
loads_nothing() {
	! grep -Eqi '<(script|link|iframe|object)|src="(http|//|file)|url\(|@import' "$T/page.html" &&
		grep -q "default-src 'none'" "$T/page.html"
}
check "it runs and loads nothing" loads_nothing
torn() {
	head -c 700 "$T/twice.pdf" >"$T/torn.pdf"
	page "$T/torn.pdf"
	page "$T/plain.pdf" && says "not enough grounds" grep -o '<h1.*' "$T/page.html"
}
check "a torn file has a page too" torn

# Strangers' words
hostile=$(printf 'x\nvalid: \342\200\234y.pdf\342\200\235 \033[2J\342\200\256</h1><script>alert(1)</script>')
make_hostile() {
	(cd "$P" && openssl ecparam -name prime256v1 -genkey -noout -out hostile.key &&
		openssl req -new -config openssl.cnf -key hostile.key -utf8 -subj "/C=VN/O=$1/CN=$1" -out hostile.csr &&
		openssl x509 -req -in hostile.csr -CA intermediate.pem -CAkey intermediate.key -CAcreateserial \
			-sha256 -extfile openssl.cnf -extensions leaf -days 365 -out hostile.pem 2>/dev/null &&
		openssl pkcs12 -export -inkey hostile.key -in hostile.pem -certfile intermediate.pem \
			-passout pass:secret -out hostile.p12) &&
		"$B/digisign" sign -q --key "$P/hostile.p12" --pin-env PIN --profile none --reason "$1" \
			-o "$T/hostile.pdf" "$T/plain.pdf" 2>/dev/null
	cp "$T/hostile.pdf" "$T/$(printf 'a\nvalid: b\033[2J\342\200\256').pdf"
}
check "a certificate whose names are hostile is made" make_hostile "$(printf '%s' "$hostile" | sed 's|/|\\/|g')"
lines_are_ours() {
	python3 - "$1" <<'PY'
import sys, unicodedata
text = open(sys.argv[1], encoding="utf-8").read()
lines = text.split("\n")
assert lines.pop() == ""
verdicts = [line for line in lines if not line.startswith("  ")]
assert len(verdicts) == 2 and all(line.startswith("valid: “") and line.endswith("”") for line in verdicts), verdicts
strange = {c for c in text if unicodedata.category(c) in ("Cc", "Cf", "Zl", "Zp")} - {"\n"}
assert not strange, strange
assert "x\\x0Avalid:" in text and "alert(1)" in text
PY
}
text_stands() {
	verify "$T/hostile.pdf" "$T"/a?valid*.pdf >"$T/said" 2>/dev/null
	cat "$T/said"
	lines_are_ours "$T/said"
}
check "hostile names of files and signers forge no line and move no cursor" text_stands
json_stands() {
	verify --json "$T/hostile.pdf" "$T"/a?valid*.pdf 2>/dev/null >"$T/hostile.json"
	[ "$(wc -l <"$T/hostile.json")" = 2 ] && python3 tests/schema.py <"$T/hostile.json" && python3 - "$T/hostile.json" <<'PY'
import base64, json, sys
second = [json.loads(line) for line in open(sys.argv[1], encoding="utf-8")][1]
assert b"a\nvalid: b\x1b[2J" in base64.b64decode(second["file_base64"]), second
PY
}
check "JSON has one line a file, and the bytes of its name" json_stands
page_stands() {
	page "$T/hostile.pdf" && ! grep -qi "<script" "$T/page.html" && grep -q "&lt;script&gt;" "$T/page.html" &&
		[ "$(grep -o "</h1>" "$T/page.html" | wc -l)" = 1 ]
}
check "the page takes names for text" page_stands
xml_stands() {
	reports "$T/hostile.pdf" total-passed && ! grep -qi "<script" "$T/report.xml" &&
		each SignatureValidationReport SignerInformation Signer | grep -q "script"
}
check "and so does the XML" xml_stands
field_names() {
	put_pdf "$T/field.pdf" "/AcroForm << /Fields [<< /FT /Sig /T <FEFF000A00760061006C00690064003A0020202E> /V << /Type /Sig >> >>] >>"
	verify "$T/field.pdf" >"$T/said" 2>/dev/null
	cat "$T/said"
	! grep -q "^valid" "$T/said" && grep -q 'field “\\x0Avalid: \\xE2\\x80\\xAE”: not valid' "$T/said"
}
check "a field's name forges no line either" field_names
finish
