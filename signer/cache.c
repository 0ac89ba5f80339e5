/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "signer/cache.h"

#include "base/file.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

static char *find_path(const char *folder, const char *url, GBytes *key)
{
	g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);
	gsize size = 0;
	const guchar *bytes = key == NULL ? NULL : g_bytes_get_data(key, &size);

	/* with its NUL, so that address and key cannot run into each other */
	g_checksum_update(sum, (const guchar *)url, (gssize)strlen(url) + 1);
	if (size > 0)
		g_checksum_update(sum, bytes, (gssize)size);
	return g_build_filename(folder, g_checksum_get_string(sum), NULL);
}

GBytes *cache_read(const char *folder, const char *url, GBytes *key, size_t limit)
{
	if (folder == NULL)
		return NULL;
	g_autofree char *path = find_path(folder, url, key);
	return file_read(path, limit, NULL);
}

void cache_write(const char *folder, const char *url, GBytes *key, GBytes *bytes)
{
	if (folder == NULL || !folder_make(folder, NULL))
		return;
	g_autofree char *path = find_path(folder, url, key);
	/* many write the same at the same time: each has a file of his own until it is whole */
	g_autofree char *mine = g_strdup_printf("%s.%ld", path, (long)getpid());
	if (file_publish(mine, bytes, NULL) && rename(mine, path) != 0)
		unlink(mine);
}
