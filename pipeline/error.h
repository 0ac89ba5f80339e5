/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Errors of the pipeline. */
#ifndef PIPELINE_ERROR_H
#define PIPELINE_ERROR_H

#include <glib.h>

#define PIPELINE_ERROR (pipeline_error_quark())

typedef enum {
	PIPELINE_ERROR_DOCUMENT, /* this document cannot go on: quarantine */
	PIPELINE_ERROR_LOCKED,   /* another run holds OUT: exit status 75 */
	PIPELINE_ERROR_LEDGER,   /* the database is damaged or of another version */
} PipelineErrorCode;

GQuark pipeline_error_quark(void);

#endif
