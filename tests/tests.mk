# SPDX-License-Identifier: GPL-3.0-or-later
# Tests: GTest programs (tests/*-test.c) and TAP shell scripts (tests/*.t), all run by tests/run,
# which closes on the line "N passed, N failed".

test: all $(TESTS_C)
	B=$(B) tests/run $(TESTS_C) $(wildcard tests/*.t)
