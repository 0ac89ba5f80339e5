/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A signed PDF that is to be changed: its bytes, and where its parts are. What is read of it is read once,
 * and copied by those who change it.
 */
#ifndef TESTS_MUTATE_BASE_H
#define TESTS_MUTATE_BASE_H

#include <glib.h>
#include <stddef.h>

typedef struct {
	char *name;
	GBytes *bytes;
	const char *data;
	size_t size;
	unsigned root; /* number of the catalog */
	GPtrArray *
		objects; /* of char *: the newest body of each number; NULL: none, or not to be had */
	GArray *offsets; /* of size_t: where each "N G obj" of the file begins */
	GArray *numbers; /* of size_t: where each decimal number begins, outside of streams' binary */
	GArray *names;   /* of size_t: where each "/Name" begins */
	GArray *entries; /* of size_t: where each ten-digit offset of a table begins, and each startxref's */
	GArray *ends;        /* of size_t: where each revision ends */
	size_t gap, gap_end; /* the last signature's Contents, without < and > */
} Base;

/* Ends the program if the file is no signed PDF. */
Base *base_load(const char *path);
void base_free(Base *base);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Base, base_free)

#endif
