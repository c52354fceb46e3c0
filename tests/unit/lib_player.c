// SPDX-License-Identifier: GPL-2.0-only
/* Waiting for events, and what matches them. */
#include "lib_run.h"
#include "player.h"

static struct player player;
static struct call call;
static char verdict[64]; /* what done() was told: "", "good", or the error */
static int heard;

static void on_done(void *ctx, const char *error)
{
	is_true(ctx == &player);
	is_string(verdict, "");
	snprintf(verdict, sizeof(verdict), "%s", error ? error : "good");
	reactor_stop(&reactor);
}

static void on_heard(void *ctx, const char *line, size_t len)
{
	is_true(line[0] == '{' && line[len - 1] == '}' && line[len] == '\0');
	heard++;
}

static int do_note(struct call *c)
{
	journal_event(&journal, "noted", TEXT("what", c->argc ? c->argv[0] : NULL));
	return 0;
}

static int do_fail(struct call *c)
{
	return call_fail(c, "it cannot be");
}

static const struct command others[] = {
	{ "note", "[WHAT]", 0, 1, do_note },
	{ "fail", "", 0, 0, do_fail },
	{ 0 },
};
static struct command_table table = { others, NULL, NULL };

static void start(void)
{
	run_init();
	is_int(player_init(&player, &reactor, &journal, &table), 0);
	player.done = on_done;
	player.ctx = &player;
	verdict[0] = '\0';
	heard = 0;
}

static void finish(void)
{
	player_done(&player);
	player_done(&player); /* twice is fine */
	is_true(reactor.timers == NULL);
	is_true(journal.watches == NULL);
	run_done();
}

static int run(const char *line)
{
	is_int(words_split(&player.words, line, strlen(line)), 0);
	verdict[0] = '\0';
	call.error[0] = '\0';
	return player_run(&player, &call);
}

static void event(const char *name)
{
	journal_event(&journal, name, { 0 });
}

static void an_event_that_is_there_already_is_found(void)
{
	start();
	event("a");
	event("b");
	is_int(run("expect b"), 0);
	is_int(run("expect a"), 0); /* in whatever order */
	is_string(verdict, "");
	is_int(run("expect a within 0.01"), 1); /* each is found once */
	run_for(200);
	is_string(verdict, "not in time");
	finish();
}

static void an_event_that_comes_later_is_found(void)
{
	start();
	is_int(run("expect a"), 1);
	is_true(player.waiting);
	event("b");
	run_for(5);
	is_string(verdict, "");
	event("a");
	run_for(1000);
	is_string(verdict, "good");
	is_true(!player.waiting && !player.deadline.armed);
	is_int(run("expect b"), 0); /* heard meanwhile */
	finish();
}

static void nothing_in_time_is_told(void)
{
	const uint64_t before = now_ns();

	start();
	is_int(run("expect a within 0.02"), 1);
	run_for(2000);
	is_string(verdict, "not in time");
	is_true(now_ns() - before >= 20 * NS_PER_MS);
	event("a"); /* too late: but the next one may have it */
	run_for(3);
	is_int(run("expect a"), 0);
	finish();
}

static void tell_event(void *ctx)
{
	event(ctx);
}

/* A loop that comes late finds the event and the deadline behind it in the same turn. */
static void an_event_in_time_counts_in_a_late_loop(void)
{
	struct timer t = { .fn = tell_event, .ctx = "a" };

	start();
	timer_set(&reactor, &t, 1 * NS_PER_MS);
	is_int(run("expect a within 0.004"), 1);
	usleep(20000);
	run_for(1000);
	is_string(verdict, "good");
	finish();
	start();
	timer_set(&reactor, &t, 1 * NS_PER_MS);
	is_int(run("refuse a within 0.004"), 1);
	usleep(20000);
	run_for(1000);
	is_string(verdict, "it happened");
	finish();
}

static void what_is_refused_must_not_happen(void)
{
	start();
	is_int(run("refuse a within 0.02"), 1);
	event("b");
	run_for(1000);
	is_string(verdict, "good");
	is_int(run("refuse a within 5"), 1);
	event("a");
	run_for(1000);
	is_string(verdict, "it happened");
	event("a");
	is_int(run("refuse a"), -1); /* already */
	is_string(call.error, "it happened");
	finish();
}

