/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The guest's network as the host asks for it: all addresses of the guest in one list, and the settings of
 * one network interface that the host knows by its MAC. What is told is read anew each time.
 */
#pragma once
#include "config.h"
#include "list.h"
#include "netlink.h"
#include <stdbool.h>
#include <stdint.h>

struct net {
	struct netlink *nl;
	int root; /* folder that /sys is below */
	const struct hv_list
		*exclude; /* patterns of interfaces that are none of the host's business */
};

/*
 * The guest's addresses of @family, but loopback's and those of excluded interfaces: first those of the
 * interface with the default route, then the others; of each those that others reach it by before link-local
 * ones. What does not fit is left out at the end. 0, 1 when something was left out, or -errno.
 */
int net_addresses(const struct net *net, uint8_t family, struct list *ret);

/*
 * The interface of this MAC that Hyper-V gave the guest, which hv_netvsc drives. A virtual function, a bond,
 * a bridge or a VLAN of the same MAC is another interface; where no hv_netvsc interface has the MAC, one that
 * stands on no other will do. -ENODEV: there is none; else 0 or -errno.
 */
int net_find(const struct net *net, const uint8_t mac[NETLINK_MAC], struct net_link *ret);

/* An interface's settings, each list in the order of the others. The caller begins the lists. */
struct net_settings {
	struct list address, mask, gateway; /* mask: "255.255.255.0" or "/64" */
	bool ipv4, ipv6;                    /* it has addresses of */
	bool dynamic;                       /* an IPv4 address or route says that DHCP made it */
};

/*
 * Those of @link; of the bridge, bond or team that it is a port of when it has no address itself, for there
 * its addresses are. *@link is then that one. 0, 1 when something did not fit, or -errno.
 */
int net_settings_read(const struct net *net, struct net_link *link, struct net_settings *ret);

/* "00:15:5D:01:02:03" in any case. */
bool net_parse_mac(const char *text, uint8_t ret[NETLINK_MAC]);
