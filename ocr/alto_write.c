/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/error.h"
#include "base/i18n.h"
#include "ocr/alto.h"
#include "ocr/quality.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include <libxml/xmlwriter.h>

struct AltoWriter {
	FILE *file;
	xmlTextWriter *xml;
	char *language;
	unsigned page;
	bool has_failed; /* libxml2 refused something, or the disk did */
};

static const char ALTO_SPACE[] = "http://www.loc.gov/standards/alto/ns-v4#";
static const char ALTO_SCHEMA[] = "http://www.loc.gov/standards/alto/ns-v4# "
				  "http://www.loc.gov/standards/alto/v4/alto-4-4.xsd";

static void note(AltoWriter *writer, int result)
{
	writer->has_failed |= result < 0;
}

static void start(AltoWriter *writer, const char *name)
{
	note(writer, xmlTextWriterStartElement(writer->xml, BAD_CAST name));
}

static void end(AltoWriter *writer)
{
	note(writer, xmlTextWriterEndElement(writer->xml));
}

static void put(AltoWriter *writer, const char *name, const char *value)
{
	note(writer, xmlTextWriterWriteAttribute(writer->xml, BAD_CAST name, BAD_CAST value));
}

static void put_element(AltoWriter *writer, const char *name, const char *text)
{
	if (text != NULL)
		note(writer, xmlTextWriterWriteElement(writer->xml, BAD_CAST name, BAD_CAST text));
}

static const char *show_number(char buffer[32], double value)
{
	g_ascii_formatd(buffer, 32, "%.4f", value);
	char *last = buffer + strlen(buffer) - 1;
	while (*last == '0')
		*last-- = '\0';
	if (*last == '.')
		*last = '\0';
	return buffer;
}

static void put_number(AltoWriter *writer, const char *name, double value)
{
	char buffer[32];

	put(writer, name, show_number(buffer, value));
}

/* What nobody knows is not there. */
static void put_confidence(AltoWriter *writer, const char *name, double value)
{
	if (!isnan(value))
		put_number(writer, name, value);
}

static void put_id(AltoWriter *writer, char kind, unsigned number)
{
	char id[40];

	g_snprintf(id, sizeof id, "P%u_%c%u", writer->page, kind, number + 1);
	put(writer, "ID", id);
}

static void put_box(AltoWriter *writer, const Box *box)
{
	put_number(writer, "HPOS", box->x);
	put_number(writer, "VPOS", box->y);
	put_number(writer, "WIDTH", box->width);
	put_number(writer, "HEIGHT", box->height);
}

static void put_software(AltoWriter *writer, const char *name, const char *version)
{
	start(writer, "processingSoftware");
	put_element(writer, "softwareName", name);
	put_element(writer, "softwareVersion", version);
	end(writer);
}

static void put_processing(AltoWriter *writer, const AltoHeader *header)
{
	start(writer, "Processing");
	put(writer, "ID", "OCR");
	put_element(writer, "processingCategory", "contentGeneration");
	put_element(writer, "processingDateTime", header->time);
	put_element(writer, "processingStepDescription", "OCR");
	put_element(writer, "processingStepDescription", header->notice);
	put_element(writer, "processingStepSettings", header->engine);
	put_software(writer, header->software, header->software_version);
	end(writer);
}

static void put_head(AltoWriter *writer, const AltoHeader *header)
{
	note(writer, xmlTextWriterStartDocument(writer->xml, NULL, "UTF-8", NULL));
	start(writer, "alto");
	put(writer, "xmlns", ALTO_SPACE);
	put(writer, "xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance");
	put(writer, "xsi:schemaLocation", ALTO_SCHEMA);
	start(writer, "Description");
	put_element(writer, "MeasurementUnit", "pixel");
	if (header->file_name != NULL) {
		start(writer, "sourceImageInformation");
		put_element(writer, "fileName", header->file_name);
		end(writer);
	}
	put_processing(writer, header);
	end(writer);
	start(writer, "Layout");
}

static bool open_xml(AltoWriter *writer)
{
	xmlOutputBuffer *buffer = xmlOutputBufferCreateFile(writer->file, NULL);

	writer->xml = buffer == NULL ? NULL : xmlNewTextWriter(buffer);
	if (writer->xml == NULL && buffer != NULL)
		xmlOutputBufferClose(buffer);
	return writer->xml != NULL;
}

static void writer_free(AltoWriter *writer)
{
	if (writer->xml != NULL)
		xmlFreeTextWriter(writer->xml);
	if (writer->file != NULL)
		fclose(writer->file);
	g_free(writer->language);
	g_free(writer);
}

AltoWriter *alto_open(const char *path, const AltoHeader *header, GError **error)
{
	AltoWriter *writer = g_new0(AltoWriter, 1);

	writer->file = fopen(path, "we");
	if (writer->file == NULL || !open_xml(writer)) {
		error_set_errno(error, errno, _("the ALTO file cannot be made"));
		writer_free(writer);
		return NULL;
	}
	writer->language = g_strdup(header->language);
	xmlTextWriterSetIndent(writer->xml, 1);
	put_head(writer, header);
	return writer;
}

