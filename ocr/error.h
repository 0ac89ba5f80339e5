/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Errors of reading: OCR_ERROR_INPUT is the scan's fault and stays so however often it is tried. */
#ifndef OCR_ERROR_H
#define OCR_ERROR_H

#include <glib.h>

#define OCR_ERROR (ocr_error_quark())

typedef enum {
	OCR_ERROR_INPUT,  /* the scan cannot be read, or is larger than the limits allow */
	OCR_ERROR_ENGINE, /* tesseract or its language data cannot be used */
} OcrErrorCode;

GQuark ocr_error_quark(void);

#endif
