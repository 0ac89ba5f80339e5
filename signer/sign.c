/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How a PDF is signed:
 *  1. qpdf reads the objects; the page, the form and the catalog are changed in its memory only,
 *     and those that changed are written anew in an increment, with the new ones;
 *  2. /Contents is a hexadecimal string of zeros, as many as the certificates and the signature may
 *     need, and /ByteRange has a fixed width, so that every offset is known before anything is
 *     signed;
 *  3. old bytes and increment are hashed but for /Contents; the CMS over that hash takes the place
 *     of the first zeros; the file is written.
 */
#include "signer/sign.h"

#include "base/clock.h"
#include "base/error.h"
#include "base/file.h"
#include "base/i18n.h"
#include "base/pdf.h"
#include "signer/appearance.h"
#include "signer/cms.h"
#include "signer/consent.h"
#include "signer/error.h"
#include "signer/gap.h"
#include "signer/increment.h"
#include "signer/openssl.h"
#include "signer/seed_values.h"
#include "signer/signature_field.h"
#include "signer/timestamp_room.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

/* Bytes of a signature but for its certificates and its value: 700 and some without attributes that
 * are asked for. */
enum { BARE_SIGNATURE = 1200, ATTRIBUTES = 1600 };

static size_t measure_signature(const Signer *signer, const SignatureBlock *block, size_t room)
{
	const Identity *identity = signer->identity;
	size_t size = BARE_SIGNATURE + room + algorithm_signature_size(&identity->key);

	size += block->attributes != NULL ? ATTRIBUTES : 0;
	for (unsigned i = 0; i < identity->certificates->len; i++)
		size += g_bytes_get_size(identity->certificates->pdata[i]);
	return size;
}

static void put_text_entry(GString *text, const char *key, const char *value)
{
	if (value == NULL || *value == '\0')
		return;
	g_string_append_printf(text, " %s ", key);
	pdf_put_text(text, value);
}

/* `gap` knows already how many digits it has. */
static void put_signature(Increment *increment, unsigned number, const Signer *signer,
	const SignatureBlock *block, GDateTime *time, const SignatureField *field, Gap *gap)
{
	GString *text = increment->text;
	const Identity *identity = signer->identity;
	g_autoptr(GString) reason = g_string_new(block->reason);

	if (identity->demonstration)
		g_string_append_printf(reason, "%sKHÔNG CÓ GIÁ TRỊ PHÁP LÝ - NO LEGAL VALUE",
			reason->len > 0 ? "; " : "");
	increment_begin(increment, number, 0);
	g_string_append(
		text, "<< /Type /Sig /Filter /Adobe.PPKLite /SubFilter /ETSI.CAdES.detached\n");
	gap_put(increment, gap->digits / 2, gap);
	g_string_append(text, "\n/M ");
	pdf_put_date(text, time);
	put_text_entry(text, "/Name", identity->common_name);
	put_text_entry(text, "/Reason", reason->str);
	put_text_entry(text, "/Location", block->location);
	signature_field_put_references(field, increment, block->certify);
	g_string_append(text, " >>");
	increment_end(increment);
}

static bool write_increment(Increment *increment, const SignatureField *field, const Signer *signer,
	const SignatureBlock *block, const char *shown, Gap *gap, GError **error)
{
	PdfFile *document = increment->document;
	g_autoptr(GDateTime) time =
		block->time != NULL ? g_date_time_ref(block->time) : clock_now();
	Appearance appearance;

	if (!appearance_write(increment, field->page, block, signer->identity, time, field->place,
		    &appearance, error)) {
		g_prefix_error(error, "%s: ", shown);
		return false;
	}
	unsigned signature = increment_reserve(increment);
	put_signature(increment, signature, signer, block, time, field, gap);
	signature_field_write(field, increment, signature, &appearance, block->certify != 0);
	if (pdf_file_is_doubtful(document))
		return error_set_input(error, _("%s: the PDF is damaged"), shown);
	increment_close(increment);
	return true;
}

/* A demonstration commits nobody to anything; its /Reason says so. */
static GBytes *make_cms(const Signer *signer, const SignatureBlock *block,
	const unsigned char *digest, GError **error)
{
	SignedAttributes wanted = { 0 };

	if (block->attributes != NULL)
		wanted = *block->attributes;
	if (signer->identity->demonstration)
		wanted.commitment = wanted.policy = NULL;
	return cms_make(signer, &wanted, digest, error);
}

/* With the time-stamp over its signature value (EN 319 122-1, 5.3), of `out_size` bytes. */
static GBytes *stamp(GBytes *cms, const Digest *digest, const TsaRules *authorities,
	size_t *out_size, GError **error)
{
	unsigned char imprint[EVP_MAX_MD_SIZE];
	const EVP_MD *hash = digest_evp(digest);
	g_autoptr(GBytes) value = cms_signature(cms, error);
	if (value == NULL)
		return NULL;
	if (EVP_Digest(g_bytes_get_data(value, NULL), g_bytes_get_size(value), imprint, NULL, hash,
		    NULL) != 1)
		return digest_refuse(digest, error), NULL;
	g_autoptr(GBytes) token = timestamp_get(authorities, hash, imprint, error);
	if (token == NULL)
		return NULL;
	*out_size = g_bytes_get_size(token);
	return cms_add_timestamp(cms, token, error);
}

