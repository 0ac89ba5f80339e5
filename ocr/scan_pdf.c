/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A page that is one image gives that image as it is; any other is rendered by poppler. Of either is
 * told whether its content may also be kept as it is. Poppler
 * decides whether the file is a PDF and how many pages it has, qpdf whether it is signed: what qpdf
 * cannot read is refused. Of a file whose pages they might count differently all are rendered.
 */
#include "ocr/scan_pdf.h"

#include "base/i18n.h"
#include "base/pdf_object.h"
#include "ocr/error.h"
#include "ocr/pix.h"
#include "ocr/scan_format.h"

#include <cairo.h>
#include <math.h>
#include <poppler.h>

static const double RENDER_DPI = 300, LEAST_RENDER_DPI = 100;
static const char *const NO_PASSWORD = "";

typedef struct {
	PopplerDocument *document;
	qpdf_data pdf;
	bool pages_agree; /* page by page qpdf sees what poppler sees */
} PdfScan;

/* qpdf prints an error that nobody has asked for. */
void pdf_close(qpdf_data *pdf)
{
	if (qpdf_has_error(*pdf))
		(void)qpdf_get_error(*pdf);
	qpdf_cleanup(pdf);
}

static void close_pdf(gpointer state)
{
	PdfScan *pdf = state;

	if (pdf == NULL)
		return;
	g_clear_object(&pdf->document);
	if (pdf->pdf != NULL)
		pdf_close(&pdf->pdf);
	g_free(pdf);
}

qpdf_data pdf_open(GBytes *bytes)
{
	size_t size;
	const char *data = g_bytes_get_data(bytes, &size);
	qpdf_data pdf = qpdf_init();

	qpdf_silence_errors(pdf);
	qpdf_set_suppress_warnings(pdf, QPDF_TRUE);
	if ((qpdf_read_memory(pdf, "scan", data, size, NO_PASSWORD) & QPDF_ERRORS) != 0)
		pdf_close(&pdf);
	return pdf;
}

/* Has qpdf complained of anything but a wrong /Size, which many writers leave and nobody needs? */
static bool has_doubts(qpdf_data pdf)
{
	while (qpdf_more_warnings(pdf)) {
		qpdf_error warning = qpdf_next_warning(pdf);
		if (!g_str_has_prefix(qpdf_get_error_message_detail(pdf, warning),
			    "reported number of objects"))
			return true;
	}
	return false;
}

/* What qpdf had to guess or to set right poppler may see otherwise, and a page's number would stand
 * for two pages. False: there are pages that poppler does not see. */
static bool compare_pages(PdfScan *pdf, unsigned pages)
{
	int count = qpdf_get_num_pages(pdf->pdf);

	pdf->pages_agree = count == (int)pages && !has_doubts(pdf->pdf);
	return count <= (int)pages;
}

/* Files in the document (7.11.4), or a portfolio of them (12.3.5). */
static bool has_files(qpdf_data pdf)
{
	qpdf_oh root = qpdf_get_root(pdf);
	qpdf_oh files = pdf_find(pdf, pdf_find(pdf, root, "/Names"), "/EmbeddedFiles");

	return qpdf_oh_is_dictionary(pdf, files) ||
		qpdf_oh_is_dictionary(pdf, pdf_find(pdf, root, "/Collection")) ||
		pdf_count(pdf, pdf_find(pdf, root, "/AF")) > 0;
}

static bool open_pdf(Scan *scan, GError **error)
{
	g_autoptr(GError) reason = NULL;
	PdfScan *pdf = scan->state = g_new0(PdfScan, 1);

	pdf->document = poppler_document_new_from_bytes(scan->bytes, NULL, &reason);
	if (pdf->document == NULL)
		return scan_refuse(error,
			g_error_matches(reason, POPPLER_ERROR, POPPLER_ERROR_ENCRYPTED)
				? _("the PDF is protected by a password")
				: _("the PDF is damaged"));
	scan->pages = (unsigned)MAX(poppler_document_get_n_pages(pdf->document), 0);
	pdf->pdf = pdf_open(scan->bytes);
	if (pdf->pdf != NULL && !compare_pages(pdf, scan->pages))
		return scan_refuse(error, _("the PDF's list of pages is damaged"));
	if (!pdf_tell_signed(pdf->pdf, scan->bytes, &scan->is_signed, error))
		return false;
	/* what is signed is kept as it is, with all that is in it */
	return scan->is_signed || pdf->pdf == NULL || !has_files(pdf->pdf) ||
		scan_refuse(error,
			_("the PDF has other files attached, which would be lost: take them out "
			  "first"));
}

/* cairo's RGB24 is 0x00RRGGBB in the machine's order, leptonica's 0xRRGGBB00. */
static PIX *pix_of_surface(cairo_surface_t *surface, int width, int height)
{
	const uint8_t *data = cairo_image_surface_get_data(surface);
	int stride = cairo_image_surface_get_stride(surface);
	PIX *pix = pixCreateNoInit(width, height, 32);

	for (int y = 0; pix != NULL && y < height; y++) {
		const uint32_t *from = (const uint32_t *)(const void *)(data + (size_t)y * stride);
		l_uint32 *to = pixGetData(pix) + (size_t)y * pixGetWpl(pix);
		for (int x = 0; x < width; x++)
			to[x] = from[x] << 8;
	}
	return pix;
}

