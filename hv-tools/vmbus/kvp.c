// SPDX-License-Identifier: GPL-2.0-only
#include "kvp.h"
#include "auto.h"
#include "utf16.h"
#include "wire/kvp.h"
#include <endian.h>
#include <string.h>

/* A guest that always has one more item is stopped here; pools hold a few hundred. */
enum { ENUMERATE_MAX = 16384 };

static const char *const pool_names[] = { "external",      "guest",         "auto",
	                                  "auto-external", "auto-internal", NULL };
static const char *const family_names[] = { "none", "v4", "v6", "both" };

#define IP_TEXT(member) offsetof(struct hv_kvp_ip, member), sizeof(((struct hv_kvp_ip *)0)->member)
static const struct ip_text {
	const char *field, *option;
	size_t at, size;
} ip_texts[] = {
	{ "address", "ip=", IP_TEXT(address) },
	{ "mask", "mask=", IP_TEXT(mask) },
	{ "gateway", "gateway=", IP_TEXT(gateway) },
	{ "dns", "dns=", IP_TEXT(dns) },
};

/* What Windows tells a guest about its host. */
static const char *const facts[][2] = {
	{ "HostName", "hvhost" },
	{ "HostingSystemEditionId", "8" },
	{ "HostingSystemNestedLevel", "0" },
	{ "HostingSystemOsMajor", "10" },
	{ "HostingSystemOsMinor", "0" },
	{ "HostingSystemProcessorArchitecture", "9" },
	{ "HostingSystemProcessorIdleStateMax", "0" },
	{ "HostingSystemProcessorThrottleMax", "100" },
	{ "HostingSystemProcessorThrottleMin", "100" },
	{ "HostingSystemSpMajor", "0" },
	{ "HostingSystemSpMinor", "0" },
	{ "PhysicalHostName", "hvhost" },
	{ "PhysicalHostNameFullyQualified", "hvhost" },
	{ "VirtualMachineDynamicMemoryBalancingEnabled", "0" },
	{ "VirtualMachineId", "6B7F1C52-0E5D-4C9A-9D55-3A1F2E60C8B4" },
	{ "VirtualMachineName", "guest" },
};

/* Bytes of a number, 0 for text, -1 for what is neither. */
static int number_size(uint32_t type)
{
	if (type == HV_KVP_STRING || type == HV_KVP_EXPAND_STRING)
		return 0;
	if (type == HV_KVP_U64 || type == HV_KVP_U64_WINDOWS)
		return 8;
	return type == HV_KVP_U32 ? 4 : -1;
}

/* A text and its size. -1 with the reason when it cannot be. */
static int put_key(struct call *call, struct hv_kvp_value *v, const char *key)
{
	const int size = call_utf16(call, "the key", key, v->key, sizeof(v->key));

	v->key_size = htole32((uint32_t)size);
	return size;
}

static int put_text(struct call *call, struct hv_kvp_value *v, const char *text)
{
	const int size = call_utf16(call, "the value", text, v->value, sizeof(v->value));

	v->type = htole32(HV_KVP_STRING);
	v->value_size = htole32((uint32_t)size);
	return size;
}

/* One after the other, each next in turn: so while @telling the answer that comes is to a fact. */
static void tell_next_fact(struct kvp *k)
{
	struct hv_kvp_exchange set = { .header = { HV_KVP_SET, HV_KVP_AUTO_EXTERNAL, 0 } };
	struct call call;

	k->telling = false;
	if (k->fact < ARRAY_SIZE(facts)) {
		put_key(&call, &set.value, facts[k->fact][0]);
		put_text(&call, &set.value, facts[k->fact][1]);
		k->telling = ic_request_next(&k->ic, &set, sizeof(set)) == 0;
		k->fact++;
	}
	if (k->telling)
		return;
	journal_event(k->ic.vmbus->journal, "kvp_facts", NUMBER("count", k->facts_taken),
	              NUMBER("failed", ARRAY_SIZE(facts) - k->facts_taken));
}

static void on_ready(struct ic *ic)
{
	struct kvp *k = (struct kvp *)ic;

	k->fact = k->facts_taken = 0;
	tell_next_fact(k);
}

/* Text of @len bytes, as the other side says, in a field of @size. NULL, or what is wrong with it. */
static const char *tell_text(struct hv_json *e, const char *field, const uint8_t *data, size_t len,
                             size_t size)
{
	char text[UTF8_ROOM(HV_KVP_VALUE_SIZE)];

	if (len > size || len % 2 != 0)
		return "a size is wrong";
	hv_json_string_n(e, field, text, utf16_to_utf8(data, len, text));
	return NULL;
}

static const char *tell_value(struct hv_json *e, const void *at)
{
	const struct hv_kvp_value *v = at;
	const int wanted = number_size(le32toh(v->type));
	const uint32_t size = le32toh(v->value_size);
	uint64_t number = 0;

	if (wanted < 0)
		return "the value's type is unknown";
	if (wanted == 0)
		return tell_text(e, "value", v->value, size, sizeof(v->value));
	if (size != (uint32_t)wanted)
		return "a size is wrong";
	memcpy(&number, v->value, size);
	hv_json_uint(e, "value", le64toh(number));
	return NULL;
}

