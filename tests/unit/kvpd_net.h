/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The kernel's side of rtnetlink, for tests: a process that answers dumps from lists of messages, recorded
 * ones (tests/data/netlink, of a network of veth, bridge and VLAN) or some made here.
 */
#pragma once
#include "netlink.h"
#include "tap.h"
#include "wire/rtnetlink.h"
#include <arpa/inet.h>
#include <fcntl.h>
#include <net/if.h>
#include <sys/socket.h>
#include <unistd.h>

enum { NET_LINKS, NET_ADDRESSES, NET_ROUTES4, NET_ROUTES6, NET_LISTS };

static struct {
	uint8_t bytes[16384];
	size_t len;
} net_lists[NET_LISTS];

/* Interrupted dumps that come before good ones, and what the kernel refuses with. */
static int net_interrupted, net_error;

static inline void net_clear(void)
{
	memset(net_lists, 0, sizeof(net_lists));
	net_interrupted = net_error = 0;
}

static inline void net_record(int list, const char *name)
{
	char path[64];
	ssize_t n;
	int fd;

	snprintf(path, sizeof(path), "tests/data/netlink/%s", name);
	fd = open(path, O_RDONLY);
	n = read(fd, net_lists[list].bytes + net_lists[list].len,
	         sizeof(net_lists[list].bytes) - net_lists[list].len);
	is_true(n > 0);
	net_lists[list].len += n > 0 ? (size_t)n : 0;
	close(fd);
}

static inline void net_recorded(void)
{
	net_clear();
	net_record(NET_LINKS, "links-0");
	net_record(NET_LINKS, "links-1");
	net_record(NET_LINKS, "links-2");
	net_record(NET_ADDRESSES, "addresses-0");
	net_record(NET_ROUTES4, "routes4-0");
	net_record(NET_ROUTES6, "routes6-0");
}

static inline void net_put(int list, const void *bytes, size_t len)
{
	memcpy(net_lists[list].bytes + net_lists[list].len, bytes, len);
	net_lists[list].len += HV_NL_ALIGN(len);
}

/* Where the message begins; net_end() writes its length there. */
static inline size_t net_begin(int list, uint16_t type, const void *body, size_t len)
{
	const size_t at = net_lists[list].len;
	const struct hv_nl_header h = { .type = type, .flags = HV_NL_MULTI };

	net_put(list, &h, sizeof(h));
	net_put(list, body, len);
	return at;
}

static inline void net_attribute(int list, uint16_t type, const void *data, size_t len)
{
	const struct hv_nl_attribute a = { (uint16_t)(sizeof(a) + len), type };

	net_put(list, &a, sizeof(a));
	net_put(list, data, len);
}

static inline void net_end(int list, size_t at)
{
	const uint32_t len = (uint32_t)(net_lists[list].len - at);

	memcpy(net_lists[list].bytes + at, &len, sizeof(len));
}

static inline void net_add_link(int index, const char *name, const char *kind, int master,
                                uint8_t last)
{
	const uint8_t mac[] = { 0x00, 0x15, 0x5d, 0x01, 0x02, last };
	const struct hv_rtm_link body = { .index = index, .flags = IFF_UP };
	const size_t at = net_begin(NET_LINKS, HV_RTM_NEWLINK, &body, sizeof(body));
	uint8_t info[32] = { 0 };
	const struct hv_nl_attribute inner = { (uint16_t)(sizeof(inner) + strlen(kind) + 1),
		                               HV_IFLA_INFO_KIND };

	net_attribute(NET_LINKS, HV_IFLA_IFNAME, name, strlen(name) + 1);
	net_attribute(NET_LINKS, HV_IFLA_ADDRESS, mac, sizeof(mac));
	if (master)
		net_attribute(NET_LINKS, HV_IFLA_MASTER, &master, sizeof(master));
	memcpy(info, &inner, sizeof(inner));
	strcpy((char *)info + sizeof(inner), kind);
	if (kind[0])
		net_attribute(NET_LINKS, HV_IFLA_LINKINFO, info, inner.length);
	net_end(NET_LINKS, at);
}

