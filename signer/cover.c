/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "signer/cover.h"

#include "signer/marks.h"

#include <math.h>

enum { HIDDEN = 2, NO_VIEW = 32, MOST_SOLID = 100, MOST_ANNOTATIONS = 5000 };

/* A character counts as hidden from this part of its height on, an annotation from this of its area. */
static const double most_height = 0.4, most_width = 0.8, most_area = 0.5;

typedef struct {
	double left, bottom, right, top;
} Box;

static bool read_box(
	Objects *objects, const Value *holder, const char *key, unsigned revision, Box *out_box)
{
	const Value *array = objects_find_key(objects, holder, key, revision);
	double edges[4];

	if (array == NULL || array->kind != VALUE_ARRAY || array->count != 4)
		return false;
	for (unsigned i = 0; i < 4; i++) {
		const Value *edge = objects_follow(objects, &array->items[i], revision, NULL);
		if (edge == NULL || edge->kind != VALUE_NUMBER)
			return false;
		edges[i] = edge->number;
	}
	*out_box = (Box) { fmin(edges[0], edges[2]), fmin(edges[1], edges[3]),
		fmax(edges[0], edges[2]), fmax(edges[1], edges[3]) };
	return true;
}

static bool is_shown(Objects *objects, const Value *widget, unsigned revision)
{
	size_t flags = 0;

	(void)value_read_size(objects_find_key(objects, widget, "F", revision), &flags);
	return (flags & (HIDDEN | NO_VIEW)) == 0;
}

/* The stream of the normal appearance, of the state that it is in if there are several. */
static const Item *find_appearance(Objects *objects, const Value *widget, unsigned revision)
{
	const Item *item = NULL;
	const Value *holder = objects_find_key(objects, widget, "AP", revision);
	const Value *normal = objects_follow(objects, value_find(holder, "N"), revision, &item);
	const Value *state = objects_find_key(objects, widget, "AS", revision);

	if (normal != NULL && (item == NULL || !item->stream) && state != NULL &&
		state->kind == VALUE_NAME)
		(void)objects_follow(objects, value_find(normal, state->text), revision, &item);
	return item != NULL && item->stream ? item : NULL;
}

/* What a form's box comes to by its matrix (12.5.5), and where that lies on the page. */
static Box map_mark(const Mark *mark, const Box *form, const Box *place)
{
	double across = (place->right - place->left) / fmax(form->right - form->left, 1e-6);
	double up = (place->top - place->bottom) / fmax(form->top - form->bottom, 1e-6);

	return (Box) {
		place->left + across * (fmax(mark->left, form->left) - form->left),
		place->bottom + up * (fmax(mark->bottom, form->bottom) - form->bottom),
		place->left + across * (fmin(mark->right, form->right) - form->left),
		place->bottom + up * (fmin(mark->top, form->top) - form->bottom),
	};
}

/* A matrix that is not the identity turns or moves the box; then all of the widget may be solid. */
static bool has_matrix(Objects *objects, const Item *form, unsigned revision)
{
	static const double identity[] = { 1, 0, 0, 1 };
	const Value *matrix = objects_find_key(objects, &form->value, "Matrix", revision);

	for (unsigned i = 0; matrix != NULL && matrix->kind == VALUE_ARRAY &&
		i < MIN(matrix->count, G_N_ELEMENTS(identity));
		i++)
		if (matrix->items[i].number != identity[i])
			return true;
	return false;
}

/* The solid parts of an appearance, as boxes of the page; `out_told`: false if it cannot be told. */
static GArray *list_solid(Objects *objects, const Item *form, unsigned revision, const Box *place,
	size_t *left, bool *out_told)
{
	GArray *solid = g_array_new(FALSE, FALSE, sizeof(Box));
	g_autoptr(GArray) marks = marks_read_form(objects, form, revision, left, out_told);
	bool turned = has_matrix(objects, form, revision);
	Box box;

	if (!read_box(objects, &form->value, "BBox", revision, &box)) {
		*out_told = false;
		return solid;
	}
	for (unsigned i = 0; i < marks->len && solid->len < MOST_SOLID; i++) {
		const Mark *mark = &g_array_index(marks, Mark, i);
		Box mapped = turned ? *place : map_mark(mark, &box, place);
		if (mark->opaque && mapped.left < mapped.right && mapped.bottom < mapped.top)
			g_array_append_val(solid, mapped);
	}
	return solid;
}

