// SPDX-License-Identifier: GPL-2.0-only
#include "netlink.h"
#include "wire/rtnetlink.h"
#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

/* The kernel makes its datagrams no larger than what the last read had room for, nor than 8 KiB unasked. */
enum { DATAGRAM = 8192, DATAGRAMS_MAX = 65536, WAIT_S = 5 };

int netlink_open(struct netlink *nl)
{
	const struct timeval wait = { .tv_sec = WAIT_S };

	nl->sequence = 0;
	nl->fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, HV_NL_ROUTE);
	if (nl->fd < 0)
		return -errno;
	return setsockopt(nl->fd, SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof(wait)) < 0 ? -errno : 0;
}

void netlink_close(struct netlink *nl)
{
	if (nl->fd >= 0)
		close(nl->fd);
	nl->fd = -1;
}

/* The end of a dump, or the kernel's refusal: both may begin with a negative errno. */
static int read_end(uint16_t type, const uint8_t *body, size_t len)
{
	int32_t error;

	if (len < sizeof(error))
		return type == HV_NL_DONE ? 0 : -EPROTO;
	memcpy(&error, body, sizeof(error));
	if (error > 0 || error < -4095)
		return -EPROTO;
	return error;
}

int netlink_datagram(const uint8_t *bytes, size_t len, uint32_t sequence, uint16_t type,
                     netlink_fn *fn, void *ctx)
{
	const uint16_t answer = type - 2; /* RTM_NEW... of RTM_GET... */
	bool interrupted = false;
	struct hv_nl_header h;

	while (len >= sizeof(h)) {
		memcpy(&h, bytes, sizeof(h));
		if (h.length < sizeof(h) || h.length > len)
			return -EPROTO;
		if (h.sequence == sequence) {
			const uint8_t *body = bytes + sizeof(h);
			const size_t size = h.length - sizeof(h);

			interrupted |= (h.flags & HV_NL_DUMP_INTERRUPTED) != 0;
			if (h.type == HV_NL_DONE || h.type == HV_NL_ERROR) {
				const int rc = read_end(h.type, body, size);

				return rc == 0 && interrupted ? -EINTR : rc;
			}
			if (h.type == answer)
				fn(ctx, body, size);
		}
		if (HV_NL_ALIGN(h.length) >= len)
			break;
		bytes += HV_NL_ALIGN(h.length);
		len -= HV_NL_ALIGN(h.length);
	}
	return interrupted ? -EINTR : 1;
}

static int ask(struct netlink *nl, uint16_t type, uint8_t family)
{
	struct {
		struct hv_nl_header header;
		/* All dumps begin with a family, and older kernels want a link's whole header. */
		struct hv_rtm_link body;
	} request = {
		.header = { sizeof(request), type, HV_NL_REQUEST | HV_NL_DUMP, ++nl->sequence, 0 },
		.body = { .family = family },
	};

	return send(nl->fd, &request, sizeof(request), MSG_NOSIGNAL) < 0 ? -errno : 0;
}

/* One datagram of the kernel's own; others can send to this socket, too. */
static ssize_t take(int fd, uint8_t *bytes, size_t size)
{
	struct {
		uint16_t family, padding;
		uint32_t port, groups;
	} from = { 0 };
	struct iovec iov = { bytes, size };
	struct msghdr msg = {
		.msg_name = &from,
		.msg_namelen = sizeof(from),
		.msg_iov = &iov,
		.msg_iovlen = 1,
	};
	ssize_t n;

	do
		n = recvmsg(fd, &msg, 0);
	while (n > 0 && from.family == AF_NETLINK && from.port != 0);
	if (n < 0)
		return errno == EAGAIN ? -ETIMEDOUT : -errno;
	if (n == 0)
		return -EPIPE;
	return msg.msg_flags & MSG_TRUNC ? -EMSGSIZE : n;
}

