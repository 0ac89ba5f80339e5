/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Which key may differ in which dictionary, and from which level of DocMDP on (ISO 32000-2, 12.8.2.2;
 * EN 319 142-1, 5.5 for the validation data, which every level allows). What is not in the table may not.
 */
#include "signer/difference_rules.h"

#include "base/i18n.h"

typedef struct {
	Context in;
	const char *key;      /* NULL: every other */
	const char *sentence; /* %u: the page, %s: the field; NULL: in general words, or nothing */
	KeyCompare *compare;  /* what to ask if it depends */
	unsigned char add, change, drop; /* from which level on it may be; 0: from none */
} Rule;

#define NEVER NULL, 0, 0, 0
#define FROM(add, change, drop) NULL, add, change, drop
#define ASK(compare) compare, 0, 0, 0

static const Rule rules[] = {
	{ INFORMATION, "ModDate", NULL, FROM(1, 1, 1) },
	{ INFORMATION, "Producer", NULL, FROM(1, 1, 1) },

	{ CATALOG, "Version", N_("the PDF version was lowered"), ASK(compare_version) },
	{ CATALOG, "Extensions", NULL, ASK(compare_extensions) },
	{ CATALOG, "DSS", NULL, ASK(compare_store) },
	{ CATALOG, "AcroForm", NULL, ASK(compare_form) },
	{ CATALOG, "Pages", NULL, ASK(compare_pages) },
	{ CATALOG, "Metadata", NULL, ASK(compare_metadata) },
	{ CATALOG, "StructTreeRoot", NULL, ASK(compare_structure) },
	{ CATALOG, "Names",
		N_("scripts, attached files or named places of the document were changed"), NEVER },
	{ CATALOG, "AF", N_("attached files were changed"), NEVER },
	{ CATALOG, "OpenAction", N_("what happens when the document is opened was changed"),
		NEVER },
	{ CATALOG, "AA", N_("a script or another action was changed"), NEVER },
	{ CATALOG, "OCProperties", N_("which layers are shown was changed"), NEVER },
	{ CATALOG, "Perms", N_("the document's permissions were changed"), NEVER },
	{ CATALOG, "Outlines", N_("the bookmarks were changed"), NEVER },
	{ CATALOG, "PageLabels", N_("the page numbers were changed"), NEVER },

	{ EXTENSIONS, NULL, NULL, ASK(compare_extension) },
	{ EXTENSION, NULL, N_("an extension of PDF was removed"), FROM(1, 1, 0) },

	{ STORE, "Certs", NULL, ASK(compare_store_list) },
	{ STORE, "OCSPs", NULL, ASK(compare_store_list) },
	{ STORE, "CRLs", NULL, ASK(compare_store_list) },
	{ STORE, "VRI", NULL, ASK(compare_store_vri) },
	{ STORE, NULL, N_("validation data were changed or removed"), NEVER },
	{ STORE_RECORD, "Cert", NULL, ASK(compare_store_list) },
	{ STORE_RECORD, "OCSP", NULL, ASK(compare_store_list) },
	{ STORE_RECORD, "CRL", NULL, ASK(compare_store_list) },
	{ STORE_RECORD, "TU", NULL, FROM(1, 1, 1) },
	{ STORE_RECORD, "TS", N_("validation data were changed or removed"), FROM(1, 0, 0) },
	{ STORE_RECORD, NULL, N_("validation data were changed or removed"), NEVER },

	{ FORM, "Fields", NULL, ASK(compare_fields) },
	{ FORM, "SigFlags", N_("the form no longer says that it is signed"),
		ASK(compare_signature_flags) },
	{ FORM, "DR", NULL, ASK(compare_resources) },
	{ FORM, "DA", N_("how form fields look was changed"), FROM(2, 0, 0) },
	{ FORM, "CO", N_("the order of calculation was changed"), ASK(compare_order) },
	{ FORM, "NeedAppearances", N_("whether viewers draw the form fields anew was changed"),
		ASK(compare_need) },
	{ FORM, "XFA", N_("the XFA form was changed"), NEVER },
	{ FORM_RESOURCES, NULL, NULL, ASK(compare_category) },
	{ FORM_CATEGORY, NULL, NULL, ASK(compare_category_item) },

	{ FIELD, "V", NULL, ASK(compare_value) },
	{ FIELD, "RV", NULL, ASK(compare_value) },
	{ FIELD, "I", NULL, ASK(compare_value) },
	{ FIELD, "TI", NULL, FROM(2, 2, 2) },
	{ FIELD, "M", NULL, FROM(2, 2, 2) },
	{ FIELD, "AP", NULL, ASK(compare_appearance) },
	{ FIELD, "AS", NULL, ASK(compare_appearance) },
	{ FIELD, "Kids", NULL, ASK(compare_kids) },
	{ FIELD, "F", NULL, ASK(compare_widget_flags) },
	{ FIELD, "Rect", N_("form field “%s”: it was moved"), ASK(compare_widget_key) },
	{ FIELD, "T", N_("form field “%s”: it was renamed"), NEVER },
	{ FIELD, "Ff", N_("form field “%s”: its properties were changed"), NEVER },
	{ FIELD, "FT", N_("form field “%s”: it became one of another kind"), NEVER },
	{ FIELD, "A", N_("a script or another action was changed"), NEVER },
	{ FIELD, "AA", N_("a script or another action was changed"), NEVER },
	{ FIELD, NULL, NULL, ASK(compare_widget_key) },

	{ PAGES, "Kids", NULL, ASK(compare_page_kids) },
	{ PAGES, "ITXT", NULL, FROM(1, 1, 1) }, /* the name of a program that was used */

	{ PAGE, "Annots", NULL, ASK(compare_annotations) },
	{ PAGE, "Tabs", N_("page %u: the order of its fields was changed"), ASK(compare_tabs) },
	{ PAGE, "StructParents", NULL, FROM(2, 0, 0) },
	{ PAGE, "LastModified", NULL, FROM(1, 1, 1) },
	{ PAGE, "Contents", N_("page %u: the content was replaced"), NEVER },
	{ PAGE, "Resources", N_("page %u: fonts, images or other parts were replaced"), NEVER },
	{ PAGE, "Group", N_("page %u: how it is painted was changed"), NEVER },
	{ PAGE, "MediaBox", N_("page %u: its size was changed"), NEVER },
	{ PAGE, "CropBox", N_("page %u: what is shown of it was changed"), NEVER },
	{ PAGE, "Rotate", N_("page %u: it was turned"), NEVER },
	{ PAGE, "UserUnit", N_("page %u: its size was changed"), NEVER },
	{ PAGE, "AA", N_("a script or another action was changed"), NEVER },

	{ STRUCTURE, "K", NULL, ASK(compare_structure_kids) },
	{ STRUCTURE, "ParentTree", NULL, ASK(compare_structure_parents) },
	{ STRUCTURE, "ParentTreeNextKey", NULL, FROM(2, 2, 0) },
	{ STRUCTURE, NULL, N_("the document's structure was changed"), NEVER },
	{ STRUCTURE_ELEMENT, "K", NULL, ASK(compare_structure_kids) },
	{ STRUCTURE_ELEMENT, NULL, N_("the document's structure was changed"), NEVER },
};

