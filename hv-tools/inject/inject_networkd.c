// SPDX-License-Identifier: GPL-2.0-only
/* systemd-networkd: systemd.network(5), networkctl(1). The first file that matches an interface is its only one. */
#include "inject_backend.h"
#include "lines.h"
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static bool runs(int root)
{
	return faccessat(root, "run/systemd/netif/state", F_OK, 0) == 0;
}

/* Its state file has a line "ADMIN_STATE=configured" once it has a file for the interface. */
static bool manages(int root, const struct inject_nic *nic)
{
	char path[64], *line, *state;
	bool managed = false;

	snprintf(path, sizeof(path), "run/systemd/netif/links/%u", nic->index);
	AUTO_LINES struct lines lines;
	if (lines_open(&lines, root, path) < 0)
		return false;
	while ((line = lines_next(&lines)))
		if ((state = line_value(line, "ADMIN_STATE")))
			managed = strncmp(state, "config", strlen("config")) == 0 ||
			          strcmp(state, "failed") == 0;
	return managed;
}

static void command(struct inject_plan *plan)
{
	plan->apply[0] = (struct inject_command){ { "networkctl", "reload" } };
	plan->apply[1] = (struct inject_command){ { "networkctl", "reconfigure", plan->nic.name } };
	plan->removed[0] = plan->apply[0];
	plan->removed[1] = plan->apply[1];
}

static void render_gateways(const struct inject_settings *s, struct inject_text *t)
{
	unsigned int seen[2] = { 0, 0 };
	char text[INJECT_ADDRESS_TEXT];

	for (unsigned int i = 0; i < s->n_gateways; i++) {
		const struct inject_address *g = &s->gateways[i];

		inject_text_add(t, "\n[Route]\nGateway=%s\n", inject_address_text(g, text));
		if (g->off_subnet)
			inject_text_add(t, "GatewayOnLink=yes\n");
		if (seen[g->v6]++ > 0)
			inject_text_add(t, "Metric=%u\n", INJECT_METRIC + i);
	}
}

static void render(const struct inject_plan *plan, struct inject_text *t)
{
	const struct inject_settings *s = &plan->settings;
	char text[INJECT_ADDRESS_TEXT];

	inject_text_add(t, INJECT_COMMENT "[Match]\nMACAddress=%s\nDriver=hv_netvsc\n",
	                plan->nic.mac);
	inject_text_add(t, "\n[Network]\nDHCP=%s\nLinkLocalAddressing=ipv6\nIPv6AcceptRA=%s\n",
	                s->dhcp ? "ipv4" : "no", inject_settings_has(s, true) ? "no" : "yes");
	for (unsigned int i = 0; i < s->n_servers; i++)
		inject_text_add(t, "DNS=%s\n", inject_address_text(&s->servers[i], text));
	for (unsigned int i = 0; i < s->n_addresses; i++)
		inject_text_add(t, "\n[Address]\nAddress=%s/%u\n",
		                inject_address_text(&s->addresses[i], text),
		                s->addresses[i].prefix);
	render_gateways(s, t);
}

const struct inject_backend inject_networkd = {
	.name = "networkd",
	.program = "networkctl",
	.folder = "etc/systemd/network",
	.prefix = "05-hvkit-",
	.suffix = ".network",
	.mode = 0644,
	.manages = manages,
	.runs = runs,
	.command = command,
	.render = render,
};
