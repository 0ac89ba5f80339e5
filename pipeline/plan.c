/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pipeline/plan.h"

#include "base/error.h"
#include "base/file.h"
#include "base/i18n.h"
#include "pipeline/out.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

enum { LONGEST_NAME = 200, DEEPEST_FOLDER = 16 };

/* One file name, taken apart. */
typedef struct {
	char *file;
	char *stem;   /* without extension */
	char *series; /* NAME of NAME-01.jpg, or NULL */
	char *key;    /* what all files of a series share: NAME and the folded extension */
	unsigned number;
} Part;

static void part_free(gpointer data)
{
	Part *part = data;

	g_free(part->file);
	g_free(part->stem);
	g_free(part->series);
	g_free(part->key);
	g_free(part);
}

static void planned_document_free(gpointer data)
{
	PlannedDocument *document = data;

	g_free(document->name);
	g_ptr_array_unref(document->files);
	g_free(document->refusal);
	g_free(document);
}

static bool is_escape(const char *text)
{
	return text[0] == '%' && g_ascii_isxdigit(text[1]) && g_ascii_isxdigit(text[2]);
}

char *store_name(const char *name)
{
	g_autoptr(GString) out = g_string_new(NULL);

	for (const char *c = name; *c != '\0';) {
		gunichar value = g_utf8_get_char_validated(c, -1);
		bool foreign = value == (gunichar)-1 || value == (gunichar)-2;
		/* a name that looks escaped is escaped as well: no two names become one */
		if (foreign || g_unichar_iscntrl(value) || is_escape(c)) {
			g_string_append_printf(out, "%%%02X", (unsigned char)*c++);
			continue;
		}
		g_string_append_unichar(out, value);
		c = g_utf8_next_char(c);
	}
	if (out->len > LONGEST_NAME) {
		g_autofree char *digest =
			g_compute_checksum_for_string(G_CHECKSUM_SHA256, name, -1);
		const char *end = g_utf8_find_prev_char(out->str, out->str + LONGEST_NAME - 20);
		g_string_truncate(out, (gsize)(end - out->str));
		g_string_append_printf(out, "~%.16s", digest);
	}
	return g_string_free(g_steal_pointer(&out), FALSE);
}

static bool is_image_extension(const char *extension)
{
	static const char *const images[] = { ".jpg", ".jpeg", ".png", ".tif", ".tiff", ".jp2",
		".j2k", NULL };

	return g_strv_contains(images, extension);
}

/* NAME-01: finds where the number begins; NULL if there is none of one to four digits. */
static const char *find_number(const char *stem)
{
	const char *end = stem + strlen(stem);
	const char *digits = end;

	while (digits > stem && g_ascii_isdigit(digits[-1]))
		digits--;
	if (digits == end || end - digits > 4 || digits - stem < 2)
		return NULL;
	return digits[-1] == '-' || digits[-1] == '_' ? digits : NULL;
}

static Part *part_new(const char *file)
{
	Part *part = g_new0(Part, 1);
	const char *dot = strrchr(file, '.');

	part->file = g_strdup(file);
	if (dot == NULL || dot == file) {
		part->stem = g_strdup(file);
		return part;
	}
	part->stem = g_strndup(file, (gsize)(dot - file));
	g_autofree char *extension = g_ascii_strdown(dot, -1);
	const char *number = find_number(part->stem);
	if (number == NULL || !is_image_extension(extension))
		return part;
	part->number = (unsigned)g_ascii_strtoull(number, NULL, 10);
	part->series = g_strndup(part->stem, (gsize)(number - 1 - part->stem));
	part->key = g_strconcat(part->series, extension, NULL);
	return part;
}

