#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The layers of docs/architecture.md: nobody looks up, ocr/ and signer/ never see each other, and
# each foreign library is known by few files.
. tests/tap.sh

# Files of folder $1 that include anything of the folders that follow.
includes() {
	folder=$1
	shift
	for other in "$@"; do
		grep -n "^#include \"$other/" "$folder"/*.[ch] && return 0
	done
	return 1
}

# Files that include header $1 beyond those that may: $2 is a pattern of paths.
strangers() {
	grep -l "^#include [<\"]$1" base/*.[ch] ocr/*.[ch] signer/*.[ch] pipeline/*.[ch] |
		grep -Ev "^($2)$"
}

known_only_by() {
	found=$(strangers "$1" "$2")
	[ -z "$found" ] || { echo "$found"; return 1; }
}

check "base includes nothing above it" not includes base ocr signer pipeline
check "ocr does not see signer or pipeline" not includes ocr signer pipeline
check "signer does not see ocr or pipeline" not includes signer ocr pipeline
check "every include from the project names its layer" \
	not grep -nE '^#include "[^/"]*"' base/*.[ch] ocr/*.[ch] signer/*.[ch] pipeline/*.[ch]
check "tesseract is known by one source" known_only_by tesseract/ 'ocr/engine_tesseract\.c'
check "libtiff is known by what reads and writes TIFF's compressions" \
	known_only_by tiff 'ocr/(scan_tiff[a-z_]*|tiff_file|fax)\.[ch]|pipeline/encode[a-z_]*\.c'
check "poppler is known by reading, proving, the verifier's pictures and what looks at a page before it is signed" \
	known_only_by poppler \
	'ocr/scan_pdf[a-z_]*\.c|pipeline/prove\.c|signer/(pictures|ink_map)\.c'
check "libqrencode is known by one source" known_only_by qrencode 'signer/qr\.c'
check "FreeType is known by judging fonts" known_only_by ft2build 'ocr/fit_font\.h'
check "PKCS#11 is known by one header" known_only_by p11-kit/ 'signer/token\.h'
check "libcurl is known by one source" known_only_by curl/ 'signer/http\.c'
check "OpenSSL is known by the signer alone" known_only_by openssl/ 'signer/.*'
check "SQLite is known by the ledger and the index" \
	known_only_by sqlite3 'pipeline/(sql|ledger[a-z_]*|index[a-z_]*|rebuild|manifest|status|deliver)\.[ch]'
finish
