/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The signer's name is the line that looks like one, below the lines of the signer's authority
 * ("TM. …", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH") in the right half, with room for a signature between.
 * The signature and the seal leave scraps on that line: the name is the longest run of words with
 * a capital each.
 */
#include "pipeline/describe.h"

#include "base/text.h"

#include <math.h>
#include <string.h>

enum { MOST_NAME_WORDS = 5, LONGEST_SYLLABLE = 7 };

/* Scraps of seals and signatures are read with less. */
#define LEAST_CONFIDENCE 0.4

static const char *const authorities[] = { "tm", "kt", "tl", "tuq", "q", "giam doc", "pho ",
	"chu tich", "chanh ", "truong ", "vien truong", "cuc truong", "chi cuc truong", "bo truong",
	"thu truong", "thu tuong", "nguoi ky", "hieu truong", "tong ", "quyen ", "can bo ",
	"cong chuc", "thuong truc", "thanh tra", "vu truong" };

/* Nine in ten Vietnamese bear one of these, folded plain. */
static const char *const families[] = { "nguyen", "tran", "le", "pham", "hoang", "huynh", "phan",
	"vu", "vo", "dang", "bui", "do", "ho", "ngo", "duong", "ly", "dao", "doan", "vuong",
	"trinh", "dinh", "lam", "mai", "truong", "luong", "ha", "cao", "thai", "ta", "phung", "to",
	"quach", "chau", "luu", "tang", "kieu", "la", "nghiem", "ninh", "tong", "trieu", "dam",
	"diep", "khuong", "khong", "tieu", "thach", "son", "au", "on", "chu", "bach", "giang",
	"kim", "lu", "quan", "sam", "thieu", "ung", "vi", "lo", "mac", "han", "hua", "la", "lieu",
	"luc", "ma", "phi", "que", "tu", "than", "uong", "y", "cu", "nong" };

static bool is_family(const char *plain)
{
	for (size_t i = 0; i < G_N_ELEMENTS(families); i++)
		if (g_str_equal(plain, families[i]))
			return true;
	return false;
}

static bool is_authority(const Layout *layout, const Piece *piece)
{
	if (piece_center(piece) < layout->width * 0.5 || !piece_is_capital(piece))
		return false;
	for (size_t i = 0; i < G_N_ELEMENTS(authorities); i++) {
		size_t length = strlen(authorities[i]);
		bool short_one = length <= 3 && authorities[i][length - 1] != ' ';
		if (strncmp(piece->plain, authorities[i], length) == 0 &&
			(!short_one || strchr(". ", piece->plain[length]) != NULL))
			return true;
	}
	return false;
}

/* How a word of a name is written: "Vinh" or "VINH". */
typedef enum { NO_NAME, SMALL_NAME, CAPITAL_NAME } NameCase;

static NameCase name_case(const char *text)
{
	glong count = g_utf8_strlen(text, -1), upper = 0, lower = 0;

	for (const char *at = text; *at != '\0'; at = g_utf8_next_char(at)) {
		gunichar letter = g_utf8_get_char(at);
		upper += g_unichar_isupper(letter) != 0;
		lower += g_unichar_islower(letter) != 0;
	}
	if (count > LONGEST_SYLLABLE || upper + lower < count ||
		!g_unichar_isupper(g_utf8_get_char(text)))
		return NO_NAME;
	return lower == 0 ? CAPITAL_NAME : upper == 1 ? SMALL_NAME : NO_NAME;
}

/* The longest run of name words written alike: [*first, *first + count). */
static unsigned find_run(const Piece *piece, unsigned *first)
{
	unsigned best = 0, run = 0;
	NameCase last = NO_NAME;

	for (unsigned i = 0; i < piece->words->len; i++) {
		const Placed *placed = &g_array_index(piece->words, Placed, i);
		g_autofree char *text = text_nfc(placed->word->text);
		NameCase now =
			placed->word->confidence < LEAST_CONFIDENCE ? NO_NAME : name_case(text);
		run = now == NO_NAME ? 0 : now == last ? run + 1 : 1;
		last = now;
		if (run > best) {
			best = run;
			*first = i + 1 - run;
		}
	}
	return best;
}

/* How much the piece looks like a name, 0 … 1. `*run`: the words of the name alone. */
static double name_strength(const Piece *piece, GArray *run)
{
	unsigned first = 0, count = find_run(piece, &first);

	g_array_set_size(run, 0);
	if (count < 2 || count > MOST_NAME_WORDS || piece->words->len > count + 3)
		return 0;
	g_array_append_vals(run, &g_array_index(piece->words, Placed, first), count);
	g_autofree char *family = word_plain(&g_array_index(run, Placed, 0));
	bool known = is_family(family);
	bool alone = piece->words->len == count;
	if ((!known && (count < 3 || !alone)) || (count < 3 && !alone))
		return 0;
	return (known ? 1 : 0.7) * (alone ? 1 : 0.9);
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

	g_clear_pointer(&description->fields[FIELD_SIGNER].value, g_free);
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
static bool find_zone(const Layout *layout, NameZone *zone)
{
	const Piece *authority = find_authority(layout);

	if (authority == NULL)
		return find_recipients(layout, zone);
	double top = authority->span.bottom;
	*zone = (NameZone) { top, top + 16 * layout->em, piece_center(authority),
		layout->width * 0.15, top + 2.5 * layout->em, 1, 2 };
	return true;
}

void describe_signer(Description *description, const Layout *layout, unsigned page)
{
	g_autoptr(GArray) run = g_array_new(FALSE, FALSE, sizeof(Placed));
	NameZone zone;

	if (!find_zone(layout, &zone))
		return;
	for (unsigned i = 0; i < layout->pieces->len; i++) {
		const Piece *piece = layout->pieces->pdata[i];
		if (piece->span.top < zone.top || piece->span.top > zone.bottom ||
			(piece->span.top < zone.capitals_from && piece_is_capital(piece)))
			continue;
		double strength = name_strength(piece, run) * zone.strength;
		if (strength == 0 || run->len < zone.least_words)
			continue;
		Piece name = { .words = run };
		Box box = piece_box(&name);
		if (fabs(box.x + box.width / 2 - zone.center) > zone.tolerance)
			continue;
		replace_signer(description, run, strength, page);
		return;
	}
}
