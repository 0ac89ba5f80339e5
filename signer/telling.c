/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "signer/telling.h"

#include "base/i18n.h"
#include "signer/report.h"

#include <string.h>

/* A code and the word for it. */
typedef struct {
	const char *code, *word;
} Term;

static const char *const indications[] = {
	[TOTAL_PASSED] = "TOTAL-PASSED",
	[TOTAL_FAILED] = "TOTAL-FAILED",
	[INDETERMINATE] = "INDETERMINATE",
};

static const Term kinds[] = {
	[SIGNATURE_APPROVAL] = { "approval", N_("Signature") },
	[SIGNATURE_CERTIFICATION] = { "certification", N_("Certifying signature") },
	[SIGNATURE_TIMESTAMP] = { "timestamp", N_("Document time-stamp") },
};

static const Term changes[] = {
	[CHANGES_NONE] = { "none", N_("none") },
	[CHANGES_ALLOWED] = { "allowed", N_("only what may follow a signature") },
	[CHANGES_UNCLEAR] = { "unclear",
		N_("it cannot be told what was changed, or readers could show different things") },
	[CHANGES_FORBIDDEN] = { "forbidden", N_("what is shown may not be what was signed") },
};

static const Term statuses[] = {
	[STATUS_UNKNOWN] = { "unknown", N_("unknown") },
	[STATUS_GOOD] = { "good", N_("not revoked") },
	[STATUS_REVOKED] = { "revoked", N_("revoked") },
	[STATUS_NOT_NEEDED] = { "not-needed", N_("not asked for") },
};

/* The second word: at a time that nobody but the signer tells. */
static const struct {
	const char *code, *proven, *claimed;
} validities[] = {
	[VALIDITY_UNKNOWN] = { "unknown", N_("it cannot be told"), N_("it cannot be told") },
	[VALIDITY_WITHIN] = { "yes", N_("yes"), N_("yes, at the time that the signer claims") },
	[VALIDITY_BEFORE] = { "not-yet", N_("no: it was not valid yet"),
		N_("no: it was not valid yet at the time that the signer claims") },
	[VALIDITY_AFTER] = { "ended", N_("no: it had ended"),
		N_("no: it had ended at the time that the signer claims") },
};

/* The third column: what it adds to the verdict; NULL: nothing. */
static const struct {
	const char *code, *word, *but;
} listings[] = {
	[LISTING_NONE] = { NULL, NULL, NULL },
	[LISTING_SAME] = { "same", N_("the bytes are those that the manifest lists"), NULL },
	[LISTING_LONGER] = { "longer",
		N_("it begins with the bytes that the manifest lists; what follows was added since"),
		NULL },
	[LISTING_DIFFERENT] = { "different", N_("the bytes are not those that the manifest lists"),
		N_("BUT NOT THE FILE THAT THE MANIFEST LISTS") },
	[LISTING_MISSING] = { "missing",
		N_("the manifest lists it, but it is not there or cannot be read"), N_("MISSING") },
	[LISTING_SURPLUS] = { "surplus", N_("no manifest lists it"), N_("BUT IN NO MANIFEST") },
};

static const char *const permissions[] = {
	NULL,
	N_("nothing may be changed"),
	N_("forms may be filled in and signed"),
	N_("forms may be filled in and signed, and notes added"),
};

/* Of EN 319 102-1, tables 5 and 6: what an archivist can do where there are not enough grounds. */
static const struct {
	const char *sub, *advice;
} advices[] = {
	{ "NO_CERTIFICATE_CHAIN_FOUND",
		N_("if your agency recognizes the authority, add its root certificate with "
		   "digisign trust add, and verify again") },
	{ "NO_SIGNING_CERTIFICATE_FOUND",
		N_("ask the signer for a copy that holds the certificate") },
	{ "CERTIFICATE_CHAIN_GENERAL_FAILURE",
		N_("ask the authority that issued the certificate for its certificates, add the "
		   "root to a trust set, and verify again") },
	{ "CHAIN_CONSTRAINTS_FAILURE",
		N_("ask the authority that issued the certificate whether it may be used so") },
	{ "CRYPTO_CONSTRAINTS_FAILURE",
		N_("the method is too weak to rely on: ask the agency to sign the document again, or "
		   "look for other evidence of its origin") },
	{ "CRYPTO_CONSTRAINTS_FAILURE_NO_POE",
		N_("look for evidence that the signature is older than the weakness, such as a "
		   "time-stamp or an evidence record, or ask the agency to sign again") },
	{ "OUT_OF_BOUNDS_NO_POE",
		N_("look for evidence that it was signed while the certificate was valid, such as a "
		   "time-stamp, an evidence record or the register of documents, or ask the agency "
		   "to confirm it") },
	{ "OUT_OF_BOUNDS_NOT_REVOKED",
		N_("look for evidence that it was signed while the certificate was valid, such as a "
		   "time-stamp or an evidence record") },
	{ "REVOKED_NO_POE",
		N_("look for evidence that it was signed before the certificate was revoked, such as "
		   "a time-stamp, or ask the agency to sign the document again") },
	{ "REVOKED_CA_NO_POE",
		N_("look for evidence that it was signed before the authority's certificate was "
		   "revoked, or ask the agency to sign the document again") },
	{ "TRY_LATER", N_("verify again when there is newer revocation data, or with --online") },
	{ "NO_POE", N_("look for a time-stamp or an evidence record of the document") },
	{ "TIMESTAMP_ORDER_FAILURE",
		N_("ask the agency for a copy whose time-stamps do not contradict each other") },
	{ "SIG_CONSTRAINTS_FAILURE",
		N_("compare what is shown with what was signed (--html shows the revisions side by "
		   "side), or ask the agency for the document as it was signed") },
	{ "SIGNATURE_POLICY_NOT_AVAILABLE",
		N_("ask the signer for the signature policy that the signature names") },
	{ "POLICY_PROCESSING_ERROR",
		N_("ask the signer for the signature policy that the signature names") },
	{ "SIGNED_DATA_NOT_FOUND", N_("ask the agency for the whole document") },
	{ "FORMAT_FAILURE",
		N_("ask the agency for another copy of the document: this one is not well-formed") },
};

