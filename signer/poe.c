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

gint64 poe_find(const Poe *poe, GBytes *thing)
{
	g_autofree char *key = g_compute_checksum_for_bytes(G_CHECKSUM_SHA256, thing);
	const gint64 *time = g_hash_table_lookup(poe->times, key);

	return time != NULL ? *time : poe->at;
}

void poe_add(Poe *poe, GBytes *thing, gint64 time)
{
	if (time < poe_find(poe, thing))
		g_hash_table_insert(poe->times,
			g_compute_checksum_for_bytes(G_CHECKSUM_SHA256, thing),
			g_memdup2(&time, sizeof time));
}

void poe_add_all(Poe *poe, const GPtrArray *things, gint64 time)
{
	for (unsigned i = 0; i < things->len; i++)
		poe_add(poe, things->pdata[i], time);
}
