// SPDX-License-Identifier: GPL-2.0-only
/* Scenario files: what is wrong with a line is told before anything runs, and where a run failed. */
#include "lib_run.h"
#include "scenario.h"
#include <errno.h>

static struct scenario scenario;
static char error[SCENARIO_ERROR], failure[SCENARIO_ERROR], done[512];
static int failures;

static void on_failed(void *ctx, const char *reason)
{
	is_true(ctx == &failures);
	failures++;
	snprintf(failure, sizeof(failure), "%s", reason);
	reactor_stop(&reactor);
}

static int do_note(struct call *c)
{
	strcat(done, c->argv[0]);
	journal_event(&journal, "noted", TEXT("what", c->argv[0]));
	return 0;
}

static int do_fail(struct call *c)
{
	return call_fail(c, "it cannot be");
}

static int do_end(struct call *c)
{
	reactor_stop(&reactor);
	return 0;
}

static const struct command commands[] = {
	{ "note", "WHAT", 1, 1, do_note },
	{ "fail", "[WHY]", 0, 1, do_fail },
	{ "end", "", 0, 0, do_end },
	{ 0 },
};
static struct command_table table = { commands, NULL, NULL };

static int open_bytes(const char *text, size_t size)
{
	run_init();
	failures = 0;
	error[0] = failure[0] = done[0] = '\0';
	run_write(run_path("s"), text, size);
	return scenario_open(&scenario, run_path("s"), &reactor, &journal, &table, error);
}

static void finish(void)
{
	scenario_close(&scenario);
	run_done();
	unlink(run_path("s"));
	run_remove_folder();
}

static int open_text(const char *text)
{
	return open_bytes(text, strlen(text));
}

/* Run it for a while. */
static void play(const char *text)
{
	is_int(open_text(text), 0);
	is_string(error, "");
	scenario.failed = on_failed;
	scenario.failed_ctx = &failures;
	scenario_start(&scenario);
	if (!scenario.finished && !failures)
		run_for(1000);
}

/* The error without the name of the file, whose folder differs from run to run. */
static const char *after_name(const char *text)
{
	const char *colon = strchr(text, ':');

	is_true(strncmp(text, run_folder, strlen(run_folder)) == 0);
	return colon ? colon : text;
}

static void lines_run_in_order(void)
{
	play("note a\n\n# a comment\n  note b # and another\n\tnote \"c d\"\nnote e");
	is_string(done, "abc de");
	is_true(scenario.finished);
	is_int(failures, 0);
	finish();
}

static void nothing_is_a_scenario_too(void)
{
	static const char *const empty[] = { "", "\n", "\n\n \n", "# only words" };

	for (size_t i = 0; i < sizeof(empty) / sizeof(empty[0]); i++) {
		play(empty[i]);
		is_true(scenario.finished);
		is_int(failures, 0);
		finish();
	}
}

static void it_waits_where_it_is_told_to(void)
{
	play("pause 0.01\nnote a\nexpect noted what=a\nrefuse noted within 0.01\nnote b\n"
	     "expect noted what=b\nend\n");
	is_string(done, "ab");
	is_true(scenario.finished);
	is_int(failures, 0);
	finish();
}

static void a_failure_names_its_line(void)
{
	play("\n# two\nnote a\n  fail  \nnote b\n");
	is_string(after_name(failure), ":4:   fail  : it cannot be");
	is_string(done, "a");
	is_true(!scenario.finished);
	finish();
	play("note a\nexpect nothing within 0.01\nnote b");
	is_string(after_name(failure), ":2: expect nothing within 0.01: not in time");
	is_int(failures, 1);
	finish();
	play("pause 0.01\npause 0.01\npause what\nnote b");
	is_string(after_name(failure),
	          ":3: pause what: 'what' is not a number of seconds up to 3600");
	is_string(done, "");
	finish();
}

static char heard[2048];

static void hear(void *ctx, const char *line, size_t len)
{
	snprintf(heard, sizeof(heard), "%.*s", (int)len, line);
}

