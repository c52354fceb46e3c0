// SPDX-License-Identifier: GPL-2.0-only
#include "hvkvp/azure_init.h"
#include "hvkvp/cloud_init.h"
#include "hvkvp/telemetry.h"
#include "hvkvp_records.h"
#include "tap.h"
#include <stdio.h>

#define VM    "0e5e179d-5341-478b-8456-fbb90621bdf8"
#define ID_1  "b7a822ba-4eea-46c0-b559-e84396101132"
#define ID_2  "e5f01809-a7a3-4279-aa64-1f18e21eda6e"
#define EARLY "2026-07-27T21:33:20+00:00"
#define LATE  "2026-07-27T21:33:24.5+00:00"

static struct records records;
static struct telemetry t;

static void begin(void)
{
	telemetry_free(&t);
	records_free(&records);
}

static void read_all(void)
{
	telemetry_free(&t);
	is_int(telemetry_read(&records, &t), 0);
}

static void keys_by_form_not_by_place(void)
{
	static const struct {
		const char *key;
		unsigned int guids;
		int chunk; /* -1 none, -2 no such key */
	} cases[] = {
		{ "CLOUD_INIT|17|start|init|" VM "|" ID_1, 2, -1 },
		{ "CLOUD_INIT|17|start|init|" ID_1, 1, -1 },
		{ "CLOUD_INIT|17|start|init|" VM "|" ID_1 "|12", 2, 12 },
		{ "CLOUD_INIT|17|start|init|" ID_1 "|0", 1, 0 },
		{ "CLOUD_INIT|17|start|in|it|" ID_1 "|0", 1, 0 },
		{ "CLOUD_INIT|17|start|init|" ID_1 "|-1", 0, -2 },
		{ "CLOUD_INIT|17|start|init|" ID_1 "|", 0, -2 },
		{ "CLOUD_INIT|17|start|init|" ID_1 "|99999999999999999999", 0, -2 },
		{ "CLOUD_INIT|x|start|init|" ID_1, 0, -2 },
		{ "CLOUD_INIT|17|start|" ID_1, 0, -2 },
		{ "CLOUD_INIT|17|start|init|12", 0, -2 },
		{ "CLOUD_INIT|||||||||||||||||||", 0, -2 },
		{ "CLOUD_INIT", 0, -2 },
		{ "", 0, -2 },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct cloud_init_key k = { 0 };

		is_int(cloud_init_key(cases[i].key, strlen(cases[i].key), &k),
		       cases[i].chunk != -2);
		is_int(k.guid_count, cases[i].guids);
		is_int(k.has_chunk ? (int)k.chunk : -1, cases[i].chunk < 0 ? -1 : cases[i].chunk);
	}
}

static void a_span_has_start_and_finish(void)
{
	begin();
	add_record(&records, "CLOUD_INIT|17|finish|init|" VM "|" ID_2,
	           "{\"name\":\"init\",\"type\":\"finish\",\"ts\":\"" LATE
	           "\",\"result\":\"SUCCESS\",\"duration\":4.25,\"msg\":\"done\"}");
	add_record(&records, "CLOUD_INIT|17|start|init|" VM "|" ID_1,
	           "{\"name\":\"init\",\"type\":\"start\",\"ts\":\"" EARLY "\",\"msg\":\"go\"}");
	read_all();
	is_int(t.event_count, 2);
	is_string(t.events[0].kind, "start");
	is_true(t.events[0].has_finish && t.events[1].has_start);
	is_int(t.events[0].duration_ns, 4250000000);
	is_string(t.events[0].result, "SUCCESS");
	is_string(t.events[1].message, "done");
	is_string(t.events[1].vm_id, VM);
	is_int(t.events[1].incarnation, 17);
	begin();
}

