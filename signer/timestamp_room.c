/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "signer/timestamp_room.h"

#include "base/file.h"
#include "signer/gap.h"

#include <string.h>

enum { USUAL = 10240, MOST_FILE_BYTES = 16 };

/* One file for the list of authorities, whichever of them answers. */
static char *name_file(const TsaRules *authorities)
{
	g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);

	for (unsigned i = 0; i < authorities->count; i++) {
		g_checksum_update(sum, (const guchar *)authorities->authorities[i].url, -1);
		g_checksum_update(sum, (const guchar *)"\n", 1);
	}
	g_autofree char *name = g_strdup_printf("%.32s.room", g_checksum_get_string(sum));
	return authorities->folder != NULL
		? g_build_filename(authorities->folder, name, NULL)
		: g_build_filename(g_get_user_cache_dir(), "digitize", "turnstile", name, NULL);
}

size_t timestamp_room(const TsaRules *authorities)
{
	g_autofree char *path = name_file(authorities);
	g_autoptr(GBytes) bytes = file_read(path, MOST_FILE_BYTES, NULL);
	if (bytes == NULL)
		return USUAL;

	gsize size;
	const char *digits = g_bytes_get_data(bytes, &size);
	g_autofree char *text = g_strndup(digits, size);
	return CLAMP(g_ascii_strtoull(text, NULL, 10), USUAL, GAP_MOST_BYTES);
}

size_t timestamp_room_learn(const TsaRules *authorities, size_t size)
{
	size_t room = MIN(size + size / 8, GAP_MOST_BYTES);
	g_autofree char *path = name_file(authorities);
	g_autofree char *text = g_strdup_printf("%" G_GSIZE_FORMAT "\n", room);
	g_autofree char *folder = g_path_get_dirname(path);
	g_autoptr(GBytes) bytes = g_bytes_new(text, strlen(text));

	if (folder_make(folder, NULL))
		file_publish(path, bytes, NULL);
	return room;
}
