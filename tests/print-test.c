/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pages drawn with boxes for letters, at 300 dpi. */
#include "ocr/print.h"

#include "ocr/clean_pen.h"
#include "ocr/clean_ring.h"

#include <math.h>

enum { DPI = 300, WIDTH = 1600, HEIGHT = 1200 };
enum { LETTER = 28, STEP = 36 }; /* pixels: of a letter, and from one to the next */

static PIX *new_page(void)
{
	PIX *page = pixCreate(WIDTH, HEIGHT, 8);

	pixSetAll(page);
	return page;
}

static void put_box(PIX *page, int x, int y, int width, int height)
{
	BOX *box = boxCreate(x, y, width, height);

	pixSetInRectArbitrary(page, box, 0);
	boxDestroy(&box);
}

static void put_letters(PIX *page, int x, int y, unsigned count)
{
	for (unsigned i = 0; i < count; i++)
		put_box(page, x + (int)i * STEP, y, LETTER, LETTER);
}

static const PrintLine *line_at(const Print *print, unsigned i)
{
	return print->lines->pdata[i];
}

/* Lines in reading order as "left,top" of each, in pixels of the page, rounded to ten. */
static void assert_lines(const Print *print, const char *expected)
{
	g_autoptr(GString) found = g_string_new(NULL);

	for (unsigned i = 0; i < print->lines->len; i++) {
		const PrintLine *line = line_at(print, i);
		g_string_append_printf(found, "%s%d,%d", i > 0 ? " " : "",
			(line->at.left * (int)print->factor + 5) / 10 * 10,
			(line->at.top * (int)print->factor + 5) / 10 * 10);
	}
	g_assert_cmpstr(found->str, ==, expected);
}

static void test_lines(void)
{
	auto_pix page = new_page();

	put_letters(page, 100, 100, 30);
	put_letters(page, 100, 150, 20);
	put_letters(page, 100, 240, 1); /* alone, like the number of a page */
	g_autoptr(Print) print = print_read(page, DPI, false);
	assert_lines(print, "100,100 100,150 100,240");
	g_assert_cmpuint(line_at(print, 0)->letters->len, ==, 30);
	g_assert_cmpuint(line_at(print, 1)->block, ==, line_at(print, 0)->block);
}

/* A line that climbs by more than its height from one end to the other is one line. */
static void test_leaning(void)
{
	auto_pix page = new_page();

	for (int i = 0; i < 35; i++) {
		put_letters(page, 100 + i * STEP, 100 + i * 2, 1);
		put_letters(page, 100 + i * STEP, 160 + i * 2, 1);
	}
	g_autoptr(Print) print = print_read(page, DPI, false);
	assert_lines(print, "100,100 100,160");
	g_assert_cmpuint(line_at(print, 0)->letters->len, ==, 35);
}

/* The head of a document: what stands left is read before what stands right; the title ends it. */
static void test_columns(void)
{
	auto_pix page = new_page();

	put_letters(page, 100, 100, 12);
	put_letters(page, 100, 160, 12);
	put_letters(page, 800, 100, 18);
	put_letters(page, 800, 160, 18);
	put_letters(page, 400, 300, 16);
	put_letters(page, 100, 400, 36);
	g_autoptr(Print) print = print_read(page, DPI, false);
	assert_lines(print, "100,100 100,160 800,100 800,160 400,300 100,400");
}

static void put_table(PIX *page, int x, int y, int columns, int rows, int width, int height)
{
	for (int i = 0; i <= columns; i++)
		put_box(page, x + i * width, y, 4, rows * height + 4);
	for (int i = 0; i <= rows; i++)
		put_box(page, x, y + i * height, columns * width + 4, 4);
}

