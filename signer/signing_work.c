/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A worker makes so many files, publishes them, tells its parent the fates of all until then, and goes on.
 * Which file it makes stands in memory that both share, so that the parent need not be woken for it. A
 * worker that dies while it makes one blames that one; one that dies while it publishes blames none, and
 * what it published is known again.
 */
#include "signer/signing_work.h"

#include "base/error.h"
#include "base/file.h"
#include "base/i18n.h"
#include "signer/error.h"
#include "signer/journal.h"
#include "signer/part.h"
#include "signer/recognize.h"
#include "signer/verify.h"

#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FILES_A_FLUSH = 16 };

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

SigningWork *signing_work_new(const SigningManner *manner, GError **error)
{
	guint32 *at =
		mmap(NULL, sizeof *at, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (at == MAP_FAILED) {
		error_set_errno(error, errno, _("starting a process"));
		return NULL;
	}

	SigningWork *work = g_new0(SigningWork, 1);
	work->manner = manner;
	work->items = g_ptr_array_new_with_free_func((GDestroyNotify)signing_item_free);
	work->at = at;
	return work;
}

void signing_work_free(SigningWork *work)
{
	if (work == NULL)
		return;
	munmap(work->at, sizeof *work->at);
	g_ptr_array_unref(work->items);
	g_free(work);
}

static bool is_made_known(const SigningItem *item, GBytes *certificate, const char *profile)
{
	if (item->in_place || !recognize_increment(item->out, item->in))
		return false;
	g_autoptr(PdfFile) made = pdf_file_open(item->out, NULL, NULL);
	return made != NULL && recognize_signature(made, certificate, profile);
}

/* `document`: the input, or NULL if it cannot be read. */
static bool is_known(const SigningItem *item, const PdfFile *document, const SigningManner *manner)
{
	GBytes *certificate = manner->signer->identity->certificates->pdata[0];
	const char *profile = manner->block->profile;

	if (manner->force || (!manner->recognize && !item->again) || document == NULL)
		return false;
	return recognize_signature(document, certificate, profile) ||
		is_made_known(item, certificate, profile);
}

static GBytes *ask_parent(gpointer link, GBytes *request, GError **error)
{
	return worker_ask(link, request, error);
}

static bool make_signed(SigningItem *item, PdfFile *document, const char *part,
	const SigningWork *work, WorkerLink *link, GError **error)
{
	const SigningManner *manner = work->manner;
	Signer signer = *manner->signer;
	SignatureBlock block = *manner->block;
	g_autoptr(GPtrArray) told = g_ptr_array_new_with_free_func(g_free);
	g_autofree char *shown = file_show(item->in);

	signer.sign = ask_parent;
	signer.sign_data = link;
	block.told = told;
	if (!level_plan_sign(manner->plan, document, part, shown, &signer, &block, error))
		return false;
	if (told->len > 0) {
		g_ptr_array_add(told, NULL);
		item->message = g_strjoinv("; ", (char **)told->pdata);
	}
	return true;
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
	return error_set_input_path(error, _("%s: what was signed does not verify"), item->in);
}

static bool make_part(SigningItem *item, PdfFile *document, const Part *part,
	const SigningWork *work, WorkerLink *link, GError **error)
{
	guint64 size_now;
	gint64 time_now;

	if (!make_signed(item, document, part->path, work, link, error))
		return false;
	if (item->in_place)
		part_copy_rights(part, item->in);
	bool right = (!item->in_place || recognize_increment(part->path, item->in)) &&
		journal_look(item->in, &size_now, &time_now) && size_now == item->size &&
		time_now == item->time && journal_look(part->path, &item->out_size, &time_now);
	if (!right || item->out_size <= item->size)
		return error_set_input_path(
			error, _("%s: the file was changed meanwhile"), item->in);
	return !item->in_place || check_replacement(item, part->path, error);
}

static void fail(SigningItem *item, const GError *error)
{
	item->end = SIGNING_FAILED;
	item->out_size = 0;
	g_free(item->message);
	item->message = g_strdup(error->message);
}

static PdfFile *open_input(SigningItem *item, GError **error)
{
	if (!part_check_source(item->in, error))
		return NULL;
	journal_look(item->in, &item->size, &item->time);
	return pdf_file_open(item->in, NULL, error);
}

/* The file is looked at before it is opened: what changes from then on is told. Returns what is to be
 * published, or NULL. */
static Part *make(SigningItem *item, const SigningWork *work, WorkerLink *link)
{
	g_autoptr(GError) error = NULL, unread = NULL;
	g_autoptr(PdfFile) document = open_input(item, &unread);
	g_autoptr(Part) part = NULL;
	gint64 time;

	if (is_known(item, document, work->manner)) {
		item->end = item->again ? SIGNING_DONE : SIGNING_KNOWN;
		journal_look(item->out, &item->out_size, &time);
	} else if (!part_check_place(
			   item->in, item->out, item->in_place, work->manner->force, &error)) {
		fail(item, error);
	} else if (document == NULL) {
		fail(item, unread);
	} else if ((part = part_open(item->out, &error)) == NULL ||
		!make_part(item, document, part, work, link, &error)) {
		fail(item, error);
	} else {
		return g_steal_pointer(&part);
	}
	return NULL;
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
	g_autoptr(GVariant) told = g_variant_ref_sink(g_variant_builder_end(&fates));
	g_autoptr(GBytes) bytes = g_variant_get_data_as_bytes(told);
	return worker_report(link, bytes, error);
}

/* Those that were made of the items from `first` on, whose parts these are. */
static void publish(SigningWork *work, const GPtrArray *parts, unsigned first)
{
	unsigned count = 0;
	const char *made[FILES_A_FLUSH] = { NULL }, *paths[FILES_A_FLUSH] = { NULL };
	SigningItem *items[FILES_A_FLUSH];
	GError *errors[FILES_A_FLUSH] = { NULL };

	for (unsigned i = 0; i < parts->len; i++) {
		const Part *part = parts->pdata[i];
		if (part == NULL)
			continue;
		SigningItem *item = work->items->pdata[first + i];
		made[count] = part->path;
		paths[count] = item->out;
		items[count++] = item;
	}
	file_publish_group(made, paths, count, errors);
	for (unsigned i = 0; i < count; i++) {
		if (errors[i] != NULL) {
			fail(items[i], errors[i]);
			g_error_free(errors[i]);
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
	g_autoptr(GPtrArray) parts = g_ptr_array_new_with_free_func((GDestroyNotify)part_free);

	worker_keep_memory();
	for (unsigned first = 0; first < work->items->len; first += FILES_A_FLUSH) {
		unsigned end = MIN(first + FILES_A_FLUSH, work->items->len);
		for (unsigned i = first; i < end; i++) {
			*work->at = i;
			g_ptr_array_add(parts, make(work->items->pdata[i], work, link));
		}
		*work->at = work->items->len;
		publish(work, parts, first);
		g_ptr_array_set_size(parts, 0);
		if (!report_fates(link, work, error))
			return false;
	}
	return true;
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
		const char *text = g_variant_get_bytestring(message);
		if (*text != '\0')
			item->message = g_utf8_make_valid(text, -1);
	}
}

SigningItem *signing_work_take(SigningWork *work, GBytes *told)
{
	if (told != NULL) {
		g_autoptr(GVariant) fates = g_variant_ref_sink(
			g_variant_new_from_bytes(G_VARIANT_TYPE(FATES), told, FALSE));
		if (g_variant_n_children(fates) == work->items->len)
			take_fates(work, fates);
	}
	guint32 at = *work->at;
	return at < work->items->len ? work->items->pdata[at] : NULL;
}
