/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a worker tells its parent is the index of the file that it begins with, as long as it makes
 * files, and at the end the fate of each. A worker that dies while it makes one has published nothing;
 * one that dies while it publishes blames none, and what it published is known again.
 */
#include "signer/signing_work.h"

#include "base/file.h"
#include "base/i18n.h"
#include "signer/error.h"
#include "signer/journal.h"
#include "signer/recognize.h"
#include "signer/verify.h"

#include <errno.h>
#include <fcntl.h>
#include <malloc.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

enum { KEPT_BYTES = 16 << 20 };

#define BEGUN "u"
#define FATES "a(yayttx)"

SigningItem *signing_item_new(const char *in, const char *out)
{
	SigningItem *item = g_new0(SigningItem, 1);

	item->in = g_strdup(in);
	item->out = g_strdup(out);
	return item;
}

void signing_item_free(SigningItem *item)
{
	g_free(item->in);
	g_free(item->out);
	g_free(item->message);
	g_free(item);
}

static bool set_input_error(GError **error, const char *message, const char *path)
{
	g_autofree char *shown = file_show(path);

	g_set_error(error, SIGNER_ERROR, SIGNER_ERROR_INPUT, message, shown);
	return false;
}

static bool is_known(const SigningItem *item, const SigningManner *manner)
{
	GBytes *certificate = manner->signer->identity->certificates->pdata[0];
	const char *profile = manner->block->profile;

	if (!manner->recognize && !item->again)
		return false;
	return recognize_signature(item->in, certificate, profile) ||
		(!item->in_place && recognize_increment(item->out, item->in) &&
			recognize_signature(item->out, certificate, profile));
}

/* The part is ours while we hold its lock: another run may sign the same file. */
static int lock_part(const char *part, const char *out, GError **error)
{
	struct stat held, there;
	g_autofree char *folder = g_path_get_dirname(part);
	if (access(folder, F_OK) < 0 && !folder_make(folder, error))
		return -1;
	g_autofree char *shown = file_show(out);
	int file = open(part, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0666);

	if (file < 0) {
		g_set_error(error, SIGNER_ERROR, SIGNER_ERROR_INPUT, "%s: %s", shown,
			g_strerror(errno));
		return -1;
	}
	if (flock(file, LOCK_EX | LOCK_NB) == 0 && fstat(file, &held) == 0 &&
		stat(part, &there) == 0 && held.st_ino == there.st_ino)
		return file;
	close(file);
	g_set_error(error, SIGNER_ERROR, SIGNER_ERROR_INPUT,
		_("%s: another run is writing this file"), shown);
	return -1;
}

static GBytes *ask_parent(gpointer link, GBytes *request, GError **error)
{
	return worker_ask(link, request, error);
}

static bool make_signed(const SigningItem *item, const char *part, const SigningWork *work,
	WorkerLink *link, GError **error)
{
	const SigningManner *manner = work->manner;
	Signer signer = *manner->signer;
	g_autofree char *shown = file_show(item->in);

	signer.sign = ask_parent;
	signer.sign_data = link;
	return level_plan_sign(manner->plan, item->in, part, shown, &signer, manner->block, error);
}

/* What replaces its own source is verified as a stranger would. */
static bool check_replacement(const SigningItem *item, const char *part, GError **error)
{
	g_autoptr(VerifyReport) report = verify_file(part, &(VerifyRules) { 0 }, error);
	if (report == NULL)
		return false;

	for (unsigned i = 0; i < report->signatures->len; i++) {
		const SignatureReport *one = report->signatures->pdata[i];
		if (one->intact && one->whole_file)
			return true;
	}
	/* at B-LT what was added afterwards is validation data */
	for (unsigned i = 0; i < report->signatures->len; i++)
		if (((SignatureReport *)report->signatures->pdata[i])->intact)
			return true;
	return set_input_error(error, _("%s: what was signed does not verify"), item->in);
}

static void copy_rights(const SigningItem *item, int part)
{
	struct stat about;

	if (stat(item->in, &about) < 0)
		return;
	/* who may not give it to its owner leaves it with himself */
	if (fchown(part, about.st_uid, about.st_gid) == 0 || about.st_uid == geteuid())
		fchmod(part, about.st_mode & 07777);
}

static bool make_part(SigningItem *item, const char *part, const SigningWork *work,
	WorkerLink *link, GError **error)
{
	guint64 size, size_now;
	gint64 time_now;
	int held = lock_part(part, item->out, error);
	if (held < 0)
		return false;

	bool made = journal_look(item->in, &item->size, &item->time) &&
		make_signed(item, part, work, link, error);
	if (made && item->in_place)
		copy_rights(item, held);
	close(held);
	if (!made) {
		if (*error == NULL)
			set_input_error(error, _("%s: the file is gone"), item->in);
		unlink(part);
		return false;
	}
	bool right = (!item->in_place || recognize_increment(part, item->in)) &&
		journal_look(item->in, &size_now, &time_now) && size_now == item->size &&
		time_now == item->time && journal_look(part, &item->out_size, &time_now);
	size = item->out_size;
	if (!right || size <= item->size)
		set_input_error(error, _("%s: the file was changed meanwhile"), item->in);
	else if (!item->in_place || check_replacement(item, part, error))
		return true;
	unlink(part);
	return false;
}