/* `out_stamp`: the size of the time-stamp, once there is one. */
static bool fill_contents(Increment *increment, const Gap *gap, const Signer *signer,
	const SignatureBlock *block, size_t *out_stamp, GError **error)
{
	unsigned char digest[EVP_MAX_MD_SIZE];
	Algorithm algorithm;

	if (!cms_algorithm(signer, &algorithm, error) ||
		!gap_hash(increment, gap, algorithm.digest, digest, error))
		return false;
	g_autoptr(GBytes) cms = make_cms(signer, block, digest, error);
	if (cms == NULL || signer->authorities == NULL)
		return cms != NULL && gap_fill(increment, gap, cms, error);
	g_autoptr(GBytes) stamped =
		stamp(cms, algorithm.digest, signer->authorities, out_stamp, error);
	return stamped != NULL && gap_fill(increment, gap, stamped, error);
}

/* `shown`: the name that the user gave, as `out` may be a hidden one. */
static bool write_file(
	const char *out, const char *shown, const Increment *increment, GError **error)
{
	const PdfFile *document = increment->document;
	const GString *added = increment->text;
	int file = open(out, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);

	if (file < 0)
		return error_set_errno(error, errno, shown);
	bool written = file_write(file, document->data, document->size) &&
		file_write(file, added->str, added->len);
	if (!written)
		error_set_errno(error, errno, shown);
	if (close(file) < 0 && written)
		written = error_set_errno(error, errno, shown);
	if (!written)
		unlink(out);
	return written;
}

bool signature_block_check(const SignatureBlock *block, GError **error)
{
	const SignedAttributes *attributes = block->attributes;
	const char *problem = NULL;

	if (attributes == NULL)
		return true;
	if (block->reason != NULL && attributes->commitment != NULL)
		problem = _("a reason and a commitment exclude each other");
	else if (block->reason != NULL && attributes->policy != NULL)
		problem = _("a reason and a signature policy exclude each other");
	else if (block->location != NULL &&
		(attributes->country != NULL || attributes->locality != NULL))
		problem = _("the place stands in the PDF or in the signature, not in both");
	if (problem != NULL)
		g_set_error_literal(error, BASE_ERROR, BASE_ERROR_SETTINGS, problem);
	return problem == NULL && attributes_check(attributes, error);
}

/* May it be signed so? What is asked first names what is nearest to the user. */
static bool allow(const PdfFile *document, const SignatureField *field, const Signer *signer,
	const SignatureBlock *block, const char *shown, GError **error)
{
	Algorithm algorithm;

	if (!consent_to_signing(document, field->name, shown, error) ||
		(block->certify != 0 && !consent_to_certifying(document, shown, error)) ||
		!cms_algorithm(signer, &algorithm, error))
		return false;
	const SignatureOffer offer = { document, signer->identity, algorithm.digest, block->reason,
		block->certify, signer->authorities != NULL };
	return seed_values_check(field, &offer, shown, error);
}

/* With `room` for the time-stamp; `out_stamp` is what it has taken, or would have. */
static bool sign_within(PdfFile *document, const char *shown, const char *out, const Signer *signer,
	const SignatureBlock *block, size_t room, size_t *out_stamp, GError **error)
{
	Gap gap = { .digits = 2 * measure_signature(signer, block, room) };
	g_auto(SignatureField) field = { 0 };

	if (!signature_field_find(document, block->field, shown, &field, error) ||
		!allow(document, &field, signer, block, shown, error))
		return false;

	g_autoptr(Increment) increment = increment_new(document, shown, error);
	if (increment == NULL ||
		!write_increment(increment, &field, signer, block, shown, &gap, error))
		return false;
	if (!fill_contents(increment, &gap, signer, block, out_stamp, error)) {
		g_prefix_error(error, "%s: ", shown);
		return false;
	}
	return write_file(out, shown, increment, error);
}

bool pdf_sign_opened(PdfFile *document, const char *shown, const char *out, const Signer *signer,
	const SignatureBlock *block, GError **error)
{
	const TsaRules *authorities = signer->authorities;
	size_t room = authorities != NULL ? timestamp_room(authorities) : 0, taken = 0;
	g_autoptr(GError) wrong = NULL;

	if (!signature_block_check(block, error)) {
		g_prefix_error(error, "%s: ", shown);
		return false;
	}
	if (sign_within(document, shown, out, signer, block, room, &taken, &wrong))
		return true;
	if (taken <= room || taken >= GAP_MOST_BYTES) {
		g_propagate_error(error, g_steal_pointer(&wrong));
		return false;
	}
	/* what qpdf holds of it has been changed */
	g_autoptr(PdfFile) again = pdf_file_open_bytes(document->bytes, shown, NULL, error);
	return again != NULL &&
		sign_within(again, shown, out, signer, block,
			timestamp_room_learn(authorities, taken), &taken, error);
}

bool pdf_sign(const char *in, const char *out, const Signer *signer, const SignatureBlock *block,
	GError **error)
{
	g_autofree char *shown = file_show(in);
	g_autoptr(PdfFile) document = pdf_file_open(in, NULL, error);

	return document != NULL && pdf_sign_opened(document, shown, out, signer, block, error);
}

GBytes *file_sign_detached(const char *path, const Signer *signer, GError **error)
{
	unsigned char digest[EVP_MAX_MD_SIZE];
	Algorithm algorithm;
	g_autoptr(GBytes) content = file_map(path, error);
	if (content == NULL || !cms_algorithm(signer, &algorithm, error))
		return NULL;

	gsize size;
	const void *bytes = g_bytes_get_data(content, &size);
	const EVP_MD *hash = digest_evp(algorithm.digest);
	if (EVP_Digest(size > 0 ? bytes : "", size, digest, NULL, hash, NULL) != 1)
		return digest_refuse(algorithm.digest, error), NULL;
	return cms_make(signer, NULL, digest, error);
}
