// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the integration services share: agreeing on versions, one request at a time, faults; and the three
 * services that are little more than that: heartbeat, timesync and shutdown.
 */
#include "auto.h"
#include "hvhost_guest.h"
#include "services.h"
#include <errno.h>
#include <time.h>

static struct guest guest;
static struct guest_channel channel;
static struct ic probe;
static struct call call;
static char answers[256]; /* the first byte of each request answered */
static unsigned int readies, closes;
static void (*on_each)(struct ic *ic);

static void on_ready(struct ic *ic)
{
	readies++;
}

static void on_answer(struct ic *ic, const struct hv_ic_header *h, const uint8_t *body, size_t size)
{
	strncat(answers, (const char *)ic->line->body, 1);
	if (on_each)
		on_each(ic);
}

static void on_closed(struct ic *ic)
{
	closes++;
}

static void start_device(const struct device *d)
{
	guest_connect(&guest);
	guest_open(&guest, &channel, d);
	guest_forget(&guest);
}

static void start(void)
{
	static const struct ic_type type = {
		.name = "probe",
		.message = HV_IC_KVP,
		.versions = { { 1, 2 }, { 3, 4 } },
		.ready = on_ready,
		.answer = on_answer,
		.closed = on_closed,
	};

	guest_init(&guest, HV_VMBUS_VERSION(5, 3));
	ic_init(&probe, &type, &guest.bus);
	answers[0] = '\0';
	readies = closes = 0;
	on_each = NULL;
	start_device(&probe.device);
}

static void finish(void)
{
	ic_done(&probe);
	guest_done(&guest);
}

/* And versions are agreed on. */
static void start_ready(void)
{
	start();
	guest_negotiate(&channel, 3, 3, 4);
	is_int(probe.state, IC_READY);
	guest_forget(&guest);
}

static int run(const char *line)
{
	return guest_command(ic_commands, &guest.bus, line, &call);
}

static int request(const char *text)
{
	return ic_request(&probe, text, strlen(text) + 1);
}

/* The guest's next packet is the request @text, which it answers. */
static void answer(const char *text)
{
	is_true(guest_take(&channel));
	is_string(guest_body(&channel), text);
	guest_answer(&channel, HV_IC_OK);
}

static void versions_are_offered_at_once(void)
{
	const struct hv_ic_negotiate *n = guest_body(&channel);
	const struct hv_ic_pipe *pipe = (void *)channel.packet;

	start();
	is_true(guest_take(&channel));
	is_int(pipe->flags, 1);
	is_int(pipe->size, sizeof(struct hv_ic_header) + 24);
	is_int(guest_header(&channel)->type, HV_IC_NEGOTIATE);
	is_int(guest_header(&channel)->size, 24);
	is_int(guest_header(&channel)->flags, HV_IC_TRANSACTION | HV_IC_REQUEST);
	is_int(n->n_frameworks, 2);
	is_int(n->n_messages, 2);
	is_int(n->versions[0].major, 1);
	is_int(n->versions[1].major, 3);
	is_int(n->versions[2].minor, 2);
	is_int(n->versions[3].minor, 4);
	is_true(!guest_take(&channel));
	is_int(request("x"), -ENOTCONN);
	finish();
}

static void an_agreement_makes_it_ready(void)
{
	start();
	guest_negotiate(&channel, 3, 3, 4);
	is_true(guest_saw(&guest, "\"service\":\"probe\",\"state\":\"ready\",\"framework\":\"3.0\","
	                          "\"version\":\"3.4\""));
	is_int(readies, 1);
	is_int(request("x"), 0);
	is_true(guest_take(&channel));
	is_int(guest_header(&channel)->type, HV_IC_KVP);
	is_int(guest_header(&channel)->framework.major, 3);
	is_int(guest_header(&channel)->version.minor, 4);
	is_int(guest_header(&channel)->size, 2);
	finish();
}

