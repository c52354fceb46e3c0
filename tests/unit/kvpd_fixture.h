/* SPDX-License-Identifier: GPL-2.0-only */
/* The daemon with a kernel's side of the device, a tree of its own and a network of its own. */
#pragma once
#include "device_kernel.h"
#include "kvpd/daemon.h"
#include "kvpd_inject_fixture.h"
#include "kvpd_net.h"
#include "wire/ic.h"
#include "wire/kvp.h"

static struct config kvpd_config;
static struct hv_device_kvp kvpd_message;

/* In the daemon's process. */
static inline int kvpd_run(void *ctx, const char *path)
{
	static struct daemon daemon;
	struct fixture *f = ctx;

	signal(SIGALRM, SIG_DFL);
	alarm(60); /* a test that hangs ends */
	daemon = (struct daemon){
		.config = &kvpd_config,
		.device = path,
		.pools = "var/lib/hyperv",
		.root = f->root,
		.log = &f->log,
		.open_netlink = net_open,
	};
	return daemon_run(&daemon) < 0;
}

/* Exchange of the registration. */
static inline void kvpd_register(struct kernel *k)
{
	is_int(kernel_receive(k, &kvpd_message, sizeof(kvpd_message)), sizeof(kvpd_message));
	is_int(kvpd_message.op, HV_DEVICE_KVP_REGISTER);
	strcpy(kvpd_message.version, "3.1");
	kernel_send(k, &kvpd_message, sizeof(kvpd_message));
}

static inline void kvpd_begin(struct fixture *f, struct kernel *k)
{
	fixture_begin(f);
	fixture_write(f, "proc/sys/kernel/hostname", "guest\n");
	fixture_write(f, "etc/hosts", "127.0.0.1 localhost\n10.1.2.3 guest.example guest\n");
	kernel_start(k, kvpd_run, f);
	kvpd_register(k);
}

static inline void kvpd_end(struct fixture *f, struct kernel *k)
{
	is_int(kernel_stop(k, SIGTERM), 0);
	fixture_end(f);
}

/* What is in kvpd_message, of @len bytes; the answer takes its place. Its status. */
static inline uint32_t kvpd_ask_short(struct kernel *k, uint8_t op, uint8_t pool, size_t len)
{
	kvpd_message.op = op;
	kvpd_message.pool = pool;
	kvpd_message.reserved = 0;
	kernel_send(k, &kvpd_message, len);
	is_int(kernel_receive(k, &kvpd_message, sizeof(kvpd_message)), sizeof(kvpd_message));
	return kvpd_message.status;
}

static inline uint32_t kvpd_ask(struct kernel *k, uint8_t op, uint8_t pool)
{
	return kvpd_ask_short(k, op, pool, sizeof(kvpd_message));
}

/* As the kernel sends them: sizes with the NUL. */
static inline uint32_t kvpd_set(struct kernel *k, uint8_t pool, const char *key, const char *value)
{
	memset(&kvpd_message, 0, sizeof(kvpd_message));
	strcpy(kvpd_message.value.key, key);
	strcpy(kvpd_message.value.value, value);
	kvpd_message.value.key_size = (uint32_t)strlen(key) + 1;
	kvpd_message.value.value_size = (uint32_t)strlen(value) + 1;
	return kvpd_ask(k, HV_KVP_SET, pool);
}

/* The kernel says no size of the value, and reads it where that of an enumeration is. */
static inline uint32_t kvpd_get(struct kernel *k, uint8_t pool, const char *key)
{
	memset(&kvpd_message, 0, sizeof(kvpd_message));
	strcpy(kvpd_message.value.key, key);
	kvpd_message.value.key_size = (uint32_t)strlen(key) + 1;
	return kvpd_ask(k, HV_KVP_GET, pool);
}

static inline uint32_t kvpd_delete(struct kernel *k, uint8_t pool, const char *key)
{
	memset(&kvpd_message, 0, sizeof(kvpd_message));
	strcpy(kvpd_message.remove.key, key);
	kvpd_message.remove.key_size = (uint32_t)strlen(key) + 1;
	return kvpd_ask(k, HV_KVP_DELETE, pool);
}

static inline uint32_t kvpd_enumerate(struct kernel *k, uint8_t pool, uint32_t index)
{
	memset(&kvpd_message, 0, sizeof(kvpd_message));
	kvpd_message.enumerate.index = index;
	return kvpd_ask(k, HV_KVP_ENUMERATE, pool);
}

/* One record at the end of pool 1, as other programs write it. */
static inline void kvpd_append(const struct fixture *f, const char *key, const char *value)
{
	AUTO_CLOSE int fd = openat(f->root, "var/lib/hyperv/.kvp_pool_1", O_WRONLY | O_APPEND);
	char record[HV_POOL_RECORD_SIZE] = { 0 };

	memcpy(record, key, strnlen(key, HV_POOL_KEY_SIZE));
	memcpy(record + HV_POOL_KEY_SIZE, value, strnlen(value, HV_POOL_VALUE_SIZE));
	is_int(write(fd, record, sizeof(record)), sizeof(record));
}
