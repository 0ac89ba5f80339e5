/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Every line but the first begins with blanks, and each first line with a verdict of ours; what others
 * wrote is quoted and never begins a line.
 */
#include "signer/show.h"

#include "base/i18n.h"
#include "signer/facts.h"
#include "signer/quote.h"

static const char *const indents[] = {
	[FACT_PLAIN] = "    ",
	[FACT_LOUD] = "    *** ",
	[FACT_INNER] = "        ",
};

static void put_facts(GString *text, GPtrArray *facts)
{
	for (unsigned i = 0; i < facts->len; i++) {
		const Fact *fact = facts->pdata[i];
		g_string_append(text, indents[fact->kind]);
		if (fact->label != NULL)
			g_string_append_printf(text, "%s: ", fact->label);
		g_string_append_printf(text, "%s\n", fact->value);
	}
	g_ptr_array_unref(facts);
}

char *show_text(const Telling *telling)
{
	g_autofree char *verdict = telling_verdict(telling);
	g_autofree char *path = quote_text(telling->path);
	const VerifyReport *report = telling->report;
	GString *text = g_string_new(NULL);

	g_string_append_printf(text, "%s: %s\n", verdict, path);
	put_facts(text, facts_of_file(telling));
	for (unsigned i = 0; report != NULL && i < report->signatures->len; i++) {
		g_autofree char *headline = signature_headline(report, i);
		g_string_append_printf(text, "  %s\n", headline);
		put_facts(text, facts_of_signature(report, report->signatures->pdata[i]));
	}
	return g_string_free(text, FALSE);
}
