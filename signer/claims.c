/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/clock.h"
#include "signer/case.h"
#include "signer/certificate.h"

#include <openssl/err.h>

/* The next `count` digits as a number; false, and nothing is taken, if there are none so many. */
static bool take_digits(const char **at, unsigned count, int *number)
{
	int value = 0;

	for (unsigned i = 0; i < count; i++) {
		if (!g_ascii_isdigit((*at)[i]))
			return false;
		value = 10 * value + g_ascii_digit_value((*at)[i]);
	}
	*at += count;
	*number = value;
	return true;
}

/* D:YYYYMMDDHHmmSSOHH'mm' (ISO 32000-1, 7.9.4), of which all after the year may be missing. */
static GDateTime *parse_date(const char *text)
{
	/* year, month, day, hour, minute, second; hours and minutes ahead of UTC */
	int parts[6] = { 0, 1, 1, 0, 0, 0 }, ahead[2] = { 0, 0 };
	const char *at = g_str_has_prefix(text, "D:") ? text + 2 : text;
	int sign = 0;

	if (!take_digits(&at, 4, &parts[0]))
		return NULL;
	for (unsigned i = 1; i < 6 && take_digits(&at, 2, &parts[i]); i++)
		continue;
	if (*at == '+' || *at == '-' || *at == 'Z') {
		sign = *at == '+' ? 1 : *at == '-' ? -1 : 0;
		at++;
		for (unsigned i = 0; i < 2 && take_digits(&at, 2, &ahead[i]); i++)
			at += *at == '\'';
	}
	if (*at != '\0' || ahead[0] > 23 || ahead[1] > 59)
		return NULL;
	g_autoptr(GDateTime) local =
		g_date_time_new_utc(parts[0], parts[1], parts[2], parts[3], parts[4], parts[5]);
	return local == NULL
		? NULL
		: g_date_time_add_seconds(local, -sign * (ahead[0] * 3600.0 + ahead[1] * 60.0));
}

/* signing-time, which other forms than PAdES may have instead of /M (RFC 5652, 11.3). */
static GDateTime *read_attribute_time(const SignedData *data)
{
	const ASN1_TIME *time = signed_data_attribute(data, NID_pkcs9_signingTime, V_ASN1_UTCTIME);
	gint64 seconds;

	if (time == NULL)
		time = signed_data_attribute(data, NID_pkcs9_signingTime, V_ASN1_GENERALIZEDTIME);
	return certificate_read_time(time, &seconds) ? g_date_time_new_from_unix_utc(seconds)
						     : NULL;
}

static void read_time(const PdfFile *document, Case *one)
{
	qpdf_oh value = pdf_file_find(document, one->signature, "/M");
	g_autofree char *text = pdf_file_dup_text(document, value);
	g_autoptr(GDateTime) time = text == NULL ? NULL : parse_date(text);

	one->speaks = !qpdf_oh_is_null(document->qpdf, value);
	if (!one->speaks && one->form != FORM_CADES)
		time = read_attribute_time(&one->data);
	one->claims = time != NULL;
	if (time == NULL)
		return;
	one->claimed = g_date_time_to_unix(time);
	one->report->time = clock_iso8601(time);
}

static const struct {
	const char *oid, *word; /* EN 319 122-1, 5.2.3 */
} commitments[] = {
	{ "1.2.840.113549.1.9.16.6.1", "proof of origin" },
	{ "1.2.840.113549.1.9.16.6.2", "proof of receipt" },
	{ "1.2.840.113549.1.9.16.6.3", "proof of delivery" },
	{ "1.2.840.113549.1.9.16.6.4", "proof of sender" },
	{ "1.2.840.113549.1.9.16.6.5", "proof of approval" },
	{ "1.2.840.113549.1.9.16.6.6", "proof of creation" },
};

/* The object identifier that an attribute's SEQUENCE begins with, in digits; NULL if it has none. */
static char *read_identifier(const SignedData *data, int nid)
{
	const ASN1_STRING *value = signed_data_attribute(data, nid, V_ASN1_SEQUENCE);
	const unsigned char *at = value == NULL ? NULL : ASN1_STRING_get0_data(value);
	char digits[128];
	long length;
	int tag, class;

	if (at == NULL ||
		(ASN1_get_object(&at, &length, &tag, &class, ASN1_STRING_length(value)) & 0x80) !=
			0)
		return NULL;
	ASN1_OBJECT *object = d2i_ASN1_OBJECT(NULL, &at, length);
	int size = object == NULL ? 0 : OBJ_obj2txt(digits, sizeof digits, object, 1);
	ASN1_OBJECT_free(object);
	ERR_clear_error();
	return size > 0 && (size_t)size < sizeof digits ? g_strdup(digits) : NULL;
}

static char *read_commitment(const SignedData *data)
{
	ASN1_OBJECT *name = OBJ_txt2obj("1.2.840.113549.1.9.16.2.16", 1);
	g_autofree char *oid = read_identifier(data, OBJ_obj2nid(name));

	ASN1_OBJECT_free(name);
	for (size_t i = 0; oid != NULL && i < G_N_ELEMENTS(commitments); i++)
		if (g_str_equal(oid, commitments[i].oid))
			return g_strdup(commitments[i].word);
	return g_steal_pointer(&oid);
}

static char *read_entry(const PdfFile *document, const Case *one, const char *key)
{
	return pdf_file_dup_text(document, pdf_file_find(document, one->signature, key));
}

void case_read_claims(const PdfFile *document, Case *one)
{
	read_time(document, one);
	one->report->claimed_reason = read_entry(document, one, "/Reason");
	one->report->location = read_entry(document, one, "/Location");
	one->report->commitment = read_commitment(&one->data);
	one->report->policy = read_identifier(&one->data, NID_id_smime_aa_ets_sigPolicyId);
}
