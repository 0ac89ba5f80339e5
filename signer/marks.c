/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "signer/marks_drawing.h"

#include <math.h>
#include <string.h>

enum { DEEPEST = 8, MOST_MARKS = 200000, MOST_BYTES = 32 << 20, ALPHA_BYTES = 16 << 20 };

Matrix matrix_multiply(Matrix m, Matrix n)
{
	Matrix product = { { 0 } };

	pdf_matrix_multiply(m.n, n.n, product.n);
	return product;
}

double drawing_number(const Drawing *drawing, unsigned index)
{
	return index < drawing->count && drawing->operands[index].kind == VALUE_NUMBER
		? drawing->operands[index].number
		: 0;
}

Matrix drawing_matrix(const Drawing *drawing)
{
	Matrix matrix;

	for (unsigned i = 0; i < PDF_MATRIX; i++)
		matrix.n[i] = drawing_number(drawing, i);
	return matrix;
}

void box_extend(double box[4], Matrix space, double x, double y)
{
	const double *n = space.n;
	double right = x * n[0] + y * n[2] + n[4], up = x * n[1] + y * n[3] + n[5];

	box[0] = fmin(box[0], right);
	box[1] = fmin(box[1], up);
	box[2] = fmax(box[2], right);
	box[3] = fmax(box[3], up);
}

void drawing_add_box(Drawing *drawing, MarkKind kind, bool opaque, const double box[4])
{
	Mark mark = { kind, opaque, box[0], box[1], box[2], box[3] };

	if (drawing->marks->len == MOST_MARKS)
		drawing->all = false;
	else
		g_array_append_val(drawing->marks, mark);
}

void drawing_add_mark(
	Drawing *drawing, MarkKind kind, bool opaque, Matrix space, const double edges[4])
{
	double box[4] = { INFINITY, INFINITY, -INFINITY, -INFINITY };

	for (unsigned i = 0; i < 4; i++)
		box_extend(box, space, edges[i & 1 ? 2 : 0], edges[i & 2 ? 3 : 1]);
	drawing_add_box(drawing, kind, opaque, box);
}

static Matrix read_matrix(const Value *array)
{
	Matrix matrix = { { 1, 0, 0, 1, 0, 0 } };

	if (array != NULL && array->kind == VALUE_ARRAY && array->count == 6)
		for (unsigned i = 0; i < 6; i++)
			matrix.n[i] = array->items[i].number;
	return matrix;
}

static const Value *find_key(const Drawing *drawing, const Value *dictionary, const char *key)
{
	return objects_find_key(drawing->objects, dictionary, key, drawing->revision);
}

static const Value *find_resource(
	const Drawing *drawing, const Value *resources, const char *category, const Item **out_item)
{
	const Value *name = drawing->count > 0 ? &drawing->operands[0] : NULL;
	const Value *named = find_key(drawing, resources, category);

	if (name == NULL || name->kind != VALUE_NAME)
		return NULL;
	return objects_follow(
		drawing->objects, value_find(named, name->text), drawing->revision, out_item);
}

static void set_font(Drawing *drawing, const Value *resources)
{
	const Value *font = find_resource(drawing, resources, "Font", NULL);

	drawing->state.wide = value_is_name(find_key(drawing, font, "Subtype"), "Type0");
	drawing->state.drawn = value_is_name(find_key(drawing, font, "Subtype"), "Type3");
	drawing->state.size = drawing_number(drawing, 1);
}

static void set_state(Drawing *drawing, const Value *resources)
{
	const Value *set = find_resource(drawing, resources, "ExtGState", NULL);
	const Value *alpha = find_key(drawing, set, "ca"), *mode = find_key(drawing, set, "BM");
	const Value *mask = find_key(drawing, set, "SMask");

	if (alpha != NULL)
		drawing->state.transparent = alpha->number < 0.5;
	drawing->state.transparent |= value_is_name(mode, "Multiply") ||
		value_is_name(mode, "Darken") || (mask != NULL && mask->kind == VALUE_DICTIONARY);
}

