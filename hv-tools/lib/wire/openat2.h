/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * openat2(2), of Linux 5.6, for C libraries that do not have it. Source: the kernel's
 * include/uapi/linux/openat2.h; the number is the same on every architecture but alpha.
 */
#pragma once
#include <assert.h>
#include <stdint.h>
#include <sys/syscall.h>

struct hv_open_how {
	uint64_t flags, mode, resolve;
};
static_assert(sizeof(struct hv_open_how) == 24, "open_how, version 0");

#define HV_RESOLVE_NO_MAGICLINKS 0x02u
#define HV_RESOLVE_NO_SYMLINKS   0x04u
#define HV_RESOLVE_BENEATH       0x08u
#define HV_RESOLVE_IN_ROOT       0x10u

#ifdef SYS_openat2
#define HV_SYS_OPENAT2 SYS_openat2
#else
#define HV_SYS_OPENAT2 437
#endif
