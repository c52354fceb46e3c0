/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the host is to know of this boot, as pairs of pool 1 (wire/early.h): how it went and when each stage was
 * reached. They stay in /run, where the daemon finds them for the host that asks later.
 */
#pragma once
#include "early_kvp.h"
#include "line.h"

/* @line: how it went. 0 or -errno of writing. */
int tell_host(const struct line *line);
/* The host has @ms to read it from us; then it cannot any more. */
void tell_wait(struct early_kvp *kvp, unsigned int ms);
