/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "signer/xml.h"

#include "base/file.h"

#include <string.h>

#define SHA256 "http://www.w3.org/2001/04/xmlenc#sha256"

void xml_begin(xmlTextWriter *to, const char *name)
{
	xmlTextWriterStartElement(to, BAD_CAST name);
}

void xml_end(xmlTextWriter *to)
{
	xmlTextWriterEndElement(to);
}

void xml_attribute(xmlTextWriter *to, const char *name, const char *value)
{
	xmlTextWriterWriteAttribute(to, BAD_CAST name, BAD_CAST value);
}

void xml_text(xmlTextWriter *to, const char *name, const char *text)
{
	g_autofree char *shown = file_show(text);
	g_autoptr(GString) legal = g_string_new(NULL);

	for (const char *c = shown; *c != '\0'; c = g_utf8_next_char(c)) {
		gunichar character = g_utf8_get_char(c);
		g_string_append_unichar(legal, (character & 0xFFFE) == 0xFFFE ? 0xFFFD : character);
	}
	xmlTextWriterWriteElement(to, BAD_CAST name, BAD_CAST legal->str);
}

void xml_reference(xmlTextWriter *to, const char *name, const char *id)
{
	xml_begin(to, name);
	xml_attribute(to, "VOReference", id);
	xml_end(to);
}

void xml_digest(xmlTextWriter *to, const char *sha256)
{
	guchar bytes[32] = { 0 };

	for (unsigned i = 0; i < sizeof bytes && strlen(sha256) == 2 * sizeof bytes; i++)
		bytes[i] = (guchar)(16 * g_ascii_xdigit_value(sha256[2 * i]) +
			g_ascii_xdigit_value(sha256[2 * i + 1]));
	g_autofree char *coded = g_base64_encode(bytes, sizeof bytes);
	xml_begin(to, "DigestAlgAndValue");
	xml_begin(to, "ds:DigestMethod");
	xml_attribute(to, "Algorithm", SHA256);
	xml_end(to);
	xml_text(to, "ds:DigestValue", coded);
	xml_end(to);
}
