/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Where ALTO has a place for what Words knows, it stands there: lines' baselines in BASELINE,
 * confidences in WC and PC, seals as Illustration of TYPE "seal", a blank page as PAGECLASS. What
 * is left, resolution and turning, stands in Page/@QUALITY_DETAIL as "dpi X Y turn D skew S".
 */
#include "ocr/alto.h"

#include "base/error.h"
#include "base/file.h"
#include "base/i18n.h"
#include "ocr/error.h"

#include <errno.h>
#include <libxml/xmlreader.h>
#include <libxml/xmlwriter.h>
#include <stdio.h>
#include <string.h>

#define NAMESPACE "http://www.loc.gov/standards/alto/ns-v4#"
#define SCHEMA "http://www.loc.gov/standards/alto/v4/alto-4-4.xsd"

enum { MOST_WORDS = 1000000, MOST_WORD_BYTES = 10000 };

struct AltoWriter {
	xmlTextWriter *xml;
	char *path;
	unsigned pages, blocks, lines;
};

/* Writing. libxml2's writer keeps its failure to itself until the end: alto_close() tells it. */

static void put(AltoWriter *writer, const char *name, const char *value)
{
	xmlTextWriterWriteAttribute(writer->xml, BAD_CAST name, BAD_CAST value);
}

static void put_real(AltoWriter *writer, const char *name, double value)
{
	char text[G_ASCII_DTOSTR_BUF_SIZE];

	put(writer, name, g_ascii_formatd(text, sizeof text, "%.2f", value));
}

static void put_unsigned(AltoWriter *writer, const char *name, unsigned value)
{
	char text[16];

	g_snprintf(text, sizeof text, "%u", value);
	put(writer, name, text);
}

static void put_id(AltoWriter *writer, const char *prefix, unsigned number)
{
	g_autofree char *id = g_strdup_printf("%s%u", prefix, number);

	put(writer, "ID", id);
}

static void put_box(AltoWriter *writer, const Box *box)
{
	put_real(writer, "HPOS", box->x);
	put_real(writer, "VPOS", box->y);
	put_real(writer, "WIDTH", box->width);
	put_real(writer, "HEIGHT", box->height);
}

static void begin(AltoWriter *writer, const char *name)
{
	xmlTextWriterStartElement(writer->xml, BAD_CAST name);
}

static void end(AltoWriter *writer)
{
	xmlTextWriterEndElement(writer->xml);
}

static void put_element(AltoWriter *writer, const char *name, const char *text)
{
	if (text != NULL)
		xmlTextWriterWriteElement(writer->xml, BAD_CAST name, BAD_CAST text);
}

static void put_software(AltoWriter *writer, unsigned number, const char *step, const char *name,
	const char *version, const AltoHeader *header)
{
	if (name == NULL)
		return;
	begin(writer, "Processing");
	put_id(writer, "PROCESSING", number);
	put_element(writer, "processingDateTime", header->time);
	put_element(writer, "processingStepDescription", step);
	begin(writer, "processingSoftware");
	put_element(writer, "softwareName", name);
	put_element(writer, "softwareVersion", version);
	end(writer);
	end(writer);
}

static void put_description(AltoWriter *writer, const AltoHeader *header)
{
	g_auto(GStrv) engine = g_strsplit(header->engine != NULL ? header->engine : "", " ", 2);

	begin(writer, "Description");
	put_element(writer, "MeasurementUnit", "pixel");
	if (header->file_name != NULL) {
		begin(writer, "sourceImageInformation");
		put_element(writer, "fileName", header->file_name);
		end(writer);
	}
	put_software(writer, 1, "text recognition", engine[0], engine[0] != NULL ? engine[1] : NULL,
		header);
	put_software(writer, 2, "layout and composition", header->software,
		header->software_version, header);
	end(writer);
}

AltoWriter *alto_open(const char *path, const AltoHeader *header, GError **error)
{
	AltoWriter *writer = g_new0(AltoWriter, 1);

	writer->path = g_strdup(path);
	writer->xml = xmlNewTextWriterFilename(path, 0);
	if (writer->xml == NULL) {
		alto_close(writer, NULL);
		g_autofree char *shown = file_show(path);
		error_set_errno(error, errno, shown);
		return NULL;
	}
	xmlTextWriterSetIndent(writer->xml, 1);
	xmlTextWriterSetIndentString(writer->xml, BAD_CAST " ");
	xmlTextWriterStartDocument(writer->xml, NULL, "UTF-8", NULL);
	begin(writer, "alto");
	put(writer, "xmlns", NAMESPACE);
	put(writer, "xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance");
	put(writer, "xsi:schemaLocation", NAMESPACE " " SCHEMA);
	put(writer, "SCHEMAVERSION", "4.4");
	put_description(writer, header);
	begin(writer, "Layout");
	return writer;
}

