/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A content stream is read operator by operator (ISO 32000-1, annex A); one that is not in the table
 * (fit_operators.c), or has other operands than it says, is not fit, nor is one whose q and Q, BT and
 * ET, or marks of content do not pair. Graphics state is what matters of it: font and render mode.
 */
#include "ocr/fit_frame.h"

#include <float.h>
#include <math.h>
#include <string.h>

enum { MOST_STRING = 32767, MOST_NAME = 127 };
static const double MOST_INTEGER = 2147483647;

static bool refuse(FitFrame *frame, const char *reason)
{
	return fit_refuse(frame->work, reason);
}

static void forget_operands(FitFrame *frame)
{
	frame->number_count = frame->name_count = frame->string_count = 0;
	frame->is_odd = false;
	g_string_truncate(frame->strings, 0);
}

static bool obey(FitFrame *frame)
{
	const char *word = frame->lex.text->str;
	const FitOperator *known = fit_find_operator(word);

	if (g_str_equal(word, "true") || g_str_equal(word, "false") || g_str_equal(word, "null"))
		return true;
	if (known == NULL)
		return refuse(frame, "6.2.2: an operator that is not in ISO 32000-1");
	if ((known->numbers != FIT_ANY && frame->number_count != (unsigned)known->numbers) ||
		(known->names != FIT_ANY && frame->name_count != (unsigned)known->names))
		return refuse(frame, "6.2.2: the operands of an operator");
	bool well = known->obey(frame);
	forget_operands(frame);
	return well;
}

static bool take_number(FitFrame *frame)
{
	double value = fabs(frame->lex.number);

	if (value > (frame->lex.is_real ? FLT_MAX : MOST_INTEGER) ||
		(value != 0 && value < (double)FLT_MIN))
		return refuse(frame, "6.1.13: a number out of range");
	if (frame->number_count < FIT_MOST_NUMBERS)
		frame->numbers[frame->number_count] = frame->lex.number;
	frame->number_count++;
	return true;
}

static bool take_string(FitFrame *frame)
{
	if (frame->lex.is_odd)
		return refuse(frame, "6.1.6: a hexadecimal string");
	if (frame->lex.text->len > MOST_STRING)
		return refuse(frame, "6.1.13: a string is too long");
	frame->string_count++;
	frame->is_odd |= frame->lex.text->len % 2 != 0;
	g_string_append_len(frame->strings, frame->lex.text->str, (gssize)frame->lex.text->len);
	return true;
}

static bool take_name(FitFrame *frame)
{
	if (frame->lex.text->len > MOST_NAME)
		return refuse(frame, "6.1.13: a name is too long");
	for (const char *c = frame->lex.text->str; *c != '\0'; c++)
		if (g_ascii_iscntrl(*c))
			return refuse(frame, "6.1.8: a name");
	/* an optional content's tag comes before the name of its list */
	if (g_str_equal(frame->lex.text->str, "OC"))
		return refuse(frame, "6.9: optional content");
	frame->name_count++;
	g_string_assign(frame->name, frame->lex.text->str);
	return true;
}

static bool take_token(FitFrame *frame)
{
	switch (frame->lex.kind) {
	case LEX_NUMBER:
		return take_number(frame);
	case LEX_STRING:
		return take_string(frame);
	case LEX_NAME:
		return take_name(frame);
	case LEX_WORD:
		return obey(frame);
	case LEX_MARK:
		return (frame->lex.mark != '{' && frame->lex.mark != '}') ||
			refuse(frame, "6.2.2: content that is no operator");
	default:
		return refuse(frame, "6.2.2: content that cannot be read");
	}
}

static bool read_all(FitFrame *frame)
{
	bool well = true;

	while (well && pdf_lex_next(&frame->lex) != LEX_END)
		well = take_token(frame);
	if (well && (frame->saved > 0 || frame->in_text || frame->marked > 0))
		return refuse(frame, "6.2.2: q, BT or BMC without its end");
	return well;
}

bool fit_content(FitWork *work, GBytes *content, qpdf_oh resources, unsigned mode)
{
	size_t size;
	const char *data = g_bytes_get_data(content, &size);
	FitFrame frame = { .work = work,
		.resources = resources,
		.is_page = work->depth == 0,
		.states = { { .mode = mode } } };

	if (work->depth == FIT_DEEPEST)
		return fit_refuse(work, "6.2.9: forms are nested too deep");
	work->depth++;
	frame.name = g_string_new(NULL);
	frame.strings = g_string_new(NULL);
	frame.fonts = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	pdf_lex_begin(&frame.lex, data, size);
	frame.begin = frame.lex.at;
	bool well = read_all(&frame);
	pdf_lex_clear(&frame.lex);
	g_hash_table_unref(frame.fonts);
	g_string_free(frame.strings, TRUE);
	g_string_free(frame.name, TRUE);
	work->depth--;
	return well;
}
