/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What turns the picture of a line into words. An engine is loaded once, before pages are forked,
 * so that a page costs no loading (copy on write). Another engine is one more file with an
 * EngineKind, and a row in engine.c.
 *
 *	engine_load → engine_read for each line → engine_free
 *
 * OMP_THREAD_LIMIT=1 must be in the environment before the program starts (base/command.h).
 */
#ifndef OCR_ENGINE_H
#define OCR_ENGINE_H

#include "ocr/pix.h"
#include "ocr/words.h"

#include <stdbool.h>

/* Words of one picture: boxes and baseline in its pixels, text as the engine gives it. */
typedef struct {
	GArray *words;         /* of Word */
	double x0, y0, x1, y1; /* baseline */
} Reading;

Reading *reading_new(void);
void reading_free(Reading *reading);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Reading, reading_free)

/* Mean of the words' confidences, weighted by their length; 0 without words. */
double reading_confidence(const Reading *reading);

/* Makes boxes and baseline those of the picture scaled by `scale`; of the one that it was cut out of at
 * (left, top). */
void reading_scale(Reading *reading, double scale);
void reading_move(Reading *reading, int left, int top);

typedef struct {
	const char *name;
	const char *(*version)(void);
	/* NULL with error: a model is not there. */
	gpointer (*load)(const char *languages, const char *tessdata, GError **error);
	Reading *(*read)(gpointer model, PIX *line, double dpi, GError **error);
	void (*free)(gpointer model);
} EngineKind;

typedef struct Engine Engine;

/* Loads the models of `languages` ("vie", "vie+eng") from `tessdata`, or from the system's folder
 * if that is NULL. Error: OCR_ERROR_ENGINE, naming the missing language and its package. */
Engine *engine_load(const char *languages, const char *tessdata, GError **error);
void engine_free(Engine *engine);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Engine, engine_free)

/* Longer pictures an engine need not take: tesseract counts pixels in 16 bits. */
enum { ENGINE_MOST_SIDE = 32000 };

/* Reads a picture of one line (1 or 8 bits a pixel, no side above ENGINE_MOST_SIDE). The caller owns
 * the reading. Error: OCR_ERROR_ENGINE. */
Reading *engine_read(const Engine *engine, PIX *line, double dpi, GError **error);

/* Name and version, as ALTO's processingSoftware and PREMIS want it: "tesseract 5.3.0". */
const char *engine_version(void);

/* The language of the first of these models as a BCP 47 tag: "vi" for "vie+eng", "und" for a model
 * that is not known here. Static. */
const char *engine_language(const char *languages);

extern const EngineKind engine_tesseract;

#endif
