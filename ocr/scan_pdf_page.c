/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A page is its image if its content places one image and paints nothing else, the image covers
 * the page's box to within SLACK, neither clip nor graphics state takes anything from it, and it
 * stands upright on the page but for quarter turns and mirroring.
 * From the matrix and the page's /Rotate follow turn, mirrored and resolution.
 */
#include "base/pdf_object.h"
#include "base/pdf_stream.h"
#include "ocr/fit.h"
#include "ocr/pdf_content.h"
#include "ocr/scan_format.h"
#include "ocr/scan_pdf.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_CONTENT = 64 << 20, MOST_CONTENTS = 1000 };
static const double SLACK = 0.02, CLIP_SLACK = 0.005, AXIS_SLACK = 0.001;
static const double MOST_UNIT = 75000; /* as of Acrobat */

static bool read_box(qpdf_data pdf, qpdf_oh page, double out[4])
{
	qpdf_oh box = pdf_find_inherited(pdf, page, "/CropBox");

	if (!qpdf_oh_is_array(pdf, box))
		box = pdf_find_inherited(pdf, page, "/MediaBox");
	if (!qpdf_oh_is_array(pdf, box) || qpdf_oh_get_array_n_items(pdf, box) != 4)
		return false;
	double n[4];
	for (int i = 0; i < 4; i++)
		n[i] = qpdf_oh_get_numeric_value(pdf, qpdf_oh_get_array_item(pdf, box, i));
	out[0] = MIN(n[0], n[2]);
	out[1] = MIN(n[1], n[3]);
	out[2] = MAX(n[0], n[2]);
	out[3] = MAX(n[1], n[3]);
	return out[2] - out[0] >= 1 && out[3] - out[1] >= 1;
}

/* Where the unit square lies, placed by `m`. */
static void place(const double m[6], double out[4])
{
	out[0] = m[4] + MIN(m[0], 0) + MIN(m[2], 0);
	out[1] = m[5] + MIN(m[1], 0) + MIN(m[3], 0);
	out[2] = m[4] + MAX(m[0], 0) + MAX(m[2], 0);
	out[3] = m[5] + MAX(m[1], 0) + MAX(m[3], 0);
}

/* Does the image cover the box and no more, and the clip leave of it all that the box shows? */
static bool covers(const PdfPlacement *placement, const double box[4])
{
	const double *clip = placement->clip;
	double image[4];

	place(placement->matrix, image);
	for (int i = 0; i < 4; i++) {
		double side = box[2 + i % 2] - box[i % 2], outwards = i < 2 ? -1 : 1;
		double seen = i < 2 ? MAX(image[i], box[i]) : MIN(image[i], box[i]);
		if (!(fabs(image[i] - box[i]) <= SLACK * side) ||
			!((seen - clip[i]) * outwards <= CLIP_SLACK * side))
			return false;
	}
	return true;
}

static bool is_axis_parallel(const double m[6])
{
	double straight = MIN(fabs(m[0]), fabs(m[3])), crossed = MIN(fabs(m[1]), fabs(m[2]));

	if (straight > crossed)
		return MAX(fabs(m[1]), fabs(m[2])) <= AXIS_SLACK * straight;
	return crossed > 0 && MAX(fabs(m[0]), fabs(m[3])) <= AXIS_SLACK * crossed;
}

/* Where the image's rows run to (u) and its columns (v), with y downwards as the image has it; the
 * page's /Rotate turns both clockwise. Mirroring comes first, then the turn. */
static void set_orientation(ScanPage *page, const double m[6], unsigned rotate)
{
	double u[2] = { m[0], -m[1] }, v[2] = { -m[2], m[3] };

	page->mirrored = u[0] * v[1] - u[1] * v[0] < 0;
	if (page->mirrored)
		u[0] = -u[0], u[1] = -u[1];
	unsigned turn = fabs(u[0]) > fabs(u[1]) ? (u[0] > 0 ? 0 : 180) : (u[1] > 0 ? 90 : 270);
	page->turn = (turn + rotate) % 360;
}

/* A PDF's page has a size: it is not for us to believe it or not, as with an image that stands
 * alone. */
static void set_dpi(ScanPage *page, const double m[6], double unit)
{
	page->dpi_x = pixGetWidth(page->pix) * 72.0 / (hypot(m[0], m[1]) * unit);
	page->dpi_y = pixGetHeight(page->pix) * 72.0 / (hypot(m[2], m[3]) * unit);
	page->dpi_assumed = false;
}

