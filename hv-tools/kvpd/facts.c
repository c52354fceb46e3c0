// SPDX-License-Identifier: GPL-2.0-only
#include "facts.h"
#include "auto.h"
#include "limit.h"
#include "osrelease.h"
#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/utsname.h>

static void put(char *value, const char *text)
{
	if (strlen(text) < FACTS_VALUE)
		strcpy(value, text);
}

static void put_name(struct facts *f, char *value)
{
	hostname_full(f->hostname, value);
}

static void put_services(struct facts *f, char *value)
{
	put(value, f->version);
}

static void put_addresses(struct facts *f, char *value, uint8_t family)
{
	AUTO_NETLINK struct netlink nl = { .fd = -1 };
	const struct net net = { &nl, f->root, f->exclude };
	struct list list;
	int rc = (f->open_netlink ? f->open_netlink : netlink_open)(&nl);

	list_begin(&list, value, FACTS_VALUE);
	if (rc == 0)
		rc = net_addresses(&net, family, &list);
	if (rc < 0)
		hv_log(f->log, LOG_WARNING, "cannot read the guest's addresses: %s", strerror(-rc));
}

static void put_ipv4(struct facts *f, char *value)
{
	put_addresses(f, value, AF_INET);
}

static void put_ipv6(struct facts *f, char *value)
{
	put_addresses(f, value, AF_INET6);
}

static void put_build(struct facts *f, char *value)
{
	struct utsname u;

	if (uname(&u) == 0)
		put(value, u.release);
}

/* Hosts want "x.y.z" here. */
static void put_version(struct facts *f, char *value)
{
	put_build(f, value);
	value[strcspn(value, "-")] = '\0';
}

static void put_os_name(struct facts *f, char *value)
{
	struct osrelease os;

	osrelease_read(f->root, &os);
	put(value, os.name);
}

static void put_major(struct facts *f, char *value)
{
	struct osrelease os;

	osrelease_read(f->root, &os);
	put(value, os.major);
}

static void put_minor(struct facts *f, char *value)
{
	struct osrelease os;

	osrelease_read(f->root, &os);
	put(value, os.minor);
}

static void put_machine(struct facts *f, char *value)
{
	struct utsname u;

	if (uname(&u) == 0)
		put(value, u.machine);
}

static const struct item {
	const char *key;
	void (*put)(struct facts *f, char *value);
} items[] = {
	{ "FullyQualifiedDomainName", put_name },
	{ "IntegrationServicesVersion", put_services },
	{ "NetworkAddressIPv4", put_ipv4 },
	{ "NetworkAddressIPv6", put_ipv6 },
	{ "OSBuildNumber", put_build },
	{ "OSName", put_os_name },
	{ "OSMajorVersion", put_major },
	{ "OSMinorVersion", put_minor },
	{ "OSVersion", put_version },
	{ "ProcessorArchitecture", put_machine },
};
_Static_assert(ARRAY_SIZE(items) == FACTS_COUNT, "the host counts them");

const char *facts_at(struct facts *facts, unsigned int index, char *value)
{
	if (index >= ARRAY_SIZE(items))
		return NULL;
	value[0] = '\0';
	items[index].put(facts, value);
	/* Somebody's os-release; the items behind it are wanted, too. */
	if (limit_text(value, SIZE_MAX, FACTS_VALUE) < 0)
		value[0] = '\0';
	return items[index].key;
}

int facts_find(const char *key)
{
	for (size_t i = 0; i < ARRAY_SIZE(items); i++)
		if (strcmp(items[i].key, key) == 0)
			return (int)i;
	return -ENOENT;
}
