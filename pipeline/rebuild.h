/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A lost ledger is made anew from the store: what was delivered is in its records, the database
 * only remembers it.
 */
#ifndef PIPELINE_REBUILD_H
#define PIPELINE_REBUILD_H

#include "pipeline/ledger.h"

#include <glib.h>

/* A LedgerFill. Takes every record of OUT/store into the (new) ledger and its index if its PDF is
 * the one it names, also where that was signed again since. What does not fit together is left out
 * and stays where it is: a scan of its name is quarantined. Batches keep
 * their numbers, and are finished if their manifests are there. */
bool ledger_rebuild(Ledger *ledger, const char *out, GError **error);

#endif