Indication telling_indication(const Telling *telling)
{
	return telling->report != NULL ? telling->report->indication : INDETERMINATE;
}

const char *telling_sub_indication(const Telling *telling)
{
	return telling->report != NULL ? telling->report->sub_indication : "GENERIC";
}

bool telling_is_demonstration(const Telling *telling)
{
	for (unsigned i = 0; telling->report != NULL && i < telling->report->signatures->len; i++)
		if (((SignatureReport *)telling->report->signatures->pdata[i])->demonstration)
			return true;
	return false;
}

bool verdict_is_well(Indication indication, Listing listing)
{
	return indication == TOTAL_PASSED && listings[listing].but == NULL;
}

bool telling_is_well(const Telling *telling)
{
	return verdict_is_well(telling_indication(telling), telling->listing);
}

char *verdict_words(Indication indication, bool demonstration, Listing listing)
{
	const char *but = listings[listing].but;
	GString *words = g_string_new(indication_word(indication));

	if (demonstration)
		g_string_append_printf(words, ", %s", _("DEMONSTRATION: NO LEGAL VALUE"));
	if (but != NULL)
		g_string_append_printf(words, ", %s", _(but));
	return g_string_free(words, FALSE);
}

char *telling_verdict(const Telling *telling)
{
	return verdict_words(
		telling_indication(telling), telling_is_demonstration(telling), telling->listing);
}

const char *telling_advice(Indication indication, const char *sub_indication)
{
	if (indication != INDETERMINATE)
		return NULL;
	for (unsigned i = 0; sub_indication != NULL && i < G_N_ELEMENTS(advices); i++)
		if (strcmp(advices[i].sub, sub_indication) == 0)
			return _(advices[i].advice);
	return _("read the reason; do not rely on the document before it is cleared up");
}

/* ISO 8601 with a zone, as reports have it; NULL if there is none. */
static GDateTime *read_time(const char *time)
{
	return time != NULL ? g_date_time_new_from_iso8601(time, NULL) : NULL;
}

Validity signature_validity(const SignatureReport *report)
{
	g_autoptr(GDateTime) from = read_time(report->not_before);
	g_autoptr(GDateTime) to = read_time(report->not_after);
	g_autoptr(GDateTime) at =
		read_time(report->proven_time != NULL ? report->proven_time : report->time);

	if (from == NULL || to == NULL || at == NULL)
		return VALIDITY_UNKNOWN;
	if (g_date_time_compare(at, from) < 0)
		return VALIDITY_BEFORE;
	return g_date_time_compare(at, to) > 0 ? VALIDITY_AFTER : VALIDITY_WITHIN;
}

const char *validity_word(Validity validity, bool proven)
{
	return _(proven ? validities[validity].proven : validities[validity].claimed);
}

const char *kind_word(SignatureKind kind)
{
	return _(kinds[kind].word);
}

const char *changes_word(Changes gravity)
{
	return _(changes[gravity].word);
}

const char *status_word(CertificateStatus status)
{
	return _(statuses[status].word);
}

const char *permissions_word(unsigned level)
{
	return level > 0 && level < G_N_ELEMENTS(permissions) ? _(permissions[level]) : NULL;
}

const char *listing_word(Listing listing)
{
	return listing != LISTING_NONE ? _(listings[listing].word) : NULL;
}

const char *indication_code(Indication indication)
{
	return indications[indication];
}

const char *kind_code(SignatureKind kind)
{
	return kinds[kind].code;
}

const char *changes_code(Changes gravity)
{
	return changes[gravity].code;
}

const char *status_code(CertificateStatus status)
{
	return statuses[status].code;
}

const char *validity_code(Validity validity)
{
	return validities[validity].code;
}

const char *listing_code(Listing listing)
{
	return listings[listing].code;
}
