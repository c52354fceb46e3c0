// SPDX-License-Identifier: GPL-2.0-only
/* The policy file. */
#include "kvpd/config.h"
#include "kvpd_inject_fixture.h"
#include "tap.h"

static struct fixture f;
static struct config config;
static char room[CONFIG_ROOM], error[CONFIG_ERROR];

static int read_text(const char *text)
{
	char path[128];

	snprintf(path, sizeof(path), "%s/kvpd.conf", f.path);
	fixture_write(&f, "kvpd.conf", text);
	config_defaults(&config);
	strcpy(error, "");
	return config_read(&config, path, true, room, error);
}

static void defaults(void)
{
	fixture_begin(&f);
	config_defaults(&config);
	is_int(config_read(&config, "/nonexistent/kvpd.conf", false, room, error), 0);
	is_int(config_read(&config, "/nonexistent/kvpd.conf", true, room, error), -ENOENT);
	is_true(strncmp(error, "/nonexistent/kvpd.conf: ", 24) == 0);
	is_int(read_text("# nothing\n\n"), 0);
	is_true(!config.inject && !config.private_pools && config.get_workaround);
	is_true(!config.dns_helper && !config.dhcp_helper && !config.set_helper);
	is_true(config_excludes(&config.exclude, "docker0") &&
	        config_excludes(&config.exclude, "veth12ab34") &&
	        config_excludes(&config.exclude, "cni0") &&
	        config_excludes(&config.exclude, "br-0123456789ab") &&
	        !config_excludes(&config.exclude, "br-ex") &&
	        !config_excludes(&config.exclude, "eth0"));
	fixture_end(&f);
}

static void settings(void)
{
	fixture_begin(&f);
	is_int(read_text("private-pools = yes\npool-quota = 7\nget-workaround = no\n"
	                 "exclude-interface =\nexclude-interface = eth1*\n"
	                 "inject = yes\ninject-backend = netplan\ninject-deadline = 20\n"
	                 "dns-helper = /usr/libexec/dns\ndhcp-helper =\nhelper-deadline = 3\n"),
	       0);
	is_true(config.private_pools && config.inject && !config.get_workaround);
	is_int(config.pool_quota, 7);
	is_int(config.inject_deadline_s, 20);
	is_string(config.backend, "netplan");
	is_string(config.dns_helper, "/usr/libexec/dns");
	is_true(config.dhcp_helper == NULL);
	is_true(config_excludes(&config.exclude, "eth10") &&
	        !config_excludes(&config.exclude, "docker0"));
	is_int(read_text("inject-backend = auto\n"), 0);
	is_true(config.backend == NULL);
	fixture_end(&f);
}

static void errors(void)
{
	static const char *const wrong[][2] = {
		{ "\nquota = 1\n", ":2: " },
		{ "pool-quota = -1\n", ":1: " },
		{ "pool-quota = many\n", ":1: " },
		{ "helper-deadline = 11\n", ":1: " },
		{ "inject-deadline = 30\n", ":1: " },
		{ "inject = maybe\n", ":1: " },
		{ "inject\n", ":1: " },
		{ "dns-helper = dns.sh\n", ": a helper's path is not absolute" },
		{ "inject-backend = wicked\n", ": there is no such inject-backend" },
	};
	char large[CONFIG_ROOM + 16];

	fixture_begin(&f);
	for (size_t i = 0; i < ARRAY_SIZE(wrong); i++) {
		is_true(read_text(wrong[i][0]) < 0);
		if (!strstr(error, wrong[i][1]) || !strstr(error, "/kvpd.conf"))
			is_string(error, wrong[i][1]);
	}
	memset(large, '#', sizeof(large));
	large[sizeof(large) - 1] = '\0';
	is_true(read_text(large) < 0);
	is_int(read_text("inject = yes\n"), 0);
	is_int(fchmodat(f.root, "kvpd.conf", 0664, 0), 0);
	is_int(read_text("inject = yes\n"), -EPERM);
	is_true(strstr(error, "can write it") != NULL);
	fixture_end(&f);
}

TAP_MAIN(TAP_CASE(defaults), TAP_CASE(settings), TAP_CASE(errors))
