/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The report that the verifying steps write into. A step that finds fault concludes the report and
 * returns false; the first conclusion stands.
 */
#ifndef SIGNER_REPORT_H
#define SIGNER_REPORT_H

#include "signer/openssl.h"
#include "signer/verify.h"

#include <glib.h>
#include <stdbool.h>

/* Takes `reason`; `sub` is static. Returns false. */
bool report_conclude(SignatureReport *report, Indication indication, const char *sub, char *reason);

/* TOTAL_FAILED with a translated sentence. */
bool report_fail(SignatureReport *report, const char *sub, const char *reason);

/* INDETERMINATE with a translated sentence. */
bool report_doubt(SignatureReport *report, const char *sub, const char *reason);

/* Nothing known yet: INDETERMINATE. */
SignatureReport *signature_report_new(void);
void signature_report_free(SignatureReport *report);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SignatureReport, signature_report_free)

/* Who signed, by his certificate: names, issuer and period. */
void report_describe_signer(SignatureReport *report, X509 *signer);

void certificate_report_free(CertificateReport *report);
void timestamp_report_free(TimestampReport *report);

/* The word for an indication, in the user's language. Static. */
const char *indication_word(Indication indication);

#endif