static int compare_bytes(gconstpointer a, gconstpointer b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static int compare_numbers(gconstpointer a, gconstpointer b)
{
	const Part *one = *(Part *const *)a, *other = *(Part *const *)b;

	if (one->number != other->number)
		return one->number < other->number ? -1 : 1;
	return strcmp(one->file, other->file);
}

static int compare_documents(gconstpointer a, gconstpointer b)
{
	const PlannedDocument *one = *(PlannedDocument *const *)a;
	const PlannedDocument *other = *(PlannedDocument *const *)b;

	return strcmp(one->name, other->name);
}

static PlannedDocument *document_of(const char *name)
{
	PlannedDocument *document = g_new0(PlannedDocument, 1);

	document->name = store_name(name);
	document->files = g_ptr_array_new_with_free_func(g_free);
	return document;
}

static char *find_gap(GPtrArray *parts)
{
	for (unsigned i = 1; i < parts->len; i++) {
		const Part *before = parts->pdata[i - 1], *after = parts->pdata[i];
		if (after->number == before->number)
			return g_strdup_printf(
				_("number %u of the series is there twice"), after->number);
		if (after->number != before->number + 1)
			return g_strdup_printf(
				_("number %u of the series is missing"), before->number + 1);
	}
	return NULL;
}

/* A series is two files or more whose numbers begin with 0 or 1; otherwise the numbers are part
 * of the names of single documents. */
static void add_series(GPtrArray *documents, GPtrArray *parts)
{
	g_ptr_array_sort(parts, compare_numbers);
	const Part *first = parts->pdata[0];
	bool is_series = parts->len > 1 && first->number <= 1;
	PlannedDocument *document = NULL;

	for (unsigned i = 0; i < parts->len; i++) {
		const Part *part = parts->pdata[i];
		if (!is_series || i == 0) {
			document = document_of(is_series ? part->series : part->stem);
			g_ptr_array_add(documents, document);
		}
		g_ptr_array_add(document->files, g_strdup(part->file));
	}
	if (is_series)
		document->refusal = find_gap(parts);
}

GPtrArray *plan_group(GPtrArray *names)
{
	GPtrArray *documents = g_ptr_array_new_with_free_func(planned_document_free);
	g_autoptr(GPtrArray) all = g_ptr_array_new_with_free_func(part_free);
	g_autoptr(GHashTable) series = g_hash_table_new_full(
		g_str_hash, g_str_equal, NULL, (GDestroyNotify)g_ptr_array_unref);

	for (unsigned i = 0; i < names->len; i++) {
		Part *part = part_new(names->pdata[i]);
		g_ptr_array_add(all, part);
		if (part->key == NULL) {
			PlannedDocument *document = document_of(part->stem);
			g_ptr_array_add(document->files, g_strdup(part->file));
			g_ptr_array_add(documents, document);
			continue;
		}
		GPtrArray *parts = g_hash_table_lookup(series, part->key);
		if (parts == NULL) {
			parts = g_ptr_array_new();
			g_hash_table_insert(series, part->key, parts);
		}
		g_ptr_array_add(parts, part);
	}

	GHashTableIter each;
	gpointer parts;
	g_hash_table_iter_init(&each, series);
	while (g_hash_table_iter_next(&each, NULL, &parts))
		add_series(documents, parts);
	g_ptr_array_sort(documents, compare_documents);
	plan_part_namesakes(documents);
	g_ptr_array_sort(documents, compare_documents);
	return documents;
}

static bool is_hidden(const char *name)
{
	return name[0] == '.' && strcmp(name, ".") != 0 && strcmp(name, "..") != 0;
}

static bool is_passed_over(const char *name)
{
	static const char *const left_behind[] = { "Thumbs.db", "desktop.ini", "digitize.conf",
		NULL };

	return name[0] == '.' || g_strv_contains(left_behind, name);
}

/* Reads one folder: files and sub-folders, each in the order of their bytes. */
static bool read_folder(
	const char *folder, GPtrArray *files, GPtrArray *folders, unsigned *hidden, GError **error)
{
	DIR *stream = opendir(folder);
	g_autofree char *shown = file_show(folder);
	if (stream == NULL)
		return error_set_errno(error, errno, shown);

	const struct dirent *entry;
	while ((errno = 0, entry = readdir(stream)) != NULL) {
		struct stat about;
		if (is_passed_over(entry->d_name)) {
			*hidden += is_hidden(entry->d_name);
			continue;
		}
		if (fstatat(dirfd(stream), entry->d_name, &about, AT_SYMLINK_NOFOLLOW) == 0)
			g_ptr_array_add(
				S_ISDIR(about.st_mode) ? folders : files, g_strdup(entry->d_name));
		else if (errno != ENOENT)
			break; /* half a folder would be half a series */
	}
	int number = errno;
	closedir(stream);
	if (number != 0)
		return error_set_errno(error, number, shown);
	g_ptr_array_sort(files, compare_bytes);
	g_ptr_array_sort(folders, compare_bytes);
	return true;
}

/* The name with the character at `at` escaped: different from every name that store_name() makes. */
static char *escape_at(const char *name, size_t at)
{
	return g_strdup_printf(
		"%.*s%%%02X%s", (int)at, name, (unsigned char)name[at], name + at + 1);
}

/* Of a sub-folder. One named like the scans' folder itself makes room for the loose files; one
 * named like a product ("001.pdf") makes room for that. */
static char *dossier_name(const char *parent, const char *loose, const char *folder)
{
	g_autofree char *own = store_name(folder);

	for (const char *const *suffix = out_suffixes; *suffix != NULL; suffix++)
		if (g_str_has_suffix(own, *suffix)) {
			char *escaped = escape_at(own, strlen(own) - strlen(*suffix));
			g_free(own);
			own = escaped;
			break;
		}
	if (parent != NULL)
		return g_strconcat(parent, "/", own, NULL);
	return strcmp(own, loose) == 0 ? escape_at(own, 0) : g_steal_pointer(&own);
}

typedef struct {
	PlanVisitor visit;
	PlanTrouble tell;
	gpointer data;
	char *loose; /* the dossier of files that lie in no folder */
	unsigned hidden;
} Walk;

/* False without error if the folder was told instead. */
static bool take_folder(Walk *walk, const char *folder, int depth, GPtrArray *files,
	GPtrArray *folders, GError **error)
{
	g_autoptr(GError) wrong = NULL;

	if (depth > DEEPEST_FOLDER) {
		g_autofree char *shown = file_show(folder);
		g_set_error(&wrong, BASE_ERROR, BASE_ERROR_DATA,
			_("%s: folders lie more than %d deep"), shown, DEEPEST_FOLDER);
	} else if (read_folder(folder, files, folders, &walk->hidden, &wrong)) {
		return true;
	}
	if (depth == 0)
		g_propagate_error(error, g_steal_pointer(&wrong));
	else
		walk->tell(walk->data, wrong->message);
	return false;
}

static bool walk_folder(
	Walk *walk, const char *folder, const char *dossier, int depth, GError **error)
{
	g_autoptr(GPtrArray) files = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GPtrArray) folders = g_ptr_array_new_with_free_func(g_free);

	if (!take_folder(walk, folder, depth, files, folders, error))
		return depth > 0;
	if (files->len > 0) {
		g_autoptr(GPtrArray) documents = plan_group(files);
		if (!walk->visit(walk->data, dossier != NULL ? dossier : walk->loose, folder,
			    documents, error))
			return false;
	}
	for (unsigned i = 0; i < folders->len; i++) {
		g_autofree char *below = g_build_filename(folder, folders->pdata[i], NULL);
		g_autofree char *name = dossier_name(dossier, walk->loose, folders->pdata[i]);
		if (!walk_folder(walk, below, name, depth + 1, error))
			return false;
	}
	return true;
}

bool plan_walk(const char *scans, PlanVisitor visit, PlanTrouble tell, gpointer data,
	unsigned *out_hidden, GError **error)
{
	g_autofree char *absolute = g_canonicalize_filename(scans, NULL);
	g_autofree char *base = g_path_get_basename(absolute);
	g_autofree char *loose = store_name(base);
	Walk walk = { visit, tell, data, loose, 0 };

	if (!walk_folder(&walk, absolute, NULL, 0, error))
		return false;
	*out_hidden = walk.hidden;
	return true;
}
