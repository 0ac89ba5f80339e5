/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A picture for a signature block, from a PNG or JPEG file: a logo, say. What the file says of its
 * colours is not looked at: they are taken for sRGB. A PNG's transparent parts become white.
 */
#ifndef SIGNER_PICTURE_H
#define SIGNER_PICTURE_H

#include "signer/increment.h"

#include <glib.h>

typedef struct Picture Picture;

/* Of a file of 1 MiB and 4000 pixels a side at most, since every signed file will hold it. Error:
 * SIGNER_ERROR_INPUT, of file_read(). The caller owns the picture. */
Picture *picture_load(const char *path, GError **error);
void picture_free(Picture *picture);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Picture, picture_free)

/* Width by height. */
double picture_aspect(const Picture *picture);

/* Writes the image XObject, in DeviceGray or DeviceRGB; returns its object number. */
unsigned picture_write(const Picture *picture, Increment *increment);

#endif
