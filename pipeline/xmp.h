/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a composed PDF says of itself, told twice: as XMP (ISO 16684-1) and as /Info. */
#ifndef PIPELINE_XMP_H
#define PIPELINE_XMP_H

#include "pipeline/compose.h"

#include <glib.h>

/* Strings are UTF-8 without control characters. */
typedef struct {
	char *title;
	char *author;  /* the issuing agency; NULL if it is not known */
	char *subject; /* NULL if it is not known */
	const char *creator, *language;
	GDateTime *time;
	const char *const *sources;
} Metadata;

Metadata *metadata_new(const Composition *composition);
void metadata_free(Metadata *metadata);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Metadata, metadata_free)

/* The XMP packet, with PDF/A's identification. The caller owns the bytes. */
GBytes *metadata_xmp(const Metadata *metadata);

/* The information dictionary, as PDF syntax. The caller frees it. */
char *metadata_information(const Metadata *metadata);

#endif
