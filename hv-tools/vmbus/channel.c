// SPDX-License-Identifier: GPL-2.0-only
#include "channel.h"
#include "auto.h"
#include "vmbus.h"
#include <endian.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>

bool device_is_open(const struct device *d)
{
	return d->channel && d->channel->state == CHANNEL_OPEN && !d->channel->broken;
}

void channel_note(const struct channel *c, const char *name, const char *state)
{
	journal_event(c->vmbus->journal, "vmbus_channel", TEXT("name", name),
	              NUMBER("relid", c->relid), TEXT("state", state));
}

static void tell_guest(const struct channel *c)
{
	synic_signal(c->vmbus->synic, c->target_vp, c->relid);
}

static void break_ring(struct channel *c)
{
	c->broken = true;
	channel_note(c, c->device->name, "broken");
}

/* With an eventfd KVM takes the guest's signals of this connection without an exit (api.rst, 4.113). */
static int attach_signal(struct channel *c, bool attach)
{
	struct kvm_hyperv_eventfd event = {
		.conn_id = channel_connection(c),
		.fd = c->signal_fd,
		.flags = attach ? 0 : KVM_HYPERV_EVENTFD_DEASSIGN,
	};

	return ioctl(c->vmbus->vm_fd, KVM_HYPERV_EVENTFD, &event) < 0 ? -errno : 0;
}

static void on_signal(void *ctx, int fd)
{
	hv_fd_drain(fd);
	channel_signalled(ctx);
}

static int listen_to_guest(struct channel *c)
{
	int rc;

	if (c->vmbus->vm_fd < 0)
		return 0;
	c->signal_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (c->signal_fd < 0)
		return -errno;
	rc = attach_signal(c, true);
	return rc < 0 ? rc
	              : reactor_watch(c->vmbus->reactor, &c->watch, c->signal_fd, on_signal, c);
}

static void stop_listening(struct channel *c)
{
	if (c->signal_fd < 0)
		return;
	attach_signal(c, false);
	reactor_unwatch(&c->watch);
	close(c->signal_fd);
	c->signal_fd = -1;
}

int channel_open(struct channel *c, const struct gpadl *gpadl, uint32_t downstream,
                 unsigned int target_vp)
{
	int rc = -EINVAL;

	if (downstream < gpadl->page_count)
		rc = ring_init(&c->in, gpadl->pages, downstream);
	if (rc == 0)
		rc = ring_init(&c->out, gpadl->pages + downstream, gpadl->page_count - downstream);
	if (rc == 0)
		rc = listen_to_guest(c);
	if (rc < 0) {
		stop_listening(c);
		return rc;
	}
	c->out.control->feature_bits = htole32(HV_RING_FEATURE_PENDING_SEND);
	c->gpadl = gpadl->id;
	c->target_vp = target_vp;
	c->broken = false;
	c->state = CHANNEL_OPEN;
	return 0;
}

void channel_close(struct channel *c)
{
	if (c->state != CHANNEL_OPEN)
		return;
	stop_listening(c);
	c->state = CHANNEL_OFFERED; /* nothing more goes out, not even from closed() */
	c->device->ops->closed(c->device->ctx);
	free(c->backlog);
	c->backlog = NULL;
	c->backlog_bytes = 0;
	channel_note(c, c->device->name, "closed");
}

/* Into the ring, if it has room. */
static int put(struct channel *c, const struct iovec *parts, int count)
{
	bool signal;
	int rc = ring_write(&c->out, parts, count, &signal);

	if (signal)
		tell_guest(c);
	if (rc == -EPROTO)
		break_ring(c);
	return rc;
}

/* Packets wait one after the other, as they go into the ring. */
static int keep(struct channel *c, const struct iovec *parts, int count)
{
	uint8_t *more = NULL;
	size_t size = 0;

	for (int i = 0; i < count; i++)
		size += parts[i].iov_len;
	if (size <= CHANNEL_MAX_BACKLOG - c->backlog_bytes)
		more = realloc(c->backlog, c->backlog_bytes + size);
	if (!more)
		return -ENOBUFS;
	c->backlog = more;
	for (int i = 0; i < count; c->backlog_bytes += parts[i++].iov_len)
		memcpy(c->backlog + c->backlog_bytes, parts[i].iov_base, parts[i].iov_len);
	return 0;
}

int device_send(struct device *d, enum hv_packet_type type, uint16_t flags, uint64_t trans_id,
                const void *payload, size_t size)
{
	static const uint8_t zeroes[8];
	const size_t padding = -size % 8;
	struct hv_packet head = {
		.type = htole16((uint16_t)type),
		.offset8 = htole16(sizeof(head) / 8),
		.length8 = htole16((uint16_t)((sizeof(head) + size + padding) / 8)),
		.flags = htole16(flags),
		.trans_id = htole64(trans_id),
	};
	const struct iovec parts[] = { { &head, sizeof(head) },
		                       { (void *)payload, size },
		                       { (void *)zeroes, padding } };
	struct channel *c = d->channel;
	int rc = -EAGAIN;

	if (!device_is_open(d))
		return -ENOTCONN;
	if (size > RING_MAX_PACKET ||
	    sizeof(head) + size + padding + HV_PACKET_TRAILER >= c->out.size)
		return -EMSGSIZE; /* it would wait for room for ever, and all behind it */
	if (c->backlog_bytes == 0)
		rc = put(c, parts, ARRAY_SIZE(parts));
	return rc == -EAGAIN ? keep(c, parts, ARRAY_SIZE(parts)) : rc;
}

