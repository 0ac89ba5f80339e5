#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# What digitize answers to wrong words, wrong settings and wrong folders.
. tests/tap.sh
mkdir -p "$T/scans/H1" "$T/none"
python3 tests/fixtures.py foreign "$T/scans/H1/001.tif"

# the TrueType font without its outlines
python3 - "$T/other.otf" <<'PY'
import glob, sys
font = open(glob.glob("/usr/share/fonts/truetype/liberation*/LiberationSerif-Regular.ttf")[0], "rb").read()
open(sys.argv[1], "wb").write(font.replace(b"glyf", b"glyx", 1))
PY
printf '[sign]\nfont = nowhere.ttf\nprofile = none\n' >"$T/none.conf"

bad_setting() {
	printf '%s\n' "$1" >"$T/bad.conf"
	status_is 2 "$B/digitize" batch -c "$T/bad.conf" -o "$T/out" "$T/scans" &&
		says "$2" "$B/digitize" batch -c "$T/bad.conf" -o "$T/out" "$T/scans"
}

refuses_beside_the_scans() {
	mkdir -p "$T/brought/H1"
	printf '[sign]\npkcs11 = pkcs11:token=x?module-path=%s/evil.so\n' "$T" >"$T/brought/digitize.conf"
	status_is 2 "$B/digitize" batch -o "$T/out" "$T/brought" &&
		says "$T/brought/digitize.conf: [sign] pkcs11: " "$B/digitize" batch -o "$T/out" "$T/brought"
}

is_locked() {
	mkdir -p "$T/locked"
	flock "$T/locked" "$B/digitize" batch -o "$T/locked" "$T/scans"
}

check "tells its version" says "digitize 0." "$B/digitize" --version
check "tells what it can do" says "batch" "$B/digitize" --help
check "each command has its help" says "--from" "$B/digitize" search --help
check "help names the command before its options" says "digitize batch [OPTION…] DIR" "$B/digitize" batch --help
check "a value may be joined to its letter" says "H1/001	001.tif" "$B/digitize" batch -nj2 -o"$T/joined" "$T/scans"
check "or stand apart from it" says "H1/001	001.tif" "$B/digitize" batch -n -j 2 --output -j3 "$T/scans"
check "what follows -- is no option" says "-j2: there is no such folder" "$B/digitize" batch -- -j2
check "no job at all is a mistake" status_is 2 "$B/digitize" batch -j 0 "$T/scans"
check "no job at all is one for digisign too" status_is 2 "$B/digisign" verify -j0 "$T/scans"
check "a folder without a name is a mistake" says "-o: the name of the folder is empty" "$B/digitize" batch -o '' "$T/scans"
mkdir -p "$T/dotted/.H2"
: >"$T/dotted/.001.tif"
check "what is hidden is counted when asked for" says "2 files and folders whose names begin with a dot" "$B/digitize" batch -v -o "$T/dotted.out" "$T/dotted"
check "no command is a mistake" status_is 2 "$B/digitize"
check "an unknown command is a mistake" status_is 2 "$B/digitize" scan
check "an unknown option is a mistake" status_is 2 "$B/digitize" batch --fast "$T/scans"
check "no folder is a mistake" status_is 2 "$B/digitize" batch
check "a folder that is not there is a mistake" status_is 2 "$B/digitize" batch "$T/nowhere"
check "results within the scans are a mistake" status_is 2 "$B/digitize" batch -o "$T/scans/out" "$T/scans"
check "results around the scans are a mistake" status_is 2 "$B/digitize" batch -o "$T" "$T/scans"
check "results that are the scans are a mistake" status_is 2 "$B/digitize" batch -o "$T/scans" "$T/scans"
check "a profile that is none is a mistake" says '--profile: "small" is not one of faithful|compact' "$B/digitize" batch --profile small "$T/scans"
check "a profile that is none ends with 2" status_is 2 "$B/digitize" batch --profile= "$T/scans"
check "nothing was made by any of them" [ ! -e "$T/scans/out" ]
check "an unknown setting names file, section and key" bad_setting '[page]
speed = 9' "bad.conf: [page] speed"
check "a setting out of range names the range" bad_setting '[page]
seconds = 0' "1 to 86400"
check "a language that is not there names its package" bad_setting '[ocr]
language = xyz' "tesseract-ocr-xyz"
check "a key that is not there is named" bad_setting '[sign]
pkcs12 = nowhere.p12' "nowhere.p12"
check "a font that is not there is named before any work" bad_setting '[sign]
font = nowhere.ttf' "[sign] font: $T/nowhere.ttf: "
check "what is no font is named before any work" bad_setting '[sign]
font = /etc/passwd' "[sign] font: /etc/passwd: this is not a TrueType font"
check "a font of another kind is refused" bad_setting "[sign]
font = $T/other.otf" "other.otf: this is not a TrueType font"
check "no font is needed where no block is shown" status_is 0 "$B/digitize" batch -c "$T/none.conf" -o "$T/out2" "$T/none"
check "a file that came with the scans may not name a key" refuses_beside_the_scans
check "shows the settings in force" says "[page]" "$B/digitize" --show-settings
check "an empty folder is well" status_is 0 "$B/digitize" batch -o "$T/empty" "$T/none"
check "status of a folder without results is a mistake" status_is 2 "$B/digitize" status "$T/none"
check "a search for nothing is a mistake" status_is 2 "$B/digitize" search "$T/empty"
check "a second run at the same time ends with 75" status_is 75 is_locked
finish
