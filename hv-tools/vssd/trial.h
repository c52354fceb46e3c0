/* SPDX-License-Identifier: GPL-2.0-only */
/* --test-freeze: a real freeze without a host, and how long each part of it took. */
#pragma once
#include "context.h"
#include <stdbool.h>
#include <stdio.h>

#define VSS_TRIAL_SCHEMA "hvkit.vss-freeze.1"

/*
 * Freeze, wait @seconds, thaw, and tell on @out. An enum hv_exit: FAILED when not all stayed frozen so
 * long.
 */
int vss_trial_run(const struct vss_context *c, unsigned long seconds, bool json, FILE *out);
