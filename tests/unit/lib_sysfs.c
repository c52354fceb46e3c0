// SPDX-License-Identifier: GPL-2.0-only
/* Attributes, numbers and links below a folder. */
#include "sysfs.h"
#include "tap.h"
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static char path[] = "/tmp/hvkit-sysfs-XXXXXX";
static int dir;

static void start(void)
{
	is_true(mkdtemp(path) != NULL);
	dir = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	is_true(dir >= 0);
}

static void end(void)
{
	unlinkat(dir, "attribute", 0);
	unlinkat(dir, "link", 0);
	close(dir);
	is_int(rmdir(path), 0);
	strcpy(path + sizeof(path) - 7, "XXXXXX");
}

static void attribute(const char *bytes, size_t size)
{
	const int fd = openat(dir, "attribute", O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);

	is_int(write(fd, bytes, size), size);
	close(fd);
}

static void lines_lose_their_end(void)
{
	char buf[16];

	start();
	is_int(hv_sysfs_read(dir, "attribute", buf, sizeof(buf)), -ENOENT);
	attribute("hv_netvsc\n", 10);
	is_int(hv_sysfs_read(dir, "attribute", buf, sizeof(buf)), 9);
	is_string(buf, "hv_netvsc");
	attribute("bare", 4);
	is_int(hv_sysfs_read(dir, "attribute", buf, sizeof(buf)), 4);
	is_string(buf, "bare");
	attribute("first\nsecond\n", 13);
	is_int(hv_sysfs_read(dir, "attribute", buf, sizeof(buf)), 5);
	is_string(buf, "first");
	attribute("a\0b\n", 4);
	is_int(hv_sysfs_read(dir, "attribute", buf, sizeof(buf)), 1);
	is_string(buf, "a");
	attribute("", 0);
	is_int(hv_sysfs_read(dir, "attribute", buf, sizeof(buf)), 0);
	is_string(buf, "");
	is_int(hv_sysfs_read(dir, ".", buf, sizeof(buf)), -EISDIR);
	end();
}

/* The text and its NUL have to fit, not the line's end as well. */
static void nothing_is_cut(void)
{
	char buf[6] = "?????";

	start();
	attribute("12345\n", 6);
	is_int(hv_sysfs_read(dir, "attribute", buf, 6), 5);
	is_string(buf, "12345");
	is_int(hv_sysfs_read(dir, "attribute", buf, 5), -EOVERFLOW);
	attribute("12345", 5);
	is_int(hv_sysfs_read(dir, "attribute", buf, 6), 5);
	is_int(hv_sysfs_read(dir, "attribute", buf, 5), -EOVERFLOW);
	is_int(hv_sysfs_read(dir, "attribute", buf, 0), -EOVERFLOW);
	end();
}

static void numbers_are_numbers(void)
{
	uint64_t value = 7;

	start();
	attribute("4096\n", 5);
	is_int(hv_sysfs_uint(dir, "attribute", &value), 0);
	is_int(value, 4096);
	attribute("0x1f\n", 5);
	is_int(hv_sysfs_uint(dir, "attribute", &value), 0);
	is_int(value, 31);
	attribute("18446744073709551615\n", 21);
	is_int(hv_sysfs_uint(dir, "attribute", &value), 0);
	is_true(value == UINT64_MAX);
	attribute("18446744073709551616\n", 21);
	is_true(hv_sysfs_uint(dir, "attribute", &value) < 0);
	attribute("12 pages\n", 9);
	is_int(hv_sysfs_uint(dir, "attribute", &value), -EINVAL);
	attribute("-1\n", 3);
	is_int(hv_sysfs_uint(dir, "attribute", &value), -EINVAL);
	attribute("\n", 1);
	is_int(hv_sysfs_uint(dir, "attribute", &value), -EINVAL);
	is_int(hv_sysfs_uint(dir, "missing", &value), -ENOENT);
	is_true(value == UINT64_MAX); /* what fails says nothing */
	end();
}

static void links_are_named_by_their_last_part(void)
{
	char buf[10];

	start();
	is_int(hv_sysfs_link(dir, "link", buf, sizeof(buf)), -ENOENT);
	is_int(symlinkat("../../../bus/vmbus/drivers/hv_netvsc", dir, "link"), 0);
	is_int(hv_sysfs_link(dir, "link", buf, sizeof(buf)), 9);
	is_string(buf, "hv_netvsc");
	is_int(hv_sysfs_link(dir, "link", buf, 9), -EOVERFLOW);
	unlinkat(dir, "link", 0);
	is_int(symlinkat("plain", dir, "link"), 0);
	is_int(hv_sysfs_link(dir, "link", buf, sizeof(buf)), 5);
	is_string(buf, "plain");
	attribute("no link", 7);
	is_int(hv_sysfs_link(dir, "attribute", buf, sizeof(buf)), -EINVAL);
	end();
}

TAP_MAIN(TAP_CASE(lines_lose_their_end), TAP_CASE(nothing_is_cut), TAP_CASE(numbers_are_numbers),
         TAP_CASE(links_are_named_by_their_last_part))
