/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The I/O port bus. A device registers a range of byte-wide ports with one read and one write function;
 * wider accesses are split into bytes. Ports nobody has read as 0xff, writes to them vanish, as on a PC.
 */
#pragma once
#include <stddef.h>
#include <stdint.h>

struct port_range {
	uint16_t first, count;
	uint8_t (*read)(void *device, uint16_t offset);
	void (*write)(void *device, uint16_t offset, uint8_t value);
	void *device;
};

struct ports {
	struct port_range ranges[8];
	unsigned int count;
};

void ports_add(struct ports *p, struct port_range range);
/* @size 1, 2 or 4 bytes of data at @data; the caller holds the machine's lock. */
void ports_read(const struct ports *p, uint16_t port, uint8_t *data, size_t size);
void ports_write(const struct ports *p, uint16_t port, const uint8_t *data, size_t size);
