/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ocr/quality.h"

#include "base/i18n.h"

#include <string.h>

static const double WEAK = 0.7, MOSTLY_TABLE = 0.5, MOST_UNSEEN = 0.005;
enum { FEW_LETTERS = 40 }; /* of so few no share is taken */

static const char *const verdict_names[] = {
	[QUALITY_GOOD] = "good",
	[QUALITY_DOUBTFUL] = "doubtful",
	[QUALITY_UNREADABLE] = "unreadable",
};

static const struct {
	const char *name, *sentence;
} reasons[] = {
	[REASON_NONE] = { "none", N_("nothing is wrong with it") },
	[REASON_CONFIDENCE] = { "confidence", N_("the words were read with little confidence") },
	[REASON_WEAK] = { "weak", N_("many words were read with little confidence") },
	[REASON_OUTSIDE] = { "outside", N_("there is much ink that was not read") },
	[REASON_SENSE] = { "sense", N_("many words are no words of the language") },
	[REASON_DPI] = { "dpi", N_("the scan has fewer dots an inch than the rules ask for") },
	[REASON_UNSEEN] = { "unseen", N_("it has text already where nothing is printed") },
};

const char *verdict_name(Verdict verdict)
{
	return verdict_names[verdict];
}

bool verdict_read(const char *name, Verdict *out)
{
	for (size_t i = 0; i < G_N_ELEMENTS(verdict_names); i++)
		if (strcmp(verdict_names[i], name) == 0) {
			*out = (Verdict)i;
			return true;
		}
	return false;
}

const char *reason_name(QualityReason reason)
{
	return reasons[reason].name;
}

bool reason_read(const char *name, QualityReason *out)
{
	for (size_t i = 0; i < G_N_ELEMENTS(reasons); i++)
		if (strcmp(reasons[i].name, name) == 0) {
			*out = (QualityReason)i;
			return true;
		}
	return false;
}

const char *reason_sentence(QualityReason reason)
{
	return _(reasons[reason].sentence);
}

static double measure_weak(const Words *words, double *out_letters)
{
	double weak = 0, letters = 0;

	for (unsigned i = 0; i < words->words->len; i++) {
		const Word *word = &g_array_index(words->words, Word, i);
		double length = (double)g_utf8_strlen(word->text, -1);
		letters += length;
		if (word->confidence < WEAK)
			weak += length;
	}
	*out_letters = letters;
	return letters > 0 ? weak / letters : 0;
}

void words_judge(Words *words, const QualityRules *rules)
{
	Quality *quality = &words->quality;
	double letters,
		sense = quality->in_table > MOSTLY_TABLE ? rules->least_sense_table
							 : rules->least_sense;

	quality->weak = measure_weak(words, &letters);
	quality->verdict = QUALITY_GOOD;
	quality->reason = REASON_NONE;
	if (words->blank)
		return;
	bool few = letters < FEW_LETTERS;
	const struct {
		bool fails;
		QualityReason reason;
		Verdict verdict;
	} tests[] = {
		/* clang-format off */
		{ 100 * words->confidence < rules->unreadable_confidence, REASON_CONFIDENCE,
		  QUALITY_UNREADABLE },
		/* of few letters, too: a number and a date are all that it takes to falsify */
		{ quality->unseen > MOST_UNSEEN, REASON_UNSEEN, QUALITY_DOUBTFUL },
		{ !few && 100 * quality->outside > rules->most_outside, REASON_OUTSIDE,
		  QUALITY_DOUBTFUL },
		{ 100 * words->confidence < rules->least_confidence, REASON_CONFIDENCE,
		  QUALITY_DOUBTFUL },
		{ !few && 100 * quality->weak > rules->most_weak, REASON_WEAK, QUALITY_DOUBTFUL },
		{ !few && 100 * quality->sense < sense, REASON_SENSE, QUALITY_DOUBTFUL },
		{ MIN(words->dpi_x, words->dpi_y) < rules->least_dpi - 0.5, REASON_DPI,
		  QUALITY_DOUBTFUL },
		/* clang-format on */
	};
	for (size_t i = 0; i < G_N_ELEMENTS(tests); i++)
		if (tests[i].fails) {
			quality->reason = tests[i].reason;
			quality->verdict = tests[i].verdict;
			return;
		}
}
