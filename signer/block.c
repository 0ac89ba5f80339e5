/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "signer/block.h"

#include "base/pdf.h"
#include "signer/qr.h"

#include <string.h>

#define LEADING 1.1 /* line to line, in type sizes */
#define ASCENT 0.9
#define DESCENT 0.22 /* below the base line of the last */
#define GAP 4        /* between parts, points */
#define MORE "…"

enum { MOST_LINES = 64 };

/* How many bytes of `text` stand on one line of `most` thousandths: whole words, if one fits. */
static size_t measure_line(const Subset *font, const char *text, double most)
{
	size_t words = 0;
	double width = 0;

	for (const char *c = text;; c = g_utf8_next_char(c)) {
		if (*c == ' ' || *c == '\0')
			words = (size_t)(c - text);
		if (*c == '\0')
			return words;
		const char *next = g_utf8_next_char(c);
		width += subset_measure(font, c, (size_t)(next - c));
		if (width > most && *c != ' ')
			return words > 0 ? words : (size_t)(MAX(c, text + (next - c)) - text);
	}
}

static GPtrArray *break_lines(const Subset *font, GPtrArray *paragraphs, double most)
{
	GPtrArray *lines = g_ptr_array_new_with_free_func(g_free);

	for (unsigned i = 0; i < paragraphs->len; i++)
		for (const char *rest = paragraphs->pdata[i]; *rest != '\0';) {
			size_t size = measure_line(font, rest, most);
			/* the last paragraph has a line, however long the others are */
			if (lines->len < MOST_LINES || i == paragraphs->len - 1)
				g_ptr_array_add(lines, g_strndup(rest, size));
			rest += size;
			while (*rest == ' ')
				rest++;
		}
	return lines;
}

static double lines_height(unsigned count, double size)
{
	return count == 0 ? 0 : (count - 1) * size * LEADING + size * (ASCENT + DESCENT);
}

/* Leaves out lines before the last, and ends the one before them with "…". */
static void cut(Block *block, double width, double most_height)
{
	GPtrArray *lines = block->lines;

	while (lines->len > 1 && lines_height(lines->len, block->size) > most_height) {
		g_ptr_array_remove_index(lines, lines->len - 2);
		block->cut = true;
	}
	if (!block->cut || lines->len < 2)
		return;
	char **last = (char **)&lines->pdata[lines->len - 2];
	g_autofree char *whole = g_steal_pointer(last);
	double most = width / block->size * 1000 - subset_measure(block->font, MORE, strlen(MORE));
	char *end = whole + strlen(whole);

	while (end > whole && subset_measure(block->font, whole, (size_t)(end - whole)) > most)
		end = g_utf8_prev_char(end);
	*end = '\0';
	*last = g_strconcat(whole, MORE, NULL);
}

static double lay_out_text(Block *block, GPtrArray *paragraphs, double room, double most_height)
{
	const Lengths *sizes = &block->profile->sizes, *widths = &block->profile->widths;
	double width = 0;

	for (unsigned s = 0; s < sizes->count; s++)
		for (unsigned w = 0; w < widths->count; w++) {
			g_clear_pointer(&block->lines, g_ptr_array_unref);
			block->size = sizes->at[s];
			width = MIN(widths->at[w], room);
			block->lines =
				break_lines(block->font, paragraphs, width / block->size * 1000);
			if (lines_height(block->lines->len, block->size) <= most_height)
				return width;
		}
	cut(block, width, most_height);
	return width;
}

static double picture_width(const Profile *profile)
{
	return profile->picture != NULL ? profile->image_height * picture_aspect(profile->picture)
					: 0;
}

Block *block_new(const Profile *profile, const Subset *font, GPtrArray *paragraphs,
	const char *code, double room_width, double room_height)
{
	Block *block = g_new0(Block, 1);
	double picture = picture_width(profile), qr = code != NULL ? profile->qr_size : 0;

	block->profile = profile;
	block->font = font;
	block->code = code;
	block->text_left = picture + (picture > 0 ? GAP : 0) + qr + (qr > 0 ? GAP : 0);
	double width = lay_out_text(block, paragraphs, MAX(room_width - block->text_left, 1),
		MIN(profile->height, room_height));
	block->text_height = lines_height(block->lines->len, block->size);
	block->width = block->text_left + width;
	block->height = MAX(block->text_height, qr);
	if (picture > 0)
		block->height = MAX(block->height, profile->image_height);
	return block;
}

void block_free(Block *block)
{
	if (block == NULL)
		return;
	g_ptr_array_unref(block->lines);
	g_free(block);
}

static void put_picture(const Block *block, GString *content)
{
	double height = block->profile->image_height;

	g_string_append(content, "q ");
	pdf_put_number(content, picture_width(block->profile));
	g_string_append(content, " 0 0 ");
	pdf_put_number(content, height);
	g_string_append(content, " 0 ");
	pdf_put_number(content, block->height - height);
	g_string_append(content, " cm /Im0 Do Q\n");
}

static void put_colour(const double colour[3], GString *content)
{
	if (colour[0] == 0 && colour[1] == 0 && colour[2] == 0) {
		g_string_append(content, "0 g ");
		return;
	}
	for (unsigned i = 0; i < 3; i++) {
		pdf_put_number(content, colour[i]);
		g_string_append_c(content, ' ');
	}
	g_string_append(content, "rg ");
}

static void put_text(const Block *block, GString *content)
{
	g_string_append(content, "q ");
	put_colour(block->profile->colour, content);
	g_string_append(content, "BT /F0 ");
	pdf_put_number(content, block->size);
	g_string_append(content, " Tf ");
	for (unsigned i = 0; i < block->lines->len; i++) {
		const char *line = block->lines->pdata[i];
		g_string_append(content, "1 0 0 1 ");
		pdf_put_number(content, block->text_left);
		g_string_append_c(content, ' ');
		pdf_put_number(
			content, block->height - block->size * ASCENT - i * block->size * LEADING);
		g_string_append(content, " Tm ");
		subset_put_glyphs(block->font, content, line, strlen(line));
		g_string_append(content, " Tj\n");
	}
	g_string_append(content, "ET Q");
}

GBytes *block_draw(const Block *block, bool *out_coded)
{
	GString *content = g_string_new(NULL);
	double size = block->profile->qr_size;

	*out_coded = true;
	if (block->profile->picture != NULL)
		put_picture(block, content);
	if (block->code != NULL)
		*out_coded = qr_put(content, block->code, block->text_left - GAP - size,
			block->height - size, size);
	put_text(block, content);
	return g_string_free_to_bytes(content);
}
