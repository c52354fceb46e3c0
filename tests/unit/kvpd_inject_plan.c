// SPDX-License-Identifier: GPL-2.0-only
/* Which interface, which manager, and what its file looks like: golden files in tests/data/inject. */
#include "inject.h"
#include "inject_backend.h"
#include "inject_script.h"
#include "kvpd_inject_fixture.h"
#include "tap.h"
#include "wire/ic.h"

static struct inject_plan plan;

static const struct inject_request one = {
	.adapter = FIXTURE_GUID,
	.family = 1,
	.address = "192.168.7.20",
	.mask = "255.255.255.0",
	.gateway = "",
	.dns = "",
};

static uint32_t plan_for(const struct fixture *f, const char *guid)
{
	struct inject_request request = one;

	request.adapter = guid;
	return inject_plan(&f->inject, &request, &plan);
}

static void finds_the_interface_by_its_whole_guid(void)
{
	struct fixture f;

	fixture_begin(&f);
	f.inject.backend = "networkd";
	fixture_program(&f, "networkctl");
	fixture_nic(&f, "eth1", "{f8615163-df3e-46c5-913f-f2d2f965ed0f}", "00:15:5d:01:02:04", 4,
	            "hv_netvsc");
	fixture_write(&f, "sys/class/net/bonding_masters", "bond0\n");
	is_int(plan_for(&f, FIXTURE_GUID), HV_IC_OK);
	is_string(plan.nic.name, "eth0");
	is_string(plan.nic.mac, "00:15:5d:01:02:03");
	is_string(plan.path, "/etc/systemd/network/05-hvkit-" FIXTURE_MAC ".network");
	is_int(plan.nic.index, 3);
	is_int(plan_for(&f, "{f8615163-df3e-46c5-913f-f2d2f965ed0F}"), HV_IC_OK);
	is_string(plan.nic.name, "eth1");
	is_int(plan_for(&f, "{f8615163-df3e-46c5-913f-f2d2f965ed00}"), HV_IC_GUID_NOT_FOUND);
	is_int(plan_for(&f, "f8615163-df3e-46c5-913f-f2d2f965ed0e"), HV_IC_INVALID_ARGUMENT);
	is_int(plan_for(&f, "{f8615163-df3e-46c5-913f-f2d2f965ed0e"), HV_IC_INVALID_ARGUMENT);
	is_int(plan_for(&f, "{f8615163-df3e-46c5-913f-f2d2f965ed0}"), HV_IC_INVALID_ARGUMENT);
	is_int(plan_for(&f, "{../../../../etc/passwd-913f-f2d2f965}"), HV_IC_INVALID_ARGUMENT);
	is_int(plan_for(&f, ""), HV_IC_INVALID_ARGUMENT);
	is_int(plan_for(&f, "eth0"), HV_IC_INVALID_ARGUMENT);
	fixture_end(&f);
}

/* A virtual function has the MAC of the synthetic interface it stands behind, but is a PCI device. */
static void passes_over_a_virtual_function(void)
{
	struct fixture f;

	fixture_begin(&f);
	f.inject.backend = "networkd";
	fixture_program(&f, "networkctl");
	fixture_nic(&f, "a0", NULL, "00:15:5d:01:02:03", 9, "mlx5_core");
	fixture_nic(&f, "a1", FIXTURE_GUID, "00:15:5d:01:02:03", 8, "uio_hv_generic");
	is_int(plan_for(&f, FIXTURE_GUID), HV_IC_OK);
	is_string(plan.nic.name, "eth0");
	fixture_end(&f);
}

static void refuses_interfaces_that_files_cannot_name(void)
{
	static const char *const names[] = { "a$(id)", "-x", "a;b", "a'b", "\xc3\xa9" };
	static const char *const macs[] = { "00:00:00:00:00:00", "01:15:5d:01:02:03",
		                            "00:15:5d:01:02", "00:15:5d:01:02:0g", "" };
	struct fixture f;

	for (size_t i = 0; i < ARRAY_SIZE(names) + ARRAY_SIZE(macs); i++) {
		const size_t mac = i - ARRAY_SIZE(names);

		fixture_begin(&f);
		f.inject.backend = "networkd";
		fixture_program(&f, "networkctl");
		fixture_nic(&f, i < ARRAY_SIZE(names) ? names[i] : "eth1",
		            "{f8615163-df3e-46c5-913f-f2d2f965ed0f}",
		            i < ARRAY_SIZE(names) ? "00:15:5d:01:02:04" : macs[mac], 4,
		            "hv_netvsc");
		is_int(plan_for(&f, "{f8615163-df3e-46c5-913f-f2d2f965ed0f}"), HV_IC_FAIL);
		fixture_end(&f);
	}
}

/* What a test of the detection puts into the tree, and the backend that comes of it. */
struct found {
	const char *path, *content;
	const char *backend; /* NULL: none */
};

