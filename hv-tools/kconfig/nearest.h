/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * How far apart two names are: letters inserted, dropped, replaced or swapped with their neighbour
 * (Damerau-Levenshtein, restricted). For "did you mean".
 */
#pragma once

/* @limit when they are at least that far apart, or longer than KCONF_MAX_NAME. */
unsigned int kconf_name_distance(const char *a, const char *b, unsigned int limit);