static const char *tell_item(struct hv_json *e, const void *at)
{
	const struct hv_kvp_value *v = at;
	const char *error = tell_text(e, "key", v->key, le32toh(v->key_size), sizeof(v->key));

	return error ? error : tell_value(e, v);
}

static const char *tell_ip(struct hv_json *e, const void *at)
{
	const struct hv_kvp_ip *ip = at;

	if (ip->family >= ARRAY_SIZE(family_names))
		return "the address family is unknown";
	hv_json_string(e, "family", family_names[ip->family]);
	hv_json_bool(e, "dhcp", ip->dhcp != 0);
	for (const struct ip_text *t = ip_texts; t < ip_texts + ARRAY_SIZE(ip_texts); t++)
		tell_text(e, t->field, (const uint8_t *)at + t->at, t->size, t->size);
	return NULL;
}

/* Of each operation: the text in the request that it is about, and what in the answer is told. */
static const struct op {
	const char *name, *about;
	size_t about_at, answer_at;
	const char *(*tell)(struct hv_json *e, const void *at);
} ops[] = {
	[HV_KVP_GET] = { "get", "key", offsetof(struct hv_kvp_exchange, value.key),
	                 offsetof(struct hv_kvp_exchange, value), tell_value },
	[HV_KVP_SET] = { "set", "key", offsetof(struct hv_kvp_exchange, value.key), 0, NULL },
	[HV_KVP_DELETE] = { "delete", "key", offsetof(struct hv_kvp_delete, key), 0, NULL },
	[HV_KVP_ENUMERATE] = { "enumerate", NULL, 0, offsetof(struct hv_kvp_enumerate, value),
	                       tell_item },
	[HV_KVP_GET_IP] = { "ip_get", "adapter", offsetof(struct hv_kvp_ip, adapter), 0, tell_ip },
	[HV_KVP_SET_IP] = { "ip_set", "adapter", offsetof(struct hv_kvp_ip, adapter), 0, NULL },
};

/* @asked is the host's own copy of the request; what the guest made of it does not count. */
static struct hv_json *begin(const struct kvp *k, const struct hv_kvp_enumerate *asked,
                             uint32_t status)
{
	const struct op *op = &ops[asked->header.op];
	struct hv_json *e = journal_begin(k->ic.vmbus->journal, "kvp");

	hv_json_string(e, "op", op->name);
	if (asked->header.op < HV_KVP_GET_IP)
		hv_json_string(e, "pool", pool_names[asked->header.pool]);
	if (op->about) /* an adapter's field is shorter, but has its NUL */
		tell_text(e, op->about, (const uint8_t *)asked + op->about_at, HV_KVP_KEY_SIZE,
		          HV_KVP_KEY_SIZE);
	else
		hv_json_uint(e, "index", le32toh(asked->index));
	hv_json_uint(e, "status", status);
	return e;
}

static void end(const struct kvp *k, struct hv_json *e, const char *error)
{
	if (error)
		hv_json_string(e, "error", error);
	journal_end(k->ic.vmbus->journal);
}

static void enumerate_on(struct kvp *k, const struct hv_kvp_enumerate *asked)
{
	struct hv_kvp_enumerate next = { .header = asked->header };
	const uint32_t index = le32toh(asked->index) + 1;

	next.index = htole32(index);
	if (index >= ENUMERATE_MAX)
		end(k, begin(k, &next, HV_IC_FAIL), "the guest's items do not end");
	else if (ic_request_next(&k->ic, &next, sizeof(next)) < 0)
		end(k, begin(k, &next, HV_IC_FAIL), "there is no room for the next request");
}

static void on_answer(struct ic *ic, const struct hv_ic_header *header, const uint8_t *body,
                      size_t size)
{
	struct kvp *k = (struct kvp *)ic;
	const struct hv_kvp_enumerate *asked = (const void *)ic->line->body;
	const struct op *op = &ops[asked->header.op];
	const uint32_t status = le32toh(header->status);
	const char *error = NULL;
	struct hv_json *e;

	if (k->telling) {
		k->facts_taken += status == HV_IC_OK;
		tell_next_fact(k);
		return;
	}
	e = begin(k, asked, status);
	if (status == HV_IC_OK && op->tell)
		error = size < ic->line->size ? "the answer is too short"
		                              : op->tell(e, body + op->answer_at);
	end(k, e, error);
	if (asked->header.op == HV_KVP_ENUMERATE && status == HV_IC_OK && !error)
		enumerate_on(k, asked);
}

static int ask(struct call *call, const void *body, size_t size)
{
	struct kvp *k = call->ctx;

	return ic_call_result(&k->ic, call, ic_request(&k->ic, body, size));
}

