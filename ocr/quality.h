/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How well a page was read, and whether a person should look: measured, not guessed from the
 * engine's confidence alone, which is high also where it has overlooked a third of the page.
 */
#ifndef OCR_QUALITY_H
#define OCR_QUALITY_H

#include "ocr/words.h"

/* Thresholds, in percent but for dpi; see [quality] in the settings. */
typedef struct {
	int unreadable_confidence; /* mean confidence below which a page is unreadable */
	int least_confidence;      /* … below which it is doubtful */
	int most_weak;             /* share of letters in weak words */
	int most_outside;          /* share of ink in no word */
	int least_sense;           /* share of letters in words of the language; prose */
	int least_sense_table;     /* … on a page that is mostly a table */
	int least_dpi;
} QualityRules;

/* Judges the page by its words and what was measured of it: sets words->quality.verdict, .reason
 * and .weak. A blank page is good. */
void words_judge(Words *words, const QualityRules *rules);

/* "good", "doubtful", "unreadable": as stored. Static. */
const char *verdict_name(Verdict verdict);
/* False: no such name. */
bool verdict_read(const char *name, Verdict *out);

/* The reason as stored: "none", "confidence", "weak", "outside", "sense", "dpi", "unseen". Static. */
const char *reason_name(QualityReason reason);
bool reason_read(const char *name, QualityReason *out);

/* The reason as a sentence for a person, in the user's language. Static. */
const char *reason_sentence(QualityReason reason);

#endif