/* Is more than half of what a soft mask lets through solid? What cannot be read may be. */
static bool is_solid(Drawing *drawing, const Item *mask)
{
	g_autoptr(GBytes) bytes =
		mask == NULL ? NULL : objects_unpack(drawing->objects, mask, ALPHA_BYTES);
	guint64 sum = 0;
	size_t size;

	if (bytes == NULL)
		return true;
	const uint8_t *alpha = g_bytes_get_data(bytes, &size);
	for (size_t i = 0; i < size; i++)
		sum += alpha[i];
	return sum > (guint64)size * 128;
}

static void draw_image(Drawing *drawing, const Value *image)
{
	static const double unit[4] = { 0, 0, 1, 1 };
	const Item *mask = NULL;
	bool opaque = !drawing->state.transparent;

	if (value_find(image, "SMask") != NULL) {
		(void)objects_follow(
			drawing->objects, value_find(image, "SMask"), drawing->revision, &mask);
		opaque &= is_solid(drawing, mask);
	} else {
		const Value *stencil = find_key(drawing, image, "ImageMask");
		opaque &= value_find(image, "Mask") == NULL &&
			(stencil == NULL || stencil->number == 0);
	}
	drawing_add_mark(drawing, MARK_IMAGE, opaque, drawing->state.space, unit);
}

static void draw_content(
	Drawing *drawing, const Item *stream, const Value *resources, unsigned depth);

static void draw_object(Drawing *drawing, const Value *resources, unsigned depth)
{
	const Item *item = NULL;
	const Value *object = find_resource(drawing, resources, "XObject", &item);
	State before = drawing->state;
	unsigned saved = drawing->depth;

	if (object == NULL || item == NULL)
		return;
	if (!value_is_name(find_key(drawing, object, "Subtype"), "Form")) {
		draw_image(drawing, object);
		return;
	}
	const Value *own = find_key(drawing, object, "Resources");
	drawing->state.space = matrix_multiply(
		read_matrix(find_key(drawing, object, "Matrix")), drawing->state.space);
	draw_content(drawing, item, own == NULL ? resources : own, depth + 1);
	drawing->state = before;
	drawing->depth = saved;
}

static void draw_rest(Drawing *drawing, const char *word, const Value *resources, unsigned depth)
{
	static const double everywhere[4] = { -1e6, -1e6, 1e6, 1e6 };

	if (g_str_equal(word, "q") && drawing->depth < MOST_SAVED)
		drawing->saved[drawing->depth++] = drawing->state;
	else if (g_str_equal(word, "Q") && drawing->depth > 0)
		drawing->state = drawing->saved[--drawing->depth];
	else if (g_str_equal(word, "cm"))
		drawing->state.space =
			matrix_multiply(drawing_matrix(drawing), drawing->state.space);
	else if (g_str_equal(word, "w"))
		drawing->state.width = drawing_number(drawing, 0);
	else if (g_str_equal(word, "Tf"))
		set_font(drawing, resources);
	else if (g_str_equal(word, "gs"))
		set_state(drawing, resources);
	else if (g_str_equal(word, "Do"))
		draw_object(drawing, resources, depth);
	else if (g_str_equal(word, "sh"))
		drawing_add_box(drawing, MARK_FILL, !drawing->state.transparent, everywhere);
}

/* An inline image ends at "EI" between white space. */
static size_t skip_inline_image(Drawing *drawing, Bytes content, size_t at)
{
	static const Value plain = { .kind = VALUE_DICTIONARY };

	draw_image(drawing, &plain);
	for (; at + 2 < content.left; at++)
		if (g_ascii_isspace(content.at[at]) && syntax_is_word(content, at + 1, "EI"))
			return at + 3;
	return content.left;
}

