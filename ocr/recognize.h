/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Tesseract, loaded once and forked for every page: a page costs no loading (copy on write).
 * OMP_THREAD_LIMIT=1 must be in the environment before the program starts (base/command.h).
 */
#ifndef OCR_RECOGNIZE_H
#define OCR_RECOGNIZE_H

#include "ocr/clean.h"
#include "ocr/words.h"

typedef struct Engine Engine;

/* Loads the models of `languages` ("vie", "vie+eng") from `tessdata`, or from the system's folder
 * if that is NULL. Error: OCR_ERROR_ENGINE, naming the missing language and its package. */
Engine *engine_load(const char *languages, const char *tessdata, GError **error);
void engine_free(Engine *engine);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Engine, engine_free)

/* Name and version, as ALTO's processingSoftware and PREMIS want it: "tesseract 5.3.0". */
const char *engine_version(void);

/* The language of the first of these models as a BCP 47 tag: "vi" for "vie+eng", "und" for a model
 * that is not known here. Static. */
const char *engine_language(const char *languages);

/* Reads a clean page. The caller owns the words. */
Words *page_recognize(Engine *engine, const CleanPage *page, GError **error);

#endif
