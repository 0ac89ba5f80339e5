/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/pdf_unicode.h"

enum { MOST_IN_SECTION = 100 }; /* 9.10.3 */

struct PdfUnicode {
	GString *text;
	unsigned left; /* codes to come */
	unsigned room; /* in the section that is open */
};

PdfUnicode *pdf_unicode_begin(unsigned count)
{
	PdfUnicode *map = g_new0(PdfUnicode, 1);

	map->left = count;
	map->text = g_string_new(
		"/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
		"/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n"
		"/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n"
		"1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n");
	return map;
}

void pdf_unicode_put(PdfUnicode *map, unsigned code, const char *letter)
{
	glong units = 0;
	g_autofree gunichar2 *utf16 = g_utf8_to_utf16(letter, -1, NULL, &units, NULL);

	g_assert(utf16 != NULL && map->left > 0);
	if (map->room == 0) {
		map->room = MIN(map->left, MOST_IN_SECTION);
		g_string_append_printf(map->text, "%u beginbfchar\n", map->room);
	}
	g_string_append_printf(map->text, "<%04X> <", code);
	for (glong i = 0; i < units; i++)
		g_string_append_printf(map->text, "%04X", utf16[i]);
	g_string_append(map->text, ">\n");
	map->left--;
	if (--map->room == 0)
		g_string_append(map->text, "endbfchar\n");
}

GBytes *pdf_unicode_end(PdfUnicode *map)
{
	GString *text = map->text;

	g_assert(map->left == 0);
	g_free(map);
	g_string_append(text, "endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n");
	return g_string_free_to_bytes(text);
}
