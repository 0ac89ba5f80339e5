/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The head of the first page: agencies over the number in the left column, place and date in the
 * right one. Where the name of the nation stands in the middle, they stand below it.
 */
#include "pipeline/describe.h"

#include <math.h>

void describe_head(
	Description *description, const Layout *layout, const Title *title, unsigned page)
{
	double end = title->title != NULL ? title->bottom + 4 * layout->em : title->top;
	const Piece *number = describe_number(description, layout, title, end, page);

	describe_date(description, layout, title->top, page);
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
