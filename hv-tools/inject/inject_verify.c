// SPDX-License-Identifier: GPL-2.0-only
#include "inject_verify.h"
#include "inject.h"
#include "netlink.h"
#include "wire/rtnetlink.h"
#include <assert.h>
#include <string.h>
#include <sys/socket.h>

static_assert(INJECT_ADDRESSES <= 64, "a bit each");

static bool is_it(const struct net_address *seen, const struct inject_address *wanted)
{
	return seen->family == (wanted->v6 ? AF_INET6 : AF_INET) &&
	       seen->prefix == wanted->prefix &&
	       memcmp(seen->bytes, wanted->bytes, wanted->v6 ? 16 : 4) == 0;
}

void inject_verify_message(void *ctx, const uint8_t *body, size_t len)
{
	struct inject_seen *seen = ctx;
	const struct inject_settings *s = seen->settings;
	struct net_address address;

	/* One that another machine has already is there, but of no use. */
	if (!netlink_address(body, len, &address) || address.index != (int)seen->nic->index ||
	    address.flags & HV_IFA_DAD_FAILED)
		return;
	for (unsigned int i = 0; i < s->n_addresses; i++)
		if (is_it(&address, &s->addresses[i]))
			seen->addresses |= UINT64_C(1) << i;
}

bool inject_verify_all(const struct inject_seen *seen)
{
	for (unsigned int i = 0; i < seen->settings->n_addresses; i++)
		if (!(seen->addresses >> i & 1))
			return false;
	return true;
}

int inject_verify(const struct inject *inj, const struct inject_nic *nic,
                  const struct inject_settings *settings)
{
	struct inject_seen seen = { nic, settings, 0 };
	AUTO_NETLINK struct netlink nl = { .fd = -1 };
	int rc = netlink_open(&nl);

	(void)inj;
	if (rc == 0)
		rc = netlink_dump(&nl, HV_RTM_GETADDR, AF_UNSPEC, inject_verify_message, &seen);
	if (rc < 0)
		return rc;
	return inject_verify_all(&seen);
}
