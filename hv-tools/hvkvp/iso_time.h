/* SPDX-License-Identifier: GPL-2.0-only */
/* Moments as text (RFC 3339): 2026-07-27T21:33:24.339006+02:00. Without a zone they are taken as UTC. */
#pragma once
#include <stddef.h>
#include <stdint.h>

enum { ISO_TIME_SIZE = 40 };
#define NS_PER_S 1000000000LL

/* All of @text; 0 and ns since 1970, or -EINVAL. Years 1900 to 2100. */
int iso_time_parse(const char *text, size_t len, int64_t *ret_ns);
/* With microseconds, in UTC. Returns @buf. */
const char *iso_time_format(int64_t ns, char buf[ISO_TIME_SIZE]);
