// SPDX-License-Identifier: GPL-2.0-only
/* What the initramfs left: the daemon takes it over, and shows what /init said. */
#include "kvpd_fixture.h"

static struct fixture f;
static struct kernel k;

/* A file of records "key=value;..." below the root. */
static void leave(const char *path, const char *records)
{
	char text[512], *at = text, *word;
	int fd;

	fixture_write(&f, path, "");
	fd = openat(f.root, path, O_WRONLY | O_TRUNC | O_CLOEXEC);
	snprintf(text, sizeof(text), "%s", records);
	while ((word = strsep(&at, ";")) && word[0]) {
		char record[HV_POOL_RECORD_SIZE] = "";
		char *key = strsep(&word, "=");

		strcpy(record, key);
		strcpy(record + HV_POOL_KEY_SIZE, word ? word : "");
		is_int(write(fd, record, sizeof(record)), sizeof(record));
	}
	close(fd);
}

static void start(void)
{
	kernel_start(&k, kvpd_run, &f);
	kvpd_register(&k);
}

static void begin(void)
{
	config_defaults(&kvpd_config);
	net_clear();
	fixture_begin(&f);
	fixture_write(&f, "proc/sys/kernel/hostname", "guest\n");
}

static bool exists(const char *path)
{
	return faccessat(f.root, path, F_OK, 0) == 0;
}

static const char *value_of(uint8_t pool, const char *key)
{
	return kvpd_get(&k, pool, key) == HV_IC_OK ? kvpd_message.enumerate.value.value : "(none)";
}

static void takes_over(void)
{
	begin();
	leave("var/lib/hyperv/.kvp_pool_0", "old=1;changed=1;gone=1;");
	leave("run/hvkit/.kvp_pool_0", "changed=2;new=2;");
	leave("run/hvkit/gone/.kvp_pool_0", "gone=;never=;");
	leave("run/hvkit/.kvp_pool_3", "HostName=host;");
	start();
	is_string(value_of(0, "old"), "1");
	is_string(value_of(0, "changed"), "2");
	is_string(value_of(0, "new"), "2");
	is_string(value_of(0, "gone"), "(none)");
	is_string(value_of(3, "HostName"), "host");
	is_true(!exists("run/hvkit/.kvp_pool_0") && !exists("run/hvkit/.kvp_pool_3") &&
	        !exists("run/hvkit/gone/.kvp_pool_0"));
	/* The next daemon must not put back what the host has changed since. */
	is_int(kvpd_set(&k, 0, "changed", "3"), HV_IC_OK);
	is_int(kernel_stop(&k, SIGTERM), 0);
	start();
	is_string(value_of(0, "changed"), "3");
	kvpd_end(&f, &k);
}

static void shows_what_init_said(void)
{
	struct stat before, after;

	begin();
	leave("var/lib/hyperv/.kvp_pool_1", "cloud=init;");
	leave("run/hvkit/.kvp_pool_1", "HVKIT_BOOT=handover ok;HVKIT_BOOT_TIMES=init=1;");
	is_int(fstatat(f.root, "var/lib/hyperv/.kvp_pool_1", &before, 0), 0);
	start();
	is_int(kvpd_enumerate(&k, 1, 0), HV_IC_OK);
	is_string(kvpd_message.enumerate.value.key, "cloud");
	is_int(kvpd_enumerate(&k, 1, 1), HV_IC_OK);
	is_string(kvpd_message.enumerate.value.key, "HVKIT_BOOT");
	is_string(kvpd_message.enumerate.value.value, "handover ok");
	is_int(kvpd_enumerate(&k, 1, 2), HV_IC_OK);
	is_string(kvpd_message.enumerate.value.key, "HVKIT_BOOT_TIMES");
	is_int(kvpd_enumerate(&k, 1, 3), HV_IC_NO_MORE_ITEMS);
	is_string(value_of(1, "HVKIT_BOOT"), "handover ok");
	is_string(value_of(1, "cloud"), "init");
	is_int(fstatat(f.root, "var/lib/hyperv/.kvp_pool_1", &after, 0), 0);
	is_true(memcmp(&before.st_mtim, &after.st_mtim, sizeof(before.st_mtim)) == 0);
	is_int(after.st_size, before.st_size);
	is_true(exists("run/hvkit/.kvp_pool_1"));
	/* cloud-init empties pool 1 */
	leave("var/lib/hyperv/.kvp_pool_1", "");
	is_int(kvpd_enumerate(&k, 1, 0), HV_IC_OK);
	is_string(kvpd_message.enumerate.value.key, "HVKIT_BOOT");
	kvpd_end(&f, &k);
}

static void nothing_left(void)
{
	begin();
	start();
	is_int(kvpd_enumerate(&k, 1, 0), HV_IC_NO_MORE_ITEMS);
	is_int(kvpd_enumerate(&k, 0, 0), HV_IC_NO_MORE_ITEMS);
	kvpd_end(&f, &k);
}

/* Somebody else's link in the place of the folder is not followed. */
static void no_links(void)
{
	begin();
	leave("elsewhere/.kvp_pool_0", "key=1;");
	fixture_write(&f, "run/x", "");
	unlinkat(f.root, "run/hvkit", AT_REMOVEDIR);
	is_int(symlinkat("../elsewhere", f.root, "run/hvkit"), 0);
	start();
	is_string(value_of(0, "key"), "(none)");
	is_true(exists("elsewhere/.kvp_pool_0"));
	kvpd_end(&f, &k);
}

TAP_MAIN(TAP_CASE(takes_over), TAP_CASE(shows_what_init_said), TAP_CASE(nothing_left),
         TAP_CASE(no_links))
