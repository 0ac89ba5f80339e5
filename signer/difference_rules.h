/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What compares a key's values where more than the table has to be known. Of an entry that is missing on
 * one side that value is NULL. For the files of difference_*.c alone. */
#ifndef SIGNER_DIFFERENCE_RULES_H
#define SIGNER_DIFFERENCE_RULES_H

#include "signer/difference_walk.h"

typedef DifferItem KeyCompare;

/* difference_form.c */
KeyCompare compare_form, compare_fields, compare_order, compare_signature_flags, compare_need,
	compare_resources, compare_category, compare_category_item, compare_kids;

/* difference_value.c */
KeyCompare compare_value, compare_appearance, compare_widget_flags, compare_widget_key;

/* difference_pages.c */
KeyCompare compare_pages, compare_page_kids, compare_annotations, compare_tabs;

/* difference_store.c */
KeyCompare compare_store, compare_store_list, compare_store_vri, compare_extensions,
	compare_extension, compare_version, compare_metadata;

/* difference_structure.c */
KeyCompare compare_structure, compare_structure_kids, compare_structure_parents;

/* Fields that are in the form of `after` alone: only signatures may be. */
void check_new_fields(Differ *differ);
/* Does a field that was filled show its value? */
void check_shown(Differ *differ, const Where *where);
/* Its fully qualified name; "" of none. */
const char *differ_name(const FormField *field);
/* Adds the elements of the structure of `before` to `pages`. */
void list_elements(Differ *differ);
/* Adds its pages. False if the page tree of `before` is too large, too deep or goes in a circle. */
bool list_pages(Differ *differ);

#endif
