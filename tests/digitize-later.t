#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# What a folder of results is asked later: by other users, in other locales, with more scans.
. tests/tap.sh

PAGE=samples/scans/035.690.H27-857675-6375/001-02.jpg
S=$T/scans
OUT=$T/scans.out
mkdir -p "$S/Hồ sơ"
cp samples/scans/055.009.H02-231251-9923/001.pdf "$S/Hồ sơ/Giấy phép.pdf"
: >"$S/Hồ sơ/trống.tif"

# As under cron, and on a system whose locales were never made.
keeps_vietnamese() {
	text=$1
	shift
	for locale in "LC_ALL=C" "LC_ALL=vi_VN.UTF-8 LOCPATH=$T/none" "LC_ALL=en_US.ISO-8859-1"; do
		says "$text" env $locale "$B/digitize" "$@" || return 1
	done
}

claims_no_signature_for_others() {
	python3 - "$OUT/manifests/batch-0001/manifest.json" <<'PY'
import json, sys
said = {d["document"]: d.get("signature") for d in json.load(open(sys.argv[1], encoding="utf-8"))["documents"]}
print(said)
sys.exit(said != {"Giấy phép": "PAdES B-B", "trống": None})
PY
}

# Even root, made meek, cannot write to a folder that forbids it.
meek() {
	if [ "$(id -u)" = 0 ]; then
		setpriv --bounding-set=-dac_override,-dac_read_search "$@"
	else
		"$@"
	fi
}

# A copy of the results that nobody can write to: as it was left, and with what the ledger's last
# writer left beside it, alive or killed.
reads_without_writing() {
	cp -r "$OUT" "$T/fixed"
	find "$T/fixed" >"$T/before"
	case $1 in
	busy) sqlite3 "$T/fixed/digitize.db" "UPDATE documents SET attempts = 7" ".shell kill -9 \$PPID" >/dev/null 2>&1 ;;
	esac
	ls "$T/fixed"
	[ "$1" != busy ] || [ -s "$T/fixed/digitize.db-wal" ] || return 1
	chmod -R a-w "$T/fixed"
	meek sh -c ": >$T/fixed/any" 2>/dev/null && return 1
	says "\"attempts\" : $2," meek "$B/digitize" status --json "$T/fixed" &&
		says "GIẤY PHÉP" meek "$B/digitize" search --json "$T/fixed" "giấy phép" &&
		[ "$1" = busy ] || find "$T/fixed" | cmp - "$T/before"
	well=$?
	chmod -R u+w "$T/fixed" && rm -r "$T/fixed"
	return $well
}

# The reason of an earlier run goes when its document is delivered, also where the ledger knows nothing
# of it: a kill came between the two.
leaves_no_stale_reason() {
	mkdir -p "$T/stale/scans/H1" "$T/stale/scans/H2"
	cp "$PAGE" "$T/stale/scans/H1/001.jpg"
	: >"$T/stale/scans/H2/002.jpg"
	status_is 1 "$B/digitize" batch -q "$T/stale/scans" || return 1
	cd "$T/stale/scans.out" || return 1
	sqlite3 digitize.db "UPDATE documents SET state = 'waiting'; UPDATE batches SET finished = NULL; DELETE FROM products"
	rm -r manifests store
	mkdir -p quarantine/H1/001 spool/H3
	echo stale >quarantine/H1/001/reason.txt
	cd - >/dev/null || return 1
	status_is 1 "$B/digitize" batch -q "$T/stale/scans" || return 1
	find "$T/stale/scans.out/quarantine" "$T/stale/scans.out/spool"
	[ "$(cd "$T/stale/scans.out" && find quarantine spool | sort | tr '\n' ' ')" = "quarantine quarantine/H2 quarantine/H2/002 quarantine/H2/002/reason.txt quarantine/H2/002/scans quarantine/H2/002/scans/002.jpg spool " ]
}

# Scans that went after they were quarantined, and after they were to be tried again.
lets_go_of_what_is_gone() {
	mkdir -p "$T/gone/scans/H1" "$T/gone/scans/H2" "$T/gone/scans/H3"
	cp "$PAGE" "$T/gone/scans/H1/001.jpg"
	: >"$T/gone/scans/H2/002.jpg"
	echo text >"$T/gone/scans/H3/003.jpg"
	status_is 1 "$B/digitize" batch -q "$T/gone/scans" || return 1
	rm -r "$T/gone/scans/H3"
	"$B/digitize" retry "$T/gone/scans.out" >"$T/said" 2>&1
	[ $? = 1 ] && grep -q "H3/003: its scan is gone; it stays in quarantine" "$T/said" &&
		grep -q "^1 document waits" "$T/said" && grep -q text "$T/gone/scans.out/quarantine/H3/003/scans/003.jpg" ||
		{ cat "$T/said"; return 1; }
	rm -r "$T/gone/scans/H2"
	"$B/digitize" batch "$T/gone/scans" >"$T/said" 2>&1
	grep -q "H2/002: quarantined: 002.jpg: the scan is gone" "$T/said" && grep -q "2 quarantined, 0 waiting" "$T/said" &&
		[ -f "$T/gone/scans.out/manifests/batch-0002/manifest.json.p7s" ] || { cat "$T/said"; return 1; }
}

