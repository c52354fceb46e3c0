// SPDX-License-Identifier: GPL-2.0-only
#include "cpuid.h"
#include "auto.h"
#include "say.h"
#include "wire/tlfs.h"
#include <linux/kvm.h>
#include <stdint.h>
#include <sys/ioctl.h>

enum { MAX_LEAVES = 256 };

#define BIT(n) (1u << (n))

/* The Hyper-V leaves. Signature "Microsoft Hv", interface "Hv#1", a Windows Server 2022 build number. */
static const struct kvm_cpuid_entry2 hyperv_leaves[] = {
	{ .function = HV_CPUID_VENDOR,
	  .eax = HV_CPUID_LIMITS,
	  .ebx = 0x7263694d,
	  .ecx = 0x666f736f,
	  .edx = 0x76482074 },
	{ .function = HV_CPUID_INTERFACE, .eax = HV_INTERFACE_HV1 },
	{ .function = HV_CPUID_VERSION, .eax = 20348, .ebx = 10 << 16 },
	{ .function = HV_CPUID_FEATURES,
	  .eax = HV_FEATURE_VP_RUNTIME | HV_FEATURE_REF_COUNT | HV_FEATURE_SYNIC |
	         HV_FEATURE_STIMER | HV_FEATURE_APIC | HV_FEATURE_HYPERCALL | HV_FEATURE_VP_INDEX |
	         HV_FEATURE_RESET | HV_FEATURE_REF_TSC | HV_FEATURE_FREQUENCY,
	  .ebx = HV_PRIVILEGE_POST_MESSAGES | HV_PRIVILEGE_SIGNAL_EVENTS,
	  .edx = HV_MISC_FREQUENCY_MSRS | HV_MISC_CRASH_MSRS | HV_MISC_STIMER_DIRECT },
	{ .function = HV_CPUID_ENLIGHTENMENTS,
	  .eax = HV_HINT_RELAXED_TIMING | HV_HINT_DEPRECATE_AUTO_EOI,
	  .ebx = UINT32_MAX /* never report long spins */ },
	{ .function = HV_CPUID_LIMITS, .eax = 64, .ebx = 64 },
};

struct leaves {
	struct kvm_cpuid2 head;
	struct kvm_cpuid_entry2 entries[MAX_LEAVES];
};

/* Bits to set and clear in one leaf's registers, for everybody or when masked. */
struct adjustment {
	uint32_t function, index;
	uint32_t set_ecx, clear_eax, clear_ebx, clear_ecx, clear_edx;
};

/* Say "there is a hypervisor"; no nested virtualisation; no IBT, as KVM's hypercall page has no ENDBR. */
static const struct adjustment always[] = {
	{ .function = 1, .set_ecx = BIT(31), .clear_ecx = BIT(5) /* VMX */ },
	{ .function = 7, .clear_edx = BIT(20) /* IBT */ },
	{ .function = 0x80000001, .clear_ecx = BIT(2) /* SVM */ },
};
static const struct adjustment without_cx16[] = {
	{ .function = 1, .clear_ecx = BIT(13) },
};
/* XSAVE, OSXSAVE and the vector extensions whose state only XSAVE can carry. */
static const struct adjustment without_xsave[] = {
	{ .function = 1, .clear_ecx = BIT(26) | BIT(27) | BIT(28) | BIT(29) | BIT(12) },
	{ .function = 7,
	  .clear_ebx = BIT(5) | BIT(16) | BIT(17) | BIT(21) | BIT(28) | BIT(30) | BIT(31),
	  .clear_ecx = BIT(1) | BIT(3) | BIT(6) | BIT(9) | BIT(10) | BIT(11) | BIT(12) | BIT(14) },
	{ .function = 0xd, .index = 1, .clear_eax = UINT32_MAX },
	{ .function = 0x80000001, .clear_ecx = BIT(11) | BIT(16) },
};

static void adjust(struct kvm_cpuid_entry2 *e, const struct adjustment *list, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (e->function != list[i].function || e->index != list[i].index)
			continue;
		e->ecx |= list[i].set_ecx;
		e->eax &= ~list[i].clear_eax;
		e->ebx &= ~list[i].clear_ebx;
		e->ecx &= ~list[i].clear_ecx;
		e->edx &= ~list[i].clear_edx;
	}
}

static uint32_t shift_for(unsigned int count)
{
	return count > 1 ? 32 - (uint32_t)__builtin_clz(count - 1) : 0;
}

/* One socket of @count cores without siblings; the APIC id is the index. */
static void place(struct kvm_cpuid_entry2 *e, unsigned int index, unsigned int count)
{
	switch (e->function) {
	case 1:
		e->ebx = (e->ebx & 0xffff) | index << 24 | count << 16;
		break;
	case 0xb:
	case 0x1f: /* level 0: threads, level 1: cores */
		e->eax = e->index == 1 ? shift_for(count) : 0;
		e->ebx = e->index == 0 ? 1 : e->index == 1 ? count : 0;
		e->ecx = e->index | (e->index < 2 ? (e->index + 1) << 8 : 0);
		e->edx = index;
		break;
	case 0x80000008:
		e->ecx = (count - 1) | shift_for(count) << 12;
		break;
	case 0x8000001e:
		e->eax = index;
		e->ebx = index;
		e->ecx = 0;
		break;
	}
}

int cpuid_set(int kvm_fd, int vcpu_fd, unsigned int index, unsigned int count,
              const struct cpuid_mask *mask)
{
	AUTO_FREE struct leaves *l = calloc(1, sizeof(*l));
	uint32_t kept = 0;

	if (!l)
		return fail("out of memory");
	l->head.nent = MAX_LEAVES;
	if (ioctl(kvm_fd, KVM_GET_SUPPORTED_CPUID, l) < 0)
		return fail_errno("KVM_GET_SUPPORTED_CPUID");
	for (uint32_t i = 0; i < l->head.nent; i++) {
		struct kvm_cpuid_entry2 e = l->entries[i];

		if (e.function >= HV_CPUID_VENDOR && e.function < HV_CPUID_VENDOR + 0x10000)
			continue;
		adjust(&e, always, ARRAY_SIZE(always));
		if (mask->no_cx16)
			adjust(&e, without_cx16, ARRAY_SIZE(without_cx16));
		if (mask->no_xsave)
			adjust(&e, without_xsave, ARRAY_SIZE(without_xsave));
		place(&e, index, count);
		l->entries[kept++] = e;
	}
	for (size_t i = 0; i < ARRAY_SIZE(hyperv_leaves) && kept < MAX_LEAVES; i++)
		l->entries[kept++] = hyperv_leaves[i];
	l->head.nent = kept;
	return ioctl(vcpu_fd, KVM_SET_CPUID2, l) < 0 ? fail_errno("KVM_SET_CPUID2") : 0;
}
