// SPDX-License-Identifier: GPL-2.0-only
#include "channel.h"
#include "auto.h"
#include "cli.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

enum { MAPPING_SIZE = 65536 }; /* a page, of arm64 at most */

const struct channel_value_name channel_value_names[CHANNEL_VALUES] = {
	[CHANNEL_INTERRUPTS] = { "interrupts", "interrupts" },
	[CHANNEL_EVENTS] = { "events", "events" },
	[CHANNEL_INTR_IN_FULL] = { "intr_in_full", "intr_in_full" },
	[CHANNEL_INTR_OUT_EMPTY] = { "intr_out_empty", "intr_out_empty" },
	[CHANNEL_OUT_FULL_FIRST] = { "out_full_first", "out_full_first" },
	[CHANNEL_OUT_FULL_TOTAL] = { "out_full_total", "out_full_total" },
	[CHANNEL_IN_MASK] = { "in_mask", "in_mask" },
	[CHANNEL_OUT_MASK] = { "out_mask", "out_mask" },
	[CHANNEL_READ_AVAIL] = { "read_avail", "read_avail_bytes" },
	[CHANNEL_WRITE_AVAIL] = { "write_avail", "write_avail_bytes" },
	[CHANNEL_SUBCHANNEL_ID] = { "subchannel_id", "subchannel_id" },
	[CHANNEL_MONITOR_ID] = { "monitor_id", "monitor_id" },
	[CHANNEL_PENDING] = { "pending", "pending" },
	[CHANNEL_LATENCY] = { "latency", "latency" },
};

static struct channel *find(struct channels *c, uint32_t relid)
{
	for (size_t i = 0; i < c->count; i++)
		if (c->list[i].relid == relid)
			return &c->list[i];
	return NULL;
}

/* The channel @relid, new if it must be. NULL: no memory, or one too many. */
static struct channel *obtain(struct channels *c, uint32_t relid)
{
	struct channel *channel = find(c, relid);

	if (channel)
		return channel;
	if (c->count == CHANNEL_MAX) {
		c->cut = true;
		return NULL;
	}
	if ((c->count & (c->count - 1)) == 0) { /* 0, 1, 2, 4, 8: time to double */
		struct channel *more =
			realloc(c->list, (c->count ? 2 * c->count : 1) * sizeof(*more));

		if (!more)
			return NULL;
		c->list = more;
	}
	channel = &c->list[c->count++];
	*channel = (struct channel){ .relid = relid };
	return channel;
}

/* "RELID:CPU", a line. */
static void read_pair(struct channels *c, char *line)
{
	char *colon = strchr(line, ':');
	struct channel *channel;
	unsigned long relid, cpu;

	if (!colon)
		return;
	*colon = '\0';
	if (hv_parse_uint(line, 0, UINT32_MAX, &relid) < 0 ||
	    hv_parse_uint(colon + 1, 0, UINT32_MAX, &cpu) < 0)
		return;
	channel = obtain(c, (uint32_t)relid);
	if (channel)
		channel->cpu = (struct number){ true, cpu };
}

void channels_parse(char *text, struct channels *c)
{
	for (char *line; (line = strsep(&text, "\n"));)
		read_pair(c, line);
}

static int read_mapping(int dir, struct channels *c)
{
	AUTO_FREE char *text = malloc(MAPPING_SIZE);

	if (!text)
		return -ENOMEM;
	if (attr_lines(dir, "channel_vp_mapping", text, MAPPING_SIZE) >= 0)
		channels_parse(text, c);
	return 0;
}

static void read_channel(int dir, struct channel *channel)
{
	const struct number cpu = attr_number(dir, "cpu");
	struct stat st;

	if (cpu.known)
		channel->cpu = cpu;
	for (int i = 0; i < CHANNEL_VALUES; i++)
		channel->values[i] = attr_number(dir, channel_value_names[i].file);
	if (fstatat(dir, "ring", &st, 0) == 0 && S_ISREG(st.st_mode) && st.st_size > 0)
		channel->ring_bytes = (struct number){ true, (uint64_t)st.st_size };
}

static void read_entry(int folder, const char *name, struct channels *c)
{
	AUTO_CLOSE int dir = -1;
	struct channel *channel;
	unsigned long relid;

	if (hv_parse_uint(name, 0, UINT32_MAX, &relid) < 0)
		return;
	dir = openat(folder, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	channel = dir < 0 ? NULL : obtain(c, (uint32_t)relid);
	if (channel)
		read_channel(dir, channel);
}

static void read_folder(int dir, struct channels *c)
{
	const int fd = openat(dir, "channels", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *folder = fd < 0 ? NULL : fdopendir(fd);

	if (!folder) {
		if (fd >= 0)
			close(fd);
		return;
	}
	for (const struct dirent *e; (e = readdir(folder));)
		read_entry(fd, e->d_name, c);
	closedir(folder);
}

static int by_relid(const void *a, const void *b)
{
	const struct channel *x = a, *y = b;

	return (x->relid > y->relid) - (x->relid < y->relid);
}

int channels_read(int dir, struct channels *ret)
{
	int rc;

	*ret = (struct channels){ 0 };
	rc = read_mapping(dir, ret);
	if (rc < 0)
		return rc;
	read_folder(dir, ret);
	if (ret->count > 1)
		qsort(ret->list, ret->count, sizeof(*ret->list), by_relid);
	return 0;
}

void channels_done(struct channels *c)
{
	free(c->list);
	*c = (struct channels){ 0 };
}
