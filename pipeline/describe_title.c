/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The title is the first centred line of capitals that begins with the name of a type of document.
 * The subject follows it, centred too, until the body begins: at words that open a body, at a gap
 * wider than those before, or where a line stands as the paragraphs below it stand.
 *
 * An official letter has no title; its subject ("V/v …") stands in the left column of the head.
 */
#include "pipeline/describe.h"

#include "pipeline/document_types.h"

#include <math.h>
#include <string.h>

enum { MOST_SUBJECT_LINES = 8 };

static const char *const body_openings[] = { "can cu", "kinh gui", "dieu 1", "ho va ten",
	"xet de nghi", "xet to trinh", "xet don", "xet bao cao", "theo de nghi", "i.", "1.", "a)",
	"i)", "1)", "phan thu", "phan i", "phan 1", "thuc hien quyet dinh", "thuc hien nghi",
	"thuc hien ke hoach", "thuc hien cong van", "thuc hien chi thi", "thuc hien luat",
	"chung nhan", "noi nhan", "so:", "so :", "cong ty", "can bo ", "hom nay", "ngay ", "ten ",
	"dia chi" };

/* Those who issue a document, in capitals below its subject. */
static const char *const issuer_openings[] = { "chu tich ", "uy ban nhan dan", "hoi dong nhan dan",
	"giam doc ", "truong ", "bo truong", "thu tuong", "ubnd " };

static bool begins_with(const Piece *piece, const char *const *openings, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (g_str_has_prefix(piece->plain, openings[i]))
			return true;
	return false;
}

static bool opens_body(const Piece *piece)
{
	return begins_with(piece, body_openings, G_N_ELEMENTS(body_openings)) ||
		(piece_is_capital(piece) &&
			begins_with(piece, issuer_openings, G_N_ELEMENTS(issuer_openings)));
}

/* "V/v", "V/v:", or what OCR makes of the stroke: "V⁄%v:". */
static bool opens_with_stroke(const Piece *piece)
{
	const Placed *first = piece_word(piece, 0);
	g_autofree char *plain = word_plain(first);

	return g_str_equal(plain, "vv") && g_utf8_strlen(first->word->text, -1) > 2;
}

static bool opens_subject(const Piece *piece)
{
	return opens_with_stroke(piece) || g_str_has_prefix(piece->plain, "v/v") ||
		g_str_has_prefix(piece->plain, "ve viec") ||
		g_str_has_prefix(piece->plain, "(v/v") ||
		g_str_has_prefix(piece->plain, "(ve viec");
}

/* "QUYẾT ĐỊNH CỦA ỦY BAN NHÂN DÂN TỈNH": the type, and who issues it, on one line. */
static bool names_issuer(const Piece *piece, const Term *type)
{
	unsigned count = g_strv_length(type->words);

	if (piece->words->len < count + 2)
		return false;
	g_autofree char *next = word_plain(piece_word(piece, count));
	return g_str_equal(next, "cua");
}

static bool is_title(const Layout *layout, const Piece *piece)
{
	bool whole = false;

	if (!piece_is_capital(piece) || !piece_is_centered(layout, piece))
		return false;
	const Term *type = document_type_find(piece->text, &whole);
	return type != NULL && (whole || type->open || names_issuer(piece, type));
}

static const Piece *find_letter_body(const Layout *layout)
{
	for (unsigned i = 0; i < layout->pieces->len; i++) {
		const Piece *piece = layout->pieces->pdata[i];
		if (piece->span.top > layout->height * 0.5)
			break;
		if (g_str_has_prefix(piece->plain, "kinh gui"))
			return piece;
	}
	return NULL;
}

