// SPDX-License-Identifier: GPL-2.0-only
/*
 * Addresses, masks and gateways of the right interface, from recorded answers of the kernel and from made
 * ones.
 */
#include "kvpd/netinfo.h"
#include "kvpd_inject_fixture.h"
#include "kvpd_net.h"
#include <signal.h>

static struct hv_list nothing;
static char address[1024], mask[1024], gateway[512];
static const uint8_t mac[] = { 0x00, 0x15, 0x5d, 0x01, 0x02, 0x03 };

/* Settings of the interface with @mac into the texts above; its name. */
static const char *read_settings(const struct fixture *f, size_t room, struct net_settings *s)
{
	AUTO_NETLINK struct netlink nl = { .fd = -1 };
	const struct net net = { &nl, f->root, &nothing };
	static struct net_link link;
	int rc;

	*s = (struct net_settings){ 0 };
	list_begin(&s->address, address, room);
	list_begin(&s->mask, mask, room);
	list_begin(&s->gateway, gateway, sizeof(gateway));
	net_open(&nl);
	rc = net_find(&net, mac, &link);
	if (rc < 0)
		return strerror(-rc);
	rc = net_settings_read(&net, &link, s);
	is_int(rc, room < sizeof(address));
	return link.name;
}

static const char *read_addresses(const struct fixture *f, const struct hv_list *exclude,
                                  uint8_t family, int want)
{
	AUTO_NETLINK struct netlink nl = { .fd = -1 };
	const struct net net = { &nl, f->root, exclude };
	struct list list;

	list_begin(&list, address, sizeof(address));
	net_open(&nl);
	is_int(net_addresses(&net, family, &list), want);
	return address;
}

/* A veth that stands in for the synthetic interface; a bridge and a VLAN have its MAC. */
static void recorded_interface(void)
{
	struct net_settings s;
	struct fixture f;

	fixture_begin(&f);
	fixture_nic(&f, "v0", NULL, "00:15:5d:01:02:03", 7, "hv_netvsc");
	net_recorded();
	is_string(read_settings(&f, sizeof(address), &s), "v0");
	is_string(address, "10.1.2.3;192.168.5.5;10.1.2.4;2001:db8::5;fe80::215:5dff:fe01:203");
	is_string(mask, "255.255.255.0;255.255.255.128;255.255.255.0;/64;/64");
	is_string(gateway, "10.1.2.1;fe80::2;2001:db8::1;fe80::1");
	is_true(s.ipv4 && s.ipv6 && s.dynamic);
	fixture_end(&f);
}

static void recorded_addresses(void)
{
	struct hv_list bridges = { .items = { "br?", "v1" }, .count = 2 };
	struct fixture f;

	fixture_begin(&f);
	net_recorded();
	/* The interface of the default route comes first; loopback's never. */
	is_string(read_addresses(&f, &nothing, AF_INET, 0),
	          "10.1.2.3;192.168.5.5;10.1.2.4;172.17.0.1");
	is_string(read_addresses(&f, &bridges, AF_INET, 0), "10.1.2.3;192.168.5.5;10.1.2.4");
	is_string(read_addresses(&f, &bridges, AF_INET6, 0), "2001:db8::5;fe80::215:5dff:fe01:203");
	fixture_end(&f);
}

/* Upstream takes whichever comes first that has an address, and for eth1 the addresses of eth10, too. */
static void clones_of_a_mac(void)
{
	struct net_settings s;
	struct fixture f;

	fixture_begin(&f); /* eth0 is synthetic */
	net_clear();
	net_add_link(2, "enP1s0", "", 3, 3);
	net_add_link(5, "bond0", "bond", 0, 3);
	net_add_link(3, "eth0", "", 0, 3);
	net_add_link(4, "eth01", "", 0, 3);
	net_add_link(6, "eth0.7", "vlan", 0, 3);
	net_add_address(4, "10.0.0.4", 24, HV_IFA_PERMANENT);
	net_add_address(5, "10.0.0.5", 24, HV_IFA_PERMANENT);
	net_add_address(6, "10.0.0.6", 24, HV_IFA_PERMANENT);
	net_add_address(3, "10.0.0.3", 8, HV_IFA_PERMANENT);
	net_add_route(4, "10.0.0.254", 0);
	net_add_route(3, "10.0.0.1", 0);
	is_string(read_settings(&f, sizeof(address), &s), "eth0");
	is_string(address, "10.0.0.3");
	is_string(mask, "255.0.0.0");
	is_string(gateway, "10.0.0.1");
	is_true(s.ipv4 && !s.ipv6 && !s.dynamic);
	fixture_end(&f);
}

