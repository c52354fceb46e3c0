/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The host's lists of addresses, taken apart and checked. What is in here is numbers: text of the host goes no
 * further, so that nothing of it can reach a file.
 */
#pragma once
#include <stdbool.h>
#include <stdint.h>

enum {
	INJECT_ADDRESSES = 64,
	INJECT_GATEWAYS = 16,
	INJECT_SERVERS = 32,
	INJECT_ADDRESS_TEXT = 46, /* INET6_ADDRSTRLEN */
};

struct inject_address {
	uint8_t bytes[16]; /* of IPv4 the first four */
	bool v6;
	uint8_t prefix;  /* of an address */
	bool off_subnet; /* of a gateway: in the network of no address */
};

struct inject_settings {
	bool dhcp; /* IPv4 comes from a lease; no IPv4 address or gateway is in here then */
	unsigned int n_addresses, n_gateways, n_servers;
	struct inject_address addresses[INJECT_ADDRESSES], gateways[INJECT_GATEWAYS],
		servers[INJECT_SERVERS];
};

struct inject_request;

/* Why a request was refused: words, and which item of its list (from 1, 0 = not about one). */
struct inject_reason {
	const char *why;
	unsigned int item;
};

/*
 * Each list is parted by ';', which may end it too; spaces before an item are passed over. Each address has its
 * mask at the same place: "255.255.255.0", "64", "/64" or "ffff:ffff::", contiguous and not 0. An item twice is
 * taken once. An address must be one that an interface can have, a gateway one that a host can, and there must
 * be an address (or DHCP) of its family; of a DNS server's family too. With DHCP, IPv4 addresses and gateways
 * are checked but left out: they are the lease's affair. Without it there must be an address at all.
 *
 * The family flag only says what the host speaks of: addresses carry their own.
 *
 * 0, or -EINVAL with a reason.
 */
int inject_settings_parse(const struct inject_request *request, struct inject_settings *ret,
                          struct inject_reason *reason);

/* Does @s have addresses of this family? */
bool inject_settings_has(const struct inject_settings *s, bool v6);

/* "10.0.0.5", "fe80::1". @text is returned. */
const char *inject_address_text(const struct inject_address *a, char text[INJECT_ADDRESS_TEXT]);
