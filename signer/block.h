/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a signature's block looks like: a picture, a QR code and lines of text, from left to right, each
 * of them if the profile has it. Points of paper, origin at the lower left.
 */
#ifndef SIGNER_BLOCK_H
#define SIGNER_BLOCK_H

#include "signer/profile.h"
#include "signer/subset.h"

#include <glib.h>
#include <stdbool.h>

typedef struct {
	const Profile *profile; /* borrowed, as are font and code */
	const Subset *font;
	const char *code; /* what the QR code says; NULL: there is none */
	GPtrArray *lines; /* of char * */
	double size;      /* of type */
	double text_left, text_height;
	double width, height; /* of all */
	bool cut;             /* not all of the text has room */
} Block;

/* Lays out paragraphs (of char *; the last stays whatever is cut) within so much room. If they do not fit
 * in the first width and size of the profile, the block first becomes wider, then the type smaller, then
 * lines before the last are left out. `code` may be NULL. */
Block *block_new(const Profile *profile, const Subset *font, GPtrArray *paragraphs,
	const char *code, double room_width, double room_height);
void block_free(Block *block);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Block, block_free)

/* Its content stream, in which the font is /F0 and the picture /Im0. `out_coded`: false if there should
 * be a QR code and it would be too fine. */
GBytes *block_draw(const Block *block, bool *out_coded);

#endif
