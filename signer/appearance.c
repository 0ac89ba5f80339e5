/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The block is laid out in its own upright space, whose origin is the block's bottom left corner;
 * the form's Matrix turns it as the page is turned, and the widget's Rect is that corner in the
 * page's user space (ISO 32000-1, 12.5.5).
 *
 * A block that has no room leaves an empty form behind, so that a later run knows the signature again.
 */
#include "signer/appearance.h"

#include "base/clock.h"
#include "base/i18n.h"
#include "base/pdf.h"
#include "signer/block.h"
#include "signer/certificate.h"
#include "signer/room.h"
#include "signer/template.h"

#include <string.h>

/* The law names these words; they are no messages, and never translated. */
#define WITHOUT_VALUE "KHÔNG CÓ GIÁ TRỊ PHÁP LÝ"

enum { MOST_MISSING = 8 };

static const char *choose_font(const SignatureBlock *block, const Profile *profile)
{
	return profile->font != NULL ? profile->font : block->font;
}

bool appearance_check(const SignatureBlock *block, GError **error)
{
	const Profile *profile = profiles_find(block->profiles, block->profile);

	if (profile == NULL)
		return true;
	g_autoptr(Subset) font = subset_make(choose_font(block, profile), WITHOUT_VALUE, error);
	return font != NULL;
}

static void G_GNUC_PRINTF(2, 3) tell(const SignatureBlock *block, const char *format, ...)
{
	va_list arguments;

	if (block->told == NULL)
		return;
	va_start(arguments, format);
	g_ptr_array_add(block->told, g_strdup_vprintf(format, arguments));
	va_end(arguments);
}

char *identity_agency(const Identity *identity, const char *agency)
{
	if (agency != NULL && *agency != '\0')
		return g_utf8_normalize(agency, -1, G_NORMALIZE_NFC);
	g_autoptr(X509) certificate = certificate_parse(identity->certificates->pdata[0]);
	g_autofree char *organization = certificate == NULL
		? NULL
		: certificate_dup_subject(certificate, NID_organizationName);
	const char *name = identity->demonstration ? identity->common_name : organization;

	if (name == NULL)
		name = identity->common_name != NULL ? identity->common_name : identity->subject;
	return g_utf8_normalize(name, -1, G_NORMALIZE_NFC);
}

/* One line in NFC, without characters that are not seen. */
static char *clean(const char *text)
{
	g_autofree char *valid = g_utf8_make_valid(text, -1);
	g_autofree char *composed = g_utf8_normalize(valid, -1, G_NORMALIZE_NFC);
	GString *out = g_string_new(NULL);

	for (const char *c = composed; *c != '\0'; c = g_utf8_next_char(c)) {
		gunichar character = g_utf8_get_char(c);
		switch (g_unichar_type(character)) {
		case G_UNICODE_CONTROL:
		case G_UNICODE_LINE_SEPARATOR:
		case G_UNICODE_PARAGRAPH_SEPARATOR:
			g_string_append_c(out, ' ');
			break;
		case G_UNICODE_FORMAT:
			break;
		default:
			g_string_append_unichar(out, character);
		}
	}
	return g_string_free(out, FALSE);
}

/* What the templates of a profile say of this signature. */
static GPtrArray *fill(const SignatureBlock *block, const Identity *identity, GDateTime *time,
	const Profile *profile, char **out_code)
{
	GPtrArray *paragraphs = g_ptr_array_new_with_free_func(g_free);
	g_autofree char *agency = identity_agency(identity, block->agency);
	g_autofree char *stamp = clock_iso8601(time);
	g_autoptr(GDateTime) local = clock_in_vietnam(time);
	g_autofree char *date = local != NULL ? g_date_time_format(local, "%d/%m/%Y") : NULL;
	g_autoptr(X509) certificate = certificate_parse(identity->certificates->pdata[0]);
	g_autofree char *organization = certificate == NULL
		? NULL
		: certificate_dup_subject(certificate, NID_organizationName);
	const char *const values[WORDS] = {
		[WORD_COPY_FORM] = block->copy_form != NULL ? block->copy_form : profile->copy_form,
		[WORD_AGENCY] = agency != NULL ? agency : "?",
		[WORD_SIGNER] = identity->common_name,
		[WORD_ORGANIZATION] = organization,
		[WORD_REASON] = block->reason,
		[WORD_TIME] = stamp,
		[WORD_DATE] = date,
	};

	if (identity->demonstration)
		g_ptr_array_add(paragraphs, g_strdup(WITHOUT_VALUE));
	for (char **line = profile->lines; *line != NULL; line++) {
		g_autofree char *text = template_fill(*line, values);
		if (text != NULL)
			g_ptr_array_add(paragraphs, clean(text));
	}
	*out_code = profile->qr != NULL ? template_fill(profile->qr, values) : NULL;
	return paragraphs;
}

