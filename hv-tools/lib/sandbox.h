/* SPDX-License-Identifier: GPL-2.0-only */
/* What a program gives up once it is set up: capabilities, and the system calls it will not need. */
#pragma once
#include <stddef.h>
#include <stdint.h>

struct sandbox {
	const int *calls; /* allowed with any argument: SCMP_SYS(...) */
	size_t call_count;
	const uint8_t *ioctl_types; /* the second byte of those allowed */
	size_t ioctl_count;
	/* Another call was made, in a signal handler: to say so and end the process. */
	void (*violated)(int call);
};

/* No more capabilities, for this thread and those it makes. 0 or -errno. */
int sandbox_drop_capabilities(void);

/*
 * For all threads, from now on: any other call is not done, and ends in violated(). @sandbox stays. Files can be opened, but neither made
 * nor emptied; memory mapped, but not executable. 0 or -errno.
 */
int sandbox_enter(const struct sandbox *sandbox);
