/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What CPUID tells the guest: what KVM supports, less its own hypervisor leaves and what is masked, plus
 * the leaves that make this a Hyper-V. Source: TLFS 2.4; what Linux reads is arch/x86/kernel/cpu/mshyperv.c.
 */
#pragma once
#include <stdbool.h>

struct cpuid_mask {
	bool no_cx16; /* hide CMPXCHG16B: QEMU TCG as our own host miscomputes it under SMP */
	bool no_xsave; /* hide XSAVE and what needs it: a nested guest's XCR0 gets lost in QEMU TCG */
};

/* Give vCPU @index of @count its leaves. 0, or -1 with the reason said. */
int cpuid_set(int kvm_fd, int vcpu_fd, unsigned int index, unsigned int count,
              const struct cpuid_mask *mask);
