/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The little of GDB's remote serial protocol that stopping a guest at an address takes
 * (https://sourceware.org/gdb/current/onlinedocs/gdb.html/Remote-Protocol.html).
 */
#pragma once
#include "stream.h"
#include <stdint.h>

/* Set or clear a hardware breakpoint. 0 or -errno; -EBADMSG when the stub refuses. */
int rsp_break(struct stream *s, uint64_t address);
int rsp_clear(struct stream *s, uint64_t address);

/* Let the guest run until it stops at a breakpoint. 0; -ESRCH when it ended instead; -errno. */
int rsp_continue(struct stream *s);
