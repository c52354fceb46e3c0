// SPDX-License-Identifier: GPL-2.0-only
/* KVP from the guest's end of the rings: what the host asks, and what it makes of the answers. */
#include "hvhost_guest.h"
#include "kvp.h"
#include "utf16.h"
#include "wire/kvp.h"
#include <errno.h>

static struct guest g;
static struct guest_channel ch;
static struct kvp kvp;
static struct call call;

enum { FACTS = 16 };

static int run(const char *line)
{
	return guest_command(kvp_commands, &kvp, line, &call);
}

/* A guest that has the channel open and has not yet answered the negotiation. */
static void start(void)
{
	guest_init(&g, HV_VMBUS_VERSION(5, 3));
	kvp_init(&kvp, &g.bus);
	guest_connect(&g);
	guest_open(&g, &ch, &kvp.ic.device);
}

/* One that has the host's facts. */
static void start_ready(void)
{
	start();
	guest_negotiate(&ch, 3, 4, 0);
	for (int i = 0; i < FACTS && guest_take(&ch); i++)
		guest_answer(&ch, HV_IC_OK);
	is_true(guest_saw(&g, "\"kvp_facts\",\"count\":16,\"failed\":0"));
	guest_forget(&g);
}

static void stop(void)
{
	ic_done(&kvp.ic);
	guest_done(&g);
}

static const char *text_at(const uint8_t *data, uint32_t size)
{
	static char text[UTF8_ROOM(2048)];

	utf16_to_utf8(data, size, text);
	return text;
}

static void put_text(uint8_t *to, size_t room, uint32_t *size, const char *text)
{
	*size = (uint32_t)utf16_from_utf8(text, to, room);
}

static void put_item(struct hv_kvp_value *v, const char *key, const char *value)
{
	uint32_t size;

	v->type = HV_KVP_STRING;
	put_text(v->key, sizeof(v->key), &size, key);
	v->key_size = size;
	put_text(v->value, sizeof(v->value), &size, value);
	v->value_size = size;
}

static void offers_what_windows_offers(void)
{
	static const uint8_t class[16] = { 0xe7, 0xf4, 0xa0, 0xa9, 0x45, 0x5a, 0x96, 0x4d,
		                           0xb8, 0x27, 0x8a, 0x84, 0x1e, 0x8c, 0x03, 0xe6 };
	static const uint8_t instance[16] = { 0x19, 0xf9, 0x2f, 0x24, 0xdb, 0x07, 0x80, 0x41,
		                              0x9c, 0x2e, 0xb8, 0x6c, 0xb6, 0x8c, 0x8c, 0x55 };
	static const uint8_t list[] = { 2, 0, 3, 0, 0, 0, 0, 0, 1, 0, 0, 0, 3, 0,
		                        0, 0, 3, 0, 0, 0, 4, 0, 0, 0, 5, 0, 0, 0 };

	start();
	is_int(memcmp(&kvp.ic.device.class, class, 16), 0);
	is_int(memcmp(&kvp.ic.device.instance, instance, 16), 0);
	is_true(guest_take(&ch));
	is_int(guest_header(&ch)->size, sizeof(list));
	is_int(memcmp(guest_body(&ch), list, sizeof(list)), 0);
	is_int(run("kvp get guest a"), -1); /* too early */
	is_string(call.error, "the guest's kvp service is not ready");
	stop();
}

static void facts_come_first_one_by_one(void)
{
	bool named = false, identified = false;

	start();
	guest_negotiate(&ch, 3, 4, 0);
	is_int(run("kvp set external later yes"), 0);
	for (int i = 0; i < FACTS; i++) {
		const struct hv_kvp_exchange *set = guest_body(&ch);

		is_true(guest_take(&ch));
		is_int(guest_header(&ch)->type, HV_IC_KVP);
		is_int(guest_header(&ch)->size, 2580);
		is_int(set->header.op, HV_KVP_SET);
		is_int(set->header.pool, HV_KVP_AUTO_EXTERNAL);
		is_int(set->value.type, HV_KVP_STRING);
		is_true(set->value.key_size > 2 && set->value.value_size > 2);
		named |= strcmp(text_at(set->value.key, 512), "HostName") == 0;
		identified |= strcmp(text_at(set->value.key, 512), "VirtualMachineId") == 0 &&
		              set->value.value_size == 74;
		guest_answer(&ch, i == 3 ? HV_IC_FAIL : HV_IC_OK);
		is_true(guest_saw(&g, "kvp_facts") == (i == FACTS - 1));
	}
	is_true(named && identified);
	is_true(guest_saw(&g, "\"kvp_facts\",\"count\":15,\"failed\":1"));
	is_true(!guest_saw(&g, "\"event\":\"kvp\",")); /* facts are no answers to commands */
	is_true(guest_take(&ch));
	is_string(text_at(((struct hv_kvp_exchange *)guest_body(&ch))->value.key, 512), "later");
	guest_answer(&ch, HV_IC_OK);
	is_true(guest_saw(&g, "\"kvp\",\"op\":\"set\",\"pool\":\"external\",\"key\":\"later\","
	                      "\"status\":0}"));
	stop();
}

