/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pipeline/judge.h"

#include "base/i18n.h"
#include "pipeline/encode.h"
#include "pipeline/error.h"
#include "pipeline/painted.h"

static void page_finding_free(gpointer data)
{
	PageFinding *finding = data;

	g_array_unref(finding->images);
	g_array_unref(finding->shortfalls);
	g_free(finding);
}

static bool judge_page(const Composition *composition, qpdf_data pdf, unsigned page,
	GPtrArray *findings, GError **error)
{
	g_autofree char *path = spool_page_path(composition->spool, page, ".image");
	g_autoptr(EncodedPage) encoded = encoded_page_load(path, error);
	if (encoded == NULL)
		return false;

	PageFinding *finding = g_new(PageFinding, 1);
	finding->images = painted_images(pdf, page - 1);
	finding->shortfalls = rules_judge(finding->images, encoded->size_assumed);
	g_ptr_array_add(findings, finding);
	qpdf_oh_release_all(pdf);
	return true;
}

static GPtrArray *judge_pages(const Composition *composition, qpdf_data pdf, GError **error)
{
	g_autoptr(GPtrArray) findings = g_ptr_array_new_with_free_func(page_finding_free);

	for (unsigned page = 1; page <= composition->pages; page++)
		if (!judge_page(composition, pdf, page, findings, error)) {
			g_prefix_error(error, _("page %u: "), page);
			return NULL;
		}
	return g_steal_pointer(&findings);
}

GPtrArray *document_judge(const Composition *composition, const char *path, GError **error)
{
	qpdf_data pdf = qpdf_init();
	GPtrArray *findings = NULL;

	qpdf_silence_errors(pdf);
	qpdf_set_suppress_warnings(pdf, QPDF_TRUE);
	if ((qpdf_read(pdf, path, NULL) & QPDF_ERRORS) == 0 &&
		qpdf_get_num_pages(pdf) == (int)composition->pages)
		findings = judge_pages(composition, pdf, error);
	else
		g_set_error_literal(error, PIPELINE_ERROR, PIPELINE_ERROR_DOCUMENT,
			_("the pages of the PDF cannot be counted"));
	/* qpdf prints an error that nobody has asked for */
	if (qpdf_has_error(pdf))
		(void)qpdf_get_error(pdf);
	qpdf_cleanup(&pdf);
	return findings;
}
