/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Patterns of module aliases: *, ?, [set], [a-z], [^set] or [!set]; '-' and '_' outside of sets are one, as for
 * modprobe. Unlike fnmatch(3) its time is bounded by the product of both lengths, whatever the pattern.
 */
#pragma once
#include <stdbool.h>

bool pattern_match(const char *pattern, const char *text);
