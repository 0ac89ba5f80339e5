/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "signer/detached.h"

#include "base/file.h"
#include "base/i18n.h"
#include "signer/report.h"
#include "signer/signed_data.h"
#include "signer/validation.h"

#include <unistd.h>

enum { MOST_SIGNATURE = 4 << 20 };

static bool check_content(SignedData *data, const char *path, SignatureReport *report)
{
	unsigned char digest[EVP_MAX_MD_SIZE];
	unsigned digest_size = 0;
	gsize size = 0;
	g_autoptr(GBytes) content = file_map(path, NULL);
	const void *bytes = content != NULL ? g_bytes_get_data(content, &size) : NULL;

	if (content == NULL ||
		EVP_Digest(size > 0 ? bytes : "", size, digest, &digest_size, data->digest, NULL) !=
			1)
		return report_doubt(
			report, "SIGNED_DATA_NOT_FOUND", _("what was signed cannot be read"));
	report->whole_file = true;
	return signed_data_check_value(data, digest, digest_size, report);
}

/* Nothing proves its time. */
static bool check_signer(const SignedData *data, const VerifyRules *rules, SignatureReport *report)
{
	gint64 at = validation_moment(rules);
	g_autoptr(Poe) poe = poe_new(at);
	g_autoptr(ValidationData) material = validation_data_new();
	const Validation validation = { rules, at, poe, data->certificates, material };
	g_auto(Validated) validated =
		validation_check(&validation, &(SignedBy) { .signer = data->signer, .proven = at });

	validated_describe(&validated, report);
	return verdict_take(&validated.verdict, report);
}

static void judge(const char *path, GBytes *cms, const VerifyRules *rules, SignatureReport *report)
{
	SignedData data = { 0 };

	if (signed_data_read(cms, &data, report) && check_content(&data, path, report) &&
		signed_data_check_rules(&data, true, report) && check_signer(&data, rules, report))
		report_conclude(report, TOTAL_PASSED, NULL,
			g_strdup(report->demonstration
					? _("unchanged since it was signed, but with a demonstration "
					    "identity: no legal value")
					: _("unchanged since it was signed; revocation was not "
					    "looked up")));
	signed_data_clear(&data);
}

VerifyReport *detached_verify(
	const char *path, const char *signature, const VerifyRules *rules, GError **error)
{
	g_autoptr(VerifyReport) report = g_new0(VerifyReport, 1);

	report->indication = INDETERMINATE;
	report->signatures = g_ptr_array_new_with_free_func((GDestroyNotify)signature_report_free);
	if (access(signature, F_OK) < 0)
		return g_steal_pointer(&report);
	g_autoptr(GBytes) cms = file_read(signature, MOST_SIGNATURE, error);
	if (cms == NULL)
		return NULL;

	SignatureReport *one = signature_report_new();
	g_autofree char *name = g_path_get_basename(signature);
	one->field = file_show(name);
	one->form = g_strdup("CMS");
	g_ptr_array_add(report->signatures, one);
	judge(path, cms, rules, one);
	report->indication = one->indication;
	return g_steal_pointer(&report);
}
