// SPDX-License-Identifier: GPL-2.0-only
#include "ipinfo.h"
#include "auto.h"
#include "dhcp.h"
#include "dns.h"
#include "helper.h"
#include "wire/ic.h"
#include "wire/kvp.h"
#include <errno.h>
#include <string.h>

/*
 * What the kernel passes on of each list, in UTF-16 units and without the NUL that it leaves no room for
 * (drivers/hv/hv_kvp.c, process_ob_ipinfo()). Addresses are ASCII.
 */
enum { LIST_ROOM = 1024, GATEWAY_ROOM = 512, MAC_TEXT = 17 };

static bool run_helper(const struct ipinfo *ip, const char *path, const char *name,
                       char output[HELPER_OUTPUT])
{
	const struct helper helper = {
		.path = path,
		.argument = name,
		.deadline_ms = (unsigned int)ip->config->helper_deadline_s * 1000,
		.stop_fd = ip->stop_fd,
	};
	const int rc = helper_run(&helper, output);

	if (rc < 0)
		hv_log(ip->log, LOG_WARNING, "%s: %s", path,
		       rc == -ECHILD ? "it failed" : strerror(-rc));
	return rc == 0;
}

/*
 * A helper says a server on each line. What it does not know, as when there is none, the system's files may.
 */
static int read_dns(const struct ipinfo *ip, const struct net_link *link, struct list *ret)
{
	char output[HELPER_OUTPUT], *rest = output, *line;
	bool whole = true;

	if (ip->config->dns_helper && run_helper(ip, ip->config->dns_helper, link->name, output)) {
		while ((line = strsep(&rest, "\n")))
			whole &= list_add_new(ret, line);
		return !whole;
	}
	return dns_servers(ip->facts->root, link->index, ret);
}

/* A helper says "Enabled". */
static bool read_dhcp(const struct ipinfo *ip, const struct net_link *link,
                      const struct net_settings *settings)
{
	char output[HELPER_OUTPUT];

	if (ip->config->dhcp_helper && run_helper(ip, ip->config->dhcp_helper, link->name, output))
		return strncmp(output, "Enabled", strlen("Enabled")) == 0;
	return settings->dynamic ||
	       dhcp_is_used(ip->facts->root, link->index, link->name, settings->address.text);
}

static int read_settings(const struct ipinfo *ip, const uint8_t *mac, struct hv_device_kvp_ip *ret)
{
	AUTO_NETLINK struct netlink nl = { .fd = -1 };
	const struct net net = { &nl, ip->facts->root, ip->facts->exclude };
	struct net_settings settings = { 0 };
	struct net_link link;
	struct list dns;
	int cut, rc = (ip->facts->open_netlink ? ip->facts->open_netlink : netlink_open)(&nl);

	if (rc == 0)
		rc = net_find(&net, mac, &link);
	if (rc < 0)
		return rc;
	list_begin(&settings.address, ret->address, LIST_ROOM);
	list_begin(&settings.mask, ret->mask, LIST_ROOM);
	list_begin(&settings.gateway, ret->gateway, GATEWAY_ROOM);
	list_begin(&dns, ret->dns, LIST_ROOM);
	cut = net_settings_read(&net, &link, &settings);
	if (cut < 0)
		return cut;
	cut |= read_dns(ip, &link, &dns);
	if (cut)
		hv_log(ip->log, LOG_NOTICE, "%s has more settings than the host can be told",
		       link.name);
	ret->family =
		(uint8_t)((settings.ipv4 ? HV_KVP_IPV4 : 0) | (settings.ipv6 ? HV_KVP_IPV6 : 0));
	ret->dhcp = read_dhcp(ip, &link, &settings);
	return 0;
}

uint32_t ipinfo_get(struct ipinfo *ip, uint8_t pool, struct hv_device_kvp *m)
{
	struct hv_device_kvp_ip *field = &m->ip;
	uint8_t mac[NETLINK_MAC];
	int rc;

	(void)pool;
	if (strnlen(field->adapter, sizeof(field->adapter)) != MAC_TEXT ||
	    !net_parse_mac(field->adapter, mac)) {
		hv_log(ip->log, LOG_WARNING, "settings asked for of what is no MAC");
		return HV_IC_INVALID_ARGUMENT;
	}
	memset(&field->family, 0, sizeof(*field) - offsetof(struct hv_device_kvp_ip, family));
	rc = read_settings(ip, mac, field);
	if (rc == 0)
		return HV_IC_OK;
	hv_log(ip->log, LOG_WARNING, "the settings of an interface cannot be read: %s",
	       rc == -ENODEV ? "none has the MAC asked for" : strerror(-rc));
	return rc == -ENODEV ? HV_IC_GUID_NOT_FOUND : HV_IC_FAIL;
}

uint32_t ipinfo_set(struct ipinfo *ip, uint8_t pool, struct hv_device_kvp *m)
{
	const struct hv_device_kvp_ip *field = &m->ip;
	const struct {
		const char *text;
		size_t size;
	} texts[] = {
		{ field->adapter, sizeof(field->adapter) },
		{ field->address, sizeof(field->address) },
		{ field->mask, sizeof(field->mask) },
		{ field->gateway, sizeof(field->gateway) },
		{ field->dns, sizeof(field->dns) },
	};
	const struct inject_request request = {
		.adapter = field->adapter,
		.family = field->family,
		.dhcp = field->dhcp,
		.address = field->address,
		.mask = field->mask,
		.gateway = field->gateway,
		.dns = field->dns,
	};

	(void)pool;
	for (size_t i = 0; i < ARRAY_SIZE(texts); i++)
		if (!memchr(texts[i].text, '\0', texts[i].size)) {
			hv_log(ip->log, LOG_WARNING, "settings refused: a text has no end");
			return HV_IC_INVALID_ARGUMENT;
		}
	return inject_apply(ip->inject, &request);
}