/* What is said of a key that no rule has something to say of; %s the key. */
static const char *const otherwise[CONTEXTS] = {
	[INFORMATION] = N_("the document's properties were changed (%s)"),
	[CATALOG] = N_("the document was changed (%s)"),
	[FORM] = N_("the form was changed (%s)"),
	[PAGES] = N_("the list of pages was changed (%s)"),
};

static const Rule *find_rule(Context context, const Value *key)
{
	const Rule *rest = NULL;

	for (unsigned i = 0; i < G_N_ELEMENTS(rules); i++) {
		if (rules[i].in != context)
			continue;
		if (rules[i].key == NULL)
			rest = &rules[i];
		else if (value_is_name(key, rules[i].key))
			return &rules[i];
	}
	return rest;
}

static const char *make_sentence(
	Differ *differ, const Where *where, const Rule *rule, const Value *key)
{
	if (rule != NULL && rule->sentence != NULL && where->context == PAGE)
		return differ_word(differ, _(rule->sentence), where->page);
	if (rule != NULL && rule->sentence != NULL && where->context == FIELD)
		return differ_word(differ, _(rule->sentence),
			where->old_field == NULL ? "" : where->old_field->name);
	if (rule != NULL && rule->sentence != NULL)
		return _(rule->sentence);
	if (where->context == PAGE)
		return differ_word(
			differ, _("page %u: it was changed (%s)"), where->page, key->text);
	if (where->context == FIELD)
		return differ_word(differ, _("form field “%s”: it was changed (%s)"),
			where->old_field == NULL ? "" : where->old_field->name, key->text);
	return otherwise[where->context] == NULL
		? _("the document was changed")
		: differ_word(differ, _(otherwise[where->context]), key->text);
}

