/* SPDX-License-Identifier: GPL-3.0-or-later */
/* digisign extend: raises the level of the signatures that PDFs have. */
#include "signer/commands.h"

#include "base/command.h"
#include "base/error.h"
#include "base/file.h"
#include "base/i18n.h"
#include "signer/error.h"
#include "signer/journal.h"
#include "signer/level_options.h"
#include "signer/part.h"
#include "signer/places.h"

static struct {
	char *digest, *out, **files;
	gboolean in_place, force, quiet;
} how;

static const GOptionEntry options[] = {
	LEVEL_OPTION_ENTRIES(N_("the level: B-T, B-LT or B-LTA (default)")),
	{ "digest", 0, 0, G_OPTION_ARG_STRING, &how.digest,
		N_("the digest algorithm of time-stamps (default: sha256)"), N_("NAME") },
	{ "output", 'o', 0, G_OPTION_ARG_FILENAME, &how.out,
		N_("the new file; default: NAME-extended.pdf beside it"), N_("FILE") },
	{ "in-place", 0, 0, G_OPTION_ARG_NONE, &how.in_place,
		N_("put the new file in the place of the old one, whose bytes it begins with"),
		NULL },
	{ "force", 0, 0, G_OPTION_ARG_NONE, &how.force, N_("overwrite the new file"), NULL },
	{ "quiet", 'q', 0, G_OPTION_ARG_NONE, &how.quiet, N_("say nothing but errors"), NULL },
	{ G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &how.files, NULL, N_("FILE…") },
	{ 0 },
};

static bool set_usage(GError **error, const char *message)
{
	g_set_error_literal(error, BASE_ERROR, BASE_ERROR_SETTINGS, message);
	return false;
}

static bool check_options(const Digest **out_digest, GError **error)
{
	*out_digest = digest_find(how.digest != NULL ? how.digest : "sha256");
	if (how.files == NULL)
		return set_usage(error, _("extend: no FILE is named"));
	if (how.out != NULL && (how.files[1] != NULL || how.in_place))
		return set_usage(error, _("extend: --output is for one file only"));
	return (*out_digest != NULL && policy_allows_digest(policy_widest(), *out_digest)) ||
		set_usage(error, _("extend: there is no such digest, or it is too weak"));
}

static char *make_output_name(const char *file)
{
	if (how.in_place)
		return g_strdup(file);
	return how.out != NULL ? g_strdup(how.out) : places_name_beside(file, "-extended.pdf");
}

static bool raise_part(const char *file, const char *out, const Part *part, const LevelPlan *plan,
	const Digest *digest, GError **error)
{
	g_autofree char *from = file_show(file);
	guint64 size, size_now;
	gint64 time, time_now;
	bool there = journal_look(file, &size, &time);

	if (!file_copy_into(file, part->lock, out, error) ||
		!level_plan_raise(plan, part->path, from, digest, false, error))
		return false;
	if (!how.in_place)
		return true;
	part_copy_rights(part, file);
	if (there && journal_look(file, &size_now, &time_now) && size == size_now &&
		time == time_now)
		return true;
	g_set_error(error, SIGNER_ERROR, SIGNER_ERROR_INPUT,
		_("%s: the file was changed meanwhile"), from);
	return false;
}

static bool extend(const char *file, const LevelPlan *plan, const Digest *digest, GError **error)
{
	g_autofree char *out = make_output_name(file);
	g_autofree char *shown = file_show(out);

	if (!part_check_source(file, error) ||
		!part_check_place(file, out, how.in_place, how.force, error))
		return false;
	g_autoptr(Part) part = part_open(out, error);
	if (part == NULL || !raise_part(file, out, part, plan, digest, error) ||
		!file_publish_made(part->path, out, error))
		return false;
	if (!how.quiet)
		g_printerr(_("%s: raised to %s\n"), shown, level_name(plan->level));
	return true;
}

/* A signature is at B-B by itself. */
static bool make_plan(LevelPlan *plan, GError **error)
{
	if (!level_plan_make(plan, LEVEL_LTA, error))
		return false;
	return plan->level > LEVEL_B ||
		set_usage(error, _("extend: the level is B-T, B-LT or B-LTA"));
}

static int run(GError **error)
{
	const Digest *digest;
	g_auto(LevelPlan) plan = { 0 };

	if (!check_options(&digest, error) || !make_plan(&plan, error))
		return EXIT_USAGE;
	int status = EXIT_WELL;
	for (unsigned i = 0; how.files[i] != NULL; i++) {
		GError *problem = NULL;
		if (!extend(how.files[i], &plan, digest, &problem)) {
			command_report(problem);
			status = EXIT_NOT_ALL;
		}
	}
	return status;
}

const Command extend_command = { "extend", options, run,
	N_("Raises the level of signatures (to B-LTA), or renews their proofs.") };
