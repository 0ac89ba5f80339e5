/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "signer/walk.h"

#include "base/file.h"
#include "base/i18n.h"
#include "signer/error.h"

#include <stdbool.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

enum { DEEPEST = 64 };

typedef struct {
	char *path;
	GPtrArray *names; /* sorted */
	unsigned next;
} Folder;

struct Walk {
	const char *const *paths;
	GPtrArray *folders;  /* of Folder, from the outermost in */
	bool plain;          /* neither links nor what is hidden */
	struct stat without; /* a folder, if st_ino is not 0 */
};

static void folder_free(Folder *folder)
{
	g_free(folder->path);
	g_clear_pointer(&folder->names, g_ptr_array_unref);
	g_free(folder);
}

Walk *walk_new(const char *const *paths)
{
	Walk *walk = g_new0(Walk, 1);

	walk->paths = paths;
	walk->folders = g_ptr_array_new_with_free_func((GDestroyNotify)folder_free);
	return walk;
}

void walk_free(Walk *walk)
{
	if (walk == NULL)
		return;
	g_ptr_array_unref(walk->folders);
	g_free(walk);
}

void walk_stay_plain(Walk *walk, const char *folder)
{
	walk->plain = true;
	if (folder == NULL || stat(folder, &walk->without) < 0)
		walk->without.st_ino = 0;
}

const char *walk_below(const Walk *walk, const char *path)
{
	const char *name = strrchr(path, '/');

	if (walk->folders->len > 0) {
		name = path + strlen(((Folder *)walk->folders->pdata[0])->path);
		while (*name == '/')
			name++;
		return name;
	}
	return name != NULL ? name + 1 : path;
}

static int compare_names(gconstpointer first, gconstpointer second)
{
	return strcmp(*(char *const *)first, *(char *const *)second);
}

static bool enter(Walk *walk, const char *path, GError **error)
{
	if (walk->folders->len >= DEEPEST) {
		g_autofree char *shown = file_show(path);
		g_set_error(error, SIGNER_ERROR, SIGNER_ERROR_INPUT,
			_("%s: more than %d folders in each other"), shown, DEEPEST);
		return false;
	}
	g_autoptr(GDir) listing = folder_open(path, error);
	const char *name;
	if (listing == NULL)
		return false;
	Folder *folder = g_new0(Folder, 1);
	folder->path = g_strdup(path);
	folder->names = g_ptr_array_new_with_free_func(g_free);
	while ((name = g_dir_read_name(listing)) != NULL)
		if (!walk->plain || *name != '.')
			g_ptr_array_add(folder->names, g_strdup(name));
	g_ptr_array_sort(folder->names, compare_names);
	g_ptr_array_add(walk->folders, folder);
	return true;
}

static bool is_pdf(const Walk *walk, const char *path)
{
	size_t size = strlen(path);
	struct stat about;

	return size > 4 && strcasecmp(path + size - 4, ".pdf") == 0 &&
		(walk->plain ? lstat(path, &about) : stat(path, &about)) == 0 &&
		S_ISREG(about.st_mode);
}

static bool is_folder(const char *path, struct stat *out_about)
{
	return lstat(path, out_about) == 0 && S_ISDIR(out_about->st_mode);
}

static bool is_left_out(const Walk *walk, const struct stat *about)
{
	return walk->without.st_ino != 0 && about->st_ino == walk->without.st_ino &&
		about->st_dev == walk->without.st_dev;
}

char *walk_next(Walk *walk, GError **error)
{
	while (walk->folders->len > 0 || *walk->paths != NULL) {
		if (walk->folders->len == 0) {
			const char *named = *walk->paths++;
			if (!g_file_test(named, G_FILE_TEST_IS_DIR))
				return g_strdup(named);
			if (!enter(walk, named, error))
				return NULL;
			continue;
		}
		Folder *folder = walk->folders->pdata[walk->folders->len - 1];
		if (folder->next == folder->names->len) {
			g_ptr_array_remove_index(walk->folders, walk->folders->len - 1);
			continue;
		}
		g_autofree char *path =
			g_build_filename(folder->path, folder->names->pdata[folder->next++], NULL);
		struct stat about;
		if (is_folder(path, &about)) {
			if (!is_left_out(walk, &about) && !enter(walk, path, error))
				return NULL;
		} else if (is_pdf(walk, path)) {
			return g_steal_pointer(&path);
		}
	}
	return NULL;
}
