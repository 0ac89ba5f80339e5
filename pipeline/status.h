/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What OUT holds: how many documents are done, waiting and quarantined, and why. */
#ifndef PIPELINE_STATUS_H
#define PIPELINE_STATUS_H

#include "pipeline/ledger.h"

#include <glib.h>

/* Prints on standard output, for a person or as JSON. `out_all`: every document is delivered. */
bool status_print(Ledger *ledger, bool json, bool *out_all, GError **error);

#endif