/* Answer the negotiation with these numbers of versions, @size bytes of it. */
static void answer_negotiation(uint16_t n_frameworks, uint16_t n_messages, size_t size)
{
	struct hv_ic_negotiate *n = guest_body(&channel);

	is_true(guest_take(&channel));
	n->n_frameworks = n_frameworks;
	n->n_messages = n_messages;
	guest_answer_sized(&channel, HV_IC_OK, size);
}

static void anything_else_is_a_refusal(void)
{
	enum { HEAD = sizeof(struct hv_ic_pipe) + sizeof(struct hv_ic_header), WHOLE = HEAD + 24 };
	static const struct {
		uint16_t n_frameworks, n_messages;
		size_t size;
	} refusals[] = {
		{ 0, 0, WHOLE },        { 1, 0, WHOLE },    { 0, 1, WHOLE },
		{ 2, 1, WHOLE },        { 2, 2, WHOLE },    { 0xffff, 0xffff, WHOLE },
		{ 1, 1, HEAD + 8 + 4 }, { 1, 1, HEAD + 4 }, { 1, 1, HEAD },
	};

	for (size_t i = 0; i < ARRAY_SIZE(refusals); i++) {
		start();
		answer_negotiation(refusals[i].n_frameworks, refusals[i].n_messages,
		                   refusals[i].size);
		is_int(probe.state, IC_REFUSED);
		is_true(guest_saw(&guest, "\"state\":\"refused\"}"));
		is_int(readies, 0);
		is_int(request("x"), -ENOTCONN);
		is_true(!guest_take(&channel));
		finish();
	}
	start();
	answer_negotiation(1, 1, HEAD - 4); /* not even a header */
	is_int(probe.state, IC_NEGOTIATING);
	is_true(guest_saw(&guest, "\"state\":\"malformed\"}"));
	finish();
}

static void no_answer_is_no_agreement(void)
{
	start();
	is_true(guest_take(&channel));
	guest_run(&guest, 5);
	is_int(probe.state, IC_NEGOTIATING);
	guest_header(&channel)->type = HV_IC_KVP; /* nor is one of another type */
	guest_answer(&channel, HV_IC_OK);
	is_int(probe.state, IC_NEGOTIATING);
	is_true(guest_saw(&guest, "\"state\":\"unexpected\",\"type\":2"));
	guest_close(&channel);
	is_int(probe.state, IC_CLOSED);
	is_int(closes, 1);
	finish();
}

static void requests_wait_in_line(void)
{
	start_ready();
	is_int(request("a"), 0);
	is_int(request("b"), 0);
	is_int(request("c"), 0);
	is_true(ic_is_busy(&probe));
	answer("a");
	answer("b");
	is_int(request("d"), 0);
	answer("c");
	answer("d");
	is_true(!guest_take(&channel));
	is_true(!ic_is_busy(&probe));
	is_string(answers, "abcd");
	is_int(request("e"), 0); /* and the empty line begins anew */
	answer("e");
	finish();
}

static void only_one_is_at_the_guest(void)
{
	start_ready();
	is_int(request("a"), 0);
	is_int(request("b"), 0);
	is_true(guest_take(&channel));
	is_true(!guest_take(&channel));
	finish();
}

static void follow_a(struct ic *ic)
{
	if (((const char *)ic->line->body)[0] != 'a')
		return;
	is_int(ic_request_next(ic, "1", 2), 0);
	is_int(request("z"), 0);
}

static void follow_ups_go_first(void)
{
	start_ready();
	on_each = follow_a;
	is_int(request("a"), 0);
	is_int(request("b"), 0);
	answer("a");
	answer("1");
	answer("b");
	answer("z");
	is_string(answers, "a1bz");
	is_int(request("a"), 0); /* the same when nothing waits behind */
	answer("a");
	answer("1");
	answer("z");
	is_true(!ic_is_busy(&probe));
	finish();
}

