/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Signing and verifying PDFs from other programs: the calls that stay as they are. All else in this
 * folder may change.
 *
 *	digisign_open → (digisign_sign, digisign_extend)* → digisign_close
 *	digisign_extend, and trust_load → verify_file* (signer/verify.h), need no key
 *
 * Link with what `pkg-config --cflags --libs digisign` says. A whole program is
 * docs/examples/sign-one.c.
 *
 * Strings are UTF-8, paths as the system has them; both are borrowed for the call, unless it is said
 * otherwise. A structure that is all zeros but for what matters is the way to fill it: NULL and 0
 * stand for the default, and entries that later versions add will keep that.
 *
 * Processes: digisign_open() forks a process that holds the private key, and nothing else of the
 * program; call it before threads are started and before large data is loaded. It must be closed by
 * the process that has opened it. Nothing here is safe to be called by two threads at once; forked
 * processes may verify and extend, not sign. PDFs are parsed in the calling process: who takes them
 * from strangers should do that in a process with limits, as digisign(1) does.
 *
 * Errors: functions that can fail return NULL or false and set `error` to one sentence in the user's
 * language, which names the file. Nothing is written then. digisign_may_pass() tells whether
 * the same call may succeed later.
 */
#ifndef SIGNER_SIGNER_H
#define SIGNER_SIGNER_H

#include "signer/verify.h"

#include <glib.h>
#include <stdbool.h>

/* A key that was opened. */
typedef struct Digisign Digisign;

/* Where it is: one of `file` and `pkcs11`. */
typedef struct {
	const char *file;         /* PKCS#12 or PEM */
	const char *pkcs11;       /* URI of RFC 7512, without a PIN */
	const char *module;       /* PKCS#11 module; NULL: those that p11-kit knows */
	const char *pin;          /* password or PIN; wiped by its owner */
	const char *certificates; /* PEM file with further certificates of the chain */
	const char *policy;       /* "tt15" (default), "tt15-pss" or "wide", as in digisign(1) */
} DigisignKey;

/* The level (EN 319 142-1, 6), and who helps to get there. */
typedef struct {
	const char *level;       /* "B-B", "B-T", "B-LT", "B-LTA"; NULL: "B-B" to sign, "B-LTA"
				   * to extend */
	const char *const *tsas; /* URLs of time-stamp authorities, asked in order; NULL at the end;
				   * needed from "B-T" on */
	const char *user, *password; /* there */
	unsigned tsa_seconds;        /* that one answer may take; 180 */
	const char *const *trust;    /* files and folders with roots that certificates must lead to,
				   * NULL at the end; NULL: any root */
	const char *cache;           /* folder of revocation data that is kept while it is good */
	bool strict;                 /* refuse where revocation cannot be told */
} DigisignServices;

/* `services` (NULL: none) is borrowed until the key is closed, with all that it points to. */
Digisign *digisign_open(const DigisignKey *key, const DigisignServices *services, GError **error);
void digisign_close(Digisign *digisign);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Digisign, digisign_close)

/* Whose key it is: the certificate's subject (RFC 2253). Lent until the key is closed. */
const char *digisign_subject(const Digisign *digisign);

/* What a signature says, as the options of `digisign sign` of the same names. */
typedef struct {
	const char *profile; /* of the block; NULL: "none" */
	const char *copy_form, *agency;
	const char *reason, *location, *commitment;
	const char *field; /* the empty signature field that is filled; NULL: a new one */
	unsigned certify;  /* 1, 2 or 3; 0: an approval */
	const char *digest, *scheme;
} DigisignOrder;

/* Signs `in` into `out`, another file, which is replaced in one step. The certificate is checked
 * first, and again when that is too long ago; `out_warnings` (of char *; NULL: not wanted; the
 * caller frees the vector) tells what could not be checked. `order` may be NULL. */
bool digisign_sign(Digisign *digisign, const char *in, const char *out, const DigisignOrder *order,
	GStrv *out_warnings, GError **error);

/* Raises the level of all signatures of `in` into `out`, which may be the same file and begins with
 * its bytes. */
bool digisign_extend(
	const char *in, const char *out, const DigisignServices *services, GError **error);

/* May the same call succeed later: was a server, a token or a disk away? */
bool digisign_may_pass(const GError *error);

#endif
