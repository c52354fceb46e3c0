// SPDX-License-Identifier: GPL-2.0-only
/* The host's lists of addresses: what is taken, what is refused and why. */
#include "inject.h"
#include "inject_settings.h"
#include "tap.h"
#include <errno.h>

static struct inject_settings settings;
static struct inject_reason reason;

static int parse_all(int family, int dhcp, const char *address, const char *mask,
                     const char *gateway, const char *dns)
{
	const struct inject_request request = {
		.family = (uint8_t)family,
		.dhcp = (uint8_t)dhcp,
		.address = address,
		.mask = mask,
		.gateway = gateway,
		.dns = dns,
	};

	return inject_settings_parse(&request, &settings, &reason);
}

static int parse(const char *address, const char *mask)
{
	return parse_all(1, 0, address, mask, "", "");
}

static const char *text_of(const struct inject_address *a)
{
	static char text[INJECT_ADDRESS_TEXT];

	return inject_address_text(a, text);
}

static void takes_masks_in_each_form(void)
{
	is_int(parse("10.0.0.5", "255.255.255.0"), 0);
	is_int(settings.addresses[0].prefix, 24);
	is_int(parse("10.0.0.5", "/22"), 0);
	is_int(settings.addresses[0].prefix, 22);
	is_int(parse("10.0.0.5", "8"), 0);
	is_int(settings.addresses[0].prefix, 8);
	is_int(parse("10.0.0.5", "255.255.255.255"), 0);
	is_int(settings.addresses[0].prefix, 32);
	is_int(parse("fd00::5", "/64"), 0);
	is_int(settings.addresses[0].prefix, 64);
	is_int(parse("fd00::5", "128"), 0);
	is_int(settings.addresses[0].prefix, 128);
	is_int(parse("fd00::5", "ffff:ffff:ffff:fffe::"), 0);
	is_int(settings.addresses[0].prefix, 63);
}

static void refuses_masks_that_are_none(void)
{
	static const char *const of_v4[] = { "255.0.255.0",
		                             "0.0.0.0",
		                             "0",
		                             "/0",
		                             "33",
		                             "/33",
		                             "08",
		                             "+8",
		                             "-8",
		                             "8 ",
		                             "0x8",
		                             "//8",
		                             "/",
		                             "",
		                             "64x",
		                             "255.255.255.256",
		                             "255.255.255",
		                             "ffff::",
		                             "99999999999999999999" };
	static const char *const of_v6[] = { "129", "0", "::", "ffff:0:ffff::", "255.255.255.0" };

	for (size_t i = 0; i < sizeof(of_v4) / sizeof(*of_v4); i++)
		is_int(parse("10.0.0.5", of_v4[i]), -EINVAL);
	for (size_t i = 0; i < sizeof(of_v6) / sizeof(*of_v6); i++)
		is_int(parse("fd00::5", of_v6[i]), -EINVAL);
}

static void refuses_addresses_that_none_can_have(void)
{
	static const char *const bad[] = {
		"0.0.0.0",   "127.0.0.1",   "224.0.0.1",  "255.255.255.255",
		"10.0.0.0",  "10.0.0.255",  "10.0.0.256", "10.0.0",
		"10.0.0.05", "10.0.0.5/24", "10.0.0.5 ",  "10.0.0.5\n",
		"10,0,0,5",  "eth0",        "$(reboot)",  " ",
		"1;;2"
	};
	static const char *const bad6[] = {
		"::",           "::1",      "ff02::1",   "::ffff:10.0.0.5", "::10.0.0.5",
		"fe80::1%eth0", "fd00:::5", "fd00::5::", "12345::"
	};

	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		is_int(parse(bad[i], "24;24;24"), -EINVAL);
	for (size_t i = 0; i < sizeof(bad6) / sizeof(*bad6); i++)
		is_int(parse(bad6[i], "64"), -EINVAL);
}

static void pairs_each_address_with_its_mask(void)
{
	is_int(parse("10.0.0.5; fd00::5;10.0.1.5;", "24;/64;255.255.0.0;"), 0);
	is_int(settings.n_addresses, 3);
	is_string(text_of(&settings.addresses[1]), "fd00::5");
	is_int(settings.addresses[1].prefix, 64);
	is_int(settings.addresses[2].prefix, 16);

	is_int(parse("10.0.0.5;10.0.1.5", "24"), -EINVAL);
	is_string(reason.why, "an address without a mask");
	is_int(reason.item, 2);
	is_int(parse("10.0.0.5", "24;24"), -EINVAL);
	is_string(reason.why, "a mask without an address");
	is_int(parse("10.0.0.5;fd00::5", "64;24"), -EINVAL);
	is_int(reason.item, 1);
	is_int(parse("10.0.0.5;;10.0.1.5", "24;24;24"), -EINVAL);
	is_int(parse(";", ";"), -EINVAL);
}

static void takes_what_is_there_twice_once(void)
{
	is_int(parse_all(1, 0, "10.0.0.5;10.0.0.5", "24;24", "10.0.0.1;10.0.0.1",
	                 "9.9.9.9;9.9.9.9"),
	       0);
	is_int(settings.n_addresses, 1);
	is_int(settings.n_gateways, 1);
	is_int(settings.n_servers, 1);
	is_int(parse("10.0.0.5;10.0.0.5", "24;16"), -EINVAL);
}

