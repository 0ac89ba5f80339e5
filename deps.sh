#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Installs what digitize needs on Debian 12.
#	sh deps.sh          to build and to run
#	sh deps.sh test     and to be tested
#	sh deps.sh bench    and to be compared with its peers
set -eu

build='gcc libc6-dev make pkg-config gettext libglib2.0-dev libtiff-dev libleptonica-dev
	libtesseract-dev libpoppler-glib-dev libqpdf-dev libssl-dev libp11-kit-dev libsqlite3-dev
	libxml2-dev libjson-glib-dev libharfbuzz-dev libjpeg-dev libfreetype-dev
	libcurl4-openssl-dev libqrencode-dev'
run='tesseract-ocr-vie tesseract-ocr-osd hunspell-vi fonts-liberation2'
test='git clang clang-format cppcheck python3 python3-jsonschema openssl softhsm2 opensc qpdf poppler-utils mupdf-tools
	libxml2-utils libtiff-tools imagemagick sqlite3 procps util-linux
	locales mandoc libclang-rt-14-dev jbig2dec libjbig2dec0-dev zbar-tools'
bench='tesseract-ocr ocrmypdf time libpodofo-utils libnss3-tools eatmydata'

# as the machine has them, or else Debian's
command -v node >/dev/null || test="$test nodejs"
command -v npm >/dev/null || test="$test npm"

case ${1:-} in
'') wanted="$build $run" ;;
test) wanted="$build $run $test" ;;
bench) wanted="$build $run $test $bench" ;;
*)
	echo "deps.sh: say nothing, test or bench" >&2
	exit 2
	;;
esac

export DEBIAN_FRONTEND=noninteractive
as_root=
[ "$(id -u)" = 0 ] || as_root=sudo
$as_root apt-get update -qq
# shellcheck disable=SC2086 # a list of packages
$as_root apt-get install -y -qq --no-install-recommends $wanted

# readers of PDFs, just those of tests/package-lock.json
if [ "${1:-}" ]; then
	cd "$(dirname "$0")/tests"
	npm ci --omit=optional --ignore-scripts --no-audit --no-fund --silent
fi
