// SPDX-License-Identifier: GPL-2.0-only
/* The life of channels, told in control messages: offers, buffers, opening, rescinding, the guest's end. */
#include "auto.h"
#include "hvhost_dummy.h"
#include <errno.h>

static struct guest guest;
static struct guest_channel channel, other;
static struct dummy one, two;
static struct heard h;

static void start_version(uint32_t version)
{
	guest_init(&guest, version);
	dummy_add(&guest.bus, &one, "one");
	dummy_add(&guest.bus, &two, "two");
	guest_connect(&guest);
	guest_forget(&guest);
}

static void start(void)
{
	start_version(HV_VMBUS_VERSION(5, 3));
}

static void finish(void)
{
	guest_done(&guest);
}

static void request_offers(void)
{
	const struct hv_vmbus_header m = { .type = HV_VMBUS_REQUEST_OFFERS };

	say(&guest, &h, &m, sizeof(m));
}

static void initiate_contact(uint32_t version)
{
	const struct hv_vmbus_initiate_contact m = { .header.type = HV_VMBUS_INITIATE_CONTACT,
		                                     .version = version };

	say(&guest, &h, &m, sizeof(m));
}

/* Say OPEN, and return the status of the answer, which has to name what was asked for; ~0: none came. */
static uint32_t say_open(uint32_t relid, uint32_t gpadl, uint32_t downstream, uint32_t vp)
{
	const struct hv_vmbus_open m = { .header.type = HV_VMBUS_OPEN,
		                         .relid = relid,
		                         .open_id = relid + 1000,
		                         .gpadl = gpadl,
		                         .target_vp = vp,
		                         .downstream_page = downstream };
	const struct hv_vmbus_open_result *result;

	say(&guest, &h, &m, sizeof(m));
	if (h.count == 0)
		return UINT32_MAX;
	is_int(h.count, 1);
	result = heard(&h, 0, HV_VMBUS_OPEN_RESULT);
	is_int(result->relid, relid);
	is_int(result->open_id, relid + 1000);
	return result->status;
}

/* Lend @pages from page 64 on, of which the message brings @here; the status, ~0 when none came. */
static uint32_t say_gpadl(uint32_t relid, uint32_t id, uint16_t pages, uint32_t here)
{
	struct {
		struct hv_vmbus_gpadl_header header;
		uint64_t pages[26];
	} __attribute__((packed)) m = { .header.header.type = HV_VMBUS_GPADL_HEADER };
	const struct hv_vmbus_gpadl_created *created;

	m.header.relid = relid;
	m.header.gpadl = id;
	m.header.range_count = 1;
	m.header.range_length = (uint16_t)(sizeof(struct hv_gpa_range) + pages * 8);
	m.header.range.byte_count = pages * HV_PAGE_SIZE;
	for (uint32_t i = 0; i < here; i++)
		m.pages[i] = 64 + i;
	say(&guest, &h, &m, sizeof(m.header) + here * 8);
	if (h.count == 0)
		return UINT32_MAX;
	created = heard(&h, 0, HV_VMBUS_GPADL_CREATED);
	is_int(created->relid, relid);
	is_int(created->gpadl, id);
	return created->status;
}

static void say_body(uint32_t id, uint64_t pfn)
{
	struct {
		struct hv_vmbus_gpadl_body body;
		uint64_t page;
	} __attribute__((packed)) m = { { { HV_VMBUS_GPADL_BODY, 0 }, 9, id }, pfn };

	say(&guest, &h, &m, sizeof(m));
}

static void say_teardown(uint32_t relid, uint32_t id)
{
	const struct hv_vmbus_gpadl_teardown m = { { HV_VMBUS_GPADL_TEARDOWN, 0 }, relid, id };

	say(&guest, &h, &m, sizeof(m));
}

