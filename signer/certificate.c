/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "signer/certificate.h"

#include "base/clock.h"
#include "base/file.h"
#include "base/i18n.h"
#include "signer/der.h"
#include "signer/error.h"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <string.h>

enum { MOST_PEM_BYTES = 1 << 20, MOST_CERTIFICATES = 1000 };

/* What a foreign name holds may be any bytes: only one line of valid UTF-8 leaves this file, in which
 * a NUL is seen, lest "Agency\0 of others" pass for "Agency". */
static char *make_line(const char *bytes, size_t size)
{
	g_autoptr(GString) text = g_string_new(NULL);

	for (size_t i = 0; i < size; i++)
		if (bytes[i] == '\0')
			g_string_append(text, "\\x00");
		else
			g_string_append_c(text, bytes[i]);
	return file_show(text->str);
}

char *certificate_show_name(const X509_NAME *name)
{
	g_autoptr(BIO) memory = BIO_new(BIO_s_mem());
	char *text = NULL;

	if (memory == NULL || name == NULL ||
		X509_NAME_print_ex(memory, name, 0, XN_FLAG_RFC2253 & ~ASN1_STRFLGS_ESC_MSB) < 0)
		return g_strdup("");
	long size = BIO_get_mem_data(memory, &text);
	return make_line(text, size > 0 ? (size_t)size : 0);
}

char *certificate_dup_subject(const X509 *certificate, int nid)
{
	X509_NAME *name = X509_get_subject_name(certificate);
	int at = X509_NAME_get_index_by_NID(name, nid, -1);
	unsigned char *utf8 = NULL;

	if (at < 0)
		return NULL;
	int size =
		ASN1_STRING_to_UTF8(&utf8, X509_NAME_ENTRY_get_data(X509_NAME_get_entry(name, at)));
	if (size < 0)
		return NULL;
	char *line = make_line((const char *)utf8, (size_t)size);
	OPENSSL_free(utf8);
	return line;
}

bool certificate_read_time(const ASN1_TIME *time, gint64 *out_seconds)
{
	struct tm parts;

	if (time == NULL || ASN1_TIME_to_tm(time, &parts) != 1)
		return false;
	g_autoptr(GDateTime) moment = g_date_time_new_utc(parts.tm_year + 1900, parts.tm_mon + 1,
		parts.tm_mday, parts.tm_hour, parts.tm_min, parts.tm_sec);
	if (moment == NULL)
		return false;
	*out_seconds = g_date_time_to_unix(moment);
	return true;
}

char *certificate_show_time(const ASN1_TIME *time)
{
	gint64 seconds;

	return certificate_read_time(time, &seconds) ? clock_show(seconds) : NULL;
}

KeyShape certificate_key(X509 *certificate)
{
	return key_shape(X509_get0_pubkey(certificate));
}

bool certificate_is_strong(X509 *certificate)
{
	KeyShape key = certificate_key(certificate);

	return policy_check_key(policy_widest(), &key, NULL);
}

/* Purposes that are none of a document's: a certificate with no other signs no documents. */
static bool is_technical(const ASN1_OBJECT *purpose)
{
	static const int technical[] = { NID_server_auth, NID_code_sign, NID_time_stamp,
		NID_OCSP_sign };

	for (size_t i = 0; i < G_N_ELEMENTS(technical); i++)
		if (OBJ_obj2nid(purpose) == technical[i])
			return true;
	return false;
}

static bool is_for_documents(const X509 *certificate)
{
	EXTENDED_KEY_USAGE *purposes = X509_get_ext_d2i(certificate, NID_ext_key_usage, NULL, NULL);
	bool found = purposes == NULL;

	for (int i = 0; i < sk_ASN1_OBJECT_num(purposes) && !found; i++)
		found = !is_technical(sk_ASN1_OBJECT_value(purposes, i));
	EXTENDED_KEY_USAGE_free(purposes);
	return found;
}

bool certificate_may_sign(X509 *certificate)
{
	uint32_t usage = X509_get_key_usage(certificate);

	return (usage == UINT32_MAX ||
		       (usage & (KU_DIGITAL_SIGNATURE | KU_NON_REPUDIATION)) != 0) &&
		is_for_documents(certificate);
}

