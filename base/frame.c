/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/frame.h"

#include <errno.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>

static void skip(struct iovec *part, size_t size)
{
	part->iov_base = (char *)part->iov_base + size;
	part->iov_len -= size;
}

/* Both parts at once, so that whoever waits wakes up once. */
static bool send_both(int socket, struct iovec parts[2], int flags)
{
	struct msghdr message = { .msg_iov = parts, .msg_iovlen = 2 };

	while (parts[0].iov_len + parts[1].iov_len > 0) {
		ssize_t sent = sendmsg(socket, &message, MSG_NOSIGNAL | flags);
		if (sent < 0 && errno == EINTR)
			continue;
		if (sent <= 0)
			return false;
		size_t of_head = MIN((size_t)sent, parts[0].iov_len);
		skip(&parts[0], of_head);
		skip(&parts[1], (size_t)sent - of_head);
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
	struct iovec parts[] = { { head, sizeof head }, { (void *)data, size } };
	return send_both(socket, parts, flags);
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
