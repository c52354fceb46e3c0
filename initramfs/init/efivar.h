/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the boot loader says of itself (systemd.io/BOOT_LOADER_INTERFACE): LoaderDevicePartUUID, the PARTUUID of
 * the partition it was on.
 */
#pragma once
#include "uuid.h"

/* UTF-16LE of a UUID with 4 bytes of attributes before, as in efivarfs. 0 or -EINVAL. */
int efivar_parse_uuid(const uint8_t *bytes, size_t len, char ret_uuid[UUID_TEXT]);
/* Mounts efivarfs if need be. 0; -ENOENT: no EFI, or another loader; -errno. */
int efivar_loader_partition(char ret_uuid[UUID_TEXT]);
