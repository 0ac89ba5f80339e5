/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "signer/room.h"

#include <math.h>

static const double STEP = 2, AROUND = 1.5;

bool room_fits(const Sheet *sheet, const Profile *profile, double width, double height)
{
	return width + 2 * profile->edge <= sheet->width &&
		height + 2 * profile->edge <= sheet->height;
}

static bool is_bottom(Spot spot)
{
	return spot >= SPOT_BOTTOM_LEFT;
}

/* The block at its spot, moved `across` to the right and `inwards` from the edge. */
static Rect put(const Sheet *sheet, const Profile *profile, Spot spot, double width, double height,
	double across, double inwards)
{
	const double lefts[] = { profile->edge, (sheet->width - width) / 2,
		sheet->width - profile->edge - width };
	double left = lefts[spot % 3] + across;
	double bottom = is_bottom(spot) ? profile->edge + inwards
					: sheet->height - profile->edge - height - inwards;

	return (Rect) { left, bottom, left + width, bottom + height };
}

static unsigned count_ink(const InkMap *map, const Rect *rect)
{
	return ink_map_count(map,
		&(Rect) { rect->left - AROUND, rect->bottom - AROUND, rect->right + AROUND,
			rect->top + AROUND });
}

typedef struct {
	Rect rect;
	unsigned ink;
	double distance;
} Candidate;

static void weigh(Candidate *best, const Candidate *other)
{
	if (other->ink < best->ink || (other->ink == best->ink && other->distance < best->distance))
		*best = *other;
}

/* The best in the margin of a spot: the least ink, then the nearest. */
static Candidate search(
	const InkMap *map, const Profile *profile, Spot spot, double width, double height)
{
	const Sheet *sheet = map->sheet;
	Candidate best = { .ink = G_MAXUINT };
	Rect home = put(sheet, profile, spot, width, height, 0, 0);
	double deepest = MIN(MAX(profile->depth - profile->edge - height, 0),
		sheet->height - 2 * profile->edge - height);
	double least = profile->edge - home.left;
	double most = sheet->width - profile->edge - home.right;

	for (double inwards = 0; inwards <= deepest; inwards += STEP)
		for (double across = least - fmod(least, STEP); across <= most; across += STEP) {
			Candidate one = { put(sheet, profile, spot, width, height, across, inwards),
				0, fabs(across) + inwards };
			one.ink = count_ink(map, &one.rect);
			weigh(&best, &one);
		}
	return best;
}

Room room_find(const InkMap *map, const Profile *profile, double width, double height)
{
	Spot first = profile->place.at[0];
	Rect home = put(map->sheet, profile, first, width, height, 0, 0);
	Candidate best = { home, count_ink(map, &home), 0 };
	if (best.ink == 0)
		return (Room) { ROOM_AT_PLACE, home };

	for (unsigned i = 0; best.ink > 0 && i <= profile->others.count; i++) {
		Spot other = i == 0 ? first : profile->others.at[i - 1];
		Candidate one = search(map, profile, other, width, height);
		if (one.ink < best.ink)
			best = one;
	}
	return (Room) { best.ink == 0 ? ROOM_ELSEWHERE : ROOM_PRINTED, best.rect };
}
