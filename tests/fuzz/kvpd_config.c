// SPDX-License-Identifier: GPL-2.0-only
/* A policy file, which may name but absolute helpers and known backends, or gives an error with its place. */
#include "kvpd/config.h"
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(bool good)
{
	if (!good)
		__builtin_trap();
}

static bool is_helper(const char *path)
{
	return !path || path[0] == '/';
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct config config;
	static char room[CONFIG_ROOM];
	char path[32], error[CONFIG_ERROR] = "";
	const int fd = memfd_create("kvpd.conf", MFD_CLOEXEC);
	int rc;

	check(fd >= 0 && write(fd, data, size) == (ssize_t)size && fchmod(fd, 0600) == 0);
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	config_defaults(&config);
	rc = config_read(&config, path, true, room, error);
	close(fd);
	check(rc < 0 ? strncmp(error, path, strlen(path)) == 0 : error[0] == '\0');
	if (rc < 0)
		return 0;
	check(is_helper(config.dns_helper) && is_helper(config.dhcp_helper) &&
	      is_helper(config.set_helper));
	check(config.helper_deadline_s >= 1 && config.helper_deadline_s <= 10);
	check(config.inject_deadline_s >= 1 && config.inject_deadline_s <= 24);
	config_excludes(&config.exclude, "eth0");
	return 0;
}