static void put_line(AltoWriter *writer, const Words *words, const Line *line)
{
	char baseline[160];

	g_snprintf(baseline, sizeof baseline, "%.2f,%.2f %.2f,%.2f", line->x0, line->y0, line->x1,
		line->y1);
	begin(writer, "TextLine");
	put_id(writer, "LINE", ++writer->lines);
	put_box(writer, &line->box);
	put(writer, "BASELINE", baseline);
	for (unsigned i = 0; i < line->count; i++) {
		const Word *word = &g_array_index(words->words, Word, line->first + i);
		if (i > 0) {
			begin(writer, "SP");
			end(writer);
		}
		begin(writer, "String");
		put(writer, "CONTENT", word->text);
		put_box(writer, &word->box);
		put_real(writer, "WC", word->confidence);
		end(writer);
	}
	end(writer);
}

static void put_block(AltoWriter *writer, const Words *words, const Block *block)
{
	begin(writer, "TextBlock");
	put_id(writer, "BLOCK", ++writer->blocks);
	put_box(writer, &block->box);
	for (unsigned i = 0; i < block->count; i++)
		put_line(writer, words, &g_array_index(words->lines, Line, block->first + i));
	end(writer);
}

static void put_seal(AltoWriter *writer, const Box *box)
{
	begin(writer, "Illustration");
	put_id(writer, "BLOCK", ++writer->blocks);
	put_box(writer, box);
	put(writer, "TYPE", "seal");
	end(writer);
}

static void put_page_attributes(AltoWriter *writer, const Words *words)
{
	char detail[200];

	g_snprintf(detail, sizeof detail, "dpi %.4f %.4f turn %u skew %.4f", words->dpi_x,
		words->dpi_y, words->turn, words->skew);
	put_id(writer, "PAGE", ++writer->pages);
	if (words->blank)
		put(writer, "PAGECLASS", "blank");
	put_unsigned(writer, "PHYSICAL_IMG_NR", writer->pages);
	put_unsigned(writer, "HEIGHT", words->height);
	put_unsigned(writer, "WIDTH", words->width);
	put(writer, "QUALITY_DETAIL", detail);
	put_real(writer, "PC", words->confidence);
}

bool alto_put_page(AltoWriter *writer, const Words *words, GError **error)
{
	(void)error;
	begin(writer, "Page");
	put_page_attributes(writer, words);
	begin(writer, "PrintSpace");
	put_box(writer, &(Box) { 0, 0, words->width, words->height });
	for (unsigned i = 0; i < words->blocks->len; i++)
		put_block(writer, words, &g_array_index(words->blocks, Block, i));
	for (unsigned i = 0; i < words->seals->len; i++)
		put_seal(writer, &g_array_index(words->seals, Box, i));
	end(writer);
	end(writer);
	return true;
}

bool alto_close(AltoWriter *writer, GError **error)
{
	bool written = false;

	if (writer->xml != NULL) {
		errno = 0;
		written = xmlTextWriterEndDocument(writer->xml) >= 0 &&
			  xmlTextWriterFlush(writer->xml) >= 0 && errno == 0;
		int number = errno != 0 ? errno : EIO;
		xmlFreeTextWriter(writer->xml);
		g_autofree char *shown = file_show(writer->path);
		if (!written)
			error_set_errno(error, number, shown);
	}
	g_free(writer->path);
	g_free(writer);
	return written;
}

/* Reading. */

struct AltoReader {
	xmlTextReader *xml;
	char *shown;
};

AltoReader *alto_read(const char *path, GError **error)
{
	AltoReader *reader = g_new0(AltoReader, 1);

	reader->shown = file_show(path);
	reader->xml = xmlReaderForFile(
		path, NULL, XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING);
	if (reader->xml != NULL)
		return reader;
	error_set_errno(error, errno, reader->shown);
	alto_reader_free(reader);
	return NULL;
}

void alto_reader_free(AltoReader *reader)
{
	if (reader == NULL)
		return;
	if (reader->xml != NULL)
		xmlFreeTextReader(reader->xml);
	g_free(reader->shown);
	g_free(reader);
}

