// SPDX-License-Identifier: GPL-2.0-only
/* A file of the system's: as os-release, hosts, resolv.conf, a lease and a state file, all at once. */
#include "kvpd/dhcp.h"
#include "kvpd/dns.h"
#include "kvpd/hostname.h"
#include "kvpd/osrelease.h"
#include "kvpd_tree.h"
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char *const paths[] = { "etc/os-release",
	                             "etc/hosts",
	                             "etc/resolv.conf",
	                             "run/systemd/netif/links/3",
	                             "run/NetworkManager/devices/3",
	                             "var/lib/dhcp/dhclient.eth0.leases" };
static int root = -1, file = -1;

static void check(bool good)
{
	if (!good)
		__builtin_trap();
}

/* All paths are links to one file. */
static void begin(void)
{
	char folder[64];

	root = tree_make();
	check(root >= 0);
	file = openat(root, "file", O_RDWR | O_CREAT, 0644);
	for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++) {
		for (const char *p = strchr(paths[i], '/'); p; p = strchr(p + 1, '/')) {
			memcpy(folder, paths[i], (size_t)(p - paths[i]));
			folder[p - paths[i]] = '\0';
			mkdirat(root, folder, 0755);
		}
		check(linkat(root, "file", root, paths[i], 0) == 0);
	}
	mkdirat(root, "proc", 0755);
	mkdirat(root, "proc/sys", 0755);
	mkdirat(root, "proc/sys/kernel", 0755);
	folder[0] = 'g';
	const int name = openat(root, "proc/sys/kernel/hostname", O_WRONLY | O_CREAT, 0644);

	check(write(name, folder, 1) == 1);
	close(name);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct hv_log quiet = { .fd = -1, .name = "fuzz" };
	static struct hostname h;
	struct osrelease os;
	char text[64], name[RESOLVER_NAME];
	struct list list;

	if (root < 0)
		begin();
	h = (struct hostname){ .root = root, .log = &quiet, .asked = "g", .found = "g.dns" };
	check(ftruncate(file, 0) == 0 && pwrite(file, data, size, 0) == (ssize_t)size);
	osrelease_read(root, &os);
	check(memchr(os.name, '\0', sizeof(os.name)) && memchr(os.minor, '\0', sizeof(os.minor)));
	list_begin(&list, text, sizeof(text));
	dns_servers(root, 3, &list);
	check(strlen(text) == list.len && list.len < sizeof(text));
	dhcp_is_used(root, 3, "eth0", "10.0.0.5");
	hostname_full(&h, name);
	check(strchr(name, '.') != NULL); /* what DNS said, or better */
	return 0;
}
