/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * VMBus, the host's end: the control messages a guest posts and the answers to them. This stage speaks
 * the connection (version, offers, unload); there are no channels yet, so a message about a channel
 * names one that does not exist: it is recorded and dropped, as Hyper-V does.
 *
 * Everything that comes in is the guest's and hostile: lengths are checked before a field is read.
 * Callers hold the machine's lock. Source: drivers/hv/connection.c, channel_mgmt.c.
 */
#pragma once
#include "journal.h"
#include "synic.h"
#include <stddef.h>
#include <stdint.h>

struct vmbus {
	struct synic *synic;
	struct journal *journal;
	uint32_t max_version;
	uint32_t version; /* negotiated, 0 = not connected */
	unsigned int target_vp;
};

void vmbus_init(struct vmbus *v, struct synic *synic, struct journal *journal,
                uint32_t max_version);

/*
 * HvPostMessage with @size bytes of input at @input (struct hv_post_message). Returns the hypercall's
 * status code.
 */
uint16_t vmbus_post_message(struct vmbus *v, const void *input, size_t size);

/* "5.3" to HV_VMBUS_VERSION(5, 3). 0 or -EINVAL unless it is a version that exists. */
int vmbus_parse_version(const char *text, uint32_t *ret_version);
