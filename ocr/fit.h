/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Is a PDF page's content fit to stand in a PDF/A-2u (ISO 19005-2) as it is? All rules that page
 * content can break are looked at, on the operators and on the objects that would be copied. What
 * is rare in scans and office documents is not fit though the standard allows it (Type 3 fonts, spot
 * colours, other CMaps than Identity-H …): in doubt the answer is no.
 */
#ifndef OCR_FIT_H
#define OCR_FIT_H

#include <glib.h>
#include <qpdf/qpdf-c.h>
#include <stdbool.h>

typedef struct {
	size_t start, end; /* of a text object in the page's content as qpdf joins it */
} FitCut;

/* What was found of a page that is fit. */
typedef struct {
	GPtrArray *names;     /* of char *: "/Font/F1", what of its resources the content names */
	size_t image_bytes;   /* of its images as they are stored */
	bool is_hidden_text;  /* there is text in render mode 3 … */
	bool is_shown_text;   /* … in another … */
	bool is_covered_text; /* … and an image is painted after that */
	GArray *cuts; /* of FitCut: text objects without which no hidden text is left; NULL if it
		       * cannot be told for certain that nothing else would change */
} Fit;

void fit_clear(Fit *fit);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Fit, fit_clear)

/* NULL, with `out_fit` set, which the caller clears; or the rule that it breaks, by clause (static,
 * for records and tests). */
const char *fit_judge(qpdf_data pdf, qpdf_oh page, Fit *out_fit);

/* The resource that a name of Fit.names means; null if there is none. */
qpdf_oh fit_find_named(qpdf_data pdf, qpdf_oh page, const char *name);

#endif
