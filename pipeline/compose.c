/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A document is written from front to back: page after page as each comes from the spool, then
 * what depends on all of them (the font's map of characters, the page tree), then the catalog. Of
 * a page only three object numbers outlive its writing.
 */
#include "pipeline/compose.h"

#include "base/flate.h"
#include "base/i18n.h"
#include "base/pdf.h"
#include "base/pdf_write.h"
#include "ocr/existing.h"
#include "pipeline/compose_font.h"
#include "pipeline/compose_kept.h"
#include "pipeline/compose_text.h"
#include "pipeline/encode.h"
#include "pipeline/icc.h"
#include "pipeline/spool.h"
#include "pipeline/xmp.h"

#include <glib/gstdio.h>
#include <math.h>

typedef struct {
	const Composition *composition;
	PdfWriter *writer;
	Font *font;
	unsigned tree, font_number; /* reserved, written last */
	bool uses_font;             /* a page refers to it */
	GString *kids;
	Kept *kept;
} Work;

char *spool_page_path(const char *spool, unsigned page, const char *suffix)
{
	return g_strdup_printf("%s/%05u%s", spool, page, suffix);
}

static unsigned write_object(Work *work, const char *body)
{
	unsigned number = pdf_write_reserve(work->writer);

	pdf_write_object(work->writer, number, body);
	return number;
}

static unsigned write_stream(Work *work, const char *dictionary, GBytes *bytes)
{
	unsigned number = pdf_write_reserve(work->writer);

	pdf_write_stream(work->writer, number, dictionary, bytes);
	return number;
}

static unsigned write_icc(Work *work, GBytes *profile, unsigned components)
{
	size_t size;
	const void *data = g_bytes_get_data(profile, &size);
	g_autoptr(GBytes) packed = flate(data, size);
	g_autofree char *entries = g_strdup_printf("/N %u /Filter /FlateDecode", components);

	return write_stream(work, entries, packed);
}

static unsigned write_image(
	Work *work, const EncodedImage *image, const char *profile, unsigned stencil)
{
	g_autoptr(GString) entries = g_string_new(image->dictionary);

	if (encoded_image_is_stencil(image))
		g_string_append(entries, " /ImageMask true");
	else if (g_str_equal(image->color_space, "ICCBased"))
		g_string_append_printf(entries, " /ColorSpace %s", profile);
	else
		g_string_append_printf(entries, " /ColorSpace /%s", image->color_space);
	if (stencil != 0)
		g_string_append_printf(entries, " /Mask %u 0 R", stencil);
	return write_stream(work, entries->str, image->stream);
}

/* A page's images, and the operators that paint them. */
static void write_images(Work *work, const EncodedPage *page, GString *resources, GString *content)
{
	g_autofree char *profile = page->icc == NULL
		? NULL
		: g_strdup_printf(
			  "[/ICCBased %u 0 R]", write_icc(work, page->icc, page->icc_components));
	unsigned stencil = 0;

	/* from the last to the first: a stencil stands behind what it masks */
	for (unsigned i = page->count; i-- > 0;) {
		const EncodedImage *image = &page->images[i];
		unsigned number = write_image(work, image, profile, stencil);
		stencil = encoded_image_is_stencil(image) ? number : 0;
		if (stencil == 0)
			g_string_append_printf(resources, "/Im%u %u 0 R ", i, number);
	}
	g_string_append(content, "q ");
	for (unsigned i = 0; i < 6; i++) {
		pdf_put_number(content, page->matrix[i]);
		g_string_append_c(content, ' ');
	}
	g_string_append(content, "cm ");
	for (unsigned i = 0; i < page->count; i++)
		if (!encoded_image_is_stencil(&page->images[i]))
			g_string_append_printf(content, "/Im%u Do ", i);
	g_string_append(content, "Q\n");
}

static void write_page_object(Work *work, const EncodedPage *page, const Words *words)
{
	g_autoptr(GString) content = g_string_new(NULL), images = g_string_new(NULL);
	g_autoptr(GString) body = g_string_new(NULL);

	write_images(work, page, images, content);
	text_put(content, work->font, "F", words, page->width, page->height);
	work->uses_font = true;
	g_autoptr(GBytes) packed = flate(content->str, content->len);
	unsigned contents = write_stream(work, "/Filter /FlateDecode", packed);

	g_string_printf(body, "<< /Type /Page /Parent %u 0 R /MediaBox [0 0 ", work->tree);
	pdf_put_number(body, page->width);
	g_string_append_c(body, ' ');
	pdf_put_number(body, page->height);
	g_string_append_printf(body,
		"] /Resources << /XObject << %s>> /Font << /F %u 0 R >> >> /Contents %u 0 R >>",
		images->str, work->font_number, contents);
	g_string_append_printf(work->kids, "%u 0 R\n", write_object(work, body->str));
}

/* Our text on a page whose content is kept: what of the words it has not already. The matrix of the
 * picture is parted into the turn, for the operators, and the size, for the text. */
static void put_kept_text(
	Work *work, const EncodedPage *page, const Words *words, const char *name, GString *out)
{
	const double *m = page->matrix;
	double width = hypot(m[0], m[1]), height = hypot(m[2], m[3]);
	const double turn[6] = { m[0] / width, m[1] / width, m[2] / height, m[3] / height, m[4],
		m[5] };
	g_autoptr(GString) text = g_string_new(NULL);

	g_autoptr(Words) read = existing_leave_out(words);

	text_put(text, work->font, name, read, width, height);
	if (text->len == 0)
		return;
	g_string_append(out, "q ");
	for (unsigned i = 0; i < G_N_ELEMENTS(turn); i++) {
		pdf_put_number(out, turn[i]);
		g_string_append_c(out, ' ');
	}
	g_string_append_printf(out, "cm\n%sQ\n", text->str);
	work->uses_font = true;
}

static bool write_kept(Work *work, const EncodedPage *page, const Words *words, GError **error)
{
	g_autoptr(GString) operators = g_string_new(NULL);
	g_autofree char *name = kept_font_name(page->content);

	put_kept_text(work, page, words, name, operators);
	KeptText text = { operators->str, name, work->font_number };
	unsigned number = kept_put_page(
		work->kept, page, operators->len > 0 ? &text : NULL, work->tree, error);
	g_string_append_printf(work->kids, "%u 0 R\n", number);
	return number != 0;
}

static bool write_page(Work *work, unsigned number, GError **error)
{
	const char *spool = work->composition->spool;
	g_autofree char *path = spool_page_path(spool, number, ".image");
	g_autoptr(EncodedPage) page = encoded_page_load(path, error);
	if (page == NULL)
		return false;
	g_autoptr(Words) words = spool_words(spool, number, error);
	if (words == NULL)
		return false;
	if (page->content != NULL)
		return write_kept(work, page, words, error);
	write_page_object(work, page, words);
	return true;
}

static bool write_pages(Work *work, GError **error)
{
	for (unsigned page = 1; page <= work->composition->pages; page++)
		if (!write_page(work, page, error)) {
			g_prefix_error(error, _("page %u: "), page);
			return false;
		}
	if (!kept_check(work->kept, error))
		return false;
	if (!work->uses_font)
		pdf_write_object(work->writer, work->font_number, "null");
	else if (!font_write(work->font, work->writer, work->font_number, error))
		return false;
	g_autofree char *tree = g_strdup_printf("<< /Type /Pages /Count %u /Kids [\n%s] >>",
		work->composition->pages, work->kids->str);
	pdf_write_object(work->writer, work->tree, tree);
	return true;
}

static unsigned write_catalog(Work *work, const Metadata *metadata)
{
	g_autoptr(GBytes) profile = icc_srgb();
	g_autoptr(GBytes) packet = metadata_xmp(metadata);
	unsigned icc = write_icc(work, profile, 3);
	unsigned xmp = write_stream(work, "/Type /Metadata /Subtype /XML", packet);
	g_autoptr(GString) body = g_string_new(NULL);

	g_string_printf(
		body, "<< /Type /Catalog /Pages %u 0 R /Metadata %u 0 R /Lang ", work->tree, xmp);
	pdf_put_text(body, metadata->language);
	g_string_append_printf(body,
		" /PageLabels << /Nums [0 << /S /D >>] >> "
		"/ViewerPreferences << /DisplayDocTitle true >> "
		"/OutputIntents [<< /Type /OutputIntent /S /GTS_PDFA1 "
		"/OutputConditionIdentifier (sRGB IEC61966-2.1) /Info (sRGB IEC61966-2.1) "
		"/RegistryName (http://www.color.org) /DestOutputProfile %u 0 R >>] >>",
		icc);
	return write_object(work, body->str);
}

static bool write_document(Work *work, GError **error)
{
	if (!write_pages(work, error))
		return false;
	g_autoptr(Metadata) metadata = metadata_new(work->composition);
	g_autofree char *about = metadata_information(metadata);
	unsigned information = write_object(work, about);
	unsigned catalog = write_catalog(work, metadata);

	return pdf_write_finish(g_steal_pointer(&work->writer), catalog, information, error);
}

bool document_compose(const Composition *composition, const char *path, GError **error)
{
	g_autoptr(PdfWriter) writer = pdf_write_open(path, error);
	if (writer == NULL)
		return false;

	g_autoptr(Font) font = font_new();
	g_autoptr(GString) kids = g_string_new(NULL);
	Work work = { .composition = composition, .font = font, .kids = kids };
	work.writer = g_steal_pointer(&writer);
	work.kept = kept_new(composition->files, work.writer);
	work.tree = pdf_write_reserve(work.writer);
	work.font_number = pdf_write_reserve(work.writer);

	bool written = write_document(&work, error);
	kept_free(work.kept);
	pdf_write_free(work.writer);
	if (!written)
		g_remove(path);
	return written;
}
