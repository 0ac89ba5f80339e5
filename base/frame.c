/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/frame.h"

#include <errno.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>

static bool send_all(int socket, const void *data, size_t size, int flags)
{
	const char *bytes = data;

	while (size > 0) {
		ssize_t sent = send(socket, bytes, size, MSG_NOSIGNAL | flags);
		if (sent < 0 && errno == EINTR)
			continue;
		if (sent <= 0)
			return false;
		bytes += sent;
		size -= (size_t)sent;
	}
	return true;
}

static bool receive_all(int socket, void *data, size_t size)
{
	char *bytes = data;

	while (size > 0) {
		ssize_t got = recv(socket, bytes, size, 0);
		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return false;
		bytes += got;
		size -= (size_t)got;
	}
	return true;
}

bool frame_send(int socket, char kind, const void *data, size_t size, int flags)
{
	char head[FRAME_HEAD_BYTES] = { kind };
	uint32_t length = (uint32_t)size;

	g_assert(size <= UINT32_MAX);
	memcpy(head + 1, &length, sizeof length);
	return send_all(socket, head, sizeof head, flags) && send_all(socket, data, size, flags);
}

GBytes *frame_receive(int socket, size_t most, char *out_kind)
{
	char head[FRAME_HEAD_BYTES];
	uint32_t length;

	if (!receive_all(socket, head, sizeof head))
		return NULL;
	memcpy(&length, head + 1, sizeof length);
	if (length > most)
		return NULL;
	/* one byte more, so that an empty message has bytes as well */
	g_autofree char *content = g_malloc(length + 1UL);
	if (!receive_all(socket, content, length))
		return NULL;
	*out_kind = head[0];
	return g_bytes_new_take(g_steal_pointer(&content), length);
}
