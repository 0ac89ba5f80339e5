/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Writing PDF syntax (ISO 32000-1, 7.3). Every function appends one object to `out`; none adds
 * white space around it. Numbers never depend on the locale and never have an exponent.
 */
#ifndef BASE_PDF_H
#define BASE_PDF_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

/* A number with at most five decimals, without trailing zeros; must be finite. */
void pdf_put_number(GString *out, double value);

/* /Name, with # escapes where 7.3.5 asks for them. */
void pdf_put_name(GString *out, const char *name);

/* A text string (7.9.2.2) from valid UTF-8: literal where it is printable ASCII, otherwise
 * UTF-16BE with its byte order mark, in hexadecimal. */
void pdf_put_text(GString *out, const char *utf8);

/* A hexadecimal string of `size` bytes; its digits are always even in number. */
void pdf_put_hex(GString *out, const void *bytes, size_t size);

/* A date (7.9.4) in Vietnam's zone: (D:20240517140322+07'00'). */
void pdf_put_date(GString *out, GDateTime *time);

#endif
