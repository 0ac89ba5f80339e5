/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ICC profiles: the one we write, and whether a foreign one may stand in a PDF/A-2. */
#ifndef PIPELINE_ICC_H
#define PIPELINE_ICC_H

#include <glib.h>
#include <stdbool.h>

/* sRGB (IEC 61966-2-1) as a matrix/TRC display profile of ICC version 2.1. The caller owns it. */
GBytes *icc_srgb(void);

/* Does `profile` look like a profile for `components` (1 grey, 3 RGB) that ISO 32000-1, 8.6.5.5
 * allows: header, version, class and colour space? */
bool icc_is_fit(GBytes *profile, unsigned components);

#endif
