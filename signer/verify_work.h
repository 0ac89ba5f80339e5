/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Verifying some files in a worker process, one after the other: each is told as soon as it is known,
 * so that it is exactly known at which one a worker died. What the parent has loaded is inherited, and
 * what one file has taught (paths, lists of revocation) serves the next.
 */
#ifndef SIGNER_VERIFY_WORK_H
#define SIGNER_VERIFY_WORK_H

#include "base/worker.h"
#include "signer/listing.h"
#include "signer/telling.h"

#include <glib.h>
#include <stdbool.h>

/* How files are verified, and how it is told. All is borrowed. */
typedef struct {
	const VerifyRules *rules;
	char *(*show)(const Telling *telling); /* the lines for standard output */
	const char
		*xml; /* where the report of each file goes: a *.xml file, or a folder; or NULL */
	const char *html; /* the same of pages */
} VerifyManner;

typedef enum {
	ITEM_PDF,
	ITEM_MANIFEST, /* with the detached signature beside it */
	ITEM_LISTED,   /* only held against its manifest */
} ItemKind;

typedef struct {
	ItemKind kind;
	char *path;
	const ListedFile *listed; /* NULL: no manifest lists it */
	Listing listing;          /* before: what the parent knows; after: how it stands */
	unsigned number;          /* from 1: names what is written for it */

	bool told;   /* what follows is known */
	bool judged; /* it could be */
	bool known;  /* from an earlier run, so that it has no lines */
	bool well;   /* telling_is_well() */
	bool demonstration;
	Indication indication;
	guint64 size; /* as before it was read, with the time of its last change */
	gint64 changed;
	char *lines;   /* or NULL */
	char *problem; /* what could not be written beside it: one sentence, or NULL */
} VerifyItem;

VerifyItem *verify_item_new(ItemKind kind, const char *path);
void verify_item_free(VerifyItem *item);

/* Tells of an item that could not be judged; the sentence names the file. */
void verify_item_fail(VerifyItem *item, const VerifyManner *manner, const char *message);

/* The verdict in words, as telling_verdict() has it. The caller frees it. */
char *verify_item_verdict(const VerifyItem *item);

/* The name of the file in a folder of reports: "000012-quyet-dinh.xml". The caller frees it. */
char *verify_item_file_name(const VerifyItem *item, const char *suffix);

typedef struct {
	const VerifyManner *manner;
	GPtrArray *items; /* of VerifyItem, borrowed */
	unsigned heard;   /* how many of them were told */
} VerifyWork;

/* The body of the worker; `data` is a VerifyWork. */
bool verify_work_do(WorkerLink *link, gpointer data, GError **error);

/* In the parent: takes over what a worker tells of the next item; `data` is the VerifyWork. */
void verify_work_hear(gpointer data, GBytes *told);

#endif
