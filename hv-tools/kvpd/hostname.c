// SPDX-License-Identifier: GPL-2.0-only
#include "hostname.h"
#include "lines.h"
#include "sysfs.h"
#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <strings.h>
#include <sys/epoll.h>
#include <time.h>
#include <unistd.h>

#define HOSTNAME_FILE "proc/sys/kernel/hostname"
#define RETRY_NS      30000000000ull /* until DNS is asked again about a name that it did not know */

static uint64_t now_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

/* Whether @name is of what names are made of (RFC 1123, and '_' as some do). */
static bool is_name(const char *name)
{
	for (const char *p = name; *p; p++)
		if (!isalnum((unsigned char)*p) && !strchr("-._", *p))
			return false;
	return name[0] != '\0' && name[0] != '.';
}

static bool is_full(const char *name)
{
	const char *dot = strchr(name, '.');

	return is_name(name) && dot && dot[1];
}

/* Whether @name is @host with a domain. */
static bool extends(const char *name, const char *host)
{
	const size_t len = strlen(host);

	return strncasecmp(name, host, len) == 0 && name[len] == '.' && is_full(name);
}

/*
 * Whether @line of hosts(5) is about @host, and its full name there: @host with a domain, or else what the
 * line calls the proper name, its first, unless that is the machine's name for itself.
 */
static bool read_line(char *line, const char *host, char *ret)
{
	const char *full = NULL;
	bool ours = false;
	char *word;

	line[strcspn(line, "#")] = '\0';
	if (!line_word(&line)) /* the address */
		return false;
	for (int i = 0; (word = line_word(&line)); i++) {
		ours |= strcasecmp(word, host) == 0 || extends(word, host);
		if (extends(word, host) && (!full || !extends(full, host)))
			full = word;
		else if (i == 0 && is_full(word) && !extends(word, "localhost"))
			full = word;
	}
	if (!ours || !full || strlen(full) >= RESOLVER_NAME)
		return false;
	strcpy(ret, full);
	return true;
}

static bool find_in_hosts(int root, const char *host, char *ret)
{
	AUTO_LINES struct lines lines;
	char *line;

	if (lines_open(&lines, root, "etc/hosts") < 0)
		return false;
	while ((line = lines_next(&lines)))
		if (read_line(line, host, ret))
			return true;
	return false;
}

static void on_answer(void *ctx, const char *name)
{
	struct hostname *h = ctx;

	h->found[0] = '\0';
	if (is_full(name))
		strcpy(h->found, name);
	hv_log(h->log, LOG_DEBUG,
	       h->found[0] ? "DNS knows the guest's full name"
	                   : "DNS knows no full name of the guest");
}

static void ask(struct hostname *h, const char *host)
{
	const uint64_t now = now_ns();
	int rc;

	if (strcmp(h->asked, host) == 0 && now - h->asked_ns < RETRY_NS)
		return;
	if (strcmp(h->asked, host) != 0)
		resolver_stop(&h->resolver);
	rc = resolver_start(&h->resolver, host);
	if (rc < 0 && rc != -EBUSY)
		hv_log(h->log, LOG_WARNING, "cannot ask for the full host name: %s", strerror(-rc));
	if (strcmp(h->asked, host) != 0)
		h->found[0] = '\0';
	strcpy(h->asked, host);
	h->asked_ns = now;
}

void hostname_full(struct hostname *h, char *ret)
{
	char host[RESOLVER_NAME];

	ret[0] = '\0';
	if (hv_sysfs_read(h->root, HOSTNAME_FILE, host, sizeof(host)) <= 0 || !is_name(host))
		return;
	strcpy(ret, host);
	if (is_full(host) || strcmp(host, "localhost") == 0 || find_in_hosts(h->root, host, ret))
		return;
	if (strcmp(h->asked, host) != 0 || h->found[0] == '\0')
		ask(h, host);
	if (h->found[0])
		strcpy(ret, h->found);
}

/* The kernel has another name; what DNS says about it is wanted soon. */
static int on_change(void *ctx, int fd, uint32_t events)
{
	struct hostname *h = ctx;
	char name[RESOLVER_NAME];

	(void)fd;
	(void)events;
	hostname_full(h, name);
	hv_log(h->log, LOG_INFO, "the host name has changed");
	return 0;
}

void hostname_init(struct hostname *h)
{
	char name[RESOLVER_NAME];

	h->resolver.done = on_answer;
	h->resolver.ctx = h;
	h->source = (struct hv_loop_source){ openat(h->root, HOSTNAME_FILE, O_RDONLY | O_CLOEXEC),
		                             on_change, h };
	/* A plain file, in place of the kernel's, cannot be watched. */
	if (h->source.fd >= 0 && hv_loop_add(h->resolver.loop, &h->source, EPOLLPRI) < 0) {
		close(h->source.fd);
		h->source.fd = -1;
	}
	hostname_full(h, name);
}

void hostname_done(struct hostname *h)
{
	resolver_stop(&h->resolver);
	if (h->source.fd >= 0) {
		hv_loop_remove(h->resolver.loop, &h->source);
		close(h->source.fd);
	}
	h->source.fd = -1;
}
