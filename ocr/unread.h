/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What stands in the upper part of a page, as large as letters, and was read as no word: it is likely
 * to be written by hand, and goes to print->hand, to be told and not to be lost in silence.
 */
#ifndef OCR_UNREAD_H
#define OCR_UNREAD_H

#include "ocr/engine.h"
#include "ocr/print.h"

/* `reading` of `line`, in pixels of the clean picture; NULL: nothing of it was kept. */
void unread_tell(Print *print, const PrintLine *line, const Reading *reading);

#endif
