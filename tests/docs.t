#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Every command in a document is run: the lines of each block marked sh, in order, in a folder that
# looks like the checkout. What installs, builds or tests is run by .ci/run and is only looked up.
. tests/tap.sh

mkdir -p "$T/tree/build"
ln -s "$PWD/samples" "$T/tree/samples"
for command in digitize digisign locale; do
	[ -e "$B/$command" ] && ln -s "$(realpath "$B/$command")" "$T/tree/build/$command"
done

run_line() {
	case $1 in
	'sh deps.sh'*'&& make '*) target=${1##*make } ;;
	'make '*) target=${1#make } ;;
	*) (cd "$T/tree" && sh -ec "$1"); return ;;
	esac
	target=${target%% *}
	case $target in *=*) return 0 ;; esac
	grep -qE "^($target|[a-z ]*\b$target\b[a-z ]*):" Makefile tests/*.mk
}

for document in README.md docs/*.md samples/README.md; do
	awk '/^```sh$/ { on = 1; next } /^```$/ { on = 0 } on && NF' "$document" >"$T/commands"
	while IFS= read -r line <&3; do
		check "$document: $line" run_line "$line"
	done 3<"$T/commands"
done
for manual in docs/*.1 "$B/digitize.conf.5"; do
	check "$manual is a manual" mandoc -T lint -W warning "$manual"
done
finish
