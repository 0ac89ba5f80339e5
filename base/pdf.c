/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/pdf.h"

#include "base/clock.h"

#include <math.h>
#include <string.h>

void pdf_put_number(GString *out, double value)
{
	char text[G_ASCII_DTOSTR_BUF_SIZE];

	g_assert(isfinite(value));
	if (fabs(value) < 0.000005)
		value = 0;
	g_ascii_formatd(text, sizeof text, "%.5f", value);
	size_t end = strlen(text);
	while (text[end - 1] == '0')
		end--;
	if (text[end - 1] == '.')
		end--;
	g_string_append_len(out, text, (gssize)end);
}

void pdf_put_name(GString *out, const char *name)
{
	g_string_append_c(out, '/');
	for (const unsigned char *c = (const unsigned char *)name; *c != '\0'; c++)
		if (*c <= ' ' || *c > '~' || strchr("#()<>[]{}/%", *c) != NULL)
			g_string_append_printf(out, "#%02X", *c);
		else
			g_string_append_c(out, (char)*c);
}

static bool is_plain(const char *text)
{
	for (; *text != '\0'; text++)
		if (*text < ' ' || *text > '~')
			return false;
	return true;
}

void pdf_put_text(GString *out, const char *utf8)
{
	if (is_plain(utf8)) {
		g_string_append_c(out, '(');
		for (; *utf8 != '\0'; utf8++) {
			if (strchr("()\\", *utf8) != NULL)
				g_string_append_c(out, '\\');
			g_string_append_c(out, *utf8);
		}
		g_string_append_c(out, ')');
		return;
	}

	glong units = 0;
	g_autofree gunichar2 *utf16 = g_utf8_to_utf16(utf8, -1, NULL, &units, NULL);
	g_assert(utf16 != NULL);
	g_string_append(out, "<FEFF");
	for (glong i = 0; i < units; i++)
		g_string_append_printf(out, "%04X", utf16[i]);
	g_string_append_c(out, '>');
}

void pdf_put_hex(GString *out, const void *bytes, size_t size)
{
	static const char digits[] = "0123456789ABCDEF";
	const unsigned char *byte = bytes;
	size_t at = out->len;

	g_string_set_size(out, at + 2 * size + 2);
	out->str[at++] = '<';
	for (size_t i = 0; i < size; i++) {
		out->str[at++] = digits[byte[i] >> 4];
		out->str[at++] = digits[byte[i] & 15];
	}
	out->str[at] = '>';
}

void pdf_put_date(GString *out, GDateTime *time)
{
	g_autoptr(GDateTime) local = clock_in_vietnam(time);
	g_autofree char *text = g_date_time_format(local, "(D:%Y%m%d%H%M%S+07'00')");

	g_string_append(out, text);
}
