/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the kernel knows of links, addresses and routes, by rtnetlink: dumps, one message at a time, and the
 * reading of their messages. Nothing in a message is believed: each length is checked, what does not fit is
 * left out.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { NETLINK_NAME = 16, NETLINK_MAC = 6, NETLINK_HOPS = 8 };

struct netlink {
	int fd; /* a test has one end of a SOCK_SEQPACKET pair here */
	uint32_t sequence;
};

struct net_link {
	int index, lower, master; /* 0 = none */
	uint32_t flags;           /* IFF_ */
	bool has_mac;
	uint8_t mac[NETLINK_MAC];
	char name[NETLINK_NAME]; /* a name, never a path */
	char kind[NETLINK_NAME]; /* "bridge", "vlan", "" for hardware */
};

struct net_address {
	int index;
	uint32_t flags; /* enum hv_rtm_address_flag */
	uint8_t family, prefix, scope;
	uint8_t bytes[16];
};

struct net_route {
	uint8_t family, protocol, dst_len;
	uint32_t table, metric;
	unsigned int count;
	struct net_hop {
		int index;
		uint8_t family; /* 0 = no gateway */
		uint8_t gateway[16];
	} hops[NETLINK_HOPS];
};

/* 0 or -errno. netlink_close() in both cases. */
int netlink_open(struct netlink *nl);
void netlink_close(struct netlink *nl);

#define AUTO_NETLINK __attribute__((cleanup(netlink_close)))

/* A message's body behind its header. */
typedef void netlink_fn(void *ctx, const uint8_t *body, size_t len);

/*
 * Ask for all of @type (HV_RTM_GET...) and @family (AF_UNSPEC = any), and call @fn for each. 0; -EINTR when
 * the list changed meanwhile, then what was told may be incomplete; -ETIMEDOUT; -EMSGSIZE; -errno of the
 * kernel.
 */
int netlink_dump(struct netlink *nl, uint16_t type, uint8_t family, netlink_fn *fn, void *ctx);

/*
 * The messages of one datagram, for netlink_dump() and its tests. 1 = there is more to come, 0 = done,
 * -errno.
 */
int netlink_datagram(const uint8_t *bytes, size_t len, uint32_t sequence, uint16_t type,
                     netlink_fn *fn, void *ctx);

/* Read a body of NEWLINK, NEWADDR, NEWROUTE. false: it is malformed, or none of what is described above. */
bool netlink_link(const uint8_t *body, size_t len, struct net_link *ret);
bool netlink_address(const uint8_t *body, size_t len, struct net_address *ret);
bool netlink_route(const uint8_t *body, size_t len, struct net_route *ret);
