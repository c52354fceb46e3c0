// SPDX-License-Identifier: GPL-2.0-only
/*
 * The daemon as the kernel sees it: every operation, and what a kernel, a host or another program does wrong.
 */
#include "kvpd_fixture.h"
#include <sys/un.h>

static struct fixture f;
static struct kernel k;

static void begin(void)
{
	config_defaults(&kvpd_config);
	net_clear();
	kvpd_begin(&f, &k);
}

static void end(void)
{
	kvpd_end(&f, &k);
}

/* The value where the kernel looks for it. */
static const char *value(void)
{
	return kvpd_message.enumerate.value.value;
}

static void five_pools(void)
{
	char path[64];
	struct stat st;

	begin();
	for (int i = 0; i < 5; i++) {
		snprintf(path, sizeof(path), "var/lib/hyperv/.kvp_pool_%d", i);
		is_int(fstatat(f.root, path, &st, 0), 0);
		is_int(st.st_mode, S_IFREG | 0644);
	}
	is_int(fstatat(f.root, "var/lib/hyperv", &st, 0), 0);
	is_int(st.st_mode, S_IFDIR | 0755);
	end();
}

static void private_pools(void)
{
	struct stat st;

	config_defaults(&kvpd_config);
	kvpd_config.private_pools = true;
	kvpd_begin(&f, &k);
	is_int(fstatat(f.root, "var/lib/hyperv/.kvp_pool_3", &st, 0), 0);
	is_int(st.st_mode, S_IFREG | 0600);
	end();
}

static void set_get_delete(void)
{
	char record[HV_POOL_RECORD_SIZE], want[HV_POOL_RECORD_SIZE] = "secret";

	begin();
	is_int(kvpd_set(&k, 0, "secret", "longer-secret-value"), HV_IC_OK);
	is_int(kvpd_set(&k, 0, "other", "ä中😀"), HV_IC_OK);
	is_int(kvpd_get(&k, 0, "secret"), HV_IC_OK);
	is_string(value(), "longer-secret-value");
	/* Upstream leaves the former value's end behind the new one. */
	is_int(kvpd_set(&k, 0, "secret", "v"), HV_IC_OK);
	strcpy(want + HV_POOL_KEY_SIZE, "v");
	AUTO_CLOSE int fd = openat(f.root, "var/lib/hyperv/.kvp_pool_0", O_RDONLY);
	is_int(read(fd, record, sizeof(record)), sizeof(record));
	is_true(memcmp(record, want, sizeof(record)) == 0);
	is_int(kvpd_get(&k, 0, "other"), HV_IC_OK);
	is_string(value(), "ä中😀");
	is_int(kvpd_get(&k, 0, "oth"), HV_IC_NO_MORE_ITEMS);
	is_int(kvpd_get(&k, 3, "other"), HV_IC_NO_MORE_ITEMS);
	is_int(kvpd_delete(&k, 0, "oth"), HV_IC_NO_MORE_ITEMS);
	is_int(kvpd_delete(&k, 0, "other"), HV_IC_OK);
	is_int(kvpd_delete(&k, 0, "other"), HV_IC_NO_MORE_ITEMS);
	is_int(kvpd_enumerate(&k, 0, 0), HV_IC_OK);
	is_string(kvpd_message.enumerate.value.key, "secret");
	is_int(kvpd_enumerate(&k, 0, 1), HV_IC_NO_MORE_ITEMS);
	end();
}

/* With a kernel that is mended the value stands where it should. */
static void get_without_workaround(void)
{
	config_defaults(&kvpd_config);
	kvpd_config.get_workaround = false;
	kvpd_begin(&f, &k);
	is_int(kvpd_set(&k, 0, "a", "value"), HV_IC_OK);
	is_int(kvpd_get(&k, 0, "a"), HV_IC_OK);
	is_string(kvpd_message.value.value, "value");
	is_int(kvpd_message.value.value_size, 6);
	end();
}