static Subset *make_font(GPtrArray *paragraphs, const char *path, GError **error)
{
	g_autoptr(GString) text = g_string_new(NULL);

	for (unsigned i = 0; i < paragraphs->len; i++)
		g_string_append(text, paragraphs->pdata[i]);
	return subset_make(path, text->str, error);
}

void appearance_prepare(const SignatureBlock *block, const Identity *identity)
{
	const Profile *profile = profiles_find(block->profiles, block->profile);
	g_autoptr(GDateTime) now = clock_now();
	g_autofree char *code = NULL;

	if (profile == NULL)
		return;
	g_autoptr(GPtrArray) paragraphs = fill(block, identity, now, profile, &code);
	subset_free(make_font(paragraphs, choose_font(block, profile), NULL));
}

static void tell_missing(const SignatureBlock *block, const Subset *font, GPtrArray *paragraphs)
{
	g_autoptr(GString) missing = g_string_new(NULL);
	unsigned count = 0;

	for (unsigned i = 0; i < paragraphs->len; i++)
		for (const char *c = paragraphs->pdata[i]; *c != '\0'; c = g_utf8_next_char(c)) {
			gunichar character = g_utf8_get_char(c);
			char letter[7] = { 0 };
			g_unichar_to_utf8(character, letter);
			if (subset_has(font, character) || strstr(missing->str, letter) != NULL ||
				count++ >= MOST_MISSING)
				continue;
			g_string_append_printf(missing, "%s%s (U+%04X)",
				missing->len > 0 ? ", " : "", letter, character);
		}
	if (missing->len > 0)
		tell(block, _("the font of the signature block lacks %s; \"?\" stands there"),
			missing->str);
}

static void tell_room(const SignatureBlock *block, const Sheet *sheet, const Room *room)
{
	const Rect *at = &room->rect;
	double left = at->left / 72 * 25.4, top = (sheet->height - at->top) / 72 * 25.4;

	if (room->end == ROOM_ELSEWHERE)
		tell(block,
			_("the signature block's own place is printed on: it stands %.0f mm from the "
			  "left and %.0f mm from the top of the first page"),
			left, top);
	else if (room->end == ROOM_PRINTED && block->overprint)
		tell(block,
			_("there is no free place for the signature block: it stands over print, %.0f mm "
			  "from the left and %.0f mm from the top of the first page"),
			left, top);
	else if (room->end == ROOM_PRINTED)
		tell(block, "%s",
			_("there is no free place for the signature block: the signature is invisible"));
}

/* Where the block stands on the sheet; false, and told, if nowhere. */
static bool find_room(const PdfFile *document, qpdf_oh page, const SignatureBlock *block,
	const Sheet *sheet, const Block *laid, Rect *out_rect)
{
	bool crushed = laid->cut && sheet->height - 2 * laid->profile->edge < laid->profile->height;

	if (crushed || !room_fits(sheet, laid->profile, laid->width, laid->height)) {
		tell(block, "%s",
			_("the first page is too small for the signature block: the signature is "
			  "invisible"));
		return false;
	}
	g_autoptr(InkMap) map = ink_map_read(document, page, sheet);
	if (map == NULL) {
		tell(block, "%s",
			_("it cannot be told what is printed on the first page: the signature is "
			  "invisible"));
		return false;
	}
	Room room = room_find(map, laid->profile, laid->width, laid->height);
	tell_room(block, sheet, &room);
	*out_rect = room.rect;
	return room.end != ROOM_PRINTED || block->overprint;
}

/* By which a later run knows the block again (ISO 32000-1, 14.5). */
static void put_profile(GString *entries, const Profile *profile, GDateTime *time)
{
	g_string_append(entries, " /LastModified ");
	pdf_put_date(entries, time);
	g_string_append(entries, " /PieceInfo << /" APPEARANCE_OWNER " << /LastModified ");
	pdf_put_date(entries, time);
	g_string_append_printf(entries, " /Private /%s >> >>", profile->name);
}

/* Device colours that mean the same whatever the document's output intent is, or if there is none (ISO
 * 19005-2, 6.2.4.3). */
static void put_colour_spaces(const PdfFile *document, const Profile *profile, GString *entries)
{
	qpdf_data qpdf = document->qpdf;
	qpdf_oh intents = pdf_file_find(document, qpdf_get_root(qpdf), "/OutputIntents");
	const double *colour = profile->colour;
	bool coloured = profile->picture != NULL || colour[0] + colour[1] + colour[2] > 0;
	bool intended = qpdf_oh_is_array(qpdf, intents);

	if (intended && !coloured)
		return;
	g_string_append(entries,
		" /ColorSpace << /DefaultGray [ /CalGray << /WhitePoint [ 0.9505 1 1.089 ] "
		"/Gamma 2.2 >> ]");
	if (coloured)
		g_string_append(entries,
			" /DefaultRGB [ /CalRGB << /WhitePoint [ 0.9505 1 1.089 ] /Gamma [ 2.2 2.2 "
			"2.2 ] /Matrix [ 0.4124 0.2126 0.0193 0.3576 0.7152 0.1192 0.1805 0.0722 "
			"0.9505 ] >> ]");
	g_string_append(entries, " >>");
}