static double unit_of(qpdf_data pdf, qpdf_oh page)
{
	qpdf_oh unit = pdf_find(pdf, page, "/UserUnit");
	double points = qpdf_oh_is_number(pdf, unit) ? qpdf_oh_get_numeric_value(pdf, unit) : 1;

	return points > 0 && points <= MOST_UNIT ? points : 1;
}

double pdf_page_unit(qpdf_data pdf, unsigned number)
{
	return unit_of(pdf, qpdf_get_page_n(pdf, number));
}

static qpdf_oh find_resource(qpdf_data pdf, qpdf_oh page, const char *kind, const char *name)
{
	g_autofree char *key = g_strconcat("/", name, NULL);
	qpdf_oh resources = pdf_find_inherited(pdf, page, "/Resources");

	return pdf_find(pdf, pdf_find(pdf, resources, kind), key);
}

/* Does a graphics state leave an image as it is (8.4.5)? */
static bool is_plain(qpdf_data pdf, qpdf_oh state)
{
	static const struct {
		const char *key, *plain, *other;
	} entries[] = {
		{ "/BM", "/Normal", "/Compatible" },
		{ "/SMask", "/None", "/None" },
		{ "/TR", "/Identity", "/Identity" },
		{ "/TR2", "/Default", "/Identity" },
	};
	static const char *const alphas[] = { "/CA", "/ca" };

	for (size_t i = 0; i < G_N_ELEMENTS(entries); i++) {
		qpdf_oh value = pdf_find(pdf, state, entries[i].key);
		if (!qpdf_oh_is_null(pdf, value) && !pdf_is_name(pdf, value, entries[i].plain) &&
			!pdf_is_name(pdf, value, entries[i].other))
			return false;
	}
	for (size_t i = 0; i < G_N_ELEMENTS(alphas); i++) {
		qpdf_oh value = pdf_find(pdf, state, alphas[i]);
		if (!qpdf_oh_is_null(pdf, value) && qpdf_oh_get_numeric_value(pdf, value) != 1)
			return false;
	}
	return qpdf_oh_is_dictionary(pdf, state);
}

static bool are_plain(qpdf_data pdf, qpdf_oh page, const GPtrArray *states)
{
	for (unsigned i = 0; i < states->len; i++)
		if (!is_plain(pdf, find_resource(pdf, page, "/ExtGState", states->pdata[i])))
			return false;
	return true;
}

/* Annotations can be seen, unless they are links or hidden. */
static bool has_annotations(qpdf_data pdf, qpdf_oh page)
{
	qpdf_oh annotations = qpdf_oh_get_key(pdf, page, "/Annots");

	if (!qpdf_oh_is_array(pdf, annotations))
		return false;
	for (int i = 0; i < qpdf_oh_get_array_n_items(pdf, annotations); i++) {
		qpdf_oh one = qpdf_oh_get_array_item(pdf, annotations, i);
		if (qpdf_oh_is_dictionary(pdf, one) && qpdf_oh_has_key(pdf, one, "/AP"))
			return true;
	}
	return false;
}

/* The content is a stream, or an array of them. */
static bool content_fits(qpdf_data pdf, qpdf_oh page)
{
	qpdf_oh contents = qpdf_oh_get_key(pdf, page, "/Contents");
	size_t left = MOST_CONTENT;

	if (!qpdf_oh_is_array(pdf, contents))
		return pdf_stream_fits(pdf, contents, &left);
	int count = qpdf_oh_get_array_n_items(pdf, contents);
	for (int i = 0; i < MIN(count, MOST_CONTENTS); i++)
		if (!pdf_stream_fits(pdf, qpdf_oh_get_array_item(pdf, contents, i), &left))
			return false;
	return count <= MOST_CONTENTS;
}

GBytes *pdf_read_content(qpdf_data pdf, qpdf_oh page)
{
	unsigned char *content = NULL;
	size_t size = 0;

	if (!content_fits(pdf, page) ||
		(qpdf_oh_get_page_content_data(pdf, page, &content, &size) & QPDF_ERRORS) != 0) {
		free(content);
		return NULL;
	}
	return g_bytes_new_with_free_func(content, size, free, content);
}

