/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A PDF as a scan: its pages' objects (qpdf), and the one image that a page may be. */
#ifndef OCR_SCAN_PDF_H
#define OCR_SCAN_PDF_H

#include "ocr/scan.h"

#include <qpdf/qpdf-c.h>

/* The page `number` if it is one image over its whole area; otherwise NULL. With `error` set the
 * image cannot be accepted at all (limits, damage). */
ScanPage *pdf_read_image(qpdf_data pdf, const ScanLimits *limits, unsigned number, GError **error);

/* How many points a unit of the page's space measures (ISO 32000-1, 7.7.3.3: UserUnit). */
double pdf_page_unit(qpdf_data pdf, unsigned number);

/* Does the stream decode to no more than `left` bytes? These then become fewer. To be asked before
 * qpdf is asked for decoded data. */
bool pdf_stream_fits(qpdf_data pdf, qpdf_oh stream, size_t *left);

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
