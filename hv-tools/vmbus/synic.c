// SPDX-License-Identifier: GPL-2.0-only
#include "synic.h"
#include "auto.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>

enum { IOAPIC_PINS = 24, PIC_PINS = 16, PIC_PINS_EACH = 8 };

/* KVM_SET_GSI_ROUTING replaces the whole table: the PC's routes first, then one SINT for each processor. */
static struct kvm_irq_routing *make_routes(unsigned int processors)
{
	size_t max = IOAPIC_PINS + PIC_PINS + processors;
	struct kvm_irq_routing *table = calloc(1, sizeof(*table) + max * sizeof(table->entries[0]));
	struct kvm_irq_routing_entry *e = table ? table->entries : NULL;

	if (!table)
		return NULL;
	for (unsigned int pin = 0; pin < IOAPIC_PINS; pin++) {
		*e++ = (struct kvm_irq_routing_entry){
			.gsi = pin,
			.type = KVM_IRQ_ROUTING_IRQCHIP,
			.u.irqchip = { KVM_IRQCHIP_IOAPIC, pin },
		};
		if (pin >= PIC_PINS)
			continue;
		*e++ = (struct kvm_irq_routing_entry){
			.gsi = pin,
			.type = KVM_IRQ_ROUTING_IRQCHIP,
			.u.irqchip = { pin < PIC_PINS_EACH ? KVM_IRQCHIP_PIC_MASTER
			                                   : KVM_IRQCHIP_PIC_SLAVE,
			               pin % PIC_PINS_EACH },
		};
	}
	for (unsigned int vp = 0; vp < processors; vp++)
		*e++ = (struct kvm_irq_routing_entry){
			.gsi = IOAPIC_PINS + vp,
			.type = KVM_IRQ_ROUTING_HV_SINT,
			.u.hv_sint = { vp, HV_SINT_VMBUS },
		};
	table->nr = (uint32_t)(e - table->entries);
	return table;
}

static int attach_irqfd(struct synic_vp *vp, int vm_fd, unsigned int gsi)
{
	vp->irq_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	vp->eom_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (vp->irq_fd < 0 || vp->eom_fd < 0)
		return -1;
	struct kvm_irqfd irqfd = {
		.fd = (uint32_t)vp->irq_fd,
		.gsi = gsi,
		.flags = KVM_IRQFD_FLAG_RESAMPLE,
		.resamplefd = (uint32_t)vp->eom_fd,
	};
	return ioctl(vm_fd, KVM_IRQFD, &irqfd);
}

int synic_init(struct synic *s, int vm_fd, const struct memory *memory, unsigned int count)
{
	AUTO_FREE struct kvm_irq_routing *routes = make_routes(count);

	*s = (struct synic){ .memory = memory, .vps = calloc(count, sizeof(*s->vps)) };
	if (!s->vps || !routes)
		return -1;
	for (; s->count < count; s->count++)
		s->vps[s->count].irq_fd = s->vps[s->count].eom_fd = -1;
	if (ioctl(vm_fd, KVM_SET_GSI_ROUTING, routes) < 0)
		return -1;
	for (unsigned int i = 0; i < count; i++)
		if (attach_irqfd(&s->vps[i], vm_fd, IOAPIC_PINS + i) < 0)
			return -1;
	return 0;
}

void synic_done(struct synic *s)
{
	for (unsigned int i = 0; i < s->count; i++) {
		hv_auto_close(&s->vps[i].irq_fd);
		hv_auto_close(&s->vps[i].eom_fd);
	}
	free(s->vps);
	*s = (struct synic){ 0 };
}

/* KVM does not clear a page the guest enables, and stale RAM looks like an occupied slot. */
static uint64_t enable_page(const struct memory *memory, uint64_t old_gpa, uint64_t msr)
{
	uint64_t gpa = msr & ~(uint64_t)(HV_PAGE_SIZE - 1);
	void *page = memory_at(memory, gpa, HV_PAGE_SIZE);

	if (!(msr & HV_SIMP_ENABLED) || !page)
		return 0;
	if (gpa != old_gpa)
		memset(page, 0, HV_PAGE_SIZE);
	return gpa;
}

