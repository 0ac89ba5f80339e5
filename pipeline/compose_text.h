/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The invisible text of a page, as content-stream operators. */
#ifndef PIPELINE_COMPOSE_TEXT_H
#define PIPELINE_COMPOSE_TEXT_H

#include "ocr/words.h"
#include "pipeline/compose_font.h"

#include <glib.h>

/* Appends a text object (BT … ET) with the words of a page in reading order, or nothing if it has
 * none. The page measures `width` × `height` points; its font
 * resource is called `name`. */
void text_put(GString *out, Font *font, const char *name, const Words *words, double width,
	double height);

#endif
