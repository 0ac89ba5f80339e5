/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Where a PIN comes from: a variable of the environment, a descriptor, or the terminal; never the
 * arguments, which everybody can read.
 */
#ifndef SIGNER_PIN_H
#define SIGNER_PIN_H

#include <glib.h>

/* `variable` NULL and `descriptor` negative: asks on the terminal with `prompt`, without echo.
 * At most 255 bytes, one line. The caller frees it with pin_free(). Error: SIGNER_ERROR_KEY. */
char *pin_read(const char *variable, int descriptor, const char *prompt, GError **error);

/* Wipes and frees. */
void pin_free(char *pin);

#endif
