// SPDX-License-Identifier: GPL-2.0-only
#include "cloud_init.h"
#include "inflate.h"
#include "iso_time.h"
#include <ctype.h>
#include <errno.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

/* Decimal digits only, of a number that fits. */
static bool decimal(const struct field *f, uint64_t *ret)
{
	uint64_t value = 0;

	for (size_t i = 0; i < f->len; i++)
		if (!isdigit((unsigned char)f->at[i]) ||
		    __builtin_mul_overflow(value, 10, &value) ||
		    __builtin_add_overflow(value, (uint64_t)(f->at[i] - '0'), &value))
			return false;
	*ret = value;
	return f->len > 0;
}

bool cloud_init_key(const char *key, size_t len, struct cloud_init_key *ret)
{
	struct cloud_init_key k = { 0 };
	struct field f[KEY_FIELDS];
	size_t n = split_fields(key, len, f), guid;

	if (n < 5 || !field_is(&f[0], "CLOUD_INIT") || !decimal(&f[1], &k.incarnation))
		return false;
	k.has_chunk = !is_guid(f[n - 1].at, f[n - 1].len);
	if (k.has_chunk && !decimal(&f[--n], &k.chunk))
		return false;
	k.base = (struct field){ key, (size_t)(f[n - 1].at + f[n - 1].len - key) };
	for (guid = n; guid > 4 && n - guid < 2; guid--)
		if (!is_guid(f[guid - 1].at, f[guid - 1].len))
			break;
	k.guid_count = (unsigned int)(n - guid);
	if (k.guid_count == 0 || guid < 4)
		return false;
	for (unsigned int i = 0; i < k.guid_count; i++)
		k.guids[i] = f[guid + i];
	k.type = f[2];
	/* A name may have bars of its own. */
	k.name = (struct field){ f[3].at, (size_t)(f[guid - 1].at + f[guid - 1].len - f[3].at) };
	*ret = k;
	return true;
}

/* Where the string that follows "msg": begins, and how much stands before that name. No other text has its form. */
static const char *find_message(const struct record *r, size_t *ret_head)
{
	static const char name[] = "\"msg\":";
	const char *at = memmem(r->value, r->value_len, name, sizeof(name) - 1);
	const char *end = r->value + r->value_len;

	if (!at)
		return NULL;
	*ret_head = (size_t)(at - r->value);
	at += sizeof(name) - 1;
	while (at < end && *at == ' ')
		at++;
	return at < end && *at == '"' ? at + 1 : NULL;
}

/* The string up to the closing quote and brace; false when the value does not end so. */
static bool find_slice(const struct record *r, size_t *ret_head, struct field *ret_slice)
{
	const char *at = find_message(r, ret_head);
	const char *end = r->value + r->value_len;

	if (!at || end - at < 2 || end[-1] != '}' || end[-2] != '"')
		return false;
	*ret_slice = (struct field){ at, (size_t)(end - 2 - at) };
	return true;
}

/* The members before msg, as an object of their own. NULL when they are none. */
static json_t *parse_head(const struct record *r, size_t head)
{
	char text[HV_POOL_VALUE_SIZE + 2];

	while (head > 0 && (r->value[head - 1] == ',' || r->value[head - 1] == ' '))
		head--;
	memcpy(text, r->value, head);
	text[head] = '}';
	return json_loadb(text, head + 1, 0, NULL);
}

static void take_text(const json_t *object, const char *name, char *buf, size_t size)
{
	const json_t *value = json_object_get(object, name);

	if (json_is_string(value))
		copy_text(json_string_value(value), json_string_length(value), buf, size);
}

static void take_members(const json_t *object, struct event *e)
{
	const json_t *ts = json_object_get(object, "ts");
	const json_t *duration = json_object_get(object, "duration");
	const double seconds = json_number_value(duration);

	if (!json_is_string(ts) ||
	    iso_time_parse(json_string_value(ts), json_string_length(ts), &e->time_ns) < 0)
		event_problem(e, "it has no time");
	if (json_is_number(duration) && seconds >= 0 && seconds < 1e9)
		e->duration_ns = (int64_t)(seconds * 1e9 + 0.5);
	take_text(object, "result", e->result, sizeof(e->result));
}

static int keep_message(struct event *e, const char *text, size_t len)
{
	e->message = malloc(len + 1);
	if (!e->message)
		return -ENOMEM;
	memcpy(e->message, text, len);
	e->message[len] = '\0';
	e->message_len = len;
	return 0;
}

/* What was cut off still has its beginning. */
static int decode_damaged(const struct record *r, struct event *e)
{
	size_t head_len = 0;
	const char *message = find_message(r, &head_len);
	json_t *head = message ? parse_head(r, head_len) : NULL;

	event_problem(e, "its value is not JSON, or was cut off");
	if (!head)
		return keep_message(e, r->value, r->value_len);
	take_members(head, e);
	json_decref(head);
	return keep_message(e, message, (size_t)(r->value + r->value_len - message));
}

/* In one record, which is JSON as a whole. */
static int decode_whole(const struct record *r, struct event *e)
{
	json_t *object = json_loadb(r->value, r->value_len, JSON_ALLOW_NUL, NULL);
	const json_t *msg = json_object_get(object, "msg");
	int rc;

	if (!json_is_object(object)) {
		rc = decode_damaged(r, e);
	} else {
		take_members(object, e);
		rc = json_is_string(msg)
		             ? keep_message(e, json_string_value(msg), json_string_length(msg))
		             : keep_message(e, "", 0);
	}
	json_decref(object);
	return rc;
}