static PIX *draw(PopplerPage *page, int width, int height, double scale)
{
	cairo_surface_t *surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24, width, height);
	cairo_t *cairo = cairo_create(surface);
	PIX *pix = NULL;

	cairo_set_source_rgb(cairo, 1, 1, 1);
	cairo_paint(cairo);
	cairo_scale(cairo, scale, scale);
	poppler_page_render(page, cairo);
	cairo_surface_flush(surface);
	if (cairo_status(cairo) == CAIRO_STATUS_SUCCESS)
		pix = pix_of_surface(surface, width, height);
	cairo_destroy(cairo);
	cairo_surface_destroy(surface);
	return pix;
}

/* The resolution at which a page of this size (in points) is within the limits. */
static double choose_dpi(const ScanLimits *limits, double width, double height)
{
	double inches_x = width / 72, inches_y = height / 72;
	double by_side = limits->max_side / MAX(inches_x, inches_y);
	double by_area = sqrt(limits->max_megapixels * 1e6 / (inches_x * inches_y));

	return MIN(RENDER_DPI, floor(MIN(by_side, by_area)));
}

/* Poppler takes a unit of the page for a point, whatever `unit` it is. */
static ScanPage *render(const Scan *scan, PopplerPage *page, double unit, GError **error)
{
	double width, height;

	poppler_page_get_size(page, &width, &height);
	width *= unit, height *= unit;
	if (!(width >= 1 && height >= 1))
		return scan_refuse(error, _("the PDF's page has no area")), NULL;
	double dpi = choose_dpi(&scan->limits, width, height);
	if (dpi < LEAST_RENDER_DPI)
		return scan_refuse(error, _("the PDF's page is too large")), NULL;
	int columns = MAX((int)lround(width / 72 * dpi), 1);
	int rows = MAX((int)lround(height / 72 * dpi), 1);
	PdfWatch watch;
	pdf_watch_start(&watch);
	PIX *pix = draw(page, columns, rows, unit * dpi / 72);
	if (!pdf_watch_stop(&watch)) {
		pixDestroy(&pix);
		return scan_refuse(error, _("the PDF's image is damaged or cut off")), NULL;
	}
	if (pix == NULL)
		return scan_refuse(error, _("the PDF's page cannot be drawn")), NULL;
	ScanPage *scanned = scan_page_new(pix);
	scanned->dpi_x = scanned->dpi_y = dpi;
	scanned->rendered = true;
	return scanned;
}

/* A page that qpdf had to guess at is none that can be copied. */
static void read_own_content(PdfScan *pdf, unsigned number, const double *area, ScanPage *page)
{
	if (pdf->pages_agree)
		pdf_read_own_content(pdf->pdf, number, area, page);
	if (page->content != NULL && has_doubts(pdf->pdf))
		scan_page_forget_content(page, "6.1: the file is damaged");
}

/* `area`: where the picture lies in the page's space; NULL: it is all that is shown. */
static void read_text(PdfScan *pdf, unsigned number, const double *area, ScanPage *page)
{
	unsigned columns = (unsigned)pixGetWidth(page->pix),
		 rows = (unsigned)pixGetHeight(page->pix);
	bool lies = page->turn % 180 == 90;
	PdfShown shown = { .columns = lies ? rows : columns,
		.rows = lies ? columns : rows,
		.dpi_x = lies ? page->dpi_y : page->dpi_x,
		.dpi_y = lies ? page->dpi_x : page->dpi_y };
	PopplerPage *drawn = poppler_document_get_page(pdf->document, (int)number);

	if (drawn == NULL)
		return;
	poppler_page_get_size(drawn, &shown.width, &shown.height);
	if (area == NULL || pdf_show_area(pdf->pdf, number, area, &shown))
		page->text = pdf_read_text(drawn, &shown);
	g_object_unref(drawn);
}

static ScanPage *draw_page(Scan *scan, unsigned number, GError **error)
{
	PdfScan *pdf = scan->state;

	if (!pdf_images_are_whole(pdf->pdf, &scan->limits, number))
		return scan_refuse(error, _("the PDF's image is damaged or cut off")), NULL;
	PopplerPage *drawn = poppler_document_get_page(pdf->document, (int)number);
	if (drawn == NULL)
		return scan_refuse(error, _("the PDF's page is damaged")), NULL;
	double unit = pdf->pages_agree ? pdf_page_unit(pdf->pdf, number) : 1;
	ScanPage *page = render(scan, drawn, unit, error);
	g_object_unref(drawn);
	return page;
}

static ScanPage *read_pdf(Scan *scan, unsigned number, GError **error)
{
	PdfScan *pdf = scan->state;
	g_autoptr(GError) refusal = NULL;
	double area[4];

	ScanPage *page = !pdf->pages_agree
		? NULL
		: pdf_read_image(pdf->pdf, &scan->limits, number, area, &refusal);
	if (refusal != NULL) {
		g_propagate_error(error, g_steal_pointer(&refusal));
		return NULL;
	}
	bool is_image = page != NULL;
	if (!is_image)
		page = draw_page(scan, number, error);
	if (page == NULL)
		return NULL;
	read_own_content(pdf, number, is_image ? area : NULL, page);
	read_text(pdf, number, is_image ? area : NULL, page);
	return page;
}

const ScanReader scan_pdf = { open_pdf, read_pdf, close_pdf };
