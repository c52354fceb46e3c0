// SPDX-License-Identifier: GPL-2.0-only
/* The client of key-value pairs that runs beside /init, with a kernel's side of the device for its own. */
#include "init/clock.h"
#include "init/early_kvp.h"
#include "init/early_pool.h"
#include "init/early_serve.h"
#include "init_images.h"
#include "wire/ic.h"
#include "wire/kvp.h"
#include <fcntl.h>
#include <poll.h>

static struct early_server server;
static int told[2];

static void begin(void)
{
	images_begin();
	early_pool_root = images_path;
	memset(&server, 0, sizeof(server));
	is_int(pipe2(told, O_NONBLOCK | O_CLOEXEC), 0);
	server.told = told[1];
}

static void end(void)
{
	close(told[0]);
	close(told[1]);
	images_end();
}

static uint32_t ask(uint8_t op, uint8_t pool)
{
	server.message.op = op;
	server.message.pool = pool;
	server.message.reserved = 0;
	early_answer(&server);
	early_tell(&server);
	return server.message.status;
}

static uint32_t set(uint8_t pool, const char *key, const char *value)
{
	memset(&server.message, 0, sizeof(server.message));
	strcpy(server.message.value.key, key);
	strcpy(server.message.value.value, value);
	server.message.value.key_size = (uint32_t)strlen(key) + 1;
	server.message.value.value_size = (uint32_t)strlen(value) + 1;
	return ask(HV_KVP_SET, pool);
}

static uint32_t get(uint8_t pool, const char *key)
{
	memset(&server.message, 0, sizeof(server.message));
	strcpy(server.message.value.key, key);
	server.message.value.key_size = (uint32_t)strlen(key) + 1;
	return ask(HV_KVP_GET, pool);
}

static uint32_t delete_key(uint8_t pool, const char *key)
{
	memset(&server.message, 0, sizeof(server.message));
	strcpy(server.message.remove.key, key);
	server.message.remove.key_size = (uint32_t)strlen(key) + 1;
	return ask(HV_KVP_DELETE, pool);
}

static uint32_t enumerate(uint8_t pool, uint32_t index)
{
	memset(&server.message, 0, sizeof(server.message));
	server.message.enumerate.index = index;
	return ask(HV_KVP_ENUMERATE, pool);
}

static const struct hv_device_kvp_value *item(void)
{
	return &server.message.enumerate.value;
}

static void keeps_what_the_host_sets(void)
{
	char value[64];

	begin();
	is_int(early_kvp_get(0, "key", value, sizeof(value)), -ENOENT);
	is_int(set(0, "key", "value"), HV_IC_OK);
	is_int(set(3, "HostName", "host"), HV_IC_OK);
	is_int(set(0, "key", "v"), HV_IC_OK);
	is_int(early_kvp_get(0, "key", value, sizeof(value)), 1);
	is_string(value, "v");
	is_int(early_kvp_get(3, "HostName", value, 3), 2);
	is_string(value, "ho");
	is_int(get(0, "key"), HV_IC_OK);
	is_string(item()->value, "v");
	is_int(get(0, "none"), HV_IC_NO_MORE_ITEMS);
	is_int(enumerate(0, 0), HV_IC_OK);
	is_string(item()->key, "key");
	is_int(item()->key_size, 4);
	is_int(enumerate(0, 1), HV_IC_NO_MORE_ITEMS);
	is_int(enumerate(4, 0), HV_IC_NO_MORE_ITEMS);
	is_int(enumerate(0, UINT32_MAX), HV_IC_NO_MORE_ITEMS);
	end();
}

static void remembers_what_the_host_takes_away(void)
{
	struct early_record record;
	int fd;

	begin();
	is_int(set(0, "a", "1"), HV_IC_OK);
	is_int(set(0, "b", "2"), HV_IC_OK);
	is_int(delete_key(0, "a"), HV_IC_OK);
	is_int(delete_key(0, "on-the-disk"), HV_IC_OK);
	is_int(enumerate(0, 0), HV_IC_OK);
	is_string(item()->key, "b");
	is_int(enumerate(0, 1), HV_IC_NO_MORE_ITEMS);
	is_int(set(0, "a", "3"), HV_IC_OK); /* and back again */
	fd = early_pool_open(EARLY_GONE, 0, false);
	is_int(early_pool_find(fd, "a", &record), -ENOENT);
	is_int(early_pool_find(fd, "on-the-disk", &record), 0);
	close(fd);
	end();
}

static void refuses_what_is_none(void)
{
	begin();
	is_int(set(1, "key", "value"), HV_IC_INVALID_ARGUMENT);
	is_int(set(2, "key", "value"), HV_IC_INVALID_ARGUMENT);
	is_int(set(9, "key", "value"), HV_IC_INVALID_ARGUMENT);
	is_int(set(0, "", "value"), HV_IC_INVALID_ARGUMENT);
	memset(&server.message, 'x', sizeof(server.message));
	is_int(ask(HV_KVP_SET, 0), HV_IC_INVALID_ARGUMENT);
	memset(&server.message, 'x', sizeof(server.message));
	is_int(ask(HV_KVP_DELETE, 0), HV_IC_INVALID_ARGUMENT);
	memset(&server.message, 0, sizeof(server.message));
	is_int(ask(HV_KVP_GET, 0), HV_IC_INVALID_ARGUMENT);
	is_int(ask(HV_KVP_GET_IP, 0), HV_IC_FAIL);
	is_int(ask(77, 0), HV_IC_FAIL);
	end();
}

