// SPDX-License-Identifier: GPL-2.0-only
#include "clock.h"

uint64_t clock_us(clockid_t clock)
{
	struct timespec now = { 0 };

	clock_gettime(clock, &now);
	return (uint64_t)now.tv_sec * 1000000 + (uint64_t)now.tv_nsec / 1000;
}