static void counts_what_an_interface_gets(void)
{
	char addresses[2048] = "", masks[2048] = "";

	for (int i = 0; i < INJECT_ADDRESSES + 1; i++) {
		const size_t a = strlen(addresses), m = strlen(masks);

		snprintf(addresses + a, sizeof(addresses) - a, "%s10.0.%d.5", i ? ";" : "", i);
		snprintf(masks + m, sizeof(masks) - m, "%s24", i ? ";" : "");
		is_int(parse(addresses, masks), i < INJECT_ADDRESSES ? 0 : -EINVAL);
	}
	is_int(reason.item, INJECT_ADDRESSES + 1);
}

/* Upstream copies an item of any length into 46 bytes of its stack. */
static void refuses_fields_full_of_junk(void)
{
	static char field[2048];

	for (int c = 1; c < 256; c++) {
		memset(field, c, sizeof(field) - 1);
		is_int(parse_all(1, 0, field, "24", "", ""), -EINVAL);
		is_int(parse_all(1, 0, "10.0.0.5", field, "", ""), -EINVAL);
		is_int(parse_all(1, 0, "10.0.0.5", "24", field, ""), -EINVAL);
		is_int(parse_all(1, 0, "10.0.0.5", "24", "", field), -EINVAL);
	}
}

static void wants_gateways_that_can_be_reached(void)
{
	is_int(parse_all(1, 0, "10.0.0.5", "24", "10.0.0.1;10.0.1.1", ""), 0);
	is_true(!settings.gateways[0].off_subnet);
	is_true(settings.gateways[1].off_subnet);
	is_int(parse_all(2, 0, "fd00::5", "64", "fe80::1", ""), 0);
	is_true(!settings.gateways[0].off_subnet);

	is_int(parse_all(1, 0, "10.0.0.5", "24", "10.0.0.5", ""), -EINVAL);
	is_string(reason.why, "the gateway is the interface itself");
	is_int(parse_all(1, 0, "10.0.0.5", "24", "fe80::1", ""), -EINVAL);
	is_string(reason.why, "a gateway, but no address of its family");
	is_int(parse_all(1, 0, "10.0.0.5", "24", "0.0.0.0", ""), -EINVAL);
	is_int(parse_all(1, 0, "10.0.0.5", "24", "10.0.0.1;x", ""), -EINVAL);
	is_int(reason.item, 2);
}

static void wants_servers_that_can_be_asked(void)
{
	is_int(parse_all(1, 0, "10.0.0.5", "24", "", "127.0.0.53;fd00::53"), 0);
	is_int(settings.n_servers, 2);
	is_int(parse_all(1, 0, "10.0.0.5", "24", "", "224.0.0.1"), -EINVAL);
	is_int(parse_all(1, 0, "10.0.0.5", "24", "", "dns.example.org"), -EINVAL);
	is_int(parse_all(2, 0, "fd00::5", "64", "", "10.0.0.2"), -EINVAL);
}

static void leaves_to_a_lease_what_is_its_own(void)
{
	is_int(parse_all(1, 1, "", "", "", ""), 0);
	is_true(settings.dhcp);
	is_int(parse_all(3, 1, "10.0.0.5;fd00::5", "24;64", "10.0.0.1;fd00::1", "10.0.0.2"), 0);
	is_int(settings.n_addresses, 1);
	is_true(settings.addresses[0].v6);
	is_int(settings.n_gateways, 1);
	is_int(settings.n_servers, 1);
	is_int(parse_all(1, 1, "10.0.0.5", "", "", ""), -EINVAL);
}

static void keeps_addresses_of_each_family(void)
{
	for (int family = 0; family < 4; family++) {
		is_int(parse_all(family, 0, "10.0.0.5;fd00::5", "24;64", "", ""), 0);
		is_int(settings.n_addresses, 2);
	}
}

static void refuses_what_turns_the_interface_off(void)
{
	is_int(parse_all(1, 0, "", "", "", ""), -EINVAL);
	is_string(reason.why, "neither DHCP nor an address");
	is_int(parse_all(4, 0, "10.0.0.5", "24", "", ""), -EINVAL);
	is_int(parse_all(255, 1, "", "", "", ""), -EINVAL);
	is_int(parse_all(1, 2, "10.0.0.5", "24", "", ""), -EINVAL);
}

TAP_MAIN(TAP_CASE(takes_masks_in_each_form), TAP_CASE(refuses_masks_that_are_none),
         TAP_CASE(refuses_addresses_that_none_can_have), TAP_CASE(pairs_each_address_with_its_mask),
         TAP_CASE(takes_what_is_there_twice_once), TAP_CASE(counts_what_an_interface_gets),
         TAP_CASE(refuses_fields_full_of_junk), TAP_CASE(wants_gateways_that_can_be_reached),
         TAP_CASE(wants_servers_that_can_be_asked), TAP_CASE(leaves_to_a_lease_what_is_its_own),
         TAP_CASE(keeps_addresses_of_each_family), TAP_CASE(refuses_what_turns_the_interface_off))
