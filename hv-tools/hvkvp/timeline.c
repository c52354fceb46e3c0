// SPDX-License-Identifier: GPL-2.0-only
#include "timeline.h"
#include "auto.h"
#include "iso_time.h"
#include "limits.h"
#include "output.h"
#include <inttypes.h>
#include <string.h>

enum { MESSAGE_CUT = 120 };

static const char *const sources[] = {
	[EVENT_CLOUD_INIT] = "cloud-init",
	[EVENT_AZURE_INIT] = "azure-init",
};

/* Up to @max bytes, but not into the middle of a character. */
static void write_message(FILE *out, const char *text, size_t len, size_t max)
{
	size_t n = len < max ? len : max;

	while (n > 0 && n < len && ((unsigned char)text[n] & 0xc0) == 0x80)
		n--;
	text_escape(out, text, n);
	if (n < len)
		fputs("...", out);
}

static void write_seconds(FILE *out, int64_t ns)
{
	if (ns < 0)
		fprintf(out, " %11s", "");
	else
		fprintf(out, " %10.6fs", (double)ns / 1e9);
}

static const char *outcome(const struct event *e)
{
	if (e->result[0])
		return e->result;
	return strcmp(e->kind, "start") == 0 && !e->has_finish ? "unfinished" : e->kind;
}

static void write_event(FILE *out, const struct event *e, int64_t zero_ns, bool whole)
{
	char moment[ISO_TIME_SIZE];

	if (e->time_ns != 0)
		fprintf(out, "%s +%.6fs", iso_time_format(e->time_ns, moment),
		        (double)(e->time_ns - zero_ns) / 1e9);
	else
		fprintf(out, "%-27s %s", "(no time)", "+?");
	write_seconds(out, e->duration_ns);
	fprintf(out, "  %-10s ", sources[e->source]);
	text_escape(out, outcome(e), strlen(outcome(e)));
	fputc(' ', out);
	text_escape(out, e->name, strlen(e->name));
	if (e->inflated)
		fprintf(out, ": %zu bytes, see --extract", e->message_len);
	else if (e->message_len > 0) {
		fputs(": ", out);
		write_message(out, e->message, e->message_len, whole ? SIZE_MAX : MESSAGE_CUT);
	}
	if (e->problem[0])
		fprintf(out, " [%s]", e->problem);
	fputc('\n', out);
}

static void write_report(FILE *out, const struct provisioning *p)
{
	fprintf(out, "report, record %" PRIu64 "%s:\n", p->record,
	        p->report.damaged ? ", damaged" : "");
	for (size_t i = 0; i < p->report.count; i++) {
		const struct report_field *f = &p->report.fields[i];

		fputs("  ", out);
		text_escape(out, f->name, strlen(f->name));
		fputs(": ", out);
		text_escape(out, f->value, strlen(f->value));
		fputc('\n', out);
	}
}

static void write_undelivered(FILE *out, const struct records *records)
{
	char words[96];

	for (size_t i = 0; i < records->count; i++) {
		const struct record *r = &records->items[i];
		const struct delivery d = record_delivery(r);

		if (delivery_is_whole(&d))
			continue;
		fprintf(out, "not for the host, record %" PRIu64 " (", r->index);
		write_message(out, r->key, r->key_len, 64);
		fprintf(out, "): %s\n", delivery_words(&d, words, sizeof(words)));
	}
}

/* The end of a span is told in the line of its start. */
void timeline_write(FILE *out, const struct telemetry *t, const struct records *records, bool whole)
{
	int64_t zero_ns = 0;

	for (size_t i = 0; i < t->event_count; i++) {
		if (zero_ns == 0)
			zero_ns = t->events[i].time_ns;
		if (!t->events[i].has_start)
			write_event(out, &t->events[i], zero_ns, whole);
	}
	for (size_t i = 0; i < t->report_count; i++)
		write_report(out, &t->reports[i]);
	write_undelivered(out, records);
}

static void json_text(struct hv_json *j, const char *name, const char *text)
{
	hv_json_string(j, name, text[0] ? text : NULL);
}

static void json_event(struct hv_json *j, const struct event *e)
{
	hv_json_object(j, NULL);
	hv_json_string(j, "source", sources[e->source]);
	hv_json_string(j, "agent", e->agent);
	hv_json_string(j, "kind", e->kind);
	hv_json_string(j, "name", e->name);
	hv_json_string(j, "id", e->id);
	json_text(j, "vm_id", e->vm_id);
	if (e->source == EVENT_CLOUD_INIT)
		hv_json_uint(j, "incarnation_s", e->incarnation);
	if (e->time_ns != 0)
		hv_json_int(j, "time_ns", e->time_ns);
	if (e->duration_ns >= 0)
		hv_json_int(j, "duration_ns", e->duration_ns);
	json_text(j, "result", e->result);
	hv_json_string_n(j, "message", e->message, e->message_len);
	hv_json_bool(j, "inflated", e->inflated);
	hv_json_uint(j, "record", e->record);
	hv_json_uint(j, "chunks", e->chunks);
	json_text(j, "problem", e->problem);
	hv_json_end_object(j);
}

/* Of two fields of one name the first counts. */
static void json_report(struct hv_json *j, const struct provisioning *p)
{
	hv_json_object(j, NULL);
	hv_json_uint(j, "record", p->record);
	hv_json_uint(j, "chunks", p->chunks);
	hv_json_bool(j, "damaged", p->report.damaged);
	hv_json_object(j, "fields");
	for (size_t i = 0; i < p->report.count; i++) {
		const struct report_field *f = &p->report.fields[i];

		if (report_get(&p->report, f->name) == f->value)
			hv_json_string(j, f->name, f->value);
	}
	hv_json_end_object(j);
	hv_json_end_object(j);
}

static void json_undelivered(struct hv_json *j, const struct records *records)
{
	char words[96];

	hv_json_array(j, "undeliverable");
	for (size_t i = 0; i < records->count; i++) {
		const struct delivery d = record_delivery(&records->items[i]);

		if (delivery_is_whole(&d))
			continue;
		hv_json_object(j, NULL);
		hv_json_uint(j, "record", records->items[i].index);
		hv_json_string_n(j, "key", records->items[i].key, records->items[i].key_len);
		hv_json_string(j, "reason", delivery_words(&d, words, sizeof(words)));
		hv_json_end_object(j);
	}
	hv_json_end_array(j);
}

void timeline_json(FILE *out, const struct telemetry *t, const struct records *records,
                   unsigned int pool)
{
	struct hv_json j;

	json_start(&j, out, false, "hvkvp-events/1");
	hv_json_uint(&j, "pool", pool);
	hv_json_array(&j, "events");
	for (size_t i = 0; i < t->event_count; i++)
		json_event(&j, &t->events[i]);
	hv_json_end_array(&j);
	hv_json_array(&j, "reports");
	for (size_t i = 0; i < t->report_count; i++)
		json_report(&j, &t->reports[i]);
	hv_json_end_array(&j);
	json_undelivered(&j, records);
	hv_json_uint(&j, "other_records", t->other_count);
	hv_json_end_object(&j);
}
