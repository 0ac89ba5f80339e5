/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/pdf_write.h"

#include "base/error.h"
#include "base/file.h"
#include "base/pdf.h"

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

/* ISO 32000-1, 7.5.4: an entry's offset has ten digits */
#define MOST_BYTES UINT64_C(9999999999)

struct PdfWriter {
	FILE *file;
	char *path;
	uint64_t position;
	GArray *offsets; /* of uint64_t, [0] unused; 0: reserved, not written yet */
	GChecksum *content;
	int failure; /* the first errno, or 0 */
};

static void put_bytes(PdfWriter *writer, const void *bytes, size_t size)
{
	if (writer->failure != 0)
		return;
	if (size > MOST_BYTES - writer->position) {
		writer->failure = EFBIG;
		return;
	}
	if (fwrite(bytes, 1, size, writer->file) != size) {
		writer->failure = errno;
		return;
	}
	for (size_t done = 0; done < size; done += MIN(size - done, G_MAXSSIZE))
		g_checksum_update(writer->content, (const guchar *)bytes + done,
			(gssize)MIN(size - done, G_MAXSSIZE));
	writer->position += size;
}

static void put_text(PdfWriter *writer, const char *text)
{
	put_bytes(writer, text, strlen(text));
}

static void G_GNUC_PRINTF(2, 3) put_format(PdfWriter *writer, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	g_autofree char *text = g_strdup_vprintf(format, arguments);
	va_end(arguments);
	put_text(writer, text);
}

PdfWriter *pdf_write_open(const char *path, GError **error)
{
	FILE *file = fopen(path, "wbe");

	if (file == NULL) {
		g_autofree char *shown = file_show(path);
		error_set_errno(error, errno, shown);
		return NULL;
	}
	PdfWriter *writer = g_new0(PdfWriter, 1);
	writer->file = file;
	writer->path = g_strdup(path);
	writer->offsets = g_array_new(FALSE, TRUE, sizeof(uint64_t));
	writer->content = g_checksum_new(G_CHECKSUM_SHA256);
	g_array_set_size(writer->offsets, 1);

	/* four bytes above 127 tell that the file is binary: ISO 19005-2, 6.1.2 */
	put_text(writer, "%PDF-1.7\n%\xE2\xE3\xCF\xD3\n");
	return writer;
}

unsigned pdf_write_reserve(PdfWriter *writer)
{
	g_array_set_size(writer->offsets, writer->offsets->len + 1);
	return writer->offsets->len - 1;
}

static void begin_object(PdfWriter *writer, unsigned number)
{
	g_assert(number > 0 && number < writer->offsets->len);
	uint64_t *offset = &g_array_index(writer->offsets, uint64_t, number);
	g_assert(*offset == 0);
	*offset = writer->position;
	put_format(writer, "%u 0 obj\n", number);
}

void pdf_write_object(PdfWriter *writer, unsigned number, const char *body)
{
	begin_object(writer, number);
	put_text(writer, body);
	put_text(writer, "\nendobj\n");
}

void pdf_write_stream(PdfWriter *writer, unsigned number, const char *dictionary, GBytes *bytes)
{
	size_t size;
	const void *data = g_bytes_get_data(bytes, &size);

	begin_object(writer, number);
	put_format(writer, "<< %s /Length %zu >>\nstream\n", dictionary, size);
	put_bytes(writer, data, size);
	put_text(writer, "\nendstream\nendobj\n");
}

static void put_table(PdfWriter *writer)
{
	put_format(writer, "xref\n0 %u\n0000000000 65535 f \n", writer->offsets->len);
	for (unsigned i = 1; i < writer->offsets->len; i++) {
		uint64_t offset = g_array_index(writer->offsets, uint64_t, i);
		g_assert(offset != 0 || writer->failure != 0);
		put_format(writer, "%010" G_GUINT64_FORMAT " 00000 n \n", (guint64)offset);
	}
}

static void put_trailer(PdfWriter *writer, unsigned catalog, unsigned information)
{
	g_autoptr(GString) trailer = g_string_new(NULL);
	guint8 digest[32];
	gsize size = sizeof digest;

	g_string_printf(
		trailer, "trailer\n<< /Size %u /Root %u 0 R", writer->offsets->len, catalog);
	if (information != 0)
		g_string_append_printf(trailer, " /Info %u 0 R", information);
	g_checksum_get_digest(writer->content, digest, &size);
	g_string_append(trailer, " /ID [");
	pdf_put_hex(trailer, digest, 16);
	pdf_put_hex(trailer, digest, 16);
	g_string_append(trailer, "] >>\n");
	fputs(trailer->str, writer->file);
}

bool pdf_write_finish(PdfWriter *writer, unsigned catalog, unsigned information, GError **error)
{
	uint64_t table = writer->position;

	put_table(writer);
	put_trailer(writer, catalog, information);
	fprintf(writer->file, "startxref\n%" G_GUINT64_FORMAT "\n%%%%EOF\n", (guint64)table);

	/* fclose() is what tells of a disk that is full */
	bool spoiled = ferror(writer->file) != 0;
	if ((fclose(g_steal_pointer(&writer->file)) != 0 || spoiled) && writer->failure == 0)
		writer->failure = errno != 0 ? errno : EIO;
	bool written = writer->failure == 0;
	if (!written) {
		g_autofree char *shown = file_show(writer->path);
		error_set_errno(error, writer->failure, shown);
	}
	pdf_write_free(writer);
	return written;
}

void pdf_write_free(PdfWriter *writer)
{
	if (writer == NULL)
		return;
	if (writer->file != NULL)
		fclose(writer->file);
	g_free(writer->path);
	g_array_unref(writer->offsets);
	g_checksum_free(writer->content);
	g_free(writer);
}