static void facts_are_told_anew_to_who_comes_back(void)
{
	start();
	guest_negotiate(&ch, 3, 4, 0);
	is_true(guest_take(&ch));
	guest_answer(&ch, HV_IC_OK);
	guest_close(&ch);
	guest_open(&g, &ch, &kvp.ic.device);
	guest_negotiate(&ch, 3, 4, 0);
	for (int i = 0; i < FACTS; i++) {
		is_true(guest_take(&ch));
		guest_answer(&ch, HV_IC_OK);
	}
	is_true(guest_saw(&g, "\"count\":16,\"failed\":0"));
	stop();
}

static void sets_values_of_each_type(void)
{
	static const struct {
		const char *line;
		uint32_t type, size;
		uint8_t bytes[8];
	} cases[] = {
		{ "kvp set guest \"a key\" \"v \xc3\xa4\"",
		  1,
		  8,
		  { 'v', 0, ' ', 0, 0xe4, 0, 0, 0 } },
		{ "kvp set guest \"a key\" 5 string", 1, 4, { '5', 0, 0, 0 } },
		{ "kvp set guest \"a key\" 4294967295 u32", 4, 4, { 255, 255, 255, 255 } },
		{ "kvp set guest \"a key\" 0x1122334455667788 u64",
		  8,
		  8,
		  { 0x88, 0x77, 0x66, 0x55, 0x44, 0x33, 0x22, 0x11 } },
	};

	start_ready();
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const uint8_t *b = guest_body(&ch);
		const struct hv_kvp_exchange *set = guest_body(&ch);

		is_int(run(cases[i].line), 0);
		is_true(guest_take(&ch));
		is_int(guest_header(&ch)->size, 2580);
		is_int(b[0], 1);
		is_int(b[1], HV_KVP_GUEST);
		is_int(set->value.type, cases[i].type);
		is_int(set->value.key_size, 12);
		is_int(set->value.value_size, cases[i].size);
		is_string(text_at(b + 16, 512), "a key");
		is_int(memcmp(b + 528, cases[i].bytes, cases[i].size), 0);
		guest_answer(&ch, HV_IC_FAIL);
		is_true(guest_saw(&g, "\"key\":\"a key\",\"status\":2147500037}"));
		guest_forget(&g);
	}
	stop();
}

static void deletes(void)
{
	const struct hv_kvp_delete *d = guest_body(&ch);

	start_ready();
	is_int(run("kvp delete auto-internal gone"), 0);
	is_true(guest_take(&ch));
	is_int(guest_header(&ch)->size, 2580);
	is_int(d->header.op, 2);
	is_int(d->header.pool, 4);
	is_int(d->key_size, 10);
	is_string(text_at((uint8_t *)guest_body(&ch) + 8, 512), "gone");
	guest_answer(&ch, HV_IC_NO_MORE_ITEMS);
	is_true(guest_saw(&g, "\"op\":\"delete\",\"pool\":\"auto-internal\",\"key\":\"gone\","
	                      "\"status\":2147942659}"));
	stop();
}

