/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ISO 32000-1, 7.8.2: operands are gathered until an operator comes. Only q, Q, cm, Do and inline
 * images matter here; of operands the last six numbers and the last name. A content that is damaged
 * is read as far as it makes sense: that the PDF opens and draws is proven elsewhere.
 */
#include "pipeline/painted.h"

#include "base/pdf_object.h"
#include "ocr/scan_pdf.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { DEEPEST_STATE = 64, DEEPEST_FORM = 12, MOST_CONTENT = 64 << 20, MATRIX = 6 };

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
	const char *at, *end;
	double numbers[MATRIX];
	unsigned count;
	char *name;
	double states[DEEPEST_STATE][MATRIX];
	unsigned depth; /* may pass what is kept */
} Content;

static void paint_content(
	Painter *painter, GByteArray *bytes, qpdf_oh resources, const double matrix[MATRIX]);

/* What `n` maps, `m` maps on (8.3.4). */
static void multiply(const double n[MATRIX], const double m[MATRIX], double out[MATRIX])
{
	double product[MATRIX] = { n[0] * m[0] + n[1] * m[2], n[0] * m[1] + n[1] * m[3],
		n[2] * m[0] + n[3] * m[2], n[2] * m[1] + n[3] * m[3],
		n[4] * m[0] + n[5] * m[2] + m[4], n[4] * m[1] + n[5] * m[3] + m[5] };

	memcpy(out, product, sizeof product);
}

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
	unsigned char *data = NULL;
	size_t size = 0;
	QPDF_BOOL filtered = QPDF_FALSE;

	if ((qpdf_oh_get_stream_data(pdf, object, qpdf_dl_none, &filtered, &data, &size) &
		    QPDF_ERRORS) == 0 &&
		data != NULL) {
		const unsigned char *header = memmem(data, size, start, sizeof start);
		if (header != NULL && size - (size_t)(header - data) >= HEADER) {
			unsigned components =
				(unsigned)header[COMPONENTS] << 8 | header[COMPONENTS + 1];
			image->bits = components * ((header[DEPTH] & 0x7fU) + 1);
			image->colour = components >= 3 ||
				memmem(data, (size_t)(header - data), "pclr", 4) != NULL;
		}
	}
	free(data);
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
	unsigned char *data = NULL;
	size_t size = 0;
	QPDF_BOOL filtered = QPDF_FALSE;

	if (!qpdf_oh_is_stream(painter->pdf, stream) ||
		!pdf_stream_fits(painter->pdf, stream, &painter->left))
		return false;
	bool well = (qpdf_oh_get_stream_data(
			     painter->pdf, stream, qpdf_dl_generalized, &filtered, &data, &size) &
			    QPDF_ERRORS) == 0 &&
		filtered;
	if (well) {
		g_byte_array_append(bytes, data, (guint)size);
		g_byte_array_append(bytes, (const guint8 *)"\n", 1);
	}
	free(data);
	return well;
}

