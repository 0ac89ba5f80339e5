/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A fuzz target is one file with LLVMFuzzerTestOneInput(): it hands the bytes to one parser and
 * gives everything back. libFuzzer calls it (make fuzz), and so does replay.c (make test).
 */
#ifndef TESTS_FUZZ_H
#define TESTS_FUZZ_H

#include <glib.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The input as a file in memory, for parsers that want a path; gone with the next input. */
static inline const char *fuzz_file(const uint8_t *data, size_t size)
{
	static int file = -1;
	static char path[64];

	if (file < 0)
		file = memfd_create("input", MFD_CLOEXEC);
	g_assert_cmpint(ftruncate(file, 0), ==, 0);
	g_assert_cmpint(pwrite(file, data, size, 0), ==, (ssize_t)size);
	g_snprintf(path, sizeof path, "/proc/self/fd/%d", file);
	return path;
}

#endif
