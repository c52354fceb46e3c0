/* SPDX-License-Identifier: GPL-2.0-only */
/* Why does KVP not work? One check after the other from the hypervisor to the pool files. */
#pragma once
#include "platform.h"

enum verdict {
	VERDICT_OK,
	VERDICT_NOTE, /* as it has to be, but worth a word */
	VERDICT_WARN,
	VERDICT_FAIL,
};

struct finding {
	enum verdict verdict;
	const char *check;  /* name of the check */
	const char *text;   /* what is */
	const char *advice; /* what to do, "" nothing */
};

/* The finding is gone after the call. */
typedef void finding_fn(void *ctx, const struct finding *finding);

/* The machine whose root is the folder @root. A machine that is no guest of Hyper-V has one finding. */
void checks_run(int root, const struct platform *platform, finding_fn *fn, void *ctx);
