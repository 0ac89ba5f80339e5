/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Flate (RFC 1950) of a stranger, which may hold a thousand times its size. */
#ifndef BASE_UNFLATE_H
#define BASE_UNFLATE_H

#include "base/bytes.h"

/* How many bytes it inflates to, up to where it ends or is damaged; counted no further than
 * `most` + 64 KiB, and not kept. */
size_t unflate_size(Bytes flate, size_t most);

/* What it inflates to; NULL if that is damaged, cut off or more than `most` bytes. */
GBytes *unflate(Bytes flate, size_t most);

#endif
