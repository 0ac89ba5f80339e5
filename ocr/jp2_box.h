/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The boxes of a JP2 file (ISO/IEC 15444-1, annex I.4). */
#ifndef OCR_JP2_BOX_H
#define OCR_JP2_BOX_H

#include "base/bytes.h"

#define JP2_BOX(a, b, c, d)                                                                        \
	((uint32_t)(a) << 24 | (uint32_t)(b) << 16 | (uint32_t)(c) << 8 | (uint32_t)(d))

/* Takes the box at the front of `bytes`: its type and its content. False at the end, and if the
 * box is longer than what is left. */
bool jp2_box_take(Bytes *bytes, uint32_t *out_type, Bytes *out_content);

#endif
