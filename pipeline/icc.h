/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The ICC profile that we write; what foreign ones may be stands in base/icc.h. */
#ifndef PIPELINE_ICC_H
#define PIPELINE_ICC_H

#include "base/icc.h"

/* sRGB (IEC 61966-2-1) as a matrix/TRC display profile of ICC version 4.2. The caller owns it. */
GBytes *icc_srgb(void);

#endif
