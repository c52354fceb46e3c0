// SPDX-License-Identifier: GPL-2.0-only
#include "inject_settings.h"
#include "inject.h"
#include "wire/kvp.h"
#include <arpa/inet.h>
#include <errno.h>
#include <string.h>

enum { ITEM_SIZE = INJECT_ADDRESS_TEXT };

/* A list as it is read: where it stands, and the number of the one read last. */
struct items {
	const char *at;
	unsigned int item;
};

static int refuse(struct inject_reason *reason, const char *why, unsigned int item)
{
	*reason = (struct inject_reason){ why, item };
	return -EINVAL;
}

/* The next item of a list. 1, 0 at its end, or -EINVAL: longer than any address can be. */
static int next_item(struct items *items, char item[ITEM_SIZE])
{
	size_t len;

	if (*items->at == '\0')
		return 0;
	items->item++;
	items->at += strspn(items->at, " ");
	len = strcspn(items->at, ";");
	if (len >= ITEM_SIZE)
		return -EINVAL;
	memcpy(item, items->at, len);
	item[len] = '\0';
	items->at += len + (items->at[len] == ';');
	return 1;
}

static int parse_address(const char *text, struct inject_address *ret)
{
	*ret = (struct inject_address){ .v6 = strchr(text, ':') != NULL };
	return inet_pton(ret->v6 ? AF_INET6 : AF_INET, text, ret->bytes) == 1 ? 0 : -EINVAL;
}

static unsigned int width(const struct inject_address *a)
{
	return a->v6 ? 128 : 32;
}

/* How many bits of @mask are set; -EINVAL when one stands behind a bit that is not. */
static int contiguous(const struct inject_address *mask)
{
	int set = 0;

	for (unsigned int bit = 0; bit < width(mask); bit++)
		if (mask->bytes[bit / 8] & 0x80 >> bit % 8) {
			if (set != (int)bit)
				return -EINVAL;
			set++;
		}
	return set;
}

/* "64": as short as it can be written. */
static int parse_number(const char *text)
{
	int value = 0;

	if (*text < '1' || *text > '9' || strlen(text) > 3)
		return -EINVAL;
	for (; *text; text++) {
		if (*text < '0' || *text > '9')
			return -EINVAL;
		value = value * 10 + (*text - '0');
	}
	return value;
}

/* The mask @text of @a becomes its prefix. */
static int parse_mask(const char *text, struct inject_address *a)
{
	struct inject_address mask;
	int bits;

	if (strpbrk(text, ".:"))
		bits = parse_address(text, &mask) == 0 && mask.v6 == a->v6 ? contiguous(&mask)
		                                                           : -EINVAL;
	else
		bits = parse_number(text + (*text == '/'));
	if (bits < 1 || bits > (int)width(a))
		return -EINVAL;
	a->prefix = (uint8_t)bits;
	return 0;
}

static bool is_loopback(const struct inject_address *a)
{
	static const uint8_t loopback[16] = { [15] = 1 };

	return a->v6 ? memcmp(a->bytes, loopback, sizeof(loopback)) == 0 : a->bytes[0] == 127;
}

/* Can one machine have it? Not "any", "all", a group, nor an IPv4 address written as IPv6. */
static bool is_unicast(const struct inject_address *a)
{
	static const uint8_t zeroes[10];

	if (is_loopback(a))
		return false;
	if (a->v6)
		return a->bytes[0] != 0xff && memcmp(a->bytes, zeroes, sizeof(zeroes)) != 0;
	return a->bytes[0] != 0 && a->bytes[0] < 224;
}

/* Do all bits of @a from @from on have the value @set? */
static bool rest_is(const struct inject_address *a, unsigned int from, bool set)
{
	for (unsigned int bit = from; bit < width(a); bit++)
		if (((a->bytes[bit / 8] & 0x80 >> bit % 8) != 0) != set)
			return false;
	return true;
}

/* An IPv4 network's first and last address are the network and everybody in it. */
static bool is_of_a_host(const struct inject_address *a)
{
	if (!is_unicast(a))
		return false;
	return a->v6 || a->prefix > 30 ||
	       (!rest_is(a, a->prefix, false) && !rest_is(a, a->prefix, true));
}

static bool same(const struct inject_address *a, const struct inject_address *b)
{
	return a->v6 == b->v6 && memcmp(a->bytes, b->bytes, sizeof(a->bytes)) == 0;
}

static const struct inject_address *find(const struct inject_address *in, unsigned int n,
                                         const struct inject_address *a)
{
	for (unsigned int i = 0; i < n; i++)
		if (same(&in[i], a))
			return &in[i];
	return NULL;
}

/* Add @a to one of the lists, if it is not there yet. -ENOSPC: the list is full. */
static int add(struct inject_address *to, unsigned int *n, unsigned int max,
               const struct inject_address *a)
{
	if (find(to, *n, a))
		return 0;
	if (*n == max)
		return -ENOSPC;
	to[(*n)++] = *a;
	return 0;
}

static int add_address(struct inject_settings *s, const struct inject_address *a,
                       const char **ret_why)
{
	const struct inject_address *known = find(s->addresses, s->n_addresses, a);

	*ret_why = "no interface can have this address";
	if (!is_of_a_host(a))
		return -EINVAL;
	*ret_why = "the same address with another mask";
	if (known && known->prefix != a->prefix)
		return -EINVAL;
	if (s->dhcp && !a->v6)
		return 0;
	*ret_why = "more addresses than an interface gets here";
	return add(s->addresses, &s->n_addresses, INJECT_ADDRESSES, a);
}

