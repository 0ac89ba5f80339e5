/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pipeline/out.h"

#include "base/error.h"
#include "base/file.h"
#include "base/i18n.h"
#include "pipeline/error.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

const char *const out_suffixes[] = { ".alto.xml", ".json", ".pdf", NULL };

int out_lock(const char *out, GError **error)
{
	g_autofree char *shown = file_show(out);

	if (!folder_make(out, error))
		return -1;
	int lock = open(out, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (lock >= 0 && flock(lock, LOCK_EX | LOCK_NB) == 0)
		return lock;
	if (lock >= 0 && errno == EWOULDBLOCK)
		g_set_error(error, PIPELINE_ERROR, PIPELINE_ERROR_LOCKED,
			_("%s: another run is at work here"), shown);
	else
		error_set_errno(error, errno, shown);
	if (lock >= 0)
		close(lock);
	return -1;
}

char *out_database(const char *out)
{
	return g_build_filename(out, "digitize.db", NULL);
}

static char *document_folder(
	const char *out, const char *kind, const char *dossier, const char *document)
{
	g_auto(GStrv) parts = g_strsplit(dossier, "/", -1);
	g_autofree char *flat = g_strjoinv("%2F", parts);

	return g_build_filename(out, kind, flat, document, NULL);
}

char *out_spool(const char *out, const char *dossier, const char *document)
{
	return document_folder(out, "spool", dossier, document);
}

char *out_quarantine(const char *out, const char *dossier, const char *document)
{
	return document_folder(out, "quarantine", dossier, document);
}

char *out_manifest(const char *out, gint64 batch)
{
	return g_strdup_printf("%s/manifests/batch-%04" G_GINT64_FORMAT, out, batch);
}

char *out_product(const char *dossier, const char *document, const char *suffix)
{
	return g_strdup_printf("store/%s/%s%s", dossier, document, suffix);
}