void synic_update(struct synic *s, unsigned int vp, const struct kvm_hyperv_exit *exit)
{
	struct synic_vp *v = &s->vps[vp];

	v->message_gpa = enable_page(s->memory, v->message_gpa, exit->u.synic.msg_page);
	v->event_gpa = enable_page(s->memory, v->event_gpa, exit->u.synic.evt_page);
}

/*
 * Put the oldest message into the slot. False when the slot is taken: then the guest is asked to say
 * end-of-message by the pending flag, and the slot is looked at once more, as it may have been freed
 * between the look and the flag.
 */
static bool deliver(const struct synic *s, struct synic_vp *vp)
{
	const struct synic_message *msg = &vp->queue[vp->head];
	struct hv_message *slot = memory_at(s->memory, vp->message_gpa, HV_PAGE_SIZE);

	slot += HV_SINT_VMBUS;
	if (__atomic_load_n(&slot->type, __ATOMIC_ACQUIRE) != HV_MESSAGE_NONE) {
		__atomic_fetch_or(&slot->flags, HV_MESSAGE_FLAG_PENDING, __ATOMIC_SEQ_CST);
		if (__atomic_load_n(&slot->type, __ATOMIC_SEQ_CST) != HV_MESSAGE_NONE)
			return false;
	}
	slot->payload_size = msg->size;
	slot->flags = 0;
	slot->reserved = 0;
	slot->sender = 0;
	memcpy(slot->payload, msg->payload, msg->size);
	__atomic_store_n(&slot->type, msg->type, __ATOMIC_RELEASE);
	eventfd_write(vp->irq_fd, 1);
	return true;
}

/* False while a message waits for its slot. One for a page not yet enabled waits for synic_update(). */
static bool flush_vp(struct synic *s, struct synic_vp *vp)
{
	while (vp->count && vp->message_gpa) {
		if (!deliver(s, vp)) {
			s->busy_hits++;
			return false;
		}
		vp->head = (vp->head + 1) % SYNIC_QUEUE;
		vp->count--;
	}
	return true;
}

bool synic_flush(struct synic *s)
{
	bool waiting = false;

	for (unsigned int i = 0; i < s->count; i++)
		waiting |= !flush_vp(s, &s->vps[i]);
	return waiting;
}

void synic_signal(struct synic *s, unsigned int vp, uint32_t flag)
{
	uint64_t *word;
	uint8_t *page;

	if (vp >= s->count || flag >= HV_EVENT_FLAGS || !s->vps[vp].event_gpa)
		return;
	page = memory_at(s->memory, s->vps[vp].event_gpa, HV_PAGE_SIZE);
	word = (uint64_t *)(page + HV_SINT_VMBUS * HV_EVENT_FLAGS / 8) + flag / 64;
	if (!(__atomic_fetch_or(word, 1ull << flag % 64, __ATOMIC_SEQ_CST) & 1ull << flag % 64))
		eventfd_write(s->vps[vp].irq_fd, 1);
}

int synic_post(struct synic *s, unsigned int vp, const void *payload, size_t size)
{
	struct synic_vp *v = vp < s->count ? &s->vps[vp] : NULL;
	struct synic_message *msg;

	if (!v || size > HV_MESSAGE_PAYLOAD)
		return -EINVAL;
	if (v->count == SYNIC_QUEUE)
		return -ENOBUFS;
	msg = &v->queue[(v->head + v->count++) % SYNIC_QUEUE];
	msg->type = HV_MESSAGE_VMBUS;
	msg->size = (uint8_t)size;
	memcpy(msg->payload, payload, size);
	flush_vp(s, v);
	return 0;
}
