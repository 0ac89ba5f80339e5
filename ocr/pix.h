/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Leptonica's types as the house frees them. */
#ifndef OCR_PIX_H
#define OCR_PIX_H

#include <allheaders.h>
#include <glib.h>

static inline void pix_clear(PIX **pix)
{
	pixDestroy(pix);
}

static inline void boxa_clear(BOXA **boxes)
{
	boxaDestroy(boxes);
}

static inline void pixa_clear(PIXA **pictures)
{
	pixaDestroy(pictures);
}

/* Declare one variable each: auto_pix grey = pixCreate(…). */
#define auto_pix __attribute__((cleanup(pix_clear))) PIX *
#define auto_boxa __attribute__((cleanup(boxa_clear))) BOXA *
#define auto_pixa __attribute__((cleanup(pixa_clear))) PIXA *

#endif
