/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a composed PDF says of itself, told twice: as XMP (ISO 16684-1) and, where it has a place
 * for it, as /Info.
 *
 *	dc:title           "QUYẾT ĐỊNH 921/QĐ-UBND: Về việc …", or the name   /Title
 *	dc:creator         the agency that issued the document               /Author
 *	dc:description     its subject                                       /Subject
 *	dc:identifier      number and notation as they are cited
 *	dc:date            when it was issued, also partial
 *	dc:language        of its text
 *	dc:publisher       the agency that digitized it and signs for it
 *	xmp:CreatorTool    the software                                      /Creator
 *	pdf:Producer       the software                                      /Producer
 *	xmp:CreateDate     when it was digitized; so ModifyDate              /CreationDate, /ModDate
 *	digitize:number, :notation, :profile, :sources   own ones, described in the packet
 */
#ifndef PIPELINE_XMP_H
#define PIPELINE_XMP_H

#include "pipeline/compose.h"

#include <glib.h>

/* Strings are UTF-8 without control characters. */
typedef struct {
	char *title;
	char *author; /* the issuing agency; this and the next are NULL if they are not known */
	char *subject, *number, *notation, *identifier /* "921/QĐ-UBND" */, *issued, *agent;
	const char *creator, *language, *profile;
	GDateTime *time; /* of digitization */
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