/* The kernel hands over numbers as text, and what it knows not (types 2 and 11) as nothing. */
static void unknown_type(void)
{
	begin();
	is_int(kvpd_set(&k, 0, "n", "18446744073709551615"), HV_IC_OK);
	is_int(kvpd_set(&k, 0, "e", ""), HV_IC_OK);
	kvpd_message = (struct hv_device_kvp){ .value = { 0, 2, 0, "q", "" } };
	is_int(kvpd_ask(&k, HV_KVP_SET, 0), HV_IC_NOT_SUPPORTED);
	is_int(kvpd_get(&k, 0, "q"), HV_IC_NO_MORE_ITEMS);
	is_true(strstr(fixture_read(&f, "messages"), "of a type that the kernel does not know") !=
	        NULL);
	is_int(kvpd_get(&k, 0, "n"), HV_IC_OK);
	is_string(value(), "18446744073709551615");
	end();
}

/* Sizes and texts that no kernel sends. */
static void bad_messages(void)
{
	static const uint32_t sizes[] = { 0, 513, 2049, UINT32_MAX };

	begin();
	for (size_t i = 0; i < ARRAY_SIZE(sizes); i++) {
		kvpd_message = (struct hv_device_kvp){ .value = { 1, sizes[i], 2, "k", "v" } };
		is_int(kvpd_ask(&k, HV_KVP_SET, 0), HV_IC_INVALID_ARGUMENT);
		kvpd_message = (struct hv_device_kvp){ .value = { 1, sizes[i], 0, "k", "" } };
		is_int(kvpd_ask(&k, HV_KVP_GET, 0), HV_IC_INVALID_ARGUMENT);
		kvpd_message = (struct hv_device_kvp){ .remove = { sizes[i], "k" } };
		is_int(kvpd_ask(&k, HV_KVP_DELETE, 0), HV_IC_INVALID_ARGUMENT);
	}
	kvpd_message = (struct hv_device_kvp){ .value = { 1, 2, 2049, "k", "v" } };
	is_int(kvpd_ask(&k, HV_KVP_SET, 0), HV_IC_INVALID_ARGUMENT);
	memset(&kvpd_message, 'x', sizeof(kvpd_message)); /* no NUL anywhere */
	kvpd_message.value.key_size = 512;
	kvpd_message.value.value_size = 2048;
	is_int(kvpd_ask(&k, HV_KVP_SET, 0), HV_IC_INVALID_ARGUMENT);
	is_int(kvpd_set(&k, 0, "", "v"), HV_IC_INVALID_ARGUMENT);
	is_int(kvpd_set(&k, 0, "k", "\xff\xfe"), HV_IC_INVALID_ARGUMENT);
	is_int(kvpd_set(&k, 5, "k", "v"), HV_IC_INVALID_ARGUMENT);
	is_int(kvpd_set(&k, 255, "k", "v"), HV_IC_INVALID_ARGUMENT);
	is_int(kvpd_enumerate(&k, 77, 0), HV_IC_INVALID_ARGUMENT);
	is_int(kvpd_set(&k, 2, "OSName", "Windows"), HV_IC_INVALID_ARGUMENT);
	is_int(kvpd_ask(&k, 6, 0), HV_IC_FAIL);
	is_int(kvpd_ask(&k, 99, 0), HV_IC_FAIL);
	is_int(kvpd_ask_short(&k, HV_KVP_SET, 0, 4), HV_IC_FAIL);
	is_int(kvpd_ask_short(&k, HV_KVP_ENUMERATE, 0, 7431), HV_IC_FAIL);
	is_int(kvpd_ask_short(&k, HV_KVP_GET_IP, 0, 1), HV_IC_FAIL);
	is_int(kvpd_enumerate(&k, 0, 0), HV_IC_NO_MORE_ITEMS); /* nothing of all that is left */
	end();
}

