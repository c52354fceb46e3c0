// SPDX-License-Identifier: GPL-2.0-only
#include "netinfo.h"
#include "sysfs.h"
#include "wire/rtnetlink.h"
#include <arpa/inet.h>
#include <errno.h>
#include <net/if.h>
#include <stdio.h>
#include <string.h>

/*
 * A field holds 128 IPv4 addresses at most; more interfaces than LINKS_MAX with addresses have no room
 * either.
 */
enum { ADDRESSES_MAX = 128, LINKS_MAX = 64, TRIES = 3, SCOPE_LINK = 253 };

/* A list that changes while it is dumped is dumped again; a busy one is taken as it was. */
static int dump(const struct net *net, uint16_t type, uint8_t family, netlink_fn *fn, void *ctx,
                void (*reset)(void *ctx))
{
	int rc = -EINTR;

	for (int i = 0; i < TRIES && rc == -EINTR; i++) {
		reset(ctx);
		rc = netlink_dump(net->nl, type, family, fn, ctx);
	}
	return rc == -EINTR ? 0 : rc;
}

/* Addresses of the wanted interfaces, with what decides their order. */
struct addresses {
	uint8_t family; /* a kernel without it answers with all others */
	int first;      /* interface whose addresses lead the list; 0 = none */
	const int *links;
	unsigned int n_links, count;
	struct net_address at[ADDRESSES_MAX];
	uint8_t order[ADDRESSES_MAX];
};

static bool is_wanted(const struct addresses *all, int index)
{
	for (unsigned int i = 0; i < all->n_links; i++)
		if (all->links[i] == index)
			return true;
	return false;
}

static void take_address(void *ctx, const uint8_t *body, size_t len)
{
	struct addresses *all = ctx;
	struct net_address *a = &all->at[all->count];

	if (all->count < ADDRESSES_MAX && netlink_address(body, len, a) &&
	    a->family == all->family && is_wanted(all, a->index) && !(a->flags & HV_IFA_DAD_FAILED))
		all->count++;
}

static void reset_addresses(void *ctx)
{
	struct addresses *all = ctx;

	all->count = 0;
}

static unsigned int rank(const struct addresses *all, const struct net_address *a)
{
	return (a->index != all->first) << 2 | (a->scope >= SCOPE_LINK) << 1 |
	       ((a->flags & HV_IFA_SECONDARY) != 0);
}

/* By rank, the kernel's order among equals. */
static void sort(struct addresses *all)
{
	unsigned int n = 0;

	for (unsigned int r = 0; r < 8; r++)
		for (unsigned int i = 0; i < all->count; i++)
			if (rank(all, &all->at[i]) == r)
				all->order[n++] = (uint8_t)i;
}

/* Those of @all->family. */
static int read_addresses(const struct net *net, struct addresses *all)
{
	const int rc = dump(net, HV_RTM_GETADDR, all->family, take_address, all, reset_addresses);

	if (rc == 0)
		sort(all);
	return rc;
}

/* The interface of the default route that wins. */
struct primary {
	uint8_t family;
	int index;
	uint32_t metric;
};

static void take_default(void *ctx, const uint8_t *body, size_t len)
{
	struct primary *best = ctx;
	struct net_route route;

	if (!netlink_route(body, len, &route) || route.family != best->family ||
	    route.dst_len != 0 || route.table != HV_RT_TABLE_MAIN || route.hops[0].index == 0)
		return;
	if (best->index == 0 || route.metric < best->metric) {
		best->index = route.hops[0].index;
		best->metric = route.metric;
	}
}

static void reset_primary(void *ctx)
{
	struct primary *best = ctx;

	best->index = 0;
}

struct links {
	const struct net *net;
	unsigned int count;
	int index[LINKS_MAX];
};

static void take_link(void *ctx, const uint8_t *body, size_t len)
{
	struct links *all = ctx;
	struct net_link link;

	if (all->count < LINKS_MAX && netlink_link(body, len, &link) &&
	    !(link.flags & IFF_LOOPBACK) && !config_excludes(all->net->exclude, link.name))
		all->index[all->count++] = link.index;
}

