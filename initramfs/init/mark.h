/* SPDX-License-Identifier: GPL-2.0-only */
/* Sending boot marks; what they are and how they look stands in wire/boot_marks.h. */
#pragma once
#include "wire/boot_marks.h"
#include <stdbool.h>
#include <stdint.h>

/*
 * The clock of the marks. Under QEMU's -icount shift=0 it counts instructions since reset, on arm64 to within the 16 or
 * so that pass between two ticks of its timer: there it is nanoseconds, of which each instruction takes one.
 */
static inline uint64_t mark_ticks(void)
{
#if defined(__aarch64__)
	uint64_t ticks, per_second;

	__asm__ volatile("isb; mrs %0, cntvct_el0; mrs %1, cntfrq_el0"
	                 : "=r"(ticks), "=r"(per_second));
	return ticks / per_second * 1000000000 + ticks % per_second * 1000000000 / per_second;
#else
	return __builtin_ia32_rdtsc();
#endif
}

struct marker {
	bool port;
	int fd; /* the kernel log, or the console where there is none */
};

/*
 * Open the way that was asked for. Returns 0, or -errno when the port is refused (-EPERM: lockdown,
 * -ENOSYS: a kernel without ioperm); marks then go to the kernel log, and @ret_marker is valid.
 */
int marker_open(bool port, struct marker *ret_marker);

void mark_send(const struct marker *marker, enum hv_mark code, uint64_t ticks);
/* When each mark was sent, as the host reads it (EARLY_KVP_TIMES in wire/early.h). */
const struct line *mark_times(void);
