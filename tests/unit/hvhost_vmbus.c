// SPDX-License-Identifier: GPL-2.0-only
/* The SynIC's message slot and VMBus control messages, from the guest's side of the page. */
#include "hvhost_fixture.h"
#include "tap.h"
#include "vmbus.h"
#include "wire/vmbus.h"
#include <errno.h>

static struct fixture fx;
static struct reactor reactor;
static struct vmbus bus;

static void start(const char *version)
{
	uint32_t max = 0;

	fixture_init(&fx, FIXTURE_BYTES);
	is_int(vmbus_parse_version(version, &max), 0);
	reactor_init(&reactor);
	vmbus_init(&bus, &reactor, &fx.synic, &fx.journal, -1, max);
}

static void finish(void)
{
	vmbus_done(&bus);
	reactor_done(&reactor);
	fixture_done(&fx);
}

static uint16_t post(uint32_t connection, const void *payload, uint32_t size)
{
	struct hv_post_message m = { .connection_id = connection,
		                     .message_type = HV_MESSAGE_VMBUS,
		                     .payload_size = size };

	memcpy(m.payload, payload, size < sizeof(m.payload) ? size : sizeof(m.payload));
	return vmbus_post_message(&bus, &m, sizeof(m));
}

static uint16_t contact(uint32_t version)
{
	struct hv_vmbus_initiate_contact c = { .header.type = HV_VMBUS_INITIATE_CONTACT,
		                               .version = version };

	return post(version >= HV_VMBUS_VERSION_5_0 ? 4 : 1, &c, sizeof(c));
}

/* What the guest finds in its slot; taking it frees the slot, as a guest does. */
static uint32_t take(void *payload, size_t size)
{
	struct hv_message *slot = fixture_slot(&fx);
	uint32_t type = slot->type;

	memcpy(payload, slot->payload, size);
	slot->type = HV_MESSAGE_NONE;
	return type;
}

static uint32_t take_type(void)
{
	struct hv_vmbus_header h = { 0 };

	return take(&h, sizeof(h)) == HV_MESSAGE_VMBUS ? h.type : 0;
}

static void agrees_on_the_newest_version(void)
{
	struct hv_vmbus_version_response r;

	start("5.3");
	is_int(contact(HV_VMBUS_VERSION(5, 3)), HV_STATUS_SUCCESS);
	is_int(take(&r, sizeof(r)), HV_MESSAGE_VMBUS);
	is_int(r.header.type, HV_VMBUS_VERSION_RESPONSE);
	is_int(r.supported, 1);
	is_int(r.connection_id, HV_VMBUS_CONNECTION);
	finish();
}

static void refuses_versions_it_does_not_speak(void)
{
	static const uint32_t refused[] = { HV_VMBUS_VERSION(6, 0), HV_VMBUS_VERSION(5, 3),
		                            HV_VMBUS_VERSION(1, 1), 0 };
	struct hv_vmbus_version_response r;

	start("5.2");
	for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++) {
		is_int(contact(refused[i]), HV_STATUS_SUCCESS);
		take(&r, sizeof(r));
		is_int(r.supported, 0);
		is_int(bus.version, 0);
	}
	contact(HV_VMBUS_VERSION(2, 4));
	take(&r, sizeof(r));
	is_int(r.supported, 1);
	is_int(r.connection_id, HV_VMBUS_VERSION(2, 4)); /* below 5.0: the version itself */
	finish();
}

/* Contact, and how many bytes of an answer came; it must say whether the version is supported. */
static unsigned int response_size(uint32_t version, bool supported)
{
	struct hv_vmbus_version_response_6 r = { .features = 0xffffffff };
	unsigned int size;

	is_int(contact(version), HV_STATUS_SUCCESS);
	size = fixture_slot(&fx)->payload_size;
	is_int(take(&r, sizeof(r)), HV_MESSAGE_VMBUS);
	is_int(r.response.header.type, HV_VMBUS_VERSION_RESPONSE);
	is_int(r.response.supported, supported);
	if (size == sizeof(r))
		is_int(r.features, 0); /* of those asked for it has none */
	return size;
}

static void from_6_0_on_the_answer_is_longer(void)
{
	start("6.0");
	is_int(response_size(HV_VMBUS_VERSION(6, 0), true), 20);
	is_int(response_size(HV_VMBUS_VERSION(5, 3), true), 16);
	is_int(response_size(HV_VMBUS_VERSION(2, 4), true), 16);
	finish();
	start("5.3");
	is_int(response_size(HV_VMBUS_VERSION(6, 0), false), 20);
	is_int(response_size(HV_VMBUS_VERSION(4, 2), false), 16);
	finish();
}

