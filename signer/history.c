/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "signer/history.h"

#include "base/i18n.h"
#include "signer/difference.h"
#include "signer/lost.h"
#include "signer/permissions.h"

#include <string.h>

enum { MOST_COMPARED = 20000000 };

struct History {
	const PdfFile *document;
	Revisions *revisions;
	Objects *objects;
	size_t left;      /* values that may still be compared */
	GPtrArray *forms; /* of Form, by revision; NULL as long as it was not asked for */
	GPtrArray *lost;  /* of Lost */
};

static void free_form(gpointer form)
{
	form_free(form);
}

History *history_read(const PdfFile *document)
{
	History *history = g_new0(History, 1);
	Bytes file = { document->data, document->size };

	history->document = document;
	history->revisions = revisions_read(file);
	history->objects = objects_new(document, history->revisions);
	history->left = MOST_COMPARED;
	history->forms = g_ptr_array_new_with_free_func(free_form);
	g_ptr_array_set_size(history->forms, (int)history->revisions->list->len);
	history->lost = lost_find(history->objects, &history->left);
	return history;
}

void history_free(History *history)
{
	if (history == NULL)
		return;
	g_ptr_array_unref(history->forms);
	g_ptr_array_unref(history->lost);
	objects_free(history->objects);
	revisions_free(history->revisions);
	g_free(history);
}

unsigned history_count(const History *history)
{
	return history->revisions->list->len;
}

static const Form *find_form(History *history, unsigned revision)
{
	gpointer *form = &history->forms->pdata[revision - 1];

	if (*form == NULL)
		*form = form_read(history->objects, revision);
	return *form;
}

static void add_change(
	SignatureReport *report, Changes gravity, unsigned revision, const char *sentence)
{
	Change *change = g_new0(Change, 1);

	change->gravity = gravity;
	change->revision = revision;
	change->sentence = g_strdup(sentence);
	g_ptr_array_add(report->changed, change);
	report->changes = MAX(report->changes, gravity);
}

/* Does the dictionary say the same range as qpdf read? */
static bool has_range(const Value *signature, const Range *range)
{
	const Value *array = value_find(signature, "ByteRange");
	const size_t expected[] = { 0, range->before, range->after, range->end - range->after };
	size_t number;

	if (array == NULL || array->kind != VALUE_ARRAY || array->count != G_N_ELEMENTS(expected))
		return false;
	for (unsigned i = 0; i < array->count; i++)
		if (!value_read_size(&array->items[i], &number) || number != expected[i])
			return false;
	return true;
}

/* The field whose value's /Contents are the very bytes that the range leaves out; NULL if there is none. */
static const FormField *find_field(History *history, const Range *range, unsigned revision)
{
	const Form *form = find_form(history, revision);

	for (unsigned i = 0; i < form->fields->len; i++) {
		const FormField *field = form->fields->pdata[i];
		const Value *contents = field->value == NULL || !form_field_is_signature(field)
			? NULL
			: value_find(field->value, "Contents");
		if (contents != NULL && contents->kind == VALUE_STRING &&
			contents->start == range->before && contents->end == range->after &&
			has_range(field->value, range))
			return field;
	}
	return NULL;
}

/* Where the object stands that the gap is in. */
static bool is_within(History *history, const Range *range, unsigned revision)
{
	const Revision *one = revisions_at(history->revisions, revision);

	return range->before >= one->start && range->after <= one->end;
}

static void add_doubts(History *history, unsigned revision, SignatureReport *report)
{
	const GArray *doubts = history->revisions->doubts;

	for (unsigned i = 0; i < doubts->len; i++) {
		const Doubt *doubt = &g_array_index(doubts, Doubt, i);
		if (doubt->revision == 0 || doubt->revision > revision)
			add_change(report, CHANGES_UNCLEAR,
				MIN(doubt->revision, history_count(history)), doubt->sentence);
	}
}

