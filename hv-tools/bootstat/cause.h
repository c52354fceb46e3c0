/* SPDX-License-Identifier: GPL-2.0-only */
/* What can be wrong with a boot, by what its console says: tables of patterns with words for people. */
#pragma once
#include "text.h"

struct cause {
	const char *code;    /* a name for programs */
	const char *meaning; /* what happened */
	const char *advice;  /* what to do */
};

/* The parts of /init's line (initramfs/init/failure.h); empty where there is none. */
struct init_failure {
	char stage[16], what[160], why[32], waited_ms[24], seen[256], nodriver[256], module[96];
	uint64_t error; /* errno */
};

/* What a line that is not /init's says; NULL: nothing known. */
const struct cause *cause_of_line(struct text line);
/* Never NULL. */
const struct cause *cause_of_failure(const struct init_failure *failure);