static void paint_form(Content *content, qpdf_oh form)
{
	Painter *painter = content->painter;
	qpdf_oh own = pdf_find(painter->pdf, form, "/Matrix");
	qpdf_oh resources = pdf_find(painter->pdf, form, "/Resources");
	g_autoptr(GByteArray) bytes = g_byte_array_new();
	double matrix[MATRIX];

	memcpy(matrix, matrix_of(content), sizeof matrix);
	if (pdf_count(painter->pdf, own) == MATRIX) {
		double n[MATRIX];
		for (int i = 0; i < MATRIX; i++)
			n[i] = qpdf_oh_get_numeric_value(
				painter->pdf, qpdf_oh_get_array_item(painter->pdf, own, i));
		multiply(n, matrix_of(content), matrix);
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

/* Tokens. */

static bool is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\f' || c == '\0';
}

static bool is_delimiter(char c)
{
	return c != '\0' && strchr("()<>[]{}/%", c) != NULL;
}

static void skip_string(Content *content)
{
	unsigned open = 0;

	for (; content->at < content->end; content->at++) {
		if (*content->at == '\\')
			content->at++;
		else if (*content->at == '(')
			open++;
		else if (*content->at == ')' && --open == 0)
			break;
	}
	content->at = MIN(content->at + 1, content->end);
}

static void skip_space(Content *content)
{
	bool comment = false;

	for (; content->at < content->end; content->at++) {
		char c = *content->at;
		comment = (comment || c == '%') && c != '\n' && c != '\r';
		if (!comment && !is_space(c))
			return;
	}
}

/* 7.3.5: #20 is a blank. */
static void undo_escapes(char *name)
{
	char *to = name;

	for (const char *from = name; *from != '\0'; from++, to++) {
		bool escaped =
			from[0] == '#' && g_ascii_isxdigit(from[1]) && g_ascii_isxdigit(from[2]);
		*to = escaped
			? (char)(g_ascii_xdigit_value(from[1]) * 16 + g_ascii_xdigit_value(from[2]))
			: *from;
		from += escaped ? 2 : 0;
	}
	*to = '\0';
}

/* A name with its slash, a number or an operator. The caller frees it. */
static char *take_word(Content *content)
{
	const char *start = content->at++;

	while (content->at < content->end && !is_space(*content->at) && !is_delimiter(*content->at))
		content->at++;
	char *word = g_strndup(start, (size_t)(content->at - start));
	if (*word == '/')
		undo_escapes(word);
	return word;
}

/* The next token; "" for what only parts others, NULL at the end. The caller frees it. */
static char *take_token(Content *content)
{
	skip_space(content);
	if (content->at >= content->end)
		return NULL;
	if (*content->at == '(') {
		skip_string(content);
		return g_strdup("");
	}
	if (*content->at != '/' && is_delimiter(*content->at)) {
		content->at++;
		return g_strdup("");
	}
	return take_word(content);
}

static bool is_number(const char *word, double *out)
{
	char *end;

	*out = g_ascii_strtod(word, &end);
	return end != word && *end == '\0' && isfinite(*out);
}

static void push_number(Content *content, double number)
{
	if (content->count == MATRIX)
		memmove(content->numbers, content->numbers + 1, (MATRIX - 1) * sizeof number);
	else
		content->count++;
	content->numbers[content->count - 1] = number;
}

/* Inline images (8.9.7). */

static void take_entry(Content *content, PaintedImage *image, const char *key, const char *value)
{
	qpdf_data pdf = content->painter->pdf;
	double number;

	if (is_number(value, &number) && number >= 0 && number < 1e6) {
		if (g_str_equal(key, "/W") || g_str_equal(key, "/Width"))
			image->width = (unsigned)number;
		else if (g_str_equal(key, "/H") || g_str_equal(key, "/Height"))
			image->height = (unsigned)number;
		else if (g_str_equal(key, "/BPC") || g_str_equal(key, "/BitsPerComponent"))
			image->bits = (unsigned)number;
	} else if (g_str_equal(key, "/IM") || g_str_equal(key, "/ImageMask")) {
		image->stencil = g_str_equal(value, "true");
	} else if ((g_str_equal(key, "/CS") || g_str_equal(key, "/ColorSpace")) && *value == '/') {
		qpdf_oh spaces = pdf_find(pdf, content->resources, "/ColorSpace");
		qpdf_oh space = pdf_find(pdf, spaces, value);
		unsigned components = named_components(value);
		image->colour = components >= 3;
		if (components == 0)
			components = count_components(pdf, space, &image->colour);
		/* of a palette that stands here it is not told how coloured it is */
		bool palette = g_str_equal(value, "/I") || g_str_equal(value, "/Indexed");
		image->bits *= palette ? 0 : components;
	}
}

static void skip_data(Content *content)
{
	for (content->at++; content->at + 2 < content->end; content->at++)
		if (is_space(content->at[0]) && content->at[1] == 'E' && content->at[2] == 'I' &&
			(content->at + 3 == content->end || is_space(content->at[3])))
			break;
	content->at = MIN(content->at + 3, content->end);
}

static void paint_inline(Content *content)
{
	g_autoptr(GHashTable) entries =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	static const char *const keys[] = { "/W", "/Width", "/H", "/Height", "/IM", "/ImageMask",
		"/BPC", "/BitsPerComponent", "/CS", "/ColorSpace" };
	g_autofree char *key = NULL;
	PaintedImage image = { 0 };
	char *token;

	while ((token = take_token(content)) != NULL && !g_str_equal(token, "ID")) {
		if (key == NULL && *token == '/')
			key = token;
		else if (key != NULL && *token != '\0')
			g_hash_table_insert(entries, g_steal_pointer(&key), token);
		else
			g_free(token);
	}
	g_free(token);
	skip_data(content);
	for (size_t i = 0; i < G_N_ELEMENTS(keys); i++) {
		const char *value = g_hash_table_lookup(entries, keys[i]);
		if (value != NULL)
			take_entry(content, &image, keys[i], value);
	}
	image.bits = image.stencil ? 0 : image.bits;
	if (content->painter->visits++ < MOST_PAINTED)
		add_image(content, image);
}

static void obey(Content *content, const char *word)
{
	if (g_str_equal(word, "q")) {
		const double *matrix = matrix_of(content);
		content->depth++;
		memmove(matrix_of(content), matrix, sizeof content->states[0]);
	} else if (g_str_equal(word, "Q")) {
		content->depth -= content->depth > 0;
	} else if (g_str_equal(word, "cm") && content->count == MATRIX) {
		multiply(content->numbers, matrix_of(content), matrix_of(content));
	} else if (g_str_equal(word, "Do")) {
		paint(content);
	} else if (g_str_equal(word, "BI")) {
		paint_inline(content);
	}
}

static void paint_content(
	Painter *painter, GByteArray *bytes, qpdf_oh resources, const double matrix[MATRIX])
{
	Content content = { .painter = painter,
		.resources = resources,
		.at = (const char *)bytes->data,
		.end = (const char *)bytes->data + bytes->len };
	char *token;

	memcpy(content.states[0], matrix, sizeof content.states[0]);
	while ((token = take_token(&content)) != NULL) {
		double number;
		if (is_number(token, &number)) {
			push_number(&content, number);
		} else if (*token == '/') {
			g_free(content.name);
			content.name = g_steal_pointer(&token);
		} else if (*token != '\0') {
			obey(&content, token);
			content.count = 0;
			g_clear_pointer(&content.name, g_free);
		}
		g_free(token);
	}
	g_free(content.name);
}

GArray *painted_images(qpdf_data pdf, unsigned number)
{
	static const double plain[MATRIX] = { 1, 0, 0, 1, 0, 0 };
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
