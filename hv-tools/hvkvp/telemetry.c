// SPDX-License-Identifier: GPL-2.0-only
#include "telemetry.h"
#include "auto.h"
#include "azure_init.h"
#include "cloud_init.h"
#include "iso_time.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* A record that is part of an event. Parts of the same event have the same base of their key. */
struct part {
	const struct record *record;
	struct field base;
	uint64_t number;
	bool cloud_init;
};

static int compare_field(const struct field *a, const struct field *b)
{
	const int order = memcmp(a->at, b->at, a->len < b->len ? a->len : b->len);

	return order ? order : (a->len > b->len) - (a->len < b->len);
}

static int compare_parts(const void *left, const void *right)
{
	const struct part *a = left, *b = right;
	const int order = compare_field(&a->base, &b->base);

	if (order)
		return order;
	if (a->number != b->number)
		return a->number < b->number ? -1 : 1;
	return a->record->index < b->record->index ? -1 : 1;
}

static bool take_part(const struct record *r, struct part *ret)
{
	struct cloud_init_key cloud;
	struct azure_init_key azure;

	if (cloud_init_key(r->key, r->key_len, &cloud)) {
		*ret = (struct part){ r, cloud.base, cloud.chunk, true };
		return true;
	}
	if (!azure_init_key(r->key, r->key_len, &azure))
		return false;
	*ret = (struct part){ r, { r->key, r->key_len }, r->index, false };
	return true;
}

static int decode(const struct part *parts, size_t count, struct event *ret)
{
	AUTO_FREE struct chunk *chunks = calloc(count, sizeof(*chunks));
	const struct record *first = parts[0].record;
	struct cloud_init_key cloud;
	struct azure_init_key azure;

	if (!chunks)
		return -ENOMEM;
	for (size_t i = 0; i < count; i++)
		chunks[i] = (struct chunk){ parts[i].record, parts[i].number };
	if (parts[0].cloud_init && cloud_init_key(first->key, first->key_len, &cloud))
		return cloud_init_decode(&cloud, chunks, count, ret);
	if (!azure_init_key(first->key, first->key_len, &azure))
		return -EINVAL;
	return azure_init_decode(&azure, chunks, count, ret);
}

static int decode_all(const struct part *parts, size_t count, struct telemetry *t)
{
	size_t n;
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < count; i += n) {
		for (n = 1; i + n < count; n++)
			if (compare_field(&parts[i].base, &parts[i + n].base) != 0)
				break;
		rc = decode(&parts[i], n, &t->events[t->event_count]);
		t->event_count += rc == 0;
	}
	return rc;
}

/* What an agent has cut in two goes on in the next record of the key. */
static bool is_report_start(const struct record *r)
{
	static const char start[] = "result=";
	const size_t quote = r->value_len > 0 && (r->value[0] == '\'' || r->value[0] == '"');

	return r->value_len >= quote + sizeof(start) - 1 &&
	       memcmp(r->value + quote, start, sizeof(start) - 1) == 0;
}

static bool is_report(const struct record *r)
{
	return record_is(r, REPORT_KEY, sizeof(REPORT_KEY) - 1);
}

/* The report that begins with record @i. */
static int take_report(const struct records *records, size_t i, struct provisioning *ret)
{
	AUTO_FREE char *text = malloc(HV_POOL_VALUE_SIZE * 16);
	struct provisioning p = { .record = records->items[i].index };
	const char *moment;
	size_t len = 0;
	int rc;

	if (!text)
		return -ENOMEM;
	for (; i < records->count && p.chunks < 16; i++) {
		const struct record *r = &records->items[i];

		if (!is_report(r))
			continue;
		if (p.chunks > 0 && is_report_start(r))
			break;
		memcpy(text + len, r->value, r->value_len);
		len += r->value_len;
		p.chunks++;
	}
	rc = report_parse(text, len, &p.report);
	if (rc < 0)
		return rc;
	moment = report_get(&p.report, "timestamp");
	if (!moment || iso_time_parse(moment, strlen(moment), &p.time_ns) < 0)
		p.time_ns = 0;
	*ret = p;
	return 0;
}

static int take_reports(const struct records *records, struct telemetry *t)
{
	bool seen = false;
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < records->count; i++) {
		const struct record *r = &records->items[i];

		if (!is_report(r) || (seen && !is_report_start(r)))
			continue;
		seen = true;
		rc = take_report(records, i, &t->reports[t->report_count]);
		t->report_count += rc == 0;
	}
	return rc;
}

static int compare_time(const void *left, const void *right)
{
	const struct event *a = left, *b = right;

	if (a->time_ns != b->time_ns)
		return a->time_ns < b->time_ns ? -1 : 1;
	return a->record < b->record ? -1 : 1;
}

