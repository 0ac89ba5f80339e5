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
	[FIELD_AUTHORITY] = "authority",
	[FIELD_RECIPIENTS] = "recipients",
	[FIELD_SECRECY] = "secrecy",
	[FIELD_URGENCY] = "urgency",
	[FIELD_SEAL] = "seal",
	[FIELD_PAGES] = "pages",
};

static const char *const sources[] = {
	[SOURCE_PRINTED] = "printed",
	[SOURCE_REGISTER] = "register",
	[SOURCE_PERSON] = "person",
};

const char *field_name(FieldName field)
{
	g_assert(field < FIELDS);
	return names[field];
}

const char *source_name(FieldSource source)
{
	g_assert(source < G_N_ELEMENTS(sources));
	return sources[source];
}

FieldSource source_from_name(const char *name)
{
	for (size_t i = 0; i < G_N_ELEMENTS(sources); i++)
		if (g_strcmp0(name, sources[i]) == 0)
			return (FieldSource)i;
	return SOURCE_PRINTED;
}

void description_free(Description *description)
{
	if (description == NULL)
		return;
	for (int i = 0; i < FIELDS; i++)
		g_free(description->fields[i].value);
	g_free(description);
}
