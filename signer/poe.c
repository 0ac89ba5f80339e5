/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "signer/poe.h"

struct Poe {
	gint64 at;
	GHashTable *times; /* SHA-256 of the thing → gint64 */
};

Poe *poe_new(gint64 at)
{
	Poe *poe = g_new0(Poe, 1);

	poe->at = at;
	poe->times = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	return poe;
}

void poe_free(Poe *poe)
{
	if (poe == NULL)
		return;
	g_hash_table_unref(poe->times);
	g_free(poe);
}

static const gint64 *find(const Poe *poe, GBytes *thing)
{
	g_autofree char *key = g_compute_checksum_for_bytes(G_CHECKSUM_SHA256, thing);

	return g_hash_table_lookup(poe->times, key);
}

bool poe_has(const Poe *poe, GBytes *thing)
{
	return find(poe, thing) != NULL;
}

gint64 poe_find(const Poe *poe, GBytes *thing)
{
	const gint64 *time = find(poe, thing);

	return time != NULL ? *time : poe->at;
}

void poe_add(Poe *poe, GBytes *thing, gint64 time)
{
	const gint64 *known = find(poe, thing);

	if (time <= poe->at && (known == NULL || time < *known))
		g_hash_table_insert(poe->times,
			g_compute_checksum_for_bytes(G_CHECKSUM_SHA256, thing),
			g_memdup2(&time, sizeof time));
}

void poe_add_all(Poe *poe, const GPtrArray *things, gint64 time)
{
	for (unsigned i = 0; i < things->len; i++)
		poe_add(poe, things->pdata[i], time);
}
