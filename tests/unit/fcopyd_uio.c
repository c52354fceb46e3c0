// SPDX-License-Identifier: GPL-2.0-only
/*
 * The ring transport with a host at the other end: rings in memory, and a socket pair for the node of uio,
 * which carries interrupts as it does, four bytes each.
 */
#include "auto.h"
#include "fcopyd/instance.h"
#include "fcopyd/uio.h"
#include "fcopyd_fixture.h"
#include "fcopyd_host.h"
#include <poll.h>
#include <sys/socket.h>

enum { PAGE = 4096, RING = 5 * PAGE };

static struct uio uio;
static struct transport *const guest = &uio.transport;
static struct host_ring to_guest, to_host;
static struct message m;
static uint8_t payload[RING], body[RING];
static struct hv_packet head;
static int line = -1; /* the host's end */

static void connect_at(uint32_t index)
{
	uint8_t *memory =
		mmap(NULL, 2 * RING, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	int ends[2];

	root_make();
	is_int(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_NONBLOCK, 0, ends), 0);
	line = ends[1];
	to_host = host_ring(memory, RING, PAGE);
	to_guest = host_ring(memory + RING, RING, PAGE);
	to_host.control->read_index = to_host.control->write_index = index;
	to_guest.control->read_index = to_guest.control->write_index = index;
	to_guest.control->interrupt_mask =
		1; /* as a kernel leaves it that masks at each interrupt */
	uio_init(&uio, &root.log, root.fd, false);
	is_int(uio_attach(&uio, ends[0], memory, 2 * RING, PAGE), 0);
}

static void set_up(void)
{
	connect_at(RING - PAGE - 16);
}

static void tear_down(void)
{
	guest->ops->close(guest);
	is_int(guest->fd, -1);
	hv_auto_close(&line);
	root_remove();
}

static void interrupt_guest(void)
{
	const int32_t count = 1;

	is_int(write(line, &count, sizeof(count)), sizeof(count));
}

/* How often the guest has interrupted the host. */
static int interrupts(void)
{
	int32_t value;
	int n = 0;

	while (read(line, &value, sizeof(value)) == sizeof(value))
		n += value == 1;
	return n;
}

static int receive(void)
{
	memset(&m, 0x55, sizeof(m));
	return guest->ops->receive(guest, &m);
}

static void put_message(uint16_t type, const void *bytes, uint32_t len)
{
	host_put(&to_guest, HV_PACKET_IN_BAND, 2, payload, host_message(payload, type, bytes, len));
}

static void put_versions(uint16_t service)
{
	static const struct hv_ic_version fw[] = { { 1, 0 }, { 3, 0 } };
	const struct hv_ic_version version = { service, 1 };
	const struct hv_ic_negotiate n = { 2, 1, 0 };

	memcpy(body, &n, sizeof(n));
	memcpy(body + sizeof(n), fw, sizeof(fw));
	memcpy(body + sizeof(n) + sizeof(fw), &version, sizeof(version));
	put_message(HV_IC_NEGOTIATE, body, sizeof(n) + sizeof(fw) + sizeof(version));
}

static void put_op(uint32_t op)
{
	const struct hv_fcopy_header h = { .op = op };

	put_message(HV_IC_FCOPY, &h, sizeof(h));
}

/* The next answer's status, or 1 when there is none. */
static uint32_t take_status(void)
{
	const struct hv_ic_header *h = (const void *)(body + 8);
	int len = host_take(&to_host, &head, body);

	if (len < 28)
		return 1;
	is_int(head.type, HV_PACKET_IN_BAND);
	is_int(head.trans_id, 0x1122334455667788);
	is_int(h->flags, HV_IC_TRANSACTION | HV_IC_RESPONSE);
	return h->status;
}

static void versions_are_agreed_on(void)
{
	const struct hv_ic_negotiate *n = (const void *)(body + 28);

	set_up();
	is_int(receive(), 0);
	is_true(!guest->ready);
	is_int(to_guest.control->interrupt_mask, 0);
	put_versions(1);
	interrupt_guest();
	is_int(receive(), 1);
	is_int(m.kind, MESSAGE_ANEW);
	is_true(guest->ready);
	is_int(interrupts(), 1);
	is_int(take_status(), 0);
	is_int(n->n_frameworks, 1);
	is_int(n->n_messages, 1);
	is_int(n->versions[0].major, 3);
	is_int(receive(), 0);
	put_versions(9);
	is_int(receive(), 0); /* none fits; it was answered */
	is_int(take_status(), 0);
	is_int(n->n_frameworks, 0);
	tear_down();
}

