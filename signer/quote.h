/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Text of others within a sentence of ours.
 *
 * Whatever a name, a reason or a file name holds, it stays on the line where it stands, is seen to be
 * another's, and ends where it is seen to end: it can neither forge a line of a report nor move a
 * terminal's cursor, turn its reading order, or bury what follows it.
 */
#ifndef SIGNER_QUOTE_H
#define SIGNER_QUOTE_H

enum { QUOTE_CHARACTERS = 200, LINE_CHARACTERS = 1000 };

/* “text”, as file_show() has it, without quotation marks of its kind inside, and cut after
 * QUOTE_CHARACTERS with an ellipsis behind the closing mark. The caller frees it. */
char *quote_text(const char *text);

/* A sentence of ours that may hold such text: as file_show() has it, cut after LINE_CHARACTERS. The
 * caller frees it. */
char *quote_line(const char *sentence);

#endif