static void commands_that_make_no_sense_are_refused(void)
{
	char line[600] = "kvp set guest ";
	static const struct {
		const char *line, *error;
	} cases[] = {
		{ "kvp set nowhere a b", "'nowhere' is not one of" },
		{ "kvp set guest a b u8", "'u8' is not one of" },
		{ "kvp set guest a 4294967296 u32", "" },
		{ "kvp set guest a b u64", "" },
		{ "kvp set guest a", "usage: kvp set POOL" },
		{ "kvp set guest \xff b", "the key is not UTF-8" },
		{ "kvp set guest a \xc0\x80", "the value is not UTF-8" },
		{ "kvp get moon a", "'moon' is not one of" },
		{ "kvp delete moon a", "'moon' is not one of" },
		{ "kvp enumerate moon", "'moon' is not one of" },
		{ "kvp get guest \xed\xa0\x80", "the key is not UTF-8" },
		{ "kvp delete guest \xed\xa0\x80", "the key is not UTF-8" },
		{ "kvp ip put x", "'put' is not one of" },
		{ "kvp ip get x dhcp", "kvp ip get takes" },
		{ "kvp ip set x colour=red", "no such setting: colour=red" },
		{ "kvp ip set x family=v5", "no such setting: family=v5" },
		{ "kvp ip set x dns=\xff", "dns is not UTF-8" },
	};

	start_ready();
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		is_int(run(cases[i].line), -1);
		is_true(strstr(call.error, cases[i].error) != NULL);
		is_true(call.error[0] != '\0');
	}
	memset(line + 14, 'k', 255);
	strcpy(line + 14 + 255, " v");
	is_int(run(line), 0); /* with its NUL it just fits */
	strcpy(line + 14 + 255, "k v");
	is_int(run(line), -1);
	is_string(call.error, "the key has more than 255 characters");
	is_true(guest_take(&ch));
	is_true(!guest_take(&ch)); /* nothing of all that was sent */
	stop();
}

/* One answer to "kvp get guest k", made by @type, @size and @bytes of value. */
static void answer_get(uint32_t type, uint32_t size, const void *bytes, size_t len)
{
	struct hv_kvp_exchange *get = guest_body(&ch);

	guest_forget(&g);
	is_int(run("kvp get guest k"), 0);
	is_true(guest_take(&ch));
	is_int(get->header.op, 0);
	is_int(get->header.pool, HV_KVP_GUEST);
	is_int(get->value.type, HV_KVP_STRING);
	is_int(guest_header(&ch)->size, 2580);
	is_int(get->value.key_size, 4);
	get->value.type = type;
	get->value.value_size = size;
	memcpy(get->value.value, bytes, len);
	guest_answer(&ch, HV_IC_OK);
}

static void gets_values_of_each_type(void)
{
	static const uint8_t text[] = { 'x', 0, 0x3d, 0xd8, '"', 0, 0, 0 };
	static const uint8_t number[] = { 1, 2, 0, 0, 0, 0, 0, 0x80 };
	uint8_t full[2048];

	start_ready();
	answer_get(HV_KVP_STRING, sizeof(text), text, sizeof(text));
	is_true(guest_saw(&g, "\"op\":\"get\",\"pool\":\"guest\",\"key\":\"k\",\"status\":0,"
	                      "\"value\":\"x\xef\xbf\xbd\\\"\"}"));
	answer_get(HV_KVP_EXPAND_STRING, 2, text, 2); /* without a NUL */
	is_true(guest_saw(&g, "\"value\":\"x\"}"));
	answer_get(HV_KVP_STRING, 0, text, 2);
	is_true(guest_saw(&g, "\"value\":\"\"}"));
	answer_get(HV_KVP_U32, 4, number, sizeof(number));
	is_true(guest_saw(&g, "\"value\":513}"));
	answer_get(HV_KVP_U64, 8, number, sizeof(number));
	is_true(guest_saw(&g, "\"value\":9223372036854776321}"));
	answer_get(HV_KVP_U64_WINDOWS, 8, number, sizeof(number));
	is_true(guest_saw(&g, "\"value\":9223372036854776321}"));
	memset(full, 'z', sizeof(full));
	answer_get(HV_KVP_STRING, sizeof(full), full, sizeof(full));
	is_true(guest_saw(&g, "\xe7\xa9\xba\"}"));
	stop();
}

