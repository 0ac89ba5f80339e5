/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ocr/jp2_box.h"

enum { HEAD = 8, LONG_HEAD = 16, TO_THE_END = 0, IS_LONG = 1 };

bool jp2_box_take(Bytes *bytes, uint32_t *out_type, Bytes *out_content)
{
	if (bytes->left < HEAD)
		return false;
	uint64_t length = read_be32(bytes->at);
	size_t head = HEAD;
	if (length == IS_LONG && bytes->left >= LONG_HEAD) {
		length = (uint64_t)read_be32(bytes->at + 8) << 32 | read_be32(bytes->at + 12);
		head = LONG_HEAD;
	} else if (length == TO_THE_END) {
		length = bytes->left;
	}
	if (length < head || length > bytes->left)
		return false;
	*out_type = read_be32(bytes->at + 4);
	*out_content = (Bytes) { bytes->at + head, (size_t)length - head };
	bytes->at += length, bytes->left -= (size_t)length;
	return true;
}
