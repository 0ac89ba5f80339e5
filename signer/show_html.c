/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "signer/show_html.h"

#include "base/file.h"
#include "base/i18n.h"
#include "signer/facts.h"
#include "signer/pictures.h"
#include "signer/quote.h"

/* A page of ours runs nothing and loads nothing, whatever got into it. */
#define HEAD                                                                                         \
	"<!DOCTYPE html>\n<html lang=\"%s\"><head><meta charset=\"utf-8\">"                          \
	"<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "                \
	"img-src data:; style-src 'unsafe-inline'\"><title>%s</title><style>\n"                      \
	"body{font-family:sans-serif;max-width:70em;margin:1em auto;padding:0 1em;color:#222}\n"     \
	"h1{padding:.5em;color:#fff}h2{border-left:.5em solid;padding-left:.5em}\n"                  \
	"h1.passed{background:#1b6e2c}h1.failed{background:#a11}h1.unknown{background:#8a6100}\n"    \
	"h2.passed{border-color:#1b6e2c}h2.failed{border-color:#a11}"                                \
	"h2.unknown{border-color:#8a6100}\n"                                                         \
	"dt{font-weight:bold;float:left;clear:left;min-width:14em}dd{margin-left:15em}\n"            \
	".loud{background:#fd6;font-weight:bold}.inner{padding-left:2em}\n"                          \
	".row{display:flex;gap:1em;overflow-x:auto}figure{margin:0 0 1em}\n"                         \
	"img{border:1px solid #999;max-width:34em}figcaption.differs{color:#a11;font-weight:bold}\n" \
	"table{border-collapse:collapse}td,th{border:1px solid #999;padding:.3em}\n"                 \
	"bdi{unicode-bidi:isolate}</style></head><body>\n"

static const char *const classes[] = {
	[TOTAL_PASSED] = "passed",
	[TOTAL_FAILED] = "failed",
	[INDETERMINATE] = "unknown",
};

/* A demonstration is never green. */
static const char *class_of(Indication indication, bool plain)
{
	return indication == TOTAL_PASSED && !plain ? "unknown" : classes[indication];
}

/* Text as text. */
static void put(GString *page, const char *text)
{
	g_autofree char *escaped = g_markup_escape_text(text, -1);

	g_string_append(page, escaped);
}

static void put_element(GString *page, const char *element, const char *class, const char *text)
{
	g_string_append_printf(page, "<%s class=\"%s\"><bdi>", element, class);
	put(page, text);
	g_string_append_printf(page, "</bdi></%s>\n", element);
}

/* Takes the facts. */
static void put_facts(GString *page, GPtrArray *facts)
{
	static const char *const kinds[] = {
		[FACT_PLAIN] = "plain", [FACT_LOUD] = "loud", [FACT_INNER] = "inner"
	};

	g_string_append(page, "<dl>\n");
	for (unsigned i = 0; i < facts->len; i++) {
		const Fact *fact = facts->pdata[i];
		put_element(page, "dt", kinds[fact->kind], fact->label != NULL ? fact->label : "");
		put_element(page, "dd", kinds[fact->kind], fact->value);
	}
	g_string_append(page, "</dl>\n");
	g_ptr_array_unref(facts);
}

static void put_picture(GString *page, const Picture *picture)
{
	gsize size;
	const guchar *png = g_bytes_get_data(picture->png, &size);
	g_autofree char *coded = g_base64_encode(png, size);
	g_autofree char *caption = g_strdup_printf(
		picture->differs ? _("revision %u: differs from the one before") : _("revision %u"),
		picture->revision);

	g_string_append_printf(
		page, "<figure><img alt=\"\" src=\"data:image/png;base64,%s\">", coded);
	put_element(page, "figcaption", picture->differs ? "differs" : "plain", caption);
	g_string_append(page, "</figure>\n");
}

static void put_pictures(GString *page, const Telling *telling)
{
	g_autoptr(Pictures) pictures = pictures_make(telling->path, telling->password);
	unsigned at = 0;

	put_element(page, "h2", "plain", _("Pages of each revision"));
	if (pictures->problem != NULL)
		put_element(page, "p", "loud", pictures->problem);
	for (unsigned i = 0; i < pictures->pictures->len; i++) {
		const Picture *picture = pictures->pictures->pdata[i];
		if (picture->page != at) {
			g_autofree char *title = g_strdup_printf(_("page %u"), picture->page);
			g_string_append(page, at == 0 ? "" : "</div>\n");
			put_element(page, "h3", "plain", title);
			g_string_append(page, "<div class=\"row\">\n");
			at = picture->page;
		}
		put_picture(page, picture);
	}
	g_string_append(page, at == 0 ? "" : "</div>\n");
}

static GString *begin_page(const char *title)
{
	GString *page = g_string_new(NULL);
	g_autofree char *escaped = g_markup_escape_text(title, -1);

	/* Translators: the code of your language, as in <html lang="vi"> */
	g_string_append_printf(page, HEAD, _("en"), escaped);
	return page;
}

bool show_html(const Telling *telling, const char *path, GError **error)
{
	const VerifyReport *report = telling->report;
	g_autofree char *verdict = telling_verdict(telling), *name = quote_text(telling->path);
	g_autofree char *title = g_strdup_printf("%s: %s", verdict, name);
	bool plain = telling_is_well(telling) && !telling_is_demonstration(telling);
	GString *page = begin_page(title);

	put_element(page, "h1", class_of(telling_indication(telling), plain), title);
	put_facts(page, facts_of_file(telling));
	for (unsigned i = 0; report != NULL && i < report->signatures->len; i++) {
		const SignatureReport *signature = report->signatures->pdata[i];
		g_autofree char *headline = signature_headline(report, i);
		put_element(page, "h2", class_of(signature->indication, !signature->demonstration),
			headline);
		put_facts(page, facts_of_signature(report, signature));
	}
	if (report != NULL)
		put_pictures(page, telling);
	g_string_append(page, "</body></html>\n");
	g_autoptr(GBytes) bytes = g_string_free_to_bytes(page);
	return file_publish(path, bytes, error);
}

GString *show_html_index_begin(void)
{
	GString *page = begin_page(_("Verified files"));

	put_element(page, "h2", "plain", _("Verified files"));
	g_string_append(page, "<table>\n");
	return page;
}

void show_html_index_add(GString *page, const VerifyItem *item)
{
	g_autofree char *name = quote_text(item->path);
	g_autofree char *verdict = verify_item_verdict(item);

	g_string_append(page, "<tr>");
	put_element(page, "td", class_of(item->indication, item->well && !item->demonstration),
		verdict);
	g_string_append(page, "<td>");
	if (item->kind == ITEM_PDF) {
		g_autofree char *file = verify_item_file_name(item, ".html");
		g_string_append_printf(page, "<a href=\"%s\">", file);
	}
	g_string_append(page, "<bdi>");
	put(page, name);
	g_string_append(
		page, item->kind == ITEM_PDF ? "</bdi></a></td></tr>\n" : "</bdi></td></tr>\n");
}

void show_html_index_end(GString *page)
{
	g_string_append(page, "</table></body></html>\n");
}
