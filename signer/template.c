/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "signer/template.h"

#include <string.h>

static const char *const names[WORDS] = {
	[WORD_COPY_FORM] = "{copy_form}",
	[WORD_AGENCY] = "{agency}",
	[WORD_SIGNER] = "{signer}",
	[WORD_ORGANIZATION] = "{organization}",
	[WORD_REASON] = "{reason}",
	[WORD_TIME] = "{time}",
	[WORD_DATE] = "{date}",
};

/* Which word stands at `text`, or WORDS. */
static unsigned find_word(const char *text)
{
	unsigned word = 0;

	while (word < WORDS && !g_str_has_prefix(text, names[word]))
		word++;
	return word;
}

bool template_check(const char *text)
{
	for (const char *c = text; *c != '\0'; c++) {
		unsigned word = *c == '{' ? find_word(c) : WORDS;
		if (word < WORDS)
			c += strlen(names[word]) - 1;
		else if (*c == '{' || *c == '}')
			return false;
	}
	return true;
}

char *template_fill(const char *text, const char *const values[WORDS])
{
	g_autoptr(GString) out = g_string_new(NULL);
	bool asked = false, said = false;

	for (const char *c = text; *c != '\0';) {
		unsigned word = *c == '{' ? find_word(c) : WORDS;
		if (word == WORDS) {
			g_string_append_c(out, *c++);
			continue;
		}
		asked = true;
		said |= values[word] != NULL && *values[word] != '\0';
		g_string_append(out, values[word] != NULL ? values[word] : "");
		c += strlen(names[word]);
	}
	return asked && !said ? NULL : g_string_free(g_steal_pointer(&out), FALSE);
}