static void add_findings(
	History *history, unsigned revision, const Permissions *rules, SignatureReport *report)
{
	g_autoptr(GPtrArray) findings =
		g_ptr_array_new_with_free_func((GDestroyNotify)finding_free);

	for (unsigned after = revision + 1; after <= history_count(history); after++)
		difference_find(history->objects, revision, after, &history->left, findings);
	for (unsigned i = 0; i < findings->len; i++) {
		const Finding *finding = findings->pdata[i];
		add_change(report, permissions_weigh(rules, finding), finding->revision,
			finding->sentence);
	}
}

static bool is_known(const SignatureReport *report, const char *sentence)
{
	for (unsigned i = 0; i < report->changed->len; i++)
		if (g_str_equal(((Change *)report->changed->pdata[i])->sentence, sentence))
			return true;
	return false;
}

/* What came after the signature and was taken away again. */
static void add_losses(const History *history, unsigned revision, SignatureReport *report)
{
	for (unsigned i = 0; i < history->lost->len; i++) {
		const Lost *lost = history->lost->pdata[i];
		g_autofree char *sentence =
			g_strdup_printf(lost->removed ? _("signature “%s” was removed")
						      : _("signature “%s” is no longer shown"),
				lost->field);
		if (lost->revision > revision && !is_known(report, sentence))
			add_change(report, CHANGES_FORBIDDEN, lost->revision, sentence);
	}
}

static SignatureKind find_kind(History *history, const FormField *field, unsigned revision)
{
	unsigned root;
	const Value *catalog = objects_find_root(history->objects, revision, &root);
	const Value *permissions = objects_find_key(history->objects, catalog, "Perms", revision);

	if (form_is_timestamp(field->value))
		return SIGNATURE_TIMESTAMP;
	return objects_find_key(history->objects, permissions, "DocMDP", revision) == field->value
		? SIGNATURE_CERTIFICATION
		: SIGNATURE_APPROVAL;
}

void history_judge(History *history, const Range *range, SignatureReport *report)
{
	unsigned revision = revisions_find_end(history->revisions, range->end);

	report->revision = revision;
	if (revision == 0) {
		add_doubts(history, 0, report);
		add_change(report,
			history_count(history) == 0 || range->end == history->document->size
				? CHANGES_UNCLEAR
				: CHANGES_FORBIDDEN,
			0, _("what the signature covers does not end where a revision ends"));
		return;
	}
	const FormField *field = find_field(history, range, revision);
	if (field == NULL || !is_within(history, range, revision)) {
		add_change(report, CHANGES_FORBIDDEN, revision,
			_("the signature does not stand in the field and the revision that it covers"));
		return;
	}
	Permissions rules;
	permissions_read(history->objects, field, revision, &rules);
	report->kind = find_kind(history, field, revision);
	report->permissions = rules.own;
	add_doubts(history, revision, report);
	add_findings(history, revision, &rules, report);
	add_losses(history, revision, report);
	permissions_clear(&rules);
}

static const char *find_gravest(const SignatureReport *report)
{
	for (unsigned i = 0; i < report->changed->len; i++) {
		const Change *change = report->changed->pdata[i];
		if (change->gravity == report->changes)
			return change->sentence;
	}
	return "";
}

char *history_find_doubt(const History *history)
{
	for (unsigned i = 0; i < history->lost->len; i++) {
		const Lost *lost = history->lost->pdata[i];
		if (lost->removed)
			return g_strdup_printf(lost->timestamp
					? _("document time-stamp “%s” was removed in revision %u")
					: _("signature “%s” was removed in revision %u"),
				lost->field, lost->revision);
	}
	return history->left > 0
		? NULL
		: g_strdup(_("so much was changed that not all of it was compared"));
}

bool history_conclude(SignatureReport *report)
{
	if (report->changes == CHANGES_FORBIDDEN)
		return report_conclude(report, TOTAL_FAILED, "FORMAT_FAILURE",
			g_strdup_printf(
				_("changed since it was signed: %s"), find_gravest(report)));
	if (report->changes == CHANGES_UNCLEAR)
		return report_conclude(report, INDETERMINATE, "SIG_CONSTRAINTS_FAILURE",
			g_strdup_printf(
				_("programs may show something else than what was signed: %s"),
				find_gravest(report)));
	return true;
}
