/* SPDX-License-Identifier: GPL-2.0-only */
/* FNV-1a, 32 bits: spreads symbol names over buckets. */
#pragma once

static inline unsigned int kconf_hash(const char *text)
{
	unsigned int hash = 2166136261u;

	while (*text)
		hash = (hash ^ (unsigned char)*text++) * 16777619u;
	return hash;
}
