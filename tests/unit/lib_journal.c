// SPDX-License-Identifier: GPL-2.0-only
/* The event log: its lines, its watchers, and many threads at once. */
#include "lib_run.h"
#include <errno.h>
#include <jansson.h>

enum { THREADS = 4, EVENTS = 500 };

static char heard[1 << 16];
static size_t heard_len;

static void hear(void *ctx, const char *line, size_t len)
{
	unsigned int *count = ctx;

	(*count)++;
	if (heard_len + len + 2 > sizeof(heard))
		heard_len = 0;
	memcpy(heard + heard_len, line, len);
	heard_len += len;
	strcpy(heard + heard_len, "\n");
	heard_len++;
}

static void start(void)
{
	is_int(journal_init(&journal), 0);
	heard_len = 0;
	heard[0] = '\0';
}

/* "at_ns" is the only thing that differs from run to run: a copy of what was heard without it. */
static const char *without_time(void)
{
	static char text[sizeof(heard)];
	char *to = text;

	for (const char *at = heard; *at; at++) {
		if (strncmp(at, "\"at_ns\":", 8) == 0)
			at += strcspn(at, ",") + 1;
		*to++ = *at;
	}
	*to = '\0';
	return text;
}

static void events_are_lines_of_json(void)
{
	unsigned int count = 0;
	struct journal_watch w = { .fn = hear, .ctx = &count };

	start();
	journal_watch(&journal, &w);
	journal_event(&journal, "all", TEXT("text", "a \"b\"\n\xff"), TEXT("none", NULL),
	              NUMBER("number", UINT64_MAX), FLAG("yes", true), FLAG("no", false));
	journal_event(&journal, "x", { 0 }); /* shorter than the one before it */
	is_string(without_time(), "{\"event\":\"all\",\"text\":\"a \\\"b\\\"\\u000a\\ufffd\","
	                          "\"number\":18446744073709551615,\"yes\":true,\"no\":false}\n"
	                          "{\"event\":\"x\"}\n");
	is_int(count, 2);
	journal_close(&journal);
}

static void a_line_may_be_long(void)
{
	static char text[100000];
	unsigned int count = 0;
	struct journal_watch w = { .fn = hear, .ctx = &count };

	start();
	memset(text, 'x', sizeof(text) - 1);
	journal_event(&journal, "long", TEXT("text", text));
	journal_watch(&journal, &w);
	journal_event(&journal, "short", NUMBER("n", 1));
	is_string(without_time(), "{\"event\":\"short\",\"n\":1}\n");
	journal_close(&journal);
}

static void times_are_since_the_start(void)
{
	unsigned int count = 0;
	struct journal_watch w = { .fn = hear, .ctx = &count };
	unsigned long long first, second;

	start();
	usleep(3000);
	journal_start(&journal);
	journal_watch(&journal, &w);
	journal_event(&journal, "a", { 0 });
	is_int(sscanf(heard, "{\"at_ns\":%llu,", &first), 1);
	is_true(first < 3000000);
	heard_len = 0;
	usleep(1000);
	journal_event(&journal, "b", { 0 });
	is_int(sscanf(heard, "{\"at_ns\":%llu,", &second), 1);
	is_true(second >= first + 1000000);
	journal_close(&journal);
}

static char *file_text(const char *path, size_t *size)
{
	static char text[1 << 20];
	FILE *f = fopen(path, "r");

	*size = f ? fread(text, 1, sizeof(text) - 1, f) : 0;
	text[*size] = '\0';
	if (f)
		fclose(f);
	return text;
}

static void whispers_are_for_watchers_only(void)
{
	unsigned int count = 0;
	struct journal_watch w = { .fn = hear, .ctx = &count };
	const char *text;
	size_t size;

	start();
	is_int(journal_open(&journal, run_path("events")), 0);
	journal_watch(&journal, &w);
	hv_json_string(journal_whisper(&journal, "secret"), "text", "psst");
	journal_end(&journal);
	is_int(count, 1);
	is_int(journal.tail.count, 0);
	journal_event(&journal, "loud", { 0 }); /* the one after it is no whisper */
	is_int(count, 2);
	text = file_text(run_path("events"), &size); /* at once: lines do not wait for the end */
	is_true(strstr(text, "secret") == NULL);
	is_true(strstr(text, "loud") != NULL);
	is_int(journal.tail.count, size);
	journal_close(&journal);
	unlink(run_path("events"));
	run_remove_folder();
}

