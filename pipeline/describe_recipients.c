/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * "Nơi nhận:" in the left half, and below it one recipient a line, each with a dash before it and a
 * semicolon behind it. A line without a dash goes on with the one before.
 */
#include "pipeline/describe.h"

#include <string.h>

static const char *const openings[] = { "noi nhan", "noi gui", "noi goi" };

static bool opens_recipients(const Layout *layout, const Piece *piece)
{
	for (size_t i = 0; i < G_N_ELEMENTS(openings); i++)
		if (g_str_has_prefix(piece->plain, openings[i]))
			return piece->span.left < layout->width * 0.35;
	return false;
}

static const char *skip_blanks(const char *text)
{
	return text + strspn(text, " ");
}

/* Behind dashes, or what OCR makes of them; `text` itself without one. */
static const char *behind_dash(const char *text)
{
	for (gunichar first = g_utf8_get_char(text);
		first != 0 && !g_unichar_isalnum(first) && first != '(' && first != '"';
		first = g_utf8_get_char(text))
		text = skip_blanks(g_utf8_next_char(text));
	return text;
}

static void append_line(GString *list, const char *text)
{
	const char *item = behind_dash(text);

	while (list->len > 0 && strchr(" ;.,", list->str[list->len - 1]) != NULL)
		g_string_truncate(list, list->len - 1);
	if (list->len > 0)
		g_string_append(list, item != text ? "; " : " ");
	g_string_append(list, item);
}

/* The piece below `last` in the list, or NULL. */
static const Piece *find_next(const Layout *layout, const Piece *first, const Piece *last)
{
	for (unsigned i = 0; i < layout->pieces->len; i++) {
		const Piece *piece = layout->pieces->pdata[i];
		double pitch = piece->span.top - last->span.top;
		if (pitch > 3 * layout->em)
			return NULL;
		if (pitch > 0.5 * layout->em && piece->span.left < layout->width * 0.35 &&
			piece->span.left > first->span.left - 3 * layout->em &&
			piece_center(piece) < layout->width * 0.5)
			return piece;
	}
	return NULL;
}

static void put_list(
	Description *description, const Layout *layout, const Piece *first, unsigned page)
{
	enum { MOST_LINES = 40 };
	g_autoptr(GString) list = g_string_new(NULL);
	g_autoptr(GArray) words = g_array_new(FALSE, FALSE, sizeof(Placed));
	const char *colon = strchr(first->text, ':');
	const Piece *last = first;

	if (colon != NULL)
		append_line(list, skip_blanks(colon + 1));
	g_array_append_vals(words, first->words->data, first->words->len);
	for (int i = 0; i < MOST_LINES && (last = find_next(layout, first, last)) != NULL; i++) {
		append_line(list, last->text);
		g_array_append_vals(words, last->words->data, last->words->len);
	}
	while (list->len > 0 && strchr(" ;.,", list->str[list->len - 1]) != NULL)
		g_string_truncate(list, list->len - 1);
	Piece whole = { .words = words };
	field_clear(description, FIELD_RECIPIENTS);
	field_put(description, FIELD_RECIPIENTS, list->str, &whole, 1, page);
}

void describe_recipients(Description *description, const Layout *layout, unsigned page)
{
	for (unsigned i = layout->pieces->len; i-- > 0;) {
		const Piece *piece = layout->pieces->pdata[i];
		if (!opens_recipients(layout, piece))
			continue;
		put_list(description, layout, piece, page);
		return;
	}
}
