/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIPELINE_PROVE_KEPT_H
#define PIPELINE_PROVE_KEPT_H

#include "pipeline/compose.h"

/* Has the PDF of each page whose content is kept what its source has: the streams of the content and of
 * its resources byte for byte? Error: PIPELINE_ERROR_DOCUMENT, naming the page. */
bool kept_prove(const Composition *composition, const char *path, GError **error);

#endif
