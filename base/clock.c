/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/clock.h"

#include <stdlib.h>

GDateTime *clock_in_vietnam(GDateTime *time)
{
	g_autoptr(GTimeZone) zone = g_time_zone_new_offset(7 * 60 * 60);

	return g_date_time_to_timezone(time, zone);
}

GDateTime *clock_now(void)
{
	const char *epoch = getenv("SOURCE_DATE_EPOCH");
	g_autoptr(GDateTime) now =
		epoch != NULL ? g_date_time_new_from_unix_utc(g_ascii_strtoll(epoch, NULL, 10))
			      : g_date_time_new_now_utc();

	return clock_in_vietnam(now);
}

char *clock_iso8601(GDateTime *time)
{
	g_autoptr(GDateTime) local = clock_in_vietnam(time);

	return g_date_time_format(local, "%Y-%m-%dT%H:%M:%S+07:00");
}

char *clock_stamp(void)
{
	g_autoptr(GDateTime) now = clock_now();

	return clock_iso8601(now);
}
