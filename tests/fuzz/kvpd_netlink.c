// SPDX-License-Identifier: GPL-2.0-only
/* A datagram of rtnetlink: every message in it as what it says it is. */
#include "netlink.h"
#include "wire/rtnetlink.h"
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Texts end, numbers are in bounds. */
static void check(bool good)
{
	if (!good)
		__builtin_trap();
}

static void take_link(void *ctx, const uint8_t *body, size_t len)
{
	struct net_link link;

	(void)ctx;
	if (!netlink_link(body, len, &link))
		return;
	check(memchr(link.name, '\0', sizeof(link.name)) && !strchr(link.name, '/'));
	check(memchr(link.kind, '\0', sizeof(link.kind)) && link.index > 0);
}

static void take_address(void *ctx, const uint8_t *body, size_t len)
{
	struct net_address a;

	(void)ctx;
	if (netlink_address(body, len, &a))
		check(a.index > 0 && a.prefix <= 128);
}

static void take_route(void *ctx, const uint8_t *body, size_t len)
{
	struct net_route route;

	(void)ctx;
	if (netlink_route(body, len, &route))
		check(route.count > 0 && route.count <= NETLINK_HOPS);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	netlink_datagram(data, size, 1, HV_RTM_GETLINK, take_link, NULL);
	netlink_datagram(data, size, 1, HV_RTM_GETADDR, take_address, NULL);
	netlink_datagram(data, size, 1, HV_RTM_GETROUTE, take_route, NULL);
	return 0;
}