static void the_line_is_limited(void)
{
	int n = 0, rc;

	start_ready();
	while ((rc = request("x")) == 0)
		n++;
	is_int(rc, -ENOBUFS);
	is_int(n, 64);
	answer("x");
	is_int(request("y"), 0);
	is_int(request("y"), -ENOBUFS);
	is_int(ic_call_result(&probe, &call, -ENOBUFS), -1);
	is_true(strncmp(call.error, "probe: ", 7) == 0);
	is_int(ic_call_result(&probe, &call, -ENOTCONN), -1);
	is_string(call.error, "the guest's probe service is not ready");
	is_int(ic_call_result(&probe, &call, 0), 0);
	finish();
}

static void answers_to_nothing_are_noted(void)
{
	start_ready();
	guest_answer(&channel, HV_IC_FAIL); /* the negotiation's, once more */
	is_true(guest_saw(&guest, "\"state\":\"unexpected\",\"type\":0,\"status\":2147500037"));
	is_int(probe.state, IC_READY);
	is_int(request("a"), 0);
	answer("a");
	guest_forget(&guest);
	guest_answer(&channel, HV_IC_OK);
	is_true(guest_saw(&guest, "\"state\":\"unexpected\",\"type\":2"));
	is_string(answers, "a");
	finish();
}

static void an_answer_belongs_to_its_request(void)
{
	start_ready();
	is_int(run("fault probe repeat 3"), 0);
	is_int(request("a"), 0);
	is_int(request("b"), 0);
	answer("a");
	answer("a"); /* a packet that came twice is answered twice, */
	answer("a");
	is_string(answers, "a"); /* but b is not answered yet */
	is_int(guest_count(&guest, "unexpected"), 2);
	answer("b");
	is_string(answers, "ab");
	finish();
}

static void a_negotiation_may_be_answered_twice(void)
{
	start();
	is_int(run("fault probe repeat 2"), 0);
	is_int(run("negotiate probe 3.0 3.4"), 0);
	is_true(guest_take(&channel)); /* the one from opening: too late */
	guest_answer(&channel, HV_IC_OK);
	is_int(probe.state, IC_NEGOTIATING);
	guest_negotiate(&channel, 3, 3, 4);
	is_int(probe.state, IC_READY);
	is_int(request("a"), 0);
	guest_negotiate(&channel, 3, 3, 4);
	is_string(answers, "");
	is_int(readies, 1);
	answer("a");
	finish();
}

static void what_is_too_short_or_strange_is_no_answer(void)
{
	start_ready();
	is_int(request("a"), 0);
	is_true(guest_take(&channel));
	guest_put(&channel, "short", 5);
	guest_signal(&channel);
	is_int(guest_count(&guest, "\"state\":\"malformed\""), 1);
	is_true(probe.waiting);
	guest_answer(&channel, HV_IC_OK);
	is_string(answers, "a");
	finish();
}

static void closing_forgets_the_line(void)
{
	start_ready();
	is_int(request("a"), 0);
	is_int(request("b"), 0);
	is_true(guest_take(&channel)); /* in the middle of it */
	guest_close(&channel);
	is_int(closes, 1);
	is_int(probe.state, IC_CLOSED);
	is_true(!ic_is_busy(&probe));
	is_true(!probe.waiting);
	is_int(probe.line_count, 0);
	is_int(request("c"), -ENOTCONN);
	guest_open(&guest, &channel, &probe.device);
	guest_negotiate(&channel, 3, 3, 4);
	is_true(!guest_take(&channel));
	is_int(request("d"), 0);
	answer("d");
	is_string(answers, "d");
	finish();
}

static void rescind_it(struct ic *ic)
{
	is_int(vmbus_rescind(ic->vmbus, &ic->device), 0);
}

static void a_service_may_go_with_an_answer(void)
{
	start_ready();
	on_each = rescind_it;
	is_int(request("a"), 0);
	is_int(request("b"), 0);
	answer("a");
	is_true(!ic_is_busy(&probe));
	is_int(probe.state, IC_CLOSED);
	is_int(closes, 1);
	is_string(answers, "a");
	finish();
}

