/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pipeline/spool.h"

#include "base/i18n.h"
#include "ocr/alto.h"
#include "pipeline/compose.h"
#include "pipeline/error.h"

Words *spool_words(const char *spool, unsigned page, GError **error)
{
	g_autofree char *path = spool_page_path(spool, page, ".xml");
	GError *wrong = NULL;
	g_autoptr(AltoReader) reader = alto_read(path, &wrong);
	Words *words = reader != NULL ? alto_read_page(reader, &wrong) : NULL;

	if (words == NULL && wrong == NULL)
		g_set_error(&wrong, PIPELINE_ERROR, PIPELINE_ERROR_DOCUMENT,
			_("its words are missing from the spool"));
	if (wrong != NULL)
		g_propagate_error(error, wrong);
	return words;
}
