/* SPDX-License-Identifier: GPL-2.0-only */
/* A system's tree in a temporary folder, with interfaces and stand-ins for network managers' programs. */
#pragma once
#include "auto.h"
#include "inject.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define FIXTURE_GUID "{F8615163-DF3E-46c5-913F-F2D2F965ED0E}"
#define FIXTURE_MAC  "00155d010203"

struct fixture {
	char path[64];
	char bin[80];
	const char *programs[2];
	int root;
	struct hv_log log;
	struct inject inject;
};

/* Write a file of the tree, with the folders it is in. */
static inline void fixture_write(const struct fixture *f, const char *path, const char *content)
{
	const size_t len = strlen(content);
	char folder[128];

	for (const char *slash = strchr(path, '/'); slash; slash = strchr(slash + 1, '/')) {
		snprintf(folder, sizeof(folder), "%.*s", (int)(slash - path), path);
		mkdirat(f->root, folder, 0755);
	}
	AUTO_CLOSE int fd = openat(f->root, path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
	if (write(fd, content, len) != (ssize_t)len)
		abort();
}

/* The content of a file of the tree; "" when there is none. Stays until the next call. */
static inline const char *fixture_read(const struct fixture *f, const char *path)
{
	static char content[32768];
	AUTO_CLOSE int fd = openat(f->root, path, O_RDONLY | O_CLOEXEC);
	const ssize_t n = fd < 0 ? 0 : read(fd, content, sizeof(content) - 1);

	content[n > 0 ? n : 0] = '\0';
	return content;
}

static inline bool fixture_has(const struct fixture *f, const char *path)
{
	return faccessat(f->root, path, F_OK, AT_SYMLINK_NOFOLLOW) == 0;
}

/* An interface with a VMBus device, or with one of another bus when @guid is NULL. */
static inline void fixture_nic(const struct fixture *f, const char *name, const char *guid,
                               const char *mac, int index, const char *driver)
{
	char path[128], target[64], number[16];

	snprintf(path, sizeof(path), "sys/class/net/%s/address", name);
	fixture_write(f, path, mac);
	snprintf(path, sizeof(path), "sys/class/net/%s/ifindex", name);
	snprintf(number, sizeof(number), "%d\n", index);
	fixture_write(f, path, number);
	snprintf(path, sizeof(path), "sys/class/net/%s/device/%s", name,
	         guid ? "device_id" : "vendor");
	fixture_write(f, path, guid ? guid : "0x15b3\n");
	snprintf(path, sizeof(path), "sys/class/net/%s/device/driver", name);
	snprintf(target, sizeof(target), "../../drivers/%s", driver);
	if (symlinkat(target, f->root, path) < 0)
		abort();
}

/* A program that tells "log" of its call and which "file" it saw; with files "fail-NAME", "hang-NAME" it does so. */
static inline void fixture_program(const struct fixture *f, const char *name)
{
	char path[96];

	snprintf(path, sizeof(path), "bin/%s", name);
	fixture_write(
		f, path,
		"#!/bin/sh\n"
		"d=${0%/*} n=${0##*/} state=none\n"
		"[ ! -e \"$d/file\" ] || { state=former; grep -q 192.168.7.20 \"$d/file\" && state=new; }\n"
		"echo \"$n $* ($state)\" >> \"$d/log\"\n"
		"[ ! -e \"$d/hang-$n\" ] || { sleep 60 & echo $! > \"$d/child\"; wait; }\n"
		"[ ! -e \"$d/fail-$n\" ] || [ $state != new ] || exit 3\n");
	if (fchmodat(f->root, path, 0755, 0) < 0)
		abort();
}

static inline void fixture_begin(struct fixture *f)
{
	*f = (struct fixture){ .path = "/tmp/inject.XXXXXX" };
	if (!mkdtemp(f->path))
		abort();
	f->root = open(f->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	snprintf(f->bin, sizeof(f->bin), "%s/bin", f->path);
	f->programs[0] = f->bin;
	f->log = (struct hv_log){ .fd = openat(f->root, "messages", O_RDWR | O_CREAT | O_CLOEXEC,
		                               0644),
		                  .name = "test" };
	f->inject = (struct inject){
		.root = f->root, .enabled = true, .log = &f->log, .programs = f->programs
	};
	fixture_nic(f, "eth0", "{f8615163-df3e-46c5-913f-f2d2f965ed0e}", "00:15:5D:01:02:03", 3,
	            "hv_netvsc");
	fixture_write(f, "etc/systemd/x", "");
	fixture_write(f, "etc/NetworkManager/x", "");
	fixture_write(f, "etc/network/x", "");
}

static inline void fixture_end(struct fixture *f)
{
	char command[128];

	close(f->log.fd);
	close(f->root);
	snprintf(command, sizeof(command), "rm -rf %s", f->path);
	if (system(command) != 0)
		abort();
}