static bool check_place(const SigningItem *item, const SigningManner *manner, GError **error)
{
	struct stat about;

	if (item->in_place) {
		if (lstat(item->in, &about) == 0 && !S_ISREG(about.st_mode))
			return set_input_error(error, _("%s: this is no plain file"), item->in);
		return true;
	}
	g_autofree char *in = realpath(item->in, NULL), *out = realpath(item->out, NULL);
	if (in != NULL && g_strcmp0(in, out) == 0)
		return set_input_error(
			error, _("%s: a file is never changed in its place"), item->out);
	if (!manner->force && access(item->out, F_OK) == 0)
		return set_input_error(
			error, _("%s: the file is there already; use --force"), item->out);
	return true;
}

static void fail(SigningItem *item, GError *error)
{
	item->end = SIGNING_FAILED;
	item->out_size = 0;
	item->message = g_strdup(error->message);
	g_error_free(error);
}

static void make(SigningItem *item, const char *part, const SigningWork *work, WorkerLink *link)
{
	GError *error = NULL;

	if (!work->manner->force && is_known(item, work->manner))
		item->end = item->again ? SIGNING_DONE : SIGNING_KNOWN;
	else if (!check_place(item, work->manner, &error) ||
		!make_part(item, part, work, link, &error))
		fail(item, error);
	if (item->end == SIGNING_KNOWN || item->end == SIGNING_DONE) {
		gint64 time;
		journal_look(item->in, &item->size, &item->time);
		journal_look(item->out, &item->out_size, &time);
	}
}

static bool report(WorkerLink *link, GVariant *told, GError **error)
{
	g_autoptr(GVariant) sunk = g_variant_ref_sink(told);
	g_autoptr(GBytes) bytes = g_variant_get_data_as_bytes(sunk);

	return worker_report(link, bytes, error);
}

static bool report_begun(WorkerLink *link, unsigned index, GError **error)
{
	return report(link, g_variant_new(BEGUN, index), error);
}

static bool report_fates(WorkerLink *link, const SigningWork *work, GError **error)
{
	GVariantBuilder fates;

	g_variant_builder_init(&fates, G_VARIANT_TYPE(FATES));
	for (unsigned i = 0; i < work->items->len; i++) {
		const SigningItem *item = work->items->pdata[i];
		g_variant_builder_add(&fates, "(y@ayttx)", item->end,
			g_variant_new_bytestring(item->message != NULL ? item->message : ""),
			item->size, item->out_size, item->time);
	}
	return report(link, g_variant_builder_end(&fates), error);
}

static void publish(SigningWork *work, GPtrArray *parts)
{
	unsigned count = 0;
	g_autofree const char **made = g_new0(const char *, work->items->len);
	g_autofree const char **paths = g_new0(const char *, work->items->len);
	g_autofree GError **errors = g_new0(GError *, work->items->len);
	g_autofree SigningItem **items = g_new0(SigningItem *, work->items->len);

	for (unsigned i = 0; i < work->items->len; i++) {
		SigningItem *item = work->items->pdata[i];
		if (item->end != 0)
			continue;
		made[count] = parts->pdata[i];
		paths[count] = item->out;
		items[count++] = item;
	}
	file_publish_group(made, paths, count, errors);
	for (unsigned i = 0; i < count; i++) {
		if (errors[i] != NULL) {
			unlink(made[i]);
			fail(items[i], errors[i]);
			continue;
		}
		items[i]->end = SIGNING_DONE;
		if (items[i]->in_place)
			journal_look(items[i]->in, &items[i]->size, &items[i]->time);
	}
}

bool signing_work_do(WorkerLink *link, gpointer data, GError **error)
{
	SigningWork *work = data;
	g_autoptr(GPtrArray) parts = g_ptr_array_new_with_free_func(g_free);

	/* what one file needed serves the next, instead of new pages from the system */
	mallopt(M_MMAP_THRESHOLD, KEPT_BYTES);
	mallopt(M_TRIM_THRESHOLD, 2 * KEPT_BYTES);
	for (unsigned i = 0; i < work->items->len; i++) {
		SigningItem *item = work->items->pdata[i];
		g_ptr_array_add(parts, file_name_part(item->out));
		if (!report_begun(link, i, error))
			return false;
		make(item, parts->pdata[i], work, link);
	}
	if (!report_begun(link, work->items->len, error))
		return false;
	publish(work, parts);
	return report_fates(link, work, error);
}

static void take_fates(SigningWork *work, GVariant *fates)
{
	for (unsigned i = 0; i < work->items->len; i++) {
		SigningItem *item = work->items->pdata[i];
		g_autoptr(GVariant) message = NULL;
		guint8 end;
		g_variant_get_child(fates, i, "(y@ayttx)", &end, &message, &item->size,
			&item->out_size, &item->time);
		item->end = end;
		if (end == SIGNING_FAILED)
			item->message = g_utf8_make_valid(g_variant_get_bytestring(message), -1);
	}
}

SigningItem *signing_work_take(SigningWork *work, GBytes *told)
{
	if (told == NULL)
		return NULL;
	if (g_bytes_get_size(told) == sizeof(guint32)) {
		g_autoptr(GVariant) begun = g_variant_ref_sink(
			g_variant_new_from_bytes(G_VARIANT_TYPE(BEGUN), told, FALSE));
		guint32 index = g_variant_get_uint32(begun);
		return index < work->items->len ? work->items->pdata[index] : NULL;
	}
	g_autoptr(GVariant) fates =
		g_variant_ref_sink(g_variant_new_from_bytes(G_VARIANT_TYPE(FATES), told, FALSE));
	if (g_variant_n_children(fates) == work->items->len)
		take_fates(work, fates);
	return NULL;
}