static void an_offer_says_what_there_is(void)
{
	const struct hv_vmbus_offer *offer;

	guest_init(&guest, HV_VMBUS_VERSION(5, 3));
	dummy_add(&guest.bus, &one, "one");
	dummy_add(&guest.bus, &two, "two");
	two.device.flags = HV_VMBUS_OFFER_PIPE;
	two.device.user[0] = HV_VMBUS_PIPE_MESSAGES;
	two.device.user[119] = 99;
	two.device.instance.bytes[15] = 77;
	initiate_contact(HV_VMBUS_VERSION(5, 3));
	request_offers();
	is_int(h.count, 3);
	offer = heard(&h, 0, HV_VMBUS_OFFER);
	is_int(offer->relid, 1);
	is_int(offer->class.bytes[0], 'o');
	offer = heard(&h, 1, HV_VMBUS_OFFER);
	is_int(offer->relid, 2);
	is_int(offer->connection_id, 0x2002);
	is_int(offer->class.bytes[0], 't');
	is_int(offer->instance.bytes[15], 77);
	is_int(offer->flags, HV_VMBUS_OFFER_PIPE);
	is_int(offer->user[0], HV_VMBUS_PIPE_MESSAGES);
	is_int(offer->user[119], 99);
	is_int(offer->dedicated, 1);
	is_int(offer->monitor_allocated, 0);
	heard(&h, 2, HV_VMBUS_ALL_OFFERS_DELIVERED);
	request_offers(); /* what is offered is not offered twice */
	is_int(h.count, 1);
	finish();
}

static void nothing_is_offered_before_it_is_asked_for(void)
{
	guest_init(&guest, HV_VMBUS_VERSION(5, 3));
	dummy_add(&guest.bus, &one, "one");
	dummy_add(&guest.bus, &two, "two");
	is_int(vmbus_offer(&guest.bus, &one.device), 0);
	request_offers();
	is_int(h.count, 0);
	initiate_contact(HV_VMBUS_VERSION(5, 3));
	is_int(vmbus_offer(&guest.bus, &one.device), 0);
	is_int(vmbus_rescind(&guest.bus, &two.device), -ENOENT);
	hear(&guest, &h);
	is_int(h.count, 0);
	request_offers();
	is_int(count_heard(&h, HV_VMBUS_OFFER), 1); /* two is not wanted any more */
	is_int(vmbus_offer(&guest.bus, &one.device), -EALREADY);
	is_int(vmbus_offer(&guest.bus, &two.device), 0);
	hear(&guest, &h);
	heard(&h, 0, HV_VMBUS_OFFER);
	finish();
}

static void opening_wants_everything_right(void)
{
	start();
	is_int(say_gpadl(1, 50, 10, 10), 0);
	is_int(say_gpadl(2, 51, 10, 10), 0);
	is_int(say_gpadl(1, 52, 11, 10), UINT32_MAX);
	guest_forget(&guest);
	is_int(say_open(0, 50, 5, 0), UINT32_MAX);
	is_int(say_open(3, 50, 5, 0), UINT32_MAX);          /* nothing is offered there */
	is_int(say_open(65, 50, 5, 0), UINT32_MAX);         /* nor can there be */
	is_int(say_open(UINT32_MAX, 50, 5, 0), UINT32_MAX); /* nor there */
	is_int(guest_count(&guest, "no such channel"), 4);
	is_int(say_open(1, 51, 5, 0), HV_STATUS_INVALID_PARAMETER); /* the other one's pages */
	is_int(say_open(1, 52, 5, 0), HV_STATUS_INVALID_PARAMETER); /* not all there */
	is_int(say_open(1, 99, 5, 0), HV_STATUS_INVALID_PARAMETER);
	is_int(say_open(1, 50, 0, 0), HV_STATUS_INVALID_PARAMETER); /* a ring wants two pages */
	is_int(say_open(1, 50, 1, 0), HV_STATUS_INVALID_PARAMETER);
	is_int(say_open(1, 50, 9, 0), HV_STATUS_INVALID_PARAMETER);
	is_int(say_open(1, 50, 10, 0), HV_STATUS_INVALID_PARAMETER);
	is_int(say_open(1, 50, UINT32_MAX, 0), HV_STATUS_INVALID_PARAMETER);
	is_int(say_open(1, 50, 5, 1), HV_STATUS_INVALID_PARAMETER); /* there is one processor */
	is_int(guest_count(&guest, "vmbus_dropped"), 13);
	is_int(one.opened + two.opened, 0);
	is_int(say_open(1, 50, 2, 0), 0);
	is_int(one.opened, 1);
	is_true(guest_saw(&guest, "\"name\":\"one\",\"relid\":1,\"state\":\"open\""));
	is_int(say_open(1, 50, 2, 0), HV_STATUS_INVALID_PARAMETER); /* it is open */
	is_int(one.opened, 1);
	is_true(device_is_open(&one.device));
	is_int(say_open(2, 51, 8, 0), 0);
	finish();
}

