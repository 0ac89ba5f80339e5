/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Flate (RFC 1950), as PDF's FlateDecode reads it. */
#ifndef BASE_FLATE_H
#define BASE_FLATE_H

#include <glib.h>

/* The caller owns the compressed bytes. Same input, same bytes. */
GBytes *flate(const void *bytes, size_t size);

#endif
