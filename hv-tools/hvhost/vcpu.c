// SPDX-License-Identifier: GPL-2.0-only
#include "vcpu.h"
#include "auto.h"
#include "say.h"
#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>

#define CR0_PE_TO_PG 0x80050033ull /* PE MP ET NE WP AM PG: as Linux itself sets it */
#define CR4_PAE      0x20ull
#define EFER_LME_LMA 0x500ull
#define RFLAGS_FIXED 0x2ull

static int set_msr(const struct vcpu *v, uint32_t index, uint64_t value)
{
	struct {
		struct kvm_msrs head;
		struct kvm_msr_entry entry;
	} msrs = { .head.nmsrs = 1, .entry = { .index = index, .data = value } };

	return ioctl(v->fd, KVM_SET_MSRS, &msrs) == 1 ? 0 : fail_errno("cannot set MSR %#x", index);
}

static int map_run(struct vcpu *v)
{
	int size = ioctl(v->machine->kvm_fd, KVM_GET_VCPU_MMAP_SIZE, 0);
	void *run;

	if (size < (int)sizeof(*v->run))
		return fail_errno("KVM_GET_VCPU_MMAP_SIZE");
	run = mmap(NULL, (size_t)size, PROT_READ | PROT_WRITE, MAP_SHARED, v->fd, 0);
	if (run == MAP_FAILED)
		return fail_errno("cannot map the run area of vCPU %u", v->index);
	v->run = run;
	v->run_size = (size_t)size;
	return 0;
}

int vcpu_create(struct vcpu *v, struct machine *machine, unsigned int index,
                const struct cpuid_mask *mask)
{
	struct kvm_enable_cap synic = { .cap = KVM_CAP_HYPERV_SYNIC2 };

	*v = (struct vcpu){ .machine = machine, .index = index };
	v->fd = ioctl(machine->vm_fd, KVM_CREATE_VCPU, index);
	if (v->fd < 0)
		return fail_errno("KVM_CREATE_VCPU %u", index);
	if (map_run(v) < 0 || cpuid_set(machine->kvm_fd, v->fd, index, machine->cpus, mask) < 0)
		return -1;
	if (ioctl(v->fd, KVM_ENABLE_CAP, &synic) < 0)
		return fail_errno("KVM_CAP_HYPERV_SYNIC2");
	return set_msr(v, HV_MSR_VP_INDEX, index) < 0 ? -1 : set_msr(v, HV_MSR_SCONTROL, 1);
}

static struct kvm_segment flat_segment(uint16_t selector, uint8_t type, bool code)
{
	return (struct kvm_segment){
		.limit = UINT32_MAX,
		.selector = selector,
		.type = type,
		.present = 1,
		.s = 1,
		.g = 1,
		.l = code,
		.db = !code,
	};
}

int vcpu_set_entry(struct vcpu *v, const struct loader_entry *entry)
{
	struct kvm_regs regs = { .rip = entry->rip,
		                 .rsi = entry->boot_params,
		                 .rflags = RFLAGS_FIXED };
	struct kvm_sregs sregs;

	if (ioctl(v->fd, KVM_GET_SREGS, &sregs) < 0)
		return fail_errno("KVM_GET_SREGS");
	sregs.cs = flat_segment(entry->code_selector, 0xb, true);
	sregs.ds = sregs.es = sregs.ss = sregs.fs = sregs.gs =
		flat_segment(entry->data_selector, 0x3, false);
	sregs.gdt = (struct kvm_dtable){ .base = entry->gdt, .limit = entry->gdt_limit };
	sregs.idt = (struct kvm_dtable){ 0 };
	sregs.cr3 = entry->page_tables;
	sregs.cr4 = CR4_PAE;
	sregs.cr0 = CR0_PE_TO_PG;
	sregs.efer = EFER_LME_LMA;
	if (ioctl(v->fd, KVM_SET_SREGS, &sregs) < 0)
		return fail_errno("KVM_SET_SREGS");
	return ioctl(v->fd, KVM_SET_REGS, &regs) < 0 ? fail_errno("KVM_SET_REGS") : 0;
}