static int take_value(struct call *call, struct hv_kvp_value *v)
{
	static const char *const names[] = { "string", "u32", "u64", NULL };
	const int type = call->argc > 3 ? call_choice(call, 3, names) : 0;
	uint64_t number;

	if (type <= 0)
		return type < 0 ? -1 : put_text(call, v, call->argv[2]);
	if (call_uint(call, 2, 0, type == 1 ? UINT32_MAX : UINT64_MAX, &number) < 0)
		return -1;
	number = htole64(number);
	memcpy(v->value, &number, sizeof(number));
	v->type = htole32(type == 1 ? HV_KVP_U32 : HV_KVP_U64);
	v->value_size = htole32(type == 1 ? 4 : 8);
	return 0;
}

static int run_set(struct call *call)
{
	const int pool = call_choice(call, 0, pool_names);
	struct hv_kvp_exchange set = { .header = { HV_KVP_SET, (uint8_t)pool, 0 } };

	if (pool < 0 || put_key(call, &set.value, call->argv[1]) < 0 ||
	    take_value(call, &set.value) < 0)
		return -1;
	return ask(call, &set, sizeof(set));
}

static int run_get(struct call *call)
{
	const int pool = call_choice(call, 0, pool_names);
	struct hv_kvp_exchange get = { .header = { HV_KVP_GET, (uint8_t)pool, 0 },
		                       .value.type = htole32(HV_KVP_STRING) };

	if (pool < 0 || put_key(call, &get.value, call->argv[1]) < 0)
		return -1;
	return ask(call, &get, sizeof(get));
}

static int run_delete(struct call *call)
{
	const int pool = call_choice(call, 0, pool_names);
	struct hv_kvp_delete delete = { .header = { HV_KVP_DELETE, (uint8_t)pool, 0 } };
	struct hv_kvp_value v;

	if (pool < 0 || put_key(call, &v, call->argv[1]) < 0)
		return -1;
	delete.key_size = v.key_size;
	memcpy(delete.key, v.key, le32toh(v.key_size));
	return ask(call, &delete, sizeof(delete));
}

static int run_enumerate(struct call *call)
{
	const int pool = call_choice(call, 0, pool_names);
	struct hv_kvp_enumerate first = { .header = { HV_KVP_ENUMERATE, (uint8_t)pool, 0 } };

	return pool < 0 ? -1 : ask(call, &first, sizeof(first));
}

/* "dhcp", "family=v4" or one of the texts, into @ip. 0 or more, or -1 with the reason. */
static int take_ip_option(struct call *call, const char *option, struct hv_kvp_ip *ip)
{
	if (strcmp(option, "dhcp") == 0)
		return ip->dhcp = 1;
	for (uint8_t i = HV_KVP_IPV4; i < ARRAY_SIZE(family_names); i++)
		if (strncmp(option, "family=", 7) == 0 && strcmp(option + 7, family_names[i]) == 0)
			return ip->family = i;
	for (const struct ip_text *t = ip_texts; t < ip_texts + ARRAY_SIZE(ip_texts); t++)
		if (strncmp(option, t->option, strlen(t->option)) == 0)
			return call_utf16(call, t->field, option + strlen(t->option),
			                  (uint8_t *)ip + t->at, t->size);
	return call_fail(call, "no such setting: %s", option);
}

static int run_ip(struct call *call)
{
	static const char *const directions[] = { "get", "set", NULL };
	const int set = call_choice(call, 0, directions);
	struct hv_kvp_ip ip = { .op = HV_KVP_GET_IP };

	if (set == 0 && call->argc > 2)
		return call_fail(call, "kvp ip get takes an adapter only");
	if (set > 0)
		ip.op = HV_KVP_SET_IP, ip.family = HV_KVP_IPV4;
	if (set < 0 ||
	    call_utf16(call, "the adapter", call->argv[1], ip.adapter, sizeof(ip.adapter)) < 0)
		return -1;
	for (int i = 2; i < call->argc; i++)
		if (take_ip_option(call, call->argv[i], &ip) < 0)
			return -1;
	return ask(call, &ip, sizeof(ip));
}

const struct command kvp_commands[] = {
	{ "kvp set", "POOL KEY VALUE [string|u32|u64]", 3, 4, run_set },
	{ "kvp get", "POOL KEY", 2, 2, run_get },
	{ "kvp delete", "POOL KEY", 2, 2, run_delete },
	{ "kvp enumerate", "POOL", 1, 1, run_enumerate },
	{ "kvp ip", "get MAC | set MAC [dhcp] [ip=] [mask=] [gateway=] [dns=] [family=v4|v6|both]",
	  2, 8, run_ip },
	{ 0 },
};

void kvp_init(struct kvp *kvp, struct vmbus *vmbus)
{
	static const struct ic_type type = {
		.name = "kvp",
		.class = HV_KVP_CLASS,
		.instance = HV_KVP_INSTANCE,
		.message = HV_IC_KVP,
		.versions = { { 3, 0 }, { 4, 0 }, { 5, 0 } },
		.ready = on_ready,
		.answer = on_answer,
	};

	*kvp = (struct kvp){ 0 };
	ic_init(&kvp->ic, &type, vmbus);
}
