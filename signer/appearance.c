/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The block is laid out in its own upright space, whose origin is the block's bottom left corner;
 * the form's Matrix turns it as the page is turned, and the widget's Rect is that corner in the
 * page's user space (ISO 32000-1, 12.5.5). If the text does not fit at 170 points and 10 point
 * type, the block first becomes wider, then the type smaller, then the last line is cut.
 */
#include "signer/appearance.h"

#include "base/clock.h"
#include "base/i18n.h"
#include "base/pdf.h"
#include "signer/certificate.h"
#include "signer/error.h"
#include "signer/subset.h"

#include <math.h>
#include <string.h>

#define LEADING 1.1    /* line to line, in type sizes */
#define DESCENT 0.22   /* below the base line of the last */
#define CLEARANCE 6    /* from the page's edge, points */
#define MOST_HEIGHT 46 /* leaves the block within a margin of 20 mm */

/* The law names these words; they are no messages, and never translated. */
#define CONVERTED "Chuyển đổi từ văn bản giấy"
#define WITHOUT_VALUE "KHÔNG CÓ GIÁ TRỊ PHÁP LÝ"

static const struct {
	const char *name;
	bool copy_form, converted, visible;
} profiles[] = {
	{ "nd30-copy", true, false, true },
	{ "tt05", false, false, true },
	{ "nd137", false, true, true },
	{ "none", false, false, false },
};

static int find_profile(const char *name)
{
	for (unsigned i = 0; i < G_N_ELEMENTS(profiles); i++)
		if (g_strcmp0(profiles[i].name, name) == 0)
			return (int)i;
	return -1;
}

bool appearance_has_profile(const char *name)
{
	return find_profile(name) >= 0;
}