static void a_processor_that_is_not_there_is_no_target(void)
{
	struct hv_vmbus_initiate_contact c = { .header.type = HV_VMBUS_INITIATE_CONTACT,
		                               .version = HV_VMBUS_VERSION(5, 3),
		                               .target_vp = 1 };
	struct hv_vmbus_version_response r;

	start("5.3");
	is_int(post(4, &c, sizeof(c)), HV_STATUS_SUCCESS);
	is_int(take(&r, sizeof(r)), HV_MESSAGE_VMBUS); /* it is told so, where there is one */
	is_int(r.supported, 0);
	is_int(bus.version, 0);
	c.target_vp = UINT32_MAX;
	post(4, &c, sizeof(c));
	take(&r, sizeof(r));
	is_int(r.supported, 0);
	finish();
}

static void versions_have_names(void)
{
	static const char *const wrong[] = { "", "5", "5.", "5.4", "05.3", "5.3 ", "7.0", "1.1" };
	uint32_t version = 77;

	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		is_int(vmbus_parse_version(wrong[i], &version), -EINVAL);
	is_int(version, 77);
	is_int(vmbus_parse_version("6.0", &version), 0);
	is_int(version, HV_VMBUS_VERSION(6, 0));
	is_int(vmbus_parse_version("2.4", &version), 0);
	is_int(version, HV_VMBUS_VERSION(2, 4));
}

static void inputs_of_post_message_are_checked(void)
{
	struct hv_vmbus_initiate_contact c = { .header.type = HV_VMBUS_INITIATE_CONTACT,
		                               .version = HV_VMBUS_VERSION(5, 3) };
	static const uint32_t connections[] = { 0, 2, 3, 5, 0x1000004, UINT32_MAX };
	struct hv_post_message m = { .connection_id = 4,
		                     .message_type = HV_MESSAGE_VMBUS,
		                     .payload_size = UINT32_MAX };

	start("5.3");
	for (size_t i = 0; i < sizeof(connections) / sizeof(connections[0]); i++)
		is_int(post(connections[i], &c, sizeof(c)), HV_STATUS_INVALID_CONNECTION_ID);
	is_int(vmbus_post_message(&bus, &m, sizeof(m)), HV_STATUS_INVALID_PARAMETER);
	is_int(vmbus_post_message(&bus, NULL, 0), HV_STATUS_INVALID_HYPERCALL_INPUT);
	is_true(!bus.met);
	is_int(post(4, &c, 0), HV_STATUS_SUCCESS); /* nothing in it, but a message */
	is_true(bus.met);
	is_int(take_type(), 0);
	memcpy(m.payload, &c, sizeof(c));
	m.payload_size = HV_MESSAGE_PAYLOAD; /* as much as there can be */
	is_int(vmbus_post_message(&bus, &m, sizeof(m)), HV_STATUS_SUCCESS);
	is_int(take_type(), HV_VMBUS_VERSION_RESPONSE);
	is_int(vmbus_signal(&bus, 4), HV_STATUS_INVALID_CONNECTION_ID);
	is_int(vmbus_signal(&bus, 0x2001), HV_STATUS_INVALID_CONNECTION_ID);
	finish();
}

static void offers_and_unload_are_answered(void)
{
	struct hv_vmbus_header h = { .type = HV_VMBUS_REQUEST_OFFERS };

	start("5.3");
	is_int(post(4, &h, sizeof(h)), HV_STATUS_SUCCESS);
	is_int(take_type(), 0); /* no version yet: dropped */
	contact(HV_VMBUS_VERSION(5, 3));
	take_type();
	post(4, &h, sizeof(h));
	is_int(take_type(), HV_VMBUS_ALL_OFFERS_DELIVERED);
	h.type = HV_VMBUS_UNLOAD;
	post(4, &h, sizeof(h));
	is_int(take_type(), HV_VMBUS_UNLOAD_RESPONSE);
	is_int(bus.version, 0);
	finish();
}

static void refuses_malformed_posts(void)
{
	struct hv_vmbus_initiate_contact c = { .header.type = HV_VMBUS_INITIATE_CONTACT,
		                               .version = HV_VMBUS_VERSION(5, 3) };
	struct hv_post_message m = { .connection_id = 4, .message_type = 2 };
	uint8_t too_long[HV_MESSAGE_PAYLOAD + 1] = { HV_VMBUS_INITIATE_CONTACT };

	start("5.3");
	is_int(post(7, &c, sizeof(c)), HV_STATUS_INVALID_CONNECTION_ID);
	is_int(post(4, too_long, sizeof(too_long)), HV_STATUS_INVALID_PARAMETER);
	is_int(vmbus_post_message(&bus, &m, sizeof(m)), HV_STATUS_INVALID_PARAMETER);
	is_int(vmbus_post_message(&bus, &m, sizeof(m) - 1), HV_STATUS_INVALID_HYPERCALL_INPUT);
	is_int(post(4, &c, sizeof(c) - 1), HV_STATUS_SUCCESS);
	is_int(post(4, &c, 3), HV_STATUS_SUCCESS);
	is_int(take_type(), 0);
	is_int(bus.version, 0);
	finish();
}

