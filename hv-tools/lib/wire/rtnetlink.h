/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * rtnetlink(7) as far as links, addresses and routes are read with it. Source: the kernel's
 * include/uapi/linux/netlink.h (struct nlmsghdr, nlattr), rtnetlink.h (struct rtgenmsg, rtmsg, rtnexthop),
 * if_link.h, if_addr.h. All fields are in the machine's byte order; messages and attributes begin at
 * multiples of 4 bytes. C libraries other than glibc come without these headers.
 */
#pragma once
#include <assert.h>
#include <stdint.h>

#define HV_NL_ALIGN(len) (((len) + 3u) & ~3u)

enum hv_nl_constant {
	HV_NL_ROUTE = 0, /* NETLINK_ROUTE */

	HV_NL_ERROR = 2, /* types of answers */
	HV_NL_DONE = 3,

	HV_NL_REQUEST = 0x1, /* flags */
	HV_NL_MULTI = 0x2,
	HV_NL_DUMP_INTERRUPTED = 0x10, /* what is dumped has changed meanwhile */
	HV_NL_DUMP = 0x300,

	HV_NL_ATTRIBUTE_TYPE = 0x3fff, /* without NLA_F_NESTED and NLA_F_NET_BYTEORDER */
};

enum hv_rtm_type {
	HV_RTM_NEWLINK = 16,
	HV_RTM_GETLINK = 18,
	HV_RTM_NEWADDR = 20,
	HV_RTM_GETADDR = 22,
	HV_RTM_NEWROUTE = 24,
	HV_RTM_GETROUTE = 26,
};

struct hv_nl_header {
	uint32_t length; /* with this header */
	uint16_t type, flags;
	uint32_t sequence, port;
};
static_assert(sizeof(struct hv_nl_header) == 16, "nlmsghdr");

struct hv_nl_attribute {
	uint16_t length, type; /* with this header */
};
static_assert(sizeof(struct hv_nl_attribute) == 4, "nlattr");

struct hv_rtm_link { /* NEWLINK */
	uint8_t family, padding;
	uint16_t type;
	int32_t index;
	uint32_t flags, change; /* IFF_ of net/if.h */
};
static_assert(sizeof(struct hv_rtm_link) == 16, "ifinfomsg");

enum hv_rtm_link_attribute {
	HV_IFLA_ADDRESS = 1,
	HV_IFLA_IFNAME = 3,
	HV_IFLA_LINK = 5, /* a VLAN's, a macvlan's device below */
	HV_IFLA_MASTER = 10,
	HV_IFLA_LINKINFO = 18,
	HV_IFLA_INFO_KIND = 1, /* in LINKINFO */
};

struct hv_rtm_address { /* NEWADDR */
	uint8_t family, prefix, flags, scope;
	uint32_t index; /* of its link */
};
static_assert(sizeof(struct hv_rtm_address) == 8, "ifaddrmsg");

enum hv_rtm_address_attribute {
	HV_IFA_ADDRESS = 1,
	HV_IFA_LOCAL = 2, /* where it differs: of a point-to-point link */
	HV_IFA_FLAGS = 8, /* 32 bits of them */
};

enum hv_rtm_address_flag {
	HV_IFA_SECONDARY = 0x01, /* IPv6: temporary */
	HV_IFA_DAD_FAILED = 0x08,
	HV_IFA_PERMANENT = 0x80,
};

struct hv_rtm_route { /* NEWROUTE */
	uint8_t family, dst_len, src_len, tos;
	uint8_t table, protocol, scope, type;
	uint32_t flags;
};
static_assert(sizeof(struct hv_rtm_route) == 12, "rtmsg");

enum hv_rtm_route_constant {
	HV_RT_TABLE_MAIN = 254,
	HV_RTPROT_DHCP = 16,
	HV_RTN_UNICAST = 1,
	HV_RTM_F_CLONED = 0x200,
};

enum hv_rtm_route_attribute {
	HV_RTA_OIF = 4,
	HV_RTA_GATEWAY = 5,
	HV_RTA_PRIORITY = 6, /* the smaller wins */
	HV_RTA_MULTIPATH = 9,
	HV_RTA_TABLE = 15,
	HV_RTA_VIA = 18, /* a gateway of another family: 16 bits of family, then the address */
};

struct hv_rtm_hop { /* in MULTIPATH, with attributes behind each */
	uint16_t length;
	uint8_t flags, hops;
	int32_t index;
};
static_assert(sizeof(struct hv_rtm_hop) == 8, "rtnexthop");
