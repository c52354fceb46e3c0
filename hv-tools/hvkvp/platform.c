// SPDX-License-Identifier: GPL-2.0-only
#include "platform.h"
#include <string.h>
#if defined(__x86_64__) || defined(__i386__)
#include <cpuid.h>
#endif

enum { EAX, EBX, ECX, EDX };

#define HYPERVISOR_PRESENT (1u << 31) /* leaf 1, ecx */
#define VENDOR             0x40000000u
#define FEATURES           0x40000003u
#define CREATES_ISOLATED   (1u << 22) /* ebx: HV_ISOLATION */
#define ISOLATION          0x4000000cu

bool platform_cpuid(uint32_t leaf, uint32_t regs[4])
{
#if defined(__x86_64__) || defined(__i386__)
	__cpuid_count(leaf, 0, regs[EAX], regs[EBX], regs[ECX], regs[EDX]);
	return true;
#else
	return false;
#endif
}

struct platform platform_read(cpuid_fn *cpuid)
{
	struct platform p = { 0 };
	uint32_t regs[4] = { 0 };

	p.known = cpuid(1, regs);
	if (!p.known || !(regs[ECX] & HYPERVISOR_PRESENT) || !cpuid(VENDOR, regs))
		return p;
	p.hyperv = memcmp(&regs[EBX], "Microsoft Hv", 12) == 0;
	if (!p.hyperv || regs[EAX] < ISOLATION || !cpuid(FEATURES, regs) ||
	    !(regs[EBX] & CREATES_ISOLATED) || !cpuid(ISOLATION, regs))
		return p;
	p.isolation = regs[EBX] & 0xf;
	p.isolated = p.isolation != ISOLATION_NONE;
	return p;
}
