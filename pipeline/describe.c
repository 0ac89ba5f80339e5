/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The first page with words gives the head and the title. Every page may give the signer: the last
 * one counts, until an annex or another document begins. A mark of secrecy counts wherever it is.
 */
#include "pipeline/describe.h"

#include "base/text.h"

#include <math.h>
#include <string.h>

enum { LONGEST_VALUE = 2000 };

#define DOUBTFUL_PAGE 0.8

struct Describer {
	const char *period_end;
	const Syllables *syllables;
	Description *description;
	GArray *doubtful; /* of unsigned: pages that read badly */
	unsigned pages;   /* that something is written on */
	bool begun;       /* the head was looked for */
	bool ended;       /* an annex follows: what is signed there is not this document */
};

Describer *describer_new(const char *period_end, const Syllables *syllables)
{
	Describer *describer = g_new0(Describer, 1);

	describer->period_end = period_end;
	describer->syllables = syllables;
	describer->doubtful = g_array_new(FALSE, FALSE, sizeof(unsigned));
	describer->description = g_new0(Description, 1);
	return describer;
}

void describer_free(Describer *describer)
{
	if (describer == NULL)
		return;
	description_free(describer->description);
	g_array_unref(describer->doubtful);
	g_free(describer);
}

static char *shorten(const char *value)
{
	g_autofree char *nfc = text_nfc(value);

	if (g_utf8_strlen(nfc, -1) <= LONGEST_VALUE)
		return g_steal_pointer(&nfc);
	return g_utf8_substring(nfc, 0, LONGEST_VALUE);
}

void field_put_at(Description *description, FieldName name, const char *value, double confidence,
	const Box *box, unsigned page)
{
	Field *field = &description->fields[name];

	if (field->value != NULL || *value == '\0')
		return;
	*field = (Field) { .value = shorten(value),
		.confidence = CLAMP(confidence, 0, 1),
		.page = page,
		.box = *box };
}

void field_put(Description *description, FieldName name, const char *value, const Piece *piece,
	double strength, unsigned page)
{
	Box box = piece_box(piece);

	field_put_at(description, name, value, piece_confidence(piece) * strength, &box, page);
}

void field_clear(Description *description, FieldName name)
{
	g_free(description->fields[name].value);
	description->fields[name] = (Field) { 0 };
}

void field_mark(
	Description *description, FieldName name, const Box *box, bool handwritten, unsigned page)
{
	Field *field = &description->fields[name];

	if (handwritten && name != FIELD_ISSUED)
		g_clear_pointer(&field->value, g_free);
	if (field->value == NULL)
		field->confidence = 0;
	field->page = page;
	field->box = *box;
	field->handwritten = handwritten;
}

/* Does an annex, or the head of another document, stand at the top of this page? */
static bool is_other_document(const Layout *layout)
{
	static const char *const openings[] = { "phu luc", "danh sach", "bieu mau", "mau so" };

	if (layout->has_nation)
		return true;
	for (unsigned i = 0; i < layout->pieces->len; i++) {
		const Piece *piece = layout->pieces->pdata[i];
		if (piece->span.top > layout->height * 0.3)
			break;
		for (size_t o = 0; o < G_N_ELEMENTS(openings); o++)
			if (g_str_has_prefix(piece->plain, openings[o]) &&
				piece_is_capital(piece) && piece_is_centered(layout, piece))
				return true;
	}
	return false;
}

/* The head and the title, of the first page that has words. */
static void begin(Describer *describer, const Layout *layout, unsigned page)
{
	Title title = title_find(layout);

	describe_title(describer->description, layout, &title, page);
	describe_head(describer->description, layout, &title, page);
	describer->begun = true;
}

/* Text that was written into a PDF was not read by us, and is not doubted as a reading is. */
static void trust_kept(Words *words)
{
	for (unsigned i = 0; i < words->words->len; i++) {
		Word *word = &g_array_index(words->words, Word, i);
		if (isnan(word->confidence))
			word->confidence = 1;
	}
}

void describer_put_page(Describer *describer, unsigned page, Words *words)
{
	describer->pages += !words->blank && words->width > 0;
	if (words->blank || words->words->len == 0)
		return;
	trust_kept(words);
	if (words->quality.verdict != QUALITY_GOOD)
		g_array_append_val(describer->doubtful, page);
	g_autoptr(Layout) layout = layout_new(words);
	if (layout->pieces->len == 0)
		return;
	describe_marks(describer->description, layout, page);
	if (describer->begun && is_other_document(layout))
		describer->ended = true;
	if (!describer->begun)
		begin(describer, layout, page);
	if (describer->ended)
		return;
	describe_signer(describer->description, layout, page);
	describe_recipients(describer->description, layout, page);
}

/* What stands on a page that a person should look at is less believed, however surely it was read. */
static void doubt_pages(Description *description, const GArray *doubtful)
{
	for (unsigned i = 0; i < doubtful->len; i++)
		for (int f = 0; f < FIELDS; f++)
			if (description->fields[f].page == g_array_index(doubtful, unsigned, i))
				description->fields[f].confidence *= DOUBTFUL_PAGE;
}

static void put_pages(Description *description, unsigned pages)
{
	g_autofree char *count = g_strdup_printf("%u", pages);
	Box nowhere = { 0 };

	if (pages > 0)
		field_put_at(description, FIELD_PAGES, count, 1, &nowhere, 0);
}

/* By the first day that a date in ISO 8601, perhaps partial, may mean. */
static bool is_outside(const char *issued, const char *period_end)
{
	if (issued == NULL || period_end == NULL)
		return false;
	size_t length = strlen(issued);
	const char *rest = length == 4 ? "-01-01" : length == 7 ? "-01" : "";
	g_autofree char *first = g_strconcat(issued, rest, NULL);
	return strcmp(first, period_end) >= 0;
}

Description *describer_finish(Describer *describer)
{
	Description *description = g_steal_pointer(&describer->description);

	g_assert(description != NULL);
	put_pages(description, describer->pages);
	doubt_pages(description, describer->doubtful);
	describe_period(description);
	if (describer->syllables != NULL)
		describe_sense(description, describer->syllables);
	description->outside_period =
		is_outside(description->fields[FIELD_ISSUED].value, describer->period_end);
	return description;
}
