/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What settings say of reading a page, as the functions of ocr/ take it; and what is told of one. */
#ifndef PIPELINE_PAGE_H
#define PIPELINE_PAGE_H

#include "base/settings.h"
#include "ocr/quality.h"
#include "ocr/recognize.h"
#include "ocr/scan.h"

#include <json-glib/json-glib.h>

ScanLimits page_limits(const Settings *settings);
QualityRules page_quality_rules(const Settings *settings);

/* All that shapes what a page leaves in the spool, as one text: the version, and the settings of reading
 * and encoding. The caller frees it. */
char *page_settings_of(const Settings *settings);

/* As reader_load(), but errors are those of settings; an unknown step in [ocr] without is one. */
Reader *page_load_reader(const Settings *settings, GError **error);

/* Members of the current object: what was read and measured of a page. */
void page_put_json(JsonBuilder *builder, const Words *words);

#endif
