/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Invariants, once revisions_read() has returned without a doubt:
 *  1. revisions follow each other without a gap from the first byte to the last;
 *  2. no section is read twice, none has an object twice;
 *  3. each entry leads to "N G obj" of its number, within its revision, or repeats the entry before;
 *  4. of each revision every byte belongs to an object that an entry leads to, to a section, or to
 *     white space and comments (signer/revisions_scan.c).
 */
#include "signer/revisions.h"

#include "base/i18n.h"
#include "signer/revisions_scan.h"

#include <string.h>

enum { TAIL = 1024, MOST_SECTIONS = 2000, MOST_ENTRIES = 4 << 20 };

typedef struct {
	Revisions *revisions;
	GPtrArray *chain; /* of Section, the newest first */
	GPtrArray *mates; /* of Section or NULL: the stream of a hybrid section */
	size_t left;      /* entries that may still come */
} Chain;

void revisions_free(Revisions *revisions)
{
	if (revisions == NULL)
		return;
	g_array_unref(revisions->list);
	g_array_unref(revisions->doubts);
	g_array_unref(revisions->entries);
	g_ptr_array_unref(revisions->sections);
	values_free(revisions->values);
	g_free(revisions);
}

const Revision *revisions_at(const Revisions *revisions, unsigned revision)
{
	return &g_array_index(revisions->list, Revision, revision - 1);
}

static Section *take_section(Chain *chain, size_t at)
{
	Revisions *revisions = chain->revisions;

	if (at >= revisions->file.left || revisions->sections->len == MOST_SECTIONS)
		return NULL;
	at = syntax_skip_space(revisions->file, at);
	for (unsigned i = 0; i < revisions->sections->len; i++)
		if (((Section *)revisions->sections->pdata[i])->start == at)
			return NULL;
	Section *section = section_read(revisions->file, at, revisions->values, chain->left);
	if (section != NULL) {
		chain->left -= section->entries->len;
		g_ptr_array_add(revisions->sections, section);
	}
	return section;
}

static size_t find_last_start(Bytes file)
{
	static const char word[] = "startxref";

	for (size_t back = strlen(word); back <= MIN(file.left, TAIL); back++) {
		guint64 offset;
		size_t at = file.left - back;
		if (!syntax_is_word(file, at, word))
			continue;
		at = syntax_skip_space(file, at + strlen(word));
		return syntax_read_integer(file, at, &offset) == 0 ? 0 : (size_t)offset;
	}
	return 0;
}

/* The stream of a hybrid section (7.5.8.4). Some writers copy the entry from the trailer before, which then
 * stands in for it. False if it is none. */
static bool take_mate(Chain *chain, const Section *section, Section **out_mate)
{
	const Value *more = value_find(&section->trailer, "XRefStm");
	unsigned last = chain->mates->len;
	Section *newer = last > 0 ? chain->mates->pdata[last - 1] : NULL;
	size_t at;

	*out_mate = NULL;
	if (more == NULL || section->stream)
		return true;
	if (!value_read_size(more, &at) || at >= chain->revisions->file.left)
		return false;
	if (newer != NULL && newer->start == syntax_skip_space(chain->revisions->file, at)) {
		*out_mate = newer;
		chain->mates->pdata[last - 1] = NULL;
		return true;
	}
	*out_mate = take_section(chain, at);
	return *out_mate != NULL && (*out_mate)->stream;
}

/* Follows /Prev to the oldest section; false if that leads nowhere or in a circle. */
static bool follow(Chain *chain)
{
	size_t at = find_last_start(chain->revisions->file);

	do {
		Section *section = at == 0 ? NULL : take_section(chain, at), *mate;
		if (section == NULL || !take_mate(chain, section, &mate))
			return false;
		g_ptr_array_add(chain->chain, section);
		g_ptr_array_add(chain->mates, mate);
		const Value *previous = value_find(&section->trailer, "Prev");
		if (previous == NULL)
			return true;
		if (!value_read_size(previous, &at))
			return false;
	} while (true);
}

