/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Whether an interface has its IPv4 address by DHCP, from what DHCP clients leave behind: systemd-networkd's
 * lease, NetworkManager's, dhclient's when it is of an address that the interface has, dhcpcd's.
 */
#pragma once
#include <stdbool.h>

/* Interface @index, named @name, with @addresses (a list parted by ';'), below @root. */
bool dhcp_is_used(int root, int index, const char *name, const char *addresses);