static void port_of_a_bridge(void)
{
	struct net_settings s;
	struct fixture f;

	fixture_begin(&f);
	net_clear();
	net_add_link(3, "eth0", "", 9, 3);
	net_add_link(9, "br0", "bridge", 0, 3);
	net_add_address(9, "10.0.0.9", 24, 0);
	net_add_route(9, "10.0.0.1", 0);
	is_string(read_settings(&f, sizeof(address), &s), "br0");
	is_string(address, "10.0.0.9");
	is_string(gateway, "10.0.0.1");
	is_true(s.dynamic); /* an address that ends */
	/* With an address of its own it is itself. */
	net_add_address(3, "10.0.0.3", 24, HV_IFA_PERMANENT);
	is_string(read_settings(&f, sizeof(address), &s), "eth0");
	is_string(address, "10.0.0.3");
	fixture_end(&f);
}

static void no_synthetic_interface(void)
{
	struct net_settings s;
	struct fixture f;

	fixture_begin(&f);
	net_clear();
	net_add_link(2, "br0", "bridge", 0, 3);
	is_string(read_settings(&f, sizeof(address), &s), strerror(ENODEV));
	net_add_link(3, "dummy0", "dummy", 0, 3);
	is_string(read_settings(&f, sizeof(address), &s), "dummy0");
	is_string(address, "");
	net_add_link(4, "eth9", "", 0, 4);
	net_clear();
	is_string(read_settings(&f, sizeof(address), &s), strerror(ENODEV));
	fixture_end(&f);
}

/* An address and its mask are told together or not at all. */
static void too_many(void)
{
	struct net_settings s;
	struct fixture f;
	char text[16];

	fixture_begin(&f);
	net_clear();
	net_add_link(3, "eth0", "", 0, 3);
	for (int i = 1; i <= 200; i++) {
		snprintf(text, sizeof(text), "10.0.0.%d", i);
		net_add_address(3, text, 24, HV_IFA_PERMANENT);
	}
	read_settings(&f, 50, &s);
	is_string(address, "10.0.0.1;10.0.0.2;10.0.0.3");
	is_string(mask, "255.255.255.0;255.255.255.0;255.255.255.0");
	read_addresses(&f, &nothing, AF_INET, 1);
	is_true(strlen(address) > 1000 && strlen(address) < sizeof(address));
	fixture_end(&f);
}

static void broken_dumps(void)
{
	AUTO_NETLINK struct netlink nl = { .fd = -1 };
	struct net_settings s;
	struct net_link link;
	struct fixture f;

	fixture_begin(&f);
	net_recorded();
	net_interrupted = 1;
	is_string(read_addresses(&f, &nothing, AF_INET, 0),
	          "10.1.2.3;192.168.5.5;10.1.2.4;172.17.0.1");
	net_error = -EPERM;
	is_string(read_settings(&f, sizeof(address), &s), strerror(EPERM));
	/* Nobody answers: the other end is gone. */
	net_error = 0;
	net_open(&nl);
	shutdown(nl.fd, SHUT_RDWR);
	is_true(net_find(&(struct net){ &nl, f.root, &nothing }, mac, &link) < 0);
	fixture_end(&f);
}

static unsigned int seen;

static void count(void *ctx, const uint8_t *body, size_t len)
{
	seen++;
}

