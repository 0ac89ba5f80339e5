/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The manifest of a batch: every source and every product with SHA-256, size, pages, states and
 * reasons, in OUT/manifests/batch-0001/:
 *
 *	sources.sha256     sha256sum -c, from the folder of the scans
 *	products.sha256    sha256sum -c, from OUT
 *	manifest.json      all of it; names the checksums of the two lists
 *	manifest.json.p7s  detached CMS signature (DER) over manifest.json
 *
 * Written anew if the batch was interrupted; streaming, whatever the number of documents.
 */
#ifndef PIPELINE_MANIFEST_H
#define PIPELINE_MANIFEST_H

#include "pipeline/ledger.h"
#include "signer/sign.h"

#include <glib.h>

bool manifest_write(
	Ledger *ledger, const char *out, gint64 batch, const Signer *signer, GError **error);

/* Is it there, and signed? Then the batch is finished, whatever the ledger says. */
bool manifest_is_written(const char *out, gint64 batch);

#endif
