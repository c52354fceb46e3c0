/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The channels of a device. Which they are and to which CPUs their interrupts go, channel_vp_mapping says in
 * a page at most; the folder channels (Linux 4.14) says it of all, and more.
 * Source: the kernel's Documentation/ABI/stable/sysfs-bus-vmbus.
 */
#pragma once
#include "attr.h"

enum { CHANNEL_MAX = 2048 }; /* of one device; the kernel has no more than that on its whole bus */

/* The counters and states of a channel, each a file in its folder and a member in JSON. */
enum channel_value {
	CHANNEL_INTERRUPTS, /* from the host */
	CHANNEL_EVENTS,     /* to the host */
	CHANNEL_INTR_IN_FULL,
	CHANNEL_INTR_OUT_EMPTY,
	CHANNEL_OUT_FULL_FIRST,
	CHANNEL_OUT_FULL_TOTAL,
	CHANNEL_IN_MASK,
	CHANNEL_OUT_MASK,
	CHANNEL_READ_AVAIL,
	CHANNEL_WRITE_AVAIL,
	CHANNEL_SUBCHANNEL_ID,
	CHANNEL_MONITOR_ID,
	CHANNEL_PENDING,
	CHANNEL_LATENCY,
	CHANNEL_VALUES,
};

struct channel_value_name {
	const char *file; /* also the word in text */
	const char *key;  /* in JSON, with its unit */
};
extern const struct channel_value_name channel_value_names[CHANNEL_VALUES];

struct channel {
	uint32_t relid;
	struct number cpu;
	struct number ring_bytes; /* both rings; only of a device bound to uio_hv_generic */
	struct number values[CHANNEL_VALUES];
};

struct channels {
	struct channel *list; /* by relid */
	size_t count;
	bool cut; /* there were more than CHANNEL_MAX */
};

/* Those of the device whose folder is @dir; what cannot be read is left out. 0 or -ENOMEM. */
int channels_read(int dir, struct channels *ret);
/* Those of the text of channel_vp_mapping, which is taken apart; lines that are none are left out. */
void channels_parse(char *text, struct channels *c);
void channels_done(struct channels *c);