static int on_io(struct vcpu *v)
{
	struct kvm_run *run = v->run;
	uint8_t *data = (uint8_t *)run + run->io.data_offset;

	for (uint32_t i = 0; i < run->io.count; i++, data += run->io.size) {
		if (run->io.direction == KVM_EXIT_IO_OUT)
			ports_write(&v->machine->ports, run->io.port, data, run->io.size);
		else
			ports_read(&v->machine->ports, run->io.port, data, run->io.size);
	}
	return 0;
}

/* Nothing is there. */
static int on_mmio(struct vcpu *v)
{
	if (!v->run->mmio.is_write)
		memset(v->run->mmio.data, 0xff, sizeof(v->run->mmio.data));
	return 0;
}

/* HvPostMessage has its input in memory, 8-byte aligned and within a page (TLFS 3.5). */
static uint16_t post_message(struct vcpu *v, uint64_t gpa)
{
	const size_t size = sizeof(struct hv_post_message);
	const void *input = memory_at(&v->machine->memory, gpa, size);

	if (gpa % 8 != 0 || gpa % HV_PAGE_SIZE > HV_PAGE_SIZE - size)
		return HV_STATUS_INVALID_ALIGNMENT;
	if (!input)
		return HV_STATUS_INVALID_HYPERCALL_INPUT;
	return vmbus_post_message(&v->machine->vmbus, input, size);
}

static uint16_t hypercall(struct vcpu *v, uint64_t input, uint64_t param)
{
	switch (input & 0xffff) {
	case HV_CALL_POST_MESSAGE:
		return post_message(v, param);
	case HV_CALL_SIGNAL_EVENT:
		return vmbus_signal(&v->machine->vmbus, param);
	default:
		return HV_STATUS_INVALID_HYPERCALL_CODE;
	}
}

static int on_hyperv(struct vcpu *v)
{
	struct kvm_hyperv_exit *exit = &v->run->hyperv;

	if (exit->type == KVM_EXIT_HYPERV_SYNIC)
		synic_update(&v->machine->synic, v->index, exit);
	else if (exit->type == KVM_EXIT_HYPERV_HCALL)
		exit->u.hcall.result = hypercall(v, exit->u.hcall.input, exit->u.hcall.params[0]);
	machine_flush(v->machine);
	return 0;
}

/* The guest's kernel panicked. It is not over: it still says UNLOAD and resets, if it was told to. */
static void note_crash(const struct vcpu *v)
{
	struct {
		struct kvm_msrs head;
		struct kvm_msr_entry entries[HV_CRASH_PARAMS];
	} msrs = { .head.nmsrs = HV_CRASH_PARAMS };
	struct hv_json *e;
	char text[24];

	for (uint32_t i = 0; i < HV_CRASH_PARAMS; i++)
		msrs.entries[i].index = HV_MSR_CRASH_P0 + i;
	if (ioctl(v->fd, KVM_GET_MSRS, &msrs) != HV_CRASH_PARAMS)
		memset(msrs.entries, 0, sizeof(msrs.entries));
	e = journal_begin(&v->machine->journal, "guest_crash");
	hv_json_array(
		e, "parameters"); /* as text: a number above 2^63 is more than JSON readers take */
	for (uint32_t i = 0; i < HV_CRASH_PARAMS; i++) {
		snprintf(text, sizeof(text), "%#llx", (unsigned long long)msrs.entries[i].data);
		hv_json_string(e, NULL, text);
	}
	hv_json_end_array(e);
	journal_end(&v->machine->journal);
}

