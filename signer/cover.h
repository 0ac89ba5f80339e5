/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Whether a signature that was added, and is seen, can hide what the page says. Signing beside the text, or
 * over it with what is transparent, is everyday practice; a solid image or area laid over text is not.
 */
#ifndef SIGNER_COVER_H
#define SIGNER_COVER_H

#include "signer/objects.h"

#include <stdbool.h>

/* May the appearance of a widget or another annotation, as it is in `after`, hide text of `page`, or most of
 * another annotation upon it, as they were in `before`? Also if it cannot be told. Pages that are one image cannot
 * be looked into: what lies over that is not taken for hiding. `annotation`: the page's item that leads to it.
 * `left`: values that may still be looked at. */
bool cover_hides(Objects *objects, unsigned before, const Value *page, unsigned after,
	const Value *annotation, size_t *left);

#endif
