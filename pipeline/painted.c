/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ISO 32000-1, 7.8.2: operands are gathered until an operator comes. Only q, Q, cm, Do and inline
 * images matter here; of operands the last six numbers and the last name. A content that is damaged
 * is read as far as it makes sense: that the PDF opens and draws is proven elsewhere.
 */
#include "pipeline/painted.h"

#include "base/bytes.h"
#include "base/pdf_matrix.h"
#include "base/pdf_object.h"
#include "base/pdf_stream.h"
#include "ocr/pdf_lex.h"
#include "ocr/scan_pdf.h"

#include <math.h>
#include <string.h>

enum { DEEPEST_STATE = 64, DEEPEST_FORM = 12, MOST_CONTENT = 64 << 20 };

typedef struct {
	qpdf_data pdf;
	double unit; /* points */
	size_t left; /* of all contents, in bytes */
	unsigned visits, depth;
	GArray *images;
} Painter;

typedef struct {
	Painter *painter;
	qpdf_oh resources;
	PdfLex lex;
	double numbers[PDF_MATRIX];
	unsigned count;
	char *name;
	double states[DEEPEST_STATE][PDF_MATRIX];
	unsigned depth; /* may pass what is kept */
} Content;

static void paint_content(
	Painter *painter, GByteArray *bytes, qpdf_oh resources, const double matrix[PDF_MATRIX]);

static double *matrix_of(Content *content)
{
	return content->states[MIN(content->depth, DEEPEST_STATE - 1)];
}

static unsigned whole(qpdf_data pdf, qpdf_oh number)
{
	return qpdf_oh_is_integer(pdf, number) ? qpdf_oh_get_uint_value_as_uint(pdf, number) : 0;
}

/* Colours. */

static unsigned named_components(const char *name)
{
	static const struct {
		const char *name;
		unsigned components;
	} spaces[] = {
		{ "/DeviceGray", 1 },
		{ "/G", 1 },
		{ "/CalGray", 1 },
		{ "/Separation", 1 },
		{ "/Indexed", 1 },
		{ "/I", 1 },
		{ "/DeviceRGB", 3 },
		{ "/RGB", 3 },
		{ "/CalRGB", 3 },
		{ "/Lab", 3 },
		{ "/DeviceCMYK", 4 },
		{ "/CMYK", 4 },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(spaces); i++)
		if (g_str_equal(spaces[i].name, name))
			return spaces[i].components;
	return 0;
}

/* How many components a colour has; 0 if that is not known. `out_colour`: is it no grey? */
static unsigned count_components(qpdf_data pdf, qpdf_oh space, bool *out_colour)
{
	qpdf_oh family = pdf_count(pdf, space) > 0 ? qpdf_oh_get_array_item(pdf, space, 0) : space;
	unsigned components =
		qpdf_oh_is_name(pdf, family) ? named_components(qpdf_oh_get_name(pdf, family)) : 0;

	if (pdf_count(pdf, space) > 1) {
		qpdf_oh second = qpdf_oh_get_array_item(pdf, space, 1);
		bool indexed =
			pdf_is_name(pdf, family, "/Indexed") || pdf_is_name(pdf, family, "/I");
		if (indexed && !pdf_is_name(pdf, second, "/Indexed") && pdf_count(pdf, second) < 3)
			return count_components(pdf, second, out_colour) > 0 ? 1 : 0;
		if (pdf_is_name(pdf, family, "/ICCBased"))
			components = whole(pdf, pdf_find(pdf, second, "/N"));
		else if (pdf_is_name(pdf, family, "/DeviceN"))
			components = (unsigned)pdf_count(pdf, second);
	}
	*out_colour = components >= 3;
	return components;
}

/* Images. */

static void add_image(Content *content, PaintedImage image)
{
	const double *m = matrix_of(content);
	double across = hypot(m[0], m[1]) * content->painter->unit / 72;
	double up = hypot(m[2], m[3]) * content->painter->unit / 72;

	if (image.width == 0 || image.height == 0 || !(across > 0) || !(up > 0))
		return;
	image.dpi_x = image.width / across;
	image.dpi_y = image.height / up;
	g_array_append_val(content->painter->images, image);
}

/* JPEG 2000 tells its colours itself where the PDF does not: components and bits stand in the header
 * of its codestream (ISO/IEC 15444-1, A.5.1). */
static void read_codestream(qpdf_data pdf, qpdf_oh object, PaintedImage *image)
{
	enum { HEADER = 43, COMPONENTS = 40, DEPTH = 42 };
	static const unsigned char start[] = { 0xff, 0x4f, 0xff, 0x51 };
	g_autoptr(GBytes) bytes = pdf_read_stored(pdf, object);
	if (bytes == NULL)
		return;

	size_t size;
	const unsigned char *data = g_bytes_get_data(bytes, &size);
	const unsigned char *header = size > 0 ? memmem(data, size, start, sizeof start) : NULL;
	if (header == NULL || size - (size_t)(header - data) < HEADER)
		return;
	unsigned components = read_be16(header + COMPONENTS);
	image->bits = components * ((header[DEPTH] & 0x7fU) + 1);
	image->colour = components >= 3 || memmem(data, (size_t)(header - data), "pclr", 4) != NULL;
}

