/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pipeline/out.h"

#include "base/error.h"
#include "base/file.h"
#include "base/i18n.h"
#include "pipeline/error.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

enum { LONGEST_NAME = 200 };

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

/* "A/B" as one name. One that would be too long ends in %2F and its hash instead. */
static char *flatten(const char *dossier)
{
	g_auto(GStrv) parts = g_strsplit(dossier, "/", -1);
	g_autofree char *flat = g_strjoinv("%2F", parts);

	if (strlen(flat) <= LONGEST_NAME)
		return g_steal_pointer(&flat);
	g_autofree char *digest = g_compute_checksum_for_string(G_CHECKSUM_SHA256, dossier, -1);
	*g_utf8_find_prev_char(flat, flat + LONGEST_NAME - 20) = '\0';
	return g_strdup_printf("%s%%2F~%.16s", flat, digest);
}

static char *document_folder(
	const char *out, const char *kind, const char *dossier, const char *document)
{
	g_autofree char *flat = flatten(dossier);

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

void out_prune(const char *out)
{
	static const char *const kinds[] = { "spool", "quarantine" };

	for (size_t i = 0; i < G_N_ELEMENTS(kinds); i++) {
		g_autofree char *folder = g_build_filename(out, kinds[i], NULL);
		g_autoptr(GDir) stream = g_dir_open(folder, 0, NULL);
		const char *name;
		while (stream != NULL && (name = g_dir_read_name(stream)) != NULL) {
			g_autofree char *dossier = g_build_filename(folder, name, NULL);
			rmdir(dossier); /* only what is empty */
		}
	}
}

char *out_manifest(const char *out, gint64 batch)
{
	return g_strdup_printf("%s/manifests/batch-%04" G_GINT64_FORMAT, out, batch);
}

char *out_product(const char *dossier, const char *document, const char *suffix)
{
	return g_strdup_printf("store/%s/%s%s", dossier, document, suffix);
}