static void put_alternative(AltoWriter *writer, const char *text)
{
	if (text == NULL)
		return;
	start(writer, "ALTERNATIVE");
	put(writer, "PURPOSE", "first reading");
	note(writer, xmlTextWriterWriteString(writer->xml, BAD_CAST text));
	end(writer);
}

static void put_illustrations(AltoWriter *writer, const GArray *boxes, char kind, const char *type)
{
	for (unsigned i = 0; i < boxes->len; i++) {
		start(writer, "Illustration");
		put_id(writer, kind, i);
		put_box(writer, &g_array_index(boxes, Box, i));
		put(writer, "TYPE", type);
		end(writer);
	}
}

static void put_line(AltoWriter *writer, const Words *words, unsigned number)
{
	const Line *line = &g_array_index(words->lines, Line, number);
	char numbers[4][32], baseline[140];

	g_snprintf(baseline, sizeof baseline, "%s,%s %s,%s", show_number(numbers[0], line->x0),
		show_number(numbers[1], line->y0), show_number(numbers[2], line->x1),
		show_number(numbers[3], line->y1));
	start(writer, "TextLine");
	put_id(writer, 'L', number);
	put_box(writer, &line->box);
	put(writer, "BASELINE", baseline);
	for (unsigned i = line->first; i < line->first + line->count; i++) {
		const Word *word = &g_array_index(words->words, Word, i);
		if (i > line->first) {
			start(writer, "SP");
			end(writer);
		}
		start(writer, "String");
		put_id(writer, 'W', i);
		put_box(writer, &word->box);
		put(writer, "CONTENT", word->text);
		put_confidence(writer, "WC", word->confidence);
		put_alternative(writer, word->read);
		end(writer);
	}
	end(writer);
}

static void put_blocks(AltoWriter *writer, const Words *words)
{
	for (unsigned b = 0; b < words->blocks->len; b++) {
		const Block *block = &g_array_index(words->blocks, Block, b);
		start(writer, "TextBlock");
		put_id(writer, 'B', b);
		put_box(writer, &block->box);
		for (unsigned i = 0; i < block->count; i++)
			put_line(writer, words, block->first + i);
		end(writer);
	}
	put_illustrations(writer, words->seals, 'S', "seal");
	put_illustrations(writer, words->handwriting, 'H', "handwriting");
}

static void put_page_attributes(AltoWriter *writer, const Words *words)
{
	const Quality *quality = &words->quality;
	char id[16], detail[320], numbers[8][32];

	g_snprintf(id, sizeof id, "P%u", writer->page);
	g_snprintf(detail, sizeof detail,
		"turn=%u dpi=%sx%s bits=%u verdict=%s reason=%s outside=%s sense=%s weak=%s "
		"table=%s sharpness=%s clipped=%s",
		words->turn, show_number(numbers[0], words->dpi_x),
		show_number(numbers[1], words->dpi_y), quality->bits,
		verdict_name(quality->verdict), reason_name(quality->reason),
		show_number(numbers[2], quality->outside), show_number(numbers[3], quality->sense),
		show_number(numbers[4], quality->weak), show_number(numbers[5], quality->in_table),
		show_number(numbers[6], quality->sharpness),
		show_number(numbers[7], quality->clipped));
	put(writer, "ID", id);
	put(writer, "PAGECLASS", words->blank ? "blank" : "text");
	put(writer, "PROCESSINGREFS", "OCR");
	put_number(writer, "HEIGHT", words->height);
	put_number(writer, "WIDTH", words->width);
	put_number(writer, "PHYSICAL_IMG_NR", writer->page);
	put(writer, "QUALITY_DETAIL", detail);
	put_confidence(writer, "PC", words->confidence);
	put_number(writer, "ROTATION", words->skew == 0 ? 0 : -words->skew);
	if (writer->language != NULL)
		put(writer, "LANG", writer->language);
}

static bool set_failure(GError **error)
{
	g_set_error_literal(
		error, BASE_ERROR, BASE_ERROR_SYSTEM, _("the ALTO file cannot be written"));
	return false;
}

bool alto_put_page(AltoWriter *writer, const Words *words, GError **error)
{
	Box whole = { 0, 0, words->width, words->height };

	writer->page++;
	start(writer, "Page");
	put_page_attributes(writer, words);
	start(writer, "PrintSpace");
	put_box(writer, &whole);
	put_blocks(writer, words);
	end(writer);
	end(writer);
	return !writer->has_failed || set_failure(error);
}

bool alto_close(AltoWriter *writer, GError **error)
{
	note(writer, xmlTextWriterEndDocument(writer->xml));
	note(writer, xmlTextWriterFlush(writer->xml));
	xmlFreeTextWriter(g_steal_pointer(&writer->xml));
	bool written = !writer->has_failed && fflush(writer->file) == 0 && !ferror(writer->file);
	writer_free(writer);
	return written || set_failure(error);
}
