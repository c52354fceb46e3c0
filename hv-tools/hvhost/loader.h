/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Loads a kernel (kernel.h) by the 64-bit boot protocol (Documentation/arch/x86/boot.rst): the kernel
 * where it wants to be, the initrd at the top of low memory, the boot parameters, the
 * page tables and the descriptor table below 1 MiB. The files are checked before anything is believed.
 */
#pragma once
#include "memory.h"
#include <stdint.h>

struct loader_files {
	const char *kernel, *initrd; /* paths; initrd may be NULL */
	const char *cmdline;
};

/* What a vCPU needs to enter the kernel in long mode. */
struct loader_entry {
	uint64_t rip, boot_params; /* RSI */
	uint64_t page_tables;      /* CR3 */
	uint64_t gdt;
	uint16_t gdt_limit, code_selector, data_selector;
};

/* Are they files that could be loaded? Needs no machine. 0, or -1 with the reason said. */
int loader_check(const struct loader_files *files);
/* 0 and @ret_entry, or -1 with the reason said. */
int loader_load(const struct memory *memory, const struct loader_files *files,
                struct loader_entry *ret_entry);
