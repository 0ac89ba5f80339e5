/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "signer/seed_values.h"

#include "base/i18n.h"
#include "base/pdf_object.h"
#include "signer/error.h"

#include <string.h>

enum { MOST_LISTED = 1000 };
enum { KNOWN_VERSION = 3 }; /* of seed values: ISO 32000-2 */

/* Does a signature as it is offered fulfil the value? */
typedef bool (*Fits)(const SignatureOffer *offer, qpdf_oh value);

static char *dup_word(const PdfFile *document, qpdf_oh value)
{
	if (qpdf_oh_is_name(document->qpdf, value))
		return g_strdup(qpdf_oh_get_name(document->qpdf, value) + 1);
	return pdf_file_dup_text(document, value);
}

static bool is_word(const PdfFile *document, qpdf_oh value, const char *word)
{
	g_autofree char *found = dup_word(document, value);

	return g_strcmp0(found, word) == 0;
}

static bool lists_word(const PdfFile *document, qpdf_oh array, const char *word)
{
	int count = MIN(pdf_count(document->qpdf, array), MOST_LISTED);

	for (int i = 0; i < count; i++)
		if (is_word(document, qpdf_oh_get_array_item(document->qpdf, array, i), word))
			return true;
	return false;
}

static bool fits_filter(const SignatureOffer *offer, qpdf_oh value)
{
	return is_word(offer->document, value, "Adobe.PPKLite");
}

static bool fits_kind(const SignatureOffer *offer, qpdf_oh value)
{
	return lists_word(offer->document, value, "ETSI.CAdES.detached");
}

static bool fits_version(const SignatureOffer *offer, qpdf_oh value)
{
	qpdf_data qpdf = offer->document->qpdf;

	return qpdf_oh_is_number(qpdf, value) &&
		qpdf_oh_get_numeric_value(qpdf, value) <= KNOWN_VERSION;
}

/* No reason is given if none is listed, or the only one is a full stop. */
static bool fits_reasons(const SignatureOffer *offer, qpdf_oh value)
{
	const PdfFile *document = offer->document;
	int count = pdf_count(document->qpdf, value);
	bool none = count == 0 || (count == 1 && lists_word(document, value, "."));

	if (none || offer->reason == NULL)
		return none && offer->reason == NULL;
	return lists_word(document, value, offer->reason);
}

/* The names of PDF have no hyphens but for SHA-3 (ISO/TS 32001), and ours have them always. */
static bool fits_digest(const SignatureOffer *offer, qpdf_oh value)
{
	g_autofree char *name = g_strdup(offer->digest->shown);

	if (g_str_has_prefix(name, "SHA-"))
		memmove(name + 3, name + 4, strlen(name + 4) + 1);
	return lists_word(offer->document, value, name);
}

static bool fits_lock(const SignatureOffer *offer, qpdf_oh value)
{
	return !is_word(offer->document, value, "true");
}

static bool fits_revocation(const SignatureOffer *offer, qpdf_oh value)
{
	return !qpdf_oh_get_bool_value(offer->document->qpdf, value);
}

static bool fits_nothing(const SignatureOffer *offer, qpdf_oh value)
{
	(void)offer;
	(void)value;
	return false;
}

static bool lists_certificate(const SignatureOffer *offer, qpdf_oh array, unsigned most)
{
	qpdf_data qpdf = offer->document->qpdf;
	const GPtrArray *own = offer->identity->certificates;
	int count = MIN(pdf_count(qpdf, array), MOST_LISTED);

	for (int i = 0; i < count; i++) {
		qpdf_oh item = qpdf_oh_get_array_item(qpdf, array, i);
		size_t size = 0;
		const char *bytes = qpdf_oh_is_string(qpdf, item)
			? qpdf_oh_get_binary_string_value(qpdf, item, &size)
			: NULL;
		g_autoptr(GBytes) der = g_bytes_new(bytes, size);
		for (unsigned j = 0; j < MIN(most, own->len); j++)
			if (g_bytes_equal(der, own->pdata[j]))
				return true;
	}
	return false;
}

static bool fits_subject(const SignatureOffer *offer, qpdf_oh value)
{
	return lists_certificate(offer, value, 1);
}

static bool fits_issuer(const SignatureOffer *offer, qpdf_oh value)
{
	return lists_certificate(offer, value, G_MAXUINT);
}

typedef struct {
	const char *key;
	unsigned flag; /* bit of /Ff that makes it a must; 0: it always is one */
	Fits fits;
	const char *refusal;
} Seed;

