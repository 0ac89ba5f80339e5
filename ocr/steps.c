/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ocr/steps.h"

#include "base/i18n.h"
#include "ocr/error.h"

#include <string.h>

static const char *const step_names[STEPS + 1] = {
	[STEP_LIGHT] = "light",
	[STEP_STRAIGHTEN] = "straighten",
	[STEP_SEALS] = "seals",
	[STEP_RINGS] = "rings",
	[STEP_PEN] = "pen",
	[STEP_HANDWRITING] = "handwriting",
	[STEP_SCALE] = "scale",
	[STEP_SECOND] = "second",
	[STEP_SYLLABLES] = "syllables",
	[STEP_SCRAPS] = "scraps",
};

static bool add_step(const char *name, unsigned *set)
{
	for (unsigned step = 0; step < STEPS; step++)
		if (strcmp(step_names[step], name) == 0) {
			*set |= 1U << step;
			return true;
		}
	return false;
}

bool steps_read(const char *names, unsigned *out_set, GError **error)
{
	g_auto(GStrv) each = g_strsplit_set(names == NULL ? "" : names, ", ", -1);
	unsigned set = 0;

	for (char **name = each; *name != NULL; name++) {
		if (**name == '\0' || add_step(*name, &set))
			continue;
		g_autofree char *all = g_strjoinv(", ", (char **)step_names);
		g_set_error(error, OCR_ERROR, OCR_ERROR_ENGINE,
			_("[ocr] without: \"%s\" is no step; the steps are %s"), *name, all);
		return false;
	}
	*out_set = set;
	return true;
}
