#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Installs what digitize needs on Debian 12: to build, to run, to be tested and compared.
set -eu

build='gcc make pkg-config gettext libglib2.0-dev libtiff-dev libleptonica-dev libtesseract-dev
	libpoppler-glib-dev libqpdf-dev libssl-dev libp11-dev libsqlite3-dev libxml2-dev
	libjson-glib-dev libharfbuzz-dev libjpeg-dev'
run='tesseract-ocr-vie tesseract-ocr-osd fonts-liberation2 ca-certificates'
test='git clang clang-format cppcheck python3 openssl softhsm2 opensc qpdf poppler-utils mupdf-tools
	libxml2-utils libtiff-tools imagemagick sqlite3 procps tesseract-ocr ocrmypdf man-db
	libclang-rt-14-dev'

export DEBIAN_FRONTEND=noninteractive
as_root=
[ "$(id -u)" = 0 ] || as_root=sudo
$as_root apt-get update -qq
# shellcheck disable=SC2086
$as_root apt-get install -y -qq --no-install-recommends $build $run $test
