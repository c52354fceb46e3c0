/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A GUID as Windows and VMBus carry it: the first three fields little endian, the last eight bytes as
 * they are written. Source: the kernel's include/linux/uuid.h (guid_t).
 */
#pragma once
#include <assert.h>
#include <stdint.h>

struct hv_guid {
	uint8_t bytes[16];
};
static_assert(sizeof(struct hv_guid) == 16, "guid_t");

/* HV_GUID(0x57164f39, 0x9115, 0x4e78, 0xab, 0x55, ...) is 57164f39-9115-4e78-ab55-... */
#define HV_GUID(a, b, c, d0, d1, d2, d3, d4, d5, d6, d7)                                          \
	{                                                                                         \
		{                                                                                 \
			(uint8_t)(a), (uint8_t)((a) >> 8), (uint8_t)((a) >> 16),                  \
				(uint8_t)((a) >> 24), (uint8_t)(b), (uint8_t)((b) >> 8),          \
				(uint8_t)(c), (uint8_t)((c) >> 8), d0, d1, d2, d3, d4, d5, d6, d7 \
		}                                                                                 \
	}
