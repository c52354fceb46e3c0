/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the processor says of the hypervisor below: CPUID leaves 0x40000000 to 0x4000000c, TLFS section 2.4. A
 * partition that is isolated from its host is a confidential machine: the kernel refuses it the offers of KVP, VSS
 * and file copy (drivers/hv/channel_mgmt.c).
 */
#pragma once
#include <stdbool.h>
#include <stdint.h>

enum isolation { ISOLATION_NONE, ISOLATION_VBS, ISOLATION_SNP, ISOLATION_TDX };

struct platform {
	bool known;  /* the processor could be asked */
	bool hyperv; /* only then the others count */
	bool isolated;
	unsigned int isolation; /* enum isolation, or what came after it */
};

/* eax, ebx, ecx, edx of a leaf; false: there is no such instruction. */
typedef bool cpuid_fn(uint32_t leaf, uint32_t regs[4]);

struct platform platform_read(cpuid_fn *cpuid);
/* This processor's. */
bool platform_cpuid(uint32_t leaf, uint32_t regs[4]);
