/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Which level signatures are to have, and whose services raise them there. A plan is made once, of
 * options or settings, and serves all files.
 */
#ifndef SIGNER_LEVEL_PLAN_H
#define SIGNER_LEVEL_PLAN_H

#include "signer/raise.h"
#include "signer/sign.h"

#include <glib.h>
#include <stdbool.h>

typedef struct {
	Level level;
	Tsa *tsas; /* owned; their strings are lent */
	TsaRules authorities;
	RevocationRules revocation; /* strings lent */
	TrustSet *trust;            /* owned; or NULL */
} LevelPlan;

void level_plan_clear(LevelPlan *plan);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(LevelPlan, level_plan_clear)

/* Signs `document`, which errors call `shown`, into `out` up to the level: pdf_sign_opened(), and what
 * the level asks for beyond it. `signer->authorities` are the plan's. */
bool level_plan_sign(const LevelPlan *plan, PdfFile *document, const char *out, const char *shown,
	const Signer *signer, const SignatureBlock *block, GError **error);

/* Raises `path` as planned; imprints are made by `digest`. `newest_alone`: see RaiseRules. */
bool level_plan_raise(const LevelPlan *plan, const char *path, const char *shown,
	const Digest *digest, bool newest_alone, GError **error);

#endif