/* "/Type" says what everybody knows: it may be added where it says what is true, and left out where nobody
 * needs it. */
static bool is_known_type(Context context, const Value *key, const Value *old, const Value *new)
{
	static const char *const types[CONTEXTS] = { [CATALOG] = "Catalog",
		[FIELD] = "Annot",
		[PAGES] = "Pages",
		[PAGE] = "Page",
		[STORE] = "DSS",
		[STORE_RECORD] = "VRI",
		[STRUCTURE] = "StructTreeRoot",
		[STRUCTURE_ELEMENT] = "StructElem" };

	bool needless = context == FIELD || context == STORE || context == STORE_RECORD;

	if (!value_is_name(key, "Type") || types[context] == NULL)
		return false;
	return (old == NULL && value_is_name(new, types[context])) ||
		(new == NULL &&needless &&value_is_name(old, types[context]));
}

static void compare_key(
	Differ *differ, const Where *where, const Value *key, const Value *old, const Value *new)
{
	const Rule *rule = find_rule(where->context, key);
	Where inner = *where;
	unsigned level = 0;

	if (is_known_type(where->context, key, old, new))
		return;
	inner.key = key;
	inner.sentence = make_sentence(differ, where, rule, key);
	if (rule != NULL)
		level = old == NULL ? rule->add : new == NULL ? rule->drop : rule->change;
	level = level == 0 ? LEVEL_NEVER : level;
	if (rule != NULL && rule->compare != NULL) {
		rule->compare(differ, &inner, old, new);
	} else if (level == LEVEL_NEVER) {
		differ_same(differ, &inner, inner.sentence, old, new);
	} else if (!differ_equals(differ, old, new)) {
		if (rule->sentence != NULL && level > LEVEL_ALWAYS)
			differ_note(differ, (Level)level, inner.sentence);
		differ_fresh(differ, &inner, inner.sentence, new);
	}
}

void differ_dictionary(Differ *differ, const Where *where, const Value *old, const Value *new)
{
	static const Value nothing = { .kind = VALUE_DICTIONARY };
	const Value *key, *old_value, *new_value;
	unsigned at[2] = { 0, 0 };

	if (old == NULL)
		old = &nothing;
	if (old->kind != VALUE_DICTIONARY || new == NULL || new->kind != VALUE_DICTIONARY) {
		differ_note(differ, LEVEL_NEVER,
			where->sentence != NULL ? where->sentence : _("the document was changed"));
		return;
	}
	while (differ_next_key(old, new, at, &key, &old_value, &new_value)) {
		bool was = old_value != NULL && differ_follow_old(differ, old_value) != NULL;
		bool is = new_value != NULL && differ_follow_new(differ, new_value) != NULL;
		if (was || is)
			compare_key(
				differ, where, key, was ? old_value : NULL, is ? new_value : NULL);
	}
}
