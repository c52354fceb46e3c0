/* SPDX-License-Identifier: GPL-2.0-only */
/* A busybox shell at the console, where the image has one: asked for by hvkit.run=shell, rd.shell or rd.break. */
#pragma once

#define SHELL_PROGRAM "/bin/busybox"

/*
 * Run it to its end; orphans that come to PID 1 meanwhile are reaped. 0; -errno: there is none, which is said on
 * the console, so nobody waits for what cannot be.
 */
int shell_run(const char *why);
