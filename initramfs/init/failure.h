/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The end of a boot that cannot go on: one line on the console and in the kernel log,
 *	hvkit-init: STAGE failed WHAT: errno N[ why=WORD][ waited_ms=N][ seen=DISKS][ nodriver=ALIASES][ module=NAME:N]
 * the same for the host to read under HVKIT_BOOT where VMBus is up, then a shell where rd.shell asks for one, and
 * what rd.emergency= says: by default /init ends, so that the kernel panics and what the machine's owner chose
 * for panics happens (panic=N reboots, Hyper-V is told through its crash registers, pstore keeps the log), which a
 * quiet power-off would hide.
 */
#pragma once
#include "cmdline.h"
#include "devices.h"

/* What the end is to go by, as soon as it is known; @devices may be NULL. */
void failure_context(const struct init_cmdline *cmd, struct devices *devices);

/* How long devices were waited for: 0 = not at all. */
void failure_waited(uint64_t us);

/* @err is positive. @why: a word; without one no more is known than the errno. */
_Noreturn void fail(const char *stage, const char *what, int err);
_Noreturn void fail_because(const char *stage, const char *what, int err, const char *why);
