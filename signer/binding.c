/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "signer/binding.h"

#include <openssl/err.h>

static const ASN1_STRING *find(const CMS_SignerInfo *info, int nid)
{
	/* -3: one attribute with one value */
	return CMS_signed_get0_data_by_OBJ(info, OBJ_nid2obj(nid), -3, V_ASN1_SEQUENCE);
}

Binding binding_check(CMS_SignerInfo *info, X509 *certificate, CertificateStack *others)
{
	const ASN1_STRING *first = find(info, NID_id_smime_aa_signingCertificate);
	const ASN1_STRING *second = find(info, NID_id_smime_aa_signingCertificateV2);
	const unsigned char *at = first != NULL ? ASN1_STRING_get0_data(first) : NULL;

	if (first == NULL && second == NULL)
		return BINDING_NONE;
	g_autoptr(ESS_SIGNING_CERT) old =
		first == NULL ? NULL : d2i_ESS_SIGNING_CERT(NULL, &at, ASN1_STRING_length(first));
	at = second != NULL ? ASN1_STRING_get0_data(second) : NULL;
	g_autoptr(ESS_SIGNING_CERT_V2) new = second == NULL
		? NULL
		: d2i_ESS_SIGNING_CERT_V2(NULL, &at, ASN1_STRING_length(second));
	STACK_OF(X509) *chain = sk_X509_new_null();
	g_assert(chain != NULL);
	sk_X509_push(chain, certificate);
	for (int i = 0; i < sk_X509_num(others); i++)
		if (sk_X509_value(others, i) != certificate)
			sk_X509_push(chain, sk_X509_value(others, i));
	bool fits = (old != NULL) == (first != NULL) && (new != NULL) == (second != NULL) &&
		OSSL_ESS_check_signing_certs(old, new, chain, 1) > 0;
	sk_X509_free(chain);
	ERR_clear_error();
	return fits ? BINDING_FITS : BINDING_WRONG;
}