static void put_resources(
	Increment *increment, const Profile *profile, const Subset *font, GString *entries)
{
	unsigned font_number = subset_write(font, increment);
	unsigned picture =
		profile->picture != NULL ? picture_write(profile->picture, increment) : 0;

	g_string_append_printf(entries, " /Resources << /Font << /F0 %u 0 R >>", font_number);
	if (picture > 0)
		g_string_append_printf(entries, " /XObject << /Im0 %u 0 R >>", picture);
	put_colour_spaces(increment->document, profile, entries);
	g_string_append(entries, " >>");
}

static void write_form(Increment *increment, unsigned number, const SignatureBlock *block,
	const Block *laid, int turn, GDateTime *time)
{
	static const char *const matrices[] = { "1 0 0 1", "0 1 -1 0", "-1 0 0 -1", "0 -1 1 0" };
	bool coded;
	g_autoptr(GBytes) content = block_draw(laid, &coded);
	g_autoptr(GString) entries = g_string_new("/Type /XObject /Subtype /Form /BBox [ 0 0 ");

	if (!coded)
		tell(block, "%s",
			_("the QR code of the signature block is left out: it would be too fine to be "
			  "read from paper"));
	if (laid->cut)
		tell(block, "%s", _("the text of the signature block is too long, and cut"));
	pdf_put_number(entries, laid->width);
	g_string_append_c(entries, ' ');
	pdf_put_number(entries, laid->height);
	g_string_append_printf(entries, " ] /Matrix [ %s 0 0 ]", matrices[turn / 90]);
	put_resources(increment, laid->profile, laid->font, entries);
	put_profile(entries, laid->profile, time);
	increment_put_stream(increment, number, entries->str, content);
}

static void write_empty_form(
	Increment *increment, unsigned number, const Profile *profile, GDateTime *time)
{
	g_autoptr(GBytes) content = g_bytes_new_static("", 0);
	g_autoptr(GString) entries =
		g_string_new("/Type /XObject /Subtype /Form /BBox [ 0 0 1 1 ] /Resources << >>");

	put_profile(entries, profile, time);
	increment_put_stream(increment, number, entries->str, content);
}

static void write_visible(Increment *increment, const SignatureBlock *block, const Block *laid,
	const Sheet *sheet, const Rect *shown, GDateTime *time, Appearance *out_appearance)
{
	Rect user = sheet_to_user(sheet, shown);
	const double rect[] = { user.left, user.bottom, user.right, user.top };

	memcpy(out_appearance->rect, rect, sizeof rect);
	write_form(increment, out_appearance->form, block, laid, sheet->turn, time);
}

/* The block of a field that has a place of its own fills it. */
static bool fill_place(Block *laid, const Rect *place)
{
	laid->width = place->right - place->left;
	laid->height = place->top - place->bottom;
	return laid->width >= 1 && laid->height >= 1;
}

bool appearance_write(Increment *increment, qpdf_oh page, const SignatureBlock *block,
	const Identity *identity, GDateTime *time, qpdf_oh rectangle, Appearance *out_appearance,
	GError **error)
{
	Sheet sheet = { 0 };
	Rect widget, shown;
	g_autofree char *code = NULL;
	const Profile *profile = profiles_find(block->profiles, block->profile);
	bool placed = rect_read(increment->document, rectangle, &widget);

	*out_appearance = (Appearance) { 0 };
	if (profile == NULL)
		return true;
	g_autoptr(GPtrArray) paragraphs = fill(block, identity, time, profile, &code);
	g_autoptr(Subset) font = make_font(paragraphs, choose_font(block, profile), error);
	if (font == NULL)
		return false;
	if (!sheet_read(increment->document, page, &sheet))
		sheet.width = sheet.height = 0;
	if (placed)
		shown = sheet_from_user(&sheet, &widget);
	else
		shown = (Rect) { profile->edge, profile->edge, sheet.width - profile->edge,
			sheet.height - profile->edge };
	g_autoptr(Block) laid = block_new(profile, font, paragraphs, code, shown.right - shown.left,
		shown.top - shown.bottom);

	out_appearance->form = increment_reserve(increment);
	if (placed ? fill_place(laid, &shown)
		   : find_room(increment->document, page, block, &sheet, laid, &shown)) {
		tell_missing(block, font, paragraphs);
		write_visible(increment, block, laid, &sheet, &shown, time, out_appearance);
	} else {
		write_empty_form(increment, out_appearance->form, profile, time);
	}
	return true;
}
