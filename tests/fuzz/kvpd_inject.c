// SPDX-License-Identifier: GPL-2.0-only
/*
 * The host's request to set addresses: family, DHCP, then its five texts, each with a NUL. Whatever they hold, each
 * line of what would be written has one of a few shapes.
 */
#include "inject/inject.h"
#include "inject/inject_backend.h"
#include "inject/inject_script.h"
#include <regex.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define IP      "[0-9a-f:.]{2,45}"
#define PREFIX  "/[1-9][0-9]{0,2}"
#define METRIC  "20[0-9][0-9]"
#define COMMENT "# Set by the host, by way of hv_kvp_daemon\\(8\\), which replaces this file\\.|"

/* In the order of inject_backends, and the helper's file. */
static const char *const shapes[] = {
	"^(" COMMENT
	"\\[(connection|match|ethernet|ipv4|ipv6)\\]|id=hvkit-00155d010203|uuid=x|type=ethernet|"
	"autoconnect-priority=999|driver=hv_netvsc;|mac-address=00:15:5d:01:02:03|"
	"method=(auto|manual|disabled)|address[1-9][0-9]?=" IP PREFIX "|gateway=" IP "|dns=(" IP
	";)+|"
	"route[1-9][0-9]?=(0\\.0\\.0\\.0|::)/0," IP "," METRIC
	"|route[1-9][0-9]?_options=onlink=true|)$",
	"^(" COMMENT "network:|  version: 2|  ethernets:|    \"00-hvkit-00155d010203\":|"
	"      (renderer: networkd|match:|dhcp4: (true|false)|accept-ra: (true|false)|addresses:|nameservers:|routes:)|"
	"        (macaddress: \"00:15:5d:01:02:03\"|driver: \"hv_netvsc\"|addresses:|via: \"" IP
	"\"|on-link: true|metric: " METRIC ")|      - \"" IP PREFIX "\"|        - \"" IP "\"|"
	"      - to: \"(0\\.0\\.0\\.0|::)/0\")$",
	"^(" COMMENT
	"\\[(Match|Network|Address|Route)\\]|MACAddress=00:15:5d:01:02:03|Driver=hv_netvsc|"
	"DHCP=(ipv4|no)|LinkLocalAddressing=ipv6|IPv6AcceptRA=(yes|no)|DNS=" IP
	"|Address=" IP PREFIX "|Gateway=" IP "|GatewayOnLink=yes|Metric=" METRIC "|)$",
	"^(" COMMENT "auto eth0|iface eth0 inet6? (static|dhcp|auto)|    address " IP PREFIX
	"|    (accept_ra|autoconf) 0|    gateway " IP "|    dns-nameservers( " IP ")+|"
	"    up ip -[46] route add default via " IP " dev eth0 onlink metric " METRIC "|)$",
	"^(HWADDR=00:15:5D:01:02:03|DEVICE=eth0|BOOTPROTO=(dhcp|none)|IPADDR[0-9]+=" IP
	"|NETMASK[0-9]+=" IP "|"
	"IPV6ADDR(_[0-9]+)?=" IP "|IPV6NETMASK(_[0-9]+)?=[0-9]+|GATEWAY[0-9]*=" IP
	"|IPV6_DEFAULTGW(_[0-9]+)?=" IP "|DNS[0-9]+=" IP ")$",
};
enum { SHAPES = sizeof(shapes) / sizeof(shapes[0]) };

static void check_lines(int shape, char *content)
{
	static regex_t compiled[SHAPES];
	static int ready;

	for (; ready < SHAPES; ready++)
		if (regcomp(&compiled[ready], shapes[ready], REG_EXTENDED | REG_NOSUB) != 0)
			abort();
	for (char *line = content, *end; *line; line = end + 1) {
		end = strchr(line, '\n');
		if (!end)
			abort();
		*end = '\0';
		if (regexec(&compiled[shape], line, 0, NULL, 0) != 0)
			abort();
	}
}

static void check_rendered(struct inject_plan *plan)
{
	for (int i = 0; i < SHAPES; i++) {
		struct inject_text text = { .at = plan->content, .size = sizeof(plan->content) };

		if (i < SHAPES - 1)
			inject_backends[i]->render(plan, &text);
		else
			inject_script_ifcfg(plan, &text);
		if (text.overflow || strlen(plan->content) != text.len)
			abort();
		check_lines(i, plan->content);
	}
}

/* The next text, in the room that the kernel's message has for it. */
static const char *take(const uint8_t **data, size_t *size, char *room, size_t max)
{
	const size_t len = strnlen((const char *)*data, *size);
	const size_t kept = len < max ? len : max - 1;

	memcpy(room, *data, kept);
	room[kept] = '\0';
	*data += len;
	*size -= len;
	if (*size > 0)
		++*data, --*size;
	return room;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static char adapter[256], address[2048], mask[2048], gateway[1024], dns[2048];
	static struct inject_plan plan;
	struct inject_request request;
	struct inject_reason reason;
	struct inject_nic nic;

	if (size < 2)
		return 0;
	request.family = *data++;
	request.dhcp = *data++;
	size -= 2;
	request.adapter = take(&data, &size, adapter, sizeof(adapter));
	request.address = take(&data, &size, address, sizeof(address));
	request.mask = take(&data, &size, mask, sizeof(mask));
	request.gateway = take(&data, &size, gateway, sizeof(gateway));
	request.dns = take(&data, &size, dns, sizeof(dns));
	if (inject_nic_find(-1, request.adapter, &nic) == 0)
		abort();
	memset(&plan, 0, sizeof(plan));
	if (inject_settings_parse(&request, &plan.settings, &reason) < 0) {
		if (!reason.why)
			abort();
		return 0;
	}
	strcpy(plan.nic.name, "eth0");
	strcpy(plan.nic.mac, "00:15:5d:01:02:03");
	strcpy(plan.nic.mac_hex, "00155d010203");
	strcpy(plan.uuid, "x");
	check_rendered(&plan);
	return 0;
}
