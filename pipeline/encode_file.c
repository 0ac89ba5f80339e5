/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * An encoded page as a file of the spool: a header of fixed size, then without gaps the
 * dictionary, the colour space's name, the image's stream and the ICC profile. Numbers are in the
 * machine's order: a spool is read where it was written, and the magic, written as a number,
 * does not match anywhere else. A file is taken only if its sizes add up to its length.
 */
#include "pipeline/encode.h"

#include "base/file.h"
#include "base/i18n.h"
#include "pipeline/error.h"

#include <math.h>
#include <string.h>

#define MAGIC UINT64_C(0x3147504544454f43)
#define MOST_DICTIONARY 4096
#define MOST_COLOR_SPACE 16

typedef struct {
	guint64 magic;
	guint64 dictionary, color_space, stream, icc; /* sizes */
	double width, height, matrix[6];
	guint32 icc_components;
	guint8 passed_through, size_assumed, rendered, unused;
} PageHeader;

bool encoded_page_save(const EncodedPage *page, const char *path, GError **error)
{
	PageHeader header = { .magic = MAGIC,
		.dictionary = strlen(page->dictionary),
		.color_space = strlen(page->color_space),
		.stream = g_bytes_get_size(page->stream),
		.icc = page->icc != NULL ? g_bytes_get_size(page->icc) : 0,
		.width = page->width,
		.height = page->height,
		.icc_components = page->icc_components,
		.passed_through = page->passed_through,
		.size_assumed = page->size_assumed,
		.rendered = page->rendered };
	memcpy(header.matrix, page->matrix, sizeof header.matrix);

	g_autoptr(GByteArray) all = g_byte_array_new();
	g_byte_array_append(all, (const guint8 *)&header, sizeof header);
	g_byte_array_append(all, (const guint8 *)page->dictionary, (guint)header.dictionary);
	g_byte_array_append(all, (const guint8 *)page->color_space, (guint)header.color_space);
	g_byte_array_append(all, g_bytes_get_data(page->stream, NULL), (guint)header.stream);
	if (page->icc != NULL)
		g_byte_array_append(all, g_bytes_get_data(page->icc, NULL), (guint)header.icc);

	g_autoptr(GBytes) bytes = g_byte_array_free_to_bytes(g_steal_pointer(&all));
	return file_publish(path, bytes, error);
}

static bool is_whole(const PageHeader *header, guint64 rest)
{
	bool sized = header->magic == MAGIC && header->dictionary <= MOST_DICTIONARY &&
		header->color_space <= MOST_COLOR_SPACE && header->stream <= rest &&
		header->icc <= rest &&
		header->dictionary + header->color_space + header->stream + header->icc == rest;
	bool placed = isfinite(header->width) && isfinite(header->height);

	for (unsigned i = 0; i < 6; i++)
		placed &= isfinite(header->matrix[i]);
	return sized && placed && header->width > 0 && header->height > 0 &&
		(header->icc == 0 || header->icc_components == 1 || header->icc_components == 3);
}

static EncodedPage *take_apart(const PageHeader *header, GBytes *bytes)
{
	const char *data = g_bytes_get_data(bytes, NULL);
	EncodedPage *page = g_new0(EncodedPage, 1);
	size_t at = sizeof *header;

	page->width = header->width;
	page->height = header->height;
	memcpy(page->matrix, header->matrix, sizeof page->matrix);
	page->icc_components = header->icc_components;
	page->passed_through = header->passed_through != 0;
	page->size_assumed = header->size_assumed != 0;
	page->rendered = header->rendered != 0;

	page->dictionary = g_strndup(data + at, header->dictionary);
	at += header->dictionary;
	page->color_space = g_strndup(data + at, header->color_space);
	at += header->color_space;
	page->stream = g_bytes_new_from_bytes(bytes, at, header->stream);
	at += header->stream;
	if (header->icc > 0)
		page->icc = g_bytes_new_from_bytes(bytes, at, header->icc);
	return page;
}

EncodedPage *encoded_page_load(const char *path, GError **error)
{
	g_autoptr(GBytes) bytes = file_map(path, error);
	PageHeader header;
	size_t size;

	if (bytes == NULL)
		return NULL;
	const void *data = g_bytes_get_data(bytes, &size);
	if (size >= sizeof header) {
		memcpy(&header, data, sizeof header);
		if (is_whole(&header, size - sizeof header))
			return take_apart(&header, bytes);
	}
	g_autofree char *shown = file_show(path);
	g_set_error(error, PIPELINE_ERROR, PIPELINE_ERROR_DOCUMENT,
		_("%s: the page in the spool is damaged"), shown);
	return NULL;
}