static int on_system_event(struct vcpu *v)
{
	switch (v->run->system_event.type) {
	case KVM_SYSTEM_EVENT_SHUTDOWN:
		machine_stop(v->machine, END_POWEROFF);
		break;
	case KVM_SYSTEM_EVENT_RESET:
		machine_stop(v->machine, END_RESET);
		break;
	case KVM_SYSTEM_EVENT_CRASH:
		note_crash(v);
		break;
	}
	return 0;
}

static int on_shutdown(struct vcpu *v)
{
	fail("the guest's vCPU %u met a triple fault", v->index);
	machine_stop(v->machine, END_TRIPLE_FAULT);
	return 0;
}

static int on_fail_entry(struct vcpu *v)
{
	return fail("KVM cannot enter the guest: hardware reason %#llx",
	            (unsigned long long)v->run->fail_entry.hardware_entry_failure_reason);
}

static int on_internal_error(struct vcpu *v)
{
	return fail("KVM gave up on the guest: internal error %u", v->run->internal.suberror);
}

static int on_nothing(struct vcpu *v)
{
	return 0;
}

static int (*const handlers[VCPU_EXIT_REASONS])(struct vcpu *) = {
	[KVM_EXIT_IO] = on_io,
	[KVM_EXIT_MMIO] = on_mmio,
	[KVM_EXIT_HYPERV] = on_hyperv,
	[KVM_EXIT_SYSTEM_EVENT] = on_system_event,
	[KVM_EXIT_SHUTDOWN] = on_shutdown,
	[KVM_EXIT_FAIL_ENTRY] = on_fail_entry,
	[KVM_EXIT_INTERNAL_ERROR] = on_internal_error,
	[KVM_EXIT_INTR] = on_nothing,
	[KVM_EXIT_IRQ_WINDOW_OPEN] = on_nothing,
};

static int handle_exit(struct vcpu *v)
{
	uint32_t reason = v->run->exit_reason;
	int rc;

	if (reason >= VCPU_EXIT_REASONS || !handlers[reason])
		return fail("KVM exit %u of vCPU %u is not one hvhost knows", reason, v->index);
	v->exits[reason]++;
	pthread_mutex_lock(&v->machine->reactor.lock);
	rc = handlers[reason](v);
	pthread_mutex_unlock(&v->machine->reactor.lock);
	return rc;
}

static void *vcpu_main(void *arg)
{
	struct vcpu *v = arg;

	while (__atomic_load_n(&v->machine->end, __ATOMIC_ACQUIRE) == END_NONE) {
		if (ioctl(v->fd, KVM_RUN, 0) < 0) {
			if (errno == EINTR || errno == EAGAIN)
				continue;
			fail_errno("KVM_RUN of vCPU %u", v->index);
			machine_stop(v->machine, END_FAILED);
		} else if (handle_exit(v) < 0) {
			machine_stop(v->machine, END_FAILED);
		}
	}
	return NULL;
}

static void on_kick(int signal)
{
	(void)signal; /* it only has to interrupt KVM_RUN */
}

int vcpu_start(struct vcpu *v)
{
	struct sigaction kick = { .sa_handler = on_kick };

	sigaction(SIGUSR1, &kick, NULL);
	if (pthread_create(&v->thread, NULL, vcpu_main, v) != 0)
		return fail("cannot start a thread for vCPU %u", v->index);
	v->has_thread = true;
	return 0;
}

void vcpu_join(struct vcpu *v)
{
	if (!v->has_thread)
		return;
	/* A signal before KVM_RUN would be lost; immediate_exit makes that KVM_RUN return, too. */
	__atomic_store_n(&v->run->immediate_exit, 1, __ATOMIC_SEQ_CST);
	pthread_kill(v->thread, SIGUSR1);
	pthread_join(v->thread, NULL);
	v->has_thread = false;
}

void vcpu_done(struct vcpu *v)
{
	if (v->run)
		munmap(v->run, v->run_size);
	hv_auto_close(&v->fd);
	*v = (struct vcpu){ .fd = -1 };
}
