/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a signature lets later revisions change: its DocMDP, its FieldMDP, and the lock of its field
 * (ISO 32000-2, 12.8.2.2, 12.8.2.4 and table 236).
 */
#ifndef SIGNER_PERMISSIONS_H
#define SIGNER_PERMISSIONS_H

#include "signer/difference.h"
#include "signer/form.h"
#include "signer/verify.h"

#include <glib.h>
#include <stdbool.h>

typedef struct {
	unsigned own;     /* P of its own DocMDP, 1 to 3; 0: it has none */
	Level level;      /* that holds for what comes after it */
	bool certified;   /* by it, or before it was made */
	bool encrypted;   /* names cannot be compared */
	GPtrArray *locks; /* of Value: dictionaries with /Action and /Fields */
	Objects *objects;
	unsigned revision;
} Permissions;

/* Of the signature that is the value of `field`. Without any DocMDP that of an approval signature holds,
 * which is the second level. */
void permissions_read(
	Objects *objects, const FormField *field, unsigned revision, Permissions *out_permissions);
void permissions_clear(Permissions *permissions);

/* How grave it is that a later revision differs so. */
Changes permissions_weigh(const Permissions *permissions, const Finding *finding);

#endif