int netlink_dump(struct netlink *nl, uint16_t type, uint8_t family, netlink_fn *fn, void *ctx)
{
	uint8_t bytes[DATAGRAM];
	int rc = ask(nl, type, family);
	ssize_t n;

	if (rc < 0)
		return rc;
	for (unsigned int i = 0; i < DATAGRAMS_MAX; i++) {
		n = take(nl->fd, bytes, sizeof(bytes));
		if (n < 0)
			return (int)n;
		rc = netlink_datagram(bytes, (size_t)n, nl->sequence, type, fn, ctx);
		if (rc <= 0)
			return rc;
	}
	return -EMSGSIZE;
}

struct attribute {
	uint16_t type;
	const uint8_t *data;
	size_t len;
};

/* The attribute at the start of what is left; false at the end, or when it is malformed. */
static bool next(const uint8_t **at, size_t *left, struct attribute *ret)
{
	struct hv_nl_attribute a;

	if (*left < sizeof(a))
		return false;
	memcpy(&a, *at, sizeof(a));
	if (a.length < sizeof(a) || a.length > *left)
		return false;
	*ret = (struct attribute){ a.type & HV_NL_ATTRIBUTE_TYPE, *at + sizeof(a),
		                   a.length - sizeof(a) };
	if (HV_NL_ALIGN(a.length) >= *left) {
		*left = 0;
	} else {
		*at += HV_NL_ALIGN(a.length);
		*left -= HV_NL_ALIGN(a.length);
	}
	return true;
}

static void read_u32(const struct attribute *a, uint32_t *ret)
{
	if (a->len == sizeof(*ret))
		memcpy(ret, a->data, sizeof(*ret));
}

static void read_index(const struct attribute *a, int *ret)
{
	uint32_t value = 0;

	read_u32(a, &value);
	if (value > 0 && value <= INT32_MAX)
		*ret = (int)value;
}

/* A text of the kernel's, which ends with its NUL or its attribute. */
static void read_text(const struct attribute *a, char *ret, size_t size)
{
	const size_t len = strnlen((const char *)a->data, a->len);

	if (len < size) {
		memcpy(ret, a->data, len);
		ret[len] = '\0';
	}
}

static void read_kind(const struct attribute *info, struct net_link *ret)
{
	const uint8_t *at = info->data;
	size_t left = info->len;
	struct attribute a;

	while (next(&at, &left, &a))
		if (a.type == HV_IFLA_INFO_KIND)
			read_text(&a, ret->kind, sizeof(ret->kind));
}

static void read_link_attribute(const struct attribute *a, struct net_link *ret)
{
	switch (a->type) {
	case HV_IFLA_ADDRESS:
		ret->has_mac = a->len == NETLINK_MAC;
		if (ret->has_mac)
			memcpy(ret->mac, a->data, NETLINK_MAC);
		break;
	case HV_IFLA_IFNAME:
		read_text(a, ret->name, sizeof(ret->name));
		break;
	case HV_IFLA_LINK:
		read_index(a, &ret->lower);
		break;
	case HV_IFLA_MASTER:
		read_index(a, &ret->master);
		break;
	case HV_IFLA_LINKINFO:
		read_kind(a, ret);
		break;
	}
}

bool netlink_link(const uint8_t *body, size_t len, struct net_link *ret)
{
	struct hv_rtm_link h;
	struct attribute a;

	if (len < sizeof(h))
		return false;
	memcpy(&h, body, sizeof(h));
	*ret = (struct net_link){ .index = h.index, .flags = h.flags };
	body += sizeof(h);
	len -= sizeof(h);
	while (next(&body, &len, &a))
		read_link_attribute(&a, ret);
	/* The kernel lets no such name pass; it becomes part of paths here. */
	return ret->index > 0 && ret->name[0] && ret->name[0] != '.' && !strchr(ret->name, '/');
}

static size_t address_size(uint8_t family)
{
	return family == AF_INET ? 4 : family == AF_INET6 ? 16 : 0;
}

