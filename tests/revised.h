/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Signed PDFs with later revisions, for the tests of what these changed. Nothing is signed in truth: /Contents
 * are zeros, and only /ByteRange is right.
 *
 *	revised_new → revised_append, … → revised_judge → revised_free
 */
#ifndef TESTS_REVISED_H
#define TESTS_REVISED_H

#include "signer/history.h"

#include <glib.h>
#include <string.h>

/* The signed revision: a page with text, a form with a text field, one that lies over the text, a small and
 * a large box to tick that do so too, an empty signature field and the signed one, and something of each kind that a catalog holds. %s are /Perms or nothing, the lock of the signed field,
 * and the signature's /Reference. */
#define REVISED_BASE                                                                                                          \
	"1 0 obj\n<< /Type /Catalog /Pages 2 0 R /AcroForm 6 0 R /Metadata 9 0 R %s\n"                                        \
	"/Names << /Dests << /Names [] >> >> /Outlines << /Count 0 >> /StructTreeRoot 20 0 R\n"                               \
	"/OCProperties << /D << /ON [] >> >> /DSS 23 0 R /Version /1.6 >>\nendobj\n"                                          \
	"2 0 obj\n<< /Type /Pages /Kids [3 0 R] /Count 1 >>\nendobj\n"                                                        \
	"3 0 obj\n<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 4 0 R\n"                                     \
	"/Resources << /Font << /F 5 0 R >> >> /Annots [7 0 R 8 0 R 10 0 R 45 0 R 16 0 R 25 0 R 41 0 R 42 0 R] >>\nendobj\n"  \
	"4 0 obj\n<< /Length 45 >>\nstream\nBT /F 12 Tf 100 700 Td (the price is 5) Tj ET\n"                                  \
	"endstream\nendobj\n"                                                                                                 \
	"5 0 obj\n<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>\nendobj\n"                                           \
	"6 0 obj\n<< /Fields [7 0 R 8 0 R 16 0 R 18 0 R 25 0 R 41 0 R 42 0 R] /SigFlags 3 /DR << /Font << /F 5 0 R >> "       \
	">> >>\nendobj\n"                                                                                                     \
	"7 0 obj\n<< /Type /Annot /Subtype /Widget /FT /Tx /T (name) /V (old) /P 3 0 R\n"                                     \
	"/Rect [10 10 90 30] /AP << /N 11 0 R >> >>\nendobj\n"                                                                \
	"8 0 obj\n<< /Type /Annot /Subtype /Widget /FT /Sig /T (empty) /F 4 /P 3 0 R\n"                                       \
	"/Rect [100 10 190 30] >>\nendobj\n"                                                                                  \
	"9 0 obj\n<< /Type /Metadata /Subtype /XML /Length 50 >>\nstream\n"                                                   \
	"<x:a xmp:ModifyDate=\"2024-01-01\" dc:title=\"one\"/>\n\nendstream\nendobj\n"                                        \
	"10 0 obj\n<< /Type /Annot /Subtype /Link /Rect [300 300 350 320] /Border [0 0 0] >>\n"                               \
	"endobj\n"                                                                                                            \
	"11 0 obj\n<< /Type /XObject /Subtype /Form /BBox [0 0 80 20] /Length 3 >>\nstream\nq Q\n"                            \
	"endstream\nendobj\n"                                                                                                 \
	"12 0 obj\n(nobody leads here)\nendobj\n"                                                                             \
	"13 0 obj\n<< /Producer (A) /Title (T) >>\nendobj\n"                                                                  \
	"16 0 obj\n<< /Type /Annot /Subtype /Widget /FT /Sig /T (signed) /F 132 /P 3 0 R\n"                                   \
	"/Rect [0 0 0 0] /V 17 0 R %s >>\nendobj\n"                                                                           \
	"17 0 obj\n<< /Type /Sig /Filter /Adobe.PPKLite /SubFilter /ETSI.CAdES.detached\n"                                    \
	"/ByteRange [0 AAAAAAAAAA BBBBBBBBBB CCCCCCCCCC] /Contents <00000000> %s >>\nendobj\n"                                \
	"18 0 obj\n<< /FT /Tx /T (fixed) /Ff 1 /V (x) /Kids [19 0 R] >>\nendobj\n"                                            \
	"19 0 obj\n<< /Type /Annot /Subtype /Widget /Parent 18 0 R /Rect [0 0 0 0] >>\nendobj\n"                              \
	"20 0 obj\n<< /Type /StructTreeRoot /K [21 0 R] /ParentTree 22 0 R >>\nendobj\n"                                      \
	"21 0 obj\n<< /Type /StructElem /S /P /P 20 0 R /K [0] >>\nendobj\n"                                                  \
	"22 0 obj\n<< /Nums [0 [21 0 R]] >>\nendobj\n"                                                                        \
	"23 0 obj\n<< /Type /DSS /Certs [24 0 R] /VRI << /AB << /Cert [24 0 R] >> >> >>\nendobj\n"                            \
	"25 0 obj\n<< /Type /Annot /Subtype /Widget /FT /Tx /T (cover) /V (shown) /P 3 0 R\n"                                 \
	"/Rect [90 690 300 715] /MK << /BG [1 1 1] >> >>\nendobj\n"                                                           \
	"41 0 obj\n<< /Type /Annot /Subtype /Widget /FT /Btn /T (tick) /V /Off /AS /Off /P 3 0 R\n"                           \
	"/Rect [100 698 120 718] /AP << /N << /Yes 43 0 R /Off 44 0 R >> >> >>\nendobj\n"                                     \
	"42 0 obj\n<< /Type /Annot /Subtype /Widget /FT /Btn /T (large) /V /Off /AS /Off /P 3 0 R\n"                          \
	"/Rect [90 690 300 715] /AP << /N << /Yes 43 0 R /Off 44 0 R >> >> >>\nendobj\n"                                      \
	"43 0 obj\n<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] /Length 12 >>\nstream\n0 0 9 9 re f\nendstream\nendobj\n" \
	"44 0 obj\n<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] /Length 3 >>\nstream\nq Q\nendstream\nendobj\n"           \
	"45 0 obj\n<< /Type /Annot /Subtype /FreeText /Rect [90 690 300 715] /Contents (seen)\n"                              \
	"/AP << /N 44 0 R >> >>\nendobj\n"                                                                                    \
	"24 0 obj\n<< /Length 4 >>\nstream\ncert\nendstream\nendobj\n"

