/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What scan.c and the readers of the formats share; nobody else includes it.
 *
 * A reader is three functions. `open` looks at scan->bytes, sets scan->pages and may leave a
 * state; `read` decodes one page; `close` frees the state (takes NULL and half-built). A reader
 * says nothing about the number of pages being allowed or the page existing: scan.c does.
 */
#ifndef OCR_SCAN_FORMAT_H
#define OCR_SCAN_FORMAT_H

#include "ocr/scan.h"

enum { MOST_ICC = 4 << 20 }; /* bytes of a profile */

typedef struct {
	bool (*open)(Scan *scan, GError **error);
	ScanPage *(*read)(Scan *scan, unsigned number, GError **error);
	void (*close)(gpointer state);
} ScanReader;

struct Scan {
	const ScanReader *reader;
	ScanLimits limits;
	GBytes *bytes; /* the whole file, mapped */
	gpointer state;
	unsigned pages;
	bool is_signed;
};

extern const ScanReader scan_tiff, scan_jpeg, scan_png, scan_jp2, scan_pdf;

/* Sets OCR_ERROR_INPUT; always false. */
bool scan_refuse(GError **error, const char *sentence);

/* Are these dimensions of a page, from a header, within the limits? */
bool scan_check_size(const ScanLimits *limits, uint64_t width, uint64_t height, GError **error);

/* A profile that is there and cannot be read: an empty one, which no use will accept. */
GBytes *scan_icc_unreadable(void);

/* A page of `pix` (taken). The caller owns it. */
ScanPage *scan_page_new(PIX *pix);

/* Sets the resolution the file names (0 where it names none), or A4's if it is not believable. */
void scan_page_set_dpi(ScanPage *page, double dpi_x, double dpi_y);

/* Sets turn and mirrored from an Orientation of TIFF or EXIF, 1 … 8; any other means 1. */
void scan_page_set_orientation(ScanPage *page, unsigned orientation);

/* One JPEG, whole. `stream` is set when it may be passed through; resolution and orientation as
 * the file's own. */
ScanPage *jpeg_read(const ScanLimits *limits, GBytes *bytes, GError **error);

/* One JPEG 2000 image, whole, likewise. */
ScanPage *jp2_read(const ScanLimits *limits, GBytes *bytes, GError **error);

/* EXIF's Orientation and resolution from the payload of an APP1 segment after "Exif\0\0";
 * what it does not name is left untouched. */
void exif_read(const uint8_t *bytes, size_t size, unsigned *orientation, double dpi[2]);

/* A Group 4 image, decoded to one bit a pixel. `black_is_1` as in a PDF's DeviceGray: the coder's
 * black is then shown white. NULL if it is damaged. */
PIX *fax_read(GBytes *bytes, unsigned width, unsigned height, bool black_is_1);

#endif
