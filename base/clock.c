/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/clock.h"

#include <stdlib.h>
#include <string.h>

GDateTime *clock_in_vietnam(GDateTime *time)
{
	g_autoptr(GTimeZone) zone = g_time_zone_new_offset(7 * 60 * 60);

	return g_date_time_to_timezone(time, zone);
}

GDateTime *clock_now(void)
{
	const char *epoch = getenv("SOURCE_DATE_EPOCH");
	gint64 seconds;
	g_autoptr(GDateTime) now = NULL;

	if (epoch != NULL && g_ascii_string_to_signed(epoch, 10, 0, G_MAXINT64, &seconds, NULL))
		now = g_date_time_new_from_unix_utc(seconds);
	if (now == NULL)
		now = g_date_time_new_now_utc();
	return clock_in_vietnam(now);
}

char *clock_iso8601(GDateTime *time)
{
	g_autoptr(GDateTime) local = clock_in_vietnam(time);

	/* RFC 5280's certificates without end end on 99991231235959Z */
	return local != NULL ? g_date_time_format(local, "%Y-%m-%dT%H:%M:%S+07:00")
			     : g_date_time_format(time, "%Y-%m-%dT%H:%M:%SZ");
}

char *clock_show(gint64 seconds)
{
	g_autoptr(GDateTime) moment = g_date_time_new_from_unix_utc(seconds);

	return moment == NULL ? NULL : clock_iso8601(moment);
}

char *clock_stamp(void)
{
	g_autoptr(GDateTime) now = clock_now();

	return clock_iso8601(now);
}

bool clock_is_date(const char *text, bool whole)
{
	static const char form[] = "0000-00-00";
	size_t length = strlen(text);

	if (length != 10 && (whole || (length != 4 && length != 7)))
		return false;
	for (size_t i = 0; i < length; i++)
		if (form[i] == '0' ? !g_ascii_isdigit(text[i]) : text[i] != form[i])
			return false;
	int year = atoi(text);
	int month = length > 4 ? atoi(text + 5) : 1, day = length > 7 ? atoi(text + 8) : 1;
	return year > 0 && month > 0 && month <= 12 && day > 0 &&
		g_date_valid_dmy((GDateDay)day, (GDateMonth)month, (GDateYear)year);
}