static const char *found(const struct fixture *f)
{
	return plan_for(f, FIXTURE_GUID) == HV_IC_OK ? inject_backend_name(&plan) : NULL;
}

static void is_found(const struct fixture *f, const struct found *c)
{
	const char *got;

	fixture_write(f, c->path, c->content);
	got = found(f);
	is_string(got ? got : "none", c->backend ? c->backend : "none");
}

/* From what is least to what counts most: each line takes the interface from the one before. */
static void finds_out_who_manages_the_interface(void)
{
	static const struct found steps[] = {
		{ "etc/network/interfaces", "auto lo\niface lo inet loopback\n", NULL },
		{ "etc/network/interfaces", "source /etc/network/interfaces.d/*\n", "ifupdown" },
		{ "run/systemd/netif/state", "OPER_STATE=routable\n", "networkd" },
		{ "run/network/ifstate", "lo=lo\neth=eth\neth00=eth0\n", "networkd" },
		{ "run/network/ifstate", "lo=lo\neth0=eth0\n", "ifupdown" },
		{ "run/systemd/netif/links/3", "ADMIN_STATE=unmanaged\n", "ifupdown" },
		{ "run/systemd/netif/links/3", "ADMIN_STATE=configured\n", "networkd" },
		{ "etc/netplan/.x.yaml", "", "networkd" },
		{ "etc/netplan/50-cloud-init.yaml", "network: {version: 2}\n", "netplan" },
		{ "run/NetworkManager/devices/2", "[device]\nmanaged=true\n", "netplan" },
		{ "run/NetworkManager/devices/3", "[device]\nmanaged=false\n", "netplan" },
		{ "run/NetworkManager/devices/3", "[device]\nmanaged=true\n", "networkmanager" },
	};
	struct fixture f;

	fixture_begin(&f);
	fixture_program(&f, "networkctl");
	fixture_program(&f, "netplan");
	fixture_program(&f, "nmcli");
	fixture_program(&f, "ifup");
	for (size_t i = 0; i < ARRAY_SIZE(steps); i++)
		is_found(&f, &steps[i]);
	unlinkat(f.root, "bin/nmcli", 0);
	is_string(found(&f), "netplan");
	unlinkat(f.root, "bin/netplan", 0);
	is_string(found(&f), "networkd");
	f.inject.backend = "ifupdown";
	is_string(found(&f), "ifupdown");
	f.inject.backend = "netplan";
	is_true(!found(&f));
	f.inject.backend = "wicked";
	is_true(!found(&f));
	fixture_end(&f);
}

static void names_its_backends_in_their_order(void)
{
	const char *const *names = inject_backend_names();
	int i = 0;

	for (; inject_backends[i] && names[i]; i++)
		is_string(names[i], inject_backends[i]->name);
	is_true(!inject_backends[i] && !names[i]);
}

static void takes_ifupdown_only_where_it_reads_our_file(void)
{
	static const struct found cases[] = {
		{ "etc/network/interfaces", "# source /etc/network/interfaces.d/*\n", NULL },
		{ "etc/network/interfaces", "source /etc/network/interfaces.d/*.cfg\n", NULL },
		{ "etc/network/interfaces", "source interfaces.d/*\n", "ifupdown" },
		{ "etc/network/interfaces", "source-directory interfaces.d\n", "ifupdown" },
		{ "etc/network/interfaces", "source-directory /etc/network/interfaces.d/\n",
		  "ifupdown" },
		{ "etc/network/interfaces",
		  "source /etc/network/interfaces.d/*\niface eth inet x\n", "ifupdown" },
		{ "etc/network/interfaces.d/hvkit-" FIXTURE_MAC, "iface eth0 inet dhcp\n",
		  "ifupdown" },
		{ "etc/network/interfaces.d/other", "auto eth0\n  iface  eth0 inet dhcp\n", NULL },
		{ "etc/network/interfaces.d/other", "iface eth1 inet dhcp\n", "ifupdown" },
		{ "etc/network/interfaces",
		  "source /etc/network/interfaces.d/*\niface eth0 inet dhcp\n", NULL },
	};
	struct fixture f;

	fixture_begin(&f);
	f.inject.backend = "ifupdown";
	fixture_program(&f, "ifup");
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
		is_found(&f, &cases[i]);
	fixture_end(&f);
}

/* A case's file "request": lines "key=value". */
static struct inject_request read_request(const char *name, char *text, size_t size)
{
	struct inject_request request = { .adapter = FIXTURE_GUID };
	const char **const texts[] = { &request.address, &request.mask, &request.gateway,
		                       &request.dns };
	static const char *const keys[] = { "address=", "mask=", "gateway=", "dns=" };
	char path[128];
	size_t len = 0;

