/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "signer/places.h"

#include "base/file.h"
#include "base/i18n.h"
#include "signer/walk.h"

#include <string.h>

struct Places {
	PlaceRules rules;
	Walk *walk;
	GHashTable *taken; /* hashes of places in the mirror */
};

Places *places_new(const PlaceRules *rules)
{
	Places *places = g_new0(Places, 1);

	places->rules = *rules;
	places->walk = walk_new(rules->paths);
	walk_stay_plain(places->walk, rules->folder);
	places->taken = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	return places;
}

void places_free(Places *places)
{
	if (places == NULL)
		return;
	walk_free(places->walk);
	g_hash_table_unref(places->taken);
	g_free(places);
}

char *places_name_beside(const char *file, const char *suffix)
{
	size_t size = strlen(file);
	bool pdf = size > 4 && g_ascii_strcasecmp(file + size - 4, ".pdf") == 0;
	g_autofree char *stem = g_strndup(file, pdf ? size - 4 : size);

	return g_strconcat(stem, suffix, NULL);
}

static char *name_output(const Places *places, const char *file)
{
	const PlaceRules *rules = &places->rules;

	if (rules->in_place)
		return g_strdup(file);
	if (rules->folder != NULL)
		return g_build_filename(rules->folder, walk_below(places->walk, file), NULL);
	return rules->out != NULL ? g_strdup(rules->out) : places_name_beside(file, "-signed.pdf");
}

/* Two folders may hold files of one name, and a file may be named twice. */
static bool take_place(Places *places, const char *out)
{
	g_autofree char *whole = g_canonicalize_filename(out, NULL);
	char *hash = g_compute_checksum_for_string(G_CHECKSUM_MD5, whole, -1);

	return g_hash_table_add(places->taken, hash);
}

static void refuse(SigningItem *item, const char *message, const char *path)
{
	g_autofree char *shown = file_show(path);

	item->end = SIGNING_FAILED;
	item->message = g_strdup_printf(message, shown);
}

static SigningItem *make_problem(GError *error)
{
	SigningItem *item = signing_item_new("", "");

	item->end = SIGNING_FAILED;
	item->message = g_strdup(error->message);
	g_error_free(error);
	return item;
}

SigningItem *places_next(gpointer data)
{
	Places *places = data;
	GError *error = NULL;
	g_autofree char *path = walk_next(places->walk, &error);
	if (path == NULL)
		return error != NULL ? make_problem(error) : NULL;

	g_autofree char *out = name_output(places, path);
	SigningItem *item = signing_item_new(path, out);
	item->in_place = places->rules.in_place;
	if (!take_place(places, out))
		refuse(item, _("%s: another file of this run goes to the same place"), path);
	return item;
}
