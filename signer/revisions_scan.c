/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A revision is read from its first byte to its last: an object's end is known by its syntax and its
 * /Length, so that nothing has to be searched for in the data of streams, and what looks like an
 * object within them is none.
 */
#include "signer/revisions_scan.h"

#include "base/i18n.h"

#include <string.h>

enum { MOST_COMMENT = 1024 };

typedef struct {
	Revisions *revisions;
	unsigned revision;
	const GArray *places; /* of Entry: where objects begin in each revision */
	unsigned met;         /* of those of the revision */
	size_t at;
} Scan;

static bool repeats(const Revisions *revisions, const Entry *entry)
{
	const Entry *before = entry->revision > 1
		? revisions_find(revisions, entry->number, entry->revision - 1)
		: NULL;

	return before != NULL && before->kind == entry->kind && before->place == entry->place &&
		before->generation == entry->generation;
}

static void check_entry(Revisions *revisions, const Entry *entry)
{
	const Revision *one = revisions_at(revisions, entry->revision);
	const Entry *holder;
	unsigned number, generation;

	if (repeats(revisions, entry))
		return;
	if (entry->kind == ENTRY_PACKED) {
		holder = revisions_find(revisions, (unsigned)entry->place, entry->revision);
		if (entry->place > G_MAXINT || holder == NULL || holder->kind != ENTRY_PLAIN)
			revisions_doubt(revisions, entry->revision,
				_("an object stream is not where the cross-reference data say"));
		return;
	}
	size_t at = entry->place < one->start || entry->place >= one->end
		? one->end
		: syntax_skip_space(revisions->file, entry->place);
	if (at >= one->end || syntax_read_heading(revisions->file, at, &number, &generation) == 0 ||
		number != entry->number || generation != entry->generation)
		revisions_doubt(revisions, entry->revision,
			_("an object is not where the cross-reference data say"));
}

/* Over white space and comments, none of which may be the end or the beginning of a file. */
static bool skip_space(Scan *scan)
{
	Bytes file = scan->revisions->file;

	while (scan->at < file.left) {
		const uint8_t *here = file.at + scan->at;
		size_t left = file.left - scan->at, length = 1;
		if (*here == '%') {
			if (left >= 5 && scan->at > 0 &&
				(memcmp(here, "%%EOF", 5) == 0 || memcmp(here, "%PDF-", 5) == 0))
				return false;
			while (length < left && here[length] != '\n' && here[length] != '\r')
				if (++length > MOST_COMMENT)
					return false;
		} else if (memchr(" \n\r\t\f", *here, 6) == NULL) {
			break;
		}
		scan->at += length;
	}
	return true;
}

static int compare_places(gconstpointer first, gconstpointer second)
{
	const Entry *a = first, *b = second;

	if (a->revision != b->revision)
		return a->revision < b->revision ? -1 : 1;
	return (a->place > b->place) - (a->place < b->place);
}

/* By revision and by where "N G obj" stands, the white space before it left out. */
static GArray *list_places(const Revisions *revisions)
{
	GArray *places = g_array_new(FALSE, FALSE, sizeof(Entry));

	for (unsigned i = 0; i < revisions->entries->len; i++) {
		Entry entry = g_array_index(revisions->entries, Entry, i);
		const Revision *one = revisions_at(revisions, entry.revision);
		if (entry.kind != ENTRY_PLAIN || entry.place < one->start ||
			entry.place >= one->end)
			continue;
		entry.place = syntax_skip_space(revisions->file, entry.place);
		g_array_append_val(places, entry);
	}
	g_array_sort(places, compare_places);
	return places;
}

static bool read_length(const Scan *scan, const Value *length, size_t *out_length)
{
	Bytes file = scan->revisions->file;
	unsigned number, generation;
	guint64 value;

	if (length == NULL || length->kind != VALUE_REFERENCE)
		return value_read_size(length, out_length);
	const Entry *entry =
		revisions_find(scan->revisions, length->reference.number, scan->revision);
	if (entry == NULL || entry->kind != ENTRY_PLAIN)
		return false;
	size_t at = syntax_skip_space(file, entry->place);
	at = syntax_read_heading(file, at, &number, &generation);
	if (at == 0 || syntax_read_integer(file, syntax_skip_space(file, at), &value) == 0)
		return false;
	*out_length = (size_t)value;
	return true;
}

/* Over the object that begins here. */
static bool skip_object(Scan *scan)
{
	g_autoptr(Values) values = values_new();
	Object object;
	size_t length;

	if (!syntax_read_object(scan->revisions->file, scan->at, values, &object))
		return false;
	if (object.stream == 0)
		scan->at = object.end;
	else if (!read_length(scan, value_find(&object.value, "Length"), &length) ||
		!section_find_stream_end(scan->revisions->file, object.stream, length, &scan->at))
		return false;
	return true;
}

