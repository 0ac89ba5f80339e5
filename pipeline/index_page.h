/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The keys of the index, shared by what writes it and what searches it. */
#ifndef PIPELINE_INDEX_PAGE_H
#define PIPELINE_INDEX_PAGE_H

#include <glib.h>

enum { PAGE_BITS = 20, PAGES_OF_DOCUMENT = 1 << PAGE_BITS };

#define MOST_DOCUMENT (G_MAXINT64 >> (PAGE_BITS + 1))

static inline gint64 page_id(gint64 document, unsigned page)
{
	return document * PAGES_OF_DOCUMENT + page;
}

/* "005" and "5" are the same number. The caller frees it. */
char *index_number_key(const char *number);

/* "2019", "2019-08" or "2019-08-15" filled up from `rest`: "-00-00" for the first, "-99-99" for the
 * last day that it may mean. The caller frees it. */
char *index_date_key(const char *date, const char *rest);

#endif
