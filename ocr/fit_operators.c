/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What each operator of a content stream does to what is known of a page that is judged. */
#include "base/pdf_object.h"
#include "ocr/fit_frame.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_MARKS = 1000 };

static bool refuse(FitFrame *frame, const char *reason)
{
	return fit_refuse(frame->work, reason);
}

static FitState *state_of(FitFrame *frame)
{
	return &frame->states[frame->saved];
}

/* The resource of this kind that the last name names. */
static qpdf_oh find_named(FitFrame *frame, const char *kind)
{
	qpdf_data pdf = frame->work->pdf;
	g_autofree char *key = g_strconcat("/", frame->name->str, NULL);
	qpdf_oh resource = pdf_find(pdf, pdf_find(pdf, frame->resources, kind), key);

	if (frame->is_page)
		g_hash_table_add(frame->work->names, g_strconcat(kind, key, NULL));
	if (qpdf_oh_is_null(pdf, resource))
		refuse(frame, "6.2.2: a resource is not in the content's own dictionary");
	return resource;
}

static bool pass(FitFrame *frame)
{
	(void)frame;
	return true;
}

static bool save(FitFrame *frame)
{
	/* one more is put around the content of a page */
	if (frame->saved + frame->is_page == FIT_MOST_SAVED)
		return refuse(frame, "6.1.13: q is nested too deep");
	frame->states[frame->saved + 1] = *state_of(frame);
	frame->saved++;
	return !frame->in_text || refuse(frame, "6.2.2: q in a text object");
}

static bool restore(FitFrame *frame)
{
	if (frame->saved == 0)
		return refuse(frame, "6.2.2: Q without q");
	frame->saved--;
	return !frame->in_text || refuse(frame, "6.2.2: Q in a text object");
}

static bool begin_text(FitFrame *frame)
{
	if (frame->in_text)
		return refuse(frame, "6.2.2: BT in a text object");
	frame->in_text = true;
	frame->text_start = (size_t)(frame->lex.start - frame->begin);
	frame->text_marked = frame->marked;
	frame->shows_hidden = frame->shows_shown = frame->is_mixed = false;
	return true;
}

static void forget_cuts(FitWork *work)
{
	g_clear_pointer(&work->found.cuts, g_array_unref);
}

static bool end_text(FitFrame *frame)
{
	Fit *found = &frame->work->found;
	FitCut cut = { frame->text_start, (size_t)(frame->lex.at - frame->begin) };

	if (!frame->in_text)
		return refuse(frame, "6.2.2: ET without BT");
	frame->in_text = false;
	if (!frame->shows_hidden)
		return true;
	if (!frame->is_page || frame->is_mixed || frame->shows_shown ||
		frame->marked != frame->text_marked)
		forget_cuts(frame->work);
	else if (found->cuts != NULL)
		g_array_append_val(found->cuts, cut);
	return true;
}

static bool mark(FitFrame *frame)
{
	return ++frame->marked < MOST_MARKS || refuse(frame, "6.1.13: marks are nested too deep");
}

static bool unmark(FitFrame *frame)
{
	if (frame->marked == 0)
		return refuse(frame, "6.2.2: EMC without BMC");
	frame->marked--;
	if (frame->in_text && frame->marked < frame->text_marked)
		frame->is_mixed = true;
	return true;
}

static bool set_font(FitFrame *frame)
{
	FitFont *font = g_hash_table_lookup(frame->fonts, frame->name->str);

	if (font == NULL) {
		qpdf_oh resource = find_named(frame, "/Font");
		font = frame->work->reason != NULL ? NULL : fit_font(frame->work, resource);
		if (font == NULL)
			return false;
		g_hash_table_insert(frame->fonts, g_strdup(frame->name->str), font);
	}
	state_of(frame)->font = font;
	return true;
}

static bool set_mode(FitFrame *frame)
{
	double mode = frame->numbers[0];

	if (mode != floor(mode) || mode < 0 || mode > 7)
		return refuse(frame, "6.2.2: Tr of an unknown mode");
	state_of(frame)->mode = (unsigned)mode;
	return true;
}

