/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The description of a document: what is printed on it by which it is found again, each field
 * with its confidence and the box it was read from (NĐ 30/2020, annex I; zones by standards of
 * layout). A field that is not printed, or not read, stays empty: nothing is ever guessed. What is
 * written by hand is no engine's to read: it is marked, with its box, for a person.
 *
 *	describer_new → describer_put_page (each page, in order) → describer_finish → describer_free
 */
#ifndef PIPELINE_DESCRIPTION_H
#define PIPELINE_DESCRIPTION_H

#include "ocr/syllables.h"
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
	FIELD_AUTHORITY, /* in whose place: "TM. ỦY BAN NHÂN DÂN, KT. CHỦ TỊCH, PHÓ CHỦ TỊCH" */
	FIELD_RECIPIENTS, /* "Như Điều 3; Trung tâm Hành chính công tỉnh; Lưu: VT" */
	FIELD_SECRECY,    /* "MẬT", "TỐI MẬT", "TUYỆT MẬT": such a document is stopped */
	FIELD_URGENCY, /* "KHẨN", "THƯỢNG KHẨN", "HỎA TỐC", "HỎA TỐC HẸN GIỜ" */
	FIELD_SEAL,    /* "present": a seal stands by the signature, or on the last page with one */
	FIELD_PAGES,   /* "2": pages that something is written on */
	FIELDS,
} FieldName;

/* Where a value comes from. */
typedef enum {
	SOURCE_PRINTED,  /* read, or counted, on the scan */
	SOURCE_REGISTER, /* the team's register */
	SOURCE_PERSON,   /* somebody looked at the scan */
} FieldSource;

typedef struct {
	char *value;       /* UTF-8, NFC; NULL: not found, or not to be read */
	double confidence; /* 0 … 1 */
	unsigned page;     /* from 1; 0: of no page, or nothing of it was found */
	Box box; /* on that page: where it was read or, without a value, where to look for it */
	FieldSource source;
	bool handwritten; /* all of it, or of a date what `value` lacks, is written by hand */
} Field;

typedef struct {
	Field fields[FIELDS];
	bool outside_period; /* issued on or after the end of the period being digitized */
} Description;

/* "number", "notation", …: the names in JSON, in the ledger and in options. */
const char *field_name(FieldName field);
/* "printed", "register", "person". */
const char *source_name(FieldSource source);
/* Of a name that is none of them: SOURCE_PRINTED, as all was before there were others. */
FieldSource source_from_name(const char *name);

void description_free(Description *description);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Description, description_free)

typedef struct Describer Describer;

/* `period_end`: "YYYY-MM-DD", first day outside the period. `syllables`: values that hold words which are
 * none are less believed; NULL: all are. Both are borrowed until describer_finish(). */
Describer *describer_new(const char *period_end, const Syllables *syllables);
/* Words of unknown confidence, which were not read but stood in the scan's file, are given full
 * confidence. */
void describer_put_page(Describer *describer, unsigned page, Words *words);
/* The caller owns the result. */
Description *describer_finish(Describer *describer);
void describer_free(Describer *describer);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Describer, describer_free)

#endif
