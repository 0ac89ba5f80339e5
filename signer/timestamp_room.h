/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How much room is left for a time-stamp before it is known: the bytes that are signed must be there
 * first. What does not fit is asked for again with more room, and that authorities need so much is
 * remembered in a file of the user's cache, so that it happens once and not with each document.
 */
#ifndef SIGNER_TIMESTAMP_ROOM_H
#define SIGNER_TIMESTAMP_ROOM_H

#include "signer/timestamp.h"

#include <glib.h>

/* Bytes for a time-stamp of one of these authorities: 10,240, or more if they have needed it. */
size_t timestamp_room(const TsaRules *authorities);

/* One of theirs had `size` bytes, which were too many. Returns the room to try again with, which is
 * a little more, as the next one may be larger. Never fails: what cannot be remembered is learnt
 * again. */
size_t timestamp_room_learn(const TsaRules *authorities, size_t size);

#endif
