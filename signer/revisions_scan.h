/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Looking at every byte of each revision, for revisions_read() alone. */
#ifndef SIGNER_REVISIONS_SCAN_H
#define SIGNER_REVISIONS_SCAN_H

#include "signer/revisions.h"

/* Notes a doubt once for each revision. */
void revisions_doubt(Revisions *revisions, unsigned revision, const char *sentence);

/* Notes what is doubtful about the entries and about the bytes between objects. */
void revisions_scan(Revisions *revisions);

#endif
