// SPDX-License-Identifier: GPL-2.0-only
/* What the host may say of the root, and how the host is told of the boot. */
#include "init/early_pool.h"
#include "init/mark.h"
#include "init/rootfs.h"
#include "init/tell.h"
#include "init_images.h"
#include <errno.h>
#include <fcntl.h>

static void takes_what_may_name_a_root(void)
{
	is_int(rootfs_spec_check("LABEL=root"), 0);
	is_int(rootfs_spec_check("LABEL=gr\xc3\xb6\xc3\x9f"), 0);
	is_int(rootfs_spec_check(""), -EINVAL);
	is_int(rootfs_spec_check("LABEL=a\nhvkit-init: root ok"), -EINVAL);
	is_int(rootfs_spec_check("/dev/sda1\x7f"), -EINVAL);
	is_int(rootfs_spec_check("kvp:"), -ELOOP);
	is_int(rootfs_spec_check("kvp:other"), -ELOOP);
}

static void leaves_what_is_no_key(void)
{
	static const char text[] = "LABEL=kvp:x";

	is_true(rootfs_spec(text, NULL, NULL) == text);
}

static void waits_for_no_key_that_is_there(void)
{
	struct patience none = { .until_us = 0 };
	static struct devices devices;
	struct early_record record = { .key = "root", .value = "UUID=1" };
	int fd;

	images_begin();
	early_pool_root = images_path;
	fd = early_pool_open(EARLY_SET, 3, true);
	is_int(early_pool_set(fd, &record), 0);
	close(fd);
	is_string(rootfs_spec("kvp:root", &devices, &none), "UUID=1");
	strcpy(record.value, "UUID=2");
	fd = early_pool_open(EARLY_SET, 0, true);
	is_int(early_pool_set(fd, &record), 0);
	close(fd);
	is_string(rootfs_spec("kvp:root", &devices, &none), "UUID=2");
	images_end();
}

static void tells_how_it_went(void)
{
	const struct marker marker = { .fd = open("/dev/null", O_WRONLY) };
	struct line line = { .len = 0 };
	char value[256];

	images_begin();
	early_pool_root = images_path;
	mark_send(&marker, HV_MARK_INIT, 1);
	mark_send(&marker, HV_MARK_ROOT, 2);
	line_text(&line, "hvkit-init: handover ok /sbin/init t=1.000000");
	is_int(tell_host(&line), 0);
	is_true(early_kvp_get(1, EARLY_KVP_BOOT, value, sizeof(value)) == (ssize_t)line.len);
	is_true(memcmp(value, line.text, line.len) == 0);
	is_true(early_kvp_get(1, EARLY_KVP_TIMES, value, sizeof(value)) > 0);
	is_true(strncmp(value, "init=", 5) == 0 && strstr(value, " root="));
	close(marker.fd);
	images_end();
}

TAP_MAIN(TAP_CASE(takes_what_may_name_a_root), TAP_CASE(leaves_what_is_no_key),
         TAP_CASE(waits_for_no_key_that_is_there), TAP_CASE(tells_how_it_went))