static bool set_refusal(GError **error, const char *message)
{
	g_set_error_literal(error, SIGNER_ERROR, SIGNER_ERROR_KEY, message);
	return false;
}

bool certificate_check_signer(X509 *certificate, const Policy *policy, GError **error)
{
	KeyShape key = certificate_key(certificate);

	if (X509_cmp_current_time(X509_get0_notBefore(certificate)) >= 0)
		return set_refusal(error, _("the certificate is not valid yet"));
	if (X509_cmp_current_time(X509_get0_notAfter(certificate)) <= 0) {
		g_autofree char *end = certificate_show_time(X509_get0_notAfter(certificate));
		g_set_error(error, SIGNER_ERROR, SIGNER_ERROR_KEY, _("the certificate ended on %s"),
			end == NULL ? "?" : end);
		return false;
	}
	if (!certificate_may_sign(certificate))
		return set_refusal(
			error, _("the certificate does not allow digital signatures (key usage)"));
	return policy_check_key(policy, &key, error);
}

bool certificate_is_demonstration(const X509 *certificate)
{
	g_autofree char *organization = certificate_dup_subject(certificate, NID_organizationName);

	return g_strcmp0(organization, DEMONSTRATION_MARK) == 0;
}

void certificate_put_issuer(GByteArray *out, unsigned char tag, X509 *certificate)
{
	unsigned char *der = NULL;
	int size = i2d_X509_NAME(X509_get_issuer_name(certificate), &der);

	g_assert(size > 0);
	if (tag == 0)
		g_byte_array_append(out, der, (guint)size);
	else
		der_put(out, tag, der, (size_t)size);
	OPENSSL_free(der);
}

void certificate_put_serial(GByteArray *out, X509 *certificate)
{
	unsigned char *der = NULL;
	int size = i2d_ASN1_INTEGER(X509_get0_serialNumber(certificate), &der);

	g_assert(size > 0);
	g_byte_array_append(out, der, (guint)size);
	OPENSSL_free(der);
}

GBytes *certificate_write(X509 *certificate)
{
	unsigned char *der = NULL;
	int size = i2d_X509(certificate, &der);

	g_assert(size > 0);
	GBytes *bytes = g_bytes_new(der, (gsize)size);
	OPENSSL_free(der);
	return bytes;
}

X509 *certificate_parse(GBytes *der)
{
	gsize size;
	const unsigned char *begin = g_bytes_get_data(der, &size), *at = begin;
	g_autoptr(X509) certificate =
		size == 0 || size > LONG_MAX ? NULL : d2i_X509(NULL, &at, (long)size);

	ERR_clear_error();
	return certificate != NULL && (gsize)(at - begin) == size ? g_steal_pointer(&certificate)
								  : NULL;
}

CertificateStack *certificates_load(const char *path, GError **error)
{
	g_autoptr(GBytes) pem = file_read(path, MOST_PEM_BYTES, error);
	if (pem == NULL)
		return NULL;

	gsize size;
	const void *data = g_bytes_get_data(pem, &size);
	g_autoptr(X509) single = certificate_parse(pem);
	g_autoptr(BIO) memory = BIO_new_mem_buf(data, (int)size);
	g_autoptr(CertificateStack) stack = sk_X509_new_null();
	g_assert(memory != NULL && stack != NULL);
	if (single != NULL) {
		sk_X509_push(stack, g_steal_pointer(&single));
		return g_steal_pointer(&stack);
	}
	X509 *certificate;
	while (sk_X509_num(stack) < MOST_CERTIFICATES &&
		(certificate = PEM_read_bio_X509(memory, NULL, NULL, NULL)) != NULL)
		sk_X509_push(stack, certificate);
	bool ended = ERR_GET_REASON(ERR_peek_last_error()) == PEM_R_NO_START_LINE;
	ERR_clear_error();

	if (!ended || sk_X509_num(stack) == 0) {
		g_autofree char *shown = file_show(path);
		g_set_error(error, SIGNER_ERROR, SIGNER_ERROR_KEY,
			_("%s: this is not a file of certificates"), shown);
		return NULL;
	}
	return g_steal_pointer(&stack);
}