/* Cells are read row by row, a cell of two lines to its end; rules are no letters. */
static void test_table(void)
{
	auto_pix page = new_page();

	put_table(page, 100, 100, 3, 2, 300, 160);
	for (int row = 0; row < 2; row++)
		for (int column = 0; column < 3; column++)
			put_letters(page, 130 + column * 300, 130 + row * 160, 4);
	put_letters(page, 430, 190, 4);
	g_autoptr(Print) print = print_read(page, DPI, false);
	g_assert_cmpuint(print->cells->len, ==, 6);
	assert_lines(print, "130,130 430,130 430,190 730,130 130,290 430,290 730,290");
	g_assert_cmpint(line_at(print, 0)->cell, ==, 0);
}

/* Neighbours close on both sides of a rule are two lines. */
static void test_rule_between(void)
{
	auto_pix page = new_page();

	put_letters(page, 100, 300, 5);
	put_box(page, 290, 200, 4, 250);
	put_letters(page, 310, 300, 5);
	g_autoptr(Print) print = print_read(page, DPI, false);
	assert_lines(print, "100,300 310,300");
}

/* A descender that touches the line below ties two letters together: they are parted again. */
static void test_touching(void)
{
	auto_pix page = new_page();

	put_letters(page, 100, 100, 20);
	put_letters(page, 100, 160, 20);
	put_box(page, 400, 120, 4, 45);
	g_autoptr(Print) print = print_read(page, DPI, false);
	g_assert_cmpuint(print->lines->len, ==, 2);
	g_assert_cmpuint(line_at(print, 0)->letters->len, ==, 20);
	g_assert_cmpuint(line_at(print, 1)->letters->len, ==, 20);
}

/* Accents and dots belong to the line that they are nearest to, and to its picture alone. */
static void test_marks(void)
{
	auto_pix page = new_page();

	put_letters(page, 100, 100, 20);
	put_letters(page, 100, 170, 20);
	put_box(page, 110, 155, 10, 8); /* above the second line */
	put_box(page, 155, 134, 8, 8);  /* below the first */
	put_box(page, 824, 120, 8, 8);  /* a full stop */
	g_autoptr(Print) print = print_read(page, DPI, false);
	assert_lines(print, "100,100 100,150");
	g_assert_cmpuint(line_at(print, 0)->marks->len, ==, 2);
	g_assert_cmpuint(line_at(print, 1)->marks->len, ==, 1);
}

static double count_dark(PIX *pix)
{
	auto_pix ink = pixThresholdToBinary(pix, 128);
	int count = 0;

	pixCountPixels(ink, &count, NULL);
	return count;
}

static void test_picture(void)
{
	auto_pix page = new_page();
	int left, top;

	put_letters(page, 100, 100, 10);
	put_box(page, 100, 132, 12, 12); /* deep enough to make room for the line below */
	put_letters(page, 100, 150, 10);
	put_box(page, 300, 136, 12, 10); /* an accent of the second line */
	g_autoptr(Print) print = print_read(page, DPI, false);
	auto_pix picture = print_line_pix(print, line_at(print, 0), &left, &top);
	g_assert_cmpfloat(fabs(count_dark(picture) - 10 * LETTER * LETTER), <, 250);
	g_assert_cmpint(left, <, 100);
	g_assert_cmpint(top, <, 100);
}

/* Figures that stand above the line of print are handwriting, and in no line. */
static void test_hand(void)
{
	auto_pix page = new_page();

	put_letters(page, 100, 200, 8);
	put_letters(page, 100 + 8 * STEP, 188, 3);
	put_letters(page, 100 + 11 * STEP, 200, 8);
	g_autoptr(Print) print = print_read(page, DPI, true);
	g_assert_cmpuint(print->hand->len, ==, 1);
	const Extent *hand = &g_array_index(print->hand, Extent, 0);
	g_assert_cmpint(abs(hand->left * 2 - 100 - 8 * STEP), <=, 4);
	unsigned letters = 0;
	for (unsigned i = 0; i < print->lines->len; i++)
		letters += line_at(print, i)->letters->len;
	g_assert_cmpuint(letters, ==, 16);

	g_autoptr(Print) all = print_read(page, DPI, false);
	g_assert_cmpuint(all->hand->len, ==, 0);
}