static void without_a_duration_the_times_tell(void)
{
	begin();
	add_record(&records, "CLOUD_INIT|17|start|init|" ID_1,
	           "{\"ts\":\"" EARLY "\",\"msg\":\"\"}");
	add_record(&records, "CLOUD_INIT|17|finish|init|" ID_2,
	           "{\"ts\":\"" LATE "\",\"msg\":\"\"}");
	/* Of another boot: not the other end of this span. */
	add_record(&records, "CLOUD_INIT|18|start|init|" VM, "{\"ts\":\"" LATE "\",\"msg\":\"\"}");
	read_all();
	is_int(t.events[0].duration_ns, 4500000000);
	is_true(!t.events[2].has_finish);
	begin();
}

static void the_machine_is_the_guid_that_stays(void)
{
	begin();
	add_record(&records, "CLOUD_INIT|17|a|x|" ID_1 "|" VM,
	           "{\"ts\":\"" EARLY "\",\"msg\":\"\"}");
	add_record(&records, "CLOUD_INIT|17|a|y|" ID_2 "|" VM,
	           "{\"ts\":\"" LATE "\",\"msg\":\"\"}");
	read_all();
	is_string(t.events[0].vm_id, VM);
	is_string(t.events[0].id, ID_1);
	is_string(t.events[1].vm_id, VM);
	is_string(t.events[1].id, ID_2);
	begin();
}

static void add_chunk(int number, const char *slice)
{
	char key[256], value[512];

	snprintf(key, sizeof(key), "CLOUD_INIT|17|diagnostic|d|" ID_1 "|%d", number);
	snprintf(
		value, sizeof(value),
		"{\"name\":\"d\",\"type\":\"diagnostic\",\"ts\":\"%s\",\"msg_i\":%d,\"msg\":\"%s\"}",
		EARLY, number, slice);
	add_record(&records, key, value);
}

/* The first slice ends between a backslash and its n, the second within \u00e9. */
static void slices_are_joined_before_they_are_unescaped(void)
{
	begin();
	add_chunk(1, "nb\\u00");
	add_chunk(0, "a\\");
	add_chunk(2, "e9\\\"}");
	read_all();
	is_int(t.event_count, 1);
	is_string(t.events[0].message, "a\nb\xc3\xa9\"}");
	is_string(t.events[0].problem, "");
	is_int(t.events[0].chunks, 3);
	is_true(t.events[0].time_ns > 0);
	begin();
}

static void damage_is_told_not_fatal(void)
{
	begin();
	add_chunk(0, "one ");
	add_chunk(2, "three");
	read_all();
	is_string(t.events[0].problem, "chunk 1 is missing");
	is_string(t.events[0].message, "one ");
	begin();
	add_chunk(0, "one ");
	add_chunk(0, "one ");
	add_chunk(1, "two");
	read_all();
	is_string(t.events[0].problem, "chunk 0 is there twice");
	is_string(t.events[0].message, "one two");
	begin();
	add_chunk(1, "two");
	read_all();
	is_string(t.events[0].problem, "chunk 0 is missing");
	begin();
	add_chunk(0, "cut \\u00");
	read_all();
	is_string(t.events[0].problem, "its text ends within an escape, or is damaged");
	is_string(t.events[0].message, "cut \\u00");
	begin();
	add_record(&records, "CLOUD_INIT|17|a|x|" ID_1, "{\"ts\":\"" EARLY "\",\"msg\":\"cut of");
	add_record(&records, "CLOUD_INIT|17|a|y|" ID_2, "[]");
	read_all();
	is_string(t.events[0].problem, "its value is not JSON, or was cut off");
	is_string(t.events[0].name, "y");
	is_string(t.events[0].message, "[]");
	is_string(t.events[1].problem, "its value is not JSON, or was cut off");
	is_string(t.events[1].message, "cut of");
	is_true(t.events[1].time_ns > 0);
	begin();
}

