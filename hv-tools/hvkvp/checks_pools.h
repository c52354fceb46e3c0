/* SPDX-License-Identifier: GPL-2.0-only */
/* The checks of the pool files, and what all checks need. */
#pragma once
#include "checks.h"

struct checks {
	int root;
	const struct platform *platform;
	finding_fn *fn;
	void *ctx;
};

void checks_tell(struct checks *c, enum verdict verdict, const char *check, const char *advice,
                 const char *format, ...) __attribute__((format(printf, 5, 6)));
void checks_pools(struct checks *c);
