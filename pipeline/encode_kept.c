/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A page whose content is kept is turned by /Rotate, never by a matrix: patterns are laid out in the
 * page's own space, whatever the content is turned by.
 */
#include "pipeline/encode.h"

#include <math.h>
#include <string.h>

/* Where the unit square of the upright picture lies, which is shown turned clockwise by `rotate`. */
static void place(const double area[4], unsigned rotate, double out[6])
{
	double x = area[0], y = area[1], w = area[2] - x, h = area[3] - y;
	const double matrices[4][6] = {
		{ w, 0, 0, h, x, y },
		{ 0, h, -w, 0, x + w, y },
		{ -w, 0, 0, -h, x + w, y + h },
		{ 0, -h, w, 0, x, y + h },
	};

	memcpy(out, matrices[rotate / 90], sizeof matrices[0]);
}

/* Fonts are needed no more when all text goes. */
static char *join_resources(const ScanContent *content, bool without_text)
{
	g_autoptr(GStrvBuilder) kept = g_strv_builder_new();

	for (char **name = content->resources; *name != NULL; name++)
		if (!without_text || !g_str_has_prefix(*name, "/Font/"))
			g_strv_builder_add(kept, *name);
	g_auto(GStrv) names = g_strv_builder_end(kept);
	return g_strjoinv("\n", names);
}

EncodedPage *page_keep(const ScanPage *scan, unsigned turn, unsigned source, bool without_text)
{
	const ScanContent *from = scan->content;
	EncodedPage *page = g_new0(EncodedPage, 1);
	EncodedContent *content = page->content = g_new0(EncodedContent, 1);
	double width = (from->box[2] - from->box[0]) * from->unit;
	double height = (from->box[3] - from->box[1]) * from->unit;

	/* the picture is turned by `turn` from how it is stored, by scan->turn to how it is shown */
	content->rotate = (from->rotate + turn + 360 - scan->turn) % 360;
	content->source = source;
	content->page = from->number;
	content->unit = from->unit;
	content->without_text = without_text;
	content->resources = join_resources(from, without_text);
	bool across = content->rotate % 180 == 90;
	page->width = across ? height : width;
	page->height = across ? width : height;
	place(from->area, content->rotate, page->matrix);
	return page;
}
