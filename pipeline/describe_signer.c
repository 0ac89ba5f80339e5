/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The signer's name is the line that looks like one, below the lines of the signer's authority
 * ("TM. …", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH") in the right half, with room for a signature between. A
 * seal lies over the left third of all that. Licences have their date above the authority.
 */
#include "pipeline/describe.h"

#include <math.h>
#include <string.h>

static const char *const authorities[] = { "tm", "kt", "tl", "tuq", "q", "giam doc", "pho ",
	"chu tich", "chanh ", "truong ", "vien truong", "cuc truong", "chi cuc truong", "bo truong",
	"thu truong", "thu tuong", "nguoi ky", "nguoi lap", "hieu truong", "tong ", "quyen ",
	"can bo ", "cong chuc", "thuong truc", "thanh tra", "vu truong" };

/* Without a dash or a scrap of the seal before it. */
static const char *skip_scraps(const char *text)
{
	while (*text != '\0' && !g_unichar_isalnum(g_utf8_get_char(text)))
		text = g_utf8_next_char(text);
	return text;
}

static bool is_authority(const Layout *layout, const Piece *piece)
{
	if (piece_center(piece) < layout->width * 0.5 || piece->span.left < layout->width * 0.4 ||
		!piece_is_capital(piece))
		return false;
	const char *plain = skip_scraps(piece->plain);
	for (size_t i = 0; i < G_N_ELEMENTS(authorities); i++) {
		size_t length = strlen(authorities[i]);
		bool short_one = length <= 3 && authorities[i][length - 1] != ' ';
		if (strncmp(plain, authorities[i], length) == 0 &&
			(!short_one || strchr(". ", plain[length]) != NULL))
			return true;
	}
	return false;
}

static const Piece *find_authority(const Layout *layout)
{
	const Piece *last = NULL;

	for (unsigned i = 0; i < layout->pieces->len; i++) {
		const Piece *piece = layout->pieces->pdata[i];
		if (is_authority(layout, piece))
			last = piece;
	}
	return last;
}

static char *join_words(GArray *run)
{
	g_autoptr(GString) text = g_string_new(NULL);

	for (unsigned i = 0; i < run->len; i++) {
		if (i > 0)
			g_string_append_c(text, ' ');
		g_string_append(text, g_array_index(run, Placed, i).word->text);
	}
	return g_string_free(g_steal_pointer(&text), FALSE);
}

static void replace_signer(Description *description, GArray *run, double strength, unsigned page)
{
	Piece piece = { .words = run };
	g_autofree char *name = join_words(run);

	field_clear(description, FIELD_SIGNER);
	field_put(description, FIELD_SIGNER, name, &piece, strength, page);
}

/* Where the name is to be looked for. */
typedef struct {
	double top, bottom, center, tolerance;
	double capitals_from; /* above this, capitals go on with the authority */
	double strength;
	unsigned least_words;
} NameZone;

static bool find_recipients(const Layout *layout, NameZone *zone)
{
	for (unsigned i = 0; i < layout->pieces->len; i++) {
		const Piece *piece = layout->pieces->pdata[i];
		if (!g_str_has_prefix(piece->plain, "noi nhan"))
			continue;
		double top = piece->span.top + 4 * layout->em;
		*zone = (NameZone) { top, top + 14 * layout->em, layout->width * 0.72,
			layout->width * 0.15, top, 0.7, 3 };
		return true;
	}
	return false;
}

/* Below the authority; where that was not read, to the right of the recipients (Nơi nhận). */
static bool find_zone(const Layout *layout, const Piece *authority, NameZone *zone)
{
	if (authority == NULL)
		return find_recipients(layout, zone);
	double top = authority->span.bottom;
	*zone = (NameZone) { top, top + 16 * layout->em, piece_center(authority),
		layout->width * 0.15, top + 2.5 * layout->em, 1, 2 };
	return true;
}

/* The lines above `last` that go with it, from the top down: `last` is the last of them. */
static GPtrArray *list_authority(const Layout *layout, const Piece *last)
{
	GPtrArray *lines = g_ptr_array_new();
	const Piece *first = last;

	g_ptr_array_add(lines, (gpointer)last);
	for (unsigned i = layout->pieces->len; i-- > 0;) {
		const Piece *piece = layout->pieces->pdata[i];
		double pitch = first->span.top - piece->span.top;
		if (pitch < 0.5 * layout->em || pitch > 2.6 * layout->em ||
			!piece_is_capital(piece) ||
			fabs(piece_center(piece) - piece_center(last)) > layout->width * 0.06)
			continue;
		first = piece;
		g_ptr_array_insert(lines, 0, (gpointer)piece);
	}
	return lines;
}

static void put_authority(Description *description, const GPtrArray *lines, unsigned page)
{
	g_autoptr(GString) text = g_string_new(NULL);
	g_autoptr(GArray) words = g_array_new(FALSE, FALSE, sizeof(Placed));

	for (unsigned i = 0; i < lines->len; i++) {
		const Piece *line = lines->pdata[i];
		g_string_append_printf(text, "%s%s", i > 0 ? ", " : "", skip_scraps(line->text));
		g_array_append_vals(words, line->words->data, line->words->len);
	}
	Piece whole = { .words = words };
	field_clear(description, FIELD_AUTHORITY);
	field_put(description, FIELD_AUTHORITY, text->str, &whole, 1, page);
}

/* "Bình Dương, ngày …" right above the authority. */
static void put_date(
	Description *description, const Layout *layout, const Piece *first, unsigned page)
{
	for (unsigned i = layout->pieces->len; i-- > 0;) {
		const Piece *piece = layout->pieces->pdata[i];
		double above = first->span.top - piece->span.bottom;
		if (description->fields[FIELD_ISSUED].value != NULL || above > 4 * layout->em)
			return;
		if (above < -layout->em * 0.5 || piece_center(piece) < layout->width * 0.5)
			continue;
		g_autoptr(Piece) row = layout_row(layout, piece, false);
		describe_date_row(description, layout, row, page);
	}
}

#define SEAL_BY_SIGNATURE 0.95
#define SEAL_ELSEWHERE 0.6

static void put_seal(
	Description *description, const Layout *layout, const Piece *authority, unsigned page)
{
	for (unsigned i = 0; i < layout->seals->len; i++) {
		const Mark *seal = &g_array_index(layout->seals, Mark, i);
		bool by_signature = authority != NULL && seal->span.bottom > authority->span.top &&
			seal->span.top < authority->span.bottom + 10 * layout->em &&
			seal->span.right > layout->width * 0.4;
		double confidence = by_signature ? SEAL_BY_SIGNATURE : SEAL_ELSEWHERE;
		if (confidence < description->fields[FIELD_SEAL].confidence)
			continue;
		field_clear(description, FIELD_SEAL);
		field_put_at(description, FIELD_SEAL, "present", confidence, &seal->box, page);
	}
}

static void put_signer(
	Description *description, const Layout *layout, const NameZone *zone, unsigned page)
{
	g_autoptr(GArray) run = g_array_new(FALSE, FALSE, sizeof(Placed));

	for (unsigned i = 0; i < layout->pieces->len; i++) {
		const Piece *piece = layout->pieces->pdata[i];
		if (piece->span.top < zone->top || piece->span.top > zone->bottom ||
			(piece->span.top < zone->capitals_from && piece_is_capital(piece)))
			continue;
		double strength = name_strength(piece, run) * zone->strength;
		if (strength == 0 || run->len < zone->least_words)
			continue;
		Piece name = { .words = run };
		Box box = piece_box(&name);
		if (fabs(box.x + box.width / 2 - zone->center) > zone->tolerance)
			continue;
		replace_signer(description, run, strength, page);
		return;
	}
}

/* Where a name ought to be that was not read. */
static void mark_signer(Description *description, const Layout *layout, const Piece *authority,
	const NameZone *zone, unsigned page)
{
	Box box = piece_box(authority);
	double most = zone->bottom - zone->top;

	box.x = fmax(box.x + box.width / 2 - 8 * layout->em, 0);
	box.width = fmin(16 * layout->em, layout->width - box.x);
	box.height = fmin(box.height + most, layout->height - box.y);
	field_clear(description, FIELD_SIGNER);
	field_mark(description, FIELD_SIGNER, &box, false, page);
}

void describe_signer(Description *description, const Layout *layout, unsigned page)
{
	const Piece *authority = find_authority(layout);
	NameZone zone;

	put_seal(description, layout, authority, page);
	if (!find_zone(layout, authority, &zone))
		return;
	if (authority != NULL) {
		g_autoptr(GPtrArray) lines = list_authority(layout, authority);
		put_authority(description, lines, page);
		put_date(description, layout, lines->pdata[0], page);
	}
	put_signer(description, layout, &zone, page);
	if (description->fields[FIELD_SIGNER].page != page && authority != NULL)
		mark_signer(description, layout, authority, &zone, page);
}
