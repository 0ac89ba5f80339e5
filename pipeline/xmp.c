/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The packet is not compressed, so that whoever searches files finds it (ISO 19005-2, 6.6.2.1).
 * What XMP has no property for are properties of our own, which PDF/A wants described in the packet
 * itself (6.6.2.3.3): what each is called, what it holds, and whether a machine made it.
 */
#include "pipeline/xmp.h"

#include "base/clock.h"
#include "base/pdf.h"

#include <string.h>

#define OWN_NAMESPACE "urn:x-digitize:xmp:1"
#define MOST_TITLE 500 /* characters; as the longest subject of TT 02/2019 */

/* One line: controls and what XML 1.0 has no way to say become blanks. */
static char *one_line(const char *text)
{
	GString *line = g_string_new(NULL);
	unsigned length = 0;

	for (; *text != '\0' && length < MOST_TITLE; text = g_utf8_next_char(text), length++) {
		gunichar value = g_utf8_get_char(text);
		bool shown = !g_unichar_iscntrl(value) && (value & 0xfffe) != 0xfffe;
		g_string_append_unichar(line, shown ? value : ' ');
	}
	return g_string_free(line, FALSE);
}

static const char *value_of(const Composition *composition, FieldName name)
{
	const Description *description = composition->description;

	return description != NULL ? description->fields[name].value : NULL;
}

/* "QUYẾT ĐỊNH 921/QĐ-UBND: Về việc …", as far as it is known; otherwise the name. */
static char *make_title(const Composition *composition)
{
	const char *type = value_of(composition, FIELD_TYPE);
	const char *number = value_of(composition, FIELD_NUMBER);
	const char *notation = value_of(composition, FIELD_NOTATION);
	const char *subject = value_of(composition, FIELD_SUBJECT);
	g_autoptr(GString) title = g_string_new(type);

	if (number != NULL)
		g_string_append_printf(title, "%s%s", title->len > 0 ? " " : "", number);
	if (notation != NULL)
		g_string_append_printf(title, "%s%s",
			number != NULL           ? "/"
				: title->len > 0 ? " "
						 : "",
			notation);
	if (subject != NULL)
		g_string_append_printf(title, "%s%s", title->len > 0 ? ": " : "", subject);
	return one_line(title->len > 0 ? title->str : composition->name);
}

static char *line_of(const char *text)
{
	return text != NULL ? one_line(text) : NULL;
}

Metadata *metadata_new(const Composition *composition)
{
	Metadata *metadata = g_new0(Metadata, 1);

	metadata->title = make_title(composition);
	metadata->author = line_of(value_of(composition, FIELD_AGENCY));
	metadata->subject = line_of(value_of(composition, FIELD_SUBJECT));
	metadata->number = line_of(value_of(composition, FIELD_NUMBER));
	metadata->notation = line_of(value_of(composition, FIELD_NOTATION));
	if (metadata->number != NULL && metadata->notation != NULL)
		metadata->identifier = g_strconcat(metadata->number, "/", metadata->notation, NULL);
	metadata->issued = line_of(value_of(composition, FIELD_ISSUED));
	metadata->agent = line_of(composition->agent);
	metadata->creator = composition->creator;
	metadata->language = composition->language;
	metadata->profile = composition->profile;
	metadata->time = composition->time;
	metadata->sources = composition->sources;
	return metadata;
}

void metadata_free(Metadata *metadata)
{
	if (metadata == NULL)
		return;
	g_free(metadata->title);
	g_free(metadata->author);
	g_free(metadata->subject);
	g_free(metadata->number);
	g_free(metadata->notation);
	g_free(metadata->identifier);
	g_free(metadata->issued);
	g_free(metadata->agent);
	g_free(metadata);
}

static void G_GNUC_PRINTF(2, 3) put(GString *out, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	g_autofree char *text = g_markup_vprintf_escaped(format, arguments);
	va_end(arguments);
	g_string_append(out, text);
}

/* A simple value; nothing if there is none. */
static void put_value(GString *out, const char *property, const char *text)
{
	if (text != NULL)
		put(out, "<%s>%s</%s>\n", property, text, property);
}

/* An array of one value: "Alt" (of languages, of which this is the default), "Bag" or "Seq". */
static void put_item(GString *out, const char *property, const char *array, const char *text)
{
	const char *language = g_str_equal(array, "Alt") ? " xml:lang=\"x-default\"" : "";

	if (text == NULL)
		return;
	g_string_append_printf(out, "<%s><rdf:%s><rdf:li%s>", property, array, language);
	put(out, "%s</rdf:li></rdf:%s></%s>\n", text, array, property);
}

static void put_dublin_core(GString *out, const Metadata *metadata)
{
	bool dated = metadata->issued != NULL && clock_is_date(metadata->issued, false);

	put(out,
		"<rdf:Description rdf:about=\"\" "
		"xmlns:dc=\"http://purl.org/dc/elements/1.1/\">\n"
		"<dc:format>application/pdf</dc:format>\n");
	put_item(out, "dc:title", "Alt", metadata->title);
	put_item(out, "dc:description", "Alt", metadata->subject);
	put_item(out, "dc:creator", "Seq", metadata->author);
	put_value(out, "dc:identifier", metadata->identifier);
	put_item(out, "dc:date", "Seq", dated ? metadata->issued : NULL);
	put_item(out, "dc:publisher", "Bag", metadata->agent);
	put_item(out, "dc:language", "Bag", metadata->language);
	put(out, "</rdf:Description>\n");
}

