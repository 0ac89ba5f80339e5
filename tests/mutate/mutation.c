/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/mutate/mutation.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define DELIMITERS " \t\r\n/<>[]()%"

static size_t pick(GRand *random, size_t count)
{
	return count == 0 ? 0 : g_rand_int(random) % count;
}

/* One of the places, if it is still within `out`. */
static size_t pick_place(GRand *random, const GArray *places, const GString *out)
{
	size_t at = places->len == 0 ? 0 : g_array_index(places, size_t, pick(random, places->len));

	return MIN(at, out->len - 1);
}

static void overwrite(GString *out, size_t at, const char *text, size_t size)
{
	memcpy(out->str + at, text, MIN(size, out->len - at));
}

/* In place */

static void change_byte(G_GNUC_UNUSED const Base *base, GRand *random, GString *out)
{
	out->str[pick(random, out->len)] = (char)g_rand_int(random);
}

static void change_bit(G_GNUC_UNUSED const Base *base, GRand *random, GString *out)
{
	out->str[pick(random, out->len)] ^= (char)(1 << pick(random, 8));
}

static void change_gap(const Base *base, GRand *random, GString *out)
{
	static const char digits[] = "0123456789ABCDEFabcdef> (/\n";
	size_t at = base->gap + pick(random, base->gap_end - base->gap);

	if (at < out->len)
		out->str[at] = digits[pick(random, strlen(digits))];
}

static void replace_number(GString *out, size_t at, const char *text)
{
	size_t digits = strspn(out->str + at, "0123456789");

	g_string_erase(out, (gssize)at, (gssize)digits);
	g_string_insert(out, (gssize)at, text);
}

static char *make_number(GRand *random, const char *old)
{
	static const char *const odd[] = { "0", "-1", "1", "4294967296", "18446744073709551615",
		"9223372036854775807", "2147483648", "0.5", "null" };
	guint64 value = g_ascii_strtoull(old, NULL, 10);

	switch (pick(random, 4)) {
	case 0:
		return g_strdup(odd[pick(random, G_N_ELEMENTS(odd))]);
	case 1:
		return g_strdup_printf("%" G_GUINT64_FORMAT, value + 1);
	case 2:
		return g_strdup_printf("%" G_GUINT64_FORMAT, value - (value > 0));
	default:
		return g_strdup_printf("%u", g_rand_int(random) % 60);
	}
}

static void change_number_at(GRand *random, GString *out, size_t at)
{
	g_autofree char *number = make_number(random, out->str + at);

	replace_number(out, at, number);
}

static void change_number(const Base *base, GRand *random, GString *out)
{
	change_number_at(random, out, pick_place(random, base->numbers, out));
}

/* An offset becomes another of the file, and nothing moves. */
static void change_offset(const Base *base, GRand *random, GString *out)
{
	size_t at = pick_place(random, base->entries, out);
	g_autofree char *text = g_strdup_printf("%0*zu", (int)strspn(out->str + at, "0123456789"),
		pick_place(random, base->offsets, out));

	overwrite(out, at, text, strlen(text));
}

static void rename_at(const Base *base, GRand *random, GString *out, size_t at)
{
	const char *name =
		base->data + g_array_index(base->names, size_t, pick(random, base->names->len));
	size_t size = 1 + strcspn(name + 1, DELIMITERS);
	size_t old = at < out->len ? 1 + strcspn(out->str + at + 1, DELIMITERS) : 0;

	g_string_erase(out, (gssize)at, (gssize)MIN(old, out->len - at));
	g_string_insert_len(out, (gssize)at, name, (gssize)size);
}

static void change_name(const Base *base, GRand *random, GString *out)
{
	rename_at(base, random, out, pick_place(random, base->names, out));
}

static void cut(G_GNUC_UNUSED const Base *base, GRand *random, GString *out)
{
	size_t at = pick(random, out->len), most = 1 + pick(random, 64);

	g_string_erase(out, (gssize)at, (gssize)MIN(most, out->len - at));
}

static void repeat(G_GNUC_UNUSED const Base *base, GRand *random, GString *out)
{
	size_t from = pick(random, out->len), to = pick(random, out->len);
	size_t most = 1 + pick(random, 512), size = MIN(most, out->len - from);
	g_autofree char *part = g_memdup2(out->str + from, size);

	g_string_insert_len(out, (gssize)to, part, (gssize)size);
}