static bool show(FitFrame *frame)
{
	const FitState *state = state_of(frame);
	Fit *found = &frame->work->found;
	bool visible = state->mode != FIT_INVISIBLE;

	if (!frame->in_text)
		return refuse(frame, "6.2.2: text outside of a text object");
	if (frame->strings->len == 0)
		return true;
	if (state->font == NULL)
		return refuse(frame, "6.2.2: text without a font");
	*(visible ? &frame->shows_shown : &frame->shows_hidden) = true;
	*(visible ? &found->is_shown_text : &found->is_hidden_text) = true;
	FitCodes codes = { frame->strings->str, frame->strings->len, frame->is_odd };
	return fit_codes(frame->work, state->font, &codes, visible);
}

static bool show_one(FitFrame *frame)
{
	return frame->string_count == 1 ? show(frame) : refuse(frame, "6.2.2: operands of Tj");
}

static bool use_state(FitFrame *frame)
{
	qpdf_oh state = find_named(frame, "/ExtGState");

	frame->is_mixed = true;
	return frame->work->reason == NULL && fit_state(frame->work, state);
}

/* Some names are spaces themselves. */
static bool use_space(FitFrame *frame)
{
	static const char *const known[] = { "DeviceGray", "DeviceRGB", "Pattern", NULL };

	frame->is_mixed = true;
	if (g_strv_contains(known, frame->name->str))
		return true;
	if (g_str_equal(frame->name->str, "DeviceCMYK"))
		return refuse(frame, "6.2.4.3: DeviceCMYK");
	qpdf_oh space = find_named(frame, "/ColorSpace");
	return frame->work->reason == NULL && fit_color_space(frame->work, space);
}

static bool use_colour(FitFrame *frame)
{
	frame->is_mixed = true;
	if (frame->name_count == 0)
		return true;
	qpdf_oh pattern = find_named(frame, "/Pattern");
	return frame->work->reason == NULL && fit_pattern(frame->work, pattern);
}

/* Paths do not belong in a text object, but readers draw them there. */
static bool use_device(FitFrame *frame)
{
	frame->is_mixed = true;
	return true;
}

static bool use_cmyk(FitFrame *frame)
{
	return refuse(frame, "6.2.4.3: DeviceCMYK");
}

static bool use_shading(FitFrame *frame)
{
	qpdf_oh shading = find_named(frame, "/Shading");

	frame->is_mixed = true;
	return frame->work->reason == NULL && fit_shading(frame->work, shading);
}

static bool use_intent(FitFrame *frame)
{
	frame->is_mixed = true;
	return fit_intent(frame->work, frame->name->str);
}

static bool paint_object(FitFrame *frame)
{
	FitWork *work = frame->work;
	qpdf_oh object = find_named(frame, "/XObject");
	qpdf_oh kind = pdf_find(work->pdf, object, "/Subtype");

	frame->is_mixed = true;
	if (work->reason != NULL)
		return false;
	if (frame->in_text)
		return refuse(frame, "6.2.2: Do in a text object");
	if (!qpdf_oh_is_stream(work->pdf, object))
		return refuse(frame, "6.2.2: an XObject is no stream");
	if (pdf_is_name(work->pdf, kind, "/Image")) {
		work->found.is_covered_text |= work->found.is_shown_text;
		return fit_image(work, object);
	}
	if (pdf_is_name(work->pdf, kind, "/Form"))
		return fit_form(work, object, state_of(frame)->mode);
	return refuse(frame, "6.2.9: an XObject that is neither image nor form");
}

static bool note_properties(FitFrame *frame)
{
	FitWork *work = frame->work;

	/* the tag, and the name of a property list instead of a dictionary */
	if (frame->name_count == 2 && frame->string_count == 0 && frame->number_count == 0 &&
		qpdf_oh_is_dictionary(
			work->pdf, pdf_find(work->pdf, frame->resources, "/Properties"))) {
		qpdf_oh list = find_named(frame, "/Properties");
		qpdf_oh type = pdf_find(work->pdf, list, "/Type");
		if (work->reason != NULL)
			return false;
		if (pdf_is_name(work->pdf, type, "/OCG") || pdf_is_name(work->pdf, type, "/OCMD"))
			return refuse(frame, "6.9: optional content");
	}
	return true;
}

