/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Proofs of existence (EN 319 102-1, 5.6.2.3): from when on something existed for certain. A thing is
 * known by its bytes: the value of a signature, a time-stamp's token, the DER of a certificate, an OCSP
 * answer or a list.
 */
#ifndef SIGNER_POE_H
#define SIGNER_POE_H

#include <glib.h>
#include <stdbool.h>

typedef struct Poe Poe;

/* `at`: when all of it is looked at, which is a proof for whatever is at hand. */
Poe *poe_new(gint64 at);
void poe_free(Poe *poe);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Poe, poe_free)

/* A proof that it existed at `time`; an earlier one stays, and one later than `at` is none. */
void poe_add(Poe *poe, GBytes *thing, gint64 time);
void poe_add_all(Poe *poe, const GPtrArray *things, gint64 time);

/* Is there a proof but that it is at hand? */
bool poe_has(const Poe *poe, GBytes *thing);

/* The earliest proof, seconds since 1970. */
gint64 poe_find(const Poe *poe, GBytes *thing);

#endif
