/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The lock on the file is held from before it is read until it is written: the process that has it is
 * the one that asks. One that dies gives it back, and what it left half-written holds for nobody.
 * Kept are a check that passed and a refusal that may pass; a certificate that may not sign is told
 * at once, whoever asks.
 */
#include "pipeline/signing_memo.h"

#include "base/error.h"
#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#define GROUP "check"

enum { AFTER_REFUSAL = 600 }; /* seconds until somebody tries again */

static int open_locked(const char *path, GError **error)
{
	g_autofree char *shown = file_show(path);
	int file = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	int locked = -1;

	while (file >= 0 && (locked = flock(file, LOCK_EX)) < 0 && errno == EINTR)
		continue;
	if (locked == 0)
		return file;
	error_set_errno(error, errno, shown);
	if (file >= 0)
		close(file);
	return -1;
}

/* What was found and still holds, or NULL. */
static GKeyFile *read_memo(const char *path, gint64 now)
{
	g_autoptr(GKeyFile) memo = g_key_file_new();

	if (!g_key_file_load_from_file(memo, path, G_KEY_FILE_NONE, NULL) ||
		!g_key_file_get_boolean(memo, GROUP, "whole", NULL) ||
		g_key_file_get_int64(memo, GROUP, "until", NULL) <= now)
		return NULL;
	return g_steal_pointer(&memo);
}

static bool take_memo(GKeyFile *memo, GPtrArray *warnings, GError **error)
{
	g_autofree char *refusal = g_key_file_get_string(memo, GROUP, "refusal", NULL);
	g_auto(GStrv) told = g_key_file_get_string_list(memo, GROUP, "warnings", NULL, NULL);

	if (refusal != NULL) {
		g_set_error_literal(error, BASE_ERROR, BASE_ERROR_SYSTEM, refusal);
		return false;
	}
	for (char **one = told; one != NULL && *one != NULL; one++)
		g_ptr_array_add(warnings, g_strdup(*one));
	return true;
}

static GKeyFile *make_memo(const SigningCheck *check, const GError *refusal, gint64 now)
{
	GKeyFile *memo = g_key_file_new();
	gint64 until = check != NULL ? check->until : now + AFTER_REFUSAL;

	g_key_file_set_int64(memo, GROUP, "until", until);
	if (check == NULL)
		g_key_file_set_string(memo, GROUP, "refusal", refusal->message);
	else
		g_key_file_set_string_list(memo, GROUP, "warnings",
			(const char *const *)check->warnings->pdata, check->warnings->len);
	g_key_file_set_boolean(memo, GROUP, "whole", TRUE); /* the last key that is written */
	return memo;
}

static bool write_memo(int file, GKeyFile *memo, const char *path, GError **error)
{
	gsize size;
	g_autofree char *text = g_key_file_to_data(memo, &size, NULL);
	g_autofree char *shown = file_show(path);

	errno = ENOSPC;
	return (ftruncate(file, 0) == 0 && pwrite(file, text, size, 0) == (ssize_t)size) ||
		error_set_errno(error, errno, shown);
}

static bool check_now(int file, const char *path, const GPtrArray *certificates,
	const SigningRules *rules, GPtrArray *warnings, GError **error)
{
	g_autoptr(GError) refusal = NULL;
	g_autoptr(SigningCheck) check = signing_check_make(certificates, rules, &refusal);

	if (check == NULL && !error_is_transient(refusal)) {
		g_propagate_error(error, g_steal_pointer(&refusal));
		return false;
	}
	gint64 now = g_get_real_time() / G_USEC_PER_SEC;
	g_autoptr(GKeyFile) memo = make_memo(check, refusal, now);
	return write_memo(file, memo, path, error) && take_memo(memo, warnings, error);
}

bool signing_memo_check(const char *path, const GPtrArray *certificates, const SigningRules *rules,
	GPtrArray **out_warnings, GError **error)
{
	gint64 now = g_get_real_time() / G_USEC_PER_SEC;
	g_autoptr(GPtrArray) warnings = g_ptr_array_new_with_free_func(g_free);
	int file = open_locked(path, error);
	if (file < 0)
		return false;

	g_autoptr(GKeyFile) memo = read_memo(path, now);
	bool allowed = memo != NULL ? take_memo(memo, warnings, error)
				    : check_now(file, path, certificates, rules, warnings, error);
	close(file);
	if (allowed)
		*out_warnings = g_steal_pointer(&warnings);
	return allowed;
}
