/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the engine writes as Vietnamese writes it. */
#ifndef OCR_REPAIR_H
#define OCR_REPAIR_H

#include <stdbool.h>

/* A word in NFC, without white space and control characters, with Đ (U+0110) where the engine has
 * put the Icelandic Ð (U+00D0). Valid UTF-8 whatever comes in. The caller frees it. */
char *text_repair(const char *text);

/* Does it hold a letter or a digit? */
bool text_has_letters(const char *text);

#endif
