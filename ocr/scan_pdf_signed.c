/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A signed PDF is kept as it is, any other is written anew, which ends the validity of signatures.
 * So "unsigned" must be certain: all of the form has been searched, and the bytes hold no
 * /ByteRange. That name stands plainly in the file wherever a signature is, since what it tells is
 * put in after the bytes around it have been written (ISO 32000-1, 12.8.1).
 */
#include "base/i18n.h"
#include "base/pdf_fields.h"
#include "base/pdf_object.h"
#include "ocr/scan_format.h"
#include "ocr/scan_pdf.h"

#include <string.h>

static bool is_certified(qpdf_data pdf)
{
	qpdf_oh permissions = pdf_find(pdf, qpdf_get_root(pdf), "/Perms");

	return !qpdf_oh_is_null(pdf, pdf_find(pdf, permissions, "/DocMDP"));
}

static bool has_byte_range(GBytes *bytes)
{
	size_t size;
	const void *data = g_bytes_get_data(bytes, &size);

	return memmem(data, size, "/ByteRange", strlen("/ByteRange")) != NULL;
}

bool pdf_tell_signed(qpdf_data pdf, GBytes *bytes, bool *out_signed, GError **error)
{
	bool whole;

	if (pdf == NULL || !qpdf_oh_is_dictionary(pdf, qpdf_get_root(pdf)))
		return scan_refuse(
			error, _("the PDF is damaged: it cannot be told whether it is signed"));
	g_autoptr(GPtrArray) fields = pdf_fields_find_signed(pdf, &whole);
	bool is_signed = fields->len > 0 || is_certified(pdf);
	if (!is_signed && !whole)
		return scan_refuse(error,
			_("the PDF's form is too large: it cannot be told whether it is signed"));
	if (!is_signed && has_byte_range(bytes))
		return scan_refuse(
			error, _("the PDF holds a signature that is in no field of its form"));
	*out_signed = is_signed;
	return true;
}
