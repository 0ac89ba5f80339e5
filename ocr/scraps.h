/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What comes of signatures, seals and dirt, and is no print: short, unsure and no language. Addresses
 * and what is foreign are no language either, but their words are long.
 */
#ifndef OCR_SCRAPS_H
#define OCR_SCRAPS_H

#include "ocr/engine.h"
#include "ocr/syllables.h"

/* Letters and digits of the reading. */
unsigned reading_letters(const Reading *reading);

/* Is the line print? In the cell of a table little is needed. */
bool reading_is_print(const Reading *reading, bool in_cell, const Syllables *syllables);

/* Does the box stand within the inner circle of one of the seals (of Box)? The rim of a seal is read:
 * names and titles cross it. */
bool box_is_in_seal(const Box *box, const GArray *seals);

#endif