static bool read_placement(qpdf_data pdf, qpdf_oh page, PdfPlacement *out)
{
	g_autoptr(GBytes) content = pdf_read_content(pdf, page);
	size_t size = 0;
	const char *data = content == NULL ? NULL : g_bytes_get_data(content, &size);

	return data != NULL && pdf_content_is_image(data, size, out);
}

static unsigned rotate_of(qpdf_data pdf, qpdf_oh page)
{
	qpdf_oh rotate = pdf_find_inherited(pdf, page, "/Rotate");
	long long degrees =
		qpdf_oh_is_integer(pdf, rotate) ? qpdf_oh_get_int_value(pdf, rotate) : 0;

	return (unsigned)((degrees % 360 + 360) % 360);
}

static ScanPage *read_placed(qpdf_data pdf, qpdf_oh page, const ScanLimits *limits,
	const PdfPlacement *placement, GError **error)
{
	double box[4];
	unsigned degrees = rotate_of(pdf, page);

	if (degrees % 90 != 0 || !read_box(pdf, page, box) || !covers(placement, box) ||
		!is_axis_parallel(placement->matrix) || !are_plain(pdf, page, placement->states))
		return NULL;
	ScanPage *scanned = pdf_decode_image(
		pdf, find_resource(pdf, page, "/XObject", placement->image), limits, error);
	if (scanned == NULL)
		return NULL;
	set_orientation(scanned, placement->matrix, degrees);
	set_dpi(scanned, placement->matrix, unit_of(pdf, page));
	return scanned;
}

ScanPage *pdf_read_image(qpdf_data pdf, const ScanLimits *limits, unsigned number,
	double out_area[4], GError **error)
{
	PdfPlacement placement = { 0 };
	int pages = qpdf_get_num_pages(pdf);

	if (pages < 0 || number >= (unsigned)pages)
		return NULL;
	qpdf_oh page = qpdf_get_page_n(pdf, number);
	if (has_annotations(pdf, page) || !read_placement(pdf, page, &placement))
		return NULL;
	ScanPage *scanned = read_placed(pdf, page, limits, &placement, error);
	if (scanned != NULL)
		place(placement.matrix, out_area);
	pdf_placement_clear(&placement);
	return scanned;
}

/* A corner, from the upper left of the box that is shown turned clockwise. */
static void show_point(
	const double box[4], unsigned rotate, double x, double y, double *out_x, double *out_y)
{
	const double across[] = { x - box[0], y - box[1], box[2] - x, box[3] - y };
	const double down[] = { box[3] - y, x - box[0], y - box[1], box[2] - x };

	*out_x = across[rotate / 90];
	*out_y = down[rotate / 90];
}

bool pdf_show_area(qpdf_data pdf, unsigned number, const double area[4], PdfShown *out)
{
	qpdf_oh page = qpdf_get_page_n(pdf, number);
	unsigned rotate = rotate_of(pdf, page);
	double box[4], x, y, other_x, other_y;

	if (!read_box(pdf, page, box) || rotate % 90 != 0)
		return false;
	show_point(box, rotate, area[0], area[1], &x, &y);
	show_point(box, rotate, area[2], area[3], &other_x, &other_y);
	out->left = MIN(x, other_x);
	out->top = MIN(y, other_y);
	out->width = fabs(x - other_x);
	out->height = fabs(y - other_y);
	return true;
}

static char **dup_names(const GPtrArray *names)
{
	g_autoptr(GStrvBuilder) builder = g_strv_builder_new();

	for (unsigned i = 0; i < names->len; i++)
		g_strv_builder_add(builder, names->pdata[i]);
	return g_strv_builder_end(builder);
}

void pdf_read_own_content(qpdf_data pdf, unsigned number, const double area[4], ScanPage *page)
{
	qpdf_oh object = qpdf_get_page_n(pdf, number);
	g_auto(Fit) fit = { 0 };

	page->unfit = fit_judge(pdf, object, &fit);
	if (page->unfit != NULL)
		return;
	ScanContent *content = page->content = g_new0(ScanContent, 1);
	content->number = number;
	content->resources = dup_names(fit.names);
	read_box(pdf, object, content->box);
	memcpy(content->area, area != NULL ? area : content->box, sizeof content->area);
	content->rotate = rotate_of(pdf, object);
	content->unit = unit_of(pdf, object);
	content->image_bytes = fit.image_bytes;
	content->has_hidden_text = fit.is_hidden_text;
	content->can_lose_text = fit.cuts != NULL;
	content->has_covered_text = fit.is_covered_text;
}
