// SPDX-License-Identifier: GPL-2.0-only
#include "dhcp.h"
#include "auto.h"
#include "lines.h"
#include "list.h"
#include <stdio.h>
#include <string.h>
#include <unistd.h>

struct query {
	int root, index;
	const char *name, *addresses;
};

static bool exists(int root, const char *path)
{
	return faccessat(root, path, R_OK, 0) == 0;
}

/* networkd keeps a lease's file for as long as it holds the lease. */
static bool by_networkd(const struct query *q)
{
	char path[64];

	snprintf(path, sizeof(path), "run/systemd/netif/leases/%d", q->index);
	return exists(q->root, path);
}

static bool has_address(const struct query *q, const char *text)
{
	const struct list list = { (char *)q->addresses, 0, 0 };

	return *text && list_has(&list, text);
}

/* Whether a line of @path is "@key=ADDRESS", with an address of the interface. */
static bool names_address(const struct query *q, const char *path, const char *key)
{
	AUTO_LINES struct lines lines;
	char *line, *value;

	if (lines_open(&lines, q->root, path) < 0)
		return false;
	while ((line = lines_next(&lines)))
		if ((value = line_value(line, key)) && has_address(q, value))
			return true;
	return false;
}

/* The lease of NetworkManager's own client, of the profile that the interface has now. */
static bool by_networkmanager(const struct query *q)
{
	AUTO_LINES struct lines lines;
	char path[160], *line, *uuid;

	snprintf(path, sizeof(path), "run/NetworkManager/devices/%d", q->index);
	if (lines_open(&lines, q->root, path) < 0)
		return false;
	while ((line = lines_next(&lines))) {
		uuid = line_value(line, "connection-uuid");
		if (!uuid || strlen(uuid) != 36 || strchr(uuid, '/'))
			continue;
		snprintf(path, sizeof(path), "var/lib/NetworkManager/internal-%s-%s.lease", uuid,
		         q->name);
		return names_address(q, path, "ADDRESS");
	}
	return false;
}

/*
 * "  fixed-address 10.0.0.5;": the leases of a file follow one another, so the last of an interface counts.
 */
static bool has_dhclient_lease(const struct query *q, const char *path)
{
	AUTO_LINES struct lines lines;
	bool ours = true, found = false;
	char *line, *word;

	if (lines_open(&lines, q->root, path) < 0)
		return false;
	while ((line = lines_next(&lines))) {
		word = line_word(&line);
		line[strcspn(line, ";")] = '\0';
		if (!word)
			continue;
		if (strcmp(word, "interface") == 0) /* its name stands in quotes */
			ours = strlen(line) == strlen(q->name) + 2 &&
			       memcmp(line + 1, q->name, strlen(q->name)) == 0;
		else if (strcmp(word, "fixed-address") == 0 && ours)
			found = has_address(q, line);
	}
	return found;
}

static bool by_dhclient(const struct query *q)
{
	/* Debian's, with and without a name; RHEL's; SUSE's. */
	static const char *const paths[] = {
		"var/lib/dhcp/dhclient.%s.leases",
		"var/lib/dhclient/dhclient-%s.leases",
		"var/lib/dhclient/dhclient--%s.lease",
	};
	char path[96];

	for (size_t i = 0; i < ARRAY_SIZE(paths); i++) {
		const char *hole = strstr(paths[i], "%s");

		snprintf(path, sizeof(path), "%.*s%s%s", (int)(hole - paths[i]), paths[i], q->name,
		         hole + 2);
		if (has_dhclient_lease(q, path))
			return true;
	}
	return has_dhclient_lease(q, "var/lib/dhcp/dhclient.leases") ||
	       has_dhclient_lease(q, "var/lib/dhclient/dhclient.leases");
}

/* dhcpcd's is the reply itself; while it runs for the interface it has a socket of its name. */
static bool by_dhcpcd(const struct query *q)
{
	char path[64];

	snprintf(path, sizeof(path), "run/dhcpcd/%s-4.pid", q->name);
	if (exists(q->root, path))
		return true;
	snprintf(path, sizeof(path), "run/dhcpcd/%s.pid", q->name);
	return exists(q->root, path);
}

bool dhcp_is_used(int root, int index, const char *name, const char *addresses)
{
	const struct query q = { root, index, name, addresses };

	return by_networkd(&q) || by_networkmanager(&q) || by_dhclient(&q) || by_dhcpcd(&q);
}
