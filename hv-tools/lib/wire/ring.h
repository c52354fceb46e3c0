/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * VMBus ring buffers and the packets in them. A ring is a control page and then data pages; indices are
 * byte offsets into the data and multiples of 8; one byte at least stays free, so that equal indices mean
 * "empty". Source: the kernel's include/linux/hyperv.h (struct hv_ring_buffer, struct vmpacket_descriptor,
 * struct vmdata_gpa_direct) and drivers/hv/ring_buffer.c. All fields are little endian.
 */
#pragma once
#include <assert.h>
#include <stddef.h>
#include <stdint.h>

#define HV_RING_FEATURE_PENDING_SEND \
	1u /* feature_bits: the writer sets pending_send_size when full */

struct hv_ring_control {
	uint32_t write_index; /* the writer's */
	uint32_t read_index;  /* the reader's */
	uint32_t interrupt_mask;
	uint32_t pending_send_size; /* the writer waits for this much room, 0 = does not wait */
	uint32_t reserved[12];
	uint32_t feature_bits;
};
static_assert(offsetof(struct hv_ring_control, feature_bits) == 64, "hv_ring_buffer");

enum hv_packet_type {
	HV_PACKET_IN_BAND = 6,
	HV_PACKET_TRANSFER_PAGES = 7,
	HV_PACKET_GPA_DIRECT = 9,
	HV_PACKET_COMPLETION = 11,
};

#define HV_PACKET_WANTS_COMPLETION 1u

/* Followed by an extra header up to offset8 * 8, the payload up to length8 * 8, and the trailer. */
struct hv_packet {
	uint16_t type;
	uint16_t offset8;
	uint16_t length8;
	uint16_t flags;
	uint64_t trans_id;
};
static_assert(sizeof(struct hv_packet) == 16, "vmpacket_descriptor");

/* Behind every packet, not counted in length8: the write index before it, in the upper half. */
#define HV_PACKET_TRAILER 8u

/* Extra header of a GPA-direct packet, followed by its ranges. */
struct hv_gpa_direct {
	uint32_t reserved;
	uint32_t range_count;
};

/* One range: byte_count bytes from byte_offset of the first page on; page frame numbers follow. */
struct hv_gpa_range {
	uint32_t byte_count;
	uint32_t byte_offset;
};
