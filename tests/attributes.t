#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# What a signature says beside what it must: reason or commitment, place, signature policy (EN 319 142-1, 6.3).
. tests/tap.sh
. tests/online.sh
online_begin "p256"
python3 tests/permissions.py make "$T/plain.pdf" ""
S=$T/plain.pdf
must="1.2.840.113549.1.9.3 1.2.840.113549.1.9.4 1.2.840.113549.1.9.16.2.47"
commitment=1.2.840.113549.1.9.16.2.16
policy=1.2.840.113549.1.9.16.2.15
printf 'A policy of signatures.\n' >"$T/policy.txt"

sign() {
	sign_with p256 tsa --cache "$T/revocation" --force -o "$T/made/out.pdf" "$@" "$S"
}

# holds OID…: beside what must be; what openssl prints of the attributes is kept
holds() {
	python3 tests/permissions.py intact "$T/made/out.pdf" "$P" 1 &&
		python3 tests/permissions.py attributes "$T/made/out.pdf" $must "$@" >"$T/printed"
}

entry() {
	python3 tests/permissions.py entry "$T/made/out.pdf" "$@"
}

printed() {
	grep -qi -- "$1" "$T/printed" || { cat "$T/printed"; return 1; }
}

check "without an option a signature is made" sign
check "and has the three attributes that it must have" holds
check "and neither reason" entry /Reason -
check "nor place" entry /Location -

# each with the object identifier of EN 319 122-1, 5.2.3, as openssl names it
for pair in proof-of-origin:proofOfOrigin receipt:proofOfReceipt delivery:proofOfDelivery \
	sender:proofOfSender approval:proofOfApproval creation:proofOfCreation; do
	name=${pair%:*}
	check "the commitment $name is made" sign --commitment "$name"
	check "and is an attribute" holds $commitment
	check "of its type" printed "id-smime-cti-ets-${pair#*:}"
	check "and there is no reason beside it" entry /Reason -
done
check "an unknown commitment is told" says "there is no commitment love" sign --commitment love
check "and is wrong usage" status_is 2 sign --commitment love

check "a reason is given" sign --reason "Sao y bản chính"
check "in the dictionary" entry /Reason "u:Sao y bản chính"
check "and no attribute" holds
check "a reason excludes a commitment" status_is 2 sign --reason x --commitment approval
check "and a signature policy" says "a reason and a signature policy exclude each other" \
	sign --reason x --policy-oid 1.2.3.4 --policy-file "$T/policy.txt"

check "a place is given" sign --location "Bình Dương"
check "in the dictionary" entry /Location "u:Bình Dương"
check "and not in an attribute as well" holds

hash=$(openssl dgst -sha256 -r "$T/policy.txt" | cut -d' ' -f1)
long=$(openssl dgst -sha512 -r "$T/policy.txt" | cut -d' ' -f1)
check "a signature policy is named" \
	sign --policy-oid 1.2.3.4.5 --policy-file "$T/policy.txt" --policy-uri https://example.vn/policy
check "in an attribute" holds $policy
check "with its identifier" printed "OBJECT  *:1.2.3.4.5"
check "the hash of its document" printed "$hash"
check "its algorithm" printed "OBJECT  *:sha256"
check "and its address" printed "https://example.vn/policy"
check "its hash may be said" sign --policy-oid 1.2.3.4.5 --policy-hash "$long" --commitment approval
check "beside a commitment" holds $policy $commitment
check "and stands there, with its algorithm" printed "$long"
check "and no reason" entry /Reason -
check "of a file that is not there no hash is made" status_is 2 \
	sign --policy-oid 1.2.3 --policy-file "$T/missing.txt"
for wrong in "--policy-oid 1.2.3.4.5" "--policy-oid nonsense --policy-file $T/policy.txt" \
	"--policy-file $T/policy.txt" "--policy-uri x" "--policy-oid 1.2.3 --policy-hash 12" \
	"--policy-oid 1.2.3 --policy-hash ${hash}x" \
	"--policy-oid 1.2.3 --policy-hash $hash --policy-file $T/policy.txt"; do
	check "wrong usage: $wrong" status_is 2 sign $wrong
done

check "all goes up to B-LTA" sign --level B-LTA --commitment approval --location Huế \
	--policy-oid 1.2.3.4.5 --policy-file "$T/policy.txt"
check "with the same attributes" holds $policy $commitment

finish
