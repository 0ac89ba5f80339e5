/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What every command of ours does first and last. Only mains use it.
 */
#ifndef BASE_COMMAND_H
#define BASE_COMMAND_H

#include <glib.h>
#include <stdbool.h>

/* Exit statuses (sysexits.h for the last). */
enum { EXIT_WELL = 0, EXIT_NOT_ALL = 1, EXIT_USAGE = 2, EXIT_LOCKED = 75 };

/* Sets the user's locale with LC_NUMERIC "C" (a Vietnamese locale would write 1,5 into a PDF), but
 * arguments and all that is printed are UTF-8 in every locale. Finds the catalogs beside the program
 * (build/locale) or in ../share/locale of it, ignores SIGPIPE, and takes `name` as the program's for
 * messages and for ps(1). */
void command_start(const char *name);

/* Starts the program anew, once, with OMP_THREAD_LIMIT=1 in its environment: libgomp reads it
 * while it is loaded, and tesseract's threads make a batch slower. To be called before anything
 * else by a command that links tesseract. */
void command_limit_openmp(char **argv);

/* Reads the options that `entries` name (ended by G_OPTION_ENTRY_NULL) out of `argv`, which is freed
 * and made anew without them; a value may be joined to its letter, as in -j2. For --help, which ends
 * the program, `command` (NULL: none), `arguments` and `summary` say what is called. Error: GOption's. */
bool command_parse(const char *command, const char *arguments, const char *summary,
	const GOptionEntry *entries, char ***argv, GError **error);

/* Prints "NAME: message" on standard error and frees `error`; returns the exit status that fits:
 * EXIT_USAGE for settings and options, otherwise EXIT_NOT_ALL. */
int command_report(GError *error);

#endif