static void negotiating_anew_forgets_the_line(void)
{
	start_ready();
	is_int(request("a"), 0);
	is_int(request("b"), 0);
	is_int(run("negotiate probe 1.0,3.0 5.6"), 0);
	is_int(closes, 1);
	is_true(!ic_is_busy(&probe));
	is_true(guest_take(&channel));
	guest_answer(&channel, HV_IC_OK); /* a is answered late */
	is_string(answers, "");
	guest_negotiate(&channel, 3, 5, 6);
	is_int(probe.version.major, 5);
	is_int(readies, 2);
	is_true(!guest_take(&channel));
	finish();
}

static void lists_of_versions_are_the_scenarios(void)
{
	const struct hv_ic_negotiate *n = guest_body(&channel);

	start_ready();
	is_int(run("negotiate probe - -"), 0);
	is_true(guest_take(&channel));
	is_int(n->n_frameworks, 0);
	is_int(n->n_messages, 0);
	is_int(guest_header(&channel)->size, 8);
	is_int(run("negotiate probe 1.0,2.1,3.2 65535.4"), 0);
	is_true(guest_take(&channel));
	is_int(n->n_frameworks, 3);
	is_int(n->n_messages, 1);
	is_int(n->versions[2].minor, 2);
	is_int(n->versions[3].major, 65535);
	is_int(run("negotiate probe 1.0,1.0,1.0,1.0,1.0,1.0,1.0,1.0,1.0,1.0,1.0,1.0,1.0,1.0,1.0,1.0 "
	           "1.0,1.0,1.0,1.0,1.0,1.0,1.0,1.0,1.0,1.0,1.0,1.0,1.0,1.0,1.0,1.0"),
	       0);
	is_true(guest_take(&channel));
	is_int(n->n_frameworks + n->n_messages, 32);
	is_int(n->versions[31].major, 1);
	finish();
}

static void wrong_lists_are_refused(void)
{
	static const char *const wrong[] = {
		"negotiate probe 1 1.0",
		"negotiate probe 1.0 1.",
		"negotiate probe 1.0, 1.0",
		"negotiate probe ,1.0 1.0",
		"negotiate probe 1.0x 1.0",
		"negotiate probe \"\" 1.0",
		"negotiate probe 1.0 1.0;2.0",
		"negotiate probe 1.0 1.0,1.0,1.0,1.0,1.0,1.0,1.0,1.0,1.0,1.0,1.0,1.0,1.0,1.0,1.0,1.0,1.0",
		"negotiate nobody 1.0 1.0",
		"negotiate probe 1.0",
	};

	start_ready();
	for (size_t i = 0; i < ARRAY_SIZE(wrong); i++)
		is_int(run(wrong[i]), -1);
	is_int(probe.state, IC_READY);
	is_true(!guest_take(&channel));
	guest_close(&channel);
	is_int(run("negotiate probe 1.0 1.0"), -1);
	is_string(call.error, "the guest has not opened probe");
	finish();
}

static void a_mute_host_does_not_ask(void)
{
	start_ready();
	is_int(run("fault probe mute"), 0);
	is_int(request("a"), 0);
	is_int(request("b"), 0);
	is_true(!guest_take(&channel));
	is_true(ic_is_busy(&probe)); /* and waits for ever */
	is_int(run("negotiate probe 3.0 3.4"), 0);
	guest_negotiate(&channel, 3, 3, 4);
	is_int(request("c"), 0);
	answer("c");
	finish();
}

