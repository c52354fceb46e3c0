// SPDX-License-Identifier: GPL-2.0-only
#include "uevent.h"
#include "decimal.h"
#include "names.h"
#include "wire/uevent.h"
#include <errno.h>
#include <stdbool.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* Key, field of struct uevent, whether it is a number. */
#define VARIABLES(VARIABLE)                 \
	VARIABLE("DEVPATH", devpath, 0)     \
	VARIABLE("SUBSYSTEM", subsystem, 0) \
	VARIABLE("MODALIAS", modalias, 0)   \
	VARIABLE("DEVNAME", devname, 0)     \
	VARIABLE("DEVTYPE", devtype, 0)     \
	VARIABLE("PARTNAME", partname, 0)   \
	VARIABLE("PARTUUID", partuuid, 0)   \
	VARIABLE("MAJOR", major, 1)         \
	VARIABLE("MINOR", minor, 1)         \
	VARIABLE("PARTN", partn, 1)

#define KEY(key, field, number)      key "\0"
#define VARIABLE(key, field, number) { offsetof(struct uevent, field), number },

static const char keys[] = VARIABLES(KEY);

static const struct {
	unsigned char at;
	bool number;
} variables[] = { VARIABLES(VARIABLE) };

static bool is_safe(const char *path)
{
	const size_t len = strlen(path);

	return !strstr(path, "..") && (len == 0 || path[len - 1] != '/');
}

static int take(char *line, struct uevent *e)
{
	const size_t len = strcspn(line, "=");
	const int which = names_find(keys, line, len);
	char *value = line + len + 1;
	int64_t number;

	if (line[len] == '\0')
		return 0;
	if (strncmp(line, "ACTION=", 7) == 0)
		e->action = strcmp(value, "add") == 0      ? UEVENT_ADD
		            : strcmp(value, "remove") == 0 ? UEVENT_REMOVE
		                                           : UEVENT_OTHER;
	if (which < 0)
		return 0;
	if (!variables[which].number) {
		*(const char **)((char *)e + variables[which].at) = value;
		return 0;
	}
	number = decimal_read(value, strlen(value));
	if (number < 0 || number > UINT32_MAX)
		return -EINVAL;
	*(uint32_t *)((char *)e + variables[which].at) = (uint32_t)number;
	return 0;
}

int uevent_parse(char *text, size_t len, struct uevent *ret_event)
{
	struct uevent e = { .action = UEVENT_OTHER,
		            .devpath = "",
		            .subsystem = "",
		            .modalias = "",
		            .devname = "",
		            .devtype = "",
		            .partname = "",
		            .partuuid = "" };
	char *line = text;

	text[len] = '\0';
	for (size_t i = 0; i <= len; i++) {
		if (text[i] != '\0' && text[i] != '\n')
			continue;
		text[i] = '\0';
		if (take(line, &e) < 0)
			return -EINVAL;
		line = text + i + 1;
	}
	if (!is_safe(e.devpath) || !is_safe(e.devname) || *e.devname == '/')
		return -EINVAL;
	*ret_event = e;
	return 0;
}

int uevent_open(void)
{
	const struct hv_nl_address kernel = { .family = AF_NETLINK, .groups = HV_NL_UEVENT_KERNEL };
	const int room = 4 << 20;
	const int fd = socket(AF_NETLINK, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, HV_NL_UEVENT);

	if (fd < 0)
		return -errno;
	/* A machine with hundreds of disks tells of them faster than they are read; without, -ENOBUFS. */
	setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &room, sizeof(room));
	if (bind(fd, (const struct sockaddr *)&kernel, sizeof(kernel)) < 0) {
		const int err = errno;

		close(fd);
		return -err;
	}
	return fd;
}

int uevent_read(int fd, char *buf, size_t size, struct uevent *ret_event)
{
	for (;;) {
		struct hv_nl_address from = { 0 };
		socklen_t from_len = sizeof(from);
		const ssize_t n =
			recvfrom(fd, buf, size - 1, 0, (struct sockaddr *)&from, &from_len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return errno == EAGAIN ? 0 : -errno;
		if (from.port == 0 && uevent_parse(buf, (size_t)n, ret_event) == 0)
			return 1;
	}
}