Title title_find(const Layout *layout)
{
	double end = layout->has_nation ? layout->head_top + layout->height * 0.35
					: layout->height * 0.5;
	const Piece *letter = find_letter_body(layout);

	if (letter != NULL)
		end = fmin(end, letter->span.top);
	for (unsigned i = 0; i < layout->pieces->len; i++) {
		const Piece *piece = layout->pieces->pdata[i];
		if (piece->span.top > end)
			break;
		if (piece->span.top >= layout->head_top && is_title(layout, piece))
			return (Title) { piece->span.top, piece->span.bottom, piece };
	}
	if (letter != NULL)
		return (Title) { letter->span.top, letter->span.top, NULL };
	return (Title) { end, end, NULL };
}

/* Do two lines further down begin where this one begins? Then it is a paragraph's. */
static bool stands_as_body(const Layout *layout, const Piece *piece)
{
	unsigned same = 0;

	for (unsigned i = 0; i < layout->pieces->len; i++) {
		const Piece *other = layout->pieces->pdata[i];
		if (other->span.top > piece->span.bottom &&
			fabs(other->span.left - piece->span.left) < layout->em * 0.4)
			same++;
	}
	return same >= 2;
}

static bool in_middle_of(const Piece *title, const Piece *piece, double em)
{
	return fabs(piece_center(title) - piece_center(piece)) < 2 * em;
}

static double base_of(const Piece *piece)
{
	return (piece->span.top + piece->span.bottom) / 2;
}

typedef struct {
	const Piece *first, *last;
	GString *text;
	GArray *words;
	double pitch; /* the distance of the last two lines */
	unsigned lines;
} Subject;

/* The line as it is printed. */
static char *line_text(const Piece *piece)
{
	const char *rest = strchr(piece->text, ' ');
	bool colon = g_str_has_suffix(piece_word(piece, 0)->word->text, ":");

	return opens_with_stroke(piece) && rest != NULL && piece->text[1] != '/'
		? g_strconcat(colon ? "V/v:" : "V/v", rest, NULL)
		: g_strdup(piece->text);
}

static void take_line(Subject *subject, const Piece *piece)
{
	g_autofree char *text = line_text(piece);

	if (subject->first == NULL)
		subject->first = piece;
	else
		subject->pitch = base_of(piece) - base_of(subject->last);
	if (subject->text->len > 0)
		g_string_append_c(subject->text, ' ');
	g_string_append(subject->text, text);
	g_array_append_vals(subject->words, piece->words->data, piece->words->len);
	subject->last = piece;
	subject->lines++;
}

/* The first line of a subject may follow its title at some distance; the next ones follow it as
 * lines of one paragraph do. */
static bool continues(const Layout *layout, const Subject *subject, const Piece *title,
	double title_bottom, const Piece *piece)
{
	if (subject->lines >= MOST_SUBJECT_LINES || opens_body(piece) ||
		!in_middle_of(title, piece, layout->em))
		return false;
	if (subject->first == NULL)
		return piece->span.top - title_bottom < 3 * layout->em;
	double pitch = base_of(piece) - base_of(subject->last);
	double usual = subject->pitch > 0 ? subject->pitch : layout->em * 1.6;
	return pitch < usual * 1.25 && !stands_as_body(layout, piece);
}

static void put_subject(Description *description, const Subject *subject, unsigned page)
{
	if (subject->first == NULL)
		return;
	Piece whole = { .words = subject->words };
	g_autofree char *text = g_strstrip(g_strdup(subject->text->str));
	size_t length = strlen(text);
	if (length > 1 && text[0] == '(' && text[length - 1] == ')') {
		text[length - 1] = '\0';
		memmove(text, text + 1, length - 1);
	}
	double strength = opens_subject(subject->first) ? 1 : 0.9;
	field_put(description, FIELD_SUBJECT, text, &whole, strength, page);
}

