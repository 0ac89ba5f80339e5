/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bytes of somebody's file, and its numbers, the most significant byte first. */
#ifndef BASE_BYTES_H
#define BASE_BYTES_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

typedef struct {
	const uint8_t *at;
	size_t left;
} Bytes;

static inline Bytes bytes_of(GBytes *bytes)
{
	Bytes all;

	all.at = g_bytes_get_data(bytes, &all.left);
	return all;
}

static inline unsigned read_be16(const uint8_t *at)
{
	return (unsigned)at[0] << 8 | at[1];
}

static inline uint32_t read_be32(const uint8_t *at)
{
	return (uint32_t)read_be16(at) << 16 | read_be16(at + 2);
}

#endif
