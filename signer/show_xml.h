/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The report of a file as ETSI TS 119 102-2 has it (namespace http://uri.etsi.org/19102/v1.2.1#), for
 * systems that archive or compare validation reports.
 *
 * A SignatureValidationReport for each signature and document time-stamp; certificates and time-stamps
 * are SignatureValidationObjects, by digest or by what is known of them. What the standard has no place
 * for stands in AdditionalValidationReportData, as sentences. A file without signatures, or one that could
 * not be judged, has one report that says so.
 */
#ifndef SIGNER_SHOW_XML_H
#define SIGNER_SHOW_XML_H

#include "signer/telling.h"

#include <glib.h>
#include <stdbool.h>

/* Publishes it as `path`. */
bool show_xml(const Telling *telling, const char *path, GError **error);

#endif
