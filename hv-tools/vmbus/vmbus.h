/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * VMBus, the host's end: the control messages a guest posts and the answers to them, and the channels
 * they are about. A message that names a channel or buffer that does not exist is recorded (event
 * vmbus_dropped) and dropped, as Hyper-V does.
 *
 * Everything that comes in is the guest's and hostile: lengths are checked before a field is read.
 * Callers hold the reactor's lock. Source: drivers/hv/connection.c, channel_mgmt.c, channel.c.
 */
#pragma once
#include "channel.h"
#include "command.h"
#include "gpadl.h"
#include "journal.h"
#include "reactor.h"
#include "ring.h"
#include "synic.h"
#include <stddef.h>
#include <stdint.h>

enum { VMBUS_CHANNELS = 64 }; /* of relids 1.. */

struct vmbus {
	struct reactor *reactor;
	struct synic *synic;
	struct journal *journal;
	int vm_fd; /* for KVM_HYPERV_EVENTFD; -1: the guest's signals come by vmbus_signal() only */
	uint32_t max_version;
	uint32_t version; /* negotiated, 0 = not connected */
	unsigned int target_vp;
	bool met;      /* a message has come */
	bool offering; /* the guest has asked for offers */
	struct device *devices;
	struct channel channels[VMBUS_CHANNELS]; /* by relid - 1 */
	struct gpadls gpadls;
	uint8_t packet[RING_MAX_PACKET] __attribute__((aligned(8))); /* the one being handled */
};

void vmbus_init(struct vmbus *v, struct reactor *reactor, struct synic *synic,
                struct journal *journal, int vm_fd, uint32_t max_version);
void vmbus_done(struct vmbus *v);

/* Make @device known: its name must be its own. It is offered when the guest asks, if @wanted is set. */
void vmbus_add(struct vmbus *v, struct device *device);
/* Offer it, now if the guest has asked for offers. 0, -EALREADY, or -ENOSPC: no relid is free. */
int vmbus_offer(struct vmbus *v, struct device *device);
/* Take it back. 0, or -ENOENT: it was not offered. */
int vmbus_rescind(struct vmbus *v, struct device *device);
struct device *vmbus_find(const struct vmbus *v, const char *name);

/* HvPostMessage with struct hv_post_message at @input: the hypercall's status code. */
uint16_t vmbus_post_message(struct vmbus *v, const void *input, size_t size);
/* HvSignalEvent: @param is the connection id and, above it, the flag number. */
uint16_t vmbus_signal(struct vmbus *v, uint64_t param);

/* "5.3" to HV_VMBUS_VERSION(5, 3). 0 or -EINVAL unless it is a version that exists. */
int vmbus_parse_version(const char *text, uint32_t *ret_version);

/* offer, rescind, silent, message */
extern const struct command vmbus_commands[];
