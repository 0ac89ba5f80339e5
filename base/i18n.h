/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The user's language. English is the language of the sources; every sentence that a user can
 * see is written _("…"), every one in a table N_("…") and shown through _(). Log lines, JSON keys
 * and ledger states are not translated: programs read them.
 */
#ifndef BASE_I18N_H
#define BASE_I18N_H

#include <libintl.h>

#define _(text) gettext(text)
#define N_(text) text

#endif