static void buffers_are_answered_by_name(void)
{
	start();
	is_int(say_gpadl(1, 7, 12, 11), UINT32_MAX); /* more to come */
	say_body(7, 75);
	is_int(h.count, 1);
	is_int(((const struct hv_vmbus_gpadl_created *)heard(&h, 0, HV_VMBUS_GPADL_CREATED))->gpadl,
	       7);
	is_int(((const struct hv_vmbus_gpadl_created *)heard(&h, 0, HV_VMBUS_GPADL_CREATED))->relid,
	       1);
	say_body(7, 75);
	is_int(h.count, 0);
	is_int(say_gpadl(9, 8, 2, 2), UINT32_MAX);                  /* no such channel */
	is_int(say_gpadl(1, 7, 2, 2), HV_STATUS_INVALID_PARAMETER); /* there is one of that name */
	is_int(say_gpadl(1, 8, 0, 0), HV_STATUS_INVALID_PARAMETER); /* nothing in it */
	is_int(guest_count(&guest, "vmbus_dropped"), 4);
	is_int(guest.bus.gpadls.count, 1);
	finish();
}

static void a_body_that_is_wrong_fails_the_buffer(void)
{
	const struct hv_vmbus_gpadl_created *created;

	start();
	is_int(say_gpadl(2, 7, 12, 11), UINT32_MAX);
	say_body(7, UINT64_MAX);
	is_int(h.count, 1); /* the guest waits for an answer, and without it for ever */
	created = heard(&h, 0, HV_VMBUS_GPADL_CREATED);
	is_int(created->relid, 2);
	is_int(created->gpadl, 7);
	is_int(created->status, HV_STATUS_INVALID_PARAMETER);
	is_int(guest.bus.gpadls.count, 0);
	finish();
}

static void teardown_is_answered_once(void)
{
	start();
	is_int(say_gpadl(1, 7, 2, 2), 0);
	say_teardown(1, 7);
	is_int(h.count, 1);
	is_int(((const struct hv_vmbus_gpadl_torndown *)heard(&h, 0, HV_VMBUS_GPADL_TORNDOWN))
	               ->gpadl,
	       7);
	say_teardown(1, 7);
	is_int(h.count, 0);
	is_true(guest_saw(&guest, "no such GPADL"));
	is_int(say_gpadl(1, 7, 2, 2), 0);
	say_teardown(2, 7); /* another channel's */
	is_int(h.count, 0);
	say_teardown(9, 7);
	is_int(h.count, 0);
	is_int(guest.bus.gpadls.count, 1);
	say_teardown(1, 7);
	is_int(say_gpadl(1, 7, 9, 2), UINT32_MAX); /* not whole, and not to be */
	say_teardown(1, 7);
	is_int(h.count, 1);
	is_int(guest.bus.gpadls.count, 0);
	is_int(guest.bus.gpadls.pages, 0);
	finish();
}

static void teardown_under_an_open_channel_closes_it(void)
{
	start();
	guest_open(&guest, &channel, &one.device);
	guest_open(&guest, &other, &two.device);
	say_teardown(1, GUEST_GPADL + 1);
	heard(&h, 0, HV_VMBUS_GPADL_TORNDOWN);
	is_int(one.closed, 1);
	is_int(two.closed, 0);
	is_true(!device_is_open(&one.device));
	is_int(vmbus_signal(&guest.bus, 0x2001), HV_STATUS_INVALID_CONNECTION_ID);
	is_int(say_open(1, GUEST_GPADL + 1, 5, 0), HV_STATUS_INVALID_PARAMETER);
	say_relid(&guest, &h, HV_VMBUS_CLOSE, 1);
	is_int(one.closed, 1);
	guest_open(&guest, &channel, &one.device);
	is_int(one.opened, 2);
	finish();
}