enum { REVISED_SIZE = 60 };

typedef struct {
	GString *pdf;
	gsize table; /* where the last section begins; 0: none */
	gsize from;  /* where what is being written begins */
} Revised;

static inline void revised_free(Revised *revised)
{
	g_string_free(revised->pdf, TRUE);
	g_free(revised);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Revised, revised_free)

/* The number of the object that begins at `line`, or 0. */
static inline unsigned revised_number(const char *line)
{
	char *rest;
	guint64 number = g_ascii_strtoull(line, &rest, 10);

	return g_ascii_isdigit(*line) && g_str_has_prefix(rest, " 0 obj") ? (unsigned)number : 0;
}

/* A table of the objects that begin lines since `from`, a trailer and the end. */
static inline void revised_end(Revised *revised, const char *trailer)
{
	GString *pdf = revised->pdf;
	gsize table = pdf->len;
	GString *entries = g_string_new("xref\n");

	for (gsize at = revised->from; at < table; at++) {
		unsigned number = at == revised->from || pdf->str[at - 1] == '\n'
			? revised_number(pdf->str + at)
			: 0;
		if (number != 0)
			g_string_append_printf(
				entries, "%u 1\n%010" G_GSIZE_FORMAT " 00000 n \n", number, at);
	}
	g_string_append(pdf, entries->str);
	g_string_free(entries, TRUE);
	g_string_append_printf(
		pdf, "trailer\n<< /Size %d /Root 1 0 R /Info 13 0 R %s", REVISED_SIZE, trailer);
	if (revised->table != 0)
		g_string_append_printf(pdf, " /Prev %" G_GSIZE_FORMAT, revised->table);
	g_string_append_printf(pdf, " >>\nstartxref\n%" G_GSIZE_FORMAT "\n%%%%EOF\n", table);
	revised->table = table;
	revised->from = pdf->len;
}

