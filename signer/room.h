/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finding room for a signature's block beside what is printed on a page. */
#ifndef SIGNER_ROOM_H
#define SIGNER_ROOM_H

#include "signer/ink_map.h"
#include "signer/profile.h"

#include <stdbool.h>

typedef enum {
	ROOM_AT_PLACE,  /* where the profile has it */
	ROOM_ELSEWHERE, /* the nearest that is free */
	ROOM_PRINTED,   /* nothing is free: where the least is printed */
} RoomEnd;

typedef struct {
	RoomEnd end;
	Rect rect; /* on the sheet */
} Room;

/* Does a block of this size fit on the sheet at all? */
bool room_fits(const Sheet *sheet, const Profile *profile, double width, double height);

/* Room for a block that fits: the profile's place if nothing is printed there, else the nearest in the
 * same margin, along and down; else the same at the profile's other places. A point and a half around
 * the block stays free as well. */
Room room_find(const InkMap *map, const Profile *profile, double width, double height);

#endif