static void a_pause_hears_and_waits(void)
{
	const uint64_t before = now_ns();

	start();
	player.heard = on_heard;
	is_int(run("pause 0.03"), 1);
	event("a");
	event("b");
	run_for(1000);
	is_string(verdict, "good");
	is_true(now_ns() - before >= 30 * NS_PER_MS);
	is_int(heard, 2);
	is_int(run("expect a"), 0);
	is_int(run("pause 0"), 1);
	run_for(1000);
	is_string(verdict, "good");
	finish();
}

static void only_commands_that_do_something_forget(void)
{
	start();
	event("a");
	is_int(run("refuse other within 0"), 1);
	run_for(1000);
	is_int(run("pause 0"), 1);
	run_for(1000);
	is_int(run("expect noted within 0"), 1);
	run_for(1000);
	is_string(verdict, "not in time");
	is_int(run("what"), -1);
	is_int(run("expect a b c"), -1);
	is_int(player.event_count, 1);
	is_int(run("note"), 0);
	is_int(run("expect noted"), 0); /* its own event is not forgotten */
	is_int(run("expect a within 0"), 1);
	run_for(1000);
	is_string(verdict, "not in time");
	finish();
}

static void a_command_that_fails_says_why(void)
{
	start();
	is_int(run("fail"), -1);
	is_string(call.error, "it cannot be");
	is_int(run("note a b"), -1);
	is_string(call.error, "usage: note [WHAT]");
	finish();
}

static void wrong_waits_are_refused(void)
{
	static const char *const wrong[] = {
		"pause -1",
		"pause x",
		"pause \"\"",
		"pause 3601",
		"pause nan",
		"pause inf",
		"pause 1s",
		"expect a within x",
		"expect a within -1",
		"expect a within",
		"expect a b",
		"expect a =b",
		"expect a ~b",
		"expect a within 5 x=y",
		"expect a 1=1 2=2 3=3 4=4 5=5 6=6 7=7 8=8 9=9",
		"refuse a b within 1",
		"expect",
		"pause",
		"pause 1 2",
	};

	start();
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		is_int(run(wrong[i]), -1);
		is_true(call.error[0] != '\0');
		is_true(!player.waiting && !player.deadline.armed);
	}
	event("a");
	is_int(run("expect a event=a event=a event=a event=a event=a event=a event=a event=a"), 0);
	event("within");
	is_int(run("expect within within 5"), 0);
	finish();
}

static const char line[] =
	"{\"at_ns\":5,\"event\":\"e\",\"n\":2147942659,\"text\":\"log in: =~x\",\"yes\":true,"
	"\"no\":false,\"null\":null,\"list\":[1],\"zero\":0,\"empty\":\"\",\"digits\":\"0x10\"}";

static bool matches(const char *fields)
{
	char text[128];

	snprintf(text, sizeof(text), "refuse e %s within 0", fields);
	is_true(run(text) >= 0);
	timer_cancel(&reactor, &player.deadline);
	return player_matches(&player, line, strlen(line));
}

static void fields_are_compared(void)
{
	start();
	is_true(matches(""));
	is_true(matches("n=2147942659"));
	is_true(matches("n=0x80070103"));
	is_true(matches("n=0X80070103"));
	is_true(!matches("n=2147942658"));
	is_true(!matches("n=2147942659x"));
	is_true(!matches("n="));
	is_true(!matches("n=0x"));
	is_true(matches("n~4794"));
	is_true(matches("zero=0 n~2"));
	is_true(matches("\"text=log in: =~x\""));
	is_true(matches("text~in:"));
	is_true(matches("text~"));
	is_true(matches("text~=~"));
	is_true(!matches("text=log"));
	is_true(!matches("text~Log"));
	is_true(matches("yes=true no=false"));
	is_true(!matches("yes=false"));
	is_true(!matches("yes=1"));
	is_true(matches("empty="));
	is_true(matches("digits=0x10"));
	is_true(!matches("digits=16")); /* a text is not a number */
	is_true(!matches("missing="));
	is_true(!matches("missing~"));
	is_true(!matches("n=2147942659 missing=1")); /* all of them */
	is_true(matches("at_ns=5 event=e"));
	finish();
}

