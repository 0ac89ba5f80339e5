/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The visible block of a signature: top right corner of the page as it is shown, in its top
 * margin, black upright serif of 10 points, no seal image (NĐ 30/2020, annex I).
 */
#ifndef SIGNER_APPEARANCE_H
#define SIGNER_APPEARANCE_H

#include "signer/increment.h"
#include "signer/sign.h"

#include <glib.h>
#include <stdbool.h>

/* The form of a block names its profile: /PieceInfo << /digisign << /Private /nd30-copy … */
#define APPEARANCE_OWNER "digisign"

typedef struct {
	double rect[4]; /* of the widget, in the page's user space; zeros if invisible */
	unsigned form;  /* object number of the appearance, 0 if invisible */
} Appearance;

/* Writes the form XObject and its font. `rectangle`: the /Rect of a widget that is there, which the
 * block fills; null: the block's own place. Error: SIGNER_ERROR_INPUT. */
bool appearance_write(Increment *increment, qpdf_oh page, const SignatureBlock *block,
	const Identity *identity, GDateTime *time, qpdf_oh rectangle, Appearance *out_appearance,
	GError **error);

/* Can the block be written: is its font there, and one? To be asked before any work is begun. Error:
 * SIGNER_ERROR_INPUT, BASE_ERROR_SYSTEM. */
bool appearance_check(const SignatureBlock *block, GError **error);

/* Makes what is the same in the blocks of many files, so that processes forked from this one inherit
 * it. */
void appearance_prepare(const SignatureBlock *block, const Identity *identity);

/* Is this the name of a profile? */
bool appearance_has_profile(const char *name);

#endif
