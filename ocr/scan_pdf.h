/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A PDF as a scan: its pages' objects (qpdf), and the one image that a page may be. */
#ifndef OCR_SCAN_PDF_H
#define OCR_SCAN_PDF_H

#include "ocr/scan.h"

#include <qpdf/qpdf-c.h>

typedef struct _PopplerPage PopplerPage;

/* The page `number` if it is one image over its whole area; otherwise NULL. With `error` set the
 * image cannot be accepted at all (limits, damage). `out_area`: where the image lies. */
ScanPage *pdf_read_image(qpdf_data pdf, const ScanLimits *limits, unsigned number,
	double out_area[4], GError **error);

/* qpdf's view of a file, whose bytes must outlive it; NULL if it cannot be read. */
qpdf_data pdf_open(GBytes *bytes);
void pdf_close(qpdf_data *pdf);

/* Sets page->content or page->unfit. `area`: where its picture lies in the page's space; NULL: it is
 * all that is seen. */
void pdf_read_own_content(qpdf_data pdf, unsigned number, const double area[4], ScanPage *page);

/* How many points a unit of the page's space measures (ISO 32000-1, 7.7.3.3: UserUnit). */
double pdf_page_unit(qpdf_data pdf, unsigned number);

/* The content of a page, its streams joined with an end of line between them; NULL if it is damaged or
 * longer than 64 MiB. */
GBytes *pdf_read_content(qpdf_data pdf, qpdf_oh page);

/* What of a page, as it is shown, a picture of it covers, in the page's units from the upper left; and
 * the picture's size. */
typedef struct {
	double left, top, width, height;
	unsigned columns, rows;
	double dpi_x, dpi_y;
} PdfShown;

/* Where an area of the page's own space lies when it is shown. False: the page has no box. */
bool pdf_show_area(qpdf_data pdf, unsigned number, const double area[4], PdfShown *out);

/* The page's text in words, lines and blocks, each word of unknown confidence; NULL: there is none. The
 * caller owns it. */
Words *pdf_read_text(PopplerPage *page, const PdfShown *shown);

/* Is the document signed or certified? `pdf`: NULL if qpdf cannot read `bytes`. Where that cannot be
 * told for certain the document is refused. */
bool pdf_tell_signed(qpdf_data pdf, GBytes *bytes, bool *out_signed, GError **error);

/* An image XObject as a page without resolution or orientation; NULL if it is of a kind that must
 * be rendered, or with `error` set as above. */
ScanPage *pdf_decode_image(qpdf_data pdf, qpdf_oh image, const ScanLimits *limits, GError **error);

/* The JPEG that the image XObject is, by its last filter; NULL if it is none or out of bounds. */
GBytes *pdf_read_jpeg(qpdf_data pdf, qpdf_oh image, bool *out_empty);

/* Is none of the page's own images empty or a damaged JPEG? Also asked where the lists of pages may
 * differ: a page of the same number is then better than none. */
bool pdf_images_are_whole(qpdf_data pdf, const ScanLimits *limits, unsigned number);

/* Watches what poppler says of the images it draws. There is one watch at a time, and it must be
 * stopped; that tells whether none was damaged. */
typedef struct {
	unsigned handler;
	bool saw_damage;
} PdfWatch;

void pdf_watch_start(PdfWatch *watch);
bool pdf_watch_stop(PdfWatch *watch);

#endif