static void a_failure_is_an_event(void)
{
	struct journal_watch w = { .fn = hear };

	is_int(open_text("note a\nfail \"x y\"\nnote b\n"), 0);
	journal_watch(&journal, &w);
	scenario.failed = on_failed;
	scenario.failed_ctx = &failures;
	scenario_start(&scenario);
	is_true(strstr(heard, "\"event\":\"scenario_failed\"") != NULL);
	is_true(strstr(heard,
	               "\"line\":2,\"command\":\"fail \\\"x y\\\"\",\"reason\":\"it cannot be\"}") !=
	        NULL);
	scenario_start(&scenario); /* it has failed: there is no more to run */
	is_string(done, "a");
	is_int(failures, 1);
	journal_unwatch(&journal, &w);
	finish();
}

static void a_long_line_leaves_room_for_the_reason(void)
{
	static char text[2000];

	memset(text, 'x', sizeof(text) - 1);
	memcpy(text, "fail ", 5);
	play(text);
	is_true(strstr(failure, "xxx: it cannot be") != NULL);
	finish();
}

static void wrong_lines_are_told_before_anything_runs(void)
{
	static const char *const quote = "a quote that does not end, or a control character";
	static const struct {
		const char *text, *where, *why;
	} wrong[] = {
		{ "note a\n\nnothing\n", ":3: ", "no such command: nothing " },
		{ "note a\nnote\n", ":2: ", "usage: note WHAT" },
		{ "# \"\nnote \"a\nnote b\"\n", ":2: ", NULL },
		{ "note a\r\n", ":1: ", NULL },
		{ "\n\n\n\nnote \033", ":5: ", NULL },
		{ "pause", ":1: ", "usage: pause S" },
		{ "note a\nexpect",
		  ":2: ", "usage: expect EVENT [FIELD=VALUE | FIELD~TEXT]... [within S]" },
	};

	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		const char *why = wrong[i].why ? wrong[i].why : quote;

		is_int(open_text(wrong[i].text), -1);
		is_true(strncmp(after_name(error), wrong[i].where, 4) == 0);
		is_string(after_name(error) + 4, why);
		is_string(done, "");
		finish();
	}
}

static void lines_are_limited(void)
{
	static char text[COMMAND_MAX_LINE + 16];

	memset(text, ' ', sizeof(text));
	memcpy(text, "note a\n", 7);
	is_int(open_bytes(text, COMMAND_MAX_LINE - 1 + 7), 0);
	finish();
	is_int(open_bytes(text, COMMAND_MAX_LINE + 7), -1);
	is_string(after_name(error), ":2: too long a line");
	finish();
	for (int i = 0; i < COMMAND_MAX_WORDS + 1; i++)
		memcpy(text + 7 + 2 * i, "a ", 2);
	is_int(open_bytes(text, 7 + 2 * COMMAND_MAX_WORDS + 2), -1);
	is_string(after_name(error), ":2: too long a line");
	finish();
	is_int(open_bytes("note a\nnote b\0c\n", 16), -1);
	is_string(after_name(error), ":2: a quote that does not end, or a control character");
	finish();
}

static void files_that_cannot_be_read_are_told(void)
{
	FILE *f;

	run_init();
	is_int(scenario_open(&scenario, "/nonexistent/s", &reactor, &journal, &table, error), -1);
	is_string(error, "cannot read the scenario /nonexistent/s: No such file or directory");
	scenario_close(&scenario);
	f = fopen(run_path("s"), "w");
	is_int(ftruncate(fileno(f), SCENARIO_MAX_BYTES + 1), 0);
	fclose(f);
	is_int(scenario_open(&scenario, run_path("s"), &reactor, &journal, &table, error), -1);
	finish();
}

static void closing_one_that_waits_is_fine(void)
{
	is_int(open_text("expect something\n"), 0);
	scenario.failed = on_failed;
	scenario_start(&scenario);
	is_true(scenario.player.waiting);
	scenario_close(&scenario);
	is_true(reactor.timers == NULL);
	scenario_start(&scenario); /* nothing is there */
	finish();
}

TAP_MAIN(TAP_CASE(lines_run_in_order), TAP_CASE(nothing_is_a_scenario_too),
         TAP_CASE(it_waits_where_it_is_told_to), TAP_CASE(a_failure_names_its_line),
         TAP_CASE(a_failure_is_an_event), TAP_CASE(a_long_line_leaves_room_for_the_reason),
         TAP_CASE(wrong_lines_are_told_before_anything_runs), TAP_CASE(lines_are_limited),
         TAP_CASE(files_that_cannot_be_read_are_told), TAP_CASE(closing_one_that_waits_is_fine))
