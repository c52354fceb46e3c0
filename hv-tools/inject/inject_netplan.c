// SPDX-License-Identifier: GPL-2.0-only
/*
 * netplan(5), rendered for networkd. Lists of the same interface in several files are joined, so ours has a name of
 * its own, which sorts before those of others: of the files that netplan makes for networkd the first that
 * matches is the interface's only one.
 */
#include "inject_backend.h"
#include "inject_folder.h"
#include <string.h>

static int is_yaml(void *ctx, int dir, const char *name)
{
	const size_t len = strlen(name);

	(void)ctx, (void)dir;
	return len > 5 && *name != '.' && strcmp(name + len - 5, ".yaml") == 0;
}

static bool runs(int root)
{
	return inject_folder_each(root, "etc/netplan", is_yaml, NULL) == 1;
}

static bool manages(int root, const struct inject_nic *nic)
{
	(void)nic;
	return runs(root);
}

static void command(struct inject_plan *plan)
{
	plan->apply[0] = (struct inject_command){ { "netplan", "apply" } };
	plan->removed[0] = plan->apply[0];
}

static void render_list(struct inject_text *t, const char *indent,
                        const struct inject_address *items, unsigned int n)
{
	char text[INJECT_ADDRESS_TEXT];

	inject_text_add(t, "%saddresses:\n", indent);
	for (unsigned int i = 0; i < n; i++) {
		inject_text_add(t, "%s- \"%s", indent, inject_address_text(&items[i], text));
		if (items[i].prefix > 0)
			inject_text_add(t, "/%u", items[i].prefix);
		inject_text_add(t, "\"\n");
	}
}

static void render_gateways(const struct inject_settings *s, struct inject_text *t)
{
	unsigned int seen[2] = { 0, 0 };
	char text[INJECT_ADDRESS_TEXT];

	inject_text_add(t, "      routes:\n");
	for (unsigned int i = 0; i < s->n_gateways; i++) {
		const struct inject_address *g = &s->gateways[i];

		inject_text_add(t, "      - to: \"%s\"\n        via: \"%s\"\n",
		                g->v6 ? "::/0" : "0.0.0.0/0", inject_address_text(g, text));
		if (g->off_subnet)
			inject_text_add(t, "        on-link: true\n");
		if (seen[g->v6]++ > 0)
			inject_text_add(t, "        metric: %u\n", INJECT_METRIC + i);
	}
}

static void render(const struct inject_plan *plan, struct inject_text *t)
{
	const struct inject_settings *s = &plan->settings;

	inject_text_add(t,
	                INJECT_COMMENT "network:\n"
	                               "  version: 2\n"
	                               "  ethernets:\n"
	                               "    \"00-hvkit-%s\":\n"
	                               "      renderer: networkd\n"
	                               "      match:\n"
	                               "        macaddress: \"%s\"\n"
	                               "        driver: \"hv_netvsc\"\n",
	                plan->nic.mac_hex, plan->nic.mac);
	inject_text_add(t, "      dhcp4: %s\n      accept-ra: %s\n", s->dhcp ? "true" : "false",
	                inject_settings_has(s, true) ? "false" : "true");
	if (s->n_addresses > 0)
		render_list(t, "      ", s->addresses, s->n_addresses);
	if (s->n_servers > 0) {
		inject_text_add(t, "      nameservers:\n");
		render_list(t, "        ", s->servers, s->n_servers);
	}
	if (s->n_gateways > 0)
		render_gateways(s, t);
}

const struct inject_backend inject_netplan = {
	.name = "netplan",
	.program = "netplan",
	.folder = "etc/netplan",
	.prefix = "95-hvkit-",
	.suffix = ".yaml",
	.mode = 0600,
	.manages = manages,
	.runs = runs,
	.command = command,
	.render = render,
};
