/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The description of a document: what is printed on it by which it is found again, each field
 * with its confidence and the box it was read from (NĐ 30/2020, annex I; zones by standards of
 * layout). A field that is not printed, or not read, stays empty: nothing is ever guessed.
 *
 *	describer_new → describer_put_page (each page, in order) → describer_finish → describer_free
 */
#ifndef PIPELINE_DESCRIPTION_H
#define PIPELINE_DESCRIPTION_H

#include "ocr/words.h"

#include <glib.h>
#include <stdbool.h>

typedef enum {
	FIELD_NUMBER,   /* "921" */
	FIELD_NOTATION, /* "QĐ-UBND" */
	FIELD_ISSUED,   /* ISO 8601, also partial: "2019-08-15", "2019-08", "2019" */
	FIELD_PLACE,    /* "Bình Dương" */
	FIELD_PARENT,   /* the superior agency: "UBND TỈNH BÌNH DƯƠNG" */
	FIELD_AGENCY, /* the issuing agency: "SỞ Y TẾ", "ỦY BAN NHÂN DÂN TỈNH BÌNH DƯƠNG" */
	FIELD_TYPE,    /* "QUYẾT ĐỊNH", "CÔNG VĂN", "GIẤY PHÉP XÂY DỰNG" */
	FIELD_SUBJECT, /* "Về việc …", "V/v …" */
	FIELD_SIGNER,  /* "Phan Văn Vinh" */
	FIELD_SECRECY, /* "MẬT", "TỐI MẬT", "TUYỆT MẬT": such a document is stopped */
	FIELDS,
} FieldName;

typedef struct {
	char *value;       /* UTF-8, NFC; NULL: not found */
	double confidence; /* 0 … 1 */
	unsigned page;     /* from 1 */
	Box box;           /* on that page */
} Field;

typedef struct {
	Field fields[FIELDS];
	bool outside_period; /* issued on or after the end of the period being digitized */
} Description;

/* "number", "notation", …: the names in JSON, in the ledger and in options. */
const char *field_name(FieldName field);

void description_free(Description *description);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Description, description_free)

typedef struct Describer Describer;

/* `period_end`: "YYYY-MM-DD", first day outside the period; borrowed until describer_finish(). */
Describer *describer_new(const char *period_end);
void describer_put_page(Describer *describer, unsigned page, const Words *words);
/* The caller owns the result. */
Description *describer_finish(Describer *describer);
void describer_free(Describer *describer);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Describer, describer_free)

#endif