/* A letter that has lost its foot is no handwriting. */
static void test_no_hand(void)
{
	auto_pix page = new_page();

	put_letters(page, 100, 200, 8);
	put_box(page, 100 + 8 * STEP, 200, LETTER, LETTER - 8);
	put_letters(page, 100 + 9 * STEP, 200, 8);
	g_autoptr(Print) print = print_read(page, DPI, true);
	g_assert_cmpuint(print->hand->len, ==, 0);
}

static void test_nothing(void)
{
	auto_pix page = new_page();
	auto_pix dot = pixCreate(1, 1, 1);
	auto_pix noise = pixCreate(600, 600, 1);

	g_autoptr(Print) empty = print_read(page, DPI, true);
	g_assert_cmpuint(empty->lines->len, ==, 0);
	g_autoptr(Print) tiny = print_read(dot, DPI, true);
	g_assert_nonnull(tiny);
	for (int y = 0; y < 600; y += 3)
		for (int x = y % 2; x < 600; x += 3)
			pixSetPixel(noise, x, y, 1);
	g_autoptr(Print) noisy = print_read(noise, DPI, true);
	g_assert_nonnull(noisy);
}

/* 60,000 letters, each a line of its own: none may be compared with all others. */
static void test_stairs(void)
{
	auto_pix page = pixCreate(5000, 7000, 1);
	gint64 start = g_get_monotonic_time();

	for (int x = 0, step = 0; x < 4990; x += 20, step++)
		for (int y = step * 9 % 26; y < 6980; y += 26)
			pixRasterop(page, x, y, 10, 12, PIX_SET, NULL, 0, 0);
	g_autoptr(Print) print = print_read(page, DPI, true);
	g_assert_cmpuint(print->lines->len, >, 30000);
	g_assert_cmpint(g_get_monotonic_time() - start, <, 10 * G_USEC_PER_SEC);
}

/* Specks in the upper part of the page, more than are kept, are no reason to lose what is below. */
static void test_many_specks(void)
{
	auto_pix page = pixCreate(2400, 3400, 1);

	for (int y = 0; y < 2400; y += 8)
		for (int x = 0; x < 2400; x += 8)
			pixRasterop(page, x, y, 2, 2, PIX_SET, NULL, 0, 0);
	for (int i = 0; i < 20; i++)
		pixRasterop(page, 100 + i * STEP, 3000, LETTER, LETTER, PIX_SET, NULL, 0, 0);
	g_autoptr(Print) print = print_read(page, DPI, false);
	assert_lines(print, "100,3000");
}

/* A scan that says to have less than one dot an inch is read, not taken for a lack of memory. */
static void test_few_dots(void)
{
	auto_pix page = new_page();

	put_letters(page, 100, 100, 10);
	g_autoptr(Print) print = print_read(page, 1, false);
	g_assert_nonnull(print);
}

static void put_circle(PIX *page, double x, double y, double radius, double thick)
{
	for (double angle = 0; angle < 2 * G_PI; angle += 0.001)
		for (double r = radius - thick / 2; r <= radius + thick / 2; r += 0.4)
			pixSetPixel(page, (int)lround(x + r * cos(angle)),
				(int)lround(y + r * sin(angle)), 1);
}

