/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A place is a file, taken by flock(): the kernel gives it back when its holder ends, however he
 * ends, which a counter in a file or a semaphore would not. Who finds all places taken looks again
 * after a while, of uneven length so that no crowd forms. The files are empty and stay.
 */
#include "signer/turnstile.h"

#include "base/error.h"
#include "base/file.h"
#include "base/i18n.h"
#include "signer/openssl.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

enum { PAUSE_MICROSECONDS = 20000 };

static char *find_folder(const char *folder)
{
	return folder != NULL
		? g_strdup(folder)
		: g_build_filename(g_get_user_cache_dir(), "digitize", "turnstile", NULL);
}

/* A place, -1 if it is taken, -2 with errno. */
static int try_place(const char *stem, unsigned number)
{
	g_autofree char *path = g_strdup_printf("%s.%u", stem, number);
	int place = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);

	if (place < 0)
		return -2;
	if (flock(place, LOCK_EX | LOCK_NB) == 0)
		return place;
	int number_of_error = errno;
	close(place);
	errno = number_of_error;
	return errno == EWOULDBLOCK ? -1 : -2;
}

static int try_places(const char *stem, unsigned most)
{
	unsigned first = openssl_random(most);
	int place = -1;

	for (unsigned i = 0; i < most && place == -1; i++)
		place = try_place(stem, (first + i) % most);
	return place;
}

int turnstile_enter(
	const char *folder, const char *name, unsigned most, unsigned seconds, GError **error)
{
	g_autofree char *place_folder = find_folder(folder);
	g_autofree char *hash = g_compute_checksum_for_string(G_CHECKSUM_SHA256, name, -1);
	g_autofree char *stem = g_strdup_printf("%s/%.32s", place_folder, hash);
	gint64 end = g_get_monotonic_time() + (gint64)seconds * G_USEC_PER_SEC;
	int place;

	g_assert(most > 0);
	if (!folder_make(place_folder, error))
		return -1;
	while ((place = try_places(stem, most)) == -1) {
		if (g_get_monotonic_time() >= end) {
			g_set_error(error, BASE_ERROR, BASE_ERROR_SYSTEM,
				_("%u calls were under way all the time, and no more are allowed"),
				most);
			return -1;
		}
		g_usleep(PAUSE_MICROSECONDS + openssl_random(PAUSE_MICROSECONDS));
	}
	if (place >= 0)
		return place;
	error_set_errno(error, errno, stem);
	return -1;
}

void turnstile_leave(int place)
{
	if (place >= 0)
		close(place);
}
