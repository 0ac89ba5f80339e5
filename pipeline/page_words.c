/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pipeline/page_words.h"

#include "ocr/existing.h"
#include "ocr/quality.h"
#include "pipeline/page.h"

static const double SMALL_BYTES = 1500; /* of images, on a square inch */

static bool redoes(const Settings *settings)
{
	return g_str_equal(settings->ocr_existing_text, "redo");
}

/* A page of type, or one that is mixed raster content already, has nothing to win in the profile
 * compact, and would lose. */
static bool is_small(const ScanContent *content)
{
	double width = (content->box[2] - content->box[0]) * content->unit / 72;
	double height = (content->box[3] - content->box[1]) * content->unit / 72;

	return (double)content->image_bytes <= SMALL_BYTES * width * height;
}

/* Hidden text that cannot be taken out for certain, and text with an image over it, go by leaving the
 * content. */
bool page_keeps_content(const ScanPage *page, const Settings *settings, bool *out_without_text)
{
	const ScanContent *content = page->content;

	*out_without_text = false;
	if (content == NULL ||
		(g_str_equal(settings->pdf_profile, "compact") && !is_small(content)))
		return false;
	if (!redoes(settings))
		return true;
	*out_without_text = content->has_hidden_text;
	return !content->has_covered_text && (!content->has_hidden_text || content->can_lose_text);
}

CleanPage *page_clean_words(const Reader *reader, const Settings *settings, const ScanPage *page,
	const CleanRules *rules, Words **out_words, GError **error)
{
	*out_words = NULL;
	return redoes(settings) ? page_clean(page, rules, error)
				: existing_clean(reader, page, rules, out_words, error);
}

/* Text that does not say what is seen goes with its content. */
static bool forget_wrong(const Reader *reader, ScanPage *page, const Words *read)
{
	if (!existing_is_wrong(reader, page->text, read))
		return false;
	scan_page_forget_content(page, "6.2.11.7.2: text that does not say what is seen");
	return true;
}

static Words *read_words(const Reader *reader, const Settings *settings, ScanPage *page,
	const CleanPage *clean, GError **error)
{
	bool without_text;
	Words *words = page_recognize(reader, clean, error);

	if (words == NULL || words->blank || page->text == NULL ||
		!page_keeps_content(page, settings, &without_text) || without_text)
		return words;
	if (forget_wrong(reader, page, words))
		return words;
	existing_join(words, page->text, (words->turn + 360 - page->turn) / 90);
	words->quality.unseen = existing_unseen(page);
	return words;
}

/* Takes `own`. */
static Words *choose_words(
	const Reader *reader, ScanPage *page, const CleanPage *clean, Words *own, GError **error)
{
	g_autoptr(Words) words = own, read = page_recognize(reader, clean, error);

	if (read == NULL)
		return NULL;
	return forget_wrong(reader, page, read) ? g_steal_pointer(&read) : g_steal_pointer(&words);
}

/* Takes `own`, text that counts. */
static Words *keep_words(
	const Reader *reader, ScanPage *page, const CleanPage *clean, Words *own, GError **error)
{
	own->quality.unseen = existing_unseen(page);
	return existing_is_doubtful(reader, own) ? choose_words(reader, page, clean, own, error)
						 : own;
}

Words *page_read_words(const Reader *reader, const Settings *settings, ScanPage *page,
	const CleanPage *clean, Words *words, GError **error)
{
	QualityRules rules = page_quality_rules(settings);

	words = words != NULL ? keep_words(reader, page, clean, words, error)
			      : read_words(reader, settings, page, clean, error);
	if (words != NULL)
		words_judge(words, &rules);
	return words;
}