static void closing_is_for_open_channels(void)
{
	static const uint32_t none[] = { 0, 3, VMBUS_CHANNELS + 1, UINT32_MAX };

	start();
	guest_open(&guest, &channel, &one.device);
	for (size_t i = 0; i < ARRAY_SIZE(none); i++) {
		say_relid(&guest, &h, HV_VMBUS_CLOSE, none[i]);
		is_int(h.count, 0);
		say_relid(&guest, &h, HV_VMBUS_RELID_RELEASED, none[i]);
		is_int(h.count, 0);
	}
	is_int(guest_count(&guest, "no such channel"), 8);
	say_relid(&guest, &h, HV_VMBUS_CLOSE, 2); /* not open: nothing to do */
	is_int(two.closed, 0);
	say_relid(&guest, &h, HV_VMBUS_CLOSE, 1);
	say_relid(&guest, &h, HV_VMBUS_CLOSE, 1);
	is_int(one.closed, 1);
	is_int(say_open(1, GUEST_GPADL + 1, 5, 0), 0); /* the pages are still lent */
	is_int(one.opened, 2);
	finish();
}

static void rescinding_keeps_the_relid_until_it_is_released(void)
{
	start();
	guest_open(&guest, &channel, &one.device);
	is_int(vmbus_rescind(&guest.bus, &one.device), 0);
	hear(&guest, &h);
	is_int(h.count, 1);
	is_int(((const struct hv_vmbus_channel *)heard(&h, 0, HV_VMBUS_RESCIND))->relid, 1);
	is_int(one.closed, 1);
	is_int(vmbus_rescind(&guest.bus, &one.device), -ENOENT);
	is_int(vmbus_offer(&guest.bus, &one.device), 0); /* before: another relid */
	hear(&guest, &h);
	is_int(((const struct hv_vmbus_offer *)heard(&h, 0, HV_VMBUS_OFFER))->relid, 3);
	say_relid(&guest, &h, HV_VMBUS_RELID_RELEASED, 1);
	is_true(guest_saw(&guest, "\"relid\":1,\"state\":\"released\""));
	is_int(one.device.channel->relid, 3); /* the old one's end is not the new one's */
	is_int(vmbus_rescind(&guest.bus, &one.device), 0);
	hear(&guest, &h);
	say_relid(&guest, &h, HV_VMBUS_RELID_RELEASED, 3);
	is_int(vmbus_offer(&guest.bus, &one.device), 0); /* after: the first that is free */
	hear(&guest, &h);
	is_int(((const struct hv_vmbus_offer *)heard(&h, 0, HV_VMBUS_OFFER))->relid, 1);
	finish();
}

static void a_guest_tidies_up_what_was_rescinded(void)
{
	start();
	guest_open(&guest, &channel, &one.device);
	is_int(say_gpadl(1, 70, 2, 2), 0);
	is_int(vmbus_rescind(&guest.bus, &one.device), 0);
	hear(&guest, &h);
	is_int(guest.bus.gpadls.count, 2);
	say_relid(&guest, &h, HV_VMBUS_CLOSE, 1);
	is_int(one.closed, 1);
	is_int(say_open(1, GUEST_GPADL + 1, 5, 0), HV_STATUS_INVALID_PARAMETER);
	say_teardown(1, GUEST_GPADL + 1);
	heard(&h, 0, HV_VMBUS_GPADL_TORNDOWN);
	is_int(guest.bus.gpadls.count, 1);
	say_relid(&guest, &h, HV_VMBUS_RELID_RELEASED, 1); /* takes the rest along */
	is_int(guest.bus.gpadls.count, 0);
	say_relid(&guest, &h, HV_VMBUS_RELID_RELEASED, 1);
	is_true(guest_saw(&guest, "no such channel"));
	finish();
}

static void relids_run_out(void)
{
	start();
	for (int i = 3; i <= VMBUS_CHANNELS; i++) {
		is_int(vmbus_rescind(&guest.bus, &one.device), 0);
		is_int(vmbus_offer(&guest.bus, &one.device), 0);
	}
	is_int(vmbus_rescind(&guest.bus, &one.device), 0);
	is_int(vmbus_offer(&guest.bus, &one.device), -ENOSPC);
	is_true(one.device.channel == NULL);
	hear(&guest, &h);
	say_relid(&guest, &h, HV_VMBUS_RELID_RELEASED, 40); /* it is still wanted */
	is_int(one.device.channel->relid, 40);
	finish();
}

