/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What /init leaves for the daemon, and both tell the host: key-value pairs from before there was a root. The folder
 * has pools as /var/lib/hyperv has them (pool.h): what the host set (0, 3, 4), what /init says (1). In
 * EARLY_GONE_FOLDER below it are, as keys of records, those that the host took away.
 */
#pragma once

#define EARLY_KVP_FOLDER  "/run/hvkit"
#define EARLY_GONE_FOLDER "/gone"

/*
 * Keys in pool 1, one record each. HVKIT_BOOT: the line of initramfs/init/report.h that tells how it ended or how
 * far it came. HVKIT_BOOT_TIMES: "STAGE=US ...", microseconds of CLOCK_BOOTTIME, in order.
 */
#define EARLY_KVP_BOOT  "HVKIT_BOOT"
#define EARLY_KVP_TIMES "HVKIT_BOOT_TIMES"
