/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "signer/level.h"

#include "base/error.h"
#include "base/file.h"
#include "base/i18n.h"
#include "base/pdf.h"
#include "signer/error.h"
#include "signer/fields.h"
#include "signer/gap.h"
#include "signer/increment.h"
#include "signer/timestamp_room.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

static const char *const names[] = { "B-B", "B-T", "B-LT", "B-LTA" };

const char *level_name(Level level)
{
	return names[level];
}

bool level_find(const char *name, Level *out_level)
{
	for (unsigned i = 0; i < G_N_ELEMENTS(names); i++)
		if (g_str_equal(names[i], name)) {
			*out_level = i;
			return true;
		}
	return false;
}

/* A PDF that is raised, and what is appended to it. */
typedef struct {
	const char *shown;
	PdfFile *document;
	Increment *increment;
} Raise;

static void raise_clear(Raise *raise)
{
	increment_free(raise->increment);
	pdf_file_free(raise->document);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Raise, raise_clear)

static bool raise_begin(Raise *raise, const char *path, const char *shown, GError **error)
{
	g_autoptr(GBytes) bytes = file_map(path, error);

	raise->shown = shown;
	raise->document = bytes == NULL ? NULL : pdf_file_open_bytes(bytes, shown, NULL, error);
	raise->increment =
		raise->document == NULL ? NULL : increment_new(raise->document, shown, error);
	return raise->increment != NULL;
}

static bool raise_refuse(const Raise *raise, const char *message, GError **error)
{
	return error_set_input(error, message, raise->shown);
}

static bool raise_close(Raise *raise, GError **error)
{
	if (pdf_file_is_doubtful(raise->document))
		return raise_refuse(raise, _("%s: the PDF is damaged"), error);
	increment_close(raise->increment);
	return true;
}

static bool raise_append(const Raise *raise, const char *path, GError **error)
{
	const GString *text = raise->increment->text;
	int file = open(path, O_WRONLY | O_APPEND | O_CLOEXEC);

	if (file < 0)
		return error_set_errno(error, errno, raise->shown);
	bool written = file_write(file, text->str, text->len);
	if (!written)
		error_set_errno(error, errno, raise->shown);
	if (close(file) < 0 && written)
		written = error_set_errno(error, errno, raise->shown);
	return written;
}

bool level_add_validation_data(
	const char *path, const char *shown, const ValidationData *data, GError **error)
{
	g_auto(Raise) raise = { 0 };
	bool added;

	if (!raise_begin(&raise, path, shown, error) ||
		!dss_add(raise.increment, data, shown, &added, error))
		return false;
	return !added || (raise_close(&raise, error) && raise_append(&raise, path, error));
}

static unsigned put_timestamp(Increment *increment, size_t room, Gap *gap)
{
	unsigned number = increment_reserve(increment);

	increment_begin(increment, number, 0);
	g_string_append(increment->text,
		"<< /Type /DocTimeStamp /Filter /Adobe.PPKLite /SubFilter /ETSI.RFC3161\n");
	gap_put(increment, room, gap);
	g_string_append(increment->text, " >>");
	increment_end(increment);
	return number;
}

/* A field without place: it is seen nowhere. */
static void put_field(Increment *increment, qpdf_oh page, unsigned timestamp)
{
	const PdfFile *document = increment->document;
	unsigned widget = increment_reserve(increment);
	g_autofree char *name = fields_make_name(document);
	g_autoptr(GArray) changed = g_array_new(FALSE, FALSE, sizeof(qpdf_oh));

	increment_begin(increment, widget, 0);
	g_string_append(increment->text,
		"<< /Type /Annot /Subtype /Widget /FT /Sig /F 132 /Rect [0 0 0 0] /T ");
	pdf_put_text(increment->text, name);
	g_string_append_printf(increment->text, " /V %u 0 R /P %s >>", timestamp,
		qpdf_oh_unparse(document->qpdf, page));
	increment_end(increment);
	fields_add(increment, page, widget, changed);
	fields_put_changed(increment, changed);
}

static bool put_all(Raise *raise, size_t room, Gap *gap, GError **error)
{
	qpdf_data qpdf = raise->document->qpdf;
	qpdf_oh page = qpdf_get_page_n(qpdf, 0);

	if (!qpdf_oh_is_dictionary(qpdf, page) || !qpdf_oh_is_indirect(qpdf, page))
		return raise_refuse(raise, _("%s: the PDF has no page"), error);
	put_field(raise->increment, page, put_timestamp(raise->increment, room, gap));
	return raise_close(raise, error);
}

/* `out_size`: of the time-stamp, once it is known. */
static bool add_timestamp(const char *path, const char *shown, const Digest *digest,
	const TsaRules *authorities, size_t room, size_t *out_size, GError **error)
{
	g_auto(Raise) raise = { 0 };
	unsigned char imprint[EVP_MAX_MD_SIZE];
	Gap gap;

	if (!raise_begin(&raise, path, shown, error) || !put_all(&raise, room, &gap, error) ||
		!gap_hash(raise.increment, &gap, digest, imprint, error))
		return false;
	g_autoptr(GBytes) token = timestamp_get(authorities, digest_evp(digest), imprint, error);
	if (token != NULL)
		*out_size = g_bytes_get_size(token);
	if (token == NULL || !gap_fill(raise.increment, &gap, token, error)) {
		g_prefix_error(error, "%s: ", shown);
		return false;
	}
	return raise_append(&raise, path, error);
}

bool level_add_document_timestamp(const char *path, const char *shown, const Digest *digest,
	const TsaRules *authorities, GError **error)
{
	g_autoptr(GError) wrong = NULL;
	size_t room = timestamp_room(authorities), size = 0;

	if (add_timestamp(path, shown, digest, authorities, room, &size, &wrong))
		return true;
	if (size > room && size <= GAP_MOST_BYTES)
		return add_timestamp(path, shown, digest, authorities,
			timestamp_room_learn(authorities, size), &size, error);
	g_propagate_error(error, g_steal_pointer(&wrong));
	return false;
}
