// SPDX-License-Identifier: GPL-2.0-only
#include "uio.h"
#include "auto.h"
#include "ic.h"
#include "instance.h"
#include <endian.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static struct uio *to_uio(struct transport *t)
{
	return (struct uio *)t;
}

/* Forget the interrupts so far. -errno when the service is gone: the rings are not ours any more. */
static int take_interrupts(const struct uio *u)
{
	int32_t count;
	const ssize_t n = read(u->transport.fd, &count, sizeof(count));

	if (n < 0)
		return errno == EAGAIN || errno == EINTR ? 0 : -errno;
	return n == 0 ? -ENODEV : 0;
}

static int interrupt_host(const struct uio *u)
{
	const int32_t one = 1;

	return write(u->transport.fd, &one, sizeof(one)) < 0 ? -errno : 0;
}

static struct hv_packet *packet(struct uio *u)
{
	return (struct hv_packet *)u->buffer;
}

/* The payload of the packet in the buffer; ring_read() has checked that it is within. */
static uint8_t *payload(struct uio *u, size_t *ret_len)
{
	const size_t offset = le16toh(packet(u)->offset8) * 8u;

	*ret_len = u->packet_len - offset;
	return u->buffer + offset;
}

/* What is in the buffer goes back. When there is no room it waits until the host has made some. */
static int send_answer(struct uio *u)
{
	size_t len;
	uint8_t *const body = payload(u, &len);
	const struct hv_packet head = {
		.type = htole16(HV_PACKET_IN_BAND),
		.offset8 = htole16(sizeof(head) / 8),
		.length8 = htole16((uint16_t)((sizeof(head) + len) / 8)),
		.trans_id = packet(u)->trans_id,
	};
	const struct iovec parts[] = { { (void *)&head, sizeof(head) }, { body, len } };
	bool signal;
	int rc = take_interrupts(u);

	if (rc < 0)
		return rc;
	rc = ring_write(&u->out, parts, ARRAY_SIZE(parts), &signal);
	u->owes = rc == -EAGAIN;
	if (rc < 0)
		return u->owes ? 0 : rc;
	return signal ? interrupt_host(u) : 0;
}

/* The next packet into the buffer, too long ones skipped. 1, 0, or -errno. */
static int next_packet(struct uio *u)
{
	bool signal;
	size_t size = 0;
	int rc, told;

	do {
		rc = ring_read(&u->in, u->buffer, sizeof(u->buffer), &size, &signal);
		told = signal ? interrupt_host(u) : 0;
	} while (rc == -EMSGSIZE && told == 0);
	u->packet_len = (uint32_t)size;
	return told < 0 ? told : rc;
}

/* 1 and a message; 0 when the packet has made none, and was answered if it can be; -errno. */
static int take_packet(struct uio *u, struct message *ret)
{
	size_t len;
	uint8_t *const body = payload(u, &len);
	int rc;

	if (le16toh(packet(u)->type) != HV_PACKET_IN_BAND)
		return 0;
	switch (ic_take(body, len)) {
	case IC_REQUEST:
		message_from_ring(body + IC_HEAD, len - IC_HEAD, ret);
		return 1;
	case IC_NEGOTIATED:
		u->transport.ready = true;
		ret->kind = MESSAGE_ANEW;
		rc = send_answer(u);
		return rc < 0 ? rc : 1;
	case IC_REFUSED:
		hv_log(u->transport.log, LOG_WARNING, "the host asked for what is not known here");
		return send_answer(u);
	case IC_NONSENSE:
		break;
	}
	return 0;
}

/*
 * Interrupts are masked while packets are taken, and let in again before anyone waits. Kernels up to early
 * 6.12 mask them at each interrupt, too.
 */
static int uio_receive(struct transport *t, struct message *ret)
{
	struct uio *u = to_uio(t);
	int rc = take_interrupts(u);

	if (rc == 0 && u->owes)
		rc = send_answer(u);
	if (rc < 0)
		return rc;
	ring_mask(&u->in);
	while (!u->owes) {
		rc = next_packet(u);
		if (rc > 0)
			rc = take_packet(u, ret);
		else if (rc == 0 && !ring_unmask(&u->in))
			return 0;
		if (rc != 0)
			return rc;
	}
	ring_unmask(&u->in);
	return 0;
}

static int uio_answer(struct transport *t, uint32_t status)
{
	struct uio *u = to_uio(t);
	size_t len;

	ic_answer(payload(u, &len), status);
	return send_answer(u);
}

static void uio_close(struct transport *t)
{
	struct uio *u = to_uio(t);

	if (u->memory)
		munmap(u->memory, u->bytes);
	u->memory = NULL;
	hv_auto_close(&t->fd);
	t->fd = -1;
	t->ready = false;
}

int uio_attach(struct uio *u, int fd, void *memory, size_t bytes, size_t page)
{
	int rc;

	u->transport.fd = fd;
	u->transport.ready = false;
	u->memory = memory;
	u->bytes = bytes;
	u->owes = false;
	u->packet_len = 0;
	rc = ring_init_out(&u->out, memory, bytes / 2, page);
	if (rc == 0)
		rc = ring_init_in(&u->in, (uint8_t *)memory + bytes / 2, bytes / 2, page);
	if (rc < 0)
		uio_close(&u->transport);
	return rc;
}

static int find(struct uio *u, struct instance *instance)
{
	int rc = instance_find(u->root, instance);

	if (rc == -ENODEV && u->bind) {
		rc = instance_bind(u->root);
		if (rc == 0)
			rc = instance_find(u->root, instance);
		else if (!u->told)
			hv_log(u->transport.log, LOG_WARNING,
			       "uio_hv_generic cannot be bound to the service: %s", strerror(-rc));
		u->told = true;
	}
	return rc == -ENODEV || rc == -EAGAIN ? -ENOENT : rc;
}

static void tell(struct uio *u, const struct instance *instance)
{
	if (!u->told && instance->spare_bytes > 0)
		hv_log(u->transport.log, LOG_NOTICE,
		       "this kernel keeps %llu MiB of memory for the service, for nothing",
		       (unsigned long long)(instance->spare_bytes >> 20));
	u->told = true;
}

static int uio_open(struct transport *t)
{
	struct uio *u = to_uio(t);
	struct instance instance;
	char path[8 + INSTANCE_NAME];
	void *memory;
	size_t bytes;
	int fd, rc = find(u, &instance);

	if (rc < 0)
		return rc;
	tell(u, &instance);
	snprintf(path, sizeof(path), "dev/%s", instance.uio);
	fd = openat(u->root, path, O_RDWR | O_CLOEXEC | O_NONBLOCK);
	if (fd < 0)
		return -errno;
	bytes = (size_t)2 * instance.ring_bytes;
	memory = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (memory == MAP_FAILED) {
		rc = -errno;
		close(fd);
		return rc;
	}
	return uio_attach(u, fd, memory, bytes, (size_t)sysconf(_SC_PAGESIZE));
}

void uio_init(struct uio *u, struct hv_log *log, int root, bool bind)
{
	static const struct transport_ops ops = {
		.name = "uio",
		.open = uio_open,
		.receive = uio_receive,
		.answer = uio_answer,
		.close = uio_close,
	};

	u->transport = (struct transport){ .ops = &ops, .log = log, .fd = -1 };
	u->root = root;
	u->bind = bind;
	u->told = false;
	u->memory = NULL;
}
