/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The character devices of hv_utils, /dev/vmbus/hv_kvp, hv_vss and (before 6.10) hv_fcopy: one message per
 * read and per write, one opener at a time. Source: the kernel's drivers/hv/hv_utils_transport.c.
 *
 * A read waits even on a non-blocking descriptor: wait for EPOLLIN first. EPOLLHUP: the driver goes, close
 * and wait for the device to come back. A reply that the kernel no longer wants (its deadline passed, the
 * guest was hibernated) is refused with EINVAL: close, open again, register again.
 */
#pragma once
#include <stddef.h>
#include <sys/types.h>

/*
 * Open @path, or take over the descriptor N of "fd:N", which tests hand in as one end of a SOCK_SEQPACKET pair
 * (it keeps messages apart as the devices do). The descriptor, or -errno: -EBUSY when another process has it.
 */
int hv_device_open(const char *path);

/* One message. Its length; 0 when the other end is gone; -errno. */
ssize_t hv_device_read(int fd, void *message, size_t size);
/* One message, whole. 0 or -errno; -EIO when only a part was taken. */
int hv_device_write(int fd, const void *message, size_t len);