/*
 * Of an event's two GUIDs the machine's is the one that other events have, too. One event alone has it first, as
 * cloud-init writes it now.
 */
static void find_machine(const struct telemetry *t, char ret[EVENT_GUID])
{
	const struct event *known = NULL;

	ret[0] = '\0';
	for (size_t i = 0; i < t->event_count && !ret[0]; i++) {
		const struct event *e = &t->events[i];

		if (e->source != EVENT_CLOUD_INIT || !e->vm_id[0])
			continue;
		if (known && (!strcmp(e->id, known->id) || !strcmp(e->id, known->vm_id)))
			memcpy(ret, e->id, EVENT_GUID);
		else if (known && (!strcmp(e->vm_id, known->id) || !strcmp(e->vm_id, known->vm_id)))
			memcpy(ret, e->vm_id, EVENT_GUID);
		known = known ? known : e;
	}
}

static void name_machine(struct telemetry *t)
{
	char machine[EVENT_GUID], other[EVENT_GUID];

	find_machine(t, machine);
	for (size_t i = 0; machine[0] && i < t->event_count; i++) {
		struct event *e = &t->events[i];

		if (e->source != EVENT_CLOUD_INIT || !e->vm_id[0] || strcmp(e->id, machine) != 0)
			continue;
		memcpy(other, e->id, sizeof(other));
		memcpy(e->id, e->vm_id, sizeof(other));
		memcpy(e->vm_id, other, sizeof(other));
	}
}

static int compare_span(const void *left, const void *right)
{
	const struct event *a = *(struct event *const *)left, *b = *(struct event *const *)right;
	int order = (a->incarnation > b->incarnation) - (a->incarnation < b->incarnation);

	if (order == 0)
		order = strcmp(a->name, b->name);
	return order ? order : compare_time(a, b);
}

static bool same_span(const struct event *a, const struct event *b)
{
	return a->incarnation == b->incarnation && strcmp(a->name, b->name) == 0;
}

/* A finish belongs to the start of its name right before it. */
static int pair_spans(struct telemetry *t)
{
	AUTO_FREE struct event **order = calloc(t->event_count + 1, sizeof(struct event *));
	size_t n = 0;

	if (!order)
		return -ENOMEM;
	for (size_t i = 0; i < t->event_count; i++) {
		const struct event *e = &t->events[i];

		if (e->source == EVENT_CLOUD_INIT && e->time_ns != 0 &&
		    (!strcmp(e->kind, "start") || !strcmp(e->kind, "finish")))
			order[n++] = &t->events[i];
	}
	if (n > 0)
		qsort(order, n, sizeof(*order), compare_span);
	for (size_t i = 1; i < n; i++) {
		struct event *start = order[i - 1], *finish = order[i];

		if (strcmp(start->kind, "start") != 0 || strcmp(finish->kind, "finish") != 0 ||
		    !same_span(start, finish))
			continue;
		start->has_finish = finish->has_start = true;
		if (finish->duration_ns < 0)
			finish->duration_ns = finish->time_ns - start->time_ns;
		start->duration_ns = finish->duration_ns;
		memcpy(start->result, finish->result, sizeof(start->result));
	}
	return 0;
}

static size_t count_reports(const struct records *records)
{
	size_t n = 0;

	for (size_t i = 0; i < records->count; i++)
		n += is_report(&records->items[i]);
	return n;
}

int telemetry_read(const struct records *records, struct telemetry *ret)
{
	AUTO_FREE struct part *parts = calloc(records->count + 1, sizeof(*parts));
	size_t n = 0;
	int rc;

	*ret = (struct telemetry){ 0 };
	for (size_t i = 0; parts && i < records->count; i++)
		n += take_part(&records->items[i], &parts[n]);
	ret->events = calloc(n + 1, sizeof(*ret->events));
	ret->reports = calloc(count_reports(records) + 1, sizeof(*ret->reports));
	if (!parts || !ret->events || !ret->reports)
		return -ENOMEM;
	ret->other_count = records->count - n - count_reports(records);
	qsort(parts, n, sizeof(*parts), compare_parts);
	rc = decode_all(parts, n, ret);
	if (rc == 0)
		rc = take_reports(records, ret);
	if (rc < 0)
		return rc;
	qsort(ret->events, ret->event_count, sizeof(*ret->events), compare_time);
	name_machine(ret);
	return pair_spans(ret);
}

void telemetry_free(struct telemetry *t)
{
	for (size_t i = 0; i < t->event_count; i++)
		event_free(&t->events[i]);
	for (size_t i = 0; i < t->report_count; i++)
		report_free(&t->reports[i].report);
	free(t->events);
	free(t->reports);
	*t = (struct telemetry){ 0 };
}