static bool begin_marked(FitFrame *frame)
{
	return note_properties(frame) && mark(frame);
}

static bool take_inline(FitFrame *frame)
{
	frame->is_mixed = true;
	frame->work->found.is_covered_text |= frame->work->found.is_shown_text;
	return fit_inline(frame->work, &frame->lex);
}

/* In the order of strcmp(). */
static const FitOperator operators[] = {
	{ "\"", 2, 0, show_one },
	{ "'", 0, 0, show_one },
	{ "B", 0, 0, use_device },
	{ "B*", 0, 0, use_device },
	{ "BDC", FIT_ANY, FIT_ANY, begin_marked },
	{ "BI", 0, 0, take_inline },
	{ "BMC", 0, 1, mark },
	{ "BT", 0, 0, begin_text },
	{ "BX", 0, 0, pass },
	{ "CS", 0, 1, use_space },
	{ "DP", FIT_ANY, FIT_ANY, note_properties },
	{ "Do", 0, 1, paint_object },
	{ "EMC", 0, 0, unmark },
	{ "ET", 0, 0, end_text },
	{ "EX", 0, 0, pass },
	{ "F", 0, 0, use_device },
	{ "G", 1, 0, use_device },
	{ "J", 1, 0, use_device },
	{ "K", 4, 0, use_cmyk },
	{ "M", 1, 0, use_device },
	{ "MP", 0, 1, pass },
	{ "Q", 0, 0, restore },
	{ "RG", 3, 0, use_device },
	{ "S", 0, 0, use_device },
	{ "SC", FIT_ANY, 0, use_device },
	{ "SCN", FIT_ANY, FIT_ANY, use_colour },
	{ "T*", 0, 0, pass },
	{ "TD", 2, 0, pass },
	{ "TJ", FIT_ANY, 0, show },
	{ "TL", 1, 0, pass },
	{ "Tc", 1, 0, pass },
	{ "Td", 2, 0, pass },
	{ "Tf", 1, 1, set_font },
	{ "Tj", 0, 0, show_one },
	{ "Tm", 6, 0, pass },
	{ "Tr", 1, 0, set_mode },
	{ "Ts", 1, 0, pass },
	{ "Tw", 1, 0, pass },
	{ "Tz", 1, 0, pass },
	{ "W", 0, 0, use_device },
	{ "W*", 0, 0, use_device },
	{ "b", 0, 0, use_device },
	{ "b*", 0, 0, use_device },
	{ "c", 6, 0, use_device },
	{ "cm", 6, 0, use_device },
	{ "cs", 0, 1, use_space },
	{ "d", FIT_ANY, 0, use_device },
	{ "f", 0, 0, use_device },
	{ "f*", 0, 0, use_device },
	{ "g", 1, 0, use_device },
	{ "gs", 0, 1, use_state },
	{ "h", 0, 0, use_device },
	{ "i", 1, 0, use_device },
	{ "j", 1, 0, use_device },
	{ "k", 4, 0, use_cmyk },
	{ "l", 2, 0, use_device },
	{ "m", 2, 0, use_device },
	{ "n", 0, 0, use_device },
	{ "q", 0, 0, save },
	{ "re", 4, 0, use_device },
	{ "rg", 3, 0, use_device },
	{ "ri", 0, 1, use_intent },
	{ "s", 0, 0, use_device },
	{ "sc", FIT_ANY, 0, use_device },
	{ "scn", FIT_ANY, FIT_ANY, use_colour },
	{ "sh", 0, 1, use_shading },
	{ "v", 4, 0, use_device },
	{ "w", 1, 0, use_device },
	{ "y", 4, 0, use_device },
};

static int compare_word(const void *word, const void *row)
{
	return strcmp(word, ((const FitOperator *)row)->word);
}

const FitOperator *fit_find_operator(const char *word)
{
	return bsearch(word, operators, G_N_ELEMENTS(operators), sizeof *operators, compare_word);
}
