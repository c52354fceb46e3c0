// SPDX-License-Identifier: GPL-2.0-only
/*
 * What comes from the device: messages, each a length of two bytes and that many bytes of 7432, the rest
 * zeroes. Whatever they hold, the answer's texts end, and the pools can still be read.
 */
#include "kvpd/daemon.h"
#include "kvpd_tree.h"
#include "wire/ic.h"
#include "wire/kvp.h"
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct daemon d;
static struct config config;
static struct hv_log quiet = { .name = "fuzz" };

static void check(bool good)
{
	if (!good)
		__builtin_trap();
}

static int no_netlink(struct netlink *nl)
{
	return -EPERM;
}

static int no_name(const char *host, char *ret)
{
	return -1;
}

static void write_file(int root, const char *path, const char *text)
{
	const int fd = openat(root, path, O_WRONLY | O_CREAT | O_TRUNC, 0644);

	check(fd >= 0 && write(fd, text, strlen(text)) == (ssize_t)strlen(text));
	close(fd);
}

static void begin(void)
{
	d.root = tree_make();
	check(d.root >= 0);
	mkdirat(d.root, "etc", 0755);
	write_file(d.root, "etc/os-release", "NAME=x\nVERSION_ID=1.2\n");
	quiet.fd = open("/dev/null", O_WRONLY);
	config_defaults(&config);
	config.pool_quota = 64;
	config.inject = true;
	check(hv_loop_init(&d.loop) == 0);
	d.hostname = (struct hostname){ .root = d.root,
		                        .log = &quiet,
		                        .resolver.loop = &d.loop,
		                        .resolver.ask = no_name,
		                        .source.fd = -1 };
	d.facts = (struct facts){ .root = d.root,
		                  .hostname = &d.hostname,
		                  .log = &quiet,
		                  .exclude = &config.exclude,
		                  .open_netlink = no_netlink };
	d.exchange = (struct exchange){ .root = d.root,
		                        .folder = "pools",
		                        .facts = &d.facts,
		                        .log = &quiet,
		                        .quota = 64,
		                        .get_workaround = true };
	d.inject = (struct inject){ .root = d.root, .enabled = true, .log = &quiet };
	d.ipinfo = (struct ipinfo){ .config = &config,
		                    .facts = &d.facts,
		                    .inject = &d.inject,
		                    .log = &quiet,
		                    .stop_fd = -1 };
	d.log = &quiet;
	d.config = &config;
	exchange_init(&d.exchange);
}

static void check_answer(uint8_t op)
{
	const struct hv_device_kvp *m = &d.message;

	if (m->status != HV_IC_OK)
		return;
	if (op == HV_KVP_ENUMERATE) {
		check(memchr(m->enumerate.value.key, '\0', 512) != NULL);
		check(memchr(m->enumerate.value.value, '\0', 2048) != NULL);
	}
	if (op == HV_KVP_GET)
		check(memchr(m->enumerate.value.value, '\0', 2048) != NULL);
	if (op == HV_KVP_GET_IP)
		check(memchr(m->ip.address, '\0', 2048) && memchr(m->ip.dns, '\0', 2048));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static bool begun;

	if (!begun)
		begin();
	begun = true;
	while (size >= 2) {
		size_t len = (size_t)(data[0] | data[1] << 8);
		uint8_t op;

		data += 2;
		size -= 2;
		len = len < size ? len : size;
		memset(&d.message, 0, sizeof(d.message));
		memcpy(&d.message, data, len < sizeof(d.message) ? len : sizeof(d.message));
		data += len;
		size -= len;
		op = d.message.op;
		/* As the device gives them, whole; and one in eight cut short. */
		daemon_answer(&d, len % 8 == 7 ? len : sizeof(d.message));
		check_answer(op);
	}
	for (unsigned int i = 0; i < HV_POOL_COUNT; i++)
		check(!d.exchange.open[i] || hv_pool_clear(&d.exchange.pools[i]) >= 0);
	return 0;
}
