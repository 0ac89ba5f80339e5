/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pipeline/document_types.h"

#include "base/text.h"

#include <glib.h>
#include <string.h>

static const DocumentType types[] = {
	{ "NGHỊ QUYẾT", "NQ", false },
	{ "QUYẾT ĐỊNH", "QĐ", false },
	{ "CHỈ THỊ", "CT", false },
	{ "QUY CHẾ", "QC", false },
	{ "QUY ĐỊNH", "QyĐ", false },
	{ "THÔNG CÁO", "TC", false },
	{ "THÔNG BÁO", "TB", false },
	{ "HƯỚNG DẪN", "HD", false },
	{ "CHƯƠNG TRÌNH", "CTr", false },
	{ "KẾ HOẠCH", "KH", false },
	{ "PHƯƠNG ÁN", "PA", false },
	{ "ĐỀ ÁN", "ĐA", false },
	{ "DỰ ÁN", "DA", false },
	{ "BÁO CÁO", "BC", false },
	{ "BIÊN BẢN", "BB", false },
	{ "TỜ TRÌNH", "TTr", false },
	{ "HỢP ĐỒNG", "HĐ", false },
	{ "CÔNG ĐIỆN", "CĐ", false },
	{ "BẢN GHI NHỚ", "BGN", false },
	{ "BẢN THỎA THUẬN", "BTT", false },
	{ "GIẤY ỦY QUYỀN", "GUQ", false },
	{ "GIẤY MỜI", "GM", false },
	{ "GIẤY GIỚI THIỆU", "GGT", false },
	{ "GIẤY NGHỈ PHÉP", "GNP", false },
	{ "PHIẾU GỬI", "PG", false },
	{ "PHIẾU CHUYỂN", "PC", false },
	{ "PHIẾU BÁO", "PB", false },
	{ "THƯ CÔNG", NULL, false },
	{ DOCUMENT_TYPE_LETTER, NULL, false },
	{ "GIẤY PHÉP", "GP", true },
	{ "GIẤY PHÉP XÂY DỰNG", "GPXD", false },
	{ "GIẤY CHỨNG NHẬN", "GCN", true },
	{ "GIẤY CHỨNG NHẬN QUYỀN SỬ DỤNG ĐẤT", NULL, true },
	{ "GIẤY CHỨNG NHẬN ĐĂNG KÝ KINH DOANH", NULL, true },
	{ "GIẤY CHỨNG NHẬN ĐĂNG KÝ DOANH NGHIỆP", NULL, true },
	{ "GIẤY CHỨNG NHẬN ĐĂNG KÝ KẾT HÔN", NULL, false },
	{ "GIẤY CHỨNG NHẬN KẾT HÔN", NULL, false },
	{ "GIẤY CHỨNG NHẬN ĐẦU TƯ", NULL, false },
	{ "GIẤY XÁC NHẬN", NULL, true },
	{ "GIẤY CHỨNG TỬ", NULL, false },
	{ "GIẤY KHAI SINH", NULL, false },
	{ "GIẤY BÁO TỬ", NULL, false },
	{ "GIẤY BIÊN NHẬN", NULL, true },
	{ "CHỨNG CHỈ", NULL, true },
	{ "CHỨNG CHỈ HÀNH NGHỀ", "CCHN", true },
	{ "CHỨNG CHỈ QUY HOẠCH", NULL, false },
	{ "BẰNG TỐT NGHIỆP", NULL, true },
	{ "TRÍCH LỤC", NULL, true },
	{ "TRÍCH LỤC KHAI SINH", "TLKS", false },
	{ "TRÍCH LỤC KẾT HÔN", "TLKH", false },
	{ "TRÍCH LỤC KHAI TỬ", "TLKT", false },
	{ "TRÍCH LỤC BẢN ĐỒ ĐỊA CHÍNH", NULL, false },
	{ "PHIẾU LÝ LỊCH TƯ PHÁP", NULL, true },
	{ "LỆNH", NULL, false },
	{ "TỜ KHAI", NULL, true },
	{ "ĐƠN ĐỀ NGHỊ", NULL, true },
};

enum { LONGEST = 48 };

/* The letters of `text`, plain, without what stands between; at most LONGEST. */
static unsigned letters_of(const char *text, char letters[LONGEST + 1])
{
	g_autofree char *plain = text_fold_plain(text);
	unsigned count = 0;

	for (const char *at = plain; *at != '\0' && count < LONGEST; at++)
		if (g_ascii_isalnum(*at))
			letters[count++] = *at;
	letters[count] = '\0';
	return count;
}

/* The least number of letters to change, add or leave out so that `name` becomes the beginning of
 * `title` of `*length` letters (Levenshtein); *length is set to where that beginning ends. */
static unsigned distance_to_beginning(const char *name, const char *title, unsigned *length)
{
	unsigned row[LONGEST + 1], size = (unsigned)strlen(title), best = 0;

	for (unsigned j = 0; j <= size; j++)
		row[j] = j;
	for (unsigned i = 1; name[i - 1] != '\0'; i++) {
		unsigned corner = row[0];
		row[0] = i;
		for (unsigned j = 1; j <= size; j++) {
			unsigned change = corner + (name[i - 1] != title[j - 1]);
			corner = row[j];
			row[j] = MIN(change, MIN(row[j], row[j - 1]) + 1);
		}
	}
	for (unsigned j = 0; j <= size; j++)
		if (row[j] < row[best] || (row[j] == row[best] && j == strlen(name)))
			best = j;
	*length = best;
	return row[best];
}

const DocumentType *document_type_find(const char *title, bool *out_whole)
{
	char name[LONGEST + 1], letters[LONGEST + 1];
	unsigned size = letters_of(title, letters), longest = 0, least = 0;
	const DocumentType *found = NULL;

	for (size_t i = 0; i < G_N_ELEMENTS(types); i++) {
		unsigned end, length = letters_of(types[i].name, name);
		if (length < longest || length > size + 1)
			continue;
		unsigned distance = distance_to_beginning(name, letters, &end);
		if (distance > length / 8 || (length == longest && distance >= least))
			continue;
		longest = length;
		least = distance;
		found = &types[i];
		*out_whole = end == size;
	}
	return found;
}

const char *document_type_abbreviation(const char *name)
{
	for (size_t i = 0; i < G_N_ELEMENTS(types); i++)
		if (g_str_equal(types[i].name, name))
			return types[i].abbreviation;
	return NULL;
}
