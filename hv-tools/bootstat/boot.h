/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * One measured boot, and its JSON form hvkit.boot/1. All moments count from reset, in the record's unit.
 * Everything is kept in place: a boot is a value, nothing needs to be freed.
 */
#pragma once
#include "text.h"
#include <stdint.h>
#include <stdio.h>

enum { BOOT_NAME_SIZE = 16, BOOT_STAGES = 32 };

#define BOOT_SCHEMA       "hvkit.boot/1"
#define BOOT_INSTRUCTIONS "instructions" /* guest instructions, plus 1 per idle ns */
#define BOOT_NS           "ns"

struct boot_stage {
	char name[BOOT_NAME_SIZE];
	uint64_t at;
};

struct boot {
	char target[64], mode[16], unit[16], result[16];
	char kernel_release[96], cmdline[2048];
	char failure[160]; /* what the guest said went wrong, "" = nothing */
	uint64_t memory_mib, cpus, image_bytes, initrd_bytes, memory_used_kib;
	struct boot_stage stages[BOOT_STAGES];
	size_t n_stages;
};

/*
 * Insert a stage in order of time. The first one of a name counts: a guest can repeat itself, but it can
 * reach a stage only once. 0, -EINVAL for a name that is none, -ERANGE for a moment beyond what JSON
 * readers hold (2^63), -E2BIG.
 */
int boot_add_stage(struct boot *boot, struct text name, uint64_t at);

/* Did the guest end the way it was asked to? */
bool boot_ended_well(const struct boot *boot);

void boot_write(const struct boot *boot, FILE *out);

/* 0; -errno of the file; -EBADMSG when it is not such a record, with words in @why. */
int boot_read(const char *path, struct boot *ret_boot, char *why, size_t why_size);