/* Records of others that no host could be told whole; one must not hide the next. */
static void records_of_others(void)
{
	char long_value[2049] = "", long_key[512] = "";

	begin();
	for (int i = 0; i < 600; i++)
		strcat(long_value, "中");
	memset(long_key, 'k', 300);
	kvpd_append(&f, "first", "1");
	kvpd_append(&f, "broken\xff", "value");
	kvpd_append(&f, "broken", "val\xe4\xb8");
	kvpd_append(&f, "", "no key");
	kvpd_append(&f, "wide", long_value);
	kvpd_append(&f, long_key, "x");
	memset(long_value, 'a', 1021);
	strcpy(long_value + 1021, "😀z"); /* a pair of units around the limit */
	kvpd_append(&f, "pair", long_value);
	memset(long_value, 'v', 2048); /* no NUL: libazureinit-kvp writes such */
	kvpd_append(&f, "full", long_value);
	kvpd_append(&f, "last", "n");
	is_int(kvpd_enumerate(&k, 1, 0), HV_IC_OK);
	is_string(kvpd_message.enumerate.value.key, "first");
	is_int(kvpd_enumerate(&k, 1, 1), HV_IC_OK);
	is_string(kvpd_message.enumerate.value.key, "wide");
	is_int(strlen(value()), 1800); /* 600 units */
	is_int(kvpd_enumerate(&k, 1, 2), HV_IC_OK);
	is_int(strlen(kvpd_message.enumerate.value.key), 254);
	is_string(value(), "x");
	is_int(kvpd_enumerate(&k, 1, 3), HV_IC_OK);
	is_string(kvpd_message.enumerate.value.key, "pair");
	is_int(strlen(value()), 1021);
	for (uint32_t i = 4; kvpd_enumerate(&k, 1, i) == HV_IC_OK; i++)
		if (strcmp(kvpd_message.enumerate.value.key, "full") == 0)
			is_int(strlen(value()), 1022);
		else
			break;
	is_string(kvpd_message.enumerate.value.key, "last");
	end();
}

static void facts(void)
{
	static const char *const keys[] = {
		"FullyQualifiedDomainName",
		"IntegrationServicesVersion",
		"NetworkAddressIPv4",
		"NetworkAddressIPv6",
		"OSBuildNumber",
		"OSName",
		"OSMajorVersion",
		"OSMinorVersion",
		"OSVersion",
		"ProcessorArchitecture",
	};
	static const char *const values[] = { "guest.example", "3.1", "10.1.2.3",
		                              "fe80::215:5dff:fe01:203" };

	config_defaults(&kvpd_config);
	net_clear();
	net_add_link(1, "docker0", "bridge", 0, 9);
	net_add_link(2, "eth0", "", 0, 3);
	net_add_address(1, "172.17.0.1", 16, HV_IFA_PERMANENT);
	net_add_address(2, "10.1.2.3", 24, HV_IFA_PERMANENT);
	net_add_address(2, "fe80::215:5dff:fe01:203", 64, HV_IFA_PERMANENT);
	kvpd_begin(&f, &k);
	fixture_write(&f, "etc/os-release", "NAME=\"Broken \xff\"\nVERSION_ID=24.04\n");
	for (uint32_t i = 0; i < ARRAY_SIZE(keys); i++) {
		is_int(kvpd_enumerate(&k, 2, i), HV_IC_OK);
		is_string(kvpd_message.enumerate.value.key, keys[i]);
		if (i < ARRAY_SIZE(values))
			is_string(value(), values[i]);
	}
	is_int(kvpd_enumerate(&k, 2, 10), HV_IC_NO_MORE_ITEMS);
	is_int(kvpd_enumerate(&k, 2, UINT32_MAX), HV_IC_NO_MORE_ITEMS);
	is_int(kvpd_get(&k, 2, "OSName"), HV_IC_OK);
	is_string(value(),
	          ""); /* not UTF-8: nothing rather than the end of the host's enumeration */
	fixture_write(&f, "etc/os-release", "NAME='A & B'\nVERSION_ID=24.04\n");
	is_int(kvpd_get(&k, 2, "OSName"), HV_IC_OK);
	is_string(value(), "A & B");
	is_int(kvpd_get(&k, 2, "OSMinorVersion"), HV_IC_OK);
	is_string(value(), "04");
	is_int(kvpd_get(&k, 2, "nothing"), HV_IC_NO_MORE_ITEMS);
	/* Read anew each time. */
	fixture_write(&f, "proc/sys/kernel/hostname", "other.test\n");
	is_int(kvpd_enumerate(&k, 2, 0), HV_IC_OK);
	is_string(value(), "other.test");
	end();
}

