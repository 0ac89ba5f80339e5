/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A lost ledger is made anew from the store: what was delivered is in its records, the database
 * only remembers it.
 */
#ifndef PIPELINE_REBUILD_H
#define PIPELINE_REBUILD_H

#include "pipeline/ledger.h"

#include <glib.h>

/* A LedgerFill. Takes every record of OUT/store whose PDF is there with its checksum into the (new) ledger and
 * its index; what does not fit together is left out, to be made again. Batches keep their
 * numbers. */
bool ledger_rebuild(Ledger *ledger, const char *out, GError **error);

#endif
