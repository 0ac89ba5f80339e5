/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The rectangles of all rows are one path, so that no viewer shows seams between them.
 */
#include "signer/qr.h"

#include "base/pdf.h"

#include <qrencode.h>
#include <string.h>

static const double FINEST = 0.8; /* points: 3 dots at 300 an inch */
enum { QUIET = 4 };               /* modules around (ISO/IEC 18004, 6.3.8) */

G_DEFINE_AUTOPTR_CLEANUP_FUNC(QRcode, QRcode_free)

static void put_numbers(GString *content, const double *numbers, unsigned count)
{
	for (unsigned i = 0; i < count; i++) {
		pdf_put_number(content, numbers[i]);
		g_string_append_c(content, ' ');
	}
}

static void put_row(GString *content, const unsigned char *row, unsigned width, unsigned up)
{
	for (unsigned from = 0; from < width;) {
		unsigned to = from;
		while (to < width && (row[to] & 1) != 0)
			to++;
		if (to > from)
			g_string_append_printf(content, "%u %u %u 1 re\n", from, up, to - from);
		from = to + 1;
	}
}

bool qr_put(GString *content, const char *text, double x, double y, double size)
{
	g_autoptr(QRcode) code =
		QRcode_encodeData((int)strlen(text), (const unsigned char *)text, 0, QR_ECLEVEL_M);
	if (code == NULL || size / (code->width + 2 * QUIET) < FINEST)
		return false;

	unsigned width = (unsigned)code->width;
	double module = size / (width + 2 * QUIET);
	const double matrix[] = { module, 0, 0, module, x + QUIET * module, y + QUIET * module };

	g_string_append(content, "q 0 g ");
	put_numbers(content, matrix, G_N_ELEMENTS(matrix));
	g_string_append(content, "cm\n");
	for (unsigned row = 0; row < width; row++)
		put_row(content, code->data + row * width, width, width - 1 - row);
	g_string_append(content, "f Q\n");
	return true;
}
