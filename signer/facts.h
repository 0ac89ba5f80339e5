/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a report says, fact by fact, in the order in which a person wants to know it: for the text and
 * for the page alike. All that TT 15/2025/TT-BKHCN, article 6, asks to show is among them.
 */
#ifndef SIGNER_FACTS_H
#define SIGNER_FACTS_H

#include "signer/telling.h"

#include <glib.h>

typedef enum {
	FACT_PLAIN,
	FACT_LOUD,  /* must not be overlooked */
	FACT_INNER, /* belongs to the one before it */
} FactKind;

typedef struct {
	FactKind kind;
	const char *label; /* translated, static; NULL: the value speaks for itself */
	char *value;       /* one line; what others wrote is quoted (signer/quote.h) */
} Fact;

/* What heads a signature: "Signature 1 of 2, field “S1”: not valid (HASH_FAILURE)". The caller frees
 * it. */
char *signature_headline(const VerifyReport *report, unsigned index);

/* Of the file, and of one of its signatures: arrays of Fact, which the caller unrefs. */
GPtrArray *facts_of_file(const Telling *telling);
GPtrArray *facts_of_signature(const VerifyReport *report, const SignatureReport *signature);

#endif
