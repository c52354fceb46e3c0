// SPDX-License-Identifier: GPL-2.0-only
#include "vmbus.h"
#include "auto.h"
#include "wire/boot_marks.h"
#include <endian.h>
#include <errno.h>
#include <stdbool.h>
#include <string.h>

/* Every version a host of ours speaks, newest first. */
static const struct {
	uint32_t number;
	const char *text;
} versions[] = {
	{ HV_VMBUS_VERSION(6, 0), "6.0" }, { HV_VMBUS_VERSION(5, 3), "5.3" },
	{ HV_VMBUS_VERSION(5, 2), "5.2" }, { HV_VMBUS_VERSION(5, 1), "5.1" },
	{ HV_VMBUS_VERSION(5, 0), "5.0" }, { HV_VMBUS_VERSION(4, 1), "4.1" },
	{ HV_VMBUS_VERSION(4, 0), "4.0" }, { HV_VMBUS_VERSION(3, 0), "3.0" },
	{ HV_VMBUS_VERSION(2, 4), "2.4" },
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

void vmbus_init(struct vmbus *v, struct reactor *reactor, struct synic *synic,
                struct journal *journal, int vm_fd, uint32_t max_version)
{
	*v = (struct vmbus){
		.reactor = reactor,
		.synic = synic,
		.journal = journal,
		.vm_fd = vm_fd,
		.max_version = max_version,
		.gpadls.memory = synic->memory,
	};
	for (uint32_t i = 0; i < VMBUS_CHANNELS; i++)
		v->channels[i] = (struct channel){ .vmbus = v, .relid = i + 1, .signal_fd = -1 };
}

static void note_dropped(struct vmbus *v, uint32_t type, size_t size, const char *why)
{
	journal_event(v->journal, "vmbus_dropped", NUMBER("type", type), NUMBER("size", size),
	              TEXT("why", why));
}

static void answer(struct vmbus *v, const void *message, size_t size)
{
	if (synic_post(v->synic, v->target_vp, message, size) < 0)
		note_dropped(v, 0, size, "the guest does not take its messages");
}

static void answer_empty(struct vmbus *v, enum hv_vmbus_message type)
{
	struct hv_vmbus_header header = { .type = htole32(type) };

	answer(v, &header, sizeof(header));
}

static struct channel *find_channel(struct vmbus *v, uint32_t relid)
{
	struct channel *c = relid >= 1 && relid <= VMBUS_CHANNELS ? &v->channels[relid - 1] : NULL;

	return c && c->state != CHANNEL_FREE ? c : NULL;
}

static void free_channel(struct channel *c)
{
	channel_close(c);
	gpadls_drop_channel(&c->vmbus->gpadls, c->relid);
	if (c->device)
		c->device->channel = NULL;
	if (c->gone)
		c->gone->leaving--;
	c->device = c->gone = NULL;
	c->state = CHANNEL_FREE;
}

/* No guest is connected: what it had lent is its own again. */
static void disconnect(struct vmbus *v)
{
	for (uint32_t i = 0; i < VMBUS_CHANNELS; i++)
		free_channel(&v->channels[i]);
	gpadls_done(&v->gpadls);
	v->version = 0;
	v->offering = false;
}

void vmbus_done(struct vmbus *v)
{
	if (v->reactor)
		disconnect(v);
}

static void send_offer(struct vmbus *v, struct device *d, struct channel *c)
{
	struct hv_vmbus_offer offer = {
		.header.type = htole32(HV_VMBUS_OFFER),
		.class = d->class,
		.instance = d->instance,
		.flags = htole16(d->flags),
		.relid = htole32(c->relid),
		.dedicated = htole16(1),
		.connection_id = htole32(channel_connection(c)),
	};

	memcpy(offer.user, d->user, sizeof(offer.user));
	c->device = d;
	c->state = CHANNEL_OFFERED;
	d->channel = c;
	channel_note(c, d->name, "offered");
	answer(v, &offer, sizeof(offer));
}

void vmbus_add(struct vmbus *v, struct device *device)
{
	struct device **end = &v->devices;

	while (*end)
		end = &(*end)->next;
	*end = device;
	device->next = NULL;
	device->wanted = true;
}

struct device *vmbus_find(const struct vmbus *v, const char *name)
{
	for (struct device *d = v->devices; d; d = d->next)
		if (strcmp(d->name, name) == 0)
			return d;
	return NULL;
}

int vmbus_offer(struct vmbus *v, struct device *device)
{
	if (device->channel)
		return -EALREADY;
	device->wanted = true;
	for (uint32_t i = 0; v->offering && i < VMBUS_CHANNELS; i++)
		if (v->channels[i].state == CHANNEL_FREE) {
			send_offer(v, device, &v->channels[i]);
			return 0;
		}
	return v->offering ? -ENOSPC : 0;
}

int vmbus_rescind(struct vmbus *v, struct device *device)
{
	struct channel *c = device->channel;
	struct hv_vmbus_channel rescind = { .header.type = htole32(HV_VMBUS_RESCIND) };

	device->wanted = false;
	if (!c)
		return -ENOENT;
	channel_close(c);
	c->state = CHANNEL_RESCINDED;
	c->device = NULL;
	c->gone = device;
	device->leaving++;
	device->channel = NULL;
	channel_note(c, device->name, "rescinded");
	rescind.relid = htole32(c->relid);
	answer(v, &rescind, sizeof(rescind));
	return 0;
}

static void on_initiate_contact(struct vmbus *v, struct channel *none, const void *message,
                                size_t size)
{
	const struct hv_vmbus_initiate_contact *contact = message;
	const uint32_t version = le32toh(contact->version), vp = le32toh(contact->target_vp);
	const bool supported = is_spoken(v, version) && vp < v->synic->count;
	struct hv_vmbus_version_response_6 r = {
		.response.header.type = htole32(HV_VMBUS_VERSION_RESPONSE),
		.response.supported = supported,
		.response.connection_id =
			htole32(version >= HV_VMBUS_VERSION_5_0 ? HV_VMBUS_CONNECTION : version),
	};

	disconnect(v);
	v->version = supported ? version : 0;
	v->target_vp = vp < v->synic->count ? vp : 0;
	journal_event(v->journal, "vmbus_contact", NUMBER("version_major", version >> 16),
	              NUMBER("version_minor", version & 0xffff), NUMBER("target_vp", vp),
	              FLAG("supported", supported));
	answer(v, &r, version >= HV_VMBUS_VERSION_6_0 ? sizeof(r) : sizeof(r.response));
}

static void on_request_offers(struct vmbus *v, struct channel *none, const void *message,
                              size_t size)
{
	v->offering = true;
	for (struct device *d = v->devices; d; d = d->next)
		if (d->wanted)
			vmbus_offer(v, d);
	answer_empty(v, HV_VMBUS_ALL_OFFERS_DELIVERED);
}

static void on_unload(struct vmbus *v, struct channel *none, const void *message, size_t size)
{
	disconnect(v);
	answer_empty(v, HV_VMBUS_UNLOAD_RESPONSE);
}

/* What came of a GPADL message: @rc as from gpadls_begin(). */
static void gpadl_taken(struct vmbus *v, int rc, uint32_t relid, uint32_t id)
{
	struct hv_vmbus_gpadl_created created = {
		.header.type = htole32(HV_VMBUS_GPADL_CREATED),
		.relid = htole32(relid),
		.gpadl = htole32(id),
		.status = htole32(rc < 0 ? HV_STATUS_INVALID_PARAMETER : 0),
	};

	if (rc < 0)
		note_dropped(v, HV_VMBUS_GPADL_HEADER, 0, strerror(-rc));
	if (rc != 0 && rc != -ENOENT) /* what a stray body names may be whole, and stays */
		answer(v, &created, sizeof(created));
}

static void on_gpadl_header(struct vmbus *v, struct channel *c, const void *message, size_t size)
{
	const struct hv_vmbus_gpadl_header *header = message;
	struct gpadl *gpadl;

	gpadl_taken(v, gpadls_begin(&v->gpadls, header, size, &gpadl), c->relid,
	            le32toh(header->gpadl));
}

/* A body does not say which channel it is for: the header did. */
static void on_gpadl_body(struct vmbus *v, struct channel *none, const void *message, size_t size)
{
	const struct hv_vmbus_gpadl_body *body = message;
	const uint32_t id = le32toh(body->gpadl), relid = gpadls_owner(&v->gpadls, id);
	struct gpadl *gpadl;

	gpadl_taken(v, gpadls_continue(&v->gpadls, body, size, &gpadl), relid, id);
}

static void on_gpadl_teardown(struct vmbus *v, struct channel *c, const void *message, size_t size)
{
	const struct hv_vmbus_gpadl_teardown *teardown = message;
	const uint32_t id = le32toh(teardown->gpadl);
	struct hv_vmbus_gpadl_torndown torndown = { .header.type = htole32(HV_VMBUS_GPADL_TORNDOWN),
		                                    .gpadl = teardown->gpadl };

	if (gpadls_owner(&v->gpadls, id) != c->relid) {
		note_dropped(v, HV_VMBUS_GPADL_TEARDOWN, size, "no such GPADL");
		return;
	}
	/* A guest may take back the pages of a channel it has not closed. It is closed then. */
	if (c->state == CHANNEL_OPEN && c->gpadl == id)
		channel_close(c);
	gpadls_drop(&v->gpadls, id);
	answer(v, &torndown, sizeof(torndown));
}

static void on_open(struct vmbus *v, struct channel *c, const void *message, size_t size)
{
	const struct hv_vmbus_open *open = message;
	const struct gpadl *gpadl = gpadls_find(&v->gpadls, le32toh(open->gpadl), c->relid);
	const uint32_t vp = le32toh(open->target_vp);
	const bool ok = c->state == CHANNEL_OFFERED && gpadl && vp < v->synic->count &&
	                channel_open(c, gpadl, le32toh(open->downstream_page), vp) == 0;
	struct hv_vmbus_open_result result = {
		.header.type = htole32(HV_VMBUS_OPEN_RESULT),
		.relid = open->relid,
		.open_id = open->open_id,
		.status = htole32(ok ? 0 : HV_STATUS_INVALID_PARAMETER),
	};

	answer(v, &result, sizeof(result));
	if (!ok) {
		note_dropped(v, HV_VMBUS_OPEN, size, "no such buffer, or open already");
		return;
	}
	channel_note(c, c->device->name, "open");
	c->device->ops->opened(c->device->ctx);
}

static void on_close(struct vmbus *v, struct channel *c, const void *message, size_t size)
{
	channel_close(c);
}

static void on_relid_released(struct vmbus *v, struct channel *c, const void *message, size_t size)
{
	struct device *gone = c->gone;

	free_channel(c);
	channel_note(c, NULL, "released");
	if (gone && gone->wanted && !gone->channel)
		vmbus_offer(v, gone);
}

static void on_modify(struct vmbus *v, struct channel *c, const void *message, size_t size)
{
	const struct hv_vmbus_modify *modify = message;
	const uint32_t vp = le32toh(modify->target_vp);
	const bool ok = c->state == CHANNEL_OPEN && vp < v->synic->count;
	struct hv_vmbus_modify_response response = {
		.header.type = htole32(HV_VMBUS_MODIFY_CHANNEL_RESPONSE),
		.relid = modify->relid,
		.status = htole32(ok ? 0 : HV_STATUS_INVALID_PARAMETER),
	};

	if (ok)
		c->target_vp = vp;
	if (v->version >= HV_VMBUS_VERSION_5_3) /* older guests do not wait for one */
		answer(v, &response, sizeof(response));
}

enum { ANY_TIME = 1 /* also before a version is agreed on */, OF_CHANNEL = 2 /* has a relid */ };

static const struct handler {
	enum hv_vmbus_message type;
	size_t min_size;
	unsigned int flags;
	void (*handle)(struct vmbus *v, struct channel *c, const void *message, size_t size);
} handlers[] = {
	{ HV_VMBUS_INITIATE_CONTACT, sizeof(struct hv_vmbus_initiate_contact), ANY_TIME,
	  on_initiate_contact },
	{ HV_VMBUS_REQUEST_OFFERS, sizeof(struct hv_vmbus_header), 0, on_request_offers },
	{ HV_VMBUS_UNLOAD, sizeof(struct hv_vmbus_header), ANY_TIME, on_unload },
	{ HV_VMBUS_GPADL_BODY, sizeof(struct hv_vmbus_gpadl_body), 0, on_gpadl_body },
	{ HV_VMBUS_GPADL_HEADER, sizeof(struct hv_vmbus_gpadl_header), OF_CHANNEL,
	  on_gpadl_header },
	{ HV_VMBUS_GPADL_TEARDOWN, sizeof(struct hv_vmbus_gpadl_teardown), OF_CHANNEL,
	  on_gpadl_teardown },
	{ HV_VMBUS_OPEN, sizeof(struct hv_vmbus_open), OF_CHANNEL, on_open },
	{ HV_VMBUS_CLOSE, sizeof(struct hv_vmbus_channel), OF_CHANNEL, on_close },
	{ HV_VMBUS_RELID_RELEASED, sizeof(struct hv_vmbus_channel), OF_CHANNEL, on_relid_released },
	{ HV_VMBUS_MODIFY_CHANNEL, sizeof(struct hv_vmbus_modify), OF_CHANNEL, on_modify },
};

static const struct handler *find_handler(uint32_t type)
{
	for (size_t i = 0; i < ARRAY_SIZE(handlers); i++)
		if (handlers[i].type == type)
			return &handlers[i];
	return NULL;
}

/* Every message of a channel begins with its relid. */
static void dispatch(struct vmbus *v, const uint8_t *message, size_t size)
{
	const struct hv_vmbus_channel *head = (const void *)message;
	const uint32_t type = size >= sizeof(head->header) ? le32toh(head->header.type) : 0;
	const struct handler *h = find_handler(type);
	struct channel *c = NULL;

	if (h && size >= h->min_size && (h->flags & OF_CHANNEL))
		c = find_channel(v, le32toh(head->relid));
	if (!h)
		note_dropped(v, type, size, "no such message");
	else if (size < h->min_size)
		note_dropped(v, type, size, "too short");
	else if (!(h->flags & ANY_TIME) && v->version == 0)
		note_dropped(v, type, size, "before a version was agreed on");
	else if ((h->flags & OF_CHANNEL) && !c)
		note_dropped(v, type, size, "no such channel");
	else
		h->handle(v, c, message, size);
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
	if (!v->met)
		journal_event(v->journal, "mark", TEXT("name", hv_mark_name(HV_MARK_VMBUS)));
	v->met = true;
	dispatch(v, post.payload, payload_size);
	return HV_STATUS_SUCCESS;
}

uint16_t vmbus_signal(struct vmbus *v, uint64_t param)
{
	for (uint32_t i = 0; i < VMBUS_CHANNELS; i++)
		if (param == channel_connection(&v->channels[i]) &&
		    v->channels[i].state == CHANNEL_OPEN) {
			channel_signalled(&v->channels[i]);
			return HV_STATUS_SUCCESS;
		}
	return HV_STATUS_INVALID_CONNECTION_ID;
}

/* The device the first argument names, or NULL with the reason. */
static struct device *get_device(struct call *call)
{
	struct device *d = vmbus_find(call->ctx, call->argv[0]);

	if (!d)
		call_fail(call, "no such device: %s", call->argv[0]);
	return d;
}

/* A guest that still has what was rescinded takes nothing of the same instance: it comes when that is released. */
static int run_offer(struct call *call)
{
	struct device *d = get_device(call);
	int rc = d ? 0 : -1;

	if (d && !d->channel && d->leaving > 0)
		d->wanted = true;
	else if (d)
		rc = vmbus_offer(call->ctx, d);
	return d && rc < 0 ? call_fail(call, "cannot offer %s: %s", d->name, strerror(-rc)) : rc;
}

static int run_rescind(struct call *call)
{
	struct device *d = get_device(call);

	if (!d)
		return -1;
	return vmbus_rescind(call->ctx, d) < 0 ? call_fail(call, "%s is not offered", d->name) : 0;
}

static int run_silent(struct call *call)
{
	static const char *const states[] = { "off", "on", NULL };
	struct device *d = get_device(call);
	int on = d ? call_choice(call, 1, states) : -1;

	if (on < 0)
		return -1;
	d->silent = on;
	if (!on && d->channel)
		channel_signalled(d->channel);
	return 0;
}

static int run_message(struct call *call)
{
	uint8_t message[HV_MESSAGE_PAYLOAD];
	struct vmbus *v = call->ctx;
	size_t size;

	if (call_hex(call, 0, message, sizeof(message), &size) < 0)
		return -1;
	return synic_post(v->synic, v->target_vp, message, size) < 0
	               ? call_fail(call, "the guest does not take its messages")
	               : 0;
}

const struct command vmbus_commands[] = {
	{ "offer", "DEVICE", 1, 1, run_offer },
	{ "rescind", "DEVICE", 1, 1, run_rescind },
	{ "silent", "DEVICE on|off", 2, 2, run_silent },
	{ "message", "HEX", 1, 1, run_message },
	{ 0 },
};
