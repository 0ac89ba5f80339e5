/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Elements of an XML document, one after the other. Text is taken for text: control and other invisible
 * characters as file_show() has them, what XML 1.0 has not as U+FFFD.
 */
#ifndef SIGNER_XML_H
#define SIGNER_XML_H

#include <glib.h>
#include <libxml/xmlwriter.h>

G_DEFINE_AUTOPTR_CLEANUP_FUNC(xmlTextWriter, xmlFreeTextWriter)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(xmlBuffer, xmlBufferFree)

void xml_begin(xmlTextWriter *to, const char *name);
void xml_end(xmlTextWriter *to);

/* Of the element that was just begun; `value` is ours. */
void xml_attribute(xmlTextWriter *to, const char *name, const char *value);

/* An element that holds text. */
void xml_text(xmlTextWriter *to, const char *name, const char *text);

/* An element that names another by its id, as ETSI TS 119 102-2 has it (VOReference). */
void xml_reference(xmlTextWriter *to, const char *name, const char *id);

/* DigestAlgAndValue of XAdES from SHA-256 in hexadecimal. The prefix ds must be bound. */
void xml_digest(xmlTextWriter *to, const char *sha256);

#endif
