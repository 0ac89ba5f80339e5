/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pipeline/rules.h"

#include "base/i18n.h"
#include "pipeline/painted.h"

#include <math.h>

#define ND30 N_("NĐ 30/2020/NĐ-CP, annex I")
#define TT05 N_("TT 05/2025/TT-BNV, article 8")

static const Rule rules[] = {
	{ "nd30-resolution", ND30, MEASURE_RESOLUTION, 200 },
	{ "nd30-colour", ND30, MEASURE_COLOUR, 0 },
	{ "nd30-scale", ND30, MEASURE_SCALE, 0 },
	{ "tt05-resolution", TT05, MEASURE_RESOLUTION, 200 },
	{ "tt05-depth", TT05, MEASURE_DEPTH, 24 },
	{ "tt05-scale", TT05, MEASURE_SCALE, 0 },
};

const Rule *rule_find(const char *name)
{
	for (size_t i = 0; i < G_N_ELEMENTS(rules); i++)
		if (g_strcmp0(rules[i].name, name) == 0)
			return &rules[i];
	return NULL;
}

const char *measure_name(Measure measure)
{
	static const char *const names[] = { "resolution", "colour", "depth", "scale" };

	return names[measure];
}

char *shortfall_sentence(const Shortfall *shortfall)
{
	const Rule *rule = shortfall->rule;
	const char *citation = _(rule->citation);

	switch (rule->measure) {
	case MEASURE_RESOLUTION:
		return g_strdup_printf(_("%u × %u dpi, less than the %u dpi of %s"), shortfall->x,
			shortfall->y, rule->least, citation);
	case MEASURE_COLOUR:
		return g_strdup_printf(shortfall->x == 1
				? _("black and white, not in colour as %s asks")
				: _("shades of grey, not in colour as %s asks"),
			citation);
	case MEASURE_DEPTH:
		return g_strdup_printf(
			ngettext("%u bit a pixel, less than the %u of %s",
				"%u bits a pixel, less than the %u of %s", shortfall->x),
			shortfall->x, rule->least, citation);
	case MEASURE_SCALE:
		break;
	}
	return g_strdup_printf(
		_("the scan names no size and A4 was assumed: whether it is 1:1, as %s asks, "
		  "cannot be told"),
		citation);
}

static unsigned rounded(double dpi)
{
	return (unsigned)lround(CLAMP(dpi, 0, 1e6));
}

/* Does the image fall short? Fills in the figures. */
static bool falls_short(const PaintedImage *image, const Rule *rule, Shortfall *out)
{
	bool is_picture = MIN(image->width, image->height) > 1;
	bool has_colours = is_picture && !image->stencil && image->bits > 0;

	*out = (Shortfall) { rule, image->bits, 0 };
	switch (rule->measure) {
	case MEASURE_RESOLUTION:
		*out = (Shortfall) { rule, rounded(image->dpi_x), rounded(image->dpi_y) };
		return is_picture && MIN(out->x, out->y) < rule->least;
	case MEASURE_COLOUR:
		return has_colours && !image->colour;
	case MEASURE_DEPTH:
		return has_colours && image->bits < rule->least;
	case MEASURE_SCALE:
		break;
	}
	return false;
}

static bool is_poorer(const Shortfall *one, const Shortfall *other)
{
	unsigned least = MIN(one->x, one->y), other_least = MIN(other->x, other->y);

	return other->rule == NULL ||
		(least == other_least ? one->x + one->y < other->x + other->y
				      : least < other_least);
}

/* The poorest figures of a page; without a rule if it does not fall short. */
static Shortfall judge(const Rule *rule, const GArray *images, bool size_assumed)
{
	Shortfall poorest = { 0 }, found;

	if (rule->measure == MEASURE_SCALE && size_assumed)
		poorest.rule = rule;
	for (unsigned i = 0; i < images->len; i++)
		if (falls_short(&g_array_index(images, PaintedImage, i), rule, &found) &&
			is_poorer(&found, &poorest))
			poorest = found;
	return poorest;
}

GArray *rules_judge(const GArray *images, bool size_assumed)
{
	GArray *shortfalls = g_array_new(FALSE, FALSE, sizeof(Shortfall));

	for (size_t i = 0; i < G_N_ELEMENTS(rules); i++) {
		Shortfall poorest = judge(&rules[i], images, size_assumed);
		if (poorest.rule != NULL)
			g_array_append_val(shortfalls, poorest);
	}
	return shortfalls;
}