static int parse_addresses(const struct inject_request *request, struct inject_settings *s,
                           struct inject_reason *reason)
{
	struct items addresses = { request->address, 0 }, masks = { request->mask, 0 };
	char text[ITEM_SIZE];
	struct inject_address a;
	const char *why;
	int rc;

	while ((rc = next_item(&addresses, text)) > 0) {
		if (parse_address(text, &a) < 0)
			return refuse(reason, "not an address", addresses.item);
		rc = next_item(&masks, text);
		if (rc == 0)
			return refuse(reason, "an address without a mask", addresses.item);
		if (rc < 0 || parse_mask(text, &a) < 0)
			return refuse(reason, "not a mask of its address", masks.item);
		if (add_address(s, &a, &why) < 0)
			return refuse(reason, why, addresses.item);
	}
	if (rc < 0)
		return refuse(reason, "not an address", addresses.item);
	if (next_item(&masks, text) != 0)
		return refuse(reason, "a mask without an address", masks.item);
	return 0;
}

static bool in_network(const struct inject_address *a, const struct inject_address *of)
{
	if (a->v6 != of->v6)
		return false;
	for (unsigned int bit = 0; bit < of->prefix; bit++)
		if ((a->bytes[bit / 8] ^ of->bytes[bit / 8]) & 0x80 >> bit % 8)
			return false;
	return true;
}

static bool is_off_subnet(const struct inject_settings *s, const struct inject_address *gateway)
{
	if (gateway->v6 && gateway->bytes[0] == 0xfe && (gateway->bytes[1] & 0xc0) == 0x80)
		return false; /* link-local */
	for (unsigned int i = 0; i < s->n_addresses; i++)
		if (in_network(gateway, &s->addresses[i]))
			return false;
	return true;
}

static int add_gateway(struct inject_settings *s, struct inject_address *a, const char **ret_why)
{
	*ret_why = "not the address of a gateway";
	if (!is_unicast(a))
		return -EINVAL;
	*ret_why = "the gateway is the interface itself";
	if (find(s->addresses, s->n_addresses, a))
		return -EINVAL;
	if (s->dhcp && !a->v6)
		return 0;
	*ret_why = "a gateway, but no address of its family";
	if (!inject_settings_has(s, a->v6))
		return -EINVAL;
	a->off_subnet = is_off_subnet(s, a);
	*ret_why = "more gateways than an interface gets here";
	return add(s->gateways, &s->n_gateways, INJECT_GATEWAYS, a);
}

/* Without IPv6 addresses there are those that routers announce. */
static int add_server(struct inject_settings *s, struct inject_address *a, const char **ret_why)
{
	*ret_why = "not the address of a name server";
	if (!is_unicast(a) && !is_loopback(a))
		return -EINVAL;
	*ret_why = "a name server, but no address of its family";
	if (!a->v6 && !s->dhcp && !inject_settings_has(s, false))
		return -EINVAL;
	*ret_why = "more name servers than an interface gets here";
	return add(s->servers, &s->n_servers, INJECT_SERVERS, a);
}

static int parse_list(const char *text, struct inject_settings *s, struct inject_reason *reason,
                      int (*take)(struct inject_settings *, struct inject_address *, const char **),
                      const char *what)
{
	struct items items = { text, 0 };
	char item[ITEM_SIZE];
	struct inject_address a;
	const char *why;
	int rc;

	while ((rc = next_item(&items, item)) > 0) {
		if (parse_address(item, &a) < 0)
			return refuse(reason, what, items.item);
		if (take(s, &a, &why) < 0)
			return refuse(reason, why, items.item);
	}
	return rc < 0 ? refuse(reason, what, items.item) : 0;
}

int inject_settings_parse(const struct inject_request *request, struct inject_settings *ret,
                          struct inject_reason *reason)
{
	int rc;

	*ret = (struct inject_settings){ .dhcp = request->dhcp == 1 };
	*reason = (struct inject_reason){ 0 };
	if (request->dhcp > 1)
		return refuse(reason, "DHCP is neither on nor off", 0);
	if (request->family & ~(HV_KVP_IPV4 | HV_KVP_IPV6))
		return refuse(reason, "no such address family", 0);
	rc = parse_addresses(request, ret, reason);
	if (rc == 0)
		rc = parse_list(request->gateway, ret, reason, add_gateway, "not a gateway");
	if (rc == 0)
		rc = parse_list(request->dns, ret, reason, add_server, "not a name server");
	if (rc == 0 && !ret->dhcp && ret->n_addresses == 0)
		rc = refuse(reason, "neither DHCP nor an address", 0);
	return rc;
}

bool inject_settings_has(const struct inject_settings *s, bool v6)
{
	for (unsigned int i = 0; i < s->n_addresses; i++)
		if (s->addresses[i].v6 == v6)
			return true;
	return false;
}

const char *inject_address_text(const struct inject_address *a, char text[INJECT_ADDRESS_TEXT])
{
	return inet_ntop(a->v6 ? AF_INET6 : AF_INET, a->bytes, text, INJECT_ADDRESS_TEXT);
}
