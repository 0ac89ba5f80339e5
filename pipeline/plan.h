/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The plan: which documents a folder of scans holds. Nothing is opened; names decide.
 *
 *  - Each folder below the scans with files in it is a dossier; files lying loose in the scans'
 *    folder itself are a dossier named after it.
 *  - Each file is a document, named after the file without its extension.
 *  - NAME-01.jpg, NAME-02.jpg … (one image format, numbers from 0 or 1) are one document, NAME.
 *    A gap in the numbers, or a number twice, is a missing or doubtful page: the document is
 *    refused, never delivered incomplete.
 *  - Where two documents of a dossier would bear one name, each keeps its whole file name; but what
 *    bears a name in the ledger already keeps that.
 *  - Hidden files and what desktops leave behind (Thumbs.db …) are passed over, and digitize.conf.
 */
#ifndef PIPELINE_PLAN_H
#define PIPELINE_PLAN_H

#include <glib.h>
#include <stdbool.h>

typedef struct {
	char *name;       /* of the document in OUT, see store_name() */
	GPtrArray *files; /* of char *: file names as the system gives them, in page order */
	char *refusal;    /* why this is no document, or NULL */
} PlannedDocument;

/* A file or folder name as it stands in OUT: the same bytes, but valid UTF-8 without control
 * characters ("\n" becomes "%0A"), of at most 200 bytes (then with a part of its hash). Different
 * names stay different. The caller frees it. */
char *store_name(const char *name);

/* Groups the file names of one folder into documents, in the order of their names. The caller owns
 * the array (of PlannedDocument). */
GPtrArray *plan_group(GPtrArray *names);

/* Two documents of one name (a.tif and a.pdf; NFC and NFD; A and a): each takes its whole file
 * name, with the plain bytes' hash if even those look alike. plan_group() has done it. */
void plan_part_namesakes(GPtrArray *documents);

/* Gives each document the name by which its scans are known: `names` has file names and names of
 * documents (both char *) of the same dossier. So what was planned once keeps its name, whatever
 * arrives beside it; what is new takes a name that none of them has. Where scans are grouped in
 * another way than they were, the document is refused: it would bring them a second time. */
void plan_keep_names(GPtrArray *documents, GHashTable *names);

/* One dossier: its name in OUT ("A/B" for a folder in a folder), its folder, its documents. */
typedef bool (*PlanVisitor)(gpointer data, const char *dossier, const char *folder,
	GPtrArray *documents, GError **error);

/* A folder below the scans that cannot be read, or that lies too deep, in a sentence. */
typedef void (*PlanTrouble)(gpointer data, const char *sentence);

/* Visits the dossiers of `scans` in the order of their names, one in memory at a time. Folders
 * behind links are not followed; those that cannot be taken are told, with all that is in them, and
 * the others go on. `out_hidden`: how many files and folders were passed over because
 * their names begin with a dot. Error: BASE_ERROR_SYSTEM if `scans` itself cannot be read, or what the visitor
 * sets. */
bool plan_walk(const char *scans, PlanVisitor visit, PlanTrouble tell, gpointer data,
	unsigned *out_hidden, GError **error);

#endif
