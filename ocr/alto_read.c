/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A pull parser: between two calls it stands behind a Page's end. A document type is refused, so
 * there are no entities; numbers must be finite and within LARGEST, and a page may hold MOST_WORDS.
 */
#include "base/error.h"
#include "base/i18n.h"
#include "ocr/alto.h"
#include "ocr/error.h"
#include "ocr/quality.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <libxml/xmlreader.h>

struct AltoReader {
	int file;
	xmlTextReader *xml;
	bool has_root;
};

static const double LARGEST = 1e6;
enum { MOST_WORDS = 100000, MOST_TEXT = 4096 };

static bool refuse(GError **error)
{
	g_set_error_literal(error, OCR_ERROR, OCR_ERROR_INPUT, _("the ALTO file is damaged"));
	return false;
}

void alto_reader_free(AltoReader *reader)
{
	if (reader == NULL)
		return;
	if (reader->xml != NULL)
		xmlFreeTextReader(reader->xml);
	if (reader->file >= 0)
		close(reader->file);
	g_free(reader);
}

AltoReader *alto_read(const char *path, GError **error)
{
	g_autoptr(AltoReader) reader = g_new0(AltoReader, 1);

	reader->file = open(path, O_RDONLY | O_CLOEXEC);
	if (reader->file < 0) {
		error_set_errno(error, errno, _("the ALTO file cannot be opened"));
		return NULL;
	}
	reader->xml = xmlReaderForFd(reader->file, "alto.xml", NULL,
		XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING);
	if (reader->xml == NULL) {
		refuse(error);
		return NULL;
	}
	return g_steal_pointer(&reader);
}

/* The caller frees it with xmlFree(). */
static char *attribute(AltoReader *reader, const char *name)
{
	return (char *)xmlTextReaderGetAttribute(reader->xml, BAD_CAST name);
}

static bool read_number(AltoReader *reader, const char *name, double *out)
{
	char *text = attribute(reader, name), *last = NULL;
	double value = text == NULL ? NAN : g_ascii_strtod(text, &last);
	bool well = last != NULL && last != text && *last == '\0' && isfinite(value) &&
		fabs(value) <= LARGEST;

	xmlFree(text);
	if (well)
		*out = value;
	return well;
}

static bool read_confidence(AltoReader *reader, const char *name, double *out)
{
	char *text = attribute(reader, name);
	bool is_known = text != NULL;

	xmlFree(text);
	*out = NAN;
	return !is_known || read_number(reader, name, out);
}

static bool read_box(AltoReader *reader, Box *out)
{
	return read_number(reader, "HPOS", &out->x) && read_number(reader, "VPOS", &out->y) &&
		read_number(reader, "WIDTH", &out->width) &&
		read_number(reader, "HEIGHT", &out->height) && out->width >= 0 && out->height >= 0;
}

static bool is_within(double value)
{
	return isfinite(value) && fabs(value) <= LARGEST;
}

/* sscanf reads a point in any locale of ours: LC_NUMERIC is "C". */
static bool read_detail(AltoReader *reader, Words *words)
{
	Quality *quality = &words->quality;
	char verdict[16] = "", reason[16] = "";
	char *text = attribute(reader, "QUALITY_DETAIL");
	int found = text == NULL
		? 0
		: sscanf(text,
			  "turn=%u dpi=%lfx%lf bits=%u verdict=%15s reason=%15s outside=%lf "
			  "sense=%lf weak=%lf table=%lf sharpness=%lf clipped=%lf",
			  &words->turn, &words->dpi_x, &words->dpi_y, &quality->bits, verdict,
			  reason, &quality->outside, &quality->sense, &quality->weak,
			  &quality->in_table, &quality->sharpness, &quality->clipped);

	xmlFree(text);
	return found == 12 && verdict_read(verdict, &quality->verdict) &&
		reason_read(reason, &quality->reason) && words->turn < 360 &&
		words->turn % 90 == 0 && is_within(words->dpi_x) && is_within(words->dpi_y) &&
		words->dpi_x > 0 && words->dpi_y > 0 && is_within(quality->outside) &&
		is_within(quality->sense) && is_within(quality->weak) &&
		is_within(quality->in_table) && is_within(quality->sharpness) &&
		is_within(quality->clipped);
}

static bool is_blank(AltoReader *reader)
{
	char *text = attribute(reader, "PAGECLASS");
	bool blank = text != NULL && g_str_equal(text, "blank");

	xmlFree(text);
	return blank;
}

static Words *read_attributes(AltoReader *reader)
{
	double width, height, rotation;

	if (!read_number(reader, "WIDTH", &width) || !read_number(reader, "HEIGHT", &height) ||
		!read_number(reader, "ROTATION", &rotation) || width < 1 || height < 1)
		return NULL;
	g_autoptr(Words) words = words_new((unsigned)width, (unsigned)height, 0, 0);
	words->skew = rotation == 0 ? 0 : -rotation;
	words->blank = is_blank(reader);
	if (!read_confidence(reader, "PC", &words->confidence) || !read_detail(reader, words))
		return NULL;
	return g_steal_pointer(&words);
}

