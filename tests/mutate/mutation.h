/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The ways to change a PDF that a program that knows PDF thinks of: in its bytes, numbers, names, references
 * and objects, in place or by an increment. Each is made of a random number, so that what was found once is
 * found again.
 */
#ifndef TESTS_MUTATE_MUTATION_H
#define TESTS_MUTATE_MUTATION_H

#include "tests/mutate/base.h"

typedef struct {
	const char *name;
	/* Changes `out`, which holds the base's bytes, or did before other mutations. */
	void (*change)(const Base *base, GRand *random, GString *out);
} Mutation;

extern const Mutation mutations[];
extern const unsigned mutation_count;

/* The changed bytes of `base`; `out_first` is the number of the (first) mutation. The caller owns them. */
GString *mutate(const Base *base, guint32 seed, unsigned *out_first);

#endif