/* The name of the type as the table spells it; what follows an open one as it is printed. */
static char *type_value(const Piece *title, const Piece *more)
{
	bool whole = false;
	const Term *type = document_type_find(title->text, &whole);

	if ((whole && more == NULL) || names_issuer(title, type))
		return g_strdup(type->name);
	g_autofree char *text = g_utf8_strup(title->text, -1);
	if (more == NULL)
		return g_steal_pointer(&text);
	g_autofree char *rest = g_utf8_strup(more->text, -1);
	return g_strjoin(" ", whole ? type->name : text, rest, NULL);
}

/* A second line of capitals that belongs to the name of an open type. */
static const Piece *find_more_title(const Layout *layout, const Title *title)
{
	bool whole = false;
	const Term *type = document_type_find(title->title->text, &whole);

	for (unsigned i = 0; type->open && i < layout->pieces->len; i++) {
		const Piece *piece = layout->pieces->pdata[i];
		if (piece->span.top < title->bottom - layout->em * 0.3)
			continue;
		if (piece->span.top - title->bottom < 1.5 * layout->em && !opens_body(piece) &&
			piece_is_capital(piece) && in_middle_of(title->title, piece, layout->em))
			return piece;
		return NULL;
	}
	return NULL;
}

/* "Số: …" and "(BẢN SAO)" may stand between the title and its subject. */
static bool stands_between(const Layout *layout, const Piece *piece)
{
	static const char *const openings[] = { "so:", "so :", "(ban ", "ban sao", "ban chinh",
		"ban goc" };

	if (!piece_is_centered(layout, piece))
		return false;
	for (size_t i = 0; i < G_N_ELEMENTS(openings); i++)
		if (g_str_has_prefix(piece->plain, openings[i]))
			return true;
	return false;
}

static void describe_titled(
	Description *description, const Layout *layout, const Title *title, unsigned page)
{
	const Piece *more = find_more_title(layout, title);
	double bottom = more != NULL ? more->span.bottom : title->bottom;
	g_autofree char *type = type_value(title->title, more);
	g_autoptr(GString) text = g_string_new(NULL);
	g_autoptr(GArray) words = g_array_new(FALSE, FALSE, sizeof(Placed));
	Subject subject = { .text = text, .words = words };

	field_put(description, FIELD_TYPE, type, title->title, 1, page);
	for (unsigned i = 0; i < layout->pieces->len; i++) {
		const Piece *piece = layout->pieces->pdata[i];
		if (piece == title->title || piece == more || base_of(piece) < bottom)
			continue;
		if (subject.first == NULL && stands_between(layout, piece)) {
			bottom = piece->span.bottom;
			continue;
		}
		if (!continues(layout, &subject, title->title, bottom, piece))
			break;
		take_line(&subject, piece);
	}
	put_subject(description, &subject, page);
}

static void describe_letter(
	Description *description, const Layout *layout, const Title *title, unsigned page)
{
	g_autoptr(GString) text = g_string_new(NULL);
	g_autoptr(GArray) words = g_array_new(FALSE, FALSE, sizeof(Placed));
	Subject subject = { .text = text, .words = words };

	for (unsigned i = 0; i < layout->pieces->len; i++) {
		const Piece *piece = layout->pieces->pdata[i];
		if (piece->span.top >= title->top)
			break;
		if (!piece_is_left(layout, piece))
			continue;
		if (subject.first == NULL ? opens_subject(piece)
					  : continues(layout, &subject, subject.first, 0, piece))
			take_line(&subject, piece);
		else if (subject.first != NULL)
			break;
	}
	put_subject(description, &subject, page);
	const Piece *body = find_letter_body(layout);
	const Piece *sign = subject.first != NULL ? subject.first : body;
	if (sign != NULL)
		field_put(description, FIELD_TYPE, DOCUMENT_TYPE_LETTER, sign,
			subject.first != NULL && body != NULL ? 1 : 0.7, page);
}

void describe_title(
	Description *description, const Layout *layout, const Title *title, unsigned page)
{
	if (title->title != NULL)
		describe_titled(description, layout, title, page);
	else if (layout->has_nation)
		describe_letter(description, layout, title, page);
}
