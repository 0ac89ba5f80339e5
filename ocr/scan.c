/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The format is told by the first bytes. PDF's header may stand anywhere in the first 1024 bytes
 * (ISO 32000-1, annex H, note 13), so it is looked for last.
 */
#include "ocr/scan.h"

#include "base/file.h"
#include "base/i18n.h"
#include "ocr/error.h"
#include "ocr/scan_format.h"

#include <math.h>
#include <string.h>

static const struct {
	const char *bytes;
	size_t size;
	const ScanReader *reader;
} magics[] = {
	{ "II*\0", 4, &scan_tiff },
	{ "MM\0*", 4, &scan_tiff },
	{ "II+\0", 4, &scan_tiff },
	{ "MM\0+", 4, &scan_tiff },
	{ "\xff\xd8\xff", 3, &scan_jpeg },
	{ "\x89PNG\r\n\x1a\n", 8, &scan_png },
	{ "\0\0\0\x0cjP  \r\n\x87\n", 12, &scan_jp2 },
	{ "\xff\x4f\xff\x51", 4, &scan_jp2 },
};

enum { PDF_HEADER_WITHIN = 1024 };

bool scan_refuse(GError **error, const char *sentence)
{
	g_set_error_literal(error, OCR_ERROR, OCR_ERROR_INPUT, sentence);
	return false;
}

static const ScanReader *find_reader(GBytes *bytes)
{
	size_t size;
	const char *start = g_bytes_get_data(bytes, &size);

	for (size_t i = 0; i < G_N_ELEMENTS(magics); i++)
		if (size >= magics[i].size && memcmp(start, magics[i].bytes, magics[i].size) == 0)
			return magics[i].reader;
	if (size > 0 && memmem(start, MIN(size, PDF_HEADER_WITHIN), "%PDF-", 5) != NULL)
		return &scan_pdf;
	return NULL;
}

static bool open_format(Scan *scan, GError **error)
{
	if (g_bytes_get_size(scan->bytes) == 0)
		return scan_refuse(error, _("the file is empty"));
	scan->reader = find_reader(scan->bytes);
	if (scan->reader == NULL)
		return scan_refuse(error, _("the file is no TIFF, JPEG, PNG, JPEG 2000 or PDF"));
	if (!scan->reader->open(scan, error))
		return false;
	if (scan->pages == 0)
		return scan_refuse(error, _("the file has no pages"));
	if (scan->pages > scan->limits.max_pages) {
		g_set_error(error, OCR_ERROR, OCR_ERROR_INPUT, _("the file has more than %u pages"),
			scan->limits.max_pages);
		return false;
	}
	return true;
}

Scan *scan_open(const char *path, const ScanLimits *limits, GError **error)
{
	g_autoptr(Scan) scan = g_new0(Scan, 1);

	setMsgSeverity(L_SEVERITY_NONE);
	scan->limits = *limits;
	scan->bytes = file_map(path, error);
	if (scan->bytes == NULL || !open_format(scan, error))
		return NULL;
	return g_steal_pointer(&scan);
}

void scan_free(Scan *scan)
{
	if (scan == NULL)
		return;
	if (scan->reader != NULL)
		scan->reader->close(scan->state);
	g_clear_pointer(&scan->bytes, g_bytes_unref);
	g_free(scan);
}

unsigned scan_page_count(const Scan *scan)
{
	return scan->pages;
}

bool scan_is_signed(const Scan *scan)
{
	return scan->is_signed;
}

/* A stream is shown by readers who believe its dictionary: it must say what was decoded. */
static bool is_true_to(const ScanStream *stream, PIX *pix)
{
	return stream->width == (unsigned)pixGetWidth(pix) &&
		stream->height == (unsigned)pixGetHeight(pix) &&
		stream->components == (pixGetDepth(pix) == 32 ? 3 : 1);
}

ScanPage *scan_read_page(Scan *scan, unsigned number, GError **error)
{
	g_assert(number < scan->pages);
	ScanPage *page = scan->reader->read(scan, number, error);
	if (page != NULL && page->stream != NULL && !is_true_to(page->stream, page->pix))
		g_clear_pointer(&page->stream, scan_stream_free);
	return page;
}
