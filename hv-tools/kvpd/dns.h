/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The DNS servers of an interface, from what the system's programs leave behind. In this order:
 * systemd-networkd's and systemd-resolved's own files of the interface, resolved's list of all servers,
 * NetworkManager's, resolv.conf(5). The first that names one decides. A server on this machine itself,
 * resolved's stub or a forwarder, is told only where nothing better is known.
 */
#pragma once
#include "list.h"

/* Those of interface @index below @root into @ret, once each. 0, or 1 when some did not fit. */
int dns_servers(int root, int index, struct list *ret);
