/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Freezing file systems: the two requests of ioctl(2), and a flag of prctl(2), which musl's headers do
 * not have. Source: the kernel's include/uapi/linux/fs.h, fs/ioctl.c and include/uapi/linux/prctl.h.
 */
#pragma once
#include <assert.h>
#include <sys/ioctl.h>

/*
 * Of any open file or folder of the file system; the argument counts for nothing. CAP_SYS_ADMIN in its
 * user namespace, or EPERM. EOPNOTSUPP: it cannot be frozen. EBUSY: a program has frozen it already.
 * EINVAL: it is not frozen.
 */
#define HV_FREEZE _IOWR('X', 119, int)
#define HV_THAW   _IOWR('X', 120, int)
static_assert(HV_FREEZE == 0xc0045877, "FIFREEZE");
static_assert(HV_THAW == 0xc0045878, "FITHAW");

/* Memory that the kernel takes for this process is never got by writing to a file system. Since 5.6. */
#define HV_PR_SET_IO_FLUSHER 57
