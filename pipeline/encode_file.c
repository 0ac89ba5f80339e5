/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * An encoded page as a file of the spool: a header of fixed size, then without gaps each image's
 * dictionary, colour space's name and stream, the names of kept resources, and the ICC profile. Numbers are in the machine's
 * order: a spool is read where it was written, and the magic, written as a number, does not match
 * anywhere else. A file is taken only if its sizes add up to its length.
 */
#include "pipeline/encode.h"

#include "base/file.h"
#include "base/i18n.h"
#include "pipeline/error.h"

#include <math.h>
#include <string.h>

#define MAGIC UINT64_C(0x3347504544454f43)
#define MOST_DICTIONARY 4096
#define MOST_COLOR_SPACE 16

typedef struct {
	guint64 dictionary, color_space, stream; /* sizes */
	guint32 width, height;
} ImageHeader;

typedef struct {
	guint64 magic, icc, resources;
	double width, height, matrix[6], unit;
	guint32 icc_components, source, source_page, rotate;
	guint8 passed_through, size_assumed, rendered, count;
	guint8 kept, without_text, zero[2];
	ImageHeader images[MOST_ENCODED_IMAGES]; /* those behind `count` are all zero */
} PageHeader;

static PageHeader make_header(const EncodedPage *page)
{
	PageHeader header = { .magic = MAGIC,
		.icc = page->icc != NULL ? g_bytes_get_size(page->icc) : 0,
		.width = page->width,
		.height = page->height,
		.icc_components = page->icc_components,
		.passed_through = page->passed_through,
		.size_assumed = page->size_assumed,
		.rendered = page->rendered,
		.count = (guint8)page->count };

	memcpy(header.matrix, page->matrix, sizeof header.matrix);
	if (page->content != NULL) {
		header.kept = true;
		header.resources = strlen(page->content->resources);
		header.unit = page->content->unit;
		header.source = page->content->source;
		header.source_page = page->content->page;
		header.rotate = page->content->rotate;
		header.without_text = page->content->without_text;
	}
	for (unsigned i = 0; i < page->count; i++) {
		const EncodedImage *image = &page->images[i];
		header.images[i] =
			(ImageHeader) { strlen(image->dictionary), strlen(image->color_space),
				g_bytes_get_size(image->stream), image->width, image->height };
	}
	return header;
}

static void put_bytes(GByteArray *all, GBytes *bytes)
{
	gsize size;
	const guint8 *data = g_bytes_get_data(bytes, &size);

	g_byte_array_append(all, data, (guint)size);
}

bool encoded_page_save(const EncodedPage *page, const char *path, GError **error)
{
	PageHeader header = make_header(page);
	g_autoptr(GByteArray) all = g_byte_array_new();

	g_byte_array_append(all, (const guint8 *)&header, sizeof header);
	for (unsigned i = 0; i < page->count; i++) {
		const EncodedImage *image = &page->images[i];
		g_byte_array_append(
			all, (const guint8 *)image->dictionary, (guint)header.images[i].dictionary);
		g_byte_array_append(all, (const guint8 *)image->color_space,
			(guint)header.images[i].color_space);
		put_bytes(all, image->stream);
	}
	if (page->content != NULL)
		g_byte_array_append(
			all, (const guint8 *)page->content->resources, (guint)header.resources);
	if (page->icc != NULL)
		put_bytes(all, page->icc);

	g_autoptr(GBytes) bytes = g_byte_array_free_to_bytes(g_steal_pointer(&all));
	return file_publish(path, bytes, error);
}

/* Takes from `*left` what the image holds of it; false if that is more than there is. */
static bool take_sizes(const ImageHeader *image, guint64 *left)
{
	if (image->dictionary > MOST_DICTIONARY || image->color_space > MOST_COLOR_SPACE ||
		image->stream > *left)
		return false;
	guint64 size = image->dictionary + image->color_space + image->stream;
	if (size > *left)
		return false;
	*left -= size;
	return true;
}

static bool is_whole(const PageHeader *header, guint64 rest)
{
	bool sized = header->magic == MAGIC && header->count <= MOST_ENCODED_IMAGES;
	bool placed = isfinite(header->width) && isfinite(header->height);

	for (unsigned i = 0; sized && i < header->count; i++)
		sized = take_sizes(&header->images[i], &rest);
	for (unsigned i = 0; i < 6; i++)
		placed &= isfinite(header->matrix[i]);
	placed &= header->kept == 0 || (isfinite(header->unit) && header->unit > 0);
	sized &= header->resources <= rest && header->rotate < 360 && header->rotate % 90 == 0;
	return sized && header->icc == rest - header->resources && placed && header->width > 0 &&
		header->height > 0 &&
		(header->icc == 0 || header->icc_components == 1 || header->icc_components == 3);
}

static EncodedContent *take_content(const PageHeader *header, const char *resources)
{
	EncodedContent *content = g_new0(EncodedContent, 1);

	content->source = header->source;
	content->page = header->source_page;
	content->rotate = header->rotate;
	content->unit = header->unit;
	content->without_text = header->without_text != 0;
	content->resources = g_strndup(resources, header->resources);
	return content;
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
	page->count = header->count;
	for (unsigned i = 0; i < page->count; i++) {
		const ImageHeader *sizes = &header->images[i];
		EncodedImage *image = &page->images[i];
		image->dictionary = g_strndup(data + at, sizes->dictionary);
		at += sizes->dictionary;
		image->color_space = g_strndup(data + at, sizes->color_space);
		at += sizes->color_space;
		image->stream = g_bytes_new_from_bytes(bytes, at, sizes->stream);
		at += sizes->stream;
		image->width = sizes->width;
		image->height = sizes->height;
	}
	if (header->kept != 0)
		page->content = take_content(header, data + at);
	at += header->resources;
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