bool appearance_check(const SignatureBlock *block, GError **error)
{
	int profile = find_profile(block->profile);

	if (profile < 0 || !profiles[profile].visible)
		return true;
	g_autoptr(Subset) font = subset_make(block->font, CONVERTED, error);
	return font != NULL;
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

static void add_paragraph(GPtrArray *paragraphs, const char *text)
{
	char *clean = g_utf8_normalize(text, -1, G_NORMALIZE_NFC);

	if (clean == NULL)
		clean = g_utf8_make_valid(text, -1);
	for (char *c = clean; *c != '\0'; c++)
		*c = g_ascii_iscntrl(*c) ? ' ' : *c;
	g_ptr_array_add(paragraphs, clean);
}

static GPtrArray *make_paragraphs(
	const SignatureBlock *block, const Identity *identity, GDateTime *time, int profile)
{
	GPtrArray *paragraphs = g_ptr_array_new_with_free_func(g_free);
	g_autofree char *agency = identity_agency(identity, block->agency);
	g_autofree char *stamp = clock_iso8601(time);

	if (identity->demonstration)
		add_paragraph(paragraphs, WITHOUT_VALUE);
	if (profiles[profile].converted)
		add_paragraph(paragraphs, CONVERTED);
	if (profiles[profile].copy_form)
		add_paragraph(paragraphs, block->copy_form != NULL ? block->copy_form : "SAO Y");
	add_paragraph(paragraphs, agency != NULL ? agency : "?");
	add_paragraph(paragraphs, stamp);
	return paragraphs;
}

/* How many bytes of `text` stand on one line of `most` thousandths: whole words, if one fits. */
static size_t measure_line(const Subset *font, const char *text, double most)
{
	size_t words = 0;
	double width = 0;

	for (const char *c = text;; c = g_utf8_next_char(c)) {
		if (*c == ' ' || *c == '\0')
			words = (size_t)(c - text);
		if (*c == '\0')
			return words;
		const char *next = g_utf8_next_char(c);
		width += subset_measure(font, c, (size_t)(next - c));
		if (width > most && *c != ' ')
			return words > 0 ? words : (size_t)(MAX(c, text + (next - c)) - text);
	}
}

static GPtrArray *break_lines(const Subset *font, GPtrArray *paragraphs, double most)
{
	GPtrArray *lines = g_ptr_array_new_with_free_func(g_free);

	for (unsigned i = 0; i < paragraphs->len; i++)
		for (const char *rest = paragraphs->pdata[i]; *rest != '\0' && lines->len < 64;) {
			size_t size = measure_line(font, rest, most);
			g_ptr_array_add(lines, g_strndup(rest, size));
			rest += size;
			while (*rest == ' ')
				rest++;
		}
	return lines;
}

typedef struct {
	GPtrArray *lines;
	double width, height, size;
} Layout;

static double lines_height(unsigned count, double size)
{
	return (count - 1) * size * LEADING + size * (0.9 + DESCENT);
}

static void lay_out(
	const Subset *font, GPtrArray *paragraphs, double room, double most_height, Layout *layout)
{
	static const double sizes[] = { 10, 9, 8, 7, 6, 5 };
	static const double widths[] = { 170, 200, 230 };

	layout->lines = NULL;
	for (unsigned s = 0; s < G_N_ELEMENTS(sizes); s++)
		for (unsigned w = 0; w < G_N_ELEMENTS(widths); w++) {
			g_clear_pointer(&layout->lines, g_ptr_array_unref);
			layout->size = sizes[s];
			layout->width = MIN(widths[w], room);
			layout->lines =
				break_lines(font, paragraphs, layout->width / layout->size * 1000);
			layout->height = lines_height(layout->lines->len, layout->size);
			if (layout->height <= most_height)
				return;
		}
	while (layout->lines->len > 1 && layout->height > most_height) {
		/* the last line is the time: it stays */
		g_ptr_array_remove_index(layout->lines, layout->lines->len - 2);
		layout->height = lines_height(layout->lines->len, layout->size);
	}
}

static GBytes *draw(const Subset *font, const Layout *layout)
{
	GString *content = g_string_new("q 0 g BT /F0 ");

	pdf_put_number(content, layout->size);
	g_string_append(content, " Tf ");
	for (unsigned i = 0; i < layout->lines->len; i++) {
		const char *line = layout->lines->pdata[i];
		g_string_append(content, "1 0 0 1 0 ");
		pdf_put_number(
			content, layout->height - layout->size * 0.9 - i * layout->size * LEADING);
		g_string_append(content, " Tm ");
		subset_put_glyphs(font, content, line, strlen(line));
		g_string_append(content, " Tj\n");
	}
	g_string_append(content, "ET Q");
	return g_string_free_to_bytes(content);
}

typedef struct {
	double x, y, width, height; /* as stored */
	int turn;                   /* degrees clockwise: 0, 90, 180, 270 */
} Sheet;

static bool read_rectangle(const PdfFile *document, qpdf_oh array, double out[4])
{
	qpdf_data qpdf = document->qpdf;

	if (!qpdf_oh_is_array(qpdf, array) || qpdf_oh_get_array_n_items(qpdf, array) != 4)
		return false;
	for (int i = 0; i < 4; i++) {
		qpdf_oh item = qpdf_oh_get_array_item(qpdf, array, i);
		if (!qpdf_oh_is_number(qpdf, item))
			return false;
		out[i] = qpdf_oh_get_numeric_value(qpdf, item);
		if (!isfinite(out[i]) || fabs(out[i]) > 1e6)
			return false;
	}
	double box[4] = { MIN(out[0], out[2]), MIN(out[1], out[3]), MAX(out[0], out[2]),
		MAX(out[1], out[3]) };
	memcpy(out, box, sizeof box);
	return true;
}

static bool read_sheet(const PdfFile *document, qpdf_oh page, Sheet *sheet)
{
	double media[4], crop[4];
	qpdf_oh turn = pdf_file_find_inherited(document, page, "/Rotate");

	if (!read_rectangle(document, pdf_file_find_inherited(document, page, "/MediaBox"), media))
		return false;
	if (!read_rectangle(document, pdf_file_find_inherited(document, page, "/CropBox"), crop))
		memcpy(crop, media, sizeof crop);
	sheet->x = MAX(media[0], crop[0]);
	sheet->y = MAX(media[1], crop[1]);
	sheet->width = MIN(media[2], crop[2]) - sheet->x;
	sheet->height = MIN(media[3], crop[3]) - sheet->y;
	sheet->turn = 0;
	if (qpdf_oh_is_integer(document->qpdf, turn)) {
		long long degrees = qpdf_oh_get_int_value(document->qpdf, turn) % 360;
		sheet->turn = (int)(degrees < 0 ? degrees + 360 : degrees) / 90 * 90;
	}
	return sheet->width >= 30 && sheet->height >= 30;
}

/* From the page as it is shown (origin at its bottom left) to its user space. */
static void place(const Sheet *sheet, double x, double y, double *out_x, double *out_y)
{
	const double w = sheet->width, h = sheet->height;
	const double across[] = { x, w - y, w - x, y }, up[] = { y, x, h - y, h - x };

	*out_x = sheet->x + across[sheet->turn / 90];
	*out_y = sheet->y + up[sheet->turn / 90];
}

static void find_rectangle(const Sheet *sheet, const Layout *layout, double out[4])
{
	bool lying = sheet->turn % 180 != 0;
	double right = (lying ? sheet->height : sheet->width) - CLEARANCE;
	double top = (lying ? sheet->width : sheet->height) - CLEARANCE;
	double ax, ay, bx, by;

	place(sheet, right - layout->width, top - layout->height, &ax, &ay);
	place(sheet, right, top, &bx, &by);
	out[0] = MIN(ax, bx);
	out[1] = MIN(ay, by);
	out[2] = MAX(ax, bx);
	out[3] = MAX(ay, by);
}

/* By which a later run knows the block again (ISO 32000-1, 14.5). */
static void put_profile(GString *entries, int profile, GDateTime *time)
{
	g_string_append(entries, " /LastModified ");
	pdf_put_date(entries, time);
	g_string_append(entries, " /PieceInfo << /" APPEARANCE_OWNER " << /LastModified ");
	pdf_put_date(entries, time);
	g_string_append_printf(entries, " /Private /%s >> >>", profiles[profile].name);
}

static void write_form(Increment *increment, unsigned number, const Subset *font,
	const Layout *layout, int turn, int profile, GDateTime *time)
{
	static const char *const matrices[] = { "1 0 0 1", "0 1 -1 0", "-1 0 0 -1", "0 -1 1 0" };
	g_autoptr(GBytes) content = draw(font, layout);
	unsigned font_number = subset_write(font, increment);
	g_autoptr(GString) entries = g_string_new("/Type /XObject /Subtype /Form /BBox [ 0 0 ");

	pdf_put_number(entries, layout->width);
	g_string_append_c(entries, ' ');
	pdf_put_number(entries, layout->height);
	g_string_append_printf(entries,
		" ] /Matrix [ %s 0 0 ] /Resources << /Font << /F0 %u 0 R >> >>",
		matrices[turn / 90], font_number);
	put_profile(entries, profile, time);
	increment_put_stream(increment, number, entries->str, content);
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
	int profile = find_profile(block->profile);
	g_autoptr(GDateTime) now = clock_now();

	if (profile < 0 || !profiles[profile].visible)
		return;
	g_autoptr(GPtrArray) paragraphs = make_paragraphs(block, identity, now, profile);
	subset_free(make_font(paragraphs, block->font, NULL));
}

/* The room of the block as the page is shown: that of the widget, or the page's top. */
static void measure_room(
	const Sheet *sheet, const double *widget, double *out_width, double *out_height)
{
	bool lying = sheet->turn % 180 != 0;
	double across = widget != NULL ? widget[2] - widget[0] : sheet->width - 2 * CLEARANCE;
	double up = widget != NULL ? widget[3] - widget[1] : sheet->height - 2 * CLEARANCE;

	*out_width = lying ? up : across;
	*out_height = lying ? across : up;
	if (widget == NULL)
		*out_height = MIN(MOST_HEIGHT, *out_height);
}

bool appearance_write(Increment *increment, qpdf_oh page, const SignatureBlock *block,
	const Identity *identity, GDateTime *time, qpdf_oh rectangle, Appearance *out_appearance,
	GError **error)
{
	Sheet sheet;
	Layout layout;
	double widget[4], width, height;
	int profile = find_profile(block->profile);
	bool placed = read_rectangle(increment->document, rectangle, widget);

	*out_appearance = (Appearance) { 0 };
	if (profile < 0 || !profiles[profile].visible ||
		(placed && (widget[2] - widget[0] < 1 || widget[3] - widget[1] < 1)))
		return true;
	if (!read_sheet(increment->document, page, &sheet)) {
		g_set_error_literal(error, SIGNER_ERROR, SIGNER_ERROR_INPUT,
			_("the first page has no room for the signature block"));
		return false;
	}
	g_autoptr(GPtrArray) paragraphs = make_paragraphs(block, identity, time, profile);
	g_autoptr(Subset) font = make_font(paragraphs, block->font, error);
	if (font == NULL)
		return false;

	measure_room(&sheet, placed ? widget : NULL, &width, &height);
	lay_out(font, paragraphs, width, height, &layout);
	if (placed) {
		layout.width = width;
		layout.height = height;
		memcpy(out_appearance->rect, widget, sizeof widget);
	} else {
		find_rectangle(&sheet, &layout, out_appearance->rect);
	}
	out_appearance->form = increment_reserve(increment);
	write_form(increment, out_appearance->form, font, &layout, sheet.turn, profile, time);
	g_ptr_array_unref(layout.lines);
	return true;
}
