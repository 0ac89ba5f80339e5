/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A page is judged in three steps: the page itself (boxes, annotations, group), what its content does
 * (fit_content.c), and all objects that would be copied (a rehearsal of pdf_copy.h).
 */
#include "ocr/fit.h"

#include "base/pdf_copy.h"
#include "base/pdf_object.h"
#include "ocr/fit_parts.h"
#include "ocr/scan_pdf.h"

#include <math.h>
#include <string.h>

enum { MOST_OBJECTS = 20000, MOST_STRING = 32767, MOST_NAME = 127, ROLES = 16 };
static const double LEAST_SIDE = 3, MOST_SIDE = 14400, MOST_PLACE = 1e6, NEAR = 0.01;
static const double MOST_REAL = 3.402e38, LEAST_REAL = 1.176e-38;

void fit_clear(Fit *fit)
{
	g_clear_pointer(&fit->names, g_ptr_array_unref);
	g_clear_pointer(&fit->cuts, g_array_unref);
}

bool fit_refuse(FitWork *work, const char *reason)
{
	if (work->reason == NULL)
		work->reason = reason;
	return false;
}

static gpointer key_of(const FitWork *work, qpdf_oh object, unsigned role)
{
	guint64 number = (guint64)qpdf_oh_get_object_id(work->pdf, object);

	return GSIZE_TO_POINTER(number * ROLES + role);
}

bool fit_once(FitWork *work, qpdf_oh object, unsigned role)
{
	return qpdf_oh_get_object_id(work->pdf, object) == 0 ||
		g_hash_table_add(work->done, key_of(work, object, role));
}

bool fit_is_met(const FitWork *work, qpdf_oh object, unsigned role)
{
	return g_hash_table_contains(work->done, key_of(work, object, role));
}

void fit_forget(FitWork *work, qpdf_oh object, unsigned role)
{
	g_hash_table_remove(work->done, key_of(work, object, role));
}

static bool read_box(FitWork *work, qpdf_oh box, double out[4])
{
	if (pdf_count(work->pdf, box) != 4)
		return false;
	for (int i = 0; i < 4; i++) {
		qpdf_oh side = qpdf_oh_get_array_item(work->pdf, box, i);
		out[i] = qpdf_oh_get_numeric_value(work->pdf, side);
		if (!qpdf_oh_is_number(work->pdf, side) || !(fabs(out[i]) <= MOST_PLACE))
			return false;
	}
	double width = out[2] - out[0], height = out[3] - out[1];
	return width >= LEAST_SIDE && width <= MOST_SIDE && height >= LEAST_SIDE &&
		height <= MOST_SIDE;
}

/* A crop that reaches over the medium is seen by some readers and not by others. */
static bool judge_boxes(FitWork *work, qpdf_oh page)
{
	qpdf_oh crop = pdf_find_inherited(work->pdf, page, "/CropBox");
	qpdf_oh rotate = pdf_find_inherited(work->pdf, page, "/Rotate");
	double outer[4], inner[4];

	bool well = read_box(work, pdf_find_inherited(work->pdf, page, "/MediaBox"), outer);
	if (well && !qpdf_oh_is_null(work->pdf, crop))
		well = read_box(work, crop, inner) && inner[0] >= outer[0] - NEAR &&
			inner[1] >= outer[1] - NEAR && inner[2] <= outer[2] + NEAR &&
			inner[3] <= outer[3] + NEAR;
	well = well &&
		(qpdf_oh_is_null(work->pdf, rotate) ||
			(qpdf_oh_is_integer(work->pdf, rotate) &&
				qpdf_oh_get_int_value(work->pdf, rotate) % 90 == 0));
	return well || fit_refuse(work, "6.1.13: the boxes of the page");
}

static bool is_link_unseen(FitWork *work, qpdf_oh link)
{
	qpdf_oh border = pdf_find(work->pdf, link, "/Border");
	qpdf_oh width = pdf_find(work->pdf, pdf_find(work->pdf, link, "/BS"), "/W");

	if (pdf_count(work->pdf, border) >= 3)
		width = qpdf_oh_get_array_item(work->pdf, border, 2);
	return qpdf_oh_is_number(work->pdf, width) &&
		qpdf_oh_get_numeric_value(work->pdf, width) == 0;
}