static void answers_that_lie_are_errors(void)
{
	static const uint8_t bytes[8] = { 'x', 0 };
	static const struct {
		uint32_t type, size;
		const char *error;
	} cases[] = {
		{ HV_KVP_STRING, 2050, "a size is wrong" },
		{ HV_KVP_STRING, 3, "a size is wrong" },
		{ HV_KVP_STRING, UINT32_MAX, "a size is wrong" },
		{ HV_KVP_U32, 8, "a size is wrong" },
		{ HV_KVP_U32, 0, "a size is wrong" },
		{ HV_KVP_U64, 4, "a size is wrong" },
		{ 0, 2, "the value's type is unknown" },
		{ 3, 4, "the value's type is unknown" },
		{ UINT32_MAX, 4, "the value's type is unknown" },
	};
	char want[80];

	start_ready();
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		answer_get(cases[i].type, cases[i].size, bytes, sizeof(bytes));
		snprintf(want, sizeof(want), "\"status\":0,\"error\":\"%s\"}", cases[i].error);
		is_true(guest_saw(&g, want));
	}
	guest_forget(&g);
	is_int(run("kvp get guest k"), 0);
	is_true(guest_take(&ch));
	guest_answer_sized(&ch, HV_IC_OK, 28 + 2572); /* 8 bytes less than all of it */
	is_true(guest_saw(&g, "\"error\":\"the answer is too short\"}"));
	is_int(run("kvp get guest k"), 0); /* and life goes on */
	is_true(guest_take(&ch));
	guest_answer_sized(&ch, HV_IC_FAIL, 32);
	is_true(guest_saw(&g, "\"key\":\"k\",\"status\":2147500037}"));
	stop();
}

static void enumerates_until_told_to_stop(void)
{
	struct hv_kvp_enumerate *e = guest_body(&ch);
	char key[16], want[160];

	start_ready();
	is_int(run("kvp enumerate auto"), 0);
	is_int(run("kvp delete guest after"), 0);
	for (uint32_t i = 0; i < 10; i++) {
		is_true(guest_take(&ch));
		is_int(guest_header(&ch)->size, 2580);
		is_int(e->header.op, 3);
		is_int(e->header.pool, 2);
		is_int(e->index, i);
		snprintf(key, sizeof(key), "Key%u", i);
		put_item(&e->value, key, "value");
		e->header.op = 77; /* what the guest makes of the request is not believed */
		e->header.pool = 99;
		e->index = 4711;
		guest_answer(&ch, HV_IC_OK);
		snprintf(want, sizeof(want),
		         "\"op\":\"enumerate\",\"pool\":\"auto\",\"index\":%u,\"status\":0,"
		         "\"key\":\"%s\",\"value\":\"value\"}",
		         i, key);
		is_true(guest_saw(&g, want));
	}
	is_true(guest_take(&ch));
	is_int(e->index, 10);
	guest_answer(&ch, HV_IC_NO_MORE_ITEMS);
	is_true(guest_saw(&g, "\"index\":10,\"status\":2147942659}"));
	is_true(guest_take(&ch)); /* the command that waited */
	is_int(e->header.op, HV_KVP_DELETE);
	is_true(!guest_take(&ch));
	stop();
}

static void a_broken_item_ends_the_enumeration(void)
{
	struct hv_kvp_enumerate *e = guest_body(&ch);

	start_ready();
	is_int(run("kvp enumerate guest"), 0);
	is_true(guest_take(&ch));
	put_item(&e->value, "k", "v");
	e->value.key_size = 514;
	guest_answer(&ch, HV_IC_OK);
	is_true(guest_saw(&g, "\"index\":0,\"status\":0,\"error\":\"a size is wrong\"}"));
	is_true(!guest_take(&ch));
	is_int(run("kvp enumerate guest"), 0);
	is_true(guest_take(&ch));
	put_item(&e->value, "k", "v");
	e->value.type = 9;
	guest_answer(&ch, HV_IC_OK);
	is_true(guest_saw(&g, "\"key\":\"k\",\"error\":\"the value's type is unknown\"}"));
	is_true(!guest_take(&ch));
	stop();
}

static void an_enumeration_without_an_end_is_ended(void)
{
	struct hv_kvp_enumerate *e = guest_body(&ch);
	uint32_t n = 0;

	start_ready();
	is_int(run("kvp enumerate guest"), 0);
	for (; n < 20000 && guest_take(&ch); n++) {
		put_item(&e->value, "k", "v");
		guest_answer(&ch, HV_IC_OK);
	}
	is_int(n, 16384);
	is_true(guest_saw(&g, "\"index\":16384,\"status\":2147500037,"
	                      "\"error\":\"the guest's items do not end\"}"));
	is_true(!ic_is_busy(&kvp.ic));
	stop();
}