/* @text has a quote before its first byte and room for one behind its last. */
static int unescape(struct event *e, char *text, size_t len)
{
	json_t *string;
	int rc;

	text[len + 1] = '"';
	string = json_loadb(text, len + 2, JSON_DECODE_ANY | JSON_ALLOW_NUL, NULL);
	if (json_is_string(string)) {
		rc = keep_message(e, json_string_value(string), json_string_length(string));
	} else {
		event_problem(e, "its text ends within an escape, or is damaged");
		rc = keep_message(e, text + 1, len);
	}
	json_decref(string);
	return rc;
}

static void take_chunk(const struct chunk *c, uint64_t want, struct event *e, char *to, size_t *len)
{
	struct field slice;
	json_t *head = NULL;
	size_t head_len;

	if (!find_slice(c->record, &head_len, &slice)) {
		event_problem(e, "chunk %llu is not JSON, or was cut off",
		              (unsigned long long)c->number);
		return;
	}
	head = parse_head(c->record, head_len);
	if (json_integer_value(json_object_get(head, "msg_i")) != (json_int_t)c->number)
		event_problem(e, "chunk %llu has another number inside",
		              (unsigned long long)c->number);
	if (want == 0)
		take_members(head, e);
	json_decref(head);
	memcpy(to + *len, slice.at, slice.len);
	*len += slice.len;
}

static int decode_chunks(const struct chunk *chunks, size_t count, struct event *e)
{
	char *text = malloc(count * HV_POOL_VALUE_SIZE + 2);
	uint64_t want = 0;
	size_t len = 1;
	int rc;

	if (!text)
		return -ENOMEM;
	text[0] = '"';
	for (size_t i = 0; i < count; i++, want++) {
		if (i > 0 && chunks[i].number == chunks[i - 1].number) {
			event_problem(e, "chunk %llu is there twice",
			              (unsigned long long)chunks[i].number);
			want--;
			continue;
		}
		if (chunks[i].number != want) {
			event_problem(e, "chunk %llu is missing", (unsigned long long)want);
			break;
		}
		take_chunk(&chunks[i], want, e, text, &len);
	}
	rc = unescape(e, text, len - 1);
	free(text);
	return rc;
}

/* Of a message that lacks its end: the data, whose line breaks are still escaped. They are made blank. */
static char *find_data(struct event *e, size_t *ret_len)
{
	static const char mark[] = "\"data\": \"";
	char *end = e->message + e->message_len;
	char *data = memmem(e->message, e->message_len, mark, sizeof(mark) - 1);

	if (!data)
		return NULL;
	data += sizeof(mark) - 1;
	for (char *at = data; at + 1 < end; at++)
		if (at[0] == '\\' && at[1] == 'n')
			at[0] = at[1] = ' ';
	*ret_len = (size_t)(end - data);
	return data;
}

/* The message is {"encoding":"gz+b64","data":"..."}; what is left of a damaged one is taken. */
static int unpack(struct event *e)
{
	json_t *object = json_loadb(e->message, e->message_len, 0, NULL);
	const json_t *data = json_object_get(object, "data");
	const char *packed = json_string_value(data);
	size_t packed_len = json_string_length(data), len;
	bool whole;
	char *text;
	int rc;

	if (!packed && e->problem[0])
		packed = find_data(e, &packed_len);
	rc = packed ? inflate_base64(packed, packed_len, &text, &len, &whole) : -EBADMSG;
	json_decref(object);
	if (rc == -ENOMEM)
		return rc;
	if (rc < 0 || !whole)
		event_problem(e, "its content is damaged, or larger than %d MiB",
		              INFLATE_MAX >> 20);
	if (rc < 0)
		return 0;
	free(e->message);
	e->message = text;
	e->message_len = len;
	e->inflated = true;
	return 0;
}

int cloud_init_decode(const struct cloud_init_key *key, const struct chunk *chunks, size_t count,
                      struct event *ret)
{
	struct event e = { .source = EVENT_CLOUD_INIT,
		           .agent = "CLOUD_INIT",
		           .incarnation = key->incarnation,
		           .duration_ns = -1,
		           .record = chunks[0].record->index,
		           .chunks = count };
	int rc;

	copy_text(key->type.at, key->type.len, e.kind, sizeof(e.kind));
	copy_text(key->name.at, key->name.len, e.name, sizeof(e.name));
	copy_text(key->guids[key->guid_count - 1].at, 36, e.id, sizeof(e.id));
	if (key->guid_count == 2)
		copy_text(key->guids[0].at, 36, e.vm_id, sizeof(e.vm_id));
	if (!key->has_chunk && count > 1)
		event_problem(&e, "there are %zu records of its key", count);
	rc = key->has_chunk ? decode_chunks(chunks, count, &e) : decode_whole(chunks[0].record, &e);
	if (rc == 0 && strcmp(e.kind, "compressed") == 0)
		rc = unpack(&e);
	if (rc < 0)
		event_free(&e);
	else
		*ret = e;
	return rc;
}