	snprintf(path, sizeof(path), "tests/data/inject/%s/request", name);
	AUTO_FCLOSE FILE *in = fopen(path, "re");
	if (in)
		len = fread(text, 1, size - 1, in);
	text[len] = '\0';
	for (char *line = strtok(text, "\n"); line; line = strtok(NULL, "\n")) {
		if (strncmp(line, "family=", 7) == 0)
			request.family = (uint8_t)atoi(line + 7);
		else if (strncmp(line, "dhcp=", 5) == 0)
			request.dhcp = (uint8_t)atoi(line + 5);
		for (size_t i = 0; i < ARRAY_SIZE(keys); i++)
			if (strncmp(line, keys[i], strlen(keys[i])) == 0)
				*texts[i] = line + strlen(keys[i]);
	}
	return request;
}

/* HVKIT_UPDATE=1 writes the golden files anew. */
static void is_golden(const char *name, const char *backend, const char *got)
{
	static char want[INJECT_CONTENT_MAX];
	char path[128];
	size_t n = 0;

	snprintf(path, sizeof(path), "tests/data/inject/%s/%s", name, backend);
	AUTO_FCLOSE FILE *file = fopen(path, getenv("HVKIT_UPDATE") ? "w+e" : "re");
	if (file && getenv("HVKIT_UPDATE")) {
		fputs(got, file);
		rewind(file);
	}
	if (file)
		n = fread(want, 1, sizeof(want) - 1, file);
	want[n] = '\0';
	is_string(got, want);
}

static void renders(const char *name)
{
	static char text[4096], ifcfg[INJECT_CONTENT_MAX];
	const struct inject_request request = read_request(name, text, sizeof(text));
	struct inject_text out = { .at = ifcfg, .size = sizeof(ifcfg) };
	struct fixture f;

	fixture_begin(&f);
	fixture_write(&f, "etc/network/interfaces", "source interfaces.d/*\n");
	for (const char *const *b = inject_backend_names(); *b; b++) {
		f.inject.backend = *b;
		fixture_program(&f, inject_backends[b - inject_backend_names()]->program);
		is_int(inject_plan(&f.inject, &request, &plan), HV_IC_OK);
		is_golden(name, *b, plan.content);
		is_int(plan.len, strlen(plan.content));
	}
	inject_script_ifcfg(&plan, &out);
	is_golden(name, "ifcfg", ifcfg);
	fixture_end(&f);
}

static void renders_ipv4(void)
{
	renders("ipv4");
}

static void renders_ipv6(void)
{
	renders("ipv6");
}

static void renders_dhcp(void)
{
	renders("dhcp");
}

static void renders_both_families(void)
{
	renders("dual");
}

static void renders_several_gateways(void)
{
	renders("gateways");
}

/* As much as can be asked for has room in each file. */
static void renders_all_that_is_taken(void)
{
	static char address[4096], mask[1024], gateway[1024], dns[2048];
	const struct inject_request request = { FIXTURE_GUID, 3, 0, address, mask, gateway, dns };
	struct fixture f;

	*address = *mask = *gateway = *dns = '\0';
	for (int i = 0; i < INJECT_ADDRESSES; i++) {
		sprintf(address + strlen(address), "2001:db8:1111:2222:3333:4444:5555:%x;",
		        i + 0x1000);
		strcat(mask, "/127;");
		if (i < INJECT_GATEWAYS)
			sprintf(gateway + strlen(gateway), "2001:db8:1111:2222:3333:4444:6666:%x;",
			        i + 0x1000);
		if (i < INJECT_SERVERS)
			sprintf(dns + strlen(dns), "2001:db8:1111:2222:3333:4444:7777:%x;",
			        i + 0x1000);
	}
	fixture_begin(&f);
	fixture_write(&f, "etc/network/interfaces", "source interfaces.d/*\n");
	for (const char *const *b = inject_backend_names(); *b; b++) {
		f.inject.backend = *b;
		fixture_program(&f, inject_backends[b - inject_backend_names()]->program);
		is_int(inject_plan(&f.inject, &request, &plan), HV_IC_OK);
		printf("# %s: %zu bytes\n", *b, plan.len);
	}
	fixture_end(&f);
}

TAP_MAIN(TAP_CASE(finds_the_interface_by_its_whole_guid), TAP_CASE(passes_over_a_virtual_function),
         TAP_CASE(refuses_interfaces_that_files_cannot_name),
         TAP_CASE(finds_out_who_manages_the_interface), TAP_CASE(names_its_backends_in_their_order),
         TAP_CASE(takes_ifupdown_only_where_it_reads_our_file), TAP_CASE(renders_ipv4),
         TAP_CASE(renders_ipv6), TAP_CASE(renders_dhcp), TAP_CASE(renders_both_families),
         TAP_CASE(renders_several_gateways), TAP_CASE(renders_all_that_is_taken))
