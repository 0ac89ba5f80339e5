/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the law asks of the digital copy of a paper, as a table of requirements, and where a page
 * falls short of one. To fall short is told, and refuses nothing: an old bilevel scan cannot be made
 * colour.
 */
#ifndef PIPELINE_RULES_H
#define PIPELINE_RULES_H

#include <glib.h>
#include <stdbool.h>

typedef enum {
	MEASURE_RESOLUTION, /* dots an inch of an image, in x and y */
	MEASURE_COLOUR,     /* an image is in colour */
	MEASURE_DEPTH,      /* bits a pixel of an image */
	MEASURE_SCALE,      /* the page is as large as the paper */
} Measure;

typedef struct {
	const char *name;     /* as stored: "nd30-resolution" */
	const char *citation; /* as a person cites it; to be translated */
	Measure measure;
	unsigned least; /* RESOLUTION, DEPTH */
} Rule;

/* The rule of that name, or NULL. */
const Rule *rule_find(const char *name);

/* "resolution", "colour", "depth", "scale": as stored. Static. */
const char *measure_name(Measure measure);

typedef struct {
	const Rule *rule;
	unsigned x,
		y; /* RESOLUTION: dots an inch; COLOUR and DEPTH: bits a pixel, 0; SCALE: 0, 0 */
} Shortfall;

/* One line for a person, in the user's language: "150 × 150 dpi, less than the 200 dpi of …". The
 * caller frees it. */
char *shortfall_sentence(const Shortfall *shortfall);

/* Judges a page by its images (of PaintedImage): where it falls short, each rule once, with the
 * poorest image. Dots an inch are rounded before they are compared, as they are told. What a stencil
 * paints has no colours of its own, and what is a pixel wide or high is a line or a fill. The caller
 * owns the array of Shortfall. */
GArray *rules_judge(const GArray *images, bool size_assumed);

#endif
