/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The visible block of a signature, as its profile has it (signer/profile.h), on the first page as it is
 * shown. It never stands over print: where its place is printed on it goes elsewhere, and where there is
 * no room the signature is invisible, unless the caller says otherwise. Each of these is told.
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
	unsigned form;  /* object number of the appearance, 0 if the profile has none */
} Appearance;

/* Writes the form XObject and what it needs; looks at the page with poppler, unless the profile is
 * "none" or the block has its place. `rectangle`: the /Rect of a widget that is there, which the block
 * fills; null: the block's own place. Error: of subset_make(). */
bool appearance_write(Increment *increment, qpdf_oh page, const SignatureBlock *block,
	const Identity *identity, GDateTime *time, qpdf_oh rectangle, Appearance *out_appearance,
	GError **error);

/* Can the block be written: is its font there, and one? To be asked before any work is begun. Error:
 * SIGNER_ERROR_INPUT, BASE_ERROR_SYSTEM. */
bool appearance_check(const SignatureBlock *block, GError **error);

/* Makes what is the same in the blocks of many files, so that processes forked from this one inherit
 * it. */
void appearance_prepare(const SignatureBlock *block, const Identity *identity);

#endif
