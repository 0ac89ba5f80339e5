/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Judging a finished PDF, page by page and image by image, by what the law asks of a copy. */
#ifndef PIPELINE_JUDGE_H
#define PIPELINE_JUDGE_H

#include "pipeline/compose.h"
#include "pipeline/rules.h"

#include <glib.h>

/* What a page of the PDF really holds. */
typedef struct {
	GArray *images;     /* of PaintedImage */
	GArray *shortfalls; /* of Shortfall */
} PageFinding;

/* Reads `path` through qpdf; from the spool comes only whether a page's size was assumed, which no
 * PDF tells. The caller owns the array of PageFinding, one a page. Error: PIPELINE_ERROR_DOCUMENT. */
GPtrArray *document_judge(const Composition *composition, const char *path, GError **error);

#endif
