/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A PDF's streams through qpdf, within limits. qpdf's C API decodes a stream at once, whatever it
 * grows to: so how much that is is found out first. The streams that qpdf reads for itself on opening
 * (of objects and references) are bounded by the process's memory alone.
 */
#ifndef BASE_PDF_STREAM_H
#define BASE_PDF_STREAM_H

#include <glib.h>
#include <qpdf/qpdf-c.h>
#include <stdbool.h>

/* Does the stream decode to no more than `left` bytes? These then become fewer. */
bool pdf_stream_fits(qpdf_data pdf, qpdf_oh stream, size_t *left);

/* A stream's bytes as they are stored; or without its filters, if these are not an image's and leave
 * no more than `most` bytes. NULL: damaged, too much, or no stream. */
GBytes *pdf_read_stored(qpdf_data pdf, qpdf_oh stream);
GBytes *pdf_read_decoded(qpdf_data pdf, qpdf_oh stream, size_t most);
/* The same once pdf_stream_fits() has said yes, without counting again. */
GBytes *pdf_read_fitting(qpdf_data pdf, qpdf_oh stream);

#endif
