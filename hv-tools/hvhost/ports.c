// SPDX-License-Identifier: GPL-2.0-only
#include "ports.h"
#include "auto.h"
#include <assert.h>

void ports_add(struct ports *p, struct port_range range)
{
	assert(p->count < ARRAY_SIZE(p->ranges));
	p->ranges[p->count++] = range;
}

static const struct port_range *find(const struct ports *p, uint16_t port)
{
	for (unsigned int i = 0; i < p->count; i++)
		if (port >= p->ranges[i].first && port - p->ranges[i].first < p->ranges[i].count)
			return &p->ranges[i];
	return NULL;
}

void ports_read(const struct ports *p, uint16_t port, uint8_t *data, size_t size)
{
	for (size_t i = 0; i < size; i++, port++) {
		const struct port_range *r = find(p, port);

		data[i] = r && r->read ? r->read(r->device, (uint16_t)(port - r->first)) : 0xff;
	}
}

void ports_write(const struct ports *p, uint16_t port, const uint8_t *data, size_t size)
{
	for (size_t i = 0; i < size; i++, port++) {
		const struct port_range *r = find(p, port);

		if (r && r->write)
			r->write(r->device, (uint16_t)(port - r->first), data[i]);
	}
}
