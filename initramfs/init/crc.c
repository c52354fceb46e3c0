// SPDX-License-Identifier: GPL-2.0-only
#include "crc.h"

enum { BYTE = 256 };

/* Made anew when the polynomial changes: for 92 bytes of a header as for 16 KiB of entries it pays. */
static const uint32_t *table_of(uint32_t polynomial)
{
	static uint32_t table[BYTE], made_for;

	if (made_for == polynomial)
		return table;
	for (uint32_t i = 0; i < BYTE; i++) {
		uint32_t crc = i;

		for (int bit = 0; bit < 8; bit++)
			crc = crc >> 1 ^ (crc & 1 ? polynomial : 0);
		table[i] = crc;
	}
	made_for = polynomial;
	return table;
}

uint32_t crc_update(uint32_t polynomial, uint32_t crc, const void *data, size_t len)
{
	const uint32_t *table = table_of(polynomial);

	for (const uint8_t *p = data; len > 0; len--)
		crc = crc >> 8 ^ table[(crc ^ *p++) % BYTE];
	return crc;
}
