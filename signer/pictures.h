/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Pictures of the pages of each revision of a PDF, with what differs from the revision before outlined.
 *
 * A hostile PDF can kill who draws it: a process of its own does, within limits of time, memory, pages
 * and revisions, and what it had drawn by then counts.
 */
#ifndef SIGNER_PICTURES_H
#define SIGNER_PICTURES_H

#include <glib.h>
#include <stdbool.h>

enum { PICTURE_PAGES = 10, PICTURE_REVISIONS = 6 };

typedef struct {
	unsigned page;     /* from 1 */
	unsigned revision; /* its number in the file, from 1 */
	bool differs;      /* from the revision before */
	GBytes *png;
} Picture;

typedef struct {
	GPtrArray *pictures; /* of Picture, by page and then by revision */
	char *problem;       /* why some are not there: a sentence, or NULL */
} Pictures;

/* Never fails: what could not be drawn is told in `problem`. `password`: of an encrypted file, or NULL. */
Pictures *pictures_make(const char *path, const char *password);
void pictures_free(Pictures *pictures);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Pictures, pictures_free)

#endif
