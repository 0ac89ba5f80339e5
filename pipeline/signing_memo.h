/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the check before signing has found, in a file that all document processes of a run share: the
 * first one asks, and waits as long as that takes; the others wait for it, or find what it found,
 * also that nobody answered. Each signer would otherwise wait out every time limit by itself. When
 * it does not hold any more, the next one asks again.
 */
#ifndef PIPELINE_SIGNING_MEMO_H
#define PIPELINE_SIGNING_MEMO_H

#include "signer/signing_check.h"

#include <glib.h>
#include <stdbool.h>

/* signing_check_make(), or what it gave to another process since. `out_warnings`: of char *, what
 * could not be checked; the caller owns them. Errors: its own; BASE_ERROR_SYSTEM for the file. */
bool signing_memo_check(const char *path, const GPtrArray *certificates, const SigningRules *rules,
	GPtrArray **out_warnings, GError **error);

#endif
