/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * One virtual processor: its KVM file, its thread, and what it does on each exit. vCPUs are created in
 * index order, so that VP index and KVM's vCPU index are the same and KVM finds a VP in O(1).
 */
#pragma once
#include "loader.h"
#include "machine.h"
#include <linux/kvm.h>
#include <stdbool.h>

enum { VCPU_EXIT_REASONS = 64 };

struct vcpu {
	struct machine *machine;
	unsigned int index;
	int fd;
	struct kvm_run *run;
	size_t run_size;
	pthread_t thread;
	bool has_thread;
	uint64_t exits[VCPU_EXIT_REASONS]; /* by KVM_EXIT_*, read after the thread has ended */
};

/* Create vCPU @index with its CPUID, its SynIC and its VP index. 0, or -1 with the reason said. */
int vcpu_create(struct vcpu *v, struct machine *machine, unsigned int index,
                const struct cpuid_mask *mask);
/* Point the first vCPU at the kernel, in long mode; the others wait for a SIPI inside KVM. */
int vcpu_set_entry(struct vcpu *v, const struct loader_entry *entry);
int vcpu_start(struct vcpu *v);
/* Make the thread look at machine.end, wherever it is, and wait for its end. */
void vcpu_join(struct vcpu *v);
void vcpu_done(struct vcpu *v);
