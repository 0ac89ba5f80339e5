/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Lets so many processes through at once, and no more, over all processes of a user: a server of
 * others is not to be asked by forty workers at a time. Whoever dies, of whatever signal, leaves
 * his place free.
 *
 *	place = turnstile_enter(…) → turnstile_leave(place)
 */
#ifndef SIGNER_TURNSTILE_H
#define SIGNER_TURNSTILE_H

#include <glib.h>
#include <stdbool.h>

/* Waits until less than `most` are within, `seconds` at most. `folder` (made when it is not there)
 * belongs to all who share; NULL: one in the user's cache. `name` tells one turnstile from another.
 * A place is at least 0, and -1 a failure: BASE_ERROR_SYSTEM. */
int turnstile_enter(
	const char *folder, const char *name, unsigned most, unsigned seconds, GError **error);
void turnstile_leave(int place);

#endif
