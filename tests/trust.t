#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Trust sets have a name and a purpose, which a report tells.
. tests/tap.sh
export LC_ALL=C.UTF-8 LANGUAGE= PIN=secret
P=$T/pki

sh tests/pki.sh "$P" >/dev/null 2>&1
printf '%%PDF-1.7\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n2 0 obj\n<< /Type /Pages /Kids [3 0 R] /Count 1 /MediaBox [0 0 595 842] >>\nendobj\n3 0 obj\n<< /Type /Page /Parent 2 0 R >>\nendobj\ntrailer\n<< /Size 4 /Root 1 0 R >>\n' >"$T/raw.pdf"
qpdf --static-id "$T/raw.pdf" "$T/plain.pdf" 2>/dev/null
"$B/digisign" sign -q --key "$P/rsa.p12" --pin-env PIN -o "$T/rsa.pdf" "$T/plain.pdf" 2>/dev/null
"$B/digisign" sign -q -o "$T/demonstration.pdf" "$T/plain.pdf" 2>/dev/null

trust() {
	"$B/digisign" trust "$@"
}
verify() {
	"$B/digisign" verify "$@"
}
fingerprint() {
	openssl x509 -in "$1" -noout -fingerprint -sha256 | sed 's/.*=//'
}

check "without a set nothing leads to a trusted root" says "NO_CERTIFICATE_CHAIN_FOUND" verify "$T/rsa.pdf"
check "a list of no sets is empty" status_is 0 trust list
check "a set needs a purpose" says "say --purpose" trust add agency "$P/root.pem"
check "a purpose that is none is refused" status_is 2 trust add --purpose good agency "$P/root.pem"
check "a refused set leaves nothing behind" test ! -e "$XDG_DATA_HOME/digisign/trust/agency"
check "a name that leads out of the folder is refused" says "no name of a trust set" \
	trust add --purpose public ../agency "$P/root.pem"
check "a signer is no anchor" says "not the certificate of an authority" trust add service "$P/rsa.pem"
check "a set that got no anchor is not there" test ! -e "$XDG_DATA_HOME/digisign/trust/service"
check "a file that holds no certificate is refused" status_is 1 trust add service "$T/plain.pdf"

check "an anchor is added, and told by its fingerprint" \
	says "added: “CN=Test Root" trust add service "$P/root.pem" --note "Gốc của phép thử"
lists() {
	wanted=$(fingerprint "$P/root.pem" | tr -d : | tr A-F a-f)
	trust list >"$T/list" || return 1
	cat "$T/list"
	grep -q "^service (service: " "$T/list" && grep -q "“Gốc của phép thử”" "$T/list" &&
		grep -q "SHA-256 $wanted" "$T/list" && grep -q "days left" "$T/list"
}
check "a list tells sets, purposes, anchors and their life" lists
lists_json() {
	trust list --json | python3 -c '
import json, sys
(one,) = [json.loads(line) for line in sys.stdin]
assert one["set"] == one["purpose"] == "service" and len(one["sha256"]) == 64 and one["days_left"] > 3000, one'
}
check "and programs as well" lists_json
check "an anchor is there once" says "already there" trust add service "$P/root.pem"
check "all sets are trusted" status_is 0 verify "$T/rsa.pdf"
check "the report names the set" says "trust set: “service”" verify "$T/rsa.pdf"
check "programs learn its name" says '"trust_set":"service"' verify --json "$T/rsa.pdf"
trust add --purpose public other "$P/other-root.pem" >/dev/null
check "--trust-set trusts no other" says "NO_CERTIFICATE_CHAIN_FOUND" verify --trust-set other "$T/rsa.pdf"
check "--trust-set takes several" status_is 0 verify --trust-set other --trust-set service "$T/rsa.pdf"
check "a set that is not there is told" status_is 2 verify --trust-set nowhere "$T/rsa.pdf"
check "--trust adds to it" status_is 0 verify --trust-set other --trust "$P/root.pem" "$T/rsa.pdf"
check "a set keeps its purpose" says "another purpose" trust add --purpose service other "$P/root.pem"
check "a set of a purpose's name has that purpose" says "has that purpose" trust add --purpose public demo "$P/root.pem"

