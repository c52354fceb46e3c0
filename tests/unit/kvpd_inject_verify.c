// SPDX-License-Identifier: GPL-2.0-only
/* Are the addresses there? Messages as the kernel's dump has them, and the kernel of this machine. */
#include "inject.h"
#include "inject_verify.h"
#include "tap.h"
#include "wire/rtnetlink.h"
#include <arpa/inet.h>
#include <net/if.h>

static const struct inject_nic nic = { .name = "eth0", .index = 3 };
static const struct inject_settings settings = {
	.n_addresses = 2,
	.addresses = { { .bytes = { 10, 0, 0, 5 }, .prefix = 24 },
	               { .bytes = { 0xfd, [15] = 5 }, .prefix = 64, .v6 = true } },
};

static struct inject_seen seen;

/* struct ifaddrmsg and one attribute, IFA_ADDRESS. */
static void see(int index, const char *text, int prefix, int flags)
{
	struct {
		uint8_t family, prefix, flags, scope;
		uint32_t index;
		uint16_t len, type;
		uint8_t bytes[16];
	} m = { .family = strchr(text, ':') ? AF_INET6 : AF_INET,
		.prefix = (uint8_t)prefix,
		.flags = (uint8_t)flags,
		.index = (uint32_t)index,
		.type = 1 };
	const size_t len = m.family == AF_INET ? 4 : 16;

	m.len = (uint16_t)(4 + len);
	inet_pton(m.family, text, m.bytes);
	inject_verify_message(&seen, (const uint8_t *)&m, sizeof(m) - 16 + len);
}

static void wants_every_address(void)
{
	seen = (struct inject_seen){ &nic, &settings, 0 };
	is_true(!inject_verify_all(&seen));
	see(3, "10.0.0.5", 24, 0);
	is_true(!inject_verify_all(&seen));
	see(3, "10.0.0.5", 24, 0);
	is_true(!inject_verify_all(&seen));
	see(3, "fd00::5", 64, 0);
	is_true(inject_verify_all(&seen));
}

static void wants_them_where_and_as_they_should_be(void)
{
	seen = (struct inject_seen){ &nic, &settings, 0 };
	see(3, "10.0.0.5", 24, 0);
	see(4, "fd00::5", 64, 0);
	see(3, "fd00::5", 128, 0);
	see(3, "fd00::6", 64, 0);
	see(3, "fd00::5", 64, HV_IFA_DAD_FAILED);
	is_true(!inject_verify_all(&seen));
	inject_verify_message(&seen, (const uint8_t *)"\2\30", 2);
	is_true(!inject_verify_all(&seen));
}

static void asks_the_kernel(void)
{
	const struct inject_nic lo = { .name = "lo", .index = if_nametoindex("lo") };
	struct inject_settings of_lo = {
		.n_addresses = 1, .addresses = { { .bytes = { 127, 0, 0, 1 }, .prefix = 8 } }
	};

	is_int(inject_verify(NULL, &lo, &of_lo), 1);
	of_lo.addresses[0].prefix = 9;
	is_int(inject_verify(NULL, &lo, &of_lo), 0);
	of_lo.n_addresses = 0;
	is_int(inject_verify(NULL, &lo, &of_lo), 1);
}

TAP_MAIN(TAP_CASE(wants_every_address), TAP_CASE(wants_them_where_and_as_they_should_be),
         TAP_CASE(asks_the_kernel))