static void a_fault_is_for_one_packet(void)
{
	start_ready();
	is_int(run("fault probe type 77"), 0);
	is_int(run("fault probe version 12 34"), 0);
	is_int(request("a"), 0);
	is_int(request("b"), 0);
	is_true(guest_take(&channel));
	is_int(guest_header(&channel)->type, 77);
	is_int(guest_header(&channel)->version.major, 12);
	is_int(guest_header(&channel)->version.minor, 34);
	guest_answer(&channel, HV_IC_FAIL);
	is_string(answers, "a"); /* it is the answer, whatever it says */
	is_true(guest_take(&channel));
	is_int(guest_header(&channel)->type, HV_IC_KVP);
	is_int(guest_header(&channel)->version.major, 3);
	is_int(run("fault probe type 77"), 0);
	is_int(run("fault probe none"), 0);
	guest_answer(&channel, HV_IC_OK);
	is_int(request("c"), 0);
	is_true(guest_take(&channel));
	is_int(guest_header(&channel)->type, HV_IC_KVP);
	finish();
}

static void packets_may_be_short_or_long(void)
{
	start_ready();
	is_int(run("fault probe short 10"), 0);
	is_int(request("a"), 0);
	is_true(guest_take(&channel));
	is_int(channel.size, 16);
	is_int(channel.packet[10], 0); /* padding */
	is_int(run("negotiate probe 3.0 3.4"), 0);
	guest_negotiate(&channel, 3, 3, 4);
	is_int(run("fault probe long 3000"), 0);
	is_int(request("b"), 0);
	is_true(guest_take(&channel));
	is_int(channel.size, 3000);
	is_string(guest_body(&channel), "b");
	is_int(channel.packet[30], 0xff);
	is_int(channel.packet[2999], 0xff);
	guest_answer(&channel, HV_IC_OK);
	is_int(run("fault probe short 0"), 0);
	is_int(request("c"), 0);
	is_true(guest_take(&channel));
	is_int(channel.size, 0);
	finish();
}

static void a_slow_host_is_slow_until_it_is_not(void)
{
	start_ready();
	is_int(run("fault probe delay 20"), 0);
	is_int(request("a"), 0);
	is_int(request("b"), 0);
	is_true(!guest_take(&channel));
	guest_run(&guest, 5);
	is_true(!guest_take(&channel));
	guest_run(&guest, 40);
	answer("a");
	is_true(!guest_take(&channel));
	guest_run(&guest, 40);
	is_int(run("fault probe none"), 0);
	answer("b");
	is_int(request("c"), 0);
	answer("c");
	is_int(run("fault probe delay 20"), 0);
	is_int(request("d"), 0);
	is_int(run("fault probe none"), 0);
	is_int(request("e"), 0); /* does not overtake what is delayed already */
	is_true(!guest_take(&channel));
	guest_run(&guest, 40);
	answer("d");
	answer("e");
	is_true(!guest_take(&channel));
	is_int(run("fault probe delay 5"), 0);
	is_int(request("f"), 0);
	guest_close(&channel); /* what was delayed does not come any more */
	guest_run(&guest, 20);
	is_true(guest.reactor.timers == NULL);
	is_string(answers, "abcde");
	finish();
}

static void wrong_faults_change_nothing(void)
{
	static const char *const wrong[] = {
		"fault probe",
		"fault probe loud",
		"fault probe mute 1",
		"fault probe type",
		"fault probe type x",
		"fault probe version 1",
		"fault probe long 16385",
		"fault probe short 60000",
		"fault probe delay 60001",
		"fault nobody mute",
		"fault probe version 1 65536",
	};

	start_ready();
	for (size_t i = 0; i < ARRAY_SIZE(wrong); i++)
		is_int(run(wrong[i]), -1);
	is_int(request("a"), 0);
	is_true(guest_take(&channel));
	is_int(channel.size, sizeof(struct hv_ic_pipe) + sizeof(struct hv_ic_header) + 4);
	is_int(guest_header(&channel)->type, HV_IC_KVP);
	finish();
}

