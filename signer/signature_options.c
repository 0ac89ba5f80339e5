/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "signer/signature_options.h"

#include "base/error.h"
#include "signer/signature_policy.h"

SignatureOptions signature_options;

static bool check_policy(const SignatureOptions *options, GError **error)
{
	const char *const file = options->policy_file, *hash = options->policy_hash;

	if (file != NULL && hash != NULL)
		return error_set_usage(
			error, "%s", _("sign: --policy-file and --policy-hash exclude each other"));
	if (options->policy_oid == NULL &&
		(file != NULL || hash != NULL || options->policy_uri != NULL))
		return error_set_usage(error, _("sign: %s is missing"), "--policy-oid");
	return options->policy_oid == NULL || file != NULL || hash != NULL ||
		error_set_usage(error, _("sign: %s is missing"), "--policy-file");
}

bool signature_options_read(SignatureBlock *block, SignedAttributes *attributes, GError **error)
{
	const SignatureOptions *options = &signature_options;

	if (options->certify < 0 || options->certify > 3)
		return error_set_usage(error, _("sign: %s is out of its range"), "--certify");
	if (!check_policy(options, error) ||
		!signature_policy_hash(
			options->policy_file, options->policy_hash, attributes, error))
		return false;
	attributes->commitment = options->commitment;
	attributes->policy = options->policy_oid;
	attributes->policy_uri = options->policy_uri;
	block->reason = options->reason;
	block->location = options->location;
	block->field = options->field;
	block->certify = (unsigned)options->certify;
	block->attributes = attributes;
	return signature_block_check(block, error);
}
