/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The spool of a document: what its finished pages left for it.
 *
 *	00001.image    encoded_page_load()
 *	00001.xml      ALTO of one page
 *	text           pages parted by form feeds
 *	document.pdf   and .alto.xml, .json: finished, to be published
 */
#ifndef PIPELINE_SPOOL_H
#define PIPELINE_SPOOL_H

#include "ocr/words.h"

#include <glib.h>

#define SPOOL_TEXT "text"
#define SPOOL_DOCUMENT "document" /* + each of out_suffixes */
#define SPOOL_DESCRIPTION SPOOL_DOCUMENT ".json"

/* The words of page `page` (from 1). The caller owns them. */
Words *spool_words(const char *spool, unsigned page, GError **error);

#endif
