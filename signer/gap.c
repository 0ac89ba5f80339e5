/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "signer/gap.h"

#include "base/i18n.h"
#include "base/pdf.h"
#include "signer/error.h"

#include <string.h>

#define RANGE_FORM "[0 %10" G_GSIZE_FORMAT " %10" G_GSIZE_FORMAT " %10" G_GSIZE_FORMAT "]"

void gap_put(Increment *increment, size_t size, Gap *out_gap)
{
	GString *text = increment->text;

	g_string_append(text, "/ByteRange ");
	out_gap->range = text->len;
	g_string_append_printf(text, RANGE_FORM, (gsize)0, (gsize)0, (gsize)0);
	g_string_append(text, "\n/Contents ");
	out_gap->contents = text->len;
	out_gap->digits = 2 * MIN(size, GAP_MOST_BYTES);
	g_string_append_c(text, '<');
	g_string_set_size(text, text->len + out_gap->digits);
	memset(text->str + out_gap->contents + 1, '0', out_gap->digits);
	g_string_append_c(text, '>');
}

static void put_range(Increment *increment, const Gap *gap)
{
	size_t before = increment->base + gap->contents;
	size_t after = before + gap->digits + 2;
	size_t end = increment->base + increment->text->len;
	g_autofree char *range = g_strdup_printf(RANGE_FORM, before, after, end - after);

	memcpy(increment->text->str + gap->range, range, strlen(range));
}

bool gap_hash(Increment *increment, const Gap *gap, const Digest *algorithm,
	unsigned char digest[EVP_MAX_MD_SIZE], GError **error)
{
	const PdfFile *document = increment->document;
	const char *text = increment->text->str;
	size_t after = gap->contents + gap->digits + 2;
	g_autoptr(EVP_MD_CTX) hash = EVP_MD_CTX_new();

	put_range(increment, gap);
	if (hash != NULL && EVP_DigestInit_ex(hash, digest_evp(algorithm), NULL) == 1 &&
		EVP_DigestUpdate(hash, document->data, document->size) == 1 &&
		EVP_DigestUpdate(hash, text, gap->contents) == 1 &&
		EVP_DigestUpdate(hash, text + after, increment->text->len - after) == 1 &&
		EVP_DigestFinal_ex(hash, digest, NULL) == 1)
		return true;
	return digest_refuse(algorithm, error);
}

bool gap_fill(Increment *increment, const Gap *gap, GBytes *der, GError **error)
{
	g_autoptr(GString) digits = g_string_new(NULL);
	gsize size;
	const void *bytes = g_bytes_get_data(der, &size);

	if (2 * size > gap->digits) {
		g_set_error(error, SIGNER_ERROR, SIGNER_ERROR_KEY,
			_("certificates and time-stamp take %d bytes, of the %d that a signature "
			  "may have"),
			(int)size, size > GAP_MOST_BYTES ? GAP_MOST_BYTES : (int)(gap->digits / 2));
		return false;
	}
	pdf_put_hex(digits, bytes, size);
	memcpy(increment->text->str + gap->contents + 1, digits->str + 1, 2 * size);
	return true;
}
