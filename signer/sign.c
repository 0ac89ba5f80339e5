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
#include "signer/error.h"
#include "signer/fields.h"
#include "signer/gap.h"
#include "signer/increment.h"
#include "signer/level.h"
#include "signer/openssl.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

/* Bytes of a signature but for its certificates and its value: 700 and some without attributes that
 * are asked for. */
enum { BARE_SIGNATURE = 1200, ATTRIBUTES = 1600 };

static bool set_input_error(GError **error, const char *message, const char *shown)
{
	g_set_error(error, SIGNER_ERROR, SIGNER_ERROR_INPUT, message, shown);
	return false;
}

static size_t measure_signature(const Signer *signer, const SignatureBlock *block)
{
	const Identity *identity = signer->identity;
	size_t size = BARE_SIGNATURE + algorithm_signature_size(&identity->key);

	size += block->attributes != NULL ? ATTRIBUTES : 0;
	size += signer->authorities != NULL ? LEVEL_TIMESTAMP_BYTES : 0;
	for (unsigned i = 0; i < identity->certificates->len; i++)
		size += g_bytes_get_size(identity->certificates->pdata[i]);
	return size;
}

static void put_signature(Increment *increment, unsigned number, const Signer *signer,
	const SignatureBlock *block, GDateTime *time, Gap *gap)
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
	gap_put(increment, measure_signature(signer, block), gap);
	g_string_append(text, "\n/M ");
	pdf_put_date(text, time);
	if (identity->common_name != NULL) {
		g_string_append(text, " /Name ");
		pdf_put_text(text, identity->common_name);
	}
	if (reason->len > 0) {
		g_string_append(text, " /Reason ");
		pdf_put_text(text, reason->str);
	}
	g_string_append(text, " >>");
	increment_end(increment);
}

static void put_widget(Increment *increment, unsigned number, unsigned signature, qpdf_oh page,
	const char *name, const Appearance *appearance)
{
	GString *text = increment->text;
	qpdf_data qpdf = increment->document->qpdf;

	increment_begin(increment, number, 0);
	g_string_append(text, "<< /Type /Annot /Subtype /Widget /FT /Sig /F 132 /T ");
	pdf_put_text(text, name);
	g_string_append_printf(
		text, " /V %u 0 R /P %s /Rect [", signature, qpdf_oh_unparse(qpdf, page));
	for (unsigned i = 0; i < 4; i++) {
		g_string_append_c(text, ' ');
		pdf_put_number(text, appearance->rect[i]);
	}
	g_string_append(text, " ]");
	if (appearance->form != 0)
		g_string_append_printf(text, " /AP << /N %u 0 R >>", appearance->form);
	g_string_append(text, " >>");
	increment_end(increment);
}

static bool write_increment(Increment *increment, const Signer *signer, const SignatureBlock *block,
	const char *shown, Gap *gap, GError **error)
{
	PdfFile *document = increment->document;
	qpdf_oh page = qpdf_get_page_n(document->qpdf, 0);
	g_autoptr(GDateTime) time =
		block->time != NULL ? g_date_time_ref(block->time) : clock_now();
	Appearance appearance;

	if (!qpdf_oh_is_dictionary(document->qpdf, page) ||
		!qpdf_oh_is_indirect(document->qpdf, page))
		return set_input_error(error, _("%s: the PDF has no page"), shown);
	if (!appearance_write(increment, page, block, signer->identity, time, &appearance, error)) {
		g_prefix_error(error, "%s: ", shown);
		return false;
	}
	g_autofree char *name = fields_make_name(document);
	unsigned signature = increment_reserve(increment), widget = increment_reserve(increment);
	put_signature(increment, signature, signer, block, time, gap);
	put_widget(increment, widget, signature, page, name, &appearance);
	fields_add(increment, page, widget);
	if (pdf_file_is_doubtful(document))
		return set_input_error(error, _("%s: the PDF is damaged"), shown);
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
		wanted.commitment = NULL;
	return cms_make(signer, &wanted, digest, error);
}

/* With the time-stamp over its signature value (EN 319 122-1, 5.3). */
static GBytes *stamp(GBytes *cms, const Digest *digest, const TsaRules *authorities, GError **error)
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
	return token != NULL ? cms_add_timestamp(cms, token, error) : NULL;
}

static bool fill_contents(Increment *increment, const Gap *gap, const Signer *signer,
	const SignatureBlock *block, GError **error)
{
	unsigned char digest[EVP_MAX_MD_SIZE];
	Algorithm algorithm;

	if (!cms_algorithm(signer, &algorithm, error) ||
		!gap_hash(increment, gap, algorithm.digest, digest, error))
		return false;
	g_autoptr(GBytes) cms = make_cms(signer, block, digest, error);
	if (cms == NULL || signer->authorities == NULL)
		return cms != NULL && gap_fill(increment, gap, cms, error);
	g_autoptr(GBytes) stamped = stamp(cms, algorithm.digest, signer->authorities, error);
	return stamped != NULL && gap_fill(increment, gap, stamped, error);
}

static bool write_file(const char *out, const Increment *increment, GError **error)
{
	const PdfFile *document = increment->document;
	g_autofree char *shown = file_show(out);
	FILE *stream = fopen(out, "we");

	if (stream == NULL)
		return error_set_errno(error, errno, shown);
	setvbuf(stream, NULL, _IONBF, 0);
	fwrite(document->data, 1, document->size, stream);
	fwrite(increment->text->str, 1, increment->text->len, stream);
	if (file_close(stream, out, error))
		return true;
	unlink(out);
	return false;
}

bool pdf_sign_opened(PdfFile *document, const char *shown, const char *out, const Signer *signer,
	const SignatureBlock *block, GError **error)
{
	Gap gap;
	if (block->reason != NULL && block->attributes != NULL &&
		block->attributes->commitment != NULL)
		return set_input_error(error, /* EN 319 142-1, 6.3 */
			_("%s: a reason and a commitment exclude each other"), shown);
	if (!fields_allow_signing(document, shown, error))
		return false;

	g_autoptr(Increment) increment = increment_new(document, shown, error);
	if (increment == NULL || !write_increment(increment, signer, block, shown, &gap, error))
		return false;
	if (!fill_contents(increment, &gap, signer, block, error)) {
		g_prefix_error(error, "%s: ", shown);
		return false;
	}
	return write_file(out, increment, error);
}

bool pdf_sign(const char *in, const char *out, const Signer *signer, const SignatureBlock *block,
	GError **error)
{
	g_autofree char *shown = file_show(in);
	g_autoptr(PdfFile) document = pdf_file_open(in, false, error);

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
