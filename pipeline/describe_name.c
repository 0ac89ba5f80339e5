/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A person's name is the longest run of words with a capital each, or all in capitals, on a line that
 * holds little else: the signature and the seal leave scraps there.
 */
#include "pipeline/describe.h"

#include "base/text.h"

#include <string.h>

enum { MOST_NAME_WORDS = 5, LONGEST_SYLLABLE = 7 };

/* Scraps of seals and signatures are read with less. */
#define LEAST_CONFIDENCE 0.4
#define MOST_BLANK 1.2 /* heights of the word before */

/* Nine in ten Vietnamese bear one of these. A name that differs from them by its diacritics alone was
 * not read well. */
static const char *const families[] = { "nguyễn", "trần", "lê", "phạm", "hoàng", "huỳnh", "phan",
	"vũ", "võ", "đặng", "bùi", "đỗ", "hồ", "ngô", "dương", "lý", "đào", "đoàn", "doãn", "vương",
	"trịnh", "đinh", "lâm", "mai", "trương", "lương", "hà", "cao", "thái", "tạ", "phùng", "tô",
	"quách", "châu", "lưu", "tăng", "kiều", "la", "lã", "nghiêm", "ninh", "tống", "triệu",
	"đàm", "diệp", "khương", "khổng", "tiêu", "thạch", "sơn", "âu", "ôn", "chu", "bạch",
	"giang", "kim", "lữ", "lư", "quan", "sầm", "thiều", "ưng", "vi", "lò", "lô", "mạc", "hàn",
	"hứa", "liễu", "liêu", "lục", "ma", "mã", "phí", "quế", "từ", "tứ", "thân", "uông", "y",
	"cù", "nông", "bồ", "đồng", "đồ", "cung", "hạ", "khúc", "lại", "nhan", "ông", "tôn",
	"trang", "viên", "bành", "cái", "chung", "đường", "giáp", "hình", "hùng", "khưu", "lều",
	"mẫn", "nhâm", "phó", "tất", "thi", "tiền", "tòng", "trà", "vòng" };

typedef enum { FAMILY_UNKNOWN, FAMILY_MISREAD, FAMILY_KNOWN } Family;

static Family find_family(const char *text)
{
	g_autofree char *exact = text_fold_exact(text), *plain = text_fold_plain(text);
	Family found = FAMILY_UNKNOWN;

	for (size_t i = 0; i < G_N_ELEMENTS(families); i++) {
		g_autofree char *known = text_fold_plain(families[i]);
		g_autofree char *spelt = text_fold_exact(families[i]);
		if (g_str_equal(exact, spelt))
			return FAMILY_KNOWN;
		if (g_str_equal(plain, known))
			found = FAMILY_MISREAD;
	}
	return found;
}

/* What may begin a syllable, the longest first, and what may follow, folded plain. */
static const char *const initials[] = { "ngh", "ch", "gh", "gi", "kh", "ng", "nh", "ph", "qu", "th",
	"tr", "b", "c", "d", "g", "h", "k", "l", "m", "n", "p", "r", "s", "t", "v", "x", "" };
static const char *const rhymes[] = { "a", "ac", "ach", "ai", "am", "an", "ang", "anh", "ao", "ap",
	"at", "au", "ay", "e", "ec", "ech", "em", "en", "eng", "enh", "eo", "ep", "et", "eu", "i",
	"ia", "ich", "iec", "iem", "ien", "ieng", "iep", "iet", "ieu", "im", "in", "inh", "ip",
	"it", "iu", "o", "oa", "oac", "oach", "oai", "oam", "oan", "oang", "oanh", "oao", "oap",
	"oat", "oay", "oc", "oe", "oen", "oeo", "oet", "oi", "om", "on", "ong", "op", "ot", "u",
	"ua", "uan", "uang", "uat", "uay", "uc", "ue", "uech", "uenh", "ui", "um", "un", "ung",
	"uo", "uoc", "uoi", "uom", "uon", "uong", "uop", "uot", "uou", "up", "ut", "uu", "uy",
	"uya", "uych", "uyen", "uyet", "uynh", "uyt", "uyu", "y", "yem", "yen", "yet", "yeu" };

/* Is it a syllable of the language? A name that lost letters is made of such as are none. */
static bool is_syllable(const char *text)
{
	g_autofree char *plain = text_fold_plain(text);

	for (size_t i = 0; i < G_N_ELEMENTS(initials); i++) {
		if (!g_str_has_prefix(plain, initials[i]))
			continue;
		const char *rest = plain + strlen(initials[i]);
		for (size_t r = 0; r < G_N_ELEMENTS(rhymes); r++)
			if (g_str_equal(rest, rhymes[r]))
				return true;
	}
	return false;
}

/* Degrees before a name, written without a point. */
static const char *const degrees[] = { "cki", "ckii", "bs", "ts", "ths", "pgs", "gs", "ks", "cn",
	"ds", "ls", "kts" };

static bool is_degree(const char *text)
{
	g_autofree char *plain = text_fold_plain(text);

	for (size_t i = 0; i < G_N_ELEMENTS(degrees); i++)
		if (g_str_equal(plain, degrees[i]))
			return true;
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
	if (count > LONGEST_SYLLABLE || upper + lower < count || !is_syllable(text) ||
		is_degree(text) || !g_unichar_isupper(g_utf8_get_char(text)))
		return NO_NAME;
	return lower == 0 ? CAPITAL_NAME : upper == 1 ? SMALL_NAME : NO_NAME;
}

/* Is there more room before word i than a blank takes? Letters may be missing there. */
static bool is_parted(const Piece *piece, unsigned i)
{
	const Span *before = &piece_word(piece, i - 1)->span, *span = &piece_word(piece, i)->span;

	return span->left - before->right > MOST_BLANK * span_height(before);
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
		run = now == NO_NAME ? 0 : now == last && !is_parted(piece, i) ? run + 1 : 1;
		last = now;
		if (run > best) {
			best = run;
			*first = i + 1 - run;
		}
	}
	return best;
}

/* Words beside the name, but for degrees: "ThS.BS.", "CKII". */
static unsigned count_others(const Piece *piece, unsigned first, unsigned count)
{
	unsigned others = 0;

	for (unsigned i = 0; i < piece->words->len; i++) {
		const char *text = piece_word(piece, i)->word->text;
		bool is_title = i < first && (g_str_has_suffix(text, ".") || is_degree(text));
		others += (i < first || i >= first + count) && !is_title;
	}
	return others;
}

double name_strength(const Piece *piece, GArray *run)
{
	unsigned first = 0, count = find_run(piece, &first);

	g_array_set_size(run, 0);
	if (count < 2 || count > MOST_NAME_WORDS || piece->words->len > count + 3)
		return 0;
	g_array_append_vals(run, &g_array_index(piece->words, Placed, first), count);
	Family family = find_family(g_array_index(run, Placed, 0).word->text);
	bool known = family != FAMILY_UNKNOWN;
	bool alone = count_others(piece, first, count) == 0;
	if ((!known && (count < 3 || !alone)) || (count < 3 && !alone))
		return 0;
	/* of two words the first may be the second of three */
	return (family == FAMILY_KNOWN ? 1 : 0.6) * (alone ? 1 : 0.9) * (count > 2 ? 1 : 0.8);
}
