/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "signer/profile.h"
#include "signer/room.h"

#include <string.h>

enum { WIDTH = 595, HEIGHT = 842 };

static const Sheet sheet = { .width = WIDTH, .height = HEIGHT, .unit = 1 };

typedef struct {
	guint8 cells[HEIGHT][WIDTH];
} Page;

/* A page of this grey, with the noise of a scanner. */
static Page *make_page(int grey)
{
	Page *page = g_new(Page, 1);
	g_autoptr(GRand) random = g_rand_new_with_seed(1);

	for (unsigned y = 0; y < HEIGHT; y++)
		for (unsigned x = 0; x < WIDTH; x++) {
			int value = grey + g_rand_int_range(random, -8, 9);
			page->cells[y][x] = (guint8)CLAMP(value, 0, 255);
		}
	return page;
}

static void ink(
	Page *page, unsigned left, unsigned top, unsigned width, unsigned height, guint8 value)
{
	for (unsigned y = top; y < top + height; y++)
		memset(&page->cells[y][left], value, width);
}

static InkMap *map(const Page *page)
{
	return ink_map_new(&page->cells[0][0], WIDTH, HEIGHT, &sheet);
}

static unsigned count_all(const Page *page)
{
	g_autoptr(InkMap) all = map(page);

	return ink_map_count(all, &(Rect) { 0, 0, WIDTH, HEIGHT });
}

static void test_paper(void)
{
	static const int greys[] = { 255, 200, 140 };

	for (unsigned i = 0; i < G_N_ELEMENTS(greys); i++) {
		g_autofree Page *page = make_page(greys[i]);
		g_assert_cmpuint(count_all(page), ==, 0);
		ink(page, 100, 100, 40, 10, 30);
		g_assert_cmpuint(count_all(page), ==, 400);
	}
}

/* From one edge to the other the paper may lose half of its light. */
static void test_shade(void)
{
	g_autofree Page *page = make_page(240);

	for (unsigned y = 0; y < HEIGHT; y++)
		for (unsigned x = 0; x < WIDTH; x++)
			page->cells[y][x] = (guint8)(page->cells[y][x] - x / 8);
	g_assert_cmpuint(count_all(page), ==, 0);
}

static void test_specks(void)
{
	g_autofree Page *page = make_page(255);

	for (unsigned i = 0; i < 50; i++)
		ink(page, 10 + 10 * i, 50, 3, 1, 0);
	g_assert_cmpuint(count_all(page), ==, 0);
	ink(page, 300, 200, 2, 2, 0);
	g_assert_cmpuint(count_all(page), ==, 4);
}

/* Where paper ends there is none to write on. */
static void test_dark(void)
{
	g_autofree Page *page = make_page(0);

	g_assert_cmpuint(count_all(page), ==, WIDTH * HEIGHT);
	ink(page, 40, 0, WIDTH - 40, HEIGHT, 230);
	g_assert_cmpuint(count_all(page), ==, 40 * HEIGHT);
}

static void test_count(void)
{
	g_autofree Page *page = make_page(255);
	ink(page, 100, 100, 10, 10, 0);
	g_autoptr(InkMap) printed = map(page);

	/* the sheet's origin is at the lower left */
	g_assert_cmpuint(ink_map_count(printed, &(Rect) { 100, 732, 110, 742 }), ==, 100);
	g_assert_cmpuint(ink_map_count(printed, &(Rect) { 109.5, 741.5, 120, 760 }), ==, 1);
	g_assert_cmpuint(ink_map_count(printed, &(Rect) { 110, 732, 120, 742 }), ==, 0);
	g_assert_cmpuint(ink_map_count(printed, &(Rect) { -50, 700, 0, 800 }), ==, 0);
}

static Room find(const Page *page)
{
	g_autoptr(InkMap) printed = map(page);

	return room_find(printed, profiles_find(NULL, "nd30-copy"), 170, 40);
}

static void test_room(void)
{
	g_autofree Page *page = make_page(240);
	Room room = find(page);

	g_assert_cmpint(room.end, ==, ROOM_AT_PLACE);
	g_assert_cmpfloat(room.rect.right, ==, WIDTH - 6);
	g_assert_cmpfloat(room.rect.top, ==, HEIGHT - 6);

	ink(page, 560, 30, 20, 20, 0); /* the nearest is to the left of it */
	room = find(page);
	g_assert_cmpint(room.end, ==, ROOM_ELSEWHERE);
	g_assert_cmpfloat(room.rect.top, ==, HEIGHT - 6);
	g_assert_cmpfloat(room.rect.right, <=, 560 - 1.5);
	g_assert_cmpfloat(room.rect.right, >, 555);

	ink(page, 0, 5, WIDTH, 10, 0); /* and now below */
	room = find(page);
	g_assert_cmpfloat(room.rect.top, <=, HEIGHT - 15 - 1.5);
	g_assert_cmpfloat(HEIGHT - room.rect.bottom, <=, 25 / 25.4 * 72);
}

static void test_other_margins(void)
{
	g_autofree Page *page = make_page(240);

	ink(page, 0, 0, WIDTH, 400, 20);
	Room room = find(page);
	g_assert_cmpint(room.end, ==, ROOM_ELSEWHERE);
	g_assert_cmpfloat(room.rect.bottom, ==, 6);
	g_assert_cmpfloat(room.rect.right, ==, WIDTH - 6);

	ink(page, 0, 400, WIDTH, HEIGHT - 400, 20);
	ink(page, 200, 780, 300, 62, 240); /* so nearly that some of it is printed on */
	ink(page, 300, 800, 10, 10, 20);
	room = find(page);
	g_assert_cmpint(room.end, ==, ROOM_ELSEWHERE);
	ink(page, 400, 800, 10, 10, 20);
	room = find(page);
	g_assert_cmpint(room.end, ==, ROOM_PRINTED);
	g_assert_cmpfloat(room.rect.left, >=, 190);
	g_assert_cmpfloat(room.rect.right, <=, 510);
}

static void test_fits(void)
{
	const Profile *profile = profiles_find(NULL, "tt05");

	g_assert_true(room_fits(&sheet, profile, WIDTH - 12, HEIGHT - 12));
	g_assert_false(room_fits(&sheet, profile, WIDTH - 11, 10));
	g_assert_false(room_fits(&sheet, profile, 10, HEIGHT - 11));
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/room/paper is no print, whatever its grey and noise", test_paper);
	g_test_add_func("/room/paper may be lit unevenly", test_shade);
	g_test_add_func("/room/specks are no print, up to a size", test_specks);
	g_test_add_func("/room/what is dark is no paper", test_dark);
	g_test_add_func("/room/counts the cells that a rectangle touches", test_count);
	g_test_add_func("/room/takes the nearest place in the margin", test_room);
	g_test_add_func(
		"/room/takes other margins then, and else the least print", test_other_margins);
	g_test_add_func("/room/knows what fits on a sheet", test_fits);
	return g_test_run();
}