/* "startxref", the number, "%%EOF" and the line's end after the section that stands last. */
static bool read_end(Bytes file, const Section *first, size_t at, Revision *revision)
{
	guint64 offset;

	at = syntax_skip_space(file, at);
	if (!syntax_is_word(file, at, "startxref"))
		return false;
	at = syntax_read_integer(file, syntax_skip_space(file, at + strlen("startxref")), &offset);
	if (at == 0 || syntax_skip_space(file, (size_t)MIN(offset, file.left)) != first->start)
		return false;
	while (at < file.left && memchr(" \t\r\n", file.at[at], 4) != NULL)
		at++;
	if (file.left - at < 5 || memcmp(file.at + at, "%%EOF", 5) != 0)
		return false;
	revision->marked = revision->end = at + 5;
	if (revision->end < file.left && file.at[revision->end] == '\r')
		revision->end++;
	if (revision->end < file.left && file.at[revision->end] == '\n')
		revision->end++;
	return true;
}

static bool add_revision(Revisions *revisions, Revision *revision)
{
	unsigned count = revisions->list->len;
	size_t last = 0;

	revision->start = count == 0 ? 0 : revisions_at(revisions, count)->end;
	for (unsigned i = 0; revision->sections[i] != NULL; i++) {
		if (revision->sections[i]->start < revision->start)
			return false;
		last = MAX(last, revision->sections[i]->end);
	}
	if (!read_end(revisions->file, revision->sections[0], last, revision))
		return false;
	g_array_append_val(revisions->list, *revision);
	return true;
}

/* The oldest revision may be two links of the chain: of a linearized file the newer section stands before
 * the older; office programs write a whole table, and then an empty one that leads to a stream before the
 * first. Returns how many links it took. */
static unsigned take_oldest(const Chain *chain, Revision *revision)
{
	unsigned last = chain->chain->len - 1;
	const Section *oldest = chain->chain->pdata[last], *mate = chain->mates->pdata[last];
	const Section *next = last > 0 ? chain->chain->pdata[last - 1] : NULL;
	const Section *next_mate = last > 0 ? chain->mates->pdata[last - 1] : NULL;
	bool linearized =
		next != NULL && mate == NULL && next_mate == NULL && next->start < oldest->start;
	bool office = next != NULL && mate == NULL && next_mate != NULL &&
		next_mate->start < oldest->start && next->entries->len == 0;
	const Section *both[REVISION_SECTIONS] = { next, next_mate, oldest };
	const Section *front[REVISION_SECTIONS] = { next, oldest };
	const Section *one[REVISION_SECTIONS] = { oldest, mate };

	memcpy(revision->sections, office ? both : linearized ? front : one, sizeof both);
	return office || linearized ? 2 : 1;
}

static bool list_revisions(Chain *chain)
{
	Revision oldest = { 0 };
	unsigned left = chain->chain->len - take_oldest(chain, &oldest);

	if (!add_revision(chain->revisions, &oldest))
		return false;
	while (left > 0) {
		left--;
		Revision revision = { .sections = { chain->chain->pdata[left],
					      chain->mates->pdata[left] } };
		if (!add_revision(chain->revisions, &revision))
			return false;
	}
	return true;
}

void revisions_doubt(Revisions *revisions, unsigned revision, const char *sentence)
{
	Doubt doubt = { revision, sentence };

	for (unsigned i = 0; i < revisions->doubts->len; i++) {
		const Doubt *known = &g_array_index(revisions->doubts, Doubt, i);
		if (known->revision == revision && known->sentence == sentence)
			return;
	}
	g_array_append_val(revisions->doubts, doubt);
}

static int compare_entries(gconstpointer first, gconstpointer second)
{
	const Entry *a = first, *b = second;

	if (a->number != b->number)
		return a->number < b->number ? -1 : 1;
	return (a->revision > b->revision) - (a->revision < b->revision);
}

