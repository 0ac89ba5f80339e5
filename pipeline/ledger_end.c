/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The ledger's side of ends: what is delivered, quarantined, put off. */
#include "pipeline/ledger.h"

#include "base/clock.h"
#include "pipeline/sql.h"

GPtrArray *ledger_products(Ledger *ledger, gint64 document, GError **error)
{
	g_autoptr(GPtrArray) products = g_ptr_array_new_with_free_func(product_free);
	g_autoptr(sqlite3_stmt) row = sql_query(ledger_database(ledger), error,
		"SELECT path, size, sha256 FROM products WHERE document = ? ORDER BY path", "i",
		document);
	GError *wrong = NULL;

	if (row == NULL)
		return NULL;
	while (sql_next(row, &wrong)) {
		Product *product = g_new0(Product, 1);
		product->path = g_strdup(sql_text(row, 0));
		product->size = (uint64_t)sqlite3_column_int64(row, 1);
		product->sha256 = g_strdup(sql_text(row, 2));
		g_ptr_array_add(products, product);
	}
	if (wrong == NULL)
		return g_steal_pointer(&products);
	g_propagate_error(error, wrong);
	return NULL;
}

bool ledger_forget_products(Ledger *ledger, gint64 document, GError **error)
{
	return sql_run(ledger_database(ledger), error, "DELETE FROM products WHERE document = ?",
		"i", document);
}

bool ledger_intend(Ledger *ledger, gint64 document, const Delivery *delivery, GError **error)
{
	sqlite3 *database = ledger_database(ledger);

	if (!ledger_forget_products(ledger, document, error))
		return false;
	for (unsigned i = 0; i < delivery->products->len; i++) {
		const Product *product = delivery->products->pdata[i];
		if (!sql_run(database, error, "INSERT INTO products VALUES (?, ?, ?, ?)", "isis",
			    document, product->path, (gint64)product->size, product->sha256))
			return false;
	}
	return sql_run(database, error,
		"UPDATE documents SET batch = ?, times = ?, seconds = ? WHERE id = ?", "isdi",
		delivery->batch, delivery->times, delivery->seconds, document);
}

bool ledger_deliver(Ledger *ledger, gint64 document, GError **error)
{
	g_autofree char *now = clock_stamp();

	return sql_run(ledger_database(ledger), error,
		"UPDATE documents SET state = 'delivered', stage = 'deliver', reason = NULL,"
		" attempts = attempts + 1, changed = 0, at = ? WHERE id = ?",
		"si", now, document);
}

bool ledger_quarantine(Ledger *ledger, gint64 document, gint64 batch, const char *stage,
	const char *reason, GError **error)
{
	g_autofree char *now = clock_stamp();

	return ledger_forget_products(ledger, document, error) &&
		sql_run(ledger_database(ledger), error,
			"UPDATE documents SET state = 'quarantined', stage = ?, reason = ?,"
			" attempts = attempts + 1, batch = ?, at = ? WHERE id = ?",
			"ssisi", stage, reason, batch, now, document);
}

bool ledger_postpone(Ledger *ledger, gint64 document, const char *stage, const char *reason,
	bool counts, GError **error)
{
	g_autofree char *now = clock_stamp();

	return sql_run(ledger_database(ledger), error,
		"UPDATE documents SET stage = ?, reason = ?, attempts = attempts + ?, at = ?"
		" WHERE id = ?",
		"ssisi", stage, reason, (gint64)counts, now, document);
}
