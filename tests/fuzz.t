#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Every parser reads its corpus: what fuzzing has found before, and sound inputs made here.
. tests/tap.sh

check "seeds are made" sh tests/fuzz/seeds.sh "$T/seeds"
for target in tests/fuzz/*.c; do
	name=$(basename "$target" .c)
	[ "$name" = replay ] && continue
	set -- "$T/seeds/$name"
	[ -d "tests/fuzz/corpus/$name" ] && set -- "$@" "tests/fuzz/corpus/$name"
	check "$name takes whatever it is given" "$B/tests/fuzz/$name" "$@"
done
finish