/* What the host has put there before we came is found, though nothing is signalled any more. */
static void what_waits_is_found_without_an_interrupt(void)
{
	set_up();
	put_op(HV_FCOPY_CANCEL);
	is_int(receive(), 1);
	is_int(m.kind, MESSAGE_CANCEL);
	tear_down();
}

static void several_packets_come_with_one_interrupt(void)
{
	struct hv_fcopy_write w = { .header.op = HV_FCOPY_WRITE, .size = 3, .data = "abc" };

	set_up();
	for (int i = 0; i < 2; i++) {
		w.offset = (uint64_t)(3 * i);
		put_message(HV_IC_FCOPY, &w, sizeof(w));
	}
	put_op(HV_FCOPY_COMPLETE);
	interrupt_guest();
	for (int i = 0; i < 2; i++) {
		is_int(receive(), 1);
		is_int(m.kind, MESSAGE_WRITE);
		is_int(m.offset, 3 * i);
		is_int(m.len, 3);
		is_true(memcmp(m.data, "abc", 3) == 0);
		is_int(to_guest.control->interrupt_mask, 1);
		is_int(guest->ops->answer(guest, HV_IC_OK), 0);
	}
	is_int(receive(), 1);
	is_int(m.kind, MESSAGE_COMPLETE);
	is_int(guest->ops->answer(guest, 0x80070050), 0);
	is_int(receive(), 0);
	is_int(to_guest.control->interrupt_mask, 0);
	is_int(interrupts(), 1); /* the host reads until its ring is empty */
	is_int(take_status(), 0);
	is_int(take_status(), 0);
	is_int(take_status(), 0x80070050);
	is_int(take_status(), 1);
	tear_down();
}

/* An answer is the request with its status, byte for byte. */
static void an_answer_is_the_request(void)
{
	struct hv_fcopy_start s = { .header.op = HV_FCOPY_START, .size = 5 };
	uint32_t len = host_message(payload, HV_IC_FCOPY, &s, sizeof(s));
	struct hv_ic_header *h = (void *)(payload + 8);

	set_up();
	host_put(&to_guest, HV_PACKET_IN_BAND, 4, payload, len); /* a longer header than ours */
	is_int(receive(), 1);
	is_int(m.kind, MESSAGE_START);
	is_int(m.size, 5);
	is_int(guest->ops->answer(guest, 77), 0);
	is_int(host_take(&to_host, &head, body), len);
	is_int(head.offset8, 2);
	h->status = 77;
	h->flags = 5;
	is_true(memcmp(body, payload, len) == 0);
	tear_down();
}

static void nonsense_is_passed_over(void)
{
	set_up();
	host_put(&to_guest, HV_PACKET_IN_BAND, 2, "12345678", 8);
	host_put(&to_guest, HV_PACKET_COMPLETION, 2, payload, 64);
	host_put(&to_guest, HV_PACKET_IN_BAND, 2, payload, 0);
	host_put(&to_guest, HV_PACKET_IN_BAND, 2, payload, 8192); /* too long */
	put_message(99, "", 0);
	put_op(HV_FCOPY_CANCEL);
	is_int(receive(), 1);
	is_int(m.kind, MESSAGE_CANCEL);
	is_int(take_status(), HV_IC_FAIL); /* of the unknown type */
	is_int(take_status(), 1);
	put_message(HV_IC_FCOPY, "", 0);
	is_int(guest->ops->answer(guest, 0), 0);
	is_int(receive(), 1);
	is_int(m.kind, MESSAGE_WRONG);
	tear_down();
}

static void a_ring_that_is_broken_is_the_end(void)
{
	set_up();
	to_guest.control->write_index = 3;
	is_int(receive(), -EPROTO);
	tear_down();
	set_up();
	put_op(HV_FCOPY_CANCEL);
	is_int(receive(), 1);
	to_host.control->read_index = UINT32_MAX;
	is_int(guest->ops->answer(guest, 0), -EPROTO);
	tear_down();
}