# Demonstrations
root=$XDG_DATA_HOME/digisign/demonstration-root.pem
check "the demonstration root goes into no other set" says "this is for demonstrations" trust add service "$root"
check "it goes into one of that purpose" status_is 0 trust add demo "$root"
says_no_value() {
	verify "$1" >"$T/said" && verify --json "$1" >"$T/said.json" || return 1
	cat "$T/said" "$T/said.json"
	head -n 1 "$T/said" | grep -q "^valid, DEMONSTRATION: NO LEGAL VALUE: " &&
		! grep -q "valid$" "$T/said" && grep -q '"demonstration":true' "$T/said.json"
}
check "what leads there is never plainly valid" says_no_value "$T/demonstration.pdf"
trust remove service "$P/root.pem" >/dev/null
trust add demo "$P/root.pem" >/dev/null
check "nor is what leads to any other root in a set for demonstrations" says_no_value "$T/rsa.pdf"
trust add service "$P/root.pem" >/dev/null
check "nor if the root is in a real set as well" says_no_value "$T/rsa.pdf"

check "an anchor is removed by its fingerprint" says "removed" trust remove demo "$(fingerprint "$P/root.pem")"
check "and is then trusted by the other set alone" says "trust set: “service”" verify "$T/rsa.pdf"
check "what is not there cannot be removed" says "is not in the trust set" trust remove demo "$(fingerprint "$P/root.pem")"
check "an anchor is removed by its file" says "removed" trust remove service "$P/root.pem"
check "with its last anchor a set is gone" test ! -e "$XDG_DATA_HOME/digisign/trust/service"
check "and cannot be emptied again" says "there is no trust set service" trust remove service "$P/root.pem"

spoilt() {
	mkdir -p "$XDG_DATA_HOME/digisign/trust/spoilt"
	cp "$P/root.pem" "$XDG_DATA_HOME/digisign/trust/spoilt/"
	printf '[set]\npurpose = anything\n' >"$XDG_DATA_HOME/digisign/trust/spoilt/set.ini"
	status_is 2 verify "$T/rsa.pdf" && says "the purpose is none of" verify "$T/rsa.pdf"
	status=$?
	rm -r "$XDG_DATA_HOME/digisign/trust/spoilt"
	return $status
}
check "a set of an unknown purpose is not trusted in silence" spoilt
large() {
	mkdir -p "$XDG_DATA_HOME/digisign/trust/large"
	head -c 2000000 /dev/zero | tr '\0' '#' >"$XDG_DATA_HOME/digisign/trust/large/set.ini"
	says "large/set.ini: the file is larger than" trust list
	status=$?
	rm -r "$XDG_DATA_HOME/digisign/trust/large"
	return $status
}
check "a set whose description is no such is not read into memory" large
elsewhere() {
	mkdir -p "$XDG_CONFIG_HOME/digitize"
	printf '[verify]\ntrust_sets = sets\n' >"$XDG_CONFIG_HOME/digitize/digitize.conf"
	trust add service "$P/root.pem" && [ -e "$XDG_CONFIG_HOME/digitize/sets/service/set.ini" ] &&
		says "trust set: “service”" verify "$T/rsa.pdf"
}
check "the setting trust_sets says where they are" elsewhere
limits_the_setting() {
	trust add public "$P/other-root.pem"
	printf '[verify]\ntrust = %s\ntrust_sets = sets\n' "$P/root.pem" >"$XDG_CONFIG_HOME/digitize/digitize.conf"
	trust remove service "$P/root.pem"
	status_is 0 verify "$T/rsa.pdf" && status_is 1 verify --trust-set public "$T/rsa.pdf"
}
check "--trust-set trusts what the setting names no more" limits_the_setting
check "no verb is no command" status_is 2 trust
finish
