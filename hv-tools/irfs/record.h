/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A running machine as machine.h has it: the devices of /sys with their modaliases and drivers, its block devices
 * with what udev's database says of them (/run/udev/data).
 */
#pragma once
#include "bytes.h"
#include "fault.h"

/*
 * Add the machine below @root (a folder with sys, run and proc) to @out. 0; the errno of opening; -ELOOP for folders
 * without end; -ENOMEM; with the reason.
 */
int record_machine(const char *root, struct bytes *out, struct fault *fault);
