/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "signer/pdf_file.h"

#include "base/file.h"
#include "base/i18n.h"
#include "base/pdf_object.h"
#include "signer/error.h"

#include <string.h>

enum { DEEPEST = 64 };

static bool set_input_error(GError **error, const char *message, const char *shown)
{
	g_set_error(error, SIGNER_ERROR, SIGNER_ERROR_INPUT, message, shown);
	return false;
}

static bool read_objects(PdfFile *document, bool repair)
{
	document->qpdf = qpdf_init();
	qpdf_silence_errors(document->qpdf);
	qpdf_set_suppress_warnings(document->qpdf, QPDF_TRUE);
	qpdf_set_attempt_recovery(document->qpdf, repair);
	int status = qpdf_read_memory(
		document->qpdf, "PDF", (const char *)document->data, document->size, NULL);
	return (status & QPDF_ERRORS) == 0;
}

static bool needs_password(const PdfFile *document)
{
	qpdf_error problem = qpdf_has_error(document->qpdf) ? qpdf_get_error(document->qpdf) : NULL;

	return problem != NULL && qpdf_get_error_code(document->qpdf, problem) == qpdf_e_password;
}

PdfFile *pdf_file_open_bytes(GBytes *bytes, const char *shown, bool repair, GError **error)
{
	g_autoptr(PdfFile) document = g_new0(PdfFile, 1);

	document->bytes = g_bytes_ref(bytes);
	document->data = g_bytes_get_data(bytes, &document->size);
	if (document->size < 16 || memcmp(document->data, "%PDF-", 5) != 0)
		return set_input_error(error, _("%s: this is not a PDF"), shown), NULL;

	/* qpdf forgets an error that was asked for: it is asked once for each reading */
	bool read = read_objects(document, false);
	bool locked = needs_password(document);
	if (!read && !locked && repair) {
		qpdf_cleanup(&document->qpdf);
		document->repaired = true;
		read = read_objects(document, true);
		locked = needs_password(document);
	}
	if (locked || (read && qpdf_is_encrypted(document->qpdf)))
		return set_input_error(error, _("%s: the PDF is encrypted"), shown), NULL;
	if (!read || !qpdf_oh_is_dictionary(document->qpdf, qpdf_get_root(document->qpdf)))
		return set_input_error(error, _("%s: the PDF is damaged"), shown), NULL;
	return g_steal_pointer(&document);
}

PdfFile *pdf_file_open(const char *path, bool repair, GError **error)
{
	g_autofree char *shown = file_show(path);
	g_autoptr(GBytes) bytes = file_map(path, error);

	return bytes == NULL ? NULL : pdf_file_open_bytes(bytes, shown, repair, error);
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
	g_free(document);
}

bool pdf_file_is_doubtful(const PdfFile *document)
{
	return document->repaired || qpdf_more_warnings(document->qpdf) ||
		qpdf_has_error(document->qpdf);
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
