/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "signer/pdf_file.h"

#include "base/file.h"
#include "base/i18n.h"
#include "base/pdf_object.h"
#include "signer/error.h"

#include <string.h>

enum { DEEPEST = 64 };

static bool read_objects(PdfFile *document, bool repair, const char *password)
{
	if (document->qpdf != NULL)
		qpdf_cleanup(&document->qpdf);
	document->qpdf = qpdf_init();
	qpdf_silence_errors(document->qpdf);
	qpdf_set_suppress_warnings(document->qpdf, QPDF_TRUE);
	qpdf_set_attempt_recovery(document->qpdf, repair);
	int status = qpdf_read_memory(
		document->qpdf, "PDF", (const char *)document->data, document->size, password);
	return (status & QPDF_ERRORS) == 0;
}

static bool needs_password(const PdfFile *document)
{
	qpdf_error problem = qpdf_has_error(document->qpdf) ? qpdf_get_error(document->qpdf) : NULL;

	return problem != NULL && qpdf_get_error_code(document->qpdf, problem) == qpdf_e_password;
}

/* With the password or, if that does not open it, the empty one. */
static bool read_opened(PdfFile *document, bool repair, const char *password, bool *out_locked)
{
	const char *const passwords[] = { password != NULL ? password : "", "" };
	bool read = false;

	*out_locked = false;
	for (size_t i = 0; i < G_N_ELEMENTS(passwords) && (i == 0 || *out_locked); i++) {
		/* qpdf forgets an error that was asked for: it is asked once for each reading */
		read = read_objects(document, repair, passwords[i]);
		*out_locked = needs_password(document);
		g_free(document->password);
		document->password = g_strdup(passwords[i]);
	}
	return read;
}

PdfFile *pdf_file_open_bytes(
	GBytes *bytes, const char *shown, const PdfOpening *opening, GError **error)
{
	static const PdfOpening plain = { 0 };
	const PdfOpening *how = opening != NULL ? opening : &plain;
	g_autoptr(PdfFile) document = g_new0(PdfFile, 1);
	bool locked;

	document->bytes = g_bytes_ref(bytes);
	document->warned = g_new0(bool, 1);
	document->data = g_bytes_get_data(bytes, &document->size);
	if (document->size < 16 || memcmp(document->data, "%PDF-", 5) != 0)
		return error_set_input(error, _("%s: this is not a PDF"), shown), NULL;

	bool read = read_opened(document, false, how->password, &locked);
	if (!read && !locked && how->repair) {
		document->repaired = true;
		read = read_opened(document, true, how->password, &locked);
	}
	document->encrypted = read && qpdf_is_encrypted(document->qpdf);
	if (locked && how->password != NULL && *how->password != '\0')
		return error_set_input(error,
			       _("%s: the PDF is encrypted, and the password is wrong"), shown),
		       NULL;
	if (locked || (document->encrypted && how->password == NULL))
		return error_set_input(error, _("%s: the PDF is encrypted"), shown), NULL;
	if (!read || !qpdf_oh_is_dictionary(document->qpdf, qpdf_get_root(document->qpdf)))
		return error_set_input(error, _("%s: the PDF is damaged"), shown), NULL;
	return g_steal_pointer(&document);
}

PdfFile *pdf_file_open(const char *path, const PdfOpening *opening, GError **error)
{
	g_autofree char *shown = file_show(path);
	g_autoptr(GBytes) bytes = file_map(path, error);

	return bytes == NULL ? NULL : pdf_file_open_bytes(bytes, shown, opening, error);
}

void pdf_file_free(PdfFile *document)
{
	if (document == NULL)
		return;
	if (document->qpdf != NULL) {
		/* what nobody asked for, qpdf would print */
		if (qpdf_has_error(document->qpdf))
			qpdf_get_error(document->qpdf);
		qpdf_cleanup(&document->qpdf);
	}
	g_bytes_unref(document->bytes);
	g_free(document->warned);
	g_free(document->password);
	g_free(document);
}

static bool is_harmless(const char *complaint)
{
	static const char *const known[] = { "extraneous whitespace seen before xref",
		"reported number of objects" };

	for (unsigned i = 0; i < G_N_ELEMENTS(known); i++)
		if (g_str_has_prefix(complaint, known[i]))
			return true;
	return false;
}

bool pdf_file_is_doubtful(const PdfFile *document)
{
	while (qpdf_more_warnings(document->qpdf)) {
		qpdf_error warning = qpdf_next_warning(document->qpdf);
		*document->warned |=
			!is_harmless(qpdf_get_error_message_detail(document->qpdf, warning));
	}
	return document->repaired || *document->warned || qpdf_has_error(document->qpdf);
}

qpdf_oh pdf_file_find(const PdfFile *document, qpdf_oh dictionary, const char *key)
{
	return pdf_find(document->qpdf, dictionary, key);
}

qpdf_oh pdf_file_find_inherited(const PdfFile *document, qpdf_oh dictionary, const char *key)
{
	return pdf_find_inherited(document->qpdf, dictionary, key);
}

bool pdf_file_read_offset(const PdfFile *document, qpdf_oh number, size_t *out_value)
{
	if (!qpdf_oh_is_integer(document->qpdf, number))
		return false;
	long long value = qpdf_oh_get_int_value(document->qpdf, number);
	if (value < 0)
		return false;
	*out_value = (size_t)value;
	return true;
}

char *pdf_file_dup_text(const PdfFile *document, qpdf_oh string)
{
	if (!qpdf_oh_is_string(document->qpdf, string))
		return NULL;
	g_autofree char *text = g_strdup(qpdf_oh_get_utf8_value(document->qpdf, string));
	return file_show(text);
}

bool pdf_file_is_name(const PdfFile *document, qpdf_oh value, const char *name)
{
	return pdf_is_name(document->qpdf, value, name);
}