bool netlink_address(const uint8_t *body, size_t len, struct net_address *ret)
{
	bool local = false, found = false;
	struct hv_rtm_address h;
	struct attribute a;
	size_t size;

	if (len < sizeof(h))
		return false;
	memcpy(&h, body, sizeof(h));
	size = address_size(h.family);
	if (size == 0 || h.prefix > 8 * size || h.index == 0 || h.index > INT32_MAX)
		return false;
	*ret = (struct net_address){ (int)h.index, h.flags, h.family, h.prefix, h.scope, { 0 } };
	body += sizeof(h);
	len -= sizeof(h);
	while (next(&body, &len, &a)) {
		if (a.type == HV_IFA_FLAGS)
			read_u32(&a, &ret->flags);
		if (a.len != size ||
		    (a.type != HV_IFA_LOCAL && (a.type != HV_IFA_ADDRESS || local)))
			continue;
		memcpy(ret->bytes, a.data, size);
		local = a.type == HV_IFA_LOCAL;
		found = true;
	}
	return found;
}

static void read_gateway(const struct attribute *a, uint8_t family, struct net_hop *ret)
{
	if (a->len == 0 || a->len != address_size(family))
		return;
	ret->family = family;
	memcpy(ret->gateway, a->data, a->len);
}

static void read_hop_attribute(const struct attribute *a, uint8_t family, struct net_hop *ret)
{
	uint16_t other;

	if (a->type == HV_RTA_OIF) {
		read_index(a, &ret->index);
	} else if (a->type == HV_RTA_GATEWAY) {
		read_gateway(a, family, ret);
	} else if (a->type == HV_RTA_VIA && a->len > sizeof(other)) {
		const struct attribute via = { a->type, a->data + sizeof(other),
			                       a->len - sizeof(other) };

		memcpy(&other, a->data, sizeof(other));
		if (other <= UINT8_MAX)
			read_gateway(&via, (uint8_t)other, ret);
	}
}

static void read_multipath(const struct attribute *a, struct net_route *ret)
{
	const uint8_t *at = a->data;
	size_t left = a->len;
	struct hv_rtm_hop h;
	struct attribute inner;

	while (left >= sizeof(h) && ret->count < NETLINK_HOPS) {
		memcpy(&h, at, sizeof(h));
		if (h.length < sizeof(h) || h.length > left)
			return;

		const uint8_t *attributes = at + sizeof(h);
		size_t len = h.length - sizeof(h);
		struct net_hop *hop = &ret->hops[ret->count++];

		hop->index = h.index > 0 ? h.index : 0;
		while (next(&attributes, &len, &inner))
			read_hop_attribute(&inner, ret->family, hop);
		if (HV_NL_ALIGN(h.length) >= left)
			return;
		at += HV_NL_ALIGN(h.length);
		left -= HV_NL_ALIGN(h.length);
	}
}

bool netlink_route(const uint8_t *body, size_t len, struct net_route *ret)
{
	struct net_hop single = { 0 };
	struct hv_rtm_route h;
	struct attribute a;

	if (len < sizeof(h))
		return false;
	memcpy(&h, body, sizeof(h));
	if (address_size(h.family) == 0 || h.type != HV_RTN_UNICAST || h.flags & HV_RTM_F_CLONED)
		return false;
	*ret = (struct net_route){
		.family = h.family, .protocol = h.protocol, .dst_len = h.dst_len, .table = h.table
	};
	body += sizeof(h);
	len -= sizeof(h);
	while (next(&body, &len, &a)) {
		if (a.type == HV_RTA_PRIORITY)
			read_u32(&a, &ret->metric);
		else if (a.type == HV_RTA_TABLE)
			read_u32(&a, &ret->table);
		else if (a.type == HV_RTA_MULTIPATH)
			read_multipath(&a, ret);
		else
			read_hop_attribute(&a, h.family, &single);
	}
	if (single.index > 0 && ret->count < NETLINK_HOPS)
		ret->hops[ret->count++] = single;
	return ret->count > 0;
}
