// SPDX-License-Identifier: GPL-2.0-only
/*
 * ifupdown: interfaces(5), ifup(8). All stanzas of an interface are done one after the other, wherever they stand:
 * there is no way to put ours in place of others, so an interface that others have stanzas for is refused.
 */
#include "inject_backend.h"
#include "inject_folder.h"
#include "lines.h"
#include <fcntl.h>
#include <stdio.h>
#include <string.h>

#define FILE_PATH "etc/network/interfaces"
#define FOLDER    "etc/network/interfaces.d"

/* "source /etc/network/interfaces.d/" with a star behind it, "source-directory interfaces.d" and the like. */
static bool sources_folder(char *line)
{
	static const char *const folders[] = { "/" FOLDER "/", "interfaces.d/" };
	const char *verb = line_word(&line), *what = line_word(&line);
	bool whole;

	if (!verb || !what)
		return false;
	whole = strcmp(verb, "source-directory") == 0;
	if (!whole && strcmp(verb, "source") != 0)
		return false;
	for (int i = 0; i < 2; i++) {
		const size_t len = strlen(folders[i]);

		if (strncmp(what, folders[i], len) == 0 &&
		    strcmp(what + len, whole ? "" : "*") == 0)
			return true;
		if (whole && strlen(what) == len - 1 && strncmp(what, folders[i], len - 1) == 0)
			return true;
	}
	return false;
}

static bool runs(int root)
{
	bool sources = false;
	char *line;

	AUTO_LINES struct lines lines;
	if (lines_open(&lines, root, FILE_PATH) < 0)
		return false;
	while ((line = lines_next(&lines)))
		sources |= sources_folder(line);
	return sources;
}

/* What is up stands in its state file: "eth0=eth0". */
static bool manages(int root, const struct inject_nic *nic)
{
	const size_t len = strlen(nic->name);
	bool up = false;
	char *line;

	AUTO_LINES struct lines lines;
	if (lines_open(&lines, root, "run/network/ifstate") < 0)
		return false;
	while ((line = lines_next(&lines)))
		up |= strncmp(line, nic->name, len) == 0 && line[len] == '=';
	return up && runs(root);
}

/* Has the file a stanza "iface NAME"? */
static bool has_stanza(int dir, const char *path, const char *name)
{
	const char *word;
	bool has = false;
	char *line;

	AUTO_LINES struct lines lines;
	if (lines_open(&lines, dir, path) < 0)
		return false;
	while ((line = lines_next(&lines))) {
		word = line_word(&line);
		if (!word || strcmp(word, "iface") != 0)
			continue;
		word = line_word(&line);
		has |= word && strcmp(word, name) == 0;
	}
	return has;
}

static int find_stanza(void *ctx, int dir, const char *name)
{
	const struct inject_plan *plan = ctx;

	return *name != '.' && strcmp(name, plan->file) != 0 &&
	       has_stanza(dir, name, plan->nic.name);
}

static const char *refuses(int root, const struct inject_plan *plan)
{
	if (!runs(root))
		return "/" FILE_PATH " does not source /" FOLDER "/*";
	if (strchr(plan->nic.name, '.'))
		return "ifupdown takes an interface of such a name for a VLAN";
	if (has_stanza(root, FILE_PATH, plan->nic.name) ||
	    inject_folder_each(root, FOLDER, find_stanza, (void *)plan) == 1)
		return "the interface has a stanza elsewhere in /" FILE_PATH
		       " or its folder; take it out first";
	return NULL;
}

static void command(struct inject_plan *plan)
{
	plan->before[0] = (struct inject_command){ { "ifdown", "--force", plan->nic.name } };
	plan->apply[0] = (struct inject_command){ { "ifup", "--force", plan->nic.name } };
}

/* In a stanza: the first gateway, and further ones as routes. */
static void render_gateways(const struct inject_plan *plan, bool v6, struct inject_text *t)
{
	const struct inject_settings *s = &plan->settings;
	char text[INJECT_ADDRESS_TEXT];
	unsigned int n = 0;

	for (unsigned int i = 0; i < s->n_gateways; i++) {
		if (s->gateways[i].v6 != v6)
			continue;
		inject_address_text(&s->gateways[i], text);
		if (n++ == 0)
			inject_text_add(t, "    gateway %s\n", text);
		else
			inject_text_add(
				t,
				"    up ip -%d route add default via %s dev %s onlink metric %u\n",
				v6 ? 6 : 4, text, plan->nic.name, INJECT_METRIC + i);
	}
}

/* In the first stanza: resolvconf reads it. */
static void render_servers(const struct inject_settings *s, bool v6, struct inject_text *t)
{
	char text[INJECT_ADDRESS_TEXT];
	bool any = false;

	for (unsigned int i = 0; i < s->n_servers; i++)
		if (s->servers[i].v6 == v6) {
			inject_text_add(t, "%s %s", any ? "" : "    dns-nameservers",
			                inject_address_text(&s->servers[i], text));
			any = true;
		}
	if (any)
		inject_text_add(t, "\n");
}

/* An address, a stanza; the first of a family has what belongs to the family. */
static void render_addresses(const struct inject_plan *plan, bool v6, struct inject_text *t)
{
	const struct inject_settings *s = &plan->settings;
	char text[INJECT_ADDRESS_TEXT];
	bool first = true;

	for (unsigned int i = 0; i < s->n_addresses; i++) {
		const struct inject_address *a = &s->addresses[i];

		if (a->v6 != v6)
			continue;
		inject_text_add(t, "\niface %s %s static\n    address %s/%u\n", plan->nic.name,
		                v6 ? "inet6" : "inet", inject_address_text(a, text), a->prefix);
		if (v6)
			inject_text_add(t, "    accept_ra 0\n    autoconf 0\n");
		if (first)
			render_gateways(plan, v6, t);
		if (first)
			render_servers(s, v6, t);
		first = false;
	}
}

static void render(const struct inject_plan *plan, struct inject_text *t)
{
	const struct inject_settings *s = &plan->settings;

	inject_text_add(t, INJECT_COMMENT "auto %s\n", plan->nic.name);
	if (s->dhcp) {
		inject_text_add(t, "\niface %s inet dhcp\n", plan->nic.name);
		render_servers(s, false, t);
	}
	render_addresses(plan, false, t);
	render_addresses(plan, true, t);
	if (!inject_settings_has(s, true)) {
		inject_text_add(t, "\niface %s inet6 auto\n", plan->nic.name);
		render_servers(s, true, t);
	}
}

const struct inject_backend inject_ifupdown = {
	.name = "ifupdown",
	.program = "ifup",
	.folder = FOLDER,
	.prefix = "hvkit-",
	.suffix = "",
	.mode = 0644,
	.manages = manages,
	.runs = runs,
	.refuses = refuses,
	.command = command,
	.render = render,
};
