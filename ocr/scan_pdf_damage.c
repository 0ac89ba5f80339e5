/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Damage to the images of a page that is rendered. Poppler draws what there is of an image and
 * leaves the rest white; it only tells so in messages, which poppler-glib logs. Of a JPEG that is
 * cut off and of a stream without a byte it does not tell even that: these qpdf finds.
 */
#include "base/pdf_object.h"
#include "ocr/error.h"
#include "ocr/scan_format.h"
#include "ocr/scan_pdf.h"

#include <string.h>

enum { MOST_IMAGES = 256 };

static const char LOG_DOMAIN[] = "Poppler";

/* What its decoders of images say when data are missing or wrong. Not among these is what they say
 * of harmless things, such as marks behind the last row, or of a codestream that is tried as a file
 * first; nor what is said of fonts, annotations or syntax. */
static bool tells_damage(const char *message)
{
	static const char *const phrases[] = { "JBIG2", "after segment", "segment handler read",
		"in flate stream", "Bad LZW stream", "Bad two dim code", "Bad white code",
		"Bad black code", "Bad 2D code", "CCITTFax row", "Unable to decode image",
		"Did no succeed opening JPX Stream." };

	for (size_t i = 0; i < G_N_ELEMENTS(phrases); i++)
		if (strstr(message, phrases[i]) != NULL)
			return true;
	return false;
}

static void note(const char *domain, GLogLevelFlags level, const char *message, gpointer data)
{
	PdfWatch *watch = data;

	(void)domain;
	(void)level;
	watch->saw_damage = watch->saw_damage || tells_damage(message);
}

void pdf_watch_start(PdfWatch *watch)
{
	watch->saw_damage = false;
	watch->handler =
		g_log_set_handler(LOG_DOMAIN, G_LOG_LEVEL_MASK & ~G_LOG_LEVEL_ERROR, note, watch);
}

bool pdf_watch_stop(PdfWatch *watch)
{
	g_log_remove_handler(LOG_DOMAIN, watch->handler);
	return !watch->saw_damage;
}

/* An image beyond the limits is believed, and so are all when no pixels are `left`, which bounds the
 * work for one page. */
static bool is_whole(qpdf_data pdf, qpdf_oh image, const ScanLimits *limits, double *left)
{
	double width = qpdf_oh_get_numeric_value(pdf, pdf_find(pdf, image, "/Width"));
	double height = qpdf_oh_get_numeric_value(pdf, pdf_find(pdf, image, "/Height"));
	g_autoptr(GError) error = NULL;
	bool is_empty;
	g_autoptr(GBytes) jpeg = pdf_read_jpeg(pdf, image, &is_empty);

	if (jpeg == NULL || *left <= 0 || !(width >= 1 && width <= limits->max_side) ||
		!(height >= 1 && height <= limits->max_side) ||
		!scan_check_size(limits, (uint64_t)width, (uint64_t)height, NULL))
		return !is_empty;
	g_autoptr(ScanPage) page = jpeg_read(limits, jpeg, &error);
	if (page != NULL)
		*left -= (double)pixGetWidth(page->pix) * pixGetHeight(page->pix);
	return !g_error_matches(error, OCR_ERROR, OCR_ERROR_INPUT);
}

bool pdf_images_are_whole(qpdf_data pdf, const ScanLimits *limits, unsigned number)
{
	double left = limits->max_megapixels * 1e6;
	bool whole = true;

	if ((int)number >= qpdf_get_num_pages(pdf))
		return true;
	qpdf_oh page = qpdf_get_page_n(pdf, number);
	qpdf_oh objects = pdf_find(pdf, pdf_find_inherited(pdf, page, "/Resources"), "/XObject");
	if (!qpdf_oh_is_dictionary(pdf, objects))
		return true;
	qpdf_oh_begin_dict_key_iter(pdf, objects);
	for (int i = 0; whole && i < MOST_IMAGES && qpdf_oh_dict_more_keys(pdf); i++) {
		qpdf_oh object = qpdf_oh_get_key(pdf, objects, qpdf_oh_dict_next_key(pdf));
		if (qpdf_oh_is_stream(pdf, object) &&
			pdf_is_name(pdf, pdf_find(pdf, object, "/Subtype"), "/Image"))
			whole = is_whole(pdf, object, limits, &left);
	}
	return whole;
}