static void a_guest_may_release_what_is_open(void)
{
	start();
	guest_open(&guest, &channel, &one.device);
	say_relid(&guest, &h, HV_VMBUS_RELID_RELEASED, 1);
	is_int(one.closed, 1);
	is_true(one.device.channel == NULL);
	is_int(guest.bus.gpadls.count, 0);
	is_int(vmbus_rescind(&guest.bus, &one.device), -ENOENT);
	is_int(vmbus_offer(&guest.bus, &one.device), 0);
	finish();
}

static void leaves_nothing_of_the_guest(void)
{
	is_int(one.closed, 1);
	is_int(two.closed, 1);
	is_true(one.device.channel == NULL && two.device.channel == NULL);
	is_int(guest.bus.gpadls.count, 0);
	is_int(guest.bus.gpadls.pages, 0);
	is_int(vmbus_signal(&guest.bus, 0x2001), HV_STATUS_INVALID_CONNECTION_ID);
	is_int(vmbus_offer(&guest.bus, &one.device), 0); /* later */
	hear(&guest, &h);
	is_int(h.count, 0);
}

static void start_in_full_swing(void)
{
	static struct dummy three;

	start();
	dummy_add(&guest.bus, &three, "three");
	is_int(vmbus_offer(&guest.bus, &three.device), 0);
	is_int(vmbus_rescind(&guest.bus, &three.device), 0);
	guest_open(&guest, &channel, &one.device);
	guest_open(&guest, &other, &two.device);
	is_int(say_gpadl(2, 70, 20, 2), UINT32_MAX);
	is_int(say_gpadl(3, 71, 2, 2), 0);
	for (int i = 0; i < 50; i++)
		is_int(device_send(&one.device, HV_PACKET_IN_BAND, 0, 1, channel.packet, 4000), 0);
}

static void works_as_at_first(void)
{
	request_offers();
	is_int(h.count, 3); /* three is rescinded, and stays so */
	heard(&h, 2, HV_VMBUS_ALL_OFFERS_DELIVERED);
	guest_open(&guest, &channel, &one.device);
	is_true(!guest_take(&channel));
	is_int(device_send(&one.device, HV_PACKET_IN_BAND, 0, 1, "x", 1), 0);
	is_true(guest_take(&channel));
}

static void unload_ends_everything(void)
{
	const struct hv_vmbus_header unload = { .type = HV_VMBUS_UNLOAD };

	start_in_full_swing();
	say(&guest, &h, &unload, sizeof(unload));
	is_int(h.count, 1);
	heard(&h, 0, HV_VMBUS_UNLOAD_RESPONSE);
	leaves_nothing_of_the_guest();
	request_offers();
	is_int(h.count, 0); /* not before a version is agreed on */
	initiate_contact(HV_VMBUS_VERSION(5, 3));
	works_as_at_first();
	say(&guest, &h, &unload, sizeof(unload));
	say(&guest, &h, &unload, sizeof(unload)); /* as often as it likes */
	heard(&h, 0, HV_VMBUS_UNLOAD_RESPONSE);
	is_int(one.closed, 2);
	finish();
}

static void a_new_contact_ends_everything(void)
{
	start_in_full_swing();
	initiate_contact(HV_VMBUS_VERSION(5, 2));
	is_int(h.count, 1);
	leaves_nothing_of_the_guest();
	works_as_at_first();
	finish();
	start_in_full_swing();
	initiate_contact(HV_VMBUS_VERSION(9, 9)); /* also one that comes to nothing */
	leaves_nothing_of_the_guest();
	request_offers();
	is_int(h.count, 0);
	finish();
}