static void is_bounded(void)
{
	char key[16];
	uint32_t status = 0;

	begin();
	for (int i = 0; i < EARLY_MAX && status == 0; i++) {
		sprintf(key, "%d", i);
		status = set(0, key, "x");
	}
	is_int(status, HV_IC_OK);
	is_int(set(0, "one-more", "x"), HV_IC_DISK_FULL);
	is_int(set(0, "17", "y"), HV_IC_OK);
	end();
}

static void shows_what_init_says(void)
{
	char longer[2000];

	begin();
	is_int(early_kvp_put(EARLY_KVP_BOOT, "first", 5), 0);
	is_int(early_kvp_put(EARLY_KVP_BOOT, "root failed \xff\n", 14), 0);
	is_int(enumerate(1, 0), HV_IC_OK);
	is_string(item()->key, "HVKIT_BOOT");
	is_string(item()->value, "root failed ??");
	is_int(enumerate(1, 1), HV_IC_NO_MORE_ITEMS);
	memset(longer, 'l', sizeof(longer));
	is_int(early_kvp_put("long", longer, sizeof(longer)), 0);
	is_int(enumerate(1, 1), HV_IC_OK);
	is_int(strlen(item()->value), 1022);
	is_int(delete_key(1, "long"), HV_IC_INVALID_ARGUMENT);
	end();
}

static int wait_read(struct early_kvp *kvp, unsigned int ms)
{
	return early_kvp_wait_read(kvp, clock_us(CLOCK_MONOTONIC) + ms * UINT64_C(1000));
}

/* Only an enumeration that has begun after the last change counts. */
static void knows_when_it_was_read(void)
{
	struct early_kvp kvp = { .child = getpid() };

	begin();
	kvp.told = told[0];
	is_int(early_kvp_put("a", "1", 1), 0);
	enumerate(1, 0);
	usleep(20000); /* a tick of the file's clock */
	is_int(early_kvp_put("a", "2", 1), 0);
	enumerate(1, 1);
	is_int(wait_read(&kvp, 30), -ETIMEDOUT);
	enumerate(1, 0);
	is_int(wait_read(&kvp, 30), -ETIMEDOUT);
	enumerate(1, 1);
	is_int(wait_read(&kvp, 1000), 0);
	kvp.child = 0;
	is_int(wait_read(&kvp, 30), -ESRCH);
	end();
}

/* What ends the machine must not come before the answer. */
static void news_wait_for_the_answer(void)
{
	struct pollfd fd = { .events = POLLIN };

	begin();
	fd.fd = told[0];
	is_int(early_kvp_put("a", "1", 1), 0);
	enumerate(1, 0);
	memset(&server.message, 0, sizeof(server.message));
	server.message.op = HV_KVP_ENUMERATE;
	server.message.pool = HV_KVP_GUEST;
	server.message.enumerate.index = 1;
	early_answer(&server);
	is_int(server.message.status, HV_IC_NO_MORE_ITEMS);
	is_int(poll(&fd, 1, 0), 0);
	early_tell(&server);
	is_int(poll(&fd, 1, 1000), 1);
	end();
}

/* Whoever waits for a key wakes when the host has set one; the end of the other side is noticed. */
static void wakes_when_the_host_sets(void)
{
	struct early_kvp kvp = { .child = 1 << 30 }; /* no process has that number */
	struct pollfd fd = { .events = POLLIN };

	begin();
	kvp.told = fd.fd = told[0];
	is_int(poll(&fd, 1, 0), 0);
	is_int(set(0, "key", "value"), HV_IC_OK);
	is_int(poll(&fd, 1, 1000), 1);
	early_kvp_told(&kvp);
	is_int(poll(&fd, 1, 0), 0);
	is_int(set(1, "key", "value"), HV_IC_INVALID_ARGUMENT);
	is_int(poll(&fd, 1, 0), 0);
	is_int(kvp.child, 1 << 30);
	close(told[1]);
	early_kvp_told(&kvp);
	is_int(kvp.child, 0);
	images_end();
}

static void without_a_device(void)
{
	struct early_kvp kvp = { .child = 0 };

	if (access(HV_DEVICE_KVP, F_OK) < 0)
		is_int(early_kvp_start(&kvp), -ENOENT);
	early_kvp_stop(&kvp);
	is_int(early_serve(&server, "/nonexistent"), -ENOENT);
}

TAP_MAIN(TAP_CASE(keeps_what_the_host_sets), TAP_CASE(remembers_what_the_host_takes_away),
         TAP_CASE(refuses_what_is_none), TAP_CASE(is_bounded), TAP_CASE(shows_what_init_says),
         TAP_CASE(knows_when_it_was_read), TAP_CASE(news_wait_for_the_answer),
         TAP_CASE(wakes_when_the_host_sets), TAP_CASE(without_a_device))