/* Table 237 */
static const Seed seeds[] = {
	{ "/Filter", 1 << 0, fits_filter, N_("%s: the field %s wants another signature handler") },
	{ "/SubFilter", 1 << 1, fits_kind,
		N_("%s: the field %s wants a signature of another kind than PAdES") },
	{ "/V", 1 << 2, fits_version,
		N_("%s: what the field %s wants is of a version that is unknown") },
	{ "/Reasons", 1 << 3, fits_reasons,
		N_("%s: the field %s wants one of its own reasons, or none: see --reason") },
	{ "/LegalAttestation", 1 << 4, fits_nothing,
		N_("%s: the field %s wants a legal attestation") },
	{ "/AddRevInfo", 1 << 5, fits_revocation,
		N_("%s: the field %s wants revocation data within the signature") },
	{ "/DigestMethod", 1 << 6, fits_digest,
		N_("%s: the field %s wants another digest algorithm: see --digest") },
	{ "/LockDocument", 1 << 7, fits_lock, N_("%s: the field %s wants the document locked") },
	{ "/AppearanceFilter", 1 << 8, fits_nothing,
		N_("%s: the field %s wants an appearance of its own") },
};

/* Table 238 */
#define OTHER_CERTIFICATE N_("%s: the field %s is for a signer with another certificate")
static const Seed certificate_seeds[] = {
	{ "/Subject", 1 << 0, fits_subject, OTHER_CERTIFICATE },
	{ "/Issuer", 1 << 1, fits_issuer, OTHER_CERTIFICATE },
	{ "/OID", 1 << 2, fits_nothing, OTHER_CERTIFICATE },
	{ "/SubjectDN", 1 << 3, fits_nothing, OTHER_CERTIFICATE },
	{ "/KeyUsage", 1 << 5, fits_nothing, OTHER_CERTIFICATE },
};

/* What is checked of a signature, and what of the whole dictionary. */
typedef struct {
	const SignatureField *field;
	const SignatureOffer *offer;
	const char *shown;
} Check;

static bool refuse(const Check *check, const char *message, GError **error)
{
	g_set_error(
		error, SIGNER_ERROR, SIGNER_ERROR_INPUT, message, check->shown, check->field->name);
	return false;
}

static size_t read_flags(const PdfFile *document, qpdf_oh holder)
{
	size_t flags = 0;

	pdf_file_read_offset(document, pdf_file_find(document, holder, "/Ff"), &flags);
	return flags;
}

static bool check_seeds(
	const Check *check, qpdf_oh holder, const Seed *table, unsigned count, GError **error)
{
	const PdfFile *document = check->offer->document;
	size_t flags = read_flags(document, holder);

	for (unsigned i = 0; i < count; i++) {
		qpdf_oh value = pdf_file_find(document, holder, table[i].key);
		if ((flags & table[i].flag) != 0 && !qpdf_oh_is_null(document->qpdf, value) &&
			!table[i].fits(check->offer, value))
			return refuse(check, _(table[i].refusal), error);
	}
	return true;
}

/* /MDP has no flag: P 0 wants no certification, the others one with that P. */
static bool check_certification(const Check *check, qpdf_oh holder, GError **error)
{
	const PdfFile *document = check->offer->document;
	size_t level;

	if (!pdf_file_read_offset(document, pdf_file_find(document, holder, "/P"), &level) ||
		level == check->offer->certify)
		return true;
	if (level == 0)
		return refuse(check, _("%s: the field %s is for no certification"), error);
	g_set_error(error, SIGNER_ERROR, SIGNER_ERROR_INPUT,
		_("%s: the field %s is for a certification: --certify %d"), check->shown,
		check->field->name, (int)level);
	return false;
}

static bool check_stamp(const Check *check, qpdf_oh holder, GError **error)
{
	return (read_flags(check->offer->document, holder) & 1) == 0 || check->offer->stamped ||
		refuse(check, _("%s: the field %s wants a time-stamp: --level B-T or higher"),
			error);
}

bool seed_values_check(
	const SignatureField *field, const SignatureOffer *offer, const char *shown, GError **error)
{
	const Check check = { field, offer, shown };
	const PdfFile *document = offer->document;
	qpdf_oh wanted = pdf_file_find(document, field->field, "/SV");

	return check_seeds(&check, wanted, seeds, G_N_ELEMENTS(seeds), error) &&
		check_seeds(&check, pdf_file_find(document, wanted, "/Cert"), certificate_seeds,
			G_N_ELEMENTS(certificate_seeds), error) &&
		check_certification(&check, pdf_file_find(document, wanted, "/MDP"), error) &&
		check_stamp(&check, pdf_file_find(document, wanted, "/TimeStamp"), error);
}