/* Of an object in several sections the first entry holds that is not free. Two that are not free, and differ, are
 * taken in either order. */
static void put_entries(Revisions *revisions, unsigned revision)
{
	const Revision *one = revisions_at(revisions, revision);
	g_autoptr(GArray) all = g_array_new(FALSE, FALSE, sizeof(Entry));

	for (unsigned i = 0; one->sections[i] != NULL; i++)
		g_array_append_vals(
			all, one->sections[i]->entries->data, one->sections[i]->entries->len);
	for (unsigned i = 0; i < all->len; i++)
		g_array_index(all, Entry, i).revision = revision;
	g_array_sort(all, compare_entries); /* which is stable */
	for (unsigned i = 0, next; i < all->len; i = next) {
		const Entry *entry = &g_array_index(all, Entry, i);
		for (next = i + 1; next < all->len && entry[next - i].number == entry->number;
			next++)
			if (entry->kind == ENTRY_FREE)
				break;
		for (unsigned j = i + 1; j < all->len && entry[j - i].number == entry->number; j++)
			if (entry->kind != ENTRY_FREE && entry[j - i].kind != ENTRY_FREE &&
				(entry->kind != entry[j - i].kind ||
					entry->place != entry[j - i].place))
				revisions_doubt(revisions, revision,
					_("an object stands within another, or in two places"));
		if (next < all->len && entry[next - i].number == entry->number)
			continue;
		g_array_append_vals(revisions->entries, entry, 1);
	}
}

/* The index of the last entry that is not after (number, revision); -1: none is before. */
static int find_index(const Revisions *revisions, unsigned number, unsigned revision)
{
	const Entry wanted = { .number = number, .revision = revision };
	unsigned from = 0, to = revisions->entries->len;

	while (from < to) {
		unsigned middle = from + (to - from) / 2;
		if (compare_entries(&g_array_index(revisions->entries, Entry, middle), &wanted) <=
			0)
			from = middle + 1;
		else
			to = middle;
	}
	return (int)from - 1;
}

const Entry *revisions_find(const Revisions *revisions, unsigned number, unsigned revision)
{
	int index = find_index(revisions, number, revision);
	const Entry *entry =
		index < 0 ? NULL : &g_array_index(revisions->entries, Entry, (unsigned)index);

	return entry == NULL || entry->number != number || entry->kind == ENTRY_FREE ? NULL : entry;
}

unsigned revisions_find_end(const Revisions *revisions, size_t end)
{
	for (unsigned i = 1; i <= revisions->list->len; i++)
		if (end >= revisions_at(revisions, i)->marked &&
			end <= revisions_at(revisions, i)->end)
			return i;
	return 0;
}

Revisions *revisions_read(Bytes file)
{
	Revisions *revisions = g_new0(Revisions, 1);
	g_autoptr(GPtrArray) sections = g_ptr_array_new(), mates = g_ptr_array_new();
	Chain chain = { revisions, sections, mates, MOST_ENTRIES };

	revisions->file = file;
	revisions->list = g_array_new(FALSE, FALSE, sizeof(Revision));
	revisions->doubts = g_array_new(FALSE, FALSE, sizeof(Doubt));
	revisions->entries = g_array_new(FALSE, FALSE, sizeof(Entry));
	revisions->sections = g_ptr_array_new_with_free_func((GDestroyNotify)section_free);
	revisions->values = values_new();
	if (!follow(&chain) || !list_revisions(&chain)) {
		g_array_set_size(revisions->list, 0);
		revisions_doubt(revisions, 0,
			_("the file's cross-reference data cannot be followed strictly"));
		return revisions;
	}
	for (unsigned i = 1; i <= revisions->list->len; i++)
		put_entries(revisions, i);
	g_array_sort(revisions->entries, compare_entries);
	revisions_scan(revisions);
	return revisions;
}