/* Links without a frame and pop-up notes are not seen; they are not copied either. */
static bool judge_annotations(FitWork *work, qpdf_oh page)
{
	qpdf_oh annotations = pdf_find(work->pdf, page, "/Annots");
	int count = pdf_count(work->pdf, annotations);
	bool unseen = true;

	for (int i = 0; unseen && i < count; i++) {
		qpdf_oh one = qpdf_oh_get_array_item(work->pdf, annotations, i);
		qpdf_oh kind = pdf_find(work->pdf, one, "/Subtype");
		unseen = qpdf_oh_is_null(work->pdf, pdf_find(work->pdf, one, "/AP")) &&
			(pdf_is_name(work->pdf, kind, "/Popup") ||
				(pdf_is_name(work->pdf, kind, "/Link") &&
					is_link_unseen(work, one)));
	}
	return unseen || fit_refuse(work, "6.3: annotations that are seen");
}

/* Default spaces (8.6.5.6) stand in for the device's without being named. */
static bool judge_defaults(FitWork *work, qpdf_oh resources)
{
	static const char *const names[] = { "/DefaultGray", "/DefaultRGB", "/DefaultCMYK" };
	qpdf_oh spaces = pdf_find(work->pdf, resources, "/ColorSpace");

	for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
		qpdf_oh space = pdf_find(work->pdf, spaces, names[i]);
		if (qpdf_oh_is_null(work->pdf, space))
			continue;
		if (!fit_color_space(work, space))
			return false;
		g_hash_table_add(work->names, g_strconcat("/ColorSpace", names[i], NULL));
	}
	return true;
}

static bool judge_content(FitWork *work, qpdf_oh page, qpdf_oh resources)
{
	g_autoptr(GBytes) content = pdf_read_content(work->pdf, page);

	if (content == NULL)
		return fit_refuse(work, "6.2.2: content that cannot be read");
	return judge_defaults(work, resources) && fit_content(work, content, resources, 0);
}

/* What may stand nowhere in a PDF/A. */
static bool judge_dictionary(FitWork *work, qpdf_oh dictionary)
{
	static const char *const types[] = { "/OCG", "/OCMD", "/Filespec", "/EmbeddedFile",
		"/Action", "/Annot", "/Sig", "/Metadata" };
	static const char *const keys[] = { "/EF", "/JS", "/AA", "/OC", "/OPI", "/Alternates" };
	qpdf_oh type = pdf_find(work->pdf, dictionary, "/Type");

	for (size_t i = 0; i < G_N_ELEMENTS(types); i++)
		if (pdf_is_name(work->pdf, type, types[i]))
			return fit_refuse(work, "6.5, 6.8, 6.9: an object that no content needs");
	for (size_t i = 0; i < G_N_ELEMENTS(keys); i++)
		if (qpdf_oh_has_key(work->pdf, dictionary, keys[i]))
			return fit_refuse(work, "6.5, 6.8, 6.9: an entry that no content needs");
	return true;
}

static bool judge_stream(FitWork *work, qpdf_oh stream)
{
	static const char *const external[] = { "/F", "/FFilter", "/FDecodeParms" };
	qpdf_oh dictionary = qpdf_oh_get_dict(work->pdf, stream);

	for (size_t i = 0; i < G_N_ELEMENTS(external); i++)
		if (qpdf_oh_has_key(work->pdf, dictionary, external[i]))
			return fit_refuse(work, "6.1.7.1: a stream outside of the file");
	return fit_filters(work, dictionary, "/Filter") && judge_dictionary(work, dictionary);
}

static bool judge_scalar(FitWork *work, qpdf_oh value)
{
	qpdf_data pdf = work->pdf;
	bool well = true;

	if (qpdf_oh_is_integer(pdf, value)) {
		long long number = qpdf_oh_get_int_value(pdf, value);
		well = number >= G_MININT32 && number <= G_MAXINT32;
	} else if (qpdf_oh_is_real(pdf, value)) {
		double number = fabs(qpdf_oh_get_numeric_value(pdf, value));
		well = number <= MOST_REAL && (number == 0 || number >= LEAST_REAL);
	} else if (qpdf_oh_is_name(pdf, value)) {
		well = strlen(qpdf_oh_get_name(pdf, value)) <= MOST_NAME + 1;
	} else if (qpdf_oh_is_string(pdf, value)) {
		size_t size = 0;
		qpdf_oh_get_binary_string_value(pdf, value, &size);
		well = size <= MOST_STRING;
	}
	return well || fit_refuse(work, "6.1.13: a value out of bounds");
}

