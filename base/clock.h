/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Time as Vietnamese law writes it: ISO 8601 in Vietnam's zone, e.g. 2024-05-17T14:03:22+07:00.
 * Vietnam is UTC+7 all year, whatever zone the machine is in (NĐ 30/2020, annex I).
 */
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

#include <glib.h>
#include <stdbool.h>

/* Seconds that two clocks may differ. */
enum { CLOCK_SKEW = 300 };

/* Now, or the moment SOURCE_DATE_EPOCH names, in Vietnam's zone. The caller owns the result. */
GDateTime *clock_now(void);

/* "2024-05-17T14:03:22+07:00" for any time in any zone; a time in UTC that has no Vietnamese one
 * before the year 10000 is written with Z. The caller frees it. */
char *clock_iso8601(GDateTime *time);

/* clock_iso8601() of seconds since 1970; NULL beyond all calendars. The caller frees it. */
char *clock_show(gint64 seconds);

/* clock_iso8601() of clock_now(). */
char *clock_stamp(void);

/* The same moment in Vietnam's zone, or NULL if that is beyond the year 9999. The caller owns the
 * result. */
GDateTime *clock_in_vietnam(GDateTime *time);

/* Is this a day that there is, YYYY-MM-DD, to the letter, since dates are compared as text? Unless it
 * must be `whole`, YYYY-MM and YYYY are well too. */
bool clock_is_date(const char *text, bool whole);

#endif