static void raw_packets_are_sent_as_they_are(void)
{
	start_ready();
	is_int(request("a"), 0);
	is_true(guest_take(&channel));
	is_int(run("packet probe 0102030405060708ff"), 0);
	guest_answer(&channel, HV_IC_OK); /* no matter what is sent meanwhile */
	is_string(answers, "a");
	is_true(guest_take(&channel));
	is_int(channel.size, 16);
	is_true(memcmp(channel.packet, "\1\2\3\4\5\6\7\10\xff\0\0\0\0\0\0\0", 16) == 0);
	is_int(run("packet probe 1"), -1);
	is_int(run("packet nobody 11"), -1);
	guest_close(&channel);
	is_int(run("packet probe 11"), -1);
	finish();
}

static struct services services;
static struct command_table *tables;

static void start_service(const char *name, uint16_t major, uint16_t minor)
{
	guest_init(&guest, HV_VMBUS_VERSION(5, 3));
	tables = NULL;
	services_init(&services, &guest.bus, &tables);
	start_device(vmbus_find(&guest.bus, name));
	guest_negotiate(&channel, 3, major, minor);
}

static void finish_service(void)
{
	services_done(&services);
	guest_done(&guest);
}

static int run_any(const char *line)
{
	const struct command *command;
	struct words words;

	call = (struct call){ 0 };
	is_int(words_split(&words, line, strlen(line)), 0);
	return command_find(tables, &words, &call, &command) < 0 ? -1 : command->run(&call);
}

static void hearts_beat_and_count(void)
{
	struct hv_ic_heartbeat *beat = guest_body(&channel);

	start_service("heartbeat", 3, 0);
	is_true(guest_take(&channel)); /* at once */
	is_int(guest_header(&channel)->type, HV_IC_HEARTBEAT);
	is_int(guest_header(&channel)->size, 40);
	is_int(beat->sequence, 0);
	beat->sequence++;
	guest_answer(&channel, HV_IC_OK);
	is_true(guest_saw(&guest,
	                  "\"event\":\"heartbeat\",\"sequence\":1,\"status\":0,\"counted\":true"));
	is_true(!guest_take(&channel));
	is_int(run_any("heartbeat on"), 0); /* the next one without waiting for it */
	is_true(guest_take(&channel));
	is_int(beat->sequence, 1);
	guest_answer(&channel, HV_IC_OK);
	is_true(guest_saw(&guest, "\"sequence\":1,\"status\":0,\"counted\":false"));
	is_int(run_any("heartbeat on"), 0);
	is_int(run_any("heartbeat on"), 0); /* unanswered so far */
	is_true(guest_saw(&guest, "\"event\":\"heartbeat\",\"missed\":1"));
	is_int(run_any("heartbeat off"), 0);
	is_true(!services.heartbeat.beat.armed);
	is_int(run_any("heartbeat maybe"), -1);
	guest_close(&channel);
	is_true(guest.reactor.timers == NULL);
	guest_open(&guest, &channel, &services.heartbeat.ic.device);
	guest_negotiate(&channel, 3, 3, 0);
	guest_forget(&guest);
	is_int(run_any("heartbeat on"), 0);
	is_true(guest_saw(&guest, "\"missed\":1}")); /* what was missed before does not count */
	finish_service();
}

/* How far the guest's idea of time, after the message, is from the host's, in seconds. */
static int64_t time_off(uint64_t host_time)
{
	return (int64_t)(host_time - HV_IC_UNIX_EPOCH) / 10000000 - time(NULL);
}

