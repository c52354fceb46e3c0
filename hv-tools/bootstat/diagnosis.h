/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a console log says of why a boot failed: each thing once, where it stood first, in the order of the log. The
 * log may be cut, garbled or hostile.
 */
#pragma once
#include "cause.h"

enum { DIAGNOSIS_MAX = 32, DIAGNOSIS_LINE = 400 };

struct finding {
	const struct cause *cause;
	uint64_t line; /* 1 = the first */
	char text[DIAGNOSIS_LINE];
	bool by_init; /* .failure is what the line's parts are */
	struct init_failure failure;
};

struct diagnosis {
	struct finding findings[DIAGNOSIS_MAX];
	size_t n;
	bool booted; /* a login prompt or a target of systemd came after all of them */
};

void diagnose(const char *text, size_t len, struct diagnosis *ret_diagnosis);