/* A host that does not read: the answer waits until it does, and no request is taken before. */
static void an_answer_without_room_waits(void)
{
	struct hv_fcopy_write w = { .header.op = HV_FCOPY_WRITE, .size = 1 };
	int sent = 0;

	connect_at(0);
	for (; sent < 5; sent++) {
		put_message(HV_IC_FCOPY, &w, sizeof(w));
		if (receive() != 1)
			break;
		is_int(guest->ops->answer(guest, (uint32_t)sent), 0);
	}
	is_int(sent,
	       3); /* of 6248 bytes in 16384 fit two; the third waits, so the fourth is not taken */
	is_true(to_host.control->pending_send_size > 6000);
	is_int(to_guest.control->interrupt_mask, 0);
	is_int(interrupts(), 1);
	is_int(receive(), 0);
	is_int(take_status(), 0);
	interrupt_guest();
	is_int(receive(), 1); /* the third goes out, the fourth comes */
	is_int(take_status(), 1);
	is_int(to_host.control->pending_send_size, 0);
	is_int(take_status(), 2);
	is_int(guest->ops->answer(guest, 3), 0);
	is_int(take_status(), 3);
	tear_down();
}

static void a_host_that_waits_for_room_is_told(void)
{
	struct hv_fcopy_write w = { .header.op = HV_FCOPY_WRITE, .size = 1 };

	connect_at(0);
	put_message(HV_IC_FCOPY, &w, sizeof(w));
	put_message(HV_IC_FCOPY, &w, sizeof(w));
	to_guest.control->pending_send_size = 6256;
	is_int(receive(), 1);
	is_int(interrupts(), 1);
	tear_down();
}

/* The service is taken away: the rings may be another's memory already, nothing is written to them. */
static void a_service_taken_away_is_noticed_first(void)
{
	uint32_t before;

	set_up();
	put_op(HV_FCOPY_CANCEL);
	is_int(receive(), 1);
	hv_auto_close(&line);
	line = -1;
	before = to_host.control->write_index;
	is_true(guest->ops->answer(guest, 0) < 0);
	is_int(to_host.control->write_index, before);
	to_guest.control->interrupt_mask = 77;
	is_true(receive() < 0);
	is_int(to_guest.control->interrupt_mask, 77);
	tear_down();
}

#define INSTANCE "sys/bus/vmbus/devices/eb765408-105f-49b6-b4aa-c123b64d17d4"

static void the_instance_is_found(void)
{
	const unsigned int page = (unsigned int)sysconf(_SC_PAGESIZE);
	struct instance i;
	char text[192];

	root_make();
	is_int(instance_find(root.fd, &i), -ENOENT);
	root_mkdir(INSTANCE "/channels/15");
	is_int(instance_find(root.fd, &i), -ENODEV);
	is_int(symlinkat("../../drivers/hv_utils", root.fd, INSTANCE "/driver"), 0);
	is_int(instance_find(root.fd, &i), -ENOENT); /* the kernel speaks for us */
	is_int(unlinkat(root.fd, INSTANCE "/driver", 0), 0);
	is_int(symlinkat("../../drivers/uio_hv_generic", root.fd, INSTANCE "/driver"), 0);
	is_int(instance_find(root.fd, &i), -EAGAIN);
	root_mkdir(INSTANCE "/uio");
	is_int(instance_find(root.fd, &i), -EAGAIN);
	root_mkdir(INSTANCE "/uio/uio7");
	is_int(instance_find(root.fd, &i), -EAGAIN); /* the ring comes late */
	root_write(INSTANCE "/channels/15/ring", "");
	is_int(instance_find(root.fd, &i), -EAGAIN);
	snprintf(text, sizeof(text), "%s/" INSTANCE "/channels/15/ring", root.path);
	is_int(truncate(text, 10 * page), 0);
	is_int(instance_find(root.fd, &i), 0);
	is_int(i.ring_bytes, 5 * page);
	is_string(i.uio, "uio7");
	is_int(i.spare_bytes, 0);
	/* what uio says of its map counts more: that file once said 4 MiB whatever it was */
	root_mkdir(INSTANCE "/uio/uio7/maps/map0");
	root_mkdir(INSTANCE "/uio/uio7/maps/map3");
	snprintf(text, sizeof(text), "0x%016x\n", 8 * page);
	root_write(INSTANCE "/uio/uio7/maps/map0/size", text);
	root_write(INSTANCE "/uio/uio7/maps/map3/size", "0x0000000001f00000\n");
	is_int(instance_find(root.fd, &i), 0);
	is_int(i.ring_bytes, 4 * page);
	is_int(i.spare_bytes, 31 << 20);
	root_write(INSTANCE "/uio/uio7/maps/map0/size", "0x1000\n");
	is_int(instance_find(root.fd, &i), -EINVAL);
	root_write(INSTANCE "/uio/uio7/maps/map0/size", "0xfffffffffffff000\n");
	is_int(instance_find(root.fd, &i), -EINVAL);
	root_remove();
}

