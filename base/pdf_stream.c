/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/pdf_stream.h"

#include "base/pdf_object.h"
#include "base/unflate.h"

#include <stdlib.h>
#include <string.h>

/* Times that a filter other than Flate can grow its data: LZW's longest code is one of 4096, and
 * ASCII85 writes four zeros as one letter. */
enum { MOST_GROWTH = 4096, ASCII_GROWTH = 4 };

static GBytes *stream_bytes(qpdf_data pdf, qpdf_oh stream, enum qpdf_stream_decode_level_e level)
{
	unsigned char *data = NULL;
	size_t size = 0;
	QPDF_BOOL filtered = QPDF_FALSE;

	if (!qpdf_oh_is_stream(pdf, stream) ||
		(qpdf_oh_get_stream_data(pdf, stream, level, &filtered, &data, &size) &
			QPDF_ERRORS) != 0 ||
		data == NULL || (level != qpdf_dl_none && !filtered)) {
		free(data);
		return NULL;
	}
	return g_bytes_new_with_free_func(data, size, free, data);
}

/* The value, or the only item if it is an array of one. */
static qpdf_oh single(qpdf_data pdf, qpdf_oh value)
{
	if (qpdf_oh_is_array(pdf, value) && qpdf_oh_get_array_n_items(pdf, value) == 1)
		return qpdf_oh_get_array_item(pdf, value, 0);
	return value;
}

/* How large the data behind the stream's filter are, counted no further than a little more than
 * `most`; above `most` also if there is no telling. */
static size_t measure(qpdf_data pdf, qpdf_oh stream, GBytes *raw, size_t most)
{
	qpdf_oh filter = single(pdf, pdf_find(pdf, stream, "/Filter"));
	size_t size = g_bytes_get_size(raw);

	if (qpdf_oh_is_null(pdf, filter))
		return size;
	if (!qpdf_oh_is_name(pdf, filter))
		return most + 1;
	const char *name = qpdf_oh_get_name(pdf, filter);
	if (g_str_equal(name, "/FlateDecode") || g_str_equal(name, "/Fl"))
		return unflate_size(bytes_of(raw), most);
	return size * (g_str_has_prefix(name, "/ASCII") ? ASCII_GROWTH : MOST_GROWTH);
}

bool pdf_stream_fits(qpdf_data pdf, qpdf_oh stream, size_t *left)
{
	g_autoptr(GBytes) raw = stream_bytes(pdf, stream, qpdf_dl_none);
	size_t size = raw == NULL ? 0 : measure(pdf, stream, raw, *left);

	if (raw == NULL || size > *left)
		return false;
	*left -= size;
	return true;
}

GBytes *pdf_read_stored(qpdf_data pdf, qpdf_oh stream)
{
	return stream_bytes(pdf, stream, qpdf_dl_none);
}

GBytes *pdf_read_fitting(qpdf_data pdf, qpdf_oh stream)
{
	return stream_bytes(pdf, stream, qpdf_dl_generalized);
}

GBytes *pdf_read_decoded(qpdf_data pdf, qpdf_oh stream, size_t most)
{
	return pdf_stream_fits(pdf, stream, &most) ? pdf_read_fitting(pdf, stream) : NULL;
}
