/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/pdf_object.h"

#include <string.h>

enum { DEEPEST = 64 };

qpdf_oh pdf_find(qpdf_data pdf, qpdf_oh dictionary, const char *key)
{
	if (qpdf_oh_is_stream(pdf, dictionary))
		dictionary = qpdf_oh_get_dict(pdf, dictionary);
	if (!qpdf_oh_is_dictionary(pdf, dictionary))
		return qpdf_oh_new_null(pdf);
	return qpdf_oh_get_key(pdf, dictionary, key);
}

/* qpdf keeps every handle until it is released: of a long way up none is left but the answer. */
qpdf_oh pdf_find_inherited(qpdf_data pdf, qpdf_oh dictionary, const char *key)
{
	qpdf_oh holder = pdf_find(pdf, dictionary, "/Parent");
	qpdf_oh value = pdf_find(pdf, dictionary, key);

	for (unsigned depth = 0; depth < DEEPEST && qpdf_oh_is_null(pdf, value) &&
		qpdf_oh_is_dictionary(pdf, holder);
		depth++) {
		qpdf_oh_release(pdf, value);
		value = pdf_find(pdf, holder, key);
		qpdf_oh next = pdf_find(pdf, holder, "/Parent");
		qpdf_oh_release(pdf, holder);
		holder = next;
	}
	qpdf_oh_release(pdf, holder);
	return value;
}

bool pdf_has_top(qpdf_data pdf, qpdf_oh dictionary)
{
	qpdf_oh holder = pdf_find(pdf, dictionary, "/Parent");
	unsigned depth = 0;

	for (; depth < DEEPEST && qpdf_oh_is_dictionary(pdf, holder); depth++) {
		qpdf_oh next = pdf_find(pdf, holder, "/Parent");
		qpdf_oh_release(pdf, holder);
		holder = next;
	}
	qpdf_oh_release(pdf, holder);
	return depth < DEEPEST;
}

bool pdf_is_name(qpdf_data pdf, qpdf_oh value, const char *name)
{
	return qpdf_oh_is_name(pdf, value) && strcmp(qpdf_oh_get_name(pdf, value), name) == 0;
}

int pdf_count(qpdf_data pdf, qpdf_oh array)
{
	return qpdf_oh_is_array(pdf, array) ? qpdf_oh_get_array_n_items(pdf, array) : 0;
}

GPtrArray *pdf_list_keys(qpdf_data pdf, qpdf_oh dictionary)
{
	GPtrArray *keys = g_ptr_array_new_with_free_func(g_free);

	qpdf_oh_begin_dict_key_iter(pdf, dictionary);
	while (qpdf_oh_dict_more_keys(pdf))
		g_ptr_array_add(keys, g_strdup(qpdf_oh_dict_next_key(pdf)));
	return keys;
}