static void put_dates(GString *out, const Metadata *metadata)
{
	g_autofree char *time = clock_iso8601(metadata->time);

	put(out,
		"<rdf:Description rdf:about=\"\" xmlns:xmp=\"http://ns.adobe.com/xap/1.0/\">\n"
		"<xmp:CreatorTool>%s</xmp:CreatorTool>\n<xmp:CreateDate>%s</xmp:CreateDate>\n"
		"<xmp:ModifyDate>%s</xmp:ModifyDate>\n"
		"<xmp:MetadataDate>%s</xmp:MetadataDate>\n</rdf:Description>\n",
		metadata->creator, time, time, time);
	put(out,
		"<rdf:Description rdf:about=\"\" xmlns:pdf=\"http://ns.adobe.com/pdf/1.3/\">\n"
		"<pdf:Producer>%s</pdf:Producer>\n</rdf:Description>\n",
		metadata->creator);
}

static void put_identification(GString *out)
{
	put(out,
		"<rdf:Description rdf:about=\"\" "
		"xmlns:pdfaid=\"http://www.aiim.org/pdfa/ns/id/\">\n"
		"<pdfaid:part>2</pdfaid:part>\n<pdfaid:conformance>U</pdfaid:conformance>\n"
		"</rdf:Description>\n");
}

/* Our own properties: all that are ever written. */
static const struct {
	const char *name, *type, *description;
} own[] = {
	{ "number", "Text", "The number of the document, as its agency gave it" },
	{ "notation", "Text", "The notation that follows the number: kind of document and agency" },
	{ "profile", "Text", "How the images were stored: faithful, or compact" },
	{ "sources", "Seq Text",
		"The scan files the document was made from, each with its checksum, in order" },
};

static void put_schema(GString *out)
{
	put(out,
		"<rdf:Description rdf:about=\"\"\n"
		" xmlns:pdfaExtension=\"http://www.aiim.org/pdfa/ns/extension/\"\n"
		" xmlns:pdfaSchema=\"http://www.aiim.org/pdfa/ns/schema#\"\n"
		" xmlns:pdfaProperty=\"http://www.aiim.org/pdfa/ns/property#\">\n"
		"<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType=\"Resource\">\n"
		"<pdfaSchema:schema>Origin of a digitized document</pdfaSchema:schema>\n"
		"<pdfaSchema:namespaceURI>%s</pdfaSchema:namespaceURI>\n"
		"<pdfaSchema:prefix>digitize</pdfaSchema:prefix>\n"
		"<pdfaSchema:property><rdf:Seq>\n",
		OWN_NAMESPACE);
	for (size_t i = 0; i < G_N_ELEMENTS(own); i++)
		put(out,
			"<rdf:li rdf:parseType=\"Resource\">\n"
			"<pdfaProperty:name>%s</pdfaProperty:name>\n"
			"<pdfaProperty:valueType>%s</pdfaProperty:valueType>\n"
			"<pdfaProperty:category>internal</pdfaProperty:category>\n"
			"<pdfaProperty:description>%s</pdfaProperty:description>\n</rdf:li>\n",
			own[i].name, own[i].type, own[i].description);
	put(out,
		"</rdf:Seq></pdfaSchema:property>\n"
		"</rdf:li></rdf:Bag></pdfaExtension:schemas>\n</rdf:Description>\n");
}

static void put_own(GString *out, const Metadata *metadata)
{
	put(out, "<rdf:Description rdf:about=\"\" xmlns:digitize=\"%s\">\n", OWN_NAMESPACE);
	put_value(out, "digitize:number", metadata->number);
	put_value(out, "digitize:notation", metadata->notation);
	put_value(out, "digitize:profile", metadata->profile);
	put(out, "<digitize:sources><rdf:Seq>\n");
	for (unsigned i = 0; metadata->sources != NULL && metadata->sources[i] != NULL; i++) {
		g_autofree char *source = one_line(metadata->sources[i]);
		put(out, "<rdf:li>%s</rdf:li>\n", source);
	}
	put(out, "</rdf:Seq></digitize:sources>\n</rdf:Description>\n");
}

GBytes *metadata_xmp(const Metadata *metadata)
{
	GString *out = g_string_new("<?xpacket begin=\"\xEF\xBB\xBF\" "
				    "id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n"
				    "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\">\n<rdf:RDF "
				    "xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">\n");

	put_dublin_core(out, metadata);
	put_dates(out, metadata);
	put_identification(out);
	put_schema(out);
	put_own(out, metadata);
	g_string_append(out, "</rdf:RDF>\n</x:xmpmeta>\n<?xpacket end=\"r\"?>");
	return g_string_free_to_bytes(out);
}

static void put_entry(GString *out, const char *name, const char *text)
{
	if (text == NULL)
		return;
	pdf_put_name(out, name);
	g_string_append_c(out, ' ');
	pdf_put_text(out, text);
	g_string_append_c(out, ' ');
}

char *metadata_information(const Metadata *metadata)
{
	GString *out = g_string_new("<< ");

	put_entry(out, "Title", metadata->title);
	put_entry(out, "Author", metadata->author);
	put_entry(out, "Subject", metadata->subject);
	put_entry(out, "Creator", metadata->creator);
	put_entry(out, "Producer", metadata->creator);
	g_string_append(out, "/CreationDate ");
	pdf_put_date(out, metadata->time);
	g_string_append(out, " /ModDate ");
	pdf_put_date(out, metadata->time);
	g_string_append(out, " >>");
	return g_string_free(out, FALSE);
}
