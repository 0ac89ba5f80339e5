/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The report of a file as a page that needs nothing but itself: the verdict first, the facts of the text
 * report (signer/facts.h), and the pages of each revision side by side, with what differs outlined.
 *
 * Whatever others wrote is text in it, never markup; it runs no script and loads nothing.
 */
#ifndef SIGNER_SHOW_HTML_H
#define SIGNER_SHOW_HTML_H

#include "signer/telling.h"
#include "signer/verify_work.h"

#include <glib.h>
#include <stdbool.h>

/* Publishes it as `path`. Pictures that cannot be made are told of, and the rest stands. */
bool show_html(const Telling *telling, const char *path, GError **error);

/* The page that lists many files: begun, a row added for each, ended. */
GString *show_html_index_begin(void);
void show_html_index_add(GString *page, const VerifyItem *item);
void show_html_index_end(GString *page);

#endif