static double read_real(AltoReader *reader, const char *name)
{
	xmlChar *text = xmlTextReaderGetAttribute(reader->xml, BAD_CAST name);
	double value = text != NULL ? g_ascii_strtod((const char *)text, NULL) : 0;

	xmlFree(text);
	return value;
}

static Box read_box(AltoReader *reader)
{
	return (Box) { read_real(reader, "HPOS"), read_real(reader, "VPOS"),
		read_real(reader, "WIDTH"), read_real(reader, "HEIGHT") };
}

static bool has_value(AltoReader *reader, const char *name, const char *wanted)
{
	xmlChar *text = xmlTextReaderGetAttribute(reader->xml, BAD_CAST name);
	bool same = text != NULL && strcmp((const char *)text, wanted) == 0;

	xmlFree(text);
	return same;
}

static Words *read_page_head(AltoReader *reader)
{
	Words *words = words_new(
		(unsigned)read_real(reader, "WIDTH"), (unsigned)read_real(reader, "HEIGHT"), 0, 0);
	xmlChar *detail = xmlTextReaderGetAttribute(reader->xml, BAD_CAST "QUALITY_DETAIL");

	if (detail != NULL)
		sscanf((const char *)detail, "dpi %lf %lf turn %u skew %lf", &words->dpi_x,
			&words->dpi_y, &words->turn, &words->skew);
	xmlFree(detail);
	words->blank = has_value(reader, "PAGECLASS", "blank");
	words->confidence = read_real(reader, "PC");
	return words;
}

static void read_block(AltoReader *reader, Words *words)
{
	Block block = { read_box(reader), words->lines->len, 0 };

	g_array_append_val(words->blocks, block);
}

static void read_line(AltoReader *reader, Words *words)
{
	Line line = { .box = read_box(reader), .first = words->words->len };
	xmlChar *baseline = xmlTextReaderGetAttribute(reader->xml, BAD_CAST "BASELINE");

	if (baseline != NULL)
		sscanf((const char *)baseline, "%lf,%lf %lf,%lf", &line.x0, &line.y0, &line.x1,
			&line.y1);
	xmlFree(baseline);
	g_array_append_val(words->lines, line);
	if (words->blocks->len > 0)
		g_array_index(words->blocks, Block, words->blocks->len - 1).count++;
}

static bool read_string(AltoReader *reader, Words *words)
{
	xmlChar *content = xmlTextReaderGetAttribute(reader->xml, BAD_CAST "CONTENT");
	Word word = { NULL, read_box(reader), read_real(reader, "WC") };

	if (content == NULL || words->lines->len == 0 || words->words->len >= MOST_WORDS ||
		strlen((const char *)content) > MOST_WORD_BYTES) {
		xmlFree(content);
		return false;
	}
	word.text = g_strdup((const char *)content);
	xmlFree(content);
	g_array_append_val(words->words, word);
	g_array_index(words->lines, Line, words->lines->len - 1).count++;
	return true;
}

static bool read_element(AltoReader *reader, Words *words, const char *name)
{
	if (strcmp(name, "String") == 0)
		return read_string(reader, words);
	if (strcmp(name, "TextLine") == 0)
		read_line(reader, words);
	else if (strcmp(name, "TextBlock") == 0)
		read_block(reader, words);
	else if (strcmp(name, "Illustration") == 0 && has_value(reader, "TYPE", "seal")) {
		Box seal = read_box(reader);
		g_array_append_val(words->seals, seal);
	}
	return true;
}

static Words *refuse(AltoReader *reader, GError **error)
{
	g_set_error(error, OCR_ERROR, OCR_ERROR_INPUT,
		_("%s: this is not ALTO as digitize writes it"), reader->shown);
	return NULL;
}

Words *alto_read_page(AltoReader *reader, GError **error)
{
	g_autoptr(Words) words = NULL;
	int got;

	while ((got = xmlTextReaderRead(reader->xml)) == 1) {
		const char *name = (const char *)xmlTextReaderConstLocalName(reader->xml);
		int kind = xmlTextReaderNodeType(reader->xml);
		bool is_page = strcmp(name, "Page") == 0;
		if (kind == XML_READER_TYPE_ELEMENT && is_page && words == NULL)
			words = read_page_head(reader);
		else if (kind == XML_READER_TYPE_END_ELEMENT && is_page && words != NULL)
			return g_steal_pointer(&words);
		else if (kind == XML_READER_TYPE_ELEMENT && words != NULL &&
			 !read_element(reader, words, name))
			return refuse(reader, error);
	}
	return got == 0 && words == NULL ? NULL : refuse(reader, error);
}
