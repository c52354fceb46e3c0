// SPDX-License-Identifier: GPL-2.0-only
/* VSS from the guest's end of the rings, and that no test leaves the guest frozen without a word. */
#include "hvhost_guest.h"
#include "vss.h"
#include "wire/vss.h"

static struct guest g;
static struct guest_channel ch;
static struct vss vss;
static struct call call;

static int run(const char *line)
{
	return guest_command(vss_commands, &vss, line, &call);
}

static void start(void)
{
	guest_init(&g, HV_VMBUS_VERSION(5, 3));
	vss_init(&vss, &g.bus);
	guest_connect(&g);
	guest_open(&g, &ch, &vss.ic.device);
	guest_negotiate(&ch, 3, 5, 0);
	guest_forget(&g);
}

static void stop(void)
{
	ic_done(&vss.ic);
	guest_done(&g);
}

/* The next packet is a request for @op. */
static bool asked(uint8_t op)
{
	return guest_take(&ch) && guest_header(&ch)->type == HV_IC_VSS &&
	       *(uint8_t *)guest_body(&ch) == op;
}

static void offers_what_windows_offers(void)
{
	static const uint8_t class[16] = { 0x29, 0x2e, 0xfa, 0x35, 0x23, 0xea, 0x36, 0x42,
		                           0x96, 0xae, 0x3a, 0x6e, 0xba, 0xcb, 0xa4, 0x40 };
	static const uint8_t instance[16] = { 0x40, 0xee, 0x50, 0x24, 0xbf, 0x33, 0xbd, 0x4f,
		                              0x89, 0x2e, 0x9f, 0xb0, 0x6e, 0x92, 0x14, 0xcf };
	static const uint8_t list[] = { 2, 0, 4, 0, 0, 0, 0, 0, 1, 0, 0, 0, 3, 0, 0, 0,
		                        4, 0, 0, 0, 5, 0, 0, 0, 6, 0, 0, 0, 7, 0, 0, 0 };

	guest_init(&g, HV_VMBUS_VERSION(5, 3));
	vss_init(&vss, &g.bus);
	guest_connect(&g);
	guest_open(&g, &ch, &vss.ic.device);
	is_int(memcmp(&vss.ic.device.class, class, 16), 0);
	is_int(memcmp(&vss.ic.device.instance, instance, 16), 0);
	is_true(guest_take(&ch));
	is_int(guest_header(&ch)->size, sizeof(list));
	is_int(memcmp(guest_body(&ch), list, sizeof(list)), 0);
	is_int(run("vss check"), -1);
	is_int(run("vss test"), -1);
	is_string(call.error, "the guest's vss service is not ready");
	is_true(!vss.testing);
	stop();
}

static void sends_each_operation(void)
{
	static const struct {
		const char *line, *name;
		uint8_t op;
		uint16_t size;
	} cases[] = {
		{ "vss check", "check", 2, 12 },
		{ "vss freeze", "freeze", 5, 6260 },
		{ "vss thaw", "thaw", 6, 12 },
		{ "vss complete", "complete", 4, 12 },
		{ "vss auto-recover", "auto-recover", 7, 12 },
		{ "vss op 8", "op", 8, 12 },
		{ "vss op 255", "op", 255, 12 },
		{ "vss op 5", "freeze", 5, 6260 },
	};
	char want[100];

	start();
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct hv_vss_message *m = guest_body(&ch);

		is_int(run(cases[i].line), 0);
		is_true(asked(cases[i].op));
		is_int(guest_header(&ch)->size, cases[i].size);
		is_int(ch.size, (28 + cases[i].size + 7) / 8 * 8);
		m->flags = 5;
		m->op = 99; /* a guest may scribble: what was asked counts */
		guest_answer(&ch, i % 2 ? HV_IC_FAIL : HV_IC_OK);
		snprintf(want, sizeof(want),
		         "\"op\":\"%s\",\"number\":%u,\"status\":%u,\"flags\":5}", cases[i].name,
		         cases[i].op, i % 2 ? HV_IC_FAIL : HV_IC_OK);
		is_true(guest_saw(&g, want));
	}
	stop();
}