static void paint_image(Content *content, qpdf_oh object)
{
	qpdf_data pdf = content->painter->pdf;
	PaintedImage image = { .width = whole(pdf, pdf_find(pdf, object, "/Width")),
		.height = whole(pdf, pdf_find(pdf, object, "/Height")) };
	qpdf_oh stencil = pdf_find(pdf, object, "/ImageMask");

	image.stencil = qpdf_oh_is_bool(pdf, stencil) && qpdf_oh_get_bool_value(pdf, stencil);
	if (!image.stencil)
		image.bits = whole(pdf, pdf_find(pdf, object, "/BitsPerComponent")) *
			count_components(pdf, pdf_find(pdf, object, "/ColorSpace"), &image.colour);
	if (!image.stencil && image.bits == 0 &&
		pdf_is_name(pdf, pdf_find(pdf, object, "/Filter"), "/JPXDecode"))
		read_codestream(pdf, object, &image);
	add_image(content, image);
}

static bool append_stream(Painter *painter, qpdf_oh stream, GByteArray *bytes)
{
	g_autoptr(GBytes) data = pdf_stream_fits(painter->pdf, stream, &painter->left)
		? pdf_read_fitting(painter->pdf, stream)
		: NULL;

	if (data == NULL)
		return false;
	g_byte_array_append(bytes, g_bytes_get_data(data, NULL), (guint)g_bytes_get_size(data));
	g_byte_array_append(bytes, (const guint8 *)"\n", 1);
	return true;
}

static void paint_form(Content *content, qpdf_oh form)
{
	Painter *painter = content->painter;
	qpdf_oh own = pdf_find(painter->pdf, form, "/Matrix");
	qpdf_oh resources = pdf_find(painter->pdf, form, "/Resources");
	g_autoptr(GByteArray) bytes = g_byte_array_new();
	double matrix[PDF_MATRIX];

	memcpy(matrix, matrix_of(content), sizeof matrix);
	if (pdf_count(painter->pdf, own) == PDF_MATRIX) {
		double n[PDF_MATRIX];
		for (int i = 0; i < PDF_MATRIX; i++)
			n[i] = qpdf_oh_get_numeric_value(
				painter->pdf, qpdf_oh_get_array_item(painter->pdf, own, i));
		pdf_matrix_multiply(n, matrix_of(content), matrix);
	}
	if (painter->depth >= DEEPEST_FORM || !append_stream(painter, form, bytes))
		return;
	painter->depth++;
	paint_content(painter, bytes,
		qpdf_oh_is_dictionary(painter->pdf, resources) ? resources : content->resources,
		matrix);
	painter->depth--;
}

static void paint(Content *content)
{
	Painter *painter = content->painter;

	if (content->name == NULL || painter->visits++ >= MOST_PAINTED)
		return;
	qpdf_oh objects = pdf_find(painter->pdf, content->resources, "/XObject");
	qpdf_oh object = pdf_find(painter->pdf, objects, content->name);
	qpdf_oh kind = pdf_find(painter->pdf, object, "/Subtype");
	if (pdf_is_name(painter->pdf, kind, "/Image"))
		paint_image(content, object);
	else if (pdf_is_name(painter->pdf, kind, "/Form"))
		paint_form(content, object);
}

static void push_number(Content *content, double number)
{
	if (content->count == PDF_MATRIX)
		memmove(content->numbers, content->numbers + 1, (PDF_MATRIX - 1) * sizeof number);
	else
		content->count++;
	content->numbers[content->count - 1] = number;
}

/* Inline images (8.9.7). */

static bool is_either(const char *key, const char *one, const char *other)
{
	return g_str_equal(key, one) || g_str_equal(key, other);
}

/* As its dictionary tells it: bits are of one component. */
typedef struct {
	unsigned width, height, bits, components;
	bool colour, stencil;
} InlineImage;

static void take_space(Content *content, InlineImage *image, const char *name)
{
	qpdf_data pdf = content->painter->pdf;
	g_autofree char *key = g_strconcat("/", name, NULL);
	qpdf_oh spaces = pdf_find(pdf, content->resources, "/ColorSpace");
	unsigned components = named_components(key);

	image->colour = components >= 3;
	if (components == 0)
		components = count_components(pdf, pdf_find(pdf, spaces, key), &image->colour);
	/* of a palette that stands here it is not told how coloured it is */
	image->components = is_either(name, "I", "Indexed") ? 0 : components;
}

