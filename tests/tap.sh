# SPDX-License-Identifier: GPL-3.0-or-later
# For shell tests: `. tests/tap.sh`, then `check "a sentence" command…` for each test, at the end
# `finish`. A test passes if its command succeeds; what it prints is shown when it fails. $T is a
# folder that is removed at the end, $B the folder of the build.
set -u
B=${B:-build}
T=$(mktemp -d "${TMPDIR:-/tmp}/digitize-test.XXXXXX")
trap 'chmod -R u+w "$T" 2>/dev/null; rm -rf "$T"' EXIT
trap 'exit 1' INT TERM
export XDG_CONFIG_HOME="$T/config" XDG_DATA_HOME="$T/data"
export G_SLICE=always-malloc
# the sanitizers' reports go to files, so that a worker's is found as well
export ASAN_OPTIONS="log_path=$T/sanitizer:detect_leaks=${LEAKS:-1}" UBSAN_OPTIONS="log_path=$T/sanitizer:print_stacktrace=1"
export LSAN_OPTIONS="suppressions=$PWD/tests/leaks.txt:print_suppressions=0"
tests=0
failed=0

check() {
	title=$1
	shift
	tests=$((tests + 1))
	if output=$("$@" 2>&1); then
		echo "ok $tests - $title"
	else
		failed=$((failed + 1))
		echo "not ok $tests - $title"
		printf '%s\n' "$output" | tail -n 40 | sed 's/^/# /'
	fi
}

skip() {
	tests=$((tests + 1))
	echo "ok $tests - $1 # SKIP $2"
}

# Succeeds if the command ends with this status.
status_is() {
	wanted=$1
	shift
	"$@"
	got=$?
	[ "$got" = "$wanted" ] || { echo "status $got instead of $wanted: $*"; return 1; }
}

# Succeeds if the command's output (both streams) holds the text.
says() {
	wanted=$1
	shift
	said=$("$@" 2>&1)
	case $said in
	*"$wanted"*) return 0 ;;
	esac
	printf '%s\nsaid nothing of: %s\n' "$said" "$wanted"
	return 1
}

not() {
	! "$@"
}

no_sanitizer_report() {
	for report in "$T"/sanitizer*; do
		[ -e "$report" ] || return 0
		cat "$report"
	done
	return 1
}

finish() {
	check "no sanitizer has anything to report" no_sanitizer_report
	echo "1..$tests"
	[ "$failed" = 0 ]
}