static void reset_links(void *ctx)
{
	struct links *all = ctx;

	all->count = 0;
}

int net_addresses(const struct net *net, uint8_t family, struct list *ret)
{
	struct links links = { .net = net };
	struct primary primary = { .family = family };
	struct addresses all;
	char text[INET6_ADDRSTRLEN];
	int rc = dump(net, HV_RTM_GETLINK, AF_UNSPEC, take_link, &links, reset_links);

	if (rc == 0)
		rc = dump(net, HV_RTM_GETROUTE, family, take_default, &primary, reset_primary);
	all.family = family;
	all.first = primary.index;
	all.links = links.index;
	all.n_links = links.count;
	all.count = 0;
	if (rc == 0)
		rc = read_addresses(net, &all);
	for (unsigned int i = 0; rc == 0 && i < all.count; i++) {
		inet_ntop(family, all.at[all.order[i]].bytes, text, sizeof(text));
		rc = list_add_new(ret, text) ? 0 : 1;
	}
	return rc;
}

/* Whether VMBus gave the guest this interface. */
static bool is_synthetic(int root, const char *name)
{
	char path[64], driver[32];

	snprintf(path, sizeof(path), "sys/class/net/%s/device/driver", name);
	return hv_sysfs_link(root, path, driver, sizeof(driver)) >= 0 &&
	       strcmp(driver, "hv_netvsc") == 0;
}

struct search {
	const struct net *net;
	const uint8_t *mac; /* NULL: by @index */
	int index;
	int worth; /* of what was found so far; 0 = nothing */
	struct net_link link;
};

/* How well an interface of the right MAC fits; 0 = not at all. */
static int worth(const struct net *net, const struct net_link *link)
{
	if (is_synthetic(net->root, link->name))
		return 2;
	/* Its own device: on no other, port of none, made by no software but a stand-in for hardware. */
	return link->lower == 0 && link->master == 0 &&
	       (link->kind[0] == '\0' || strcmp(link->kind, "dummy") == 0);
}

static void match(void *ctx, const uint8_t *body, size_t len)
{
	struct search *s = ctx;
	struct net_link link;
	int w;

	if (!netlink_link(body, len, &link))
		return;
	if (s->mac && (!link.has_mac || memcmp(link.mac, s->mac, NETLINK_MAC) != 0))
		return;
	if (!s->mac && link.index != s->index)
		return;
	w = s->mac ? worth(s->net, &link) : 1;
	if (w > s->worth) {
		s->worth = w;
		s->link = link;
	}
}

static void reset_search(void *ctx)
{
	struct search *s = ctx;

	s->worth = 0;
}

static int search(struct search *s, struct net_link *ret)
{
	const int rc = dump(s->net, HV_RTM_GETLINK, AF_UNSPEC, match, s, reset_search);

	if (rc < 0)
		return rc;
	if (s->worth == 0)
		return -ENODEV;
	*ret = s->link;
	return 0;
}

int net_find(const struct net *net, const uint8_t mac[NETLINK_MAC], struct net_link *ret)
{
	struct search s = { .net = net, .mac = mac };

	return search(&s, ret);
}

static void write_mask(const struct net_address *a, char *text, size_t size)
{
	uint32_t mask;

	if (a->family == AF_INET6) {
		snprintf(text, size, "/%u", a->prefix);
		return;
	}
	mask = a->prefix == 0 ? 0 : htonl(UINT32_MAX << (32 - a->prefix));
	inet_ntop(AF_INET, &mask, text, (socklen_t)size);
}

