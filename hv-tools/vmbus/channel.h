/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Devices and their channels. A device says what it is and what to do with packets; while it is offered it
 * has a channel, and while the guest has that channel open, packets flow. All of it under the reactor's
 * lock.
 *
 * A device that sends more than the guest takes has its packets kept, in order, up to a limit.
 */
#pragma once
#include "gpadl.h"
#include "reactor.h"
#include "ring.h"
#include "wire/guid.h"
#include "wire/vmbus.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct vmbus;

/* A packet from the guest, copied out of the ring; gone when the callback returns. */
struct packet {
	uint16_t type; /* enum hv_packet_type */
	bool wants_completion;
	uint64_t trans_id;
	const uint8_t *payload; /* 8-byte aligned */
	size_t size;            /* a multiple of 8: the guest pads */
	const uint8_t *ranges; /* GPA-direct: range_count of struct hv_gpa_range with their pages */
	size_t ranges_size;
	uint32_t range_count;
};

/*
 * The memory a GPA-direct packet's ranges name, as pieces of at most a page each. How many, or -EINVAL:
 * the ranges are nonsense, are not RAM, are more than @max pieces or @most bytes, or less than @least.
 */
int packet_map(const struct packet *p, const struct memory *memory, struct iovec *pieces, int max,
               uint32_t most, uint32_t least);

struct device_ops {
	/* The guest opened the channel. */
	void (*opened)(void *ctx);
	void (*packet)(void *ctx, const struct packet *packet);
	/* Closed, rescinded, unloaded: when this returns nothing touches the guest's buffers any more. */
	void (*closed)(void *ctx);
};

struct device {
	const char *name; /* as commands and events call it */
	struct hv_guid class, instance;
	uint16_t flags;                   /* of the offer: HV_VMBUS_OFFER_... */
	uint8_t user[HV_VMBUS_USER_SIZE]; /* of the offer, for the guest's driver */
	const struct device_ops *ops;
	void *ctx;
	bool wanted;             /* offer it whenever there is a guest to offer it to */
	bool silent;             /* a fault: packets of the guest stay where they are */
	struct channel *channel; /* NULL while not offered */
	unsigned int leaving;    /* rescinded channels that the guest has not released */
	struct device *next;
};

/* Is the guest at the other end? */
bool device_is_open(const struct device *d);

/*
 * Send a packet: @type with @trans_id and @flags, @payload padded with zeroes to a multiple of 8. 0;
 * -ENOTCONN unless open; -ENOBUFS when the guest has not taken packets for too long; -EMSGSIZE.
 */
int device_send(struct device *d, enum hv_packet_type type, uint16_t flags, uint64_t trans_id,
                const void *payload, size_t size);

/* The vmbus' part, from here on. */

enum channel_state { CHANNEL_FREE, CHANNEL_OFFERED, CHANNEL_OPEN, CHANNEL_RESCINDED };

enum {
	CHANNEL_MAX_BACKLOG = 1 << 20, /* bytes */
	CHANNEL_TURN = 256,            /* packets read at a time */
};

struct channel {
	struct vmbus *vmbus;
	uint32_t relid;
	enum channel_state state;
	struct device *device; /* NULL when free or rescinded */
	struct device *gone;   /* whose it was, while rescinded */
	/* While open: */
	uint32_t gpadl;
	bool broken; /* the guest's ring made no sense: nothing is read or written any more */
	struct ring in, out;
	unsigned int target_vp;
	int signal_fd; /* -1: KVM does not take the guest's signals for us */
	struct watch watch;
	uint8_t *backlog; /* packets that wait for room, one after the other */
	size_t backlog_bytes;
};

static inline uint32_t channel_connection(const struct channel *c)
{
	return 0x2000 | c->relid;
}

/* Open over @gpadl, whose page @downstream begins the ring to the guest. 0, -EINVAL or -errno. */
int channel_open(struct channel *c, const struct gpadl *gpadl, uint32_t downstream,
                 unsigned int target_vp);
void channel_close(struct channel *c);
/* The guest signalled: hand its packets to the device, and send what waited for room. */
void channel_signalled(struct channel *c);
/* Event vmbus_channel: @state is a word for it. */
void channel_note(const struct channel *c, const char *name, const char *state);
