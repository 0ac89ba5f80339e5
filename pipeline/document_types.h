/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The types of documents by the words in their titles: the 29 of NĐ 30/2020, annex III, and the
 * results of procedures that lie outside that list. */
#ifndef PIPELINE_DOCUMENT_TYPES_H
#define PIPELINE_DOCUMENT_TYPES_H

#include <stdbool.h>

typedef struct {
	const char *name;         /* "QUYẾT ĐỊNH" */
	const char *abbreviation; /* in the notation: "QĐ"; or NULL */
	/* what follows in capitals belongs to the name: GIẤY CHỨNG NHẬN + QUYỀN SỬ DỤNG ĐẤT */
	bool open;
} DocumentType;

/* What an official letter is called: it bears no title. */
#define DOCUMENT_TYPE_LETTER "CÔNG VĂN"

/* The longest type with which `title` (any case, as read) begins, forgiving one wrong letter in
 * eight; NULL: this is no title. `out_whole`: is the title the name and nothing more? */
const DocumentType *document_type_find(const char *title, bool *out_whole);

/* The abbreviation of the type of exactly this name, or NULL. */
const char *document_type_abbreviation(const char *name);

#endif
