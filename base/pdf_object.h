/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Reading a PDF's objects through qpdf. What is not there, or of another kind than is asked for,
 * is null: nothing here fails.
 */
#ifndef BASE_PDF_OBJECT_H
#define BASE_PDF_OBJECT_H

#include <glib.h>
#include <qpdf/qpdf-c.h>
#include <stdbool.h>

/* The value of `key` ("/Fields") in a dictionary or a stream's dictionary. */
qpdf_oh pdf_find(qpdf_data pdf, qpdf_oh dictionary, const char *key);

/* The same, from the nearest ancestor (/Parent) that has it, as pages and fields inherit
 * attributes (ISO 32000-1, 7.7.3.4 and 12.7.3.2). Looks no further than 64 up. */
qpdf_oh pdf_find_inherited(qpdf_data pdf, qpdf_oh dictionary, const char *key);

/* Does the way up by /Parent end within those 64? */
bool pdf_has_top(qpdf_data pdf, qpdf_oh dictionary);

/* Is `name` ("/Sig") the value? */
bool pdf_is_name(qpdf_data pdf, qpdf_oh value, const char *name);

/* How many items the array has; 0 if it is none. */
int pdf_count(qpdf_data pdf, qpdf_oh array);

/* The keys of a dictionary (char *, with their slashes). qpdf goes over one dictionary at a time: who
 * looks at values on the way needs such a list. The caller owns it. */
GPtrArray *pdf_list_keys(qpdf_data pdf, qpdf_oh dictionary);

#endif
