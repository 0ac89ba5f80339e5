/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Walking two revisions' objects in parallel, for the files of difference_*.c alone.
 *
 * A pair of values is compared by the rules of the Context in which it was reached. References are not
 * followed at once but queued, so that no chain of objects is too deep; a pair of objects is compared once
 * in each context.
 */
#ifndef SIGNER_DIFFERENCE_WALK_H
#define SIGNER_DIFFERENCE_WALK_H

#include "signer/difference.h"
#include "signer/form.h"

typedef enum {
	SAME,  /* nothing may differ */
	FRESH, /* there was nothing: whatever is reached must be new as well, or as it was */
	INFORMATION,
	CATALOG,
	EXTENSIONS,
	EXTENSION,
	STORE,        /* the DSS */
	STORE_LIST,   /* its /Certs, /OCSPs and /CRLs */
	STORE_RECORD, /* what its /VRI has for a signature */
	FORM,
	FIELD,
	FORM_RESOURCES,
	FORM_CATEGORY, /* its /Font, … */
	PAGES,
	PAGE,
	METADATA,
	STRUCTURE,
	STRUCTURE_ELEMENT,
	STRUCTURE_PARENTS,
	CONTEXTS,
} Context;

/* How a pair was reached. */
typedef struct {
	Context context;
	Level level;      /* that allows it to differ, where SAME says it does */
	bool unclear;     /* then */
	bool stripped;    /* a field that is no widget any more */
	bool replaceable; /* a category of resources that nobody reads */
	unsigned page;    /* 0: not known */
	const FormField *old_field, *new_field;
	const GHashTable
		*own; /* numbers of objects that may be replaced here though they were there */
	const Value *old_page;
	const Value *key;     /* of the entry that is compared */
	const char *sentence; /* what to say if it differs */
} Where;

typedef struct {
	Objects *objects;
	unsigned before, after;
	size_t *left;
	GPtrArray *findings;
	Form *old_form, *new_form;
	/* Object numbers of pages → page; of nodes of the page tree, the catalog, and elements of the
	 * structure → 0. */
	GHashTable *pages;
	bool paged;          /* all pages are there */
	GHashTable *reached; /* numbers of objects that were reached before */
	GHashTable *seen;    /* of Key: pairs that were compared */
	GQueue queue;        /* of Pair */
	GStringChunk *words; /* sentences and names */
	GPtrArray *sets;     /* of GHashTable, for Where.own */
} Differ;

/* Compares two values, or queues them. NULL: there is none; both then have it so. */
void differ_compare(Differ *differ, const Where *where, const Value *old, const Value *new);
/* The same with nothing allowed to differ, and this to be said. */
void differ_same(Differ *differ, const Where *where, const char *sentence, const Value *old,
	const Value *new);
/* The two halves of that, for differ_compare() and differ_drain(): values that stand there, and what a queued
 * pair leads to. */
void differ_compare_same(Differ *differ, const Where *where, const Value *old, const Value *new);
void differ_follow_same(Differ *differ, const Where *where, const Value *old, const Value *new);
/* Goes over what is new. */
void differ_fresh(Differ *differ, const Where *where, const char *sentence, const Value *new);
/* By the rules of the context for each key (difference_rules.c). */
void differ_dictionary(Differ *differ, const Where *where, const Value *old, const Value *new);

/* Both sorted by key: the next key of the two, and its value in each, or NULL. False at the end. */
bool differ_next_key(const Value *old, const Value *new, unsigned at[2], const Value **key,
	const Value **old_value, const Value **new_value);

/* Queues a pair, at least one of which is a reference, once for what is allowed where it was reached. */
void differ_queue(Differ *differ, const Where *where, const Value *old, const Value *new);
/* Compares all that is queued. */
void differ_drain(Differ *differ);
/* For the table `seen`. */
guint differ_hash_key(gconstpointer key);
gboolean differ_equal_keys(gconstpointer first, gconstpointer second);

/* Counts a value; false once no more may be compared. */
bool differ_spend(Differ *differ);
bool differ_same_reference(const Value *old, const Value *new);
/* Pages, tags, fields and the catalog refer back and forth. What leads to the same page means the same page,
 * which is compared where the page tree has it; so do the elements of the structure. */
bool differ_is_page(const Differ *differ, const Value *reference);
/* Of a field or an annotation these keys mean what it is, and not what it has: "Parent", "P", … */
bool differ_is_backward(const Differ *differ, const Value *key, const Value *reference);
/* Of two streams: the stored bytes. */
bool differ_same_data(const Item *old, const Item *new);

/* Notes that something differs, once. `sentence` is kept as a copy. */
Finding *differ_note(Differ *differ, Level level, const char *sentence);
/* The same with the level and the sentence of `where`. */
void differ_note_where(Differ *differ, const Where *where);
/* A text that lives as long as the Differ. */
const char *differ_word(Differ *differ, const char *format, ...);

/* References followed; `old`'s objects are marked as reached. NULL: null. */
const Value *differ_follow_old(Differ *differ, const Value *value);
const Value *differ_follow_new(Differ *differ, const Value *value);
const Value *differ_find_old(Differ *differ, const Value *dictionary, const char *key);
const Value *differ_find_new(Differ *differ, const Value *dictionary, const char *key);
/* Was there an object of that number, and generation, before? */
bool differ_existed(Differ *differ, const Value *reference);
/* Are they the same whatever they lead to? Looks 16 deep. */
bool differ_equals(Differ *differ, const Value *old, const Value *new);

/* Two lists of which the newer may have more: each pair of items with the same reference, or at the same
 * turn if direct; old NULL: added; new NULL: taken away, or no longer in this order. */
typedef void DifferItem(Differ *differ, const Where *where, const Value *old, const Value *new);
void differ_list(
	Differ *differ, const Where *where, const Value *old, const Value *new, DifferItem *item);

#endif
