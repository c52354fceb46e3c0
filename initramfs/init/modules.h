/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Kernel modules the image was built with (initramfs-build --module): one path per line in
 * MODULES_LIST, dependencies first, the files uncompressed. An image without the list has none.
 */
#pragma once

#define MODULES_LIST "/lib/modules/boot.list"

/* Load them in order; the first that does not load ends /init, naming it. */
void modules_load(void);
