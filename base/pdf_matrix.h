/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Matrices of a PDF's spaces, [a b c d e f] (ISO 32000-1, 8.3.4). */
#ifndef BASE_PDF_MATRIX_H
#define BASE_PDF_MATRIX_H

#include <string.h>

enum { PDF_MATRIX = 6 };

/* What `first` maps, `then` maps on. `out` may be either. */
static inline void pdf_matrix_multiply(
	const double first[PDF_MATRIX], const double then[PDF_MATRIX], double out[PDF_MATRIX])
{
	const double *n = first, *m = then;
	double product[PDF_MATRIX] = { n[0] * m[0] + n[1] * m[2], n[0] * m[1] + n[1] * m[3],
		n[2] * m[0] + n[3] * m[2], n[2] * m[1] + n[3] * m[3],
		n[4] * m[0] + n[5] * m[2] + m[4], n[4] * m[1] + n[5] * m[3] + m[5] };

	memcpy(out, product, sizeof product);
}

#endif
