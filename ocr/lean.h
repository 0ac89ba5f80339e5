/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Lines that lean on a page that stands straight: stamps, above all the signer's name. The engine reads
 * them badly from some degrees on, so that their picture is turned before, and what was read is turned
 * back after.
 *
 * Angles are in radians, positive where the line falls to the right.
 */
#ifndef OCR_LEAN_H
#define OCR_LEAN_H

#include "ocr/engine.h"
#include "ocr/print.h"

/* How far the line leans; 0: too little to matter, or too little of it to tell. */
double line_lean(const Print *print, const PrintLine *line);

/* The picture of a line, 8 bits, set straight; the caller owns it. NULL: out of memory. */
PIX *lean_undo(PIX *picture, double lean);

/* Moves what was read in `straight`, of lean_undo(), to where it stands in `picture`. */
void reading_lean(Reading *reading, PIX *straight, PIX *picture, double lean);

#endif
