// SPDX-License-Identifier: GPL-2.0-only
#include "azure_init.h"
#include "auto.h"
#include "iso_time.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>

static bool is_level(const struct field *f)
{
	static const char *const levels[] = { "TRACE", "DEBUG", "INFO", "WARN", "ERROR" };

	for (size_t i = 0; i < ARRAY_SIZE(levels); i++)
		if (field_is(f, levels[i]))
			return true;
	return false;
}

/* The agent's name can be configured, the form of the key cannot. */
bool azure_init_key(const char *key, size_t len, struct azure_init_key *ret)
{
	struct field f[KEY_FIELDS];
	const size_t n = split_fields(key, len, f);

	if (n < 5 || f[0].len == 0 || !is_guid(f[1].at, f[1].len) || !is_level(&f[2]) ||
	    !is_guid(f[n - 1].at, f[n - 1].len))
		return false;
	*ret = (struct azure_init_key){
		f[0],     f[1], f[2], { f[3].at, (size_t)(f[n - 2].at + f[n - 2].len - f[3].at) },
		f[n - 1],
	};
	return true;
}

/* "NAME: MOMENT" at the start of @text, up to " | " or the end; *ret_rest is what comes behind that. */
static bool take_moment(const struct field *text, const char *name, int64_t *ret_ns,
                        struct field *ret_rest)
{
	const size_t name_len = strlen(name);
	const char *end = text->at + text->len, *at = text->at + name_len, *bar;

	if (text->len <= name_len || memcmp(text->at, name, name_len) != 0)
		return false;
	bar = memmem(at, (size_t)(end - at), " | ", 3);
	*ret_rest =
		bar ? (struct field){ bar + 3, (size_t)(end - bar - 3) } : (struct field){ end, 0 };
	return iso_time_parse(at, (size_t)((bar ? bar : end) - at), ret_ns) == 0;
}

static void take_value(struct event *e)
{
	const struct field all = { e->message, e->message_len };
	static const char event[] = "Event: ";
	struct field rest, none;
	int64_t end;

	if (take_moment(&all, "Time: ", &e->time_ns, &rest) && rest.len >= sizeof(event) - 1 &&
	    memcmp(rest.at, event, sizeof(event) - 1) == 0) {
		e->message_len = rest.len - (sizeof(event) - 1);
		memmove(e->message, rest.at + sizeof(event) - 1, e->message_len);
		e->message[e->message_len] = '\0';
	} else if (take_moment(&all, "Start: ", &e->time_ns, &rest) &&
	           take_moment(&rest, "End: ", &end, &none) && end >= e->time_ns) {
		e->duration_ns = end - e->time_ns;
		e->message_len = 0;
		e->message[0] = '\0';
	} else {
		event_problem(e, "it has no time");
	}
}

int azure_init_decode(const struct azure_init_key *key, const struct chunk *chunks, size_t count,
                      struct event *ret)
{
	struct event e = { .source = EVENT_AZURE_INIT,
		           .duration_ns = -1,
		           .record = chunks[0].record->index,
		           .chunks = count };

	e.message = malloc(count * HV_POOL_VALUE_SIZE + 1);
	if (!e.message)
		return -ENOMEM;
	for (size_t i = 0; i < count; i++) {
		memcpy(e.message + e.message_len, chunks[i].record->value,
		       chunks[i].record->value_len);
		e.message_len += chunks[i].record->value_len;
	}
	e.message[e.message_len] = '\0';
	copy_text(key->agent.at, key->agent.len, e.agent, sizeof(e.agent));
	copy_text(key->vm_id.at, key->vm_id.len, e.vm_id, sizeof(e.vm_id));
	copy_text(key->level.at, key->level.len, e.kind, sizeof(e.kind));
	copy_text(key->name.at, key->name.len, e.name, sizeof(e.name));
	copy_text(key->id.at, key->id.len, e.id, sizeof(e.id));
	take_value(&e);
	if (hv_pool_units(e.message, e.message_len) < 0)
		event_problem(&e, "its text is not UTF-8");
	*ret = e;
	return 0;
}
