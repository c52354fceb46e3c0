// SPDX-License-Identifier: GPL-2.0-only
#include "chardev.h"
#include "auto.h"
#include "device.h"
#include "instance.h"
#include "wire/device.h"
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>

static int open_device(const struct chardev *c)
{
	int fd;

	if (strncmp(c->path, "fd:", 3) == 0)
		return hv_device_open(c->path);
	if (instance_is_early(c->root))
		return -ENOENT;
	fd = openat(c->root, c->path + strspn(c->path, "/"), O_RDWR | O_CLOEXEC);
	return fd < 0 ? -errno : fd;
}

static int chardev_open(struct transport *t)
{
	struct chardev *c = (struct chardev *)t;
	const uint32_t version = HV_DEVICE_FCOPY_VERSION;
	int rc;

	t->fd = open_device(c);
	t->ready = false;
	if (t->fd < 0)
		return t->fd;
	rc = hv_device_write(t->fd, &version, sizeof(version));
	if (rc < 0)
		t->ops->close(t);
	return rc;
}

/* The kernel's answer to the registration. */
static int take_version(struct chardev *c, size_t len)
{
	uint32_t version;

	memcpy(&version, c->buffer, sizeof(version));
	if (len != sizeof(version) || version != HV_DEVICE_FCOPY_VERSION)
		return -EPROTO;
	c->transport.ready = true;
	return 0;
}

/* One message: a read would wait, so the device is asked first. */
static int chardev_receive(struct transport *t, struct message *ret)
{
	struct chardev *c = (struct chardev *)t;
	struct pollfd p = { .fd = t->fd, .events = POLLIN };
	ssize_t n;
	int rc;

	for (;;) {
		if (poll(&p, 1, 0) == 0)
			return 0;
		if (!(p.revents & POLLIN))
			return -ENODEV;
		n = hv_device_read(t->fd, c->buffer, sizeof(c->buffer));
		if (n == -EAGAIN)
			return 0;
		if (n <= 0)
			return n < 0 ? (int)n : -ENODEV;
		if (t->ready)
			break;
		rc = take_version(c, (size_t)n);
		if (rc < 0)
			return rc;
	}
	message_from_device(c->buffer, (size_t)n, ret);
	return 1;
}

static int chardev_answer(struct transport *t, uint32_t status)
{
	return hv_device_write(t->fd, &status, sizeof(status));
}

static void chardev_close(struct transport *t)
{
	hv_auto_close(&t->fd);
	t->fd = -1;
	t->ready = false;
}

void chardev_init(struct chardev *c, struct hv_log *log, int root, const char *path)
{
	static const struct transport_ops ops = {
		.name = "char device",
		.open = chardev_open,
		.receive = chardev_receive,
		.answer = chardev_answer,
		.close = chardev_close,
	};

	c->transport = (struct transport){ .ops = &ops, .log = log, .fd = -1 };
	c->root = root;
	c->path = path;
}