static void time_is_told(void)
{
	struct hv_ic_time *t = guest_body(&channel);

	start_service("timesync", 4, 0);
	is_true(guest_take(&channel));
	is_int(t->flags, HV_IC_TIME_SYNC);
	is_int(guest_header(&channel)->size, sizeof(*t));
	is_true(time_off(t->host_time) >= -1 && time_off(t->host_time) <= 0);
	guest_answer(&channel, HV_IC_OK);
	is_true(guest_saw(&guest, "\"event\":\"timesync\",\"status\":0"));
	is_int(run_any("time sample -3600"), 0);
	is_true(guest_take(&channel));
	is_int(t->flags, HV_IC_TIME_SAMPLE);
	is_true(time_off(t->host_time) >= -3601 && time_off(t->host_time) <= -3600);
	guest_answer(&channel, HV_IC_OK);
	is_int(run_any("time sync 9223372036854775807"), 0); /* nonsense, but no crash */
	is_true(guest_take(&channel));
	guest_answer(&channel, HV_IC_OK);
	is_int(run_any("time sync 9223372036854775808"), -1);
	is_int(run_any("time sync 1h"), -1);
	is_int(run_any("time sync \"\""), -1);
	is_int(run_any("time now"), -1);
	guest_close(&channel);
	is_true(guest.reactor.timers == NULL);
	is_int(run_any("time sync"), -1);
	finish_service();
}

static void time_has_an_old_form(void)
{
	struct hv_ic_time_old *t = guest_body(&channel);

	start_service("timesync", 3, 0);
	is_true(guest_take(&channel));
	is_int(guest_header(&channel)->size, sizeof(*t));
	is_int(t->flags, HV_IC_TIME_SYNC);
	is_true(time_off(t->parent_time) >= -1 && time_off(t->parent_time) <= 0);
	finish_service();
}

static void shutdown_has_its_kinds(void)
{
	static const struct {
		const char *line;
		uint32_t flags;
	} kinds[] = {
		{ "shutdown poweroff", 0 },  { "shutdown poweroff force", 1 },
		{ "shutdown restart", 2 },   { "shutdown restart force", 3 },
		{ "shutdown hibernate", 4 }, { "shutdown hibernate force", 5 },
	};
	struct hv_ic_shutdown *s = guest_body(&channel);

	start_service("shutdown", 3, 2);
	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++) {
		is_int(run_any(kinds[i].line), 0);
		is_true(guest_take(&channel));
		is_int(guest_header(&channel)->size, 2060);
		is_int(s->reason, 0x80000000);
		is_int(s->flags, kinds[i].flags);
		guest_answer(&channel, HV_IC_FAIL);
	}
	is_int(guest_count(&guest, "\"event\":\"shutdown\",\"status\":2147500037"), 6);
	is_int(run_any("shutdown"), -1);
	is_int(run_any("shutdown now"), -1);
	is_int(run_any("shutdown restart please"), -1);
	finish_service();
}

TAP_MAIN(TAP_CASE(versions_are_offered_at_once), TAP_CASE(an_agreement_makes_it_ready),
         TAP_CASE(anything_else_is_a_refusal), TAP_CASE(no_answer_is_no_agreement),
         TAP_CASE(requests_wait_in_line), TAP_CASE(only_one_is_at_the_guest),
         TAP_CASE(follow_ups_go_first), TAP_CASE(the_line_is_limited),
         TAP_CASE(answers_to_nothing_are_noted), TAP_CASE(an_answer_belongs_to_its_request),
         TAP_CASE(a_negotiation_may_be_answered_twice),
         TAP_CASE(what_is_too_short_or_strange_is_no_answer), TAP_CASE(closing_forgets_the_line),
         TAP_CASE(a_service_may_go_with_an_answer), TAP_CASE(negotiating_anew_forgets_the_line),
         TAP_CASE(lists_of_versions_are_the_scenarios), TAP_CASE(wrong_lists_are_refused),
         TAP_CASE(a_mute_host_does_not_ask), TAP_CASE(a_fault_is_for_one_packet),
         TAP_CASE(packets_may_be_short_or_long), TAP_CASE(a_slow_host_is_slow_until_it_is_not),
         TAP_CASE(wrong_faults_change_nothing), TAP_CASE(raw_packets_are_sent_as_they_are),
         TAP_CASE(hearts_beat_and_count), TAP_CASE(time_is_told), TAP_CASE(time_has_an_old_form),
         TAP_CASE(shutdown_has_its_kinds))
