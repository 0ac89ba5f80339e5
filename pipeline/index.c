/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Two tables hold what was described and read, one FTS5 table finds it:
 *
 *	descriptions  one row a document: what is shown, and folded copies for the filters
 *	page_texts    one row a page: the text as it was read, from which snippets are made
 *	page_words    FTS5, without content of its own: column `exact`, column `plain`
 *
 * 1. The rowid of a page is document × 2^20 + page: from a hit of page_words to its document and
 *    its text no other index is needed.
 * 2. Folding is done here, before FTS5: its own remove_diacritics would join what Vietnamese keeps
 *    apart and does not know đ. So its tokenizer only parts words and lowers case.
 * 3. page_words is contentless (content=''): the folded text can be made again from page_texts,
 *    which is also how a row is taken out, as FTS5 wants the very words that it was given.
 *    A change of text_fold_…() needs a new index. Positions are kept (detail=full): phrases are
 *    what distinguishes "giấy phép" in a language of syllables.
 * 4. A date may be partial: a document lies between issued_first and issued_last, which sort as
 *    text ("2019-08-00", "2019-08-99").
 */
#include "pipeline/index.h"

#include "base/error.h"
#include "base/i18n.h"
#include "base/text.h"
#include "pipeline/index_page.h"
#include "pipeline/sql.h"

#include <string.h>

static const char schema[] =
	"CREATE TABLE IF NOT EXISTS descriptions ("
	"  document INTEGER PRIMARY KEY, number TEXT, notation TEXT, issued TEXT, place TEXT,"
	"  parent TEXT, agency TEXT, type TEXT, subject TEXT, signer TEXT,"
	"  outside_period INTEGER NOT NULL DEFAULT 0,"
	"  demonstration INTEGER NOT NULL DEFAULT 0,"
	"  number_key TEXT, notation_key TEXT, agency_key TEXT, type_key TEXT,"
	"  issued_first TEXT, issued_last TEXT);"
	"CREATE INDEX IF NOT EXISTS descriptions_number ON descriptions(number_key, notation_key);"
	"CREATE INDEX IF NOT EXISTS descriptions_notation ON descriptions(notation_key);"
	"CREATE INDEX IF NOT EXISTS descriptions_issued ON descriptions(issued_first);"
	"CREATE TABLE IF NOT EXISTS page_texts (id INTEGER PRIMARY KEY, text TEXT NOT NULL);"
	"CREATE VIRTUAL TABLE IF NOT EXISTS page_words USING fts5("
	"  exact, plain, content='', tokenize=\"unicode61 remove_diacritics 0\");";

bool index_create(sqlite3 *database, GError **error)
{
	return sql_execute(database, schema, error);
}

static bool change_words(
	sqlite3 *database, const char *sql, gint64 id, const char *text, GError **error)
{
	g_autofree char *exact = text_fold_exact(text);
	g_autofree char *plain = text_fold_plain(text);

	return sql_run(database, error, sql, "iss", id, exact, plain);
}

static bool forget_words(sqlite3 *database, gint64 document, GError **error)
{
	g_autoptr(sqlite3_stmt) pages = sql_query(database, error,
		"SELECT id, text FROM page_texts WHERE id >= ? AND id < ?", "ii",
		page_id(document, 0), page_id(document + 1, 0));
	GError *wrong = NULL;

	if (pages == NULL)
		return false;
	while (sql_next(pages, &wrong))
		if (!change_words(database,
			    "INSERT INTO page_words (page_words, rowid, exact, plain)"
			    " VALUES ('delete', ?, ?, ?)",
			    sqlite3_column_int64(pages, 0), sql_text(pages, 1), error))
			return false;
	if (wrong == NULL)
		return true;
	g_propagate_error(error, wrong);
	return false;
}

bool index_forget(sqlite3 *database, gint64 document, GError **error)
{
	return forget_words(database, document, error) &&
		sql_run(database, error, "DELETE FROM page_texts WHERE id >= ? AND id < ?", "ii",
			page_id(document, 0), page_id(document + 1, 0)) &&
		sql_run(database, error, "DELETE FROM descriptions WHERE document = ?", "i",
			document);
}

char *index_number_key(const char *number)
{
	g_autofree char *plain = text_fold_plain(number);
	size_t zeros = strspn(plain, "0");

	return g_strdup(plain + (plain[zeros] != '\0' ? zeros : 0));
}

char *index_date_key(const char *date, const char *rest)
{
	size_t length = strlen(date);

	return length >= 10 ? g_strdup(date) : g_strconcat(date, rest + (length > 4 ? 3 : 0), NULL);
}

static char *key_of(const char *value, char *(*key)(const char *value))
{
	return value != NULL ? key(value) : NULL;
}

bool index_put_description(sqlite3 *database, gint64 document, const Description *description,
	bool demonstration, GError **error)
{
	const Field *fields = description->fields;
	const char *issued = fields[FIELD_ISSUED].value;
	g_autofree char *number = key_of(fields[FIELD_NUMBER].value, index_number_key);
	g_autofree char *notation = key_of(fields[FIELD_NOTATION].value, text_fold_plain);
	g_autofree char *agency = key_of(fields[FIELD_AGENCY].value, text_fold_plain);
	g_autofree char *type = key_of(fields[FIELD_TYPE].value, text_fold_plain);
	g_autofree char *first = issued != NULL ? index_date_key(issued, "-00-00") : NULL;
	g_autofree char *last = issued != NULL ? index_date_key(issued, "-99-99") : NULL;

	return sql_run(database, error,
		"INSERT INTO descriptions (document, number, notation, issued, place, parent, agency,"
		" type, subject, signer, outside_period, demonstration, number_key, notation_key,"
		" agency_key, type_key, issued_first, issued_last)"
		" VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
		"isssssssssiissssss", document, fields[FIELD_NUMBER].value,
		fields[FIELD_NOTATION].value, issued, fields[FIELD_PLACE].value,
		fields[FIELD_PARENT].value, fields[FIELD_AGENCY].value, fields[FIELD_TYPE].value,
		fields[FIELD_SUBJECT].value, fields[FIELD_SIGNER].value,
		(gint64)description->outside_period, (gint64)demonstration, number, notation,
		agency, type, first, last);
}

bool index_put_page(
	sqlite3 *database, gint64 document, unsigned page, const char *text, GError **error)
{
	gint64 id = page_id(document, page);

	if (page >= PAGES_OF_DOCUMENT || document < 0 || document > MOST_DOCUMENT) {
		g_set_error(error, BASE_ERROR, BASE_ERROR_DATA,
			_("page %u: the index takes fewer than %d pages a document"), page,
			PAGES_OF_DOCUMENT);
		return false;
	}
	g_autofree char *nfc = text_nfc(text);
	return sql_run(database, error, "INSERT INTO page_texts (id, text) VALUES (?, ?)", "is", id,
		       nfc) &&
		change_words(database,
			"INSERT INTO page_words (rowid, exact, plain) VALUES (?, ?, ?)", id, nfc,
			error);
}
