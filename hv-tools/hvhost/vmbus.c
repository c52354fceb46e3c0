// SPDX-License-Identifier: GPL-2.0-only
#include "vmbus.h"
#include "auto.h"
#include "wire/vmbus.h"
#include <endian.h>
#include <errno.h>
#include <stdbool.h>
#include <string.h>

/* Every version a host of ours speaks, newest first. */
static const struct {
	uint32_t number;
	const char *text;
} versions[] = {
	{ HV_VMBUS_VERSION(5, 3), "5.3" }, { HV_VMBUS_VERSION(5, 2), "5.2" },
	{ HV_VMBUS_VERSION(5, 1), "5.1" }, { HV_VMBUS_VERSION(5, 0), "5.0" },
	{ HV_VMBUS_VERSION(4, 1), "4.1" }, { HV_VMBUS_VERSION(4, 0), "4.0" },
	{ HV_VMBUS_VERSION(3, 0), "3.0" }, { HV_VMBUS_VERSION(2, 4), "2.4" },
};

int vmbus_parse_version(const char *text, uint32_t *ret_version)
{
	for (size_t i = 0; i < ARRAY_SIZE(versions); i++)
		if (strcmp(text, versions[i].text) == 0) {
			*ret_version = versions[i].number;
			return 0;
		}
	return -EINVAL;
}

static bool is_spoken(const struct vmbus *v, uint32_t version)
{
	for (size_t i = 0; i < ARRAY_SIZE(versions); i++)
		if (versions[i].number == version)
			return version <= v->max_version;
	return false;
}

void vmbus_init(struct vmbus *v, struct synic *synic, struct journal *journal, uint32_t max_version)
{
	*v = (struct vmbus){ .synic = synic, .journal = journal, .max_version = max_version };
}

static void note_version(struct vmbus *v, uint32_t version, uint32_t target_vp, bool supported)
{
	struct hv_json *e = journal_begin(v->journal, "vmbus_contact");

	hv_json_uint(e, "version_major", version >> 16);
	hv_json_uint(e, "version_minor", version & 0xffff);
	hv_json_uint(e, "target_vp", target_vp);
	hv_json_bool(e, "supported", supported);
	journal_end(v->journal);
}

static void note_dropped(struct vmbus *v, uint32_t type, size_t size, const char *why)
{
	struct hv_json *e = journal_begin(v->journal, "vmbus_dropped");

	hv_json_uint(e, "type", type);
	hv_json_uint(e, "size", size);
	hv_json_string(e, "why", why);
	journal_end(v->journal);
}

static void answer(struct vmbus *v, const void *message, size_t size)
{
	const struct hv_vmbus_header *header = message;

	if (synic_post(v->synic, v->target_vp, message, size) < 0)
		note_dropped(v, le32toh(header->type), size,
		             "the guest does not take its messages");
}

static void answer_empty(struct vmbus *v, enum hv_vmbus_message type)
{
	struct hv_vmbus_header header = { .type = htole32(type) };

	answer(v, &header, sizeof(header));
}

static void on_initiate_contact(struct vmbus *v, const void *message)
{
	const struct hv_vmbus_initiate_contact *contact = message;
	uint32_t version = le32toh(contact->version), target_vp = le32toh(contact->target_vp);
	bool supported = is_spoken(v, version) && target_vp < v->synic->count;
	struct hv_vmbus_version_response response = {
		.header.type = htole32(HV_VMBUS_VERSION_RESPONSE),
		.supported = supported,
		.connection_id =
			htole32(version >= HV_VMBUS_VERSION_5_0 ? HV_VMBUS_CONNECTION : version),
	};

	v->version = supported ? version : 0;
	v->target_vp = target_vp < v->synic->count ? target_vp : 0;
	note_version(v, version, target_vp, supported);
	answer(v, &response, sizeof(response));
}

static void on_request_offers(struct vmbus *v, const void *message)
{
	(void)message;
	answer_empty(v, HV_VMBUS_ALL_OFFERS_DELIVERED);
}

static void on_unload(struct vmbus *v, const void *message)
{
	(void)message;
	answer_empty(v, HV_VMBUS_UNLOAD_RESPONSE);
	v->version = 0;
}

static const struct handler {
	enum hv_vmbus_message type;
	size_t min_size;
	bool before_contact; /* may come before a version is agreed on */
	void (*handle)(struct vmbus *v, const void *message);
} handlers[] = {
	{ HV_VMBUS_INITIATE_CONTACT, sizeof(struct hv_vmbus_initiate_contact), true,
	  on_initiate_contact },
	{ HV_VMBUS_REQUEST_OFFERS, sizeof(struct hv_vmbus_header), false, on_request_offers },
	{ HV_VMBUS_UNLOAD, sizeof(struct hv_vmbus_header), true, on_unload },
};

static const struct handler *find_handler(uint32_t type)
{
	for (size_t i = 0; i < ARRAY_SIZE(handlers); i++)
		if (handlers[i].type == type)
			return &handlers[i];
	return NULL;
}

static void dispatch(struct vmbus *v, const uint8_t *message, size_t size)
{
	const struct hv_vmbus_header *header = (const void *)message;
	uint32_t type = size >= sizeof(*header) ? le32toh(header->type) : 0;
	const struct handler *h = find_handler(type);

	if (!h)
		note_dropped(v, type, size, "no such channel or message");
	else if (size < h->min_size)
		note_dropped(v, type, size, "too short");
	else if (!h->before_contact && v->version == 0)
		note_dropped(v, type, size, "before a version was agreed on");
	else
		h->handle(v, message);
}

uint16_t vmbus_post_message(struct vmbus *v, const void *input, size_t size)
{
	struct hv_post_message post;
	uint32_t connection, payload_size;

	if (size < sizeof(post))
		return HV_STATUS_INVALID_HYPERCALL_INPUT;
	memcpy(&post, input, sizeof(post)); /* the guest may go on writing to its page */
	connection = le32toh(post.connection_id);
	payload_size = le32toh(post.payload_size);
	if (connection != HV_VMBUS_CONNECTION && connection != HV_VMBUS_CONNECTION_OLD)
		return HV_STATUS_INVALID_CONNECTION_ID;
	if (payload_size > HV_MESSAGE_PAYLOAD || le32toh(post.message_type) != HV_MESSAGE_VMBUS)
		return HV_STATUS_INVALID_PARAMETER;
	journal_stamp(v->journal, HV_MARK_VMBUS);
	dispatch(v, post.payload, payload_size);
	return HV_STATUS_SUCCESS;
}