static inline void net_add_address(int index, const char *text, uint8_t prefix, uint8_t flags)
{
	const uint8_t family = strchr(text, ':') ? AF_INET6 : AF_INET;
	const uint8_t scope = strncmp(text, "fe80", 4) == 0 ? 253 : 0;
	const struct hv_rtm_address body = { family, prefix, flags, scope, (uint32_t)index };
	const size_t at = net_begin(NET_ADDRESSES, HV_RTM_NEWADDR, &body, sizeof(body));
	uint8_t bytes[16];

	is_int(inet_pton(family, text, bytes), 1);
	net_attribute(NET_ADDRESSES, HV_IFA_ADDRESS, bytes, family == AF_INET ? 4 : 16);
	net_end(NET_ADDRESSES, at);
}

static inline void net_add_route(int index, const char *gateway, uint32_t metric)
{
	const uint8_t family = strchr(gateway, ':') ? AF_INET6 : AF_INET;
	const int list = family == AF_INET ? NET_ROUTES4 : NET_ROUTES6;
	const struct hv_rtm_route body = {
		.family = family, .table = HV_RT_TABLE_MAIN, .protocol = 3, .type = HV_RTN_UNICAST
	};
	const size_t at = net_begin(list, HV_RTM_NEWROUTE, &body, sizeof(body));
	uint8_t bytes[16];

	is_int(inet_pton(family, gateway, bytes), 1);
	net_attribute(list, HV_RTA_OIF, &index, sizeof(index));
	net_attribute(list, HV_RTA_PRIORITY, &metric, sizeof(metric));
	net_attribute(list, HV_RTA_GATEWAY, bytes, family == AF_INET ? 4 : 16);
	net_end(list, at);
}

static inline int net_list_of(const struct hv_nl_header *request, uint8_t family)
{
	if (request->type == HV_RTM_GETLINK)
		return NET_LINKS;
	if (request->type == HV_RTM_GETADDR) /* of all families, as a kernel without IPv6 does */
		return NET_ADDRESSES;
	return family == AF_INET ? NET_ROUTES4 : NET_ROUTES6;
}

static inline void net_answer(int fd, const struct hv_nl_header *request, uint8_t family)
{
	const int list = net_list_of(request, family);
	struct {
		struct hv_nl_header h;
		int32_t error;
	} done = { { sizeof(done), HV_NL_DONE, 0, request->sequence, 0 }, 0 };
	struct hv_nl_header h;

	for (size_t at = 0; at < net_lists[list].len && !net_error; at += HV_NL_ALIGN(h.length)) {
		memcpy(&h, net_lists[list].bytes + at, sizeof(h));
		h.sequence = request->sequence;
		memcpy(net_lists[list].bytes + at, &h, sizeof(h));
		send(fd, net_lists[list].bytes + at, h.length, MSG_NOSIGNAL);
	}
	if (net_interrupted > 0)
		done.h.flags = HV_NL_DUMP_INTERRUPTED;
	net_interrupted--;
	done.error = net_error;
	if (net_error)
		done.h.type = HV_NL_ERROR;
	send(fd, &done, sizeof(done), MSG_NOSIGNAL);
}

/* In place of netlink_open(). */
static inline int net_open(struct netlink *nl)
{
	struct {
		struct hv_nl_header h;
		uint8_t family, rest[15];
	} request;
	int ends[2];

	is_int(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends), 0);
	fflush(stdout);
	if (fork() == 0) {
		close(ends[0]);
		while (recv(ends[1], &request, sizeof(request), 0) == sizeof(request))
			net_answer(ends[1], &request.h, request.family);
		_exit(0);
	}
	close(ends[1]);
	*nl = (struct netlink){ .fd = ends[0] };
	return 0;
}
