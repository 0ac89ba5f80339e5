# SPDX-License-Identifier: GPL-3.0-or-later
# For shell tests that go online, after tests/tap.sh: `online_begin SIGNERS` starts tests/pki-server.py
# at $HOST and makes tests/pki-online.sh's PKI in $P; the server ends with the test.
digisign=$PWD/$B/digisign
digitize=$PWD/$B/digitize
P=$T/pki
export LC_ALL=C.UTF-8 LANGUAGE= PIN=secret OMP_THREAD_LIMIT=1 XDG_CACHE_HOME="$T/cache"

online_begin() {
	mkdir -p "$P" "$T/made"
	mkfifo "$T/server"
	: >"$T/ports"
	python3 tests/pki-server.py "$P" <"$T/server" >"$T/ports" &
	exec 9>"$T/server"
	for _ in $(seq 100); do
		[ "$(wc -l <"$T/ports")" = 2 ] && break
		sleep 0.3
	done
	HOST=http://127.0.0.1:$(sed -n 's/^http //p' "$T/ports")
	sh tests/pki-online.sh "$P" "$HOST" "$1" >"$T/pki.log" 2>&1 || { cat "$T/pki.log"; exit 1; }
}

# tell KIND FAULT: what the server does from now on
tell() {
	curl -sf "$HOST/set/$1/$2" >"$T/told"
}

# sign_with KEY TSA OPTION…, extend_with TSA OPTION…: TSA is a path at the server
sign_with() {
	key=$1 tsa=$2
	shift 2
	"$digisign" sign -q --policy wide --key "$P/$key.p12" --pin-env PIN --trust "$P/root.pem" --tsa "$HOST/$tsa" "$@"
}

extend_with() {
	tsa=$1
	shift
	"$digisign" extend -q --trust "$P/root.pem" --tsa "$HOST/$tsa" "$@"
}
