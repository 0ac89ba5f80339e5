/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pipeline/document_types.h"

#include "base/text.h"

#include <glib.h>
#include <string.h>

static const DocumentType types[] = {
	{ "NGHỊ QUYẾT", false },
	{ "QUYẾT ĐỊNH", false },
	{ "CHỈ THỊ", false },
	{ "QUY CHẾ", false },
	{ "QUY ĐỊNH", false },
	{ "THÔNG CÁO", false },
	{ "THÔNG BÁO", false },
	{ "HƯỚNG DẪN", false },
	{ "CHƯƠNG TRÌNH", false },
	{ "KẾ HOẠCH", false },
	{ "PHƯƠNG ÁN", false },
	{ "ĐỀ ÁN", false },
	{ "DỰ ÁN", false },
	{ "BÁO CÁO", false },
	{ "BIÊN BẢN", false },
	{ "TỜ TRÌNH", false },
	{ "HỢP ĐỒNG", false },
	{ "CÔNG ĐIỆN", false },
	{ "BẢN GHI NHỚ", false },
	{ "BẢN THỎA THUẬN", false },
	{ "GIẤY ỦY QUYỀN", false },
	{ "GIẤY MỜI", false },
	{ "GIẤY GIỚI THIỆU", false },
	{ "GIẤY NGHỈ PHÉP", false },
	{ "PHIẾU GỬI", false },
	{ "PHIẾU CHUYỂN", false },
	{ "PHIẾU BÁO", false },
	{ "THƯ CÔNG", false },
	{ DOCUMENT_TYPE_LETTER, false },
	{ "GIẤY PHÉP", true },
	{ "GIẤY PHÉP XÂY DỰNG", false },
	{ "GIẤY CHỨNG NHẬN", true },
	{ "GIẤY CHỨNG NHẬN QUYỀN SỬ DỤNG ĐẤT", true },
	{ "GIẤY CHỨNG NHẬN ĐĂNG KÝ KINH DOANH", true },
	{ "GIẤY CHỨNG NHẬN ĐĂNG KÝ DOANH NGHIỆP", true },
	{ "GIẤY CHỨNG NHẬN ĐĂNG KÝ KẾT HÔN", false },
	{ "GIẤY CHỨNG NHẬN KẾT HÔN", false },
	{ "GIẤY CHỨNG NHẬN ĐẦU TƯ", false },
	{ "GIẤY XÁC NHẬN", true },
	{ "GIẤY CHỨNG TỬ", false },
	{ "GIẤY KHAI SINH", false },
	{ "GIẤY BÁO TỬ", false },
	{ "GIẤY BIÊN NHẬN", true },
	{ "CHỨNG CHỈ", true },
	{ "CHỨNG CHỈ HÀNH NGHỀ", true },
	{ "CHỨNG CHỈ QUY HOẠCH", false },
	{ "BẰNG TỐT NGHIỆP", true },
	{ "TRÍCH LỤC", true },
	{ "TRÍCH LỤC KHAI SINH", false },
	{ "TRÍCH LỤC KẾT HÔN", false },
	{ "TRÍCH LỤC KHAI TỬ", false },
	{ "TRÍCH LỤC BẢN ĐỒ ĐỊA CHÍNH", false },
	{ "PHIẾU LÝ LỊCH TƯ PHÁP", true },
	{ "LỆNH", false },
	{ "TỜ KHAI", true },
	{ "ĐƠN ĐỀ NGHỊ", true },
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
