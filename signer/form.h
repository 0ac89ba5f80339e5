/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The form of a PDF as it was in one of its revisions: every field with what it has from above
 * (ISO 32000-1, 12.7.3), and every widget.
 */
#ifndef SIGNER_FORM_H
#define SIGNER_FORM_H

#include "signer/objects.h"

#include <glib.h>
#include <stdbool.h>

typedef struct {
	char *name;         /* fully qualified, UTF-8 as it stands in the file; "" if it has none */
	unsigned number;    /* of its object; 0: direct */
	const Value *own;   /* its dictionary */
	const Value *type;  /* /FT, its own or from above; or NULL */
	const Value *value; /* /V, so too, references followed; or NULL */
	size_t flags;       /* /Ff, so too */
} FormField;

typedef struct {
	GPtrArray *fields;     /* of FormField: fields and widgets */
	GHashTable *by_number; /* of those with an object number */
	GHashTable *by_own;    /* of the others */
	bool whole;            /* all of them were looked at: no more than 100,000, 32 deep */
} Form;

Form *form_read(Objects *objects, unsigned revision);
void form_free(Form *form);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Form, form_free)

/* The field that a reference leads to, or a direct one that stands there; NULL: none of the form's. */
const FormField *form_find(const Form *form, const Value *reference);
const FormField *form_find_number(const Form *form, unsigned number);

/* A text string (7.9.2.2) as UTF-8, no more than 500 bytes of it; "?" if it is none. The caller frees it. */
char *form_read_text(const Value *value);

/* Is it a signature field; does the signature's dictionary say that it is a document time-stamp? */
bool form_field_is_signature(const FormField *field);
bool form_is_timestamp(const Value *signature);

#endif