static int add_address(const struct net_address *a, struct net_settings *ret)
{
	const struct list before = ret->address;
	char address[INET6_ADDRSTRLEN], mask[INET6_ADDRSTRLEN];

	inet_ntop(a->family, a->bytes, address, sizeof(address));
	write_mask(a, mask, sizeof(mask));
	if (!list_add(&ret->address, address))
		return 1;
	if (!list_add(&ret->mask, mask)) {
		ret->address.len = before.len;
		ret->address.text[before.len] = '\0';
		return 1;
	}
	ret->ipv4 |= a->family == AF_INET;
	ret->ipv6 |= a->family == AF_INET6;
	/* Nobody but a lease gives an IPv4 address an end. */
	ret->dynamic |= a->family == AF_INET && !(a->flags & HV_IFA_PERMANENT);
	return 0;
}

static int add_addresses(const struct net *net, int index, uint8_t family, struct net_settings *ret)
{
	struct addresses all;
	int rc;

	all.family = family;
	all.first = index;
	all.links = &index;
	all.n_links = 1;
	all.count = 0;
	rc = read_addresses(net, &all);
	for (unsigned int i = 0; rc == 0 && i < all.count; i++)
		rc = add_address(&all.at[all.order[i]], ret);
	return rc;
}

struct gateways {
	uint8_t family;
	int index;
	struct net_settings *settings;
	bool cut;
};

static void take_gateway(void *ctx, const uint8_t *body, size_t len)
{
	struct gateways *g = ctx;
	char text[INET6_ADDRSTRLEN];
	struct net_route route;

	if (!netlink_route(body, len, &route) || route.family != g->family)
		return;
	for (unsigned int i = 0; i < route.count; i++) {
		const struct net_hop *hop = &route.hops[i];

		if (hop->index != g->index)
			continue;
		g->settings->dynamic |= route.family == AF_INET && route.protocol == HV_RTPROT_DHCP;
		if (route.dst_len != 0 || hop->family == 0)
			continue;
		inet_ntop(hop->family, hop->gateway, text, sizeof(text));
		g->cut |= !list_add_new(&g->settings->gateway, text);
	}
}

/* Gateways are told once each, so that a second dump adds what the first had not. */
static void keep_gateways(void *ctx)
{
}

static int add_gateways(const struct net *net, int index, uint8_t family, struct net_settings *ret)
{
	struct gateways g = { family, index, ret, false };
	const int rc = dump(net, HV_RTM_GETROUTE, family, take_gateway, &g, keep_gateways);

	return rc == 0 ? g.cut : rc;
}

typedef int add_fn(const struct net *net, int index, uint8_t family, struct net_settings *ret);

static int add_both(const struct net *net, int index, add_fn *add, struct net_settings *ret)
{
	const int v4 = add(net, index, AF_INET, ret);
	const int v6 = v4 < 0 ? v4 : add(net, index, AF_INET6, ret);

	return v6 < 0 ? v6 : v4 | v6;
}

/* A port's addresses are its master's, unless the master is a synthetic interface: that has its own MAC's. */
static int follow(const struct net *net, struct net_link *link)
{
	struct search s = { .net = net, .index = link->master };

	return link->master == 0 ? -ENODEV : search(&s, link);
}

int net_settings_read(const struct net *net, struct net_link *link, struct net_settings *ret)
{
	int cut = add_both(net, link->index, add_addresses, ret), rc;

	if (cut == 0 && ret->address.len == 0 && follow(net, link) == 0)
		cut = add_both(net, link->index, add_addresses, ret);
	if (cut < 0)
		return cut;
	rc = add_both(net, link->index, add_gateways, ret);
	return rc < 0 ? rc : rc | cut;
}

static int hex_digit(char c)
{
	static const char digits[] = "0123456789abcdef";
	const char *at = c ? strchr(digits, c | 0x20) : NULL;

	return at ? (int)(at - digits) : -1;
}

bool net_parse_mac(const char *text, uint8_t ret[NETLINK_MAC])
{
	for (int i = 0; i < NETLINK_MAC; i++, text += 3) {
		const int high = hex_digit(text[0]), low = high < 0 ? -1 : hex_digit(text[1]);

		if (low < 0 || text[2] != (i < NETLINK_MAC - 1 ? ':' : '\0'))
			return false;
		ret[i] = (uint8_t)(high << 4 | low);
	}
	return true;
}
