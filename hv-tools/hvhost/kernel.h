/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The guest's kernel, as a file: a bzImage (Documentation/arch/x86/boot.rst of the kernel), which unpacks
 * itself when entered, or the ELF vmlinux that was packed into one. Both are entered by the 64-bit boot
 * protocol. The file is hostile: nothing of it is believed before it was checked against its size.
 */
#pragma once
#include "input.h"
#include "memory.h"
#include <asm/bootparam.h>

enum { KERNEL_MAX_PARTS = 16 };

struct kernel {
	struct input file;
	struct setup_header header; /* a vmlinux has none: what is true of every such kernel */
	uint64_t entry;             /* where to enter it */
	uint64_t start, end;        /* what must be RAM */
	struct kernel_part {
		uint64_t gpa, offset, size;
	} parts[KERNEL_MAX_PARTS];
	unsigned int count;
};

/* 0, or -1 with the reason said; input_close(&k->file) in both cases. */
int kernel_open(struct kernel *k, const char *path);
/* Into the guest's memory. 0, or -1 with the reason said. */
int kernel_load(const struct kernel *k, const char *path, const struct memory *memory);
