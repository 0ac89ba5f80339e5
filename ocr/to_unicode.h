/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A font's map to Unicode (ISO 32000-1, 9.10.3), as far as it matters whether a code has a value. */
#ifndef OCR_TO_UNICODE_H
#define OCR_TO_UNICODE_H

#include <glib.h>
#include <stdbool.h>

typedef enum {
	UNICODE_NONE,
	UNICODE_WELL,
	UNICODE_ILL, /* 0, a mark of order, half a character: ISO 19005-2, 6.2.11.7.2 */
} UnicodeValue;

enum { UNICODE_CODES = 65536 };

/* Sets `values`, one of UnicodeValue for each code. False: this is no such map. */
bool to_unicode_read(const char *cmap, size_t size, guint8 values[UNICODE_CODES]);

#endif
