// SPDX-License-Identifier: GPL-2.0-only
/* DNS servers and DHCP from what other programs leave behind. */
#include "kvpd/dhcp.h"
#include "kvpd/dns.h"
#include "kvpd_inject_fixture.h"
#include "tap.h"

static struct fixture f;
static char text[1024];

static const char *servers(size_t room)
{
	struct list list;

	list_begin(&list, text, room);
	is_int(dns_servers(f.root, 3, &list), room < sizeof(text));
	return text;
}

static void order_of_sources(void)
{
	fixture_begin(&f);
	is_string(servers(sizeof(text)), "");
	fixture_write(&f, "etc/resolv.conf",
	              "# nameserver 9.9.9.9\nsearch x\nnameserver\t127.0.0.53\noptions edns0\n");
	is_string(servers(sizeof(text)), "127.0.0.53"); /* nothing better is known */
	fixture_write(&f, "run/NetworkManager/resolv.conf", "nameserver 10.0.0.4\n");
	is_string(servers(sizeof(text)), "10.0.0.4");
	fixture_write(&f, "run/NetworkManager/no-stub-resolv.conf", "nameserver 10.0.0.5\n");
	is_string(servers(sizeof(text)), "10.0.0.5");
	fixture_write(&f, "run/systemd/resolve/resolv.conf",
	              "nameserver 10.0.0.2\nnameserver 10.0.0.2\nnameserver 2001:DB8::53\n");
	is_string(servers(sizeof(text)), "10.0.0.2;2001:db8::53");
	fixture_write(&f, "run/systemd/resolve/netif/3",
	              "LLMNR=yes\nSERVERS=10.0.0.3:53#dns.x "
	              "[fe80::1%3]:53 fe80::2\n");
	fixture_write(&f, "run/systemd/resolve/netif/33", "SERVERS=6.6.6.6\n");
	is_string(servers(sizeof(text)), "10.0.0.3;fe80::1;fe80::2");
	fixture_write(&f, "run/systemd/netif/links/3",
	              "ADMIN_STATE=configured\nDNS=10.0.0.1 127.0.0.1\nNTP=1.2.3.4\n");
	is_string(servers(sizeof(text)), "10.0.0.1");
	is_string(servers(8), "");
	fixture_end(&f);
}

static void hostile_servers(void)
{
	fixture_begin(&f);
	fixture_write(&f, "etc/resolv.conf",
	              "nameserver\nnameserver 300.1.1.1\nnameserver 1.2.3.4;rm\nnameserver ::::\n"
	              "nameserver [\nnameserver 10.0.0.1 10.0.0.2\nnameserver ::1\n");
	is_string(servers(sizeof(text)), "10.0.0.1");
	fixture_end(&f);
}

static bool dhcp(void)
{
	return dhcp_is_used(f.root, 3, "eth0", "10.0.0.5;2001:db8::1");
}

static void networkd(void)
{
	fixture_begin(&f);
	is_true(!dhcp());
	fixture_write(&f, "run/systemd/netif/leases/4", "ADDRESS=10.0.0.5\n");
	is_true(!dhcp());
	fixture_write(&f, "run/systemd/netif/leases/3", "ADDRESS=10.0.0.5\n");
	is_true(dhcp());
	fixture_end(&f);
}

#define UUID "0c1a2b3c-1111-2222-3333-444455556666"

static void networkmanager(void)
{
	fixture_begin(&f);
	fixture_write(&f, "var/lib/NetworkManager/internal-" UUID "-eth0.lease",
	              "# This is private data. Do not parse.\nADDRESS=10.0.0.5\n");
	is_true(!dhcp()); /* of a profile that may be in use elsewhere */
	fixture_write(&f, "run/NetworkManager/devices/3",
	              "[device]\nmanaged=full\nconnection-uuid=" UUID "\n");
	is_true(dhcp());
	fixture_write(&f, "run/NetworkManager/devices/3",
	              "[device]\nconnection-uuid=../../../../../../../../../etc/passwd\n");
	is_true(!dhcp());
	fixture_end(&f);
}

static void dhclient(void)
{
	fixture_begin(&f);
	fixture_write(&f, "var/lib/dhcp/dhclient.eth0.leases",
	              "lease {\n  interface \"eth0\";\n  fixed-address 10.0.0.5;\n}\n");
	is_true(dhcp());
	/* The last lease counts, and not that of another interface. */
	fixture_write(&f, "var/lib/dhcp/dhclient.eth0.leases",
	              "lease {\n  interface \"eth0\";\n  fixed-address 10.0.0.5;\n}\n"
	              "lease {\n  interface \"eth0\";\n  fixed-address 10.0.0.77;\n}\n");
	is_true(!dhcp());
	fixture_write(&f, "var/lib/dhclient/dhclient.leases",
	              "lease {\n  interface \"eth01\";\n  fixed-address 10.0.0.5;\n}\n");
	is_true(!dhcp());
	fixture_write(&f, "var/lib/dhclient/dhclient.leases",
	              "lease {\n  interface \"eth0\";\n  fixed-address 10.0.0.5;\n}\n"
	              "lease {\n  interface \"eth1\";\n  fixed-address 10.0.0.6;\n}\n");
	is_true(dhcp());
	fixture_write(&f, "var/lib/dhclient/dhclient.leases", "interface\nfixed-address\n;\n");
	is_true(!dhcp());
	fixture_end(&f);
}

static void dhcpcd(void)
{
	fixture_begin(&f);
	fixture_write(&f, "run/dhcpcd/eth0.pid", "7\n");
	is_true(dhcp());
	fixture_end(&f);
}

TAP_MAIN(TAP_CASE(order_of_sources), TAP_CASE(hostile_servers), TAP_CASE(networkd),
         TAP_CASE(networkmanager), TAP_CASE(dhclient), TAP_CASE(dhcpcd))