static Box intersect(const Box *a, const Box *b)
{
	return (Box) { fmax(a->left, b->left), fmax(a->bottom, b->bottom), fmin(a->right, b->right),
		fmin(a->top, b->top) };
}

static bool hides_text(const Box *solid, const Mark *text)
{
	Box box = { text->left, text->bottom, text->right, text->top };
	Box common = intersect(solid, &box);
	double height = fmin(text->top - text->bottom, text->right - text->left);

	return text->kind == MARK_TEXT && height > 0 &&
		common.top - common.bottom > most_height * (text->top - text->bottom) &&
		common.right - common.left > most_width * height;
}

static bool hides_any_text(const GArray *solid, const GArray *marks)
{
	for (unsigned i = 0; i < solid->len; i++)
		for (unsigned j = 0; j < marks->len; j++)
			if (hides_text(
				    &g_array_index(solid, Box, i), &g_array_index(marks, Mark, j)))
				return true;
	return false;
}

static bool hides_annotation(const GArray *solid, const Box *place)
{
	double area = (place->right - place->left) * (place->top - place->bottom);

	for (unsigned i = 0; i < solid->len; i++) {
		Box common = intersect(&g_array_index(solid, Box, i), place);
		if (common.left < common.right && common.bottom < common.top &&
			(common.right - common.left) * (common.top - common.bottom) >
				most_area * area)
			return true;
	}
	return false;
}

/* Is it the same annotation, as it was? */
static bool is_same(const Value *old, const Value *new)
{
	return old == new ||
		(old->kind == VALUE_REFERENCE && new->kind == VALUE_REFERENCE &&
			old->reference.number == new->reference.number);
}

static bool hides_any_annotation(Objects *objects, unsigned before, const Value *page,
	const Value *annotation, const GArray *solid)
{
	const Value *list = objects_find_key(objects, page, "Annots", before);

	for (unsigned i = 0;
		list != NULL && list->kind == VALUE_ARRAY && i < MIN(list->count, MOST_ANNOTATIONS);
		i++) {
		const Value *one = objects_follow(objects, &list->items[i], before, NULL);
		Box place;
		if (one != NULL && !is_same(&list->items[i], annotation) &&
			objects_find_key(objects, one, "AP", before) != NULL &&
			is_shown(objects, one, before) &&
			read_box(objects, one, "Rect", before, &place) &&
			place.left < place.right && place.bottom < place.top &&
			hides_annotation(solid, &place))
			return true;
	}
	return false;
}

bool cover_hides(Objects *objects, unsigned before, const Value *page, unsigned after,
	const Value *annotation, size_t *left)
{
	const Value *widget = objects_follow(objects, annotation, after, NULL);
	const Item *form = find_appearance(objects, widget, after);
	Box place;
	bool told = true, all = true;

	const Value *ground = objects_find_key(
		objects, objects_find_key(objects, widget, "MK", after), "BG", after);

	if (!is_shown(objects, widget, after) || (form == NULL && ground == NULL) ||
		!read_box(objects, widget, "Rect", after, &place) || place.left == place.right ||
		place.bottom == place.top)
		return false;
	g_autoptr(GArray) solid = form == NULL
		? g_array_new(FALSE, FALSE, sizeof(Box))
		: list_solid(objects, form, after, &place, left, &told);
	if (form == NULL && ground->kind == VALUE_ARRAY && ground->count > 0)
		g_array_append_val(solid, place);
	if (solid->len == 0 || !told)
		return !told;
	g_autoptr(GArray) marks = marks_read_page(objects, page, before, left, &all);
	return !all || hides_any_text(solid, marks) ||
		hides_any_annotation(objects, before, page, annotation, solid);
}