/* A ring crossed by a stroke: the ring goes, the stroke stays. */
static void test_ring(void)
{
	auto_pix page = pixCreate(800, 800, 1);
	auto_pix mask = pixCreate(800, 800, 1);
	BOX *stroke = boxCreate(395, 120, 10, 160);

	put_circle(page, 400, 400, 210, 5);
	put_circle(page, 400, 400, 195, 3);
	pixSetInRect(page, stroke);
	auto_pix small = pixScaleToGray2(page);
	auto_pix ink = pixThresholdToBinary(small, 160);
	g_autoptr(GArray) rings = rings_find(ink, ink, DPI / 2.0);
	g_assert_cmpuint(rings->len, ==, 1);
	Ring ring = g_array_index(rings, Ring, 0);
	g_assert_cmpfloat(fabs(ring.radius - 105), <, 3);

	ring = (Ring) { ring.x * 2, ring.y * 2, ring.radius * 2 };
	ring_mark(page, &ring, mask);
	pixSubtract(page, page, mask);
	int inside = 0, all = 0;
	pixCountPixelsInRect(page, stroke, &inside, NULL);
	pixCountPixels(page, &all, NULL);
	g_assert_cmpint(inside, >, 10 * 160 * 9 / 10);
	g_assert_cmpint(all - inside, <, 300); /* of some 10,000 */
	boxDestroy(&stroke);
}

static void test_no_ring(void)
{
	auto_pix page = pixCreate(800, 800, 1);

	for (int i = 0; i < 12; i++) {
		BOX *line = boxCreate(100, 100 + i * 50, 600, 4);
		pixSetInRect(page, line);
		boxDestroy(&line);
	}
	g_autoptr(GArray) rings = rings_find(page, page, DPI / 2.0);
	g_assert_cmpuint(rings->len, ==, 0);
}

static void fill(PIX *page, int x, int y, int width, int height, unsigned colour)
{
	BOX *box = boxCreate(x, y, width, height);

	pixSetInRectArbitrary(page, box, colour);
	boxDestroy(&box);
}

/* Blue strokes among black ones are moved to their own layer; a page in blue is left alone. */
static void test_pen(void)
{
	auto_pix page = pixCreate(400, 200, 32);
	auto_pix ink = pixCreate(400, 200, 1);
	auto_pix all = pixCreate(400, 200, 1);

	pixSetAll(page);
	fill(page, 20, 50, 200, 10, 0x00000000);
	fill(page, 250, 50, 30, 5, 0x18248000);
	pixSetAll(all);
	auto_pix lit = pixConvertRGBToGray(page, 0, 0, 0);
	auto_pix where = pen_find(page, all, 100);
	g_assert_nonnull(where);
	auto_pix pen = pen_part(page, where, 1, lit);
	g_assert_cmpfloat(count_dark(pen), ==, 150);
	g_assert_cmpfloat(count_dark(lit), ==, 2000);

	fill(ink, 250, 50, 30, 5, 1); /* now all ink is blue */
	auto_pix none = pen_find(page, ink, 100);
	g_assert_null(none);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/print/finds lines and a number that stands alone", test_lines);
	g_test_add_func("/print/follows a line that leans", test_leaning);
	g_test_add_func("/print/reads the columns of a head one after the other", test_columns);
	g_test_add_func("/print/reads a table cell by cell", test_table);
	g_test_add_func("/print/ends a line at a rule", test_rule_between);
	g_test_add_func("/print/parts letters of two lines that touch", test_touching);
	g_test_add_func("/print/gives accents to the nearest line", test_marks);
	g_test_add_func("/print/cuts a line out without its neighbours", test_picture);
	g_test_add_func("/print/sets figures aside that stand above the line", test_hand);
	g_test_add_func("/print/leaves letters that have lost their foot", test_no_hand);
	g_test_add_func("/print/finds nothing where nothing is", test_nothing);
	g_test_add_func("/print/reads a page of stairs within seconds", test_stairs);
	g_test_add_func("/print/loses no line to specks", test_many_specks);
	g_test_add_func("/print/reads a page of few dots an inch", test_few_dots);
	g_test_add_func("/print/lifts a ring and leaves the stroke that crosses it", test_ring);
	g_test_add_func("/print/takes ruled paper for no ring", test_no_ring);
	g_test_add_func("/print/parts blue ink from black", test_pen);
	return g_test_run();
}