static void exchange(G_GNUC_UNUSED const Base *base, GRand *random, GString *out)
{
	size_t size = MIN(16, out->len - 1);
	size_t from = pick(random, out->len - size), to = pick(random, out->len - size);

	memmove(out->str + to, out->str + from, size);
}

static void truncate_end(const Base *base, GRand *random, GString *out)
{
	if (pick(random, 2) == 0)
		g_string_truncate(out, pick_place(random, base->ends, out));
	else
		g_string_truncate(out, 1 + pick(random, out->len));
}

/* By an increment */

static void put_tail(GString *out, size_t table, const char *entries)
{
	g_string_append_printf(out, "trailer\n<< %s >>\nstartxref\n%zu\n%%%%EOF\n", entries, table);
}

static size_t last_table(const GString *out)
{
	static const char word[] = "startxref";

	for (size_t at = out->len; at-- > 0;)
		if (strncmp(out->str + at, word, strlen(word)) == 0)
			return (size_t)g_ascii_strtoull(out->str + at + strlen(word), NULL, 10);
	return 0;
}

static char *trailer_entries(const Base *base, const GString *out)
{
	return g_strdup_printf("/Size %u /Root %u 0 R /Prev %zu", base->objects->len + 2,
		base->root, last_table(out));
}

/* Appends object `number` with its table. `offset` 0: where it is. */
static void append_object(
	const Base *base, GString *out, unsigned number, const char *body, size_t offset)
{
	g_autofree char *entries = trailer_entries(base, out);
	size_t at = out->len;

	g_string_append_printf(out, "%u 0 obj\n%s\nendobj\n", number, body);
	size_t table = out->len;
	g_string_append_printf(out, "xref\n0 1\n0000000000 65535 f \n%u 1\n%010zu 00000 n \n",
		number, offset != 0 ? offset : at);
	put_tail(out, table, entries);
}

/* The same with a cross-reference stream. */
static void append_object_by_stream(
	const Base *base, GString *out, unsigned number, const char *body)
{
	g_autofree char *entries = trailer_entries(base, out);
	size_t at = out->len;

	g_string_append_printf(out, "%u 0 obj\n%s\nendobj\n", number, body);
	size_t table = out->len;
	char row[] = { 1, (char)(at >> 24), (char)(at >> 16), (char)(at >> 8), (char)at, 0, 0 };
	g_string_append_printf(out,
		"%u 0 obj\n<< /Type /XRef /W [1 4 2] /Index [%u 1] %s /Length 7 >>\nstream\n",
		base->objects->len + 1, number, entries);
	g_string_append_len(out, row, sizeof row);
	g_string_append_printf(out, "\nendstream\nendobj\nstartxref\n%zu\n%%%%EOF\n", table);
}

static unsigned pick_object(const Base *base, GRand *random)
{
	unsigned number;

	do
		number = (unsigned)pick(random, base->objects->len);
	while (base->objects->pdata[number] == NULL);
	return number;
}

/* Where a random decimal number, or name, begins in `text`; at its end if there is none. */
static size_t pick_token(GRand *random, const GString *text, bool is_name)
{
	size_t start = pick(random, text->len);

	for (size_t i = 0; i < text->len; i++) {
		size_t at = (start + i) % text->len;
		char before = at == 0 ? ' ' : text->str[at - 1];
		if (is_name ? text->str[at] == '/'
			    : g_ascii_isdigit(text->str[at]) && strchr(" [<(\n", before) != NULL)
			return at;
	}
	return text->len;
}

static void change_body(const Base *base, GRand *random, GString *body)
{
	size_t at;

	switch (pick(random, 5)) {
	case 0:
		change_byte(base, random, body);
		break;
	case 1:
		at = pick_token(random, body, true);
		if (at < body->len)
			rename_at(base, random, body, at);
		break;
	case 2:
		cut(base, random, body);
		break;
	default:
		at = pick_token(random, body, false);
		if (at < body->len)
			change_number_at(random, body, at);
	}
}

static void add_changed(const Base *base, GRand *random, GString *out)
{
	unsigned number = pick_object(base, random);
	g_autoptr(GString) body = g_string_new(base->objects->pdata[number]);

	change_body(base, random, body);
	if (pick(random, 3) == 0)
		append_object_by_stream(base, out, number, body->str);
	else
		append_object(base, out, number, body->str, 0);
}

static void add_other(const Base *base, GRand *random, GString *out)
{
	append_object(base, out, pick_object(base, random),
		base->objects->pdata[pick_object(base, random)], 0);
}