static void take_entry(Content *content, InlineImage *image, const char *key)
{
	const PdfLex *lex = &content->lex;
	bool is_size = lex->kind == LEX_NUMBER && lex->number >= 0 && lex->number < 1e6;

	if (is_size && is_either(key, "W", "Width"))
		image->width = (unsigned)lex->number;
	else if (is_size && is_either(key, "H", "Height"))
		image->height = (unsigned)lex->number;
	else if (is_size && is_either(key, "BPC", "BitsPerComponent"))
		image->bits = (unsigned)lex->number;
	else if (lex->kind == LEX_WORD && is_either(key, "IM", "ImageMask"))
		image->stencil = g_str_equal(lex->text->str, "true");
	else if (lex->kind == LEX_NAME && is_either(key, "CS", "ColorSpace"))
		take_space(content, image, lex->text->str);
}

static void skip_data(PdfLex *lex)
{
	for (lex->at++; lex->at < lex->end && !pdf_lex_ends_image(lex); lex->at++)
		;
	lex->at = MIN(lex->at + 3, lex->end);
}

static void read_entries(Content *content, InlineImage *image)
{
	PdfLex *lex = &content->lex;
	g_autofree char *key = NULL;

	while (pdf_lex_next(lex) > LEX_DAMAGED) {
		if (lex->kind == LEX_WORD && g_str_equal(lex->text->str, "ID"))
			break;
		if (key == NULL && lex->kind == LEX_NAME) {
			key = g_strdup(lex->text->str);
		} else if (key != NULL && lex->kind != LEX_MARK) {
			take_entry(content, image, key);
			g_clear_pointer(&key, g_free);
		}
	}
}

static void paint_inline(Content *content)
{
	InlineImage image = { 0 };

	read_entries(content, &image);
	skip_data(&content->lex);
	if (content->painter->visits++ < MOST_PAINTED)
		add_image(content,
			(PaintedImage) { .width = image.width,
				.height = image.height,
				.bits = image.stencil ? 0 : image.bits * image.components,
				.colour = image.colour,
				.stencil = image.stencil });
}

static void obey(Content *content, const char *word)
{
	if (g_str_equal(word, "q")) {
		const double *matrix = matrix_of(content);
		content->depth++;
		memmove(matrix_of(content), matrix, sizeof content->states[0]);
	} else if (g_str_equal(word, "Q")) {
		content->depth -= content->depth > 0;
	} else if (g_str_equal(word, "cm") && content->count == PDF_MATRIX) {
		pdf_matrix_multiply(content->numbers, matrix_of(content), matrix_of(content));
	} else if (g_str_equal(word, "Do")) {
		paint(content);
	} else if (g_str_equal(word, "BI")) {
		paint_inline(content);
	}
}

static void read_token(Content *content)
{
	PdfLex *lex = &content->lex;

	if (lex->kind == LEX_NUMBER) {
		push_number(content, lex->number);
	} else if (lex->kind == LEX_NAME) {
		g_free(content->name);
		content->name = g_strconcat("/", lex->text->str, NULL);
	} else if (lex->kind == LEX_WORD) {
		obey(content, lex->text->str);
		content->count = 0;
		g_clear_pointer(&content->name, g_free);
	} else if (lex->kind == LEX_DAMAGED && lex->at == lex->start) {
		lex->at++;
	}
}

static void paint_content(
	Painter *painter, GByteArray *bytes, qpdf_oh resources, const double matrix[PDF_MATRIX])
{
	Content content = { .painter = painter, .resources = resources };

	memcpy(content.states[0], matrix, sizeof content.states[0]);
	pdf_lex_begin(&content.lex, (const char *)bytes->data, bytes->len);
	while (pdf_lex_next(&content.lex) != LEX_END)
		read_token(&content);
	pdf_lex_clear(&content.lex);
	g_free(content.name);
}

GArray *painted_images(qpdf_data pdf, unsigned number)
{
	static const double plain[PDF_MATRIX] = { 1, 0, 0, 1, 0, 0 };
	qpdf_oh page = qpdf_get_page_n(pdf, number);
	qpdf_oh contents = pdf_find(pdf, page, "/Contents");
	g_autoptr(GByteArray) bytes = g_byte_array_new();
	Painter painter = { .pdf = pdf,
		.unit = pdf_page_unit(pdf, number),
		.left = MOST_CONTENT,
		.images = g_array_new(FALSE, FALSE, sizeof(PaintedImage)) };

	if (pdf_count(pdf, contents) == 0)
		append_stream(&painter, contents, bytes);
	for (int i = 0; i < pdf_count(pdf, contents); i++)
		append_stream(&painter, qpdf_oh_get_array_item(pdf, contents, i), bytes);
	g_byte_array_append(bytes, (const guint8 *)"\n", 1);
	paint_content(&painter, bytes, pdf_find_inherited(pdf, page, "/Resources"), plain);
	return painter.images;
}
