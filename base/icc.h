/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whether a foreign ICC profile may stand in a PDF/A-2. */
#ifndef BASE_ICC_H
#define BASE_ICC_H

#include <glib.h>
#include <stdbool.h>

/* Does `profile` look like a profile for `components` (1 grey, 3 RGB, 4 CMYK) that ISO 32000-1,
 * 8.6.5.5 allows: header, version, class and colour space? */
bool icc_is_fit(GBytes *profile, unsigned components);

#endif
