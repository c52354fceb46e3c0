/* SPDX-License-Identifier: GPL-2.0-only */
/* The two checksums of superblocks and partition tables, as one loop over a table made when it is needed. */
#pragma once
#include <stddef.h>
#include <stdint.h>

#define CRC32  0xedb88320u /* GPT */
#define CRC32C 0x82f63b78u /* ext4, xfs, btrfs, erofs */

/* Go on from @crc; neither inverted before nor after. */
uint32_t crc_update(uint32_t polynomial, uint32_t crc, const void *data, size_t len);
