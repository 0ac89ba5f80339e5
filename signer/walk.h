/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The PDFs that a list of files and folders names, one after the other, in byte order. Holds the
 * names of the folders on the way to the current file, and no others.
 *
 *	walk_new → walk_next* → walk_free
 */
#ifndef SIGNER_WALK_H
#define SIGNER_WALK_H

#include <glib.h>

typedef struct Walk Walk;

/* `paths` is borrowed until walk_free(). */
Walk *walk_new(const char *const *paths);
void walk_free(Walk *walk);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Walk, walk_free)

/* From now on: below folders neither links nor hidden files and folders, and nothing of `folder`
 * (borrowed; NULL: nothing is left out), where the results go. */
void walk_stay_plain(Walk *walk, const char *folder);

/* Of the file that walk_next() gave: its path below the folder that was named, or its own name if it
 * was named itself. Lent by `path`. */
const char *walk_below(const Walk *walk, const char *path);

/* The next file: each that was named, and each *.pdf below a folder that was; links to folders
 * are not followed. NULL without error at the end; with error if a folder cannot be read, after
 * which the walk goes on. The caller frees the path. */
char *walk_next(Walk *walk, GError **error);

#endif
