// SPDX-License-Identifier: GPL-2.0-only
/* GET_IP_INFO and SET_IP_INFO through the device. */
#include "kvpd_fixture.h"

#define GUID "{f8615163-df3e-46c5-913f-f2d2f965ed0e}"

static struct fixture f;
static struct kernel k;

static void begin(void)
{
	net_clear();
	net_add_link(3, "eth0", "", 0, 3);
	net_add_address(3, "10.1.2.3", 24, HV_IFA_PERMANENT);
	net_add_address(3, "2001:db8::5", 64, HV_IFA_PERMANENT);
	net_add_route(3, "10.1.2.1", 0);
	kvpd_begin(&f, &k);
	fixture_write(&f, "etc/resolv.conf", "nameserver 10.1.2.2\n");
}

static uint32_t get(const char *mac)
{
	memset(&kvpd_message, 0, sizeof(kvpd_message));
	strcpy(kvpd_message.ip.adapter, mac);
	return kvpd_ask(&k, HV_KVP_GET_IP, 0);
}

static uint32_t set(const char *address)
{
	memset(&kvpd_message, 0, sizeof(kvpd_message));
	strcpy(kvpd_message.ip.adapter, GUID);
	strcpy(kvpd_message.ip.address, address);
	strcpy(kvpd_message.ip.mask, "255.255.255.0");
	kvpd_message.ip.family = HV_KVP_IPV4;
	return kvpd_ask(&k, HV_KVP_SET_IP, 0);
}

static void settings(void)
{
	config_defaults(&kvpd_config);
	begin();
	is_int(get("00:15:5D:01:02:03"), HV_IC_OK);
	is_string(kvpd_message.ip.adapter, "00:15:5D:01:02:03");
	is_int(kvpd_message.ip.family, HV_KVP_IPV4 | HV_KVP_IPV6);
	is_int(kvpd_message.ip.dhcp, 0);
	is_string(kvpd_message.ip.address, "10.1.2.3;2001:db8::5");
	is_string(kvpd_message.ip.mask, "255.255.255.0;/64");
	is_string(kvpd_message.ip.gateway, "10.1.2.1");
	is_string(kvpd_message.ip.dns, "10.1.2.2");
	fixture_write(&f, "run/systemd/netif/leases/3", "ADDRESS=10.1.2.3\n");
	is_int(get("00:15:5d:01:02:03"), HV_IC_OK);
	is_int(kvpd_message.ip.dhcp, 1);
	is_int(get("00:15:5D:01:02:04"), HV_IC_GUID_NOT_FOUND);
	is_int(get("eth0"), HV_IC_INVALID_ARGUMENT);
	memset(&kvpd_message, 'A', sizeof(kvpd_message));
	is_int(kvpd_ask(&k, HV_KVP_GET_IP, 0), HV_IC_INVALID_ARGUMENT);
	kvpd_end(&f, &k);
}

static void helpers(void)
{
	char dns[96], dhcp[96];

	config_defaults(&kvpd_config);
	fixture_begin(&f);
	snprintf(dns, sizeof(dns), "%s/dns", f.path);
	snprintf(dhcp, sizeof(dhcp), "%s/dhcp", f.path);
	fixture_write(&f, "dns", "#!/bin/sh\necho 10.9.9.9\necho 10.9.9.8\n");
	fixture_write(&f, "dhcp", "#!/bin/sh\n[ \"$1\" = eth0 ] && echo Enabled\n");
	is_int(fchmodat(f.root, "dns", 0755, 0), 0);
	is_int(fchmodat(f.root, "dhcp", 0755, 0), 0);
	kvpd_config.dns_helper = dns;
	kvpd_config.dhcp_helper = dhcp;
	kvpd_config.helper_deadline_s = 1;
	net_clear();
	net_add_link(3, "eth0", "", 0, 3);
	kernel_start(&k, kvpd_run, &f);
	kvpd_register(&k);
	is_int(get("00:15:5D:01:02:03"), HV_IC_OK);
	is_string(kvpd_message.ip.dns, "10.9.9.9;10.9.9.8");
	is_int(kvpd_message.ip.dhcp, 1);
	/* They hang: the answer comes nevertheless, without what they would have said. */
	fixture_write(&f, "dns", "#!/bin/sh\nsleep 60 & wait\n");
	fixture_write(&f, "dhcp", "#!/bin/sh\nexit 1\n");
	fixture_write(&f, "etc/resolv.conf", "nameserver 10.1.2.2\n");
	is_int(get("00:15:5D:01:02:03"), HV_IC_OK);
	is_string(kvpd_message.ip.dns, "10.1.2.2");
	is_int(kvpd_message.ip.dhcp, 0);
	is_true(strstr(fixture_read(&f, "messages"), "/dns: ") != NULL);
	kvpd_end(&f, &k);
}

static void injection(void)
{
	config_defaults(&kvpd_config);
	begin();
	is_int(set("10.0.0.1"), HV_IC_FAIL); /* off unless the policy says otherwise */
	kvpd_end(&f, &k);
	kvpd_config.inject = true;
	begin();
	is_int(set("10.0.0"), HV_IC_INVALID_ARGUMENT);
	memset(&kvpd_message, 0, sizeof(kvpd_message));
	strcpy(kvpd_message.ip.adapter, "{00000000-0000-0000-0000-000000000000}");
	strcpy(kvpd_message.ip.address, "10.0.0.1");
	strcpy(kvpd_message.ip.mask, "255.0.0.0");
	is_int(kvpd_ask(&k, HV_KVP_SET_IP, 0), HV_IC_GUID_NOT_FOUND);
	kvpd_end(&f, &k);
}

/* Upstream copies such texts into 46 bytes of its stack. */
static void fields_without_end(void)
{
	config_defaults(&kvpd_config);
	kvpd_config.inject = true;
	begin();
	for (int field = 0; field < 5; field++) {
		char *const fields[] = { kvpd_message.ip.adapter, kvpd_message.ip.address,
			                 kvpd_message.ip.mask, kvpd_message.ip.gateway,
			                 kvpd_message.ip.dns };
		const size_t sizes[] = { 256, 2048, 2048, 1024, 2048 };

		memset(&kvpd_message, 0, sizeof(kvpd_message));
		strcpy(kvpd_message.ip.adapter, GUID);
		memset(fields[field], '1', sizes[field]);
		is_int(kvpd_ask(&k, HV_KVP_SET_IP, 0), HV_IC_INVALID_ARGUMENT);
	}
	memset(&kvpd_message, 0, sizeof(kvpd_message));
	strcpy(kvpd_message.ip.adapter, GUID);
	memset(kvpd_message.ip.address, '1', 2047);
	memset(kvpd_message.ip.mask, '1', 2047);
	memset(kvpd_message.ip.gateway, '1', 1023);
	memset(kvpd_message.ip.dns, '1', 2047);
	is_int(kvpd_ask(&k, HV_KVP_SET_IP, 0), HV_IC_INVALID_ARGUMENT);
	is_int(kvpd_enumerate(&k, 2, 0), HV_IC_OK);
	kvpd_end(&f, &k);
}

TAP_MAIN(TAP_CASE(settings), TAP_CASE(helpers), TAP_CASE(injection), TAP_CASE(fields_without_end))
