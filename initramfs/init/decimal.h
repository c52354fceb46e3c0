/* SPDX-License-Identifier: GPL-2.0-only */
/* Numbers as people and the kernel write them. */
#pragma once
#include <stddef.h>
#include <stdint.h>

/* All of @text of @len bytes as a decimal number; -EINVAL when it is empty, has more than digits, or is too large. */
int64_t decimal_read(const char *text, size_t len);
