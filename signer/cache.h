/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What servers answered, kept in a folder for all processes. It is no authority: who reads from it
 * checks what he reads as if a stranger had sent it, and goes on without it if it is nothing.
 */
#ifndef SIGNER_CACHE_H
#define SIGNER_CACHE_H

#include <glib.h>

/* What is kept of `url`, and of `key` where the address answers differently (else NULL); NULL if
 * there is nothing, or `folder` is NULL. At most `limit` bytes. */
GBytes *cache_read(const char *folder, const char *url, GBytes *key, size_t limit);

/* Keeps it, whole or not at all. That it cannot is no error. */
void cache_write(const char *folder, const char *url, GBytes *key, GBytes *bytes);

#endif
