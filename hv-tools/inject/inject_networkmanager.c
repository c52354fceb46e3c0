// SPDX-License-Identifier: GPL-2.0-only
/* NetworkManager: nm-settings-keyfile(5), nmcli(1). */
#include "inject_backend.h"
#include "lines.h"
#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static bool runs(int root)
{
	return faccessat(root, "run/NetworkManager/devices", F_OK, 0) == 0;
}

/* Its state file of the interface has a line "managed=true". */
static bool manages(int root, const struct inject_nic *nic)
{
	char path[64], *line, *value;
	bool managed = false;

	snprintf(path, sizeof(path), "run/NetworkManager/devices/%u", nic->index);
	AUTO_LINES struct lines lines;
	if (lines_open(&lines, root, path) < 0)
		return false;
	while ((line = lines_next(&lines)))
		if ((value = line_value(line, "managed")))
			managed = strcmp(value, "true") == 0;
	return managed;
}

static void command(struct inject_plan *plan)
{
	plan->apply[0] = (struct inject_command){ { "nmcli", "connection", "load", plan->path } };
	plan->apply[1] = (struct inject_command){ { "nmcli", "connection", "up", "uuid", plan->uuid,
		                                    "ifname", plan->nic.name } };
	/* What goes with its file is no longer up; another connection of the interface's comes up by itself. */
	plan->removed[0] = (struct inject_command){ { "nmcli", "connection", "reload" } };
}

static void render_addresses(const struct inject_settings *s, bool v6, struct inject_text *t)
{
	char text[INJECT_ADDRESS_TEXT];
	unsigned int n = 0;

	for (unsigned int i = 0; i < s->n_addresses; i++)
		if (s->addresses[i].v6 == v6)
			inject_text_add(t, "address%u=%s/%u\n", ++n,
			                inject_address_text(&s->addresses[i], text),
			                s->addresses[i].prefix);
}

/* One gateway, and further ones as routes. It sees itself when a gateway is in no network of the addresses. */
static void render_gateways(const struct inject_settings *s, bool v6, struct inject_text *t)
{
	char text[INJECT_ADDRESS_TEXT];
	unsigned int n = 0;

	for (unsigned int i = 0; i < s->n_gateways; i++) {
		const struct inject_address *g = &s->gateways[i];

		if (g->v6 != v6)
			continue;
		inject_address_text(g, text);
		if (n == 0)
			inject_text_add(t, "gateway=%s\n", text);
		else
			inject_text_add(t, "route%u=%s,%s,%u\n", n, v6 ? "::/0" : "0.0.0.0/0", text,
			                INJECT_METRIC + i);
		if (n > 0 && g->off_subnet)
			inject_text_add(t, "route%u_options=onlink=true\n", n);
		n++;
	}
}

static void render_servers(const struct inject_settings *s, bool v6, struct inject_text *t)
{
	char text[INJECT_ADDRESS_TEXT];
	const char *before = "dns=";

	for (unsigned int i = 0; i < s->n_servers; i++)
		if (s->servers[i].v6 == v6) {
			inject_text_add(t, "%s%s;", before,
			                inject_address_text(&s->servers[i], text));
			before = "";
		}
	if (*before == '\0')
		inject_text_add(t, "\n");
}

static void render_family(const struct inject_settings *s, bool v6, const char *method,
                          struct inject_text *t)
{
	inject_text_add(t, "\n[ipv%d]\nmethod=%s\n", v6 ? 6 : 4, method);
	render_addresses(s, v6, t);
	render_gateways(s, v6, t);
	render_servers(s, v6, t);
}

static void render(const struct inject_plan *plan, struct inject_text *t)
{
	const struct inject_settings *s = &plan->settings;

	inject_text_add(t,
	                INJECT_COMMENT "[connection]\n"
	                               "id=hvkit-%s\n"
	                               "uuid=%s\n"
	                               "type=ethernet\n"
	                               "autoconnect-priority=999\n"
	                               "\n[match]\n"
	                               "driver=hv_netvsc;\n"
	                               "\n[ethernet]\n"
	                               "mac-address=%s\n",
	                plan->nic.mac_hex, plan->uuid, plan->nic.mac);
	render_family(s, false,
	              s->dhcp                         ? "auto"
	              : inject_settings_has(s, false) ? "manual"
	                                              : "disabled",
	              t);
	render_family(s, true, inject_settings_has(s, true) ? "manual" : "auto", t);
}

const struct inject_backend inject_networkmanager = {
	.name = "networkmanager",
	.program = "nmcli",
	.folder = "etc/NetworkManager/system-connections",
	.prefix = "hvkit-",
	.suffix = ".nmconnection",
	.mode = 0600,
	.manages = manages,
	.runs = runs,
	.command = command,
	.render = render,
};
