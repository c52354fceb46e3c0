// SPDX-License-Identifier: GPL-2.0-only
#include "inject_script.h"
#include "auto.h"
#include "inject_file.h"
#include "inject_run.h"
#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define FOLDER "/run/hvkit/inject"

/* The names of items in the file: the first, and the @n-th after it. */
struct names {
	const char *first, *next;
	unsigned int from;
};

static void put(struct inject_text *t, const struct names *names, unsigned int n, const char *value)
{
	if (n == 0)
		inject_text_add(t, "%s=%s\n", names->first, value);
	else
		inject_text_add(t, "%s%u=%s\n", names->next, n - 1 + names->from, value);
}

static const char *mask_text(const struct inject_address *a, char text[INJECT_ADDRESS_TEXT])
{
	struct inject_address mask = { 0 };

	if (a->v6) {
		snprintf(text, INJECT_ADDRESS_TEXT, "%u", a->prefix);
		return text;
	}
	for (unsigned int bit = 0; bit < a->prefix; bit++)
		mask.bytes[bit / 8] |= (uint8_t)(0x80 >> bit % 8);
	return inject_address_text(&mask, text);
}

static void put_addresses(const struct inject_settings *s, struct inject_text *t)
{
	static const struct names addresses[] = { { "IPADDR0", "IPADDR", 1 },
		                                  { "IPV6ADDR", "IPV6ADDR_", 1 } };
	static const struct names masks[] = { { "NETMASK0", "NETMASK", 1 },
		                              { "IPV6NETMASK", "IPV6NETMASK_", 1 } };
	unsigned int n[2] = { 0, 0 };
	char text[INJECT_ADDRESS_TEXT];

	for (unsigned int i = 0; i < s->n_addresses; i++) {
		const struct inject_address *a = &s->addresses[i];

		put(t, &addresses[a->v6], n[a->v6], inject_address_text(a, text));
		put(t, &masks[a->v6], n[a->v6]++, mask_text(a, text));
	}
}

void inject_script_ifcfg(const struct inject_plan *plan, struct inject_text *t)
{
	static const struct names gateways[] = { { "GATEWAY", "GATEWAY", 1 },
		                                 { "IPV6_DEFAULTGW", "IPV6_DEFAULTGW_", 1 } };
	static const struct names servers = { "DNS1", "DNS", 2 };
	const struct inject_settings *s = &plan->settings;
	unsigned int n[2] = { 0, 0 };
	char text[INJECT_ADDRESS_TEXT];

	snprintf(text, sizeof(text), "%s", plan->nic.mac);
	for (char *c = text; *c; c++)
		*c = (char)toupper((unsigned char)*c);
	inject_text_add(t, "HWADDR=%s\nDEVICE=%s\nBOOTPROTO=%s\n", text, plan->nic.name,
	                s->dhcp ? "dhcp" : "none");
	put_addresses(s, t);
	for (unsigned int i = 0; i < s->n_gateways; i++)
		put(t, &gateways[s->gateways[i].v6], n[s->gateways[i].v6]++,
		    inject_address_text(&s->gateways[i], text));
	for (unsigned int i = 0; i < s->n_servers; i++)
		put(t, &servers, i, inject_address_text(&s->servers[i], text));
}

/* A folder that is ours alone. */
static int check_private(const char *path)
{
	struct stat st;

	if (lstat(path, &st) < 0)
		return -errno;
	if (!S_ISDIR(st.st_mode) || st.st_uid != geteuid() || st.st_mode & 077)
		return -EPERM;
	return 0;
}

static int make_folder(const char *path)
{
	if (strcmp(path, FOLDER) == 0 && mkdir("/run/hvkit", 0755) < 0 && errno != EEXIST)
		return -errno;
	if (mkdir(path, 0700) < 0 && errno != EEXIST)
		return -errno;
	return check_private(path);
}

static int write_file(struct inject_file *file, const char *content, size_t len)
{
	int rc = inject_file_write(file, content, len, 0600);

	if (rc == 0)
		rc = inject_file_replace(file);
	return rc < 0 ? rc : inject_file_accept(file);
}

static int write_ifcfg(struct inject_file *file, const struct inject_plan *plan)
{
	char content[INJECT_CONTENT_MAX];
	struct inject_text text = { .at = content, .size = sizeof(content) };

	inject_script_ifcfg(plan, &text);
	return text.overflow ? -EMSGSIZE : write_file(file, content, text.len);
}

static int run(const char *script, const char *folder, const char *ifcfg, const char *keyfile,
               const struct inject_limit *limit)
{
	char paths[2][PATH_MAX];
	const char *words[] = { script, paths[0], paths[1], NULL };

	if (snprintf(paths[0], sizeof(paths[0]), "%s/%s", folder, ifcfg) >= (int)sizeof(paths[0]) ||
	    snprintf(paths[1], sizeof(paths[1]), "%s/%s", folder, keyfile) >= (int)sizeof(paths[1]))
		return -ENAMETOOLONG;
	return inject_run(script, words, limit);
}

int inject_script(const struct inject *inj, const struct inject_plan *plan,
                  const struct inject_limit *limit)
{
	const char *folder = inj->script_folder ? inj->script_folder : FOLDER;
	AUTO_INJECT_FILE struct inject_file ifcfg = { .dir = -1 }, keyfile = { .dir = -1 };
	char names[2][40];
	int rc = make_folder(folder);

	snprintf(names[0], sizeof(names[0]), "ifcfg-%s", plan->nic.name);
	snprintf(names[1], sizeof(names[1]), "%s.nmconnection", plan->nic.name);
	if (rc == 0)
		rc = inject_file_open(&ifcfg, AT_FDCWD, folder, names[0]);
	if (rc == 0)
		rc = inject_file_open(&keyfile, AT_FDCWD, folder, names[1]);
	if (rc == 0)
		rc = write_ifcfg(&ifcfg, plan);
	if (rc == 0)
		rc = write_file(&keyfile, plan->content, plan->len);
	if (rc == 0)
		rc = run(inj->script, folder, names[0], names[1], limit);
	if (ifcfg.dir >= 0)
		unlinkat(ifcfg.dir, names[0], 0);
	if (keyfile.dir >= 0)
		unlinkat(keyfile.dir, names[1], 0);
	return rc;
}