tells_of_a_dossier_without_any() {
	status_is 1 "$B/digitize" retry "$OUT" nosuch &&
		says "nosuch: nothing of this dossier is in quarantine" "$B/digitize" retry "$OUT" nosuch
}

# The sentence tells the remedy, and it is one.
mends_a_damaged_ledger() {
	mkdir -p "$T/torn/scans/H1"
	cp "$PAGE" "$T/torn/scans/H1/001.jpg"
	"$B/digitize" batch -q "$T/torn/scans" || return 1
	echo "this is no database at all" >"$T/torn/scans.out/digitize.db"
	for words in "status $T/torn/scans.out" "search $T/torn/scans.out giay" "batch -q $T/torn/scans"; do
		says "move digitize.db* away" "$B/digitize" $words || return 1
	done
	rm "$T/torn/scans.out"/digitize.db*
	says "nothing to do: 1 delivered" "$B/digitize" batch "$T/torn/scans"
}

# On a terminal of so many columns no line of the progress reaches its edge.
keeps_within() {
	rm -rf "$T/narrow"
	python3 - "$1" "$B/digitize" batch -j 1 -o "$T/narrow" samples/scans <<'PY'
import fcntl, os, pty, re, struct, sys, termios
columns, *command = sys.argv[1:]
child, terminal = pty.fork()
if child == 0:
    fcntl.ioctl(2, termios.TIOCSWINSZ, struct.pack("4H", 24, int(columns), 0, 0))
    os.execv(command[0], command)
said = b""
try:
    while True:
        said += os.read(terminal, 4096)
except OSError:
    pass
os.waitpid(child, 0)
lines = [line for line in re.split(r"[\r\n]|\x1b\[K", said.decode()) if re.search(r"\d/\d+ docum", line)]
print(len(lines), max(lines, key=len, default=""))
sys.exit(not lines or max(map(len, lines)) >= int(columns))
PY
}

# What was delivered keeps its name and its scan, whatever arrives beside it.
keeps_names_when_namesakes_arrive() {
	mkdir -p "$T/names/scans/H1"
	cp "$PAGE" "$T/names/scans/H1/Q.TIF"
	"$B/digitize" batch -q "$T/names/scans" || return 1
	cp samples/scans/025.577.H01-265130-4901/002.tif "$T/names/scans/H1/q.tif"
	cp samples/scans/009.818.H07-254893-9140/003.jpg "$T/names/scans/H1/Q.jpg"
	says "H1/Q	Q.TIF" "$B/digitize" batch -n "$T/names/scans" || return 1
	"$B/digitize" batch -q "$T/names/scans" || return 1
	(cd "$T/names/scans.out/store/H1" && ls *.pdf) >"$T/said"
	[ "$(wc -l <"$T/said")" = 3 ] && grep -qx Q.pdf "$T/said" && not grep -q TIF "$T/said" || { cat "$T/said"; return 1; }
	rm "$T/names/scans/H1/Q.TIF"
	says "nothing to do" "$B/digitize" batch "$T/names/scans"
}

check "quarantines the one, delivers the other" status_is 1 "$B/digitize" batch -q "$S"
check "the manifest calls signed what was delivered, and nothing else" claims_no_signature_for_others
check "finds Vietnamese in every locale" keeps_vietnamese "GIẤY PHÉP" search --json "$OUT" "giấy phép"
check "finds for people in every locale" keeps_vietnamese "Hồ sơ/Giấy phép, page 1" search "$OUT" "giấy phép"
check "takes Vietnamese options in every locale" keeps_vietnamese '"agency":"SỞ XÂY DỰNG' search --json "$OUT" --agency sở
check "tells the status in every locale" keeps_vietnamese '"document" : "trống"' status --json "$OUT"
check "tells the status for people in every locale" keeps_vietnamese "quarantined: Hồ sơ/trống" status "$OUT"
check "lists the plan in every locale" keeps_vietnamese "Hồ sơ/Giấy phép	Giấy phép.pdf" batch -n "$S"
check "nothing stays in quarantine of what is delivered" leaves_no_stale_reason
check "what is gone blocks no batch, and its copy stays" lets_go_of_what_is_gone
check "a dossier with nothing to try again is told" tells_of_a_dossier_without_any
check "a damaged ledger is told, with the remedy" mends_a_damaged_ledger
check "progress keeps within 80 columns" keeps_within 80
check "and within 30" keeps_within 30
check "status and search need not write" reads_without_writing still 1
check "nor where a writer was killed" reads_without_writing busy 7
check "a delivered document keeps its name when namesakes arrive" keeps_names_when_namesakes_arrive
finish
