/* SPDX-License-Identifier: GPL-2.0-only */
/* Numbers as they stand on disks, at any address. */
#pragma once
#include <stdint.h>
#include <string.h>

_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "of the machines that Hyper-V has");

static inline uint16_t le16(const void *p)
{
	uint16_t value;

	memcpy(&value, p, sizeof(value));
	return value;
}

static inline uint32_t le32(const void *p)
{
	uint32_t value;

	memcpy(&value, p, sizeof(value));
	return value;
}

static inline uint64_t le64(const void *p)
{
	uint64_t value;

	memcpy(&value, p, sizeof(value));
	return value;
}

static inline uint16_t be16(const void *p)
{
	return __builtin_bswap16(le16(p));
}

static inline uint32_t be32(const void *p)
{
	return __builtin_bswap32(le32(p));
}

static inline uint64_t be64(const void *p)
{
	return __builtin_bswap64(le64(p));
}
