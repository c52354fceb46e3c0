// SPDX-License-Identifier: GPL-2.0-only
#include "dns.h"
#include "auto.h"
#include "lines.h"
#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>

struct servers {
	struct list *list;
	bool loopback; /* take those of this machine, and no others */
	bool cut;
};

static bool is_loopback(int family, const uint8_t *address)
{
	static const uint8_t one[16] = { [15] = 1 };

	return family == AF_INET ? address[0] == 127 : memcmp(address, one, sizeof(one)) == 0;
}

/*
 * One server: "10.0.0.1", or as resolved writes it, "fe80::1%eth0", "[::1]:53", "10.0.0.1:53#name". The
 * address alone is told.
 */
static void take_server(struct servers *s, char *word)
{
	char text[INET6_ADDRSTRLEN];
	const int family =
		strchr(word, '[') || strchr(word, ':') != strrchr(word, ':') ? AF_INET6 : AF_INET;
	uint8_t address[16];

	word += *word == '[';
	word[strcspn(word, family == AF_INET ? ":#%" : "]#%")] = '\0';
	if (inet_pton(family, word, address) != 1 || is_loopback(family, address) != s->loopback)
		return;
	inet_ntop(family, address, text, sizeof(text));
	s->cut |= !list_add_new(s->list, text);
}

static void take_words(struct servers *s, char *words)
{
	char *word;

	while ((word = line_word(&words)))
		take_server(s, word);
}

/* "nameserver ADDRESS" */
static void take_resolv_conf(struct servers *s, char *line)
{
	char *word = line_word(&line);

	if (word && strcmp(word, "nameserver") == 0 && (word = line_word(&line)))
		take_server(s, word);
}

static void take_networkd(struct servers *s, char *line)
{
	char *words = line_value(line, "DNS");

	if (words)
		take_words(s, words);
}

static void take_resolved(struct servers *s, char *line)
{
	char *words = line_value(line, "SERVERS");

	if (words)
		take_words(s, words);
}

/* "%d" stands for the interface's index. */
static const struct source {
	const char *path;
	bool per_link;
	void (*take)(struct servers *s, char *line);
} sources[] = {
	{ "run/systemd/netif/links/", true, take_networkd },
	{ "run/systemd/resolve/netif/", true, take_resolved },
	{ "run/systemd/resolve/resolv.conf", false, take_resolv_conf },
	{ "run/NetworkManager/no-stub-resolv.conf", false, take_resolv_conf },
	{ "run/NetworkManager/resolv.conf", false, take_resolv_conf },
	{ "etc/resolv.conf", false, take_resolv_conf },
};

static void read_source(struct servers *s, const struct source *source, int root, int index)
{
	AUTO_LINES struct lines lines;
	char path[64], *line;

	snprintf(path, sizeof(path), source->per_link ? "%s%d" : "%s", source->path, index);
	if (lines_open(&lines, root, path) < 0)
		return;
	while ((line = lines_next(&lines)))
		source->take(s, line);
}

int dns_servers(int root, int index, struct list *ret)
{
	struct servers s = { .list = ret };

	for (int loopback = 0; loopback < 2; loopback++) {
		s.loopback = loopback != 0;
		for (size_t i = 0; i < ARRAY_SIZE(sources) && ret->len == 0 && !s.cut; i++)
			read_source(&s, &sources[i], root, index);
	}
	return s.cut;
}