static bool read_block(AltoReader *reader, Words *words)
{
	Block block = { .first = words->lines->len };

	if (!read_box(reader, &block.box))
		return false;
	g_array_append_val(words->blocks, block);
	return true;
}

static bool read_line(AltoReader *reader, Words *words)
{
	Line line = { .first = words->words->len };
	char *baseline = attribute(reader, "BASELINE");
	bool well = baseline != NULL &&
		sscanf(baseline, "%lf,%lf %lf,%lf", &line.x0, &line.y0, &line.x1, &line.y1) == 4;

	xmlFree(baseline);
	if (!well || !is_within(line.x0) || !is_within(line.y0) || !is_within(line.x1) ||
		!is_within(line.y1) || words->blocks->len == 0 || !read_box(reader, &line.box))
		return false;
	g_array_append_val(words->lines, line);
	g_array_index(words->blocks, Block, words->blocks->len - 1).count++;
	return true;
}

static bool read_word(AltoReader *reader, Words *words)
{
	Word word = { 0 };

	if (words->lines->len == 0 || words->words->len == MOST_WORDS ||
		!read_box(reader, &word.box) || !read_confidence(reader, "WC", &word.confidence))
		return false;
	char *text = attribute(reader, "CONTENT");
	bool well = text != NULL && *text != '\0' && strlen(text) <= MOST_TEXT;
	word.text = g_strdup(text);
	xmlFree(text);
	if (!well) {
		g_free(word.text);
		return false;
	}
	g_array_append_val(words->words, word);
	g_array_index(words->lines, Line, words->lines->len - 1).count++;
	/* cppcheck-suppress memleak ; the array owns the text */
	return true;
}

static bool read_illustration(AltoReader *reader, Words *words)
{
	char *type = attribute(reader, "TYPE");
	GArray *boxes = type != NULL && strcmp(type, "handwriting") == 0 ? words->handwriting
									 : words->seals;
	Box box;

	xmlFree(type);
	if (boxes->len == MOST_WORDS || !read_box(reader, &box))
		return false;
	g_array_append_val(boxes, box);
	return true;
}

/* What was read of the last word first. */
static bool read_alternative(AltoReader *reader, Words *words)
{
	if (words->words->len == 0)
		return false;
	Word *word = &g_array_index(words->words, Word, words->words->len - 1);
	xmlChar *text = xmlTextReaderReadString(reader->xml);
	bool well = text != NULL && strlen((const char *)text) <= MOST_TEXT && word->read == NULL;

	if (well)
		word->read = g_strdup((const char *)text);
	xmlFree(text);
	return well;
}

static bool read_element(AltoReader *reader, const char *name, Words *words)
{
	static const struct {
		const char *name;
		bool (*read)(AltoReader *reader, Words *words);
	} table[] = {
		{ "TextBlock", read_block },
		{ "TextLine", read_line },
		{ "String", read_word },
		{ "ALTERNATIVE", read_alternative },
		{ "Illustration", read_illustration },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(table); i++)
		if (g_str_equal(name, table[i].name))
			return table[i].read(reader, words);
	return true;
}

/* From behind a Page's start to its end. */
static bool read_content(AltoReader *reader, Words *words)
{
	int depth = xmlTextReaderDepth(reader->xml);

	if (xmlTextReaderIsEmptyElement(reader->xml))
		return true;
	while (xmlTextReaderRead(reader->xml) == 1) {
		int kind = xmlTextReaderNodeType(reader->xml);
		if (kind == XML_READER_TYPE_END_ELEMENT && xmlTextReaderDepth(reader->xml) == depth)
			return true;
		const char *name = (const char *)xmlTextReaderConstLocalName(reader->xml);
		if (kind == XML_READER_TYPE_ENTITY_REFERENCE ||
			(kind == XML_READER_TYPE_ELEMENT && !read_element(reader, name, words)))
			return false;
	}
	return false;
}

/* 1: stands at a Page; 0: the document has ended as it should; -1: it is damaged. */
static int find_page(AltoReader *reader)
{
	int more;

	while ((more = xmlTextReaderRead(reader->xml)) == 1) {
		const char *name = (const char *)xmlTextReaderConstLocalName(reader->xml);
		int kind = xmlTextReaderNodeType(reader->xml);
		if (kind == XML_READER_TYPE_DOCUMENT_TYPE ||
			kind == XML_READER_TYPE_ENTITY_REFERENCE)
			return -1;
		if (kind != XML_READER_TYPE_ELEMENT)
			continue;
		if (!reader->has_root && !g_str_equal(name, "alto"))
			return -1;
		reader->has_root = true;
		if (g_str_equal(name, "Page"))
			return 1;
	}
	return more;
}

Words *alto_read_page(AltoReader *reader, GError **error)
{
	int found = find_page(reader);

	if (found == 0)
		return NULL;
	g_autoptr(Words) words = found < 0 ? NULL : read_attributes(reader);
	if (words == NULL || !read_content(reader, words)) {
		refuse(error);
		return NULL;
	}
	return g_steal_pointer(&words);
}
