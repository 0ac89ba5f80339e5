/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Errors of the base layer, and the one question that is asked of any error.
 *
 * A message is one line: the thing and what is wrong with it, in the user's words. Context (file,
 * page) is put in front by whoever knows it, with g_prefix_error(). Each folder has a domain of
 * its own; a code exists only where somebody acts on it.
 */
#ifndef BASE_ERROR_H
#define BASE_ERROR_H

#include <glib.h>
#include <stdbool.h>

#define BASE_ERROR (base_error_quark())

typedef enum {
	BASE_ERROR_DATA,     /* what was read is wrong; trying again changes nothing */
	BASE_ERROR_SYSTEM,   /* disk, memory, processes: may be gone at the next try */
	BASE_ERROR_SOURCE,   /* the same, of what was to be copied, not of its copy */
	BASE_ERROR_SETTINGS, /* a setting or an option is wrong: exit status 2 */
} BaseErrorCode;

GQuark base_error_quark(void);

/* Sets a BASE_ERROR_SYSTEM whose message is "`what`: " and the system's word for `number`
 * (an errno). Returns false, so that a caller can say: return error_set_errno(...). */
bool error_set_errno(GError **error, int number, const char *what);

/* Sets a BASE_ERROR_SETTINGS by a message with one %s for `thing`, which is shown on one line. Returns
 * false. */
bool error_set_usage(GError **error, const char *message, const char *thing);

/* What was read because a setting names it (a key, a font, a model) is wrong: makes the error one of
 * settings, unless the system is at fault. Returns false. */
bool error_blame_settings(GError **error);

/* Is the system rather than the input at fault, so that the same work may succeed later? */
bool error_is_transient(const GError *error);

#endif