static void packed_texts_are_unpacked(void)
{
	begin();
	add_record(&records, "CLOUD_INIT|17|compressed|dmesg|" ID_1,
	           "{\"ts\":\"" EARLY "\",\"msg\":\"{\\\"encoding\\\": \\\"gz+b64\\\", "
	           "\\\"data\\\": \\\"eJxLzskvTdHNzMss\\\\n4WL4DwAi1AUC\\\\n\\\"}\"}");
	read_all();
	is_true(t.events[0].inflated);
	is_int(t.events[0].message_len, 13);
	is_string(t.events[0].problem, "");
	begin();
	add_record(&records, "CLOUD_INIT|17|compressed|dmesg|" ID_1,
	           "{\"ts\":\"" EARLY "\",\"msg\":\"nothing of the kind\"}");
	read_all();
	is_true(!t.events[0].inflated);
	is_true(t.events[0].problem[0]);
	is_string(t.events[0].message, "nothing of the kind");
	begin();
}

static void azure_init_spans_and_moments(void)
{
	static const char key[] = "azure-init-0.1.1|" VM "|INFO|provision:user|" ID_1;

	begin();
	add_record(&records, key, "Time: 2026-07-27T21:33:24.500Z | Event: msg=\"hi | there\"");
	add_record(&records, "azure-init-0.1.1|" VM "|ERROR|provision|" ID_2,
	           "Start: 2026-07-27T21:33:20.000Z | End: 2026-07-27T21:33:24.500Z");
	add_record(&records, "azure-init-0.1.1|" VM "|NOTICE|provision|" ID_2, "x");
	read_all();
	is_int(t.event_count, 2);
	is_int(t.other_count, 1);
	is_int(t.events[0].duration_ns, 4500000000);
	is_string(t.events[0].kind, "ERROR");
	is_string(t.events[1].message, "msg=\"hi | there\"");
	is_string(t.events[1].agent, "azure-init-0.1.1");
	is_int(t.events[1].duration_ns, -1);
	begin();
}

/* Cut within a character: no record is UTF-8, the whole is. */
static void azure_init_chunks_have_one_key(void)
{
	static const char key[] = "azure-init-0.1.1|" VM "|INFO|provision|" ID_1;

	begin();
	add_record(&records, key, "Time: 2026-07-27T21:33:24.500Z | Event: caf\xc3");
	add_record(&records, "other", "x");
	add_record(&records, key, "\xa9");
	read_all();
	is_int(t.event_count, 1);
	is_int(t.events[0].chunks, 2);
	is_string(t.events[0].message, "caf\xc3\xa9");
	is_string(t.events[0].problem, "");
	begin();
	add_record(&records, key, "nothing known");
	add_record(&records, key, "\xff");
	read_all();
	is_string(t.events[0].problem, "it has no time");
	begin();
}

static void reports_in_one_piece_or_two(void)
{
	begin();
	add_record(&records, REPORT_KEY, "result=error|reason=a lo");
	add_record(&records, REPORT_KEY, "ng one|timestamp=" LATE);
	add_record(&records, REPORT_KEY, "result=success|agent=x");
	read_all();
	is_int(t.report_count, 2);
	is_string(report_get(&t.reports[0].report, "reason"), "a long one");
	is_int(t.reports[0].chunks, 2);
	is_true(t.reports[0].time_ns > 0);
	is_string(report_get(&t.reports[1].report, "agent"), "x");
	begin();
	read_all();
	is_int(t.event_count + t.report_count + t.other_count, 0);
	begin();
}

TAP_MAIN(TAP_CASE(keys_by_form_not_by_place), TAP_CASE(a_span_has_start_and_finish),
         TAP_CASE(without_a_duration_the_times_tell), TAP_CASE(the_machine_is_the_guid_that_stays),
         TAP_CASE(slices_are_joined_before_they_are_unescaped), TAP_CASE(damage_is_told_not_fatal),
         TAP_CASE(packed_texts_are_unpacked), TAP_CASE(azure_init_spans_and_moments),
         TAP_CASE(azure_init_chunks_have_one_key), TAP_CASE(reports_in_one_piece_or_two))