/* MODIFYCHANNEL, and the status of its answer; ~0 when there is none. */
static uint32_t say_modify(uint32_t relid, uint32_t vp)
{
	const struct hv_vmbus_modify m = { { HV_VMBUS_MODIFY_CHANNEL, 0 }, relid, vp };
	const struct hv_vmbus_modify_response *response;

	say(&guest, &h, &m, sizeof(m));
	if (h.count == 0)
		return UINT32_MAX;
	is_int(h.count, 1);
	response = heard(&h, 0, HV_VMBUS_MODIFY_CHANNEL_RESPONSE);
	is_int(response->relid, relid);
	return response->status;
}

/* Two processors with their event flags at pages 6 and 7. */
static void add_processor(void)
{
	struct synic *s = &guest.fx.synic;
	struct kvm_hyperv_exit pages = { .type = KVM_EXIT_HYPERV_SYNIC };

	s->vps = realloc(s->vps, 2 * sizeof(*s->vps));
	s->vps[1] = (struct synic_vp){ .irq_fd = -1, .eom_fd = -1 };
	s->count = 2;
	pages.u.synic.evt_page = 0x7000 | HV_SIMP_ENABLED;
	synic_update(s, 1, &pages);
	pages.u.synic.evt_page = 0x6000 | HV_SIMP_ENABLED;
	pages.u.synic.msg_page = FIXTURE_PAGE | HV_SIMP_ENABLED;
	synic_update(s, 0, &pages);
}

static bool is_flagged(unsigned int vp, uint32_t relid)
{
	uint64_t *flags = memory_at(&guest.fx.memory, 0x6000 + vp * HV_PAGE_SIZE, HV_PAGE_SIZE);
	uint64_t *word = flags + HV_SINT_VMBUS * HV_EVENT_FLAGS / 64 + relid / 64;
	const bool flagged = *word & 1ull << relid % 64;

	*word = 0;
	return flagged;
}

/* Send a packet that is worth a signal. */
static void send_one(void)
{
	is_int(device_send(&two.device, HV_PACKET_IN_BAND, 0, 1, "x", 1), 0);
	is_true(guest_take(&other));
}

static void a_channel_moves_to_another_processor(void)
{
	start();
	add_processor();
	guest_open(&guest, &other, &two.device);
	send_one();
	is_true(is_flagged(0, 2));
	is_true(!is_flagged(1, 2));
	is_int(say_modify(2, 1), 0);
	send_one();
	is_true(!is_flagged(0, 2));
	is_true(is_flagged(1, 2));
	is_int(say_modify(2, 2), HV_STATUS_INVALID_PARAMETER);
	is_int(say_modify(2, UINT32_MAX), HV_STATUS_INVALID_PARAMETER);
	is_int(say_modify(1, 1), HV_STATUS_INVALID_PARAMETER); /* not open */
	is_int(say_modify(40, 1), UINT32_MAX);
	send_one();
	is_true(is_flagged(1, 2));
	finish();
}

static void only_guests_from_5_3_on_are_told_of_the_move(void)
{
	static const uint32_t versions[] = { HV_VMBUS_VERSION(4, 1), HV_VMBUS_VERSION(5, 2),
		                             HV_VMBUS_VERSION(5, 3), HV_VMBUS_VERSION(6, 0) };

	for (size_t i = 0; i < ARRAY_SIZE(versions); i++) {
		const bool told = versions[i] >= HV_VMBUS_VERSION(5, 3);

		start_version(versions[i]);
		add_processor();
		guest_open(&guest, &other, &two.device);
		is_int(say_modify(2, 1), told ? 0 : UINT32_MAX);
		is_int(say_modify(2, 9), told ? HV_STATUS_INVALID_PARAMETER : UINT32_MAX);
		send_one();
		is_true(is_flagged(1, 2));
		finish();
	}
}

