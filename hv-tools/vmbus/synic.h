/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The host's end of the synthetic interrupt controller: messages to a virtual processor. A message goes
 * into the guest's message page, slot of SINT 2, when that slot is free; otherwise it waits here, in
 * order, until the guest has said end-of-message or a millisecond has passed.
 *
 * The guest is told by an irqfd that KVM routes to the SINT; the resample eventfd of the same irqfd fires
 * on end-of-message. As SynIC timers are offered in direct mode only, KVM itself never writes to the
 * slot and any thread may deliver. Callers hold the machine's lock. Source: TLFS chapter 11,
 * Documentation/virt/kvm/api.rst (KVM_CAP_HYPERV_SYNIC2, KVM_IRQ_ROUTING_HV_SINT).
 */
#pragma once
#include "memory.h"
#include "wire/tlfs.h"
#include <linux/kvm.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { SYNIC_QUEUE = 64 };

struct synic_message {
	uint32_t type;
	uint8_t size;
	uint8_t payload[HV_MESSAGE_PAYLOAD];
};

/* One virtual processor's SynIC. */
struct synic_vp {
	uint64_t message_gpa, event_gpa; /* 0 = not enabled */
	int irq_fd, eom_fd;
	struct synic_message queue[SYNIC_QUEUE];
	unsigned int head, count;
};

struct synic {
	const struct memory *memory;
	struct synic_vp *vps;
	unsigned int count;
	uint64_t busy_hits; /* deliveries that found the slot taken */
};

/*
 * Make the irqfds and the interrupt routes for @count processors. All of them must already have
 * KVM_CAP_HYPERV_SYNIC2: a route made earlier never gets its end-of-message. 0, or -1 with errno.
 */
int synic_init(struct synic *s, int vm_fd, const struct memory *memory, unsigned int count);
void synic_done(struct synic *s);

/* The guest moved or enabled its pages (KVM_EXIT_HYPERV_SYNIC). */
void synic_update(struct synic *s, unsigned int vp, const struct kvm_hyperv_exit *exit);

/* Queue a VMBus message of @size <= 240 bytes and try to deliver. -ENOBUFS: queue full; -EINVAL. */
int synic_post(struct synic *s, unsigned int vp, const void *payload, size_t size);

/* Set event flag @flag of SINT 2 and tell the guest, unless the flag stood already. */
void synic_signal(struct synic *s, unsigned int vp, uint32_t flag);

/* Deliver what waits. Returns true while messages still wait somewhere. */
bool synic_flush(struct synic *s);
