/* SPDX-License-Identifier: GPL-2.0-only */
/* A client of QEMU's monitor protocol (QMP): one command at a time, events are skipped. */
#pragma once
#include "stream.h"
#include <stdint.h>

/* Shake hands. 0, -errno, -EPROTO when the other side does not speak QMP. */
int qmp_open(struct stream *s);

/*
 * Instructions executed since reset, exact while the guest is stopped (query-replay; it reports the
 * count under -icount although nothing is recorded). -EPROTO when QEMU refuses or does not count.
 */
int qmp_icount(struct stream *s, uint64_t *ret_count);
