/* SPDX-License-Identifier: GPL-2.0-only */
/* Why something failed, in words for the person: the deepest function that knows writes it, once. */
#pragma once

struct fault {
	char text[512];
};

/* Write the reason and return @rc: "return fault_set(fault, -EINVAL, ...)". */
int fault_set(struct fault *fault, int rc, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
/* Put "@where: " before the reason that stands there; returns @rc. */
int fault_at(struct fault *fault, int rc, const char *where);
