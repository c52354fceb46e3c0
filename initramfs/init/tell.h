/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the host is to know of this boot, as pairs of pool 1 (wire/early.h): how it went and when each stage was
 * reached. They stay in /run, where the daemon finds them for the host that asks later.
 */
#pragma once
#include "devices.h"
#include "line.h"

/* @line: how it went. 0 or -errno of writing. */
int tell_host(const struct line *line);
/* A host, if there is one, has @ms to come and read it from us; then it cannot any more. */
void tell_wait(struct devices *devices, unsigned int ms);
