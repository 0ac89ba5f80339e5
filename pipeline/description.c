/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pipeline/description.h"

static const char *const names[FIELDS] = {
	[FIELD_NUMBER] = "number",
	[FIELD_NOTATION] = "notation",
	[FIELD_ISSUED] = "issued",
	[FIELD_PLACE] = "place",
	[FIELD_PARENT] = "parent",
	[FIELD_AGENCY] = "agency",
	[FIELD_TYPE] = "type",
	[FIELD_SUBJECT] = "subject",
	[FIELD_SIGNER] = "signer",
	[FIELD_SECRECY] = "secrecy",
};

const char *field_name(FieldName field)
{
	g_assert(field < FIELDS);
	return names[field];
}

void description_free(Description *description)
{
	if (description == NULL)
		return;
	for (int i = 0; i < FIELDS; i++)
		g_free(description->fields[i].value);
	g_free(description);
}