static void malformed_datagrams(void)
{
	struct hv_nl_header h = { .length = 16, .type = HV_NL_DONE, .sequence = 7 };
	uint8_t bytes[64];

	memset(bytes, 0, sizeof(bytes));
	is_int(netlink_datagram(bytes, 8, 7, HV_RTM_GETLINK, count, NULL), 1);
	memcpy(bytes, &h, sizeof(h));
	is_int(netlink_datagram(bytes, 16, 7, HV_RTM_GETLINK, count, NULL), 0);
	is_int(netlink_datagram(bytes, 16, 8, HV_RTM_GETLINK, count, NULL), 1); /* another's */
	for (uint32_t bad = 0; bad < 40; bad++) {
		h.length = bad < 16 ? bad : bad * 100;
		memcpy(bytes, &h, sizeof(h));
		is_int(netlink_datagram(bytes, sizeof(bytes), 7, HV_RTM_GETLINK, count, NULL),
		       -EPROTO);
	}
	h = (struct hv_nl_header){ .length = 18, .type = HV_NL_ERROR, .sequence = 7 };
	memcpy(bytes, &h, sizeof(h));
	is_int(netlink_datagram(bytes, 18, 7, HV_RTM_GETLINK, count, NULL), -EPROTO);
	is_int(seen, 0);
}

static void malformed_messages(void)
{
	static const char *const names[] = { "", ".", "..", "a/b", "abcdefghijklmnop" };
	struct net_address a;
	struct net_link link;
	struct net_route route;
	uint8_t body[64] = { 0 };

	is_true(!netlink_link(body, 15, &link) && !netlink_address(body, 7, &a) &&
	        !netlink_route(body, 11, &route));
	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		net_clear();
		net_add_link(3, names[i], "", 0, 3);
		is_true(!netlink_link(net_lists[0].bytes + 16, net_lists[0].len - 16, &link));
	}
	/* A prefix that no address of the family has. */
	net_clear();
	net_add_address(3, "10.0.0.1", 33, 0);
	is_true(!netlink_address(net_lists[NET_ADDRESSES].bytes + 16,
	                         net_lists[NET_ADDRESSES].len - 16, &a));
}

static void macs(void)
{
	static const char *const bad[] = { "",
		                           "00:15:5D:01:02",
		                           "00:15:5D:01:02:03:",
		                           "00:15:5D:01:02:0G",
		                           "00-15-5D-01-02-03",
		                           "0:15:5D:01:02:03",
		                           "00:15:5D:01:02:034" };
	uint8_t got[NETLINK_MAC];

	is_true(net_parse_mac("00:15:5D:01:02:03", got) && memcmp(got, mac, 6) == 0);
	is_true(net_parse_mac("00:15:5d:01:02:03", got) && memcmp(got, mac, 6) == 0);
	for (size_t i = 0; i < ARRAY_SIZE(bad); i++)
		is_true(!net_parse_mac(bad[i], got));
}

/* The machine's own kernel. */
static void real_kernel(void)
{
	AUTO_NETLINK struct netlink nl = { .fd = -1 };

	seen = 0;
	is_int(netlink_open(&nl), 0);
	is_int(netlink_dump(&nl, HV_RTM_GETLINK, AF_UNSPEC, count, NULL), 0);
	is_true(seen > 0);
	is_int(netlink_dump(&nl, HV_RTM_GETADDR, AF_INET, count, NULL), 0);
	is_int(netlink_dump(&nl, HV_RTM_GETROUTE, AF_INET6, count, NULL), 0);
}

TAP_MAIN(TAP_CASE(recorded_interface), TAP_CASE(recorded_addresses), TAP_CASE(clones_of_a_mac),
         TAP_CASE(port_of_a_bridge), TAP_CASE(no_synthetic_interface), TAP_CASE(too_many),
         TAP_CASE(broken_dumps), TAP_CASE(malformed_datagrams), TAP_CASE(malformed_messages),
         TAP_CASE(macs), TAP_CASE(real_kernel))
