/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Patterns of module aliases: *, ?, [set], [a-z], [^set] or [!set]; '-' and '_' outside of sets are one, as for
 * modprobe. Unlike fnmatch(3) its time is bounded by the product of both lengths, and its size is a tenth.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>

bool glob_match(const char *pattern, size_t pattern_len, const char *text);
