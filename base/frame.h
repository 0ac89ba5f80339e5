/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Messages over a stream socket between two processes of ours: a kind (one byte), a length (four
 * bytes, the machine's order), so many bytes.
 */
#ifndef BASE_FRAME_H
#define BASE_FRAME_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

enum { FRAME_HEAD_BYTES = 5 };

/* Sends one message of at most 4 GiB; `flags` as of send(2). False, with errno, if it did not go
 * through whole. */
bool frame_send(int socket, char kind, const void *data, size_t size, int flags);

/* Waits for one message of at most `most` bytes. The caller owns it; NULL when the other side has
 * gone or sends what is longer. */
GBytes *frame_receive(int socket, size_t most, char *out_kind);

#endif
