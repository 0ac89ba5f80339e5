/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "signer/show.h"

#include "base/file.h"
#include "signer/report.h"

#include <string.h>

#define HEAD                                                                                       \
	"file,indication,sub_indication,conclusion,demonstration,manifest,field,kind,"             \
	"signature_indication,signature_sub_indication,reason,signer,agency,issuer,"               \
	"claimed_time,proven_time,not_before,not_after,trust_set,level,changes\r\n"

const char *show_csv_head(void)
{
	return HEAD;
}

/* A spreadsheet takes a cell for a formula by its first character. */
static bool is_formula(const char *cell)
{
	return *cell != '\0' && strchr("=+-@\t\r|", *cell) != NULL;
}

static void put_cell(GString *row, const char *value)
{
	g_autofree char *cell = file_show(value != NULL ? value : "");

	if (row->len > 0)
		g_string_append_c(row, ',');
	if (!is_formula(cell) && strpbrk(cell, "\",") == NULL) {
		g_string_append(row, cell);
		return;
	}
	g_string_append(row, is_formula(cell) ? "\"'" : "\"");
	for (const char *c = cell; *c != '\0'; c++) {
		g_string_append_c(row, *c);
		if (*c == '"')
			g_string_append_c(row, '"');
	}
	g_string_append_c(row, '"');
}

static void put_file(GString *row, const Telling *telling)
{
	g_autofree char *verdict = telling_verdict(telling);
	const char *const cells[] = { telling->path, indication_code(telling_indication(telling)),
		telling_sub_indication(telling), verdict,
		telling_is_demonstration(telling) ? "yes" : "no", listing_code(telling->listing) };

	for (unsigned i = 0; i < G_N_ELEMENTS(cells); i++)
		put_cell(row, cells[i]);
}

static void put_signature(GString *row, const SignatureReport *report)
{
	const char *const cells[] = { report->field, kind_code(report->kind),
		indication_code(report->indication), report->sub_indication, report->reason,
		report->common_name, report->organization, report->issuer, report->time,
		report->proven_time, report->not_before, report->not_after, report->trust_set,
		report->level, changes_code(report->changes) };

	for (unsigned i = 0; i < G_N_ELEMENTS(cells); i++)
		put_cell(row, cells[i]);
}

/* The cells of a signature where there is none: all empty but the reason. */
static void put_none(GString *row, const Telling *telling)
{
	const char *reason = telling->report != NULL ? telling->report->reason : telling->message;

	for (unsigned i = 0; i < 15; i++)
		put_cell(row, i == 4 ? reason : NULL);
}

char *show_csv(const Telling *telling)
{
	const VerifyReport *report = telling->report;
	unsigned count = report != NULL ? report->signatures->len : 0;
	GString *rows = g_string_new(NULL);

	for (unsigned i = 0; i < MAX(count, 1); i++) {
		g_autoptr(GString) row = g_string_new(NULL);
		put_file(row, telling);
		if (count > 0)
			put_signature(row, report->signatures->pdata[i]);
		else
			put_none(row, telling);
		g_string_append_printf(rows, "%s\r\n", row->str);
	}
	return g_string_free(rows, FALSE);
}