static size_t read_word(Bytes content, size_t at, char word[4])
{
	size_t length = 0;

	while (length < 3 && at + length < content.left &&
		(g_ascii_isalnum(content.at[at + length]) ||
			strchr("*'\"", content.at[at + length]) != NULL) &&
		content.at[at + length] != '\0') {
		word[length] = (char)content.at[at + length];
		length++;
	}
	word[length] = '\0';
	return at + MAX(length, 1);
}

static void draw_bytes(Drawing *drawing, Bytes content, const Value *resources, unsigned depth)
{
	size_t at = syntax_skip_space(content, 0);

	for (; at < content.left && drawing->all; at = syntax_skip_space(content, at)) {
		Value value;
		char word[4];
		drawing->all = *drawing->left > 0;
		*drawing->left -= drawing->all;
		if (syntax_read_value(content, at, drawing->values, &value)) {
			at = value.end;
			if (drawing->count < MOST_OPERANDS)
				drawing->operands[drawing->count++] = value;
			continue;
		}
		at = read_word(content, at, word);
		if (g_str_equal(word, "ID"))
			at = skip_inline_image(drawing, content, at);
		else if (!drawing_draw_path(drawing, word) && !drawing_draw_text(drawing, word))
			draw_rest(drawing, word, resources, depth);
		drawing->count = 0;
	}
}

static void draw_content(
	Drawing *drawing, const Item *stream, const Value *resources, unsigned depth)
{
	g_autoptr(GBytes) bytes =
		depth == DEEPEST ? NULL : objects_unpack(drawing->objects, stream, drawing->bytes);

	if (bytes == NULL) {
		drawing->all = false;
		return;
	}
	drawing->bytes -= g_bytes_get_size(bytes);
	draw_bytes(drawing, bytes_of(bytes), resources, depth);
}

static void begin(Drawing *drawing, Objects *objects, unsigned revision)
{
	static const Matrix identity = { { 1, 0, 0, 1, 0, 0 } };

	memset(drawing, 0, sizeof *drawing);
	drawing->objects = objects;
	drawing->revision = revision;
	drawing->marks = g_array_new(FALSE, FALSE, sizeof(Mark));
	drawing->values = values_new();
	drawing->bytes = MOST_BYTES;
	drawing->all = true;
	drawing->state.space = drawing->text = drawing->line = identity;
	drawing->state.stretch = drawing->state.width = 1;
}

static GArray *end(Drawing *drawing, bool *out_all)
{
	values_free(drawing->values);
	*out_all = drawing->all;
	return drawing->marks;
}

static const Value *find_inherited(const Drawing *drawing, const Value *page, const char *key)
{
	const Value *value = find_key(drawing, page, key);

	for (unsigned i = 0; value == NULL && page != NULL && i < MOST_SAVED; i++) {
		page = find_key(drawing, page, "Parent");
		value = find_key(drawing, page, key);
	}
	return value;
}

GArray *marks_read_page(
	Objects *objects, const Value *page, unsigned revision, size_t *left, bool *out_all)
{
	g_autofree Drawing *drawing = g_new(Drawing, 1);
	const Item *item = NULL;

	begin(drawing, objects, revision);
	drawing->left = left;
	const Value *resources = find_inherited(drawing, page, "Resources");
	const Value *content =
		objects_follow(objects, value_find(page, "Contents"), revision, &item);
	if (content != NULL && content->kind == VALUE_DICTIONARY && item != NULL)
		draw_content(drawing, item, resources, 0);
	for (unsigned i = 0; content != NULL && content->kind == VALUE_ARRAY && i < content->count;
		i++) {
		(void)objects_follow(objects, &content->items[i], revision, &item);
		if (item != NULL)
			draw_content(drawing, item, resources, 0);
	}
	return end(drawing, out_all);
}

GArray *marks_read_form(
	Objects *objects, const Item *form, unsigned revision, size_t *left, bool *out_all)
{
	g_autofree Drawing *drawing = g_new(Drawing, 1);

	begin(drawing, objects, revision);
	drawing->left = left;
	draw_content(drawing, form, find_key(drawing, &form->value, "Resources"), 0);
	return end(drawing, out_all);
}
