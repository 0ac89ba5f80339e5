/* SPDX-License-Identifier: GPL-3.0-or-later */
/* QR codes (ISO/IEC 18004), drawn as rectangles. */
#ifndef SIGNER_QR_H
#define SIGNER_QR_H

#include <glib.h>
#include <stdbool.h>

/* Appends the code of a text in UTF-8, its lower left corner at x, y, with the blank that belongs around
 * it; black, correction level M. False: of this `size` (points) the code would be too fine to be read
 * from paper, or the text is too long for any. */
bool qr_put(GString *content, const char *text, double x, double y, double size);

#endif