static void short_messages_do_nothing(void)
{
	static const struct {
		enum hv_vmbus_message type;
		size_t size;
	} messages[] = {
		{ HV_VMBUS_INITIATE_CONTACT, 39 },
		{ HV_VMBUS_REQUEST_OFFERS, 7 },
		{ HV_VMBUS_GPADL_HEADER, 27 },
		{ HV_VMBUS_GPADL_BODY, 15 },
		{ HV_VMBUS_GPADL_TEARDOWN, 15 },
		{ HV_VMBUS_OPEN, 147 },
		{ HV_VMBUS_CLOSE, 11 },
		{ HV_VMBUS_RELID_RELEASED, 11 },
		{ HV_VMBUS_MODIFY_CHANNEL, 15 },
		{ HV_VMBUS_UNLOAD, 7 },
		{ HV_VMBUS_OFFER, 240 },
		{ HV_VMBUS_UNLOAD_RESPONSE, 8 },
		{ 0, 240 },
		{ 0xffffffff, 240 },
	};
	uint32_t message[HV_MESSAGE_PAYLOAD / 4];

	start();
	guest_open(&guest, &channel, &one.device);
	guest_forget(&guest);
	for (size_t i = 0; i < ARRAY_SIZE(messages); i++) {
		memset(message, 0, sizeof(message));
		message[0] = messages[i].type;
		message[2] = channel.relid;
		say(&guest, &h, message, messages[i].size);
		is_int(h.count, 0);
		is_int(guest_count(&guest, "vmbus_dropped"), i + 1);
		is_true(device_is_open(&one.device));
	}
	finish();
}

static int command(const char *line, char *error)
{
	struct call call;
	int rc = guest_command(vmbus_commands, &guest.bus, line, &call);

	strcpy(error, call.error);
	hear(&guest, &h);
	return rc;
}

static void commands_offer_and_rescind(void)
{
	char error[256];

	start();
	is_int(command("offer one", error), -1);
	is_true(strstr(error, "cannot offer one: ") == error);
	is_int(command("offer nine", error), -1);
	is_string(error, "no such device: nine");
	is_int(command("rescind one", error), 0);
	heard(&h, 0, HV_VMBUS_RESCIND);
	is_int(command("rescind one", error), -1);
	is_string(error, "one is not offered");
	is_int(command("rescind nine", error), -1);
	is_int(command("offer one", error), 0); /* not before the guest has let go of it */
	is_int(h.count, 0);
	say_relid(&guest, &h, HV_VMBUS_RELID_RELEASED, 1);
	heard(&h, 0, HV_VMBUS_OFFER);
	is_int(one.device.channel->relid, 1);
	is_int(command("rescind one", error), 0);
	say_relid(&guest, &h, HV_VMBUS_RELID_RELEASED, 1);
	is_int(h.count, 0);
	is_int(command("offer one", error), 0);
	heard(&h, 0, HV_VMBUS_OFFER);
	finish();
}

static void a_command_posts_any_message(void)
{
	char error[256], line[600] = "message ";

	start();
	is_int(command("message 0200000000000000Ff000000", error), 0);
	is_int(((const struct hv_vmbus_channel *)heard(&h, 0, HV_VMBUS_RESCIND))->relid, 255);
	is_int(command("message 123", error), -1);
	is_int(command("message 0g", error), -1);
	memset(line + 8, '0', 2 * HV_MESSAGE_PAYLOAD);
	is_int(command(line, error), 0);
	strcat(line, "00");
	is_int(command(line, error), -1);
	is_int(command("message \"\"", error), 0);
	is_int(h.count, 1);
	finish();
}

TAP_MAIN(TAP_CASE(an_offer_says_what_there_is), TAP_CASE(nothing_is_offered_before_it_is_asked_for),
         TAP_CASE(opening_wants_everything_right), TAP_CASE(buffers_are_answered_by_name),
         TAP_CASE(a_body_that_is_wrong_fails_the_buffer), TAP_CASE(teardown_is_answered_once),
         TAP_CASE(teardown_under_an_open_channel_closes_it), TAP_CASE(closing_is_for_open_channels),
         TAP_CASE(rescinding_keeps_the_relid_until_it_is_released),
         TAP_CASE(a_guest_tidies_up_what_was_rescinded), TAP_CASE(relids_run_out),
         TAP_CASE(a_guest_may_release_what_is_open), TAP_CASE(unload_ends_everything),
         TAP_CASE(a_new_contact_ends_everything), TAP_CASE(a_channel_moves_to_another_processor),
         TAP_CASE(only_guests_from_5_3_on_are_told_of_the_move),
         TAP_CASE(short_messages_do_nothing), TAP_CASE(commands_offer_and_rescind),
         TAP_CASE(a_command_posts_any_message))