/* A plain file in place of the node: enough to see that it is opened, mapped and taken for rings. */
static void the_node_is_opened_and_mapped(void)
{
	const unsigned int page = (unsigned int)sysconf(_SC_PAGESIZE);
	char text[192];

	root_make();
	uio_init(&uio, &root.log, root.fd, false);
	is_int(guest->ops->open(guest), -ENOENT);
	root_mkdir(INSTANCE "/uio/uio0/maps/map0");
	root_mkdir(INSTANCE "/uio/uio0/maps/map3");
	is_int(symlinkat("../../drivers/uio_hv_generic", root.fd, INSTANCE "/driver"), 0);
	snprintf(text, sizeof(text), "0x%x\n", 10 * page);
	root_write(INSTANCE "/uio/uio0/maps/map0/size", text);
	root_write(INSTANCE "/uio/uio0/maps/map3/size", "0x1f00000\n");
	root_mkdir("dev");
	is_int(guest->ops->open(guest), -ENOENT); /* the node comes late */
	root_write("dev/uio0", "");
	snprintf(text, sizeof(text), "%s/dev/uio0", root.path);
	is_int(truncate(text, 10 * page), 0);
	is_int(guest->ops->open(guest), 0);
	is_int(uio.out.size, 4 * page);
	is_int(uio.in.size, 4 * page);
	is_true((uint8_t *)uio.in.control - (uint8_t *)uio.out.control == 5 * page);
	is_true(root_log_says("31 MiB"));
	guest->ops->close(guest);
	is_true(uio.memory == NULL);
	root_remove();
}

static void the_driver_is_bound_only_when_asked(void)
{
	root_make();
	root_mkdir(INSTANCE);
	root_mkdir("sys/bus/vmbus/drivers/uio_hv_generic");
	root_write("sys/bus/vmbus/drivers/uio_hv_generic/new_id", "");
	uio_init(&uio, &root.log, root.fd, false);
	is_int(guest->ops->open(guest), -ENOENT);
	is_string(root_read("sys/bus/vmbus/drivers/uio_hv_generic/new_id"), "");
	uio_init(&uio, &root.log, root.fd, true);
	is_int(guest->ops->open(guest), -ENOENT);
	is_string(root_read("sys/bus/vmbus/drivers/uio_hv_generic/new_id"),
	          "34d14be3-dee4-41c8-9ae7-6b174977c192");
	unlinkat(root.fd, "sys/bus/vmbus/drivers/uio_hv_generic/new_id", 0);
	uio_init(&uio, &root.log, root.fd, true);
	is_true(guest->ops->open(guest) < 0);
	is_true(root_log_says("cannot be bound"));
	root_remove();
}

TAP_MAIN(TAP_CASE(versions_are_agreed_on), TAP_CASE(what_waits_is_found_without_an_interrupt),
         TAP_CASE(several_packets_come_with_one_interrupt), TAP_CASE(an_answer_is_the_request),
         TAP_CASE(nonsense_is_passed_over), TAP_CASE(a_ring_that_is_broken_is_the_end),
         TAP_CASE(an_answer_without_room_waits), TAP_CASE(a_host_that_waits_for_room_is_told),
         TAP_CASE(a_service_taken_away_is_noticed_first), TAP_CASE(the_instance_is_found),
         TAP_CASE(the_node_is_opened_and_mapped), TAP_CASE(the_driver_is_bound_only_when_asked))
