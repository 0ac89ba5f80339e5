/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The snippet is made from the original text, word by word: words are what FTS5's tokenizer
 * unicode61 takes for words (runs of letters and digits), and a word is found where its folding is
 * the folding of a word that was asked for. A phrase is found where all its words stand in a row.
 */
#include "pipeline/index_query.h"

#include <string.h>

enum { MOST_PHRASES = 64, SNIPPET_WORDS = 24, WORDS_BEFORE = 6, MOST_TEXT_WORDS = 100000 };

static bool is_word_letter(gunichar letter)
{
	return g_unichar_isalnum(letter) || g_unichar_ismark(letter);
}

static bool has_word(const char *text)
{
	for (; *text != '\0'; text = g_utf8_next_char(text))
		if (g_unichar_isalnum(g_utf8_get_char(text)))
			return true;
	return false;
}

static bool is_quote(gunichar letter)
{
	return letter == '"' || letter == 0x201C || letter == 0x201D || letter == 0x201E;
}

static void end_phrase(GPtrArray *phrases, GString *phrase)
{
	if (has_word(phrase->str) && phrases->len < MOST_PHRASES)
		g_ptr_array_add(phrases, g_strdup(phrase->str));
	g_string_truncate(phrase, 0);
}

GPtrArray *query_phrases(const char *words)
{
	GPtrArray *phrases = g_ptr_array_new_with_free_func(g_free);
	g_autofree char *valid = g_utf8_make_valid(words, -1);
	g_autoptr(GString) phrase = g_string_new(NULL);
	bool quoted = false;

	for (const char *at = valid; *at != '\0'; at = g_utf8_next_char(at)) {
		gunichar letter = g_utf8_get_char(at);
		bool quote = is_quote(letter);
		if (quote || (!quoted && g_unichar_isspace(letter)))
			end_phrase(phrases, phrase);
		else
			g_string_append_unichar(phrase, letter);
		if (quote)
			quoted = !quoted;
	}
	end_phrase(phrases, phrase);
	return phrases;
}

GPtrArray *query_whole(const GPtrArray *phrases)
{
	GPtrArray *whole = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GString) row = g_string_new(NULL);

	for (unsigned i = 0; i < phrases->len; i++)
		g_string_append_printf(
			row, "%s%s", i > 0 ? " " : "", (const char *)phrases->pdata[i]);
	g_ptr_array_add(whole, g_string_free(g_steal_pointer(&row), FALSE));
	return whole;
}

char *query_expression(
	const GPtrArray *phrases, const char *column, char *(*fold)(const char *text))
{
	g_autoptr(GString) expression = g_string_new(NULL);

	g_string_printf(expression, "%s : (", column);
	for (unsigned i = 0; i < phrases->len; i++) {
		/* a phrase holds no quotation marks: they parted it from the others */
		g_autofree char *folded = fold(phrases->pdata[i]);
		g_string_append_printf(expression, "%s\"%s\"", i > 0 ? " AND " : "", folded);
	}
	g_string_append_c(expression, ')');
	return g_string_free(g_steal_pointer(&expression), FALSE);
}

/* A word of a text: bytes [start, end). */
typedef struct {
	const char *start, *end;
	char *folded;
	bool found;
} TextWord;

static void clear_word(gpointer data)
{
	g_free(((TextWord *)data)->folded);
}

static GArray *split_words(const char *text, char *(*fold)(const char *text))
{
	GArray *words = g_array_new(FALSE, TRUE, sizeof(TextWord));

	g_array_set_clear_func(words, clear_word);
	while (*text != '\0' && words->len < MOST_TEXT_WORDS) {
		const char *end = text;
		while (*end != '\0' && is_word_letter(g_utf8_get_char(end)))
			end = g_utf8_next_char(end);
		if (end == text) {
			text = g_utf8_next_char(text);
			continue;
		}
		g_autofree char *word = g_strndup(text, (gsize)(end - text));
		TextWord found = { text, end, fold(word), false };
		g_array_append_val(words, found);
		text = end;
	}
	return words;
}

static TextWord *word_of(GArray *words, unsigned i)
{
	return &g_array_index(words, TextWord, i);
}

static void mark_phrase(GArray *words, GArray *phrase)
{
	for (unsigned i = 0; phrase->len > 0 && i + phrase->len <= words->len; i++) {
		unsigned same = 0;
		while (same < phrase->len &&
			g_str_equal(
				word_of(words, i + same)->folded, word_of(phrase, same)->folded))
			same++;
		if (same < phrase->len)
			continue;
		for (unsigned j = 0; j < phrase->len; j++)
			word_of(words, i + j)->found = true;
	}
}

/* The first word of the window of SNIPPET_WORDS in which most found words stand. */
static unsigned best_window(GArray *words)
{
	unsigned inside = 0, most = 0, best = 0;

	for (unsigned i = 0; i < words->len; i++) {
		inside += word_of(words, i)->found;
		if (i >= SNIPPET_WORDS)
			inside -= word_of(words, i - SNIPPET_WORDS)->found;
		if (inside > most) {
			most = inside;
			best = i + 1 > SNIPPET_WORDS ? i + 1 - SNIPPET_WORDS : 0;
		}
	}
	/* the window ends on a found word: let it begin shortly before the first one */
	while (best < words->len && most > 0 && !word_of(words, best)->found)
		best++;
	best -= MIN(best, WORDS_BEFORE);
	return MIN(best, words->len > SNIPPET_WORDS ? words->len - SNIPPET_WORDS : 0);
}

/* Appends [start, end) with every run of white space as one blank. */
static void append_line(GString *line, const char *start, const char *end)
{
	for (; start < end; start = g_utf8_next_char(start)) {
		gunichar letter = g_utf8_get_char(start);
		if (!g_unichar_isspace(letter) && !g_unichar_iscntrl(letter))
			g_string_append_unichar(line, letter);
		else if (line->len > 0 && line->str[line->len - 1] != ' ')
			g_string_append_c(line, ' ');
	}
}

static char *write_window(GArray *words, unsigned first, unsigned end)
{
	g_autoptr(GString) line = g_string_new(first > 0 ? "… " : NULL);

	for (unsigned i = first; i < end; i++) {
		const TextWord *word = word_of(words, i);
		bool opens = word->found && (i == first || !word_of(words, i - 1)->found);
		bool closes = word->found && (i + 1 == end || !word_of(words, i + 1)->found);
		g_string_append(line, opens ? "«" : "");
		append_line(line, word->start, word->end);
		g_string_append(line, closes ? "»" : "");
		if (i + 1 < end)
			append_line(line, word->end, word_of(words, i + 1)->start);
	}
	g_string_append(line, end < words->len ? " …" : "");
	return g_string_free(g_steal_pointer(&line), FALSE);
}

char *query_snippet(const GPtrArray *phrases, const char *text, char *(*fold)(const char *text))
{
	g_autofree char *valid = g_utf8_make_valid(text, -1);
	g_autoptr(GArray) words = split_words(valid, fold);

	for (unsigned i = 0; i < phrases->len; i++) {
		g_autoptr(GArray) phrase = split_words(phrases->pdata[i], fold);
		mark_phrase(words, phrase);
	}
	unsigned first = best_window(words);
	return write_window(words, first, MIN(first + SNIPPET_WORDS, words->len));
}
