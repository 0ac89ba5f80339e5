/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pipeline/out.h"

const char *const out_suffixes[] = { ".alto.xml", ".json", ".pdf", NULL };

char *out_database(const char *out)
{
	return g_build_filename(out, "digitize.db", NULL);
}

char *out_spool(const char *out, const char *dossier, const char *document)
{
	return g_build_filename(out, "spool", dossier, document, NULL);
}

char *out_quarantine(const char *out, const char *dossier, const char *document)
{
	return g_build_filename(out, "quarantine", dossier, document, NULL);
}

char *out_manifest(const char *out, gint64 batch)
{
	return g_strdup_printf("%s/manifests/batch-%04" G_GINT64_FORMAT, out, batch);
}

char *out_product(const char *dossier, const char *document, const char *suffix)
{
	return g_strdup_printf("store/%s/%s%s", dossier, document, suffix);
}
