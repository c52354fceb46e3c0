/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Which disk Azure calls the OS disk. A clone of it that is attached as data disk, as people do to rescue a
 * VM, has the same UUIDs; only the place tells them apart (azure-vm-utils, udev/80-azure-disk.rules; WALinuxAgent,
 * config/66-azure-storage.rules): logical unit 0 of the SCSI controller f8b3781a-..., the first disk of the IDE
 * controller 00000000-0000-..., or name space 1 of the controller "MSFT NVMe Accelerator v1.0".
 */
#pragma once
#include <stdbool.h>

/* @sys: /sys; @devpath: the path of the disk or its partition there; @disk: the disk's name. */
bool azure_is_os_disk(int sys, const char *devpath, const char *disk);
/* Whether there is a controller that has, or will have, an OS disk. */
bool azure_has_os_disk(int sys);
