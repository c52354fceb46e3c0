/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The host's side of a pair of rings, byte by byte and with checks of its own: what a guest's mistake would
 * be is not the host's, too. No signals: tests look at what the guest has told.
 */
#pragma once
#include "tap.h"
#include "wire/ic.h"
#include "wire/ring.h"
#include <stdint.h>

struct host_ring {
	struct hv_ring_control *control;
	uint8_t *data;
	uint32_t size;
};

static inline struct host_ring host_ring(void *memory, uint32_t bytes, uint32_t page)
{
	return (struct host_ring){ memory, (uint8_t *)memory + page, bytes - page };
}

static inline uint8_t *host_at(const struct host_ring *r, uint32_t index)
{
	return &r->data[index % r->size];
}

/* A packet with @body of @len bytes, a multiple of 8, behind @offset8 * 8 bytes of header. */
static inline void host_put(struct host_ring *r, uint16_t type, uint16_t offset8, const void *body,
                            uint32_t len)
{
	const struct hv_packet head = { type, offset8, (uint16_t)(offset8 + len / 8), 0,
		                        0x1122334455667788 };
	const uint32_t at = r->control->write_index, start = offset8 * 8u;

	for (uint32_t i = 0; i < start; i++)
		*host_at(r, at + i) = i < sizeof(head) ? ((const uint8_t *)&head)[i] : 0xaa;
	for (uint32_t i = 0; i < len; i++)
		*host_at(r, at + start + i) = ((const uint8_t *)body)[i];
	for (uint32_t i = 0; i < HV_PACKET_TRAILER; i++)
		*host_at(r, at + start + len + i) = (uint8_t)(((uint64_t)at << 32) >> 8 * i);
	__atomic_store_n(&r->control->write_index, (at + start + len + 8) % r->size,
	                 __ATOMIC_SEQ_CST);
}

/* The next packet's header and body: bytes of the body, -1 when there is none or it is nonsense. */
static inline int host_take(struct host_ring *r, struct hv_packet *head, uint8_t *body)
{
	const uint32_t at = r->control->read_index,
		       write = __atomic_load_n(&r->control->write_index, __ATOMIC_SEQ_CST),
		       used = (write + r->size - at) % r->size;
	uint32_t len;
	uint64_t trailer = 0;

	if (used < sizeof(*head) + HV_PACKET_TRAILER)
		return -1;
	for (uint32_t i = 0; i < sizeof(*head); i++)
		((uint8_t *)head)[i] = *host_at(r, at + i);
	if (head->offset8 < 2 || head->length8 < head->offset8 || head->length8 * 8u + 8 > used)
		return -1;
	len = (head->length8 - head->offset8) * 8u;
	for (uint32_t i = 0; i < len; i++)
		body[i] = *host_at(r, at + head->offset8 * 8u + i);
	for (uint32_t i = 0; i < 8; i++)
		trailer |= (uint64_t)*host_at(r, at + head->length8 * 8u + i) << 8 * i;
	is_true(trailer == (uint64_t)at << 32);
	__atomic_store_n(&r->control->read_index, (at + head->length8 * 8u + 8) % r->size,
	                 __ATOMIC_SEQ_CST);
	return (int)len;
}

/* Pipe header, service header and @body into @payload: its length, up to a multiple of 8. */
static inline uint32_t host_message(uint8_t *payload, uint16_t type, const void *body, uint32_t len)
{
	const struct hv_ic_pipe pipe = { 1, 20 + len };
	const struct hv_ic_header head = { .framework = { 3, 0 },
		                           .type = type,
		                           .version = { 1, 1 },
		                           .size = (uint16_t)len,
		                           .transaction = 7,
		                           .flags = HV_IC_TRANSACTION | HV_IC_REQUEST };
	const uint32_t padded = (28 + len + 7) / 8 * 8;

	memset(payload, 0, padded);
	memcpy(payload, &pipe, sizeof(pipe));
	memcpy(payload + 8, &head, sizeof(head));
	memcpy(payload + 28, body, len);
	return padded;
}