static bool is_listed(const Scan *scan)
{
	const Entry wanted = { .revision = scan->revision, .place = scan->at };

	return scan->places->len > 0 &&
		bsearch(&wanted, scan->places->data, scan->places->len, sizeof(Entry),
			compare_places) != NULL;
}

/* How many entries have a place of their own in the revision. */
static unsigned count_places(const Scan *scan)
{
	unsigned count = 0;

	for (unsigned i = 0; i < scan->places->len; i++) {
		const Entry *entry = &g_array_index(scan->places, Entry, i);
		count += entry->revision == scan->revision;
	}
	return count;
}

/* Over "startxref" and "%%EOF" after a section that is not the last of its revision. */
static void skip_inner_end(Scan *scan)
{
	Bytes file = scan->revisions->file;
	guint64 number;
	size_t at = syntax_skip_space(file, scan->at);

	if (!syntax_is_word(file, at, "startxref"))
		return;
	at = syntax_read_integer(file, syntax_skip_space(file, at + strlen("startxref")), &number);
	while (at > 0 && at < file.left && memchr(" \r\n", file.at[at], 3) != NULL)
		at++;
	if (at > 0 && file.left - at >= 5 && memcmp(file.at + at, "%%EOF", 5) == 0)
		scan->at = at + 5;
}

/* Over a section of the revision, if one begins here. */
static bool skip_section(Scan *scan)
{
	const Revision *one = revisions_at(scan->revisions, scan->revision);
	size_t end = 0;
	bool last = true;

	for (unsigned i = 0; one->sections[i] != NULL; i++)
		if (one->sections[i]->start == scan->at)
			end = one->sections[i]->end;
	if (end == 0)
		return false;
	for (unsigned i = 0; one->sections[i] != NULL; i++)
		last &= one->sections[i]->start < end;
	scan->met += is_listed(scan);
	scan->at = end;
	if (!last)
		skip_inner_end(scan);
	return true;
}

/* NULL, or what is wrong with the bytes of the revision. */
static const char *scan_revision(Scan *scan)
{
	const Revision *one = revisions_at(scan->revisions, scan->revision);

	for (scan->at = one->start;;) {
		if (!skip_space(scan))
			return _("the file ends or begins more than once in one revision");
		if (skip_section(scan))
			continue;
		if (syntax_is_word(scan->revisions->file, scan->at, "startxref"))
			return scan->met == count_places(scan)
				? NULL
				: _("an object stands within another, or in two places");
		if (!is_listed(scan))
			return _("there is an object, or something else, that no cross-reference "
				 "leads to");
		scan->met++;
		if (!skip_object(scan))
			return _("an object cannot be read without guessing");
		if (scan->at > one->end)
			return _("an object reaches over the end of its revision");
	}
}

static void check_trailer(Revisions *revisions, unsigned revision)
{
	const Value *before = &revisions_at(revisions, revision - 1)->sections[0]->trailer;
	const Value *now = &revisions_at(revisions, revision)->sections[0]->trailer;
	const Value *old = value_find(before, "Encrypt"), *new = value_find(now, "Encrypt");
	bool same = old == NULL || new == NULL || old->kind != VALUE_REFERENCE ||
		(new->kind == VALUE_REFERENCE && old->reference.number == new->reference.number);

	if ((old == NULL) != (new == NULL) || !same)
		revisions_doubt(revisions, revision, _("the file's encryption was changed"));
}

/* Some white space after the last end, as transports and editors add it, means nothing to anybody. No more than
 * some, since "startxref" is looked for in the last 1024 bytes. */
static bool ends_in_blanks(const Revisions *revisions)
{
	Bytes file = revisions->file;
	size_t at = revisions_at(revisions, revisions->list->len)->end;

	while (at < file.left && memchr(" \n\r\t", file.at[at], 4) != NULL)
		at++;
	return at == file.left;
}

void revisions_scan(Revisions *revisions)
{
	unsigned count = revisions->list->len;
	g_autoptr(GArray) places = list_places(revisions);

	for (unsigned i = 0; i < revisions->entries->len; i++) {
		const Entry *entry = &g_array_index(revisions->entries, Entry, i);
		if (entry->kind != ENTRY_FREE)
			check_entry(revisions, entry);
	}
	for (unsigned i = 1; i <= count; i++) {
		Scan scan = { revisions, i, places, 0, 0 };
		const char *fault = scan_revision(&scan);
		if (fault != NULL)
			revisions_doubt(revisions, i, fault);
		if (i > 1)
			check_trailer(revisions, i);
	}
	if (count > 0 && !ends_in_blanks(revisions))
		revisions_doubt(revisions, count + 1,
			_("bytes that no signature covers follow the end of the file"));
}