static uint64_t bytes_read(void)
{
	char path[32], text[256] = "";
	unsigned long long bytes = 0;

	snprintf(path, sizeof(path), "/proc/%d/io", (int)k.daemon);
	AUTO_CLOSE int fd = open(path, O_RDONLY);
	is_true(fd >= 0 && read(fd, text, sizeof(text) - 1) > 0);
	is_int(sscanf(text, "rchar: %llu", &bytes), 1);
	return bytes;
}

/* Upstream reads the whole pool for each record: 2.56 GB. Messages of the device count here, too. */
static void thousand_records(void)
{
	char key[16];
	uint64_t before;

	begin();
	for (int i = 0; i < 1000; i++) {
		snprintf(key, sizeof(key), "key%d", i);
		kvpd_append(&f, key, "value");
	}
	before = bytes_read();
	for (uint32_t i = 0; i < 1000; i++) {
		is_int(kvpd_enumerate(&k, 1, i), HV_IC_OK);
		snprintf(key, sizeof(key), "key%u", i);
		is_string(kvpd_message.enumerate.value.key, key);
	}
	is_int(kvpd_enumerate(&k, 1, 1000), HV_IC_NO_MORE_ITEMS);
	before = bytes_read() - before;
	printf("# %llu bytes read for 1000 records\n", (unsigned long long)before);
	is_true(before < 2560000000ull / 100);
	end();
}

static void quota(void)
{
	config_defaults(&kvpd_config);
	kvpd_config.pool_quota = 2;
	kvpd_begin(&f, &k);
	is_int(kvpd_set(&k, 0, "a", "1"), HV_IC_OK);
	is_int(kvpd_set(&k, 0, "b", "1"), HV_IC_OK);
	is_int(kvpd_set(&k, 0, "c", "1"), HV_IC_DISK_FULL);
	is_int(kvpd_set(&k, 0, "b", "2"), HV_IC_OK);
	is_int(kvpd_get(&k, 0, "a"), HV_IC_OK); /* all else goes on */
	end();
}

/* The folder is lost, and comes back: requests fail meanwhile, the daemon stays. */
static void pools_that_cannot_be_opened(void)
{
	config_defaults(&kvpd_config);
	fixture_begin(&f);
	fixture_write(&f, "var/lib/hyperv", "a file where a folder should be");
	fixture_write(&f, "proc/sys/kernel/hostname", "a.b\n");
	kernel_start(&k, kvpd_run, &f);
	kvpd_register(&k);
	is_int(kvpd_set(&k, 0, "a", "1"), HV_IC_FAIL);
	is_int(kvpd_enumerate(&k, 2, 0), HV_IC_OK);
	is_int(unlinkat(f.root, "var/lib/hyperv", 0), 0);
	is_int(kvpd_set(&k, 0, "a", "1"), HV_IC_OK);
	end();
}

static void nothing_before_the_handshake(void)
{
	config_defaults(&kvpd_config);
	fixture_begin(&f);
	fixture_write(&f, "proc/sys/kernel/hostname", "a.b\n");
	kernel_start(&k, kvpd_run, &f);
	is_int(kernel_receive(&k, &kvpd_message, sizeof(kvpd_message)), sizeof(kvpd_message));
	kvpd_message.op = HV_KVP_ENUMERATE;
	kernel_send(&k, &kvpd_message, sizeof(kvpd_message));
	is_true(kernel_is_quiet(&k, 200));
	kvpd_message.op = HV_DEVICE_KVP_REGISTER;
	memset(kvpd_message.version, 'x', sizeof(kvpd_message.version)); /* no end, too long */
	kernel_send(&k, &kvpd_message, sizeof(kvpd_message));
	is_int(kvpd_enumerate(&k, 2, 1), HV_IC_OK);
	end();
}