static void a_short_answer_is_an_error(void)
{
	start();
	is_int(run("vss check"), 0);
	is_true(asked(HV_VSS_CHECK));
	guest_answer_sized(&ch, HV_IC_OK, 28 + 8); /* padded to 12, so this still is whole */
	is_true(guest_saw(&g, "\"flags\":"));
	is_int(run("vss check"), 0);
	is_true(asked(HV_VSS_CHECK));
	guest_answer_sized(&ch, HV_IC_OK, 28);
	is_true(guest_saw(&g, "\"status\":0,\"error\":\"the answer is too short\"}"));
	stop();
}

static void commands_that_make_no_sense_are_refused(void)
{
	static const char *const bad[] = { "vss melt",    "vss op",   "vss op 256",
		                           "vss check 1", "vss op x", "vss" };

	start();
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		is_int(run(bad[i]), -1);
		is_true(call.error[0] != '\0');
	}
	is_true(!guest_take(&ch));
	stop();
}

static void a_test_freezes_and_thaws(void)
{
	start();
	is_int(run("vss test"), 0);
	is_int(run("vss check"), -1);
	is_string(call.error, "a test is under way");
	is_true(asked(HV_VSS_CHECK));
	guest_answer(&ch, HV_IC_OK);
	is_true(asked(HV_VSS_FREEZE));
	guest_answer(&ch, HV_IC_OK);
	is_true(vss.frozen);
	is_true(asked(HV_VSS_THAW));
	guest_answer(&ch, HV_IC_OK);
	is_true(guest_saw(&g, "\"op\":\"test\",\"status\":0}"));
	is_true(!vss.frozen && !vss.testing && !ic_is_busy(&vss.ic));
	is_int(run("vss check"), 0);
	is_int(run("vss test"), -1);
	is_string(call.error, "a request is under way");
	stop();
}

static void a_test_waits_for_the_daemon(void)
{
	start();
	is_int(run("vss test"), 0);
	for (int i = 0; i < 3; i++) {
		is_true(asked(HV_VSS_CHECK));
		guest_answer(&ch, HV_IC_FAIL);
		is_true(!guest_take(&ch));
		is_true(vss.retry.armed);
		guest_run(&g, 100);
		is_true(!guest_take(&ch));
		guest_run(&g, 150);
	}
	is_true(asked(HV_VSS_CHECK));
	guest_answer(&ch, HV_IC_OK);
	is_true(asked(HV_VSS_FREEZE));
	stop();
}

static void patience_ends(void)
{
	start();
	is_int(run("vss test"), 0);
	is_true(vss.give_up_ns > now_ns() + 9 * NS_PER_S);
	is_true(vss.give_up_ns <= now_ns() + 10 * NS_PER_S);
	vss.give_up_ns = now_ns();
	is_true(asked(HV_VSS_CHECK));
	guest_answer(&ch, HV_IC_FAIL);
	is_true(guest_saw(&g, "\"op\":\"test\",\"status\":2147500037}"));
	is_true(!vss.retry.armed && !vss.testing);
	is_true(!guest_take(&ch));
	stop();
}

static void a_guest_that_will_not_be_frozen_is_not_thawed(void)
{
	start();
	is_int(run("vss test"), 0);
	is_true(asked(HV_VSS_CHECK));
	guest_answer(&ch, HV_IC_NOT_SUPPORTED); /* only FAIL means "not yet" */
	is_true(guest_saw(&g, "\"op\":\"test\",\"status\":2147942450}"));
	guest_forget(&g);
	is_int(run("vss test"), 0);
	is_true(asked(HV_VSS_CHECK));
	guest_answer(&ch, HV_IC_OK);
	is_true(asked(HV_VSS_FREEZE));
	guest_answer(&ch, HV_IC_FAIL);
	is_true(guest_saw(&g, "\"op\":\"test\",\"status\":2147500037}"));
	is_true(!vss.frozen);
	is_true(!guest_take(&ch));
	stop();
}