static bool judge_value(gpointer data, qpdf_data pdf, qpdf_oh value)
{
	FitWork *work = data;

	if (qpdf_oh_is_stream(pdf, value))
		return judge_stream(work, value);
	if (qpdf_oh_is_dictionary(pdf, value))
		return judge_dictionary(work, value);
	return judge_scalar(work, value);
}

/* The resource that a name of Fit.names means. */
qpdf_oh fit_find_named(qpdf_data pdf, qpdf_oh page, const char *name)
{
	qpdf_oh resources = pdf_find_inherited(pdf, page, "/Resources");
	const char *slash = strchr(name + 1, '/');
	g_autofree char *kind = g_strndup(name, (gsize)(slash - name));

	return pdf_find(pdf, pdf_find(pdf, resources, kind), slash);
}

static bool rehearse(FitWork *work, qpdf_oh page)
{
	PdfCopyRules rules = { judge_value, work, MOST_OBJECTS };
	g_autoptr(PdfCopier) copier = pdf_copy_new(work->pdf, NULL, &rules);
	g_autoptr(GString) out = g_string_new(NULL);
	bool well = pdf_copy_value(copier, pdf_find(work->pdf, page, "/Contents"), out) &&
		pdf_copy_value(copier, pdf_find(work->pdf, page, "/Group"), out);

	GHashTableIter iter;
	gpointer name;
	g_hash_table_iter_init(&iter, work->names);
	while (well && g_hash_table_iter_next(&iter, &name, NULL)) {
		g_string_truncate(out, 0);
		well = pdf_copy_value(copier, fit_find_named(work->pdf, page, name), out);
	}
	return well || fit_refuse(work, "6.1.13: objects that cannot be copied");
}

static bool judge_page(FitWork *work, qpdf_oh page)
{
	qpdf_oh resources = pdf_find_inherited(work->pdf, page, "/Resources");

	if (qpdf_is_encrypted(work->pdf))
		return fit_refuse(work, "6.1.3: the file is encrypted");
	return judge_boxes(work, page) && judge_annotations(work, page) &&
		fit_group(work, pdf_find(work->pdf, page, "/Group")) &&
		judge_content(work, page, resources) && rehearse(work, page);
}

static gint compare_names(gconstpointer a, gconstpointer b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static GPtrArray *list_names(GHashTable *set)
{
	GPtrArray *names = g_ptr_array_new_with_free_func(g_free);
	GHashTableIter iter;
	gpointer name;

	g_hash_table_iter_init(&iter, set);
	while (g_hash_table_iter_next(&iter, &name, NULL))
		g_ptr_array_add(names, g_strdup(name));
	g_ptr_array_sort(names, compare_names);
	return names;
}

const char *fit_judge(qpdf_data pdf, qpdf_oh page, Fit *out_fit)
{
	FitWork work = { .pdf = pdf, .content_left = FIT_MOST_CONTENT };

	work.fonts = fit_fonts_new();
	work.done = g_hash_table_new(NULL, NULL);
	work.names = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	work.found.cuts = g_array_new(FALSE, FALSE, sizeof(FitCut));
	bool well = judge_page(&work, page);
	g_hash_table_unref(work.done);
	fit_fonts_free(work.fonts);
	if (well)
		work.found.names = list_names(work.names);
	g_hash_table_unref(work.names);
	if (!well) {
		fit_clear(&work.found);
		return work.reason != NULL ? work.reason : "6.2: something is wrong with the page";
	}
	/* text that stays may rely on a font that text before it has set */
	if (work.found.is_shown_text)
		g_clear_pointer(&work.found.cuts, g_array_unref);
	*out_fit = work.found;
	return NULL;
}
