/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "signer/level_plan.h"

#include "signer/cms.h"

void level_plan_clear(LevelPlan *plan)
{
	g_free(plan->tsas);
	trust_free(plan->trust);
}

bool level_plan_raise(const LevelPlan *plan, const char *path, const char *shown,
	const Digest *digest, bool newest_alone, GError **error)
{
	RaiseRules rules = { .authorities = &plan->authorities,
		.revocation = &plan->revocation,
		.trust = plan->trust,
		.digest = digest,
		.newest_alone = newest_alone };

	return pdf_raise(path, shown, plan->level, &rules, error);
}

bool level_plan_sign(const LevelPlan *plan, PdfFile *document, const char *out, const char *shown,
	const Signer *signer, const SignatureBlock *block, GError **error)
{
	Signer planned = *signer;
	Algorithm algorithm;

	planned.authorities = plan->level >= LEVEL_T ? &plan->authorities : NULL;
	if (!pdf_sign_opened(document, shown, out, &planned, block, error))
		return false;
	return plan->level <= LEVEL_T ||
		(cms_algorithm(&planned, &algorithm, error) &&
			level_plan_raise(plan, out, shown, algorithm.digest, true, error));
}