static void send_backlog(struct channel *c)
{
	size_t sent = 0;

	while (c->state == CHANNEL_OPEN && !c->broken && sent < c->backlog_bytes) {
		const struct hv_packet *head = (const void *)(c->backlog + sent);
		const struct iovec part = { c->backlog + sent, le16toh(head->length8) * 8u };

		if (put(c, &part, 1) < 0)
			break;
		sent += part.iov_len;
	}
	if (sent == 0)
		return;
	c->backlog_bytes -= sent;
	memmove(c->backlog, c->backlog + sent, c->backlog_bytes);
}

/* Take a GPA-direct packet's extra header apart. False: it does not hold what it must. */
static bool find_ranges(struct packet *p, const uint8_t *extra, size_t size)
{
	struct hv_gpa_direct gpa;

	if (size < sizeof(gpa))
		return false;
	memcpy(&gpa, extra, sizeof(gpa));
	p->range_count = le32toh(gpa.range_count);
	p->ranges = extra + sizeof(gpa);
	p->ranges_size = size - sizeof(gpa);
	return true;
}

/* The pages of one range behind its header at @at. */
static int map_range(const struct memory *memory, const uint8_t *at, uint32_t offset,
                     uint32_t bytes, struct iovec *pieces, int max)
{
	int count = 0;

	for (uint32_t n; bytes > 0; bytes -= n, offset = 0, at += sizeof(uint64_t)) {
		uint8_t *page;
		uint64_t pfn;

		memcpy(&pfn, at, sizeof(pfn));
		pfn = le64toh(pfn);
		n = bytes < HV_PAGE_SIZE - offset ? bytes : HV_PAGE_SIZE - offset;
		page = pfn >> 52 ? NULL : memory_at(memory, pfn * HV_PAGE_SIZE, HV_PAGE_SIZE);
		if (!page || count == max)
			return -EINVAL;
		pieces[count++] = (struct iovec){ page + offset, n };
	}
	return count;
}

int packet_map(const struct packet *p, const struct memory *memory, struct iovec *pieces, int max,
               uint32_t most, uint32_t least)
{
	const uint8_t *at = p->ranges;
	size_t left = p->ranges_size;
	uint32_t total = 0;
	int count = 0;

	for (uint32_t i = 0; i < p->range_count; i++) {
		struct hv_gpa_range range;
		uint32_t offset, bytes, pages;
		int n;

		if (left < sizeof(range))
			return -EINVAL;
		memcpy(&range, at, sizeof(range));
		at += sizeof(range);
		left -= sizeof(range);
		offset = le32toh(range.byte_offset);
		bytes = le32toh(range.byte_count);
		if (offset >= HV_PAGE_SIZE || bytes > most - total)
			return -EINVAL;
		pages = (offset + bytes + HV_PAGE_SIZE - 1) / HV_PAGE_SIZE;
		if (pages > left / sizeof(uint64_t))
			return -EINVAL;
		n = map_range(memory, at, offset, bytes, pieces + count, max - count);
		if (n < 0)
			return n;
		count += n;
		total += bytes;
		at += pages * sizeof(uint64_t);
		left -= pages * sizeof(uint64_t);
	}
	return total >= least ? count : -EINVAL;
}

static bool parse(struct packet *p, const uint8_t *bytes, size_t size)
{
	struct hv_packet head;
	size_t offset;

	memcpy(&head, bytes, sizeof(head));
	offset = le16toh(head.offset8) * 8u; /* ring_read() has checked it against size */
	*p = (struct packet){
		.type = le16toh(head.type),
		.wants_completion = le16toh(head.flags) & HV_PACKET_WANTS_COMPLETION,
		.trans_id = le64toh(head.trans_id),
		.payload = bytes + offset,
		.size = size - offset,
	};
	return p->type != HV_PACKET_GPA_DIRECT ||
	       find_ranges(p, bytes + sizeof(head), offset - sizeof(head));
}

/* The guest's next packet to the device. False when there is none, or nobody to take it. */
static bool receive(struct channel *c)
{
	struct packet packet;
	bool signal;
	size_t size;
	int rc;

	if (c->state != CHANNEL_OPEN || c->broken || c->device->silent)
		return false;
	rc = ring_read(&c->in, c->vmbus->packet, &size, &signal);
	if (signal)
		tell_guest(c);
	if (rc < 0 || (rc > 0 && !parse(&packet, c->vmbus->packet, size))) {
		break_ring(c);
		return false;
	}
	if (rc > 0)
		c->device->ops->packet(c->device->ctx, &packet);
	return rc > 0;
}

void channel_signalled(struct channel *c)
{
	int turn = 0;

	send_backlog(c);
	while (turn < CHANNEL_TURN && receive(c))
		turn++;
	/* A guest that never stops sending is not all the host has to look after. */
	if (turn == CHANNEL_TURN && c->signal_fd >= 0)
		eventfd_write(c->signal_fd, 1);
}