static void add_same(const Base *base, GRand *random, GString *out)
{
	unsigned number = pick_object(base, random);

	append_object(base, out, number, base->objects->pdata[number], 0);
}

static void add_null(const Base *base, GRand *random, GString *out)
{
	append_object(base, out, pick_object(base, random), "null", 0);
}

static void add_redirected(const Base *base, GRand *random, GString *out)
{
	size_t place = pick_place(random, base->offsets, out);

	append_object(base, out, pick_object(base, random), "null", MAX(place, 1));
}

/* A dictionary gets a further entry, of what is there. */
static void add_entry(const Base *base, GRand *random, GString *out)
{
	static const char *const keys[] = { "/Rotate", "/CropBox", "/Contents", "/Resources",
		"/OpenAction", "/AA", "/Annots", "/Kids", "/AP", "/V", "/F", "/OCProperties",
		"/Names", "/Parent", "/Perms", "/Filter", "/Type", "/Reference", "/Lock", "/MK",
		"/DR", "/NeedAppearances", "/Encoding", "/UserUnit", "/DSS", "/Extensions",
		"/Version", "/Tabs" };
	unsigned number = pick_object(base, random);
	const char *body = base->objects->pdata[number];
	g_autoptr(GString) made = g_string_new(body);

	if (!g_str_has_prefix(body, "<<"))
		return;
	g_autofree char *entry = g_strdup_printf(pick(random, 2) == 0 ? " %s %u 0 R " : " %s %u ",
		keys[pick(random, G_N_ELEMENTS(keys))], pick_object(base, random));
	g_string_insert(made, 2, entry);
	append_object(base, out, number, made->str, 0);
}

static void add_trailer(const Base *base, GRand *random, GString *out)
{
	g_autofree char *old = trailer_entries(base, out);
	g_autoptr(GString) entries = g_string_new(old);
	size_t table = out->len, at = pick_token(random, entries, pick(random, 2) == 0);

	if (g_ascii_isdigit(entries->str[at]))
		change_number_at(random, entries, at);
	else
		rename_at(base, random, entries, at);
	g_string_append(out, "xref\n0 1\n0000000000 65535 f \n");
	put_tail(out, table, entries->str);
}

static void add_part(G_GNUC_UNUSED const Base *base, GRand *random, GString *out)
{
	size_t from = pick(random, out->len);
	g_autoptr(GString) part = g_string_new_len(out->str + from, (gssize)(out->len - from));

	g_string_append_len(out, part->str, (gssize)part->len);
}

static void add_white(G_GNUC_UNUSED const Base *base, GRand *random, GString *out)
{
	static const char white[] = "\n\r \t%";

	for (size_t left = 1 + pick(random, 4); left > 0; left--)
		g_string_append_c(out, white[pick(random, strlen(white))]);
}

const Mutation mutations[] = {
	{ "a byte is another", change_byte },
	{ "a bit is another", change_bit },
	{ "a digit of the signature's value is another", change_gap },
	{ "a number is another", change_number },
	{ "an offset leads to another object", change_offset },
	{ "a name is another", change_name },
	{ "bytes are cut out", cut },
	{ "bytes are repeated", repeat },
	{ "bytes are elsewhere", exchange },
	{ "the end is cut off", truncate_end },
	{ "increment: an object is changed", add_changed },
	{ "increment: an object is another one", add_other },
	{ "increment: an object as it was", add_same },
	{ "increment: an object is null", add_null },
	{ "increment: an object stands where another does", add_redirected },
	{ "increment: a dictionary has one more entry", add_entry },
	{ "increment: the trailer is another", add_trailer },
	{ "the end is there twice", add_part },
	{ "white space is appended", add_white },
};
const unsigned mutation_count = G_N_ELEMENTS(mutations);

static bool is_same(const Base *base, const GString *out)
{
	return out->len == base->size && memcmp(out->str, base->data, base->size) == 0;
}

GString *mutate(const Base *base, guint32 seed, unsigned *out_first)
{
	g_autoptr(GRand) random = g_rand_new_with_seed(seed);
	GString *out = g_string_new_len(base->data, (gssize)base->size);

	*out_first = (unsigned)pick(random, mutation_count);
	do
		mutations[*out_first].change(base, random, out);
	while (is_same(base, out));
	while (out->len > 1 && pick(random, 6) == 0)
		mutations[pick(random, mutation_count)].change(base, random, out);
	return out;
}
