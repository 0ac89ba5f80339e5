/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pipeline/document_types.h"

#include "base/text.h"

#include <glib.h>
#include <string.h>

#define CODE_OTHER "32"

enum { LONGEST = 48 };

/* The letters of `text`, plain, without what stands between; at most LONGEST. */
static unsigned letters_of(const char *text, char letters[LONGEST + 1])
{
	g_autofree char *plain = text_fold_plain(text);
	unsigned count = 0;

	for (const char *at = plain; *at != '\0' && count < LONGEST; at++)
		if (g_ascii_isalnum(*at))
			letters[count++] = *at;
	letters[count] = '\0';
	return count;
}

/* The least number of letters to change, add or leave out so that `name` becomes the beginning of
 * `title` of `*length` letters (Levenshtein); *length is set to where that beginning ends. */
static unsigned distance_to_beginning(const char *name, const char *title, unsigned *length)
{
	unsigned row[LONGEST + 1], size = (unsigned)strlen(title), best = 0;

	for (unsigned j = 0; j <= size; j++)
		row[j] = j;
	for (unsigned i = 1; name[i - 1] != '\0'; i++) {
		unsigned corner = row[0];
		row[0] = i;
		for (unsigned j = 1; j <= size; j++) {
			unsigned change = corner + (name[i - 1] != title[j - 1]);
			corner = row[j];
			row[j] = MIN(change, MIN(row[j], row[j - 1]) + 1);
		}
	}
	for (unsigned j = 0; j <= size; j++)
		if (row[j] < row[best] || (row[j] == row[best] && j == strlen(name)))
			best = j;
	*length = best;
	return row[best];
}

const Term *document_type_find(const char *title, bool *out_whole)
{
	char name[LONGEST + 1], letters[LONGEST + 1];
	unsigned size = letters_of(title, letters), longest = 0, least = 0;
	const GPtrArray *kinds = vocabulary_terms(VOCABULARY_KINDS);
	const Term *found = NULL;

	for (unsigned i = 0; i < kinds->len; i++) {
		const Term *kind = kinds->pdata[i];
		unsigned end, length = letters_of(kind->name, name);
		if (length < longest || length > size + 1)
			continue;
		unsigned distance = distance_to_beginning(name, letters, &end);
		if (distance > length / 8 || (length == longest && distance >= least))
			continue;
		longest = length;
		least = distance;
		found = kind;
		*out_whole = end == size;
	}
	return found;
}

const char *document_type_code(const char *name)
{
	bool whole = false;
	const Term *kind = document_type_find(name, &whole);

	return kind != NULL && kind->code != NULL ? kind->code : CODE_OTHER;
}
