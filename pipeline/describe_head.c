/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The head of the first page: agencies over the number in the left column, place and date in the
 * right one. Where the name of the nation stands in the middle, they stand below it.
 */
#include "pipeline/describe.h"

#include <math.h>

/* Where number or date ought to stand, nothing of it was read, and something is written by hand: between
 * the motto and the title, in its column. */
static void mark_hand(Description *description, FieldName name, const Layout *layout,
	const Title *title, unsigned page)
{
	bool left = name == FIELD_NUMBER;
	Span column = { left ? 0 : layout->split, layout->head_top + 3 * layout->em,
		left ? layout->split : layout->width, title->top };
	Box box = { 0 };

	if (description->fields[name].page == 0 && layout->has_nation && !layout->is_centered &&
		title->title != NULL && layout_find_hand(layout, &column, &box))
		field_mark(description, name, &box, true, page);
}

void describe_head(
	Description *description, const Layout *layout, const Title *title, unsigned page)
{
	double end = title->title != NULL ? title->bottom + 4 * layout->em : title->top;
	const Piece *number = describe_number(description, layout, title, end, page);

	describe_date(description, layout, title->top, page);
	mark_hand(description, FIELD_NUMBER, layout, title, page);
	mark_hand(description, FIELD_ISSUED, layout, title, page);
	if (!layout->has_nation && number == NULL && description->fields[FIELD_ISSUED].page == 0)
		return; /* no head */
	double agency_end = title->top;
	if (number != NULL)
		agency_end = fmin(agency_end, number->span.top);
	describe_agency(description, layout, agency_end, page);
	if (title->title != NULL)
		describe_certifier(description, layout, title, page);
	describe_notation(description);
}
