/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ocr/clean_ink.h"

enum { SIDE = 40 };

/* A single dot, wherever it stands: its line has room above and below whatever the page's size. */
static void test_dots(void)
{
	for (unsigned place = 0; place < SIDE * SIDE; place++) {
		auto_pix text = pixCreate(SIDE, SIDE, 1);
		pixSetPixel(text, place % SIDE, place / SIDE, 1);
		for (unsigned turn = 0; turn <= 90; turn += 90) {
			double up = ink_uprightness(text, turn, 0);
			g_assert_cmpfloat(up, >=, -1);
			g_assert_cmpfloat(up, <=, 1);
		}
	}
}

/* Nothing that a row of ink has on one side alone is lost at the page's edge. */
static void test_edges(void)
{
	for (int side = 0; side < 2; side++) {
		auto_pix text = pixCreate(SIDE, SIDE, 1);
		for (int x = 0; x < SIDE; x++)
			pixSetPixel(text, x, side == 0 ? 2 : SIDE - 3, 1);
		pixSetPixel(text, 1, side == 0 ? 1 : SIDE - 2, 1);
		double up = ink_uprightness(text, 0, 0);
		g_assert_cmpfloat(up, ==, side == 0 ? 1 : -1);
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/ink/takes a dot wherever it stands", test_dots);
	g_test_add_func("/ink/weighs lines at the edges", test_edges);
	return g_test_run();
}
