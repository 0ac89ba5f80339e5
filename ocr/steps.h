/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The steps of cleaning and reading that can be left out one by one, so that what each is worth can
 * be measured (docs/reading.md): [ocr] without = second, rings.
 */
#ifndef OCR_STEPS_H
#define OCR_STEPS_H

#include <glib.h>
#include <stdbool.h>

typedef enum {
	STEP_LIGHT,       /* even light, white paper */
	STEP_STRAIGHTEN,  /* lines are made level */
	STEP_SEALS,       /* colour dropped where a red seal is */
	STEP_RINGS,       /* rings of seals lifted off pages without colour */
	STEP_PEN,         /* blue ink is handwriting, and is not read */
	STEP_HANDWRITING, /* likewise what stands out of its line by its shape */
	STEP_SCALE,       /* each line brought to the height that the engine reads best */
	STEP_SECOND,      /* doubtful lines read again at another height */
	STEP_SYLLABLES,   /* readings that are Vietnamese preferred */
	STEP_SCRAPS,      /* what is no print is left out of the words */
	STEPS,
} Step;

/* Reads names of steps, parted by commas or blanks, into a set of bits (1 << Step). Error:
 * OCR_ERROR_ENGINE, with the list of names. NULL or "" is the empty set. */
bool steps_read(const char *names, unsigned *out_set, GError **error);

/* Is a step done, if those of the set `without` are left out? */
static inline bool step_is_done(unsigned without, Step step)
{
	return (without & 1U << step) == 0;
}

#endif