static void garbage(void)
{
	unsigned int seed = 1;

	begin();
	for (int i = 0; i < 2000; i++) {
		uint8_t *bytes = (uint8_t *)&kvpd_message;

		for (size_t b = 0; b < sizeof(kvpd_message); b++)
			bytes[b] = (uint8_t)rand_r(&seed);
		kvpd_ask(&k, (uint8_t)(i % 7), (uint8_t)(i % 6));
	}
	is_int(kvpd_enumerate(&k, 2, 0), HV_IC_OK);
	end();
}

static void signals(void)
{
	begin();
	kill(k.daemon, SIGUSR1);
	is_int(kvpd_get(&k, 2, "OSName"), HV_IC_OK);
	is_int(kernel_stop(&k, SIGINT), 0);
	is_true(strstr(fixture_read(&f, "messages"), "registered, ") != NULL);
	is_true(strstr(fixture_read(&f, "messages"), "(1 get, ") != NULL);
	fixture_end(&f);
}

/* What comes next at a service manager's socket, within five seconds. */
static const char *notified(int fd)
{
	static char text[512];
	struct pollfd p = { fd, POLLIN, 0 };
	const ssize_t n = poll(&p, 1, 5000) == 1 ? recv(fd, text, sizeof(text) - 1, 0) : 0;

	text[n > 0 ? n : 0] = '\0';
	return text;
}

/* Ready when registered and not before; then its counters, and that it stops. */
static void tells_the_service_manager(void)
{
	struct sockaddr_un to = { .sun_family = AF_UNIX };
	const int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	config_defaults(&kvpd_config);
	fixture_begin(&f);
	snprintf(to.sun_path, sizeof(to.sun_path), "%s/notify", f.path);
	is_int(bind(fd, (struct sockaddr *)&to, sizeof(to)), 0);
	setenv("NOTIFY_SOCKET", to.sun_path, 1);
	kernel_start(&k, kvpd_run, &f);
	unsetenv("NOTIFY_SOCKET");
	is_int(kernel_receive(&k, &kvpd_message, sizeof(kvpd_message)), sizeof(kvpd_message));
	is_int(recv(fd, &to, sizeof(to), MSG_DONTWAIT), -1);
	kernel_send(&k, &kvpd_message, sizeof(kvpd_message));
	is_true(strncmp(notified(fd), "READY=1\nSTATUS=registered, 0 requests", 37) == 0);
	for (uint32_t i = 0; i < 10; i++)
		kvpd_enumerate(&k, 2, i);
	is_true(strncmp(notified(fd), "STATUS=registered, 10 requests", 30) == 0); /* once */
	kill(k.daemon, SIGTERM);
	is_string(notified(fd), "STOPPING=1");
	close(fd);
	end();
}

/* Values and keys do not get into the log, whatever goes wrong. */
static void log_holds_no_secrets(void)
{
	begin();
	is_int(kvpd_set(&k, 0, "hunter-key", "hunter2\xff"), HV_IC_INVALID_ARGUMENT);
	is_int(kvpd_set(&k, 2, "hunter-key", "hunter2"), HV_IC_INVALID_ARGUMENT);
	is_true(fixture_read(&f, "messages")[0] != '\0');
	is_true(strstr(fixture_read(&f, "messages"), "hunter") == NULL);
	end();
}

TAP_MAIN(TAP_CASE(five_pools), TAP_CASE(private_pools), TAP_CASE(set_get_delete),
         TAP_CASE(get_without_workaround), TAP_CASE(unknown_type), TAP_CASE(bad_messages),
         TAP_CASE(records_of_others), TAP_CASE(facts), TAP_CASE(thousand_records), TAP_CASE(quota),
         TAP_CASE(pools_that_cannot_be_opened), TAP_CASE(nothing_before_the_handshake),
         TAP_CASE(garbage), TAP_CASE(signals), TAP_CASE(tells_the_service_manager),
         TAP_CASE(log_holds_no_secrets))
