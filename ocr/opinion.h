/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Two readings of one line, made one: word by word the better is kept.
 */
#ifndef OCR_OPINION_H
#define OCR_OPINION_H

#include "ocr/engine.h"
#include "ocr/syllables.h"

/* Is there a word in it that should be read again? */
bool reading_is_doubtful(const Reading *reading, const Syllables *syllables);

/* How much of the reading is Vietnamese, 0 … 1, by letters; numbers count as such. */
double reading_sense(const Reading *reading, const Syllables *syllables);

/* Takes over from `other` each word that is read better there: the same place, another text, and
 * either more surely or (unlike ours) a syllable of the language. */
void reading_improve(Reading *reading, const Reading *other, const Syllables *syllables);

#endif
