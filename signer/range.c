/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A signature covers what it says only if all of this holds:
 *  1. ByteRange is [0 a b c], in ascending order, inside the file;
 *  2. bytes a … b-1 are "<", an even number of hexadecimal digits all of one case, ">": no room
 *     for anything that a reader could see;
 *  3. these digits are the value that qpdf reads as this signature's /Contents. The string itself
 *     cannot stand elsewhere: there it would be covered, and would have to hold a signature over
 *     itself.
 */
#include "signer/range.h"

#include "base/i18n.h"

#include <string.h>

enum { MOST_CONTENTS = 4 << 20, SHAKE256_BYTES = 64 };

void range_clear(Range *range)
{
	g_clear_pointer(&range->contents, g_bytes_unref);
}

static bool read_numbers(const PdfFile *document, qpdf_oh signature, size_t numbers[4])
{
	qpdf_data qpdf = document->qpdf;
	qpdf_oh array = pdf_file_find(document, signature, "/ByteRange");

	if (!qpdf_oh_is_array(qpdf, array) || qpdf_oh_get_array_n_items(qpdf, array) != 4)
		return false;
	for (int i = 0; i < 4; i++)
		if (!pdf_file_read_offset(
			    document, qpdf_oh_get_array_item(qpdf, array, i), &numbers[i]))
			return false;
	return numbers[0] == 0 && numbers[1] > 0 && numbers[1] < numbers[2] &&
		numbers[2] <= document->size && numbers[3] <= document->size - numbers[2];
}

/* The value of digits that are all of one case, or -1. Asked for each of some ten thousand digits. */
static inline int digit_value(unsigned char digit, bool *upper, bool *lower)
{
	if (digit >= '0' && digit <= '9')
		return digit - '0';
	if (digit >= 'A' && digit <= 'F') {
		*upper = true;
		return digit - 'A' + 10;
	}
	if (digit >= 'a' && digit <= 'f') {
		*lower = true;
		return digit - 'a' + 10;
	}
	return -1;
}

static GBytes *decode_gap(const PdfFile *document, const Range *range)
{
	const unsigned char *digits = document->data + range->before + 1;
	size_t size = range->after - range->before;
	bool upper = false, lower = false;

	if (size < 4 || size % 2 != 0 || size > 2 * (size_t)MOST_CONTENTS || digits[-1] != '<' ||
		document->data[range->after - 1] != '>')
		return NULL;
	g_autofree unsigned char *bytes = g_malloc(size / 2);
	for (size_t i = 0; i + 2 < size; i += 2) {
		int high = digit_value(digits[i], &upper, &lower);
		int low = digit_value(digits[i + 1], &upper, &lower);
		if (high < 0 || low < 0)
			return NULL;
		bytes[i / 2] = (unsigned char)(high << 4 | low);
	}
	return upper && lower ? NULL : g_bytes_new_take(g_steal_pointer(&bytes), size / 2 - 1);
}

/* qpdf knows the Contents of a /Sig alone for unencrypted (ISO 32000-1, 7.6.1). Of others in an encrypted
 * file the key is looked for before the gap. */
static bool follows_key(const PdfFile *document, size_t gap)
{
	static const char key[] = "/Contents";
	size_t size = strlen(key);

	while (gap > 0 && strchr(" \r\n\t\f", document->data[gap - 1]) != NULL &&
		document->data[gap - 1] != '\0')
		gap--;
	return gap >= size && memcmp(document->data + gap - size, key, size) == 0;
}

static bool is_contents(const PdfFile *document, qpdf_oh signature, const Range *range, GBytes *gap)
{
	size_t size = 0, gap_size;
	const void *gap_bytes = g_bytes_get_data(gap, &gap_size);
	qpdf_oh contents = pdf_file_find(document, signature, "/Contents");

	if (!qpdf_oh_is_string(document->qpdf, contents))
		return false;
	if (document->encrypted &&
		!pdf_file_is_name(document, pdf_file_find(document, signature, "/Type"), "/Sig"))
		return follows_key(document, range->before);
	const char *bytes = qpdf_oh_get_binary_string_value(document->qpdf, contents, &size);
	return size == gap_size && memcmp(bytes, gap_bytes, size) == 0;
}

bool range_read(const PdfFile *document, qpdf_oh signature, Range *range, SignatureReport *report)
{
	size_t numbers[4];

	*range = (Range) { 0 };
	if (!read_numbers(document, signature, numbers))
		return report_fail(report, "FORMAT_FAILURE",
			_("the signature does not say rightly which bytes it covers"));
	range->before = numbers[1];
	range->after = numbers[2];
	range->end = numbers[2] + numbers[3];
	range->contents = decode_gap(document, range);
	if (range->contents == NULL || !is_contents(document, signature, range, range->contents))
		return report_fail(report, "FORMAT_FAILURE",
			_("what the signature leaves uncovered is not its own value alone"));
	return true;
}

/* SHAKE-256 gives the 64 bytes of RFC 8702, 3. */
static bool finish(EVP_MD_CTX *hash, const EVP_MD *algorithm, unsigned char digest[EVP_MAX_MD_SIZE],
	unsigned *out_size)
{
	if ((EVP_MD_get_flags(algorithm) & EVP_MD_FLAG_XOF) == 0)
		return EVP_DigestFinal_ex(hash, digest, out_size) == 1;
	*out_size = SHAKE256_BYTES;
	return EVP_DigestFinalXOF(hash, digest, SHAKE256_BYTES) == 1;
}

bool range_hash(const PdfFile *document, const Range *range, const EVP_MD *algorithm,
	unsigned char digest[EVP_MAX_MD_SIZE], unsigned *out_size)
{
	g_autoptr(EVP_MD_CTX) hash = EVP_MD_CTX_new();

	return hash != NULL && EVP_DigestInit_ex(hash, algorithm, NULL) == 1 &&
		EVP_DigestUpdate(hash, document->data, range->before) == 1 &&
		EVP_DigestUpdate(hash, document->data + range->after, range->end - range->after) ==
		1 &&
		finish(hash, algorithm, digest, out_size);
}

bool range_check_value(
	const PdfFile *document, const Range *range, SignedData *data, SignatureReport *report)
{
	unsigned char digest[EVP_MAX_MD_SIZE];
	unsigned size;

	if (!range_hash(document, range, data->covers, digest, &size))
		return report_doubt(report, "CRYPTO_CONSTRAINTS_FAILURE",
			_("the signature uses a digest algorithm that is unknown"));
	return signed_data_check_value(data, digest, size, report);
}

bool range_is_stamped(const PdfFile *document, const Range *range, const Timestamp *stamp)
{
	unsigned char digest[EVP_MAX_MD_SIZE];
	unsigned size = 0;

	return range_hash(document, range, stamp->algorithm, digest, &size) &&
		timestamp_has_imprint(stamp, digest, size);
}
