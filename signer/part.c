/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "signer/part.h"

#include "base/file.h"
#include "base/i18n.h"
#include "signer/error.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

static bool refuse_by_system(GError **error, const char *path)
{
	g_autofree char *shown = file_show(path);

	g_set_error(error, SIGNER_ERROR, SIGNER_ERROR_INPUT, "%s: %s", shown, g_strerror(errno));
	return false;
}

bool part_check_source(const char *in, GError **error)
{
	struct stat about;

	if (stat(in, &about) < 0)
		return refuse_by_system(error, in);
	return S_ISREG(about.st_mode) ||
		error_set_input_path(error, _("%s: this is no plain file"), in);
}

static bool is_same(const char *in, const char *out)
{
	struct stat from, to;

	return stat(out, &to) == 0 && stat(in, &from) == 0 && to.st_dev == from.st_dev &&
		to.st_ino == from.st_ino;
}

bool part_check_place(const char *in, const char *out, bool in_place, bool force, GError **error)
{
	struct stat there;
	if (lstat(out, &there) < 0)
		return true;

	if (!in_place && is_same(in, out))
		return error_set_input_path(
			error, _("%s: a file is never changed in its place"), out);
	if (!in_place && !force)
		return error_set_input_path(
			error, _("%s: the file is there already; use --force"), out);
	return S_ISREG(there.st_mode) ||
		error_set_input_path(error, _("%s: this is no plain file"), out);
}

static bool is_there(const Part *part)
{
	struct stat held, there;

	return fstat(part->lock, &held) == 0 && stat(part->path, &there) == 0 &&
		held.st_dev == there.st_dev && held.st_ino == there.st_ino;
}

Part *part_open(const char *out, GError **error)
{
	g_autofree char *path = file_name_part(out), *folder = g_path_get_dirname(path);
	if (access(folder, F_OK) < 0 && !folder_make(folder, error))
		return NULL;

	int lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0666);
	if (lock < 0)
		return refuse_by_system(error, out), NULL;
	Part found = { path, lock };
	if (flock(lock, LOCK_EX | LOCK_NB) == 0 && is_there(&found)) {
		g_steal_pointer(&path);
		return g_memdup2(&found, sizeof found);
	}
	close(lock);
	error_set_input_path(error, _("%s: another run is writing this file"), out);
	return NULL;
}

void part_copy_rights(const Part *part, const char *from)
{
	struct stat about;

	if (stat(from, &about) < 0)
		return;
	/* who may not give it to its owner leaves it with himself */
	if (fchown(part->lock, about.st_uid, about.st_gid) == 0 || about.st_uid == geteuid())
		fchmod(part->lock, about.st_mode & 07777);
}

void part_free(Part *part)
{
	if (part == NULL)
		return;
	if (is_there(part))
		unlink(part->path);
	close(part->lock);
	g_free(part->path);
	g_free(part);
}