static void answers_wait_for_the_slot_in_order(void)
{
	struct hv_vmbus_header h = { .type = HV_VMBUS_REQUEST_OFFERS };

	start("5.3");
	contact(HV_VMBUS_VERSION(5, 3));
	post(4, &h, sizeof(h));
	h.type = HV_VMBUS_UNLOAD;
	post(4, &h, sizeof(h));
	is_true(fixture_slot(&fx)->flags & HV_MESSAGE_FLAG_PENDING);
	is_true(synic_flush(&fx.synic)); /* still taken */
	is_int(take_type(), HV_VMBUS_VERSION_RESPONSE);
	is_true(synic_flush(&fx.synic));
	is_int(take_type(), HV_VMBUS_ALL_OFFERS_DELIVERED);
	is_true(!synic_flush(&fx.synic));
	is_int(take_type(), HV_VMBUS_UNLOAD_RESPONSE);
	is_int(fixture_slot(&fx)->flags, 0);
	finish();
}

static void a_guest_that_takes_nothing_fills_the_queue(void)
{
	uint8_t payload[HV_MESSAGE_PAYLOAD + 1] = { 0 };
	int posted = 0;

	start("5.3");
	while (posted < 1000 && synic_post(&fx.synic, 0, payload, 8) == 0)
		posted++;
	is_int(posted, SYNIC_QUEUE + 1);
	is_int(synic_post(&fx.synic, 0, payload, 8), -ENOBUFS);
	is_int(synic_post(&fx.synic, 1, payload, 8), -EINVAL);
	is_int(synic_post(&fx.synic, 0, payload, sizeof(payload)), -EINVAL);
	finish();
}

static void a_page_outside_memory_is_no_page(void)
{
	struct kvm_hyperv_exit pages = { .type = KVM_EXIT_HYPERV_SYNIC };
	uint8_t payload[8] = { 0 };

	start("5.3");
	pages.u.synic.msg_page = FIXTURE_BYTES | HV_SIMP_ENABLED;
	synic_update(&fx.synic, 0, &pages);
	is_int(fx.synic.vps[0].message_gpa, 0);
	is_int(synic_post(&fx.synic, 0, payload, sizeof(payload)), 0);
	is_true(!synic_flush(&fx.synic));
	finish();
}

static void a_page_is_cleared_when_enabled(void)
{
	struct kvm_hyperv_exit pages = { .type = KVM_EXIT_HYPERV_SYNIC };
	uint8_t *page;

	start("5.3");
	page = memory_at(&fx.memory, 0x6000, HV_PAGE_SIZE);
	memset(page, 0xaa, HV_PAGE_SIZE);
	pages.u.synic.msg_page = 0x6000 | HV_SIMP_ENABLED;
	synic_update(&fx.synic, 0, &pages);
	is_int(page[0], 0);
	is_int(page[HV_PAGE_SIZE - 1], 0);
	finish();
}

static void memory_is_bounded(void)
{
	struct memory m = { .count = 2,
		            .regions = { { 0, 0x2000, (uint8_t *)0x1000 },
		                         { MEMORY_HIGH_BASE, 0x1000, (uint8_t *)0x9000 } } };

	is_true(memory_at(&m, 0x1fff, 1) == (void *)0x2fff);
	is_true(memory_at(&m, MEMORY_HIGH_BASE, 0x1000) == (void *)0x9000);
	is_true(memory_at(&m, 0x1fff, 2) == NULL);
	is_true(memory_at(&m, 0x2000, 1) == NULL);
	is_true(memory_at(&m, UINT64_MAX, 1) == NULL);
	is_true(memory_at(&m, 1, UINT64_MAX) == NULL);
	is_true(memory_at(&m, MEMORY_HIGH_BASE, 0x1001) == NULL);
}

TAP_MAIN(TAP_CASE(agrees_on_the_newest_version), TAP_CASE(refuses_versions_it_does_not_speak),
         TAP_CASE(from_6_0_on_the_answer_is_longer),
         TAP_CASE(a_processor_that_is_not_there_is_no_target), TAP_CASE(versions_have_names),
         TAP_CASE(inputs_of_post_message_are_checked), TAP_CASE(offers_and_unload_are_answered),
         TAP_CASE(refuses_malformed_posts), TAP_CASE(answers_wait_for_the_slot_in_order),
         TAP_CASE(a_guest_that_takes_nothing_fills_the_queue),
         TAP_CASE(a_page_outside_memory_is_no_page), TAP_CASE(a_page_is_cleared_when_enabled),
         TAP_CASE(memory_is_bounded))
