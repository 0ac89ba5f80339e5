/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The names of documents: those of one folder keep apart, and from those that the ledger has. */
#include "pipeline/plan.h"

#include "base/i18n.h"

#include <string.h>

static char *name_key(const char *name)
{
	g_autofree char *composed = g_utf8_normalize(name, -1, G_NORMALIZE_NFC);

	return g_utf8_casefold(composed, -1);
}

void plan_part_namesakes(GPtrArray *documents)
{
	for (int round = 0; round < 2; round++) {
		g_autoptr(GHashTable) seen =
			g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
		for (unsigned i = 0; i < documents->len; i++) {
			PlannedDocument *document = documents->pdata[i];
			char *key = name_key(document->name);
			gpointer count = g_hash_table_lookup(seen, key);
			g_hash_table_replace(
				seen, key, GUINT_TO_POINTER(GPOINTER_TO_UINT(count) + 1));
		}
		for (unsigned i = 0; i < documents->len; i++) {
			PlannedDocument *document = documents->pdata[i];
			const char *file = document->files->pdata[0];
			g_autofree char *key = name_key(document->name);
			if (GPOINTER_TO_UINT(g_hash_table_lookup(seen, key)) < 2)
				continue;
			g_autofree char *whole = store_name(file);
			g_autofree char *digest =
				g_compute_checksum_for_string(G_CHECKSUM_SHA256, file, -1);
			g_free(document->name);
			document->name = round == 0 ? g_steal_pointer(&whole)
						    : g_strdup_printf("%s~%.8s", whole, digest);
		}
	}
}

/* The first document whose scans some of these are, or NULL; `out_several`: they are of others too. */
static const char *find_known(const PlannedDocument *document, GHashTable *names, bool *out_several)
{
	const char *known = NULL;

	*out_several = false;
	for (unsigned i = 0; i < document->files->len; i++) {
		const char *name = g_hash_table_lookup(names, document->files->pdata[i]);
		*out_several |= known != NULL && name != NULL && strcmp(name, known) != 0;
		known = known != NULL ? known : name;
	}
	return known;
}

/* How many of the documents have scans of each known one. */
static GHashTable *count_claims(GPtrArray *documents, GHashTable *names)
{
	GHashTable *claims = g_hash_table_new(g_str_hash, g_str_equal);
	bool several;

	for (unsigned i = 0; i < documents->len; i++) {
		const char *known = find_known(documents->pdata[i], names, &several);
		if (known == NULL)
			continue;
		gsize count = GPOINTER_TO_SIZE(g_hash_table_lookup(claims, known));
		g_hash_table_replace(claims, (gpointer)known, GSIZE_TO_POINTER(count + 1));
	}
	return claims;
}

/* Keys of names, each with the name that stands for it; "": it is borne by a document of now. */
static GHashTable *list_taken(GHashTable *names)
{
	GHashTable *taken = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	GHashTableIter each;
	gpointer name;

	g_hash_table_iter_init(&each, names);
	while (g_hash_table_iter_next(&each, NULL, &name))
		g_hash_table_replace(taken, name_key(name), g_strdup(name));
	return taken;
}

/* A name that the ledger has and no document of now bears is that document, with another scan. */
static bool is_free(GHashTable *taken, const char *name)
{
	g_autofree char *key = name_key(name);
	const char *holder = g_hash_table_lookup(taken, key);

	return holder == NULL || strcmp(holder, name) == 0;
}

static void take(PlannedDocument *document, char *name, GHashTable *taken)
{
	g_free(document->name);
	document->name = name;
	g_hash_table_replace(taken, name_key(name), g_strdup(""));
}

/* Its own name, its whole file name, or that with a hash, which nobody else has. */
static void take_free_name(PlannedDocument *document, GHashTable *taken)
{
	const char *file = document->files->pdata[0];
	g_autofree char *own = g_strdup(document->name);
	g_autofree char *whole = store_name(file);

	if (is_free(taken, own)) {
		take(document, g_steal_pointer(&own), taken);
	} else if (is_free(taken, whole)) {
		take(document, g_steal_pointer(&whole), taken);
	} else {
		g_autofree char *digest =
			g_compute_checksum_for_string(G_CHECKSUM_SHA256, file, -1);
		take(document, g_strdup_printf("%s~%.8s", whole, digest), taken);
	}
}

void plan_keep_names(GPtrArray *documents, GHashTable *names)
{
	g_autoptr(GHashTable) taken = list_taken(names);
	g_autoptr(GHashTable) claims = count_claims(documents, names);
	g_autoptr(GPtrArray) others = g_ptr_array_new();

	for (unsigned i = 0; i < documents->len; i++) {
		PlannedDocument *document = documents->pdata[i];
		bool several;
		const char *known = find_known(document, names, &several);
		bool alone = known != NULL && !several &&
			GPOINTER_TO_SIZE(g_hash_table_lookup(claims, known)) == 1;
		if (alone) {
			take(document, g_strdup(known), taken);
			continue;
		}
		g_ptr_array_add(others, document);
		if (known == NULL)
			continue;
		g_free(document->refusal);
		document->refusal = g_strdup_printf(
			_("its scans belong to documents that are there already (%s)"), known);
	}
	for (unsigned i = 0; i < others->len; i++)
		take_free_name(others->pdata[i], taken);
}
