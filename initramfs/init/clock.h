/* SPDX-License-Identifier: GPL-2.0-only */
/* The kernel's clocks. */
#pragma once
#include <stdint.h>
#include <time.h>

uint64_t clock_us(clockid_t clock);