static inline void revised_put_number(Revised *revised, const char *place, gsize value)
{
	g_autofree char *digits = g_strdup_printf("%010" G_GSIZE_FORMAT, value);
	char *at = strstr(revised->pdf->str, place);

	g_assert_nonnull(at);
	memcpy(at, digits, 10);
}

/* Sets /ByteRange: the signature covers all that is there. */
static inline void revised_cover(Revised *revised)
{
	gsize gap = (gsize)(strstr(revised->pdf->str, "<00000000>") - revised->pdf->str);

	revised_put_number(revised, "AAAAAAAAAA", gap);
	revised_put_number(revised, "BBBBBBBBBB", gap + 10);
	revised_put_number(revised, "CCCCCCCCCC", revised->pdf->len - gap - 10);
}

/* `level`: P of a certification, or 0; `lock`: entries of the signed field. */
static inline Revised *revised_new(unsigned level, const char *lock)
{
	Revised *revised = g_new0(Revised, 1);
	g_autofree char *reference = level == 0
		? g_strdup("")
		: g_strdup_printf(
			  "/Reference [<< /TransformMethod /DocMDP /TransformParams << /P %u "
			  ">> >>]",
			  level);

	revised->pdf = g_string_new("%PDF-1.7\n");
	g_string_append_printf(revised->pdf, REVISED_BASE,
		level == 0 ? "" : "/Perms << /DocMDP 17 0 R >>", lock, reference);
	revised_end(revised, "");
	revised_cover(revised);
	return revised;
}

/* A revision of these objects, each of which begins a line with "N 0 obj". */
static inline void revised_append(Revised *revised, const char *objects)
{
	g_string_append(revised->pdf, objects);
	revised_end(revised, "");
}

/* The report of the signature (signed), and what is doubtful about the file, or NULL. */
static inline SignatureReport *revised_judge_file(const Revised *revised, char **out_doubt)
{
	g_autoptr(GBytes) bytes = g_bytes_new(revised->pdf->str, revised->pdf->len);
	g_autoptr(GError) error = NULL;
	g_autoptr(PdfFile) document =
		pdf_file_open_bytes(bytes, "revised", &(PdfOpening) { .repair = true }, &error);
	g_assert_no_error(error);
	g_autoptr(History) history = history_read(document);
	SignatureReport *report = signature_report_new();
	qpdf_oh signature = qpdf_get_object_by_id(document->qpdf, 17, 0);
	Range range;

	if (range_read(document, signature, &range, report))
		history_judge(history, &range, report);
	range_clear(&range);
	*out_doubt = history_find_doubt(history);
	return report;
}

static inline SignatureReport *revised_judge(const Revised *revised)
{
	g_autofree char *doubt = NULL;

	return revised_judge_file(revised, &doubt);
}

/* Fails unless the report is as grave as that, for a reason that has these words ("": none is asked). */
static inline void revised_assert(const SignatureReport *report, Changes changes, const char *words)
{
	bool said = *words == '\0';

	for (unsigned i = 0; i < report->changed->len; i++) {
		const Change *change = report->changed->pdata[i];
		g_test_message(
			"%d, revision %u: %s", change->gravity, change->revision, change->sentence);
		said |= change->gravity == changes && strstr(change->sentence, words) != NULL;
	}
	g_assert_cmpint(report->changes, ==, changes);
	g_assert_true(said);
}

#endif