static void watchers_come_and_go(void)
{
	unsigned int a = 0, b = 0, c = 0;
	struct journal_watch wa = { .fn = hear, .ctx = &a }, wb = { .fn = hear, .ctx = &b },
			     wc = { .fn = hear, .ctx = &c };

	start();
	journal_unwatch(&journal, &wb); /* not there */
	journal_watch(&journal, &wa);
	journal_watch(&journal, &wb);
	journal_watch(&journal, &wc);
	journal_event(&journal, "1", { 0 });
	journal_unwatch(&journal, &wb);
	journal_event(&journal, "2", { 0 });
	journal_unwatch(&journal, &wc);
	journal_unwatch(&journal, &wa);
	journal_event(&journal, "3", { 0 });
	is_int(a, 2);
	is_int(b, 1);
	is_int(c, 2);
	journal_close(&journal);
}

static void a_file_that_cannot_be_is_told(void)
{
	start();
	is_int(journal_open(&journal, "/nonexistent/events"), -ENOENT);
	journal_event(&journal, "goes nowhere", { 0 });
	journal_close(&journal);
	journal_close(&journal);
}

static void *write_many(void *ctx)
{
	char text[300];

	for (uint64_t i = 0; i < EVENTS; i++) {
		const size_t len = (i * 37 + (uintptr_t)ctx * 11) % (sizeof(text) - 1);

		memset(text, 'a' + (int)(uintptr_t)ctx, len);
		text[len] = '\0';
		journal_event(&journal, "n", NUMBER("thread", (uintptr_t)ctx), NUMBER("i", i),
		              NUMBER("len", len), TEXT("text", text));
	}
	return NULL;
}

/* What is in the file: every event whole, each thread's in its order, and time never goes back. */
static void check_events(const char *text)
{
	unsigned int next[THREADS] = { 0 }, lines = 0;
	json_int_t before = 0;

	for (const char *end; (end = strchr(text, '\n')); text = end + 1, lines++) {
		json_int_t at, thread = 0, i = -1, len = -1;
		const char *payload = "";
		json_t *e = json_loadb(text, (size_t)(end - text), 0, NULL);

		is_int(json_unpack(e, "{s:I, s:I, s:I, s:I, s:s}", "at_ns", &at, "thread", &thread,
		                   "i", &i, "len", &len, "text", &payload),
		       0);
		is_int(next[thread]++, i);
		is_int(strlen(payload), len);
		is_int(strspn(payload, (char[]){ (char)('a' + thread), '\0' }), len);
		is_true(at >= before);
		before = at;
		json_decref(e);
	}
	is_int(lines, THREADS * EVENTS);
	is_int(*text, '\0');
}

static void many_threads_never_tear_a_line(void)
{
	pthread_t threads[THREADS];
	unsigned int count = 0;
	struct journal_watch w = { .fn = hear, .ctx = &count };
	size_t size;

	start();
	is_int(journal_open(&journal, run_path("events")), 0);
	journal_watch(&journal, &w);
	for (uintptr_t i = 0; i < THREADS; i++)
		pthread_create(&threads[i], NULL, write_many, (void *)i);
	for (int i = 0; i < THREADS; i++)
		pthread_join(threads[i], NULL);
	is_int(count, THREADS * EVENTS);
	journal_close(&journal);
	check_events(file_text(run_path("events"), &size));
	unlink(run_path("events"));
	run_remove_folder();
}

TAP_MAIN(TAP_CASE(events_are_lines_of_json), TAP_CASE(a_line_may_be_long),
         TAP_CASE(times_are_since_the_start), TAP_CASE(whispers_are_for_watchers_only),
         TAP_CASE(watchers_come_and_go), TAP_CASE(a_file_that_cannot_be_is_told),
         TAP_CASE(many_threads_never_tear_a_line))