static void a_short_answer_to_freeze_still_thaws(void)
{
	start();
	is_int(run("vss test"), 0);
	is_true(asked(HV_VSS_CHECK));
	guest_answer(&ch, HV_IC_OK);
	is_true(asked(HV_VSS_FREEZE));
	guest_answer_sized(&ch, HV_IC_OK, 32);
	is_true(asked(HV_VSS_THAW));
	guest_answer(&ch, HV_IC_FAIL);
	is_true(guest_saw(&g, "\"op\":\"test\",\"status\":2147500037,"
	                      "\"error\":\"it does not thaw\"}"));
	stop();
}

/* The daemon's driver goes away with the file systems frozen: said, and thawed when it is back. */
static void a_guest_lost_frozen_is_thawed_when_it_is_back(void)
{
	start();
	is_int(run("vss test"), 0);
	is_true(asked(HV_VSS_CHECK));
	guest_answer(&ch, HV_IC_OK);
	is_true(asked(HV_VSS_FREEZE));
	guest_close(&ch);
	is_true(guest_saw(&g, "\"op\":\"test\",\"status\":2147500037,"
	                      "\"error\":\"it went away frozen\"}"));
	is_true(!vss.testing);
	guest_open(&g, &ch, &vss.ic.device);
	guest_negotiate(&ch, 3, 5, 0);
	is_true(asked(HV_VSS_THAW));
	guest_answer(&ch, HV_IC_OK);
	is_true(guest_saw(&g, "\"op\":\"thaw\",\"number\":6,\"status\":0"));
	is_true(!guest_take(&ch));
	guest_close(&ch);
	guest_open(&g, &ch, &vss.ic.device);
	guest_negotiate(&ch, 3, 5, 0);
	is_true(!guest_take(&ch)); /* once */
	stop();
}

static void a_guest_that_went_away_is_not_asked_again(void)
{
	start();
	is_int(run("vss test"), 0);
	is_true(asked(HV_VSS_CHECK));
	guest_answer(&ch, HV_IC_FAIL);
	guest_close(&ch);
	is_true(guest_saw(&g, "\"status\":2147500037,\"error\":\"it went away\"}"));
	is_true(!vss.retry.armed);
	guest_open(&g, &ch, &vss.ic.device);
	guest_negotiate(&ch, 3, 5, 0);
	guest_run(&g, 250);
	is_true(!guest_take(&ch));
	stop();
}

/* "negotiate vss ..." in the middle of a test: the line is dropped without a close. */
static void a_new_negotiation_ends_a_test(void)
{
	start();
	is_int(run("vss test"), 0);
	is_true(asked(HV_VSS_CHECK));
	is_int(guest_command(ic_commands, &g.bus, "negotiate vss 3.0 5.0", NULL), 0);
	guest_negotiate(&ch, 3, 5, 0);
	is_true(guest_saw(&g, "\"op\":\"test\",\"status\":2147500037,\"error\":"));
	is_int(run("vss test"), 0);
	stop();
}

TAP_MAIN(TAP_CASE(offers_what_windows_offers), TAP_CASE(sends_each_operation),
         TAP_CASE(a_short_answer_is_an_error), TAP_CASE(commands_that_make_no_sense_are_refused),
         TAP_CASE(a_test_freezes_and_thaws), TAP_CASE(a_test_waits_for_the_daemon),
         TAP_CASE(patience_ends), TAP_CASE(a_guest_that_will_not_be_frozen_is_not_thawed),
         TAP_CASE(a_short_answer_to_freeze_still_thaws),
         TAP_CASE(a_guest_lost_frozen_is_thawed_when_it_is_back),
         TAP_CASE(a_guest_that_went_away_is_not_asked_again),
         TAP_CASE(a_new_negotiation_ends_a_test))
