/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The trust sets of a user: folders of anchors with a name and a purpose, which stay until they are
 * removed.
 *
 *	FOLDER/SET/set.ini          [set] purpose = public | service | demo, note = …
 *	FOLDER/SET/<sha256>.pem     one anchor each
 *
 * A set that says no purpose that we know is refused, lest it count for more than it is.
 * Errors: BASE_ERROR_SETTINGS where what was asked is wrong, else what the file says.
 */
#ifndef SIGNER_TRUST_SETS_H
#define SIGNER_TRUST_SETS_H

#include "signer/openssl.h"
#include "signer/trust.h"

#include <glib.h>
#include <stdbool.h>

typedef struct {
	char *name, *folder;
	char *note; /* or NULL */
	TrustPurpose purpose;
	GPtrArray *anchors; /* of X509, in the order of their files' names */
} NamedSet;

void named_set_free(NamedSet *set);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(NamedSet, named_set_free)

/* Where the sets are: the setting trust_sets of group [verify], or digisign/trust in the user's data
 * folder. The caller frees it. */
char *trust_sets_folder(const char *setting);

/* "public", "service", "demo"; PURPOSE_NONE for anything else, and NULL for that. */
TrustPurpose purpose_find(const char *name);
const char *purpose_name(TrustPurpose purpose);

/* All sets of the folder, by name: an array of NamedSet, empty if there is no such folder. */
GPtrArray *trust_sets_read(const char *folder, GError **error);

/* Adds the sets to what is trusted: those named in `names`, each of which must be there, or all with
 * NULL. */
bool trust_sets_add(TrustSet *trust, const char *folder, const char *const *names, GError **error);

/* Opens the set `name`, which must be there. */
NamedSet *named_set_find(const char *folder, const char *name, GError **error);

/* Opens the set `name`, or thinks of a new one with this purpose, which named_set_save() makes. A purpose that is not the one it has is an
 * error; PURPOSE_NONE takes the one it has, or that of its name. `note` may be NULL. */
NamedSet *named_set_open(const char *folder, const char *name, TrustPurpose purpose,
	const char *note, GError **error);

/* Writes down purpose and note. */
bool named_set_save(const NamedSet *set, GError **error);

/* May the certificate be an anchor of the set? A demonstration may be in none but a set of that
 * purpose. */
bool named_set_accepts(const NamedSet *set, X509 *certificate, GError **error);

/* Is it there? Otherwise it is published, and `out_new` true. */
bool named_set_add(NamedSet *set, X509 *certificate, bool *out_new, GError **error);

/* Removes the anchor of this fingerprint; with the last one the set is gone. `out_found`: was it
 * there? */
bool named_set_remove(NamedSet *set, const char *fingerprint, bool *out_found, GError **error);

/* SHA-256 of its DER, 64 hexadecimal digits. The caller frees it. */
char *certificate_fingerprint(X509 *certificate);

#endif