static void asks_for_addresses(void)
{
	struct hv_kvp_ip *ip = guest_body(&ch);
	uint32_t size;

	start_ready();
	is_int(run("kvp ip get 00:15:5D:01:02:03"), 0);
	is_true(guest_take(&ch));
	is_int(guest_header(&ch)->size, 7428);
	is_int(ip->op, 4);
	is_int(ip->family, 0);
	is_string(text_at((uint8_t *)guest_body(&ch) + 2, 256), "00:15:5D:01:02:03");
	ip->family = 3;
	ip->dhcp = 1;
	put_text(ip->address, sizeof(ip->address), &size, "10.1.2.3;fe80::1");
	put_text(ip->mask, sizeof(ip->mask), &size, "255.255.255.0;/64");
	put_text(ip->gateway, sizeof(ip->gateway), &size, "10.1.2.1;");
	memset(ip->dns, 'd', sizeof(ip->dns)); /* no NUL */
	memset(ip->adapter, 'x', sizeof(ip->adapter));
	guest_answer(&ch, HV_IC_OK);
	is_true(guest_saw(&g, "\"op\":\"ip_get\",\"adapter\":\"00:15:5D:01:02:03\",\"status\":0,"
	                      "\"family\":\"both\",\"dhcp\":true,"
	                      "\"address\":\"10.1.2.3;fe80::1\",\"mask\":\"255.255.255.0;/64\","
	                      "\"gateway\":\"10.1.2.1;\",\"dns\":\""));
	is_true(guest_saw(&g, "\xe6\x91\xa4\"}"));
	is_int(run("kvp ip get x"), 0);
	is_true(guest_take(&ch));
	ip->family = 4;
	guest_answer(&ch, HV_IC_OK);
	is_true(guest_saw(&g, "\"status\":0,\"error\":\"the address family is unknown\"}"));
	is_int(run("kvp ip get x"), 0);
	is_true(guest_take(&ch));
	guest_answer_sized(&ch, HV_IC_OK, ch.size - 8);
	is_true(guest_saw(&g, "\"error\":\"the answer is too short\"}"));
	stop();
}

static void sets_addresses(void)
{
	const uint8_t *b = guest_body(&ch);

	start_ready();
	is_int(run("kvp ip set {GUID} dhcp ip=10.0.0.2;10.0.0.3 mask=255.0.0.0 gateway=10.0.0.1 "
	           "dns=10.0.0.4 family=both"),
	       0);
	is_true(guest_take(&ch));
	is_int(guest_header(&ch)->size, 7428);
	is_int(b[0], 5);
	is_int(b[258], 3);
	is_int(b[259], 1);
	is_string(text_at(b + 2, 256), "{GUID}");
	is_string(text_at(b + 260, 2048), "10.0.0.2;10.0.0.3");
	is_string(text_at(b + 2308, 2048), "255.0.0.0");
	is_string(text_at(b + 4356, 1024), "10.0.0.1");
	is_string(text_at(b + 5380, 2048), "10.0.0.4");
	guest_answer(&ch, 0x80041002);
	is_true(guest_saw(&g, "\"op\":\"ip_set\",\"adapter\":\"{GUID}\",\"status\":2147749890}"));
	is_int(run("kvp ip set x ip=::1 family=v6"), 0);
	is_true(guest_take(&ch));
	is_int(b[258], 2);
	is_int(b[259], 0);
	guest_answer(&ch, HV_IC_OK);
	is_int(run("kvp ip set x"), 0);
	is_true(guest_take(&ch));
	is_int(b[258], 1);
	stop();
}

TAP_MAIN(TAP_CASE(offers_what_windows_offers), TAP_CASE(facts_come_first_one_by_one),
         TAP_CASE(facts_are_told_anew_to_who_comes_back), TAP_CASE(sets_values_of_each_type),
         TAP_CASE(deletes), TAP_CASE(commands_that_make_no_sense_are_refused),
         TAP_CASE(gets_values_of_each_type), TAP_CASE(answers_that_lie_are_errors),
         TAP_CASE(enumerates_until_told_to_stop), TAP_CASE(a_broken_item_ends_the_enumeration),
         TAP_CASE(an_enumeration_without_an_end_is_ended), TAP_CASE(asks_for_addresses),
         TAP_CASE(sets_addresses))