static void numbers_of_64_bits_do_not_hide_an_event(void)
{
	start();
	player.event = "big";
	player.field_count = 0;
	journal_event(&journal, "big", NUMBER("a", UINT64_MAX), NUMBER("b", 7));
	is_int(run("expect big b=7 a~1844674407370955"), 0);
	journal_event(&journal, "big", NUMBER("a", UINT64_MAX), NUMBER("b", 7));
	is_int(run("refuse big b=8 within 0"), 1);
	run_for(1000);
	is_string(verdict, "good");
	finish();
}

static void what_is_no_event_does_not_match(void)
{
	static const char *const lines[] = {
		"",
		"{",
		"[]",
		"null",
		"{}",
		"{\"event\":7}",
		"{\"event\":\"f\"}",
		"{\"event\":\"e\"} x",
	};

	start();
	player.event = "e";
	player.field_count = 0;
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++)
		is_true(!player_matches(&player, lines[i], strlen(lines[i])));
	is_true(player_matches(&player, "{\"event\":\"e\"}", 13));
	is_true(!player_matches(&player, "{\"event\":\"e\"}", 12));
	finish();
}

static void the_oldest_events_go(void)
{
	start();
	event("oldest");
	event("old");
	for (int i = 0; i < PLAYER_MAX_EVENTS - 1; i++)
		event("x");
	is_int(run("expect oldest within 0"), 1);
	is_int(player.event_count, PLAYER_MAX_EVENTS);
	run_for(1000);
	is_string(verdict, "not in time");
	is_int(run("expect old"), 0);
	is_int(run("expect x"), 0);
	is_int(player.event_count, PLAYER_MAX_EVENTS - 2);
	event("last");
	is_int(run("expect last"), 0); /* the end of the list is where it should be */
	event("last");
	is_int(run("expect last"), 0);
	finish();
}

static void *tell_many(void *ctx)
{
	for (int i = 0; i < 500; i++)
		event("n");
	return NULL;
}

static void events_come_from_any_thread(void)
{
	pthread_t threads[4];

	start();
	player.heard = on_heard;
	is_int(run("expect end"), 1);
	for (int i = 0; i < 4; i++)
		pthread_create(&threads[i], NULL, tell_many, NULL);
	run_for(2);
	for (int i = 0; i < 4; i++)
		pthread_join(threads[i], NULL);
	event("end");
	run_for(1000);
	is_string(verdict, "good");
	is_int(heard, 2001);
	is_int(player.event_count, 2000);
	finish();
}

static void two_players_do_not_take_from_each_other(void)
{
	struct player second;

	start();
	is_int(player_init(&second, &reactor, &journal, &table), 0);
	event("a");
	is_int(run("expect a"), 0);
	is_int(words_split(&second.words, "expect a", 8), 0);
	is_int(player_run(&second, &call), 0);
	player_done(&second);
	event("a"); /* and the one that is left still hears */
	is_int(run("expect a"), 0);
	finish();
}

static void a_player_may_go_while_it_waits(void)
{
	start();
	is_int(run("expect a within 0.001"), 1);
	event("b");
	player_done(&player);
	event("a");
	run_for(10);
	is_string(verdict, "");
	finish();
}

TAP_MAIN(TAP_CASE(an_event_that_is_there_already_is_found),
         TAP_CASE(an_event_that_comes_later_is_found), TAP_CASE(nothing_in_time_is_told),
         TAP_CASE(an_event_in_time_counts_in_a_late_loop),
         TAP_CASE(what_is_refused_must_not_happen), TAP_CASE(a_pause_hears_and_waits),
         TAP_CASE(only_commands_that_do_something_forget), TAP_CASE(a_command_that_fails_says_why),
         TAP_CASE(wrong_waits_are_refused), TAP_CASE(fields_are_compared),
         TAP_CASE(numbers_of_64_bits_do_not_hide_an_event),
         TAP_CASE(what_is_no_event_does_not_match), TAP_CASE(the_oldest_events_go),
         TAP_CASE(events_come_from_any_thread), TAP_CASE(two_players_do_not_take_from_each_other),
         TAP_CASE(a_player_may_go_while_it_waits))
