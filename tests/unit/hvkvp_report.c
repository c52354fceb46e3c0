// SPDX-License-Identifier: GPL-2.0-only
#include "hvkvp/report.h"
#include "tap.h"
#include <string.h>

static struct report r;

static void parse(const char *text)
{
	report_free(&r);
	is_int(report_parse(text, strlen(text), &r), 0);
}

static void success_of_both_agents(void)
{
	parse("result=success|agent=Cloud-Init/26.2|timestamp=2026-07-27T21:33:24.339006|vm_id=x");
	is_int(r.count, 4);
	is_string(report_get(&r, "agent"), "Cloud-Init/26.2");
	parse("result=success|agent=Azure-Init/0.1|pps_type=None|vm_id=x|timestamp=t");
	is_string(report_get(&r, "pps_type"), "None");
	is_true(!r.damaged);
}

static void quotes_of_both_agents(void)
{
	parse("result=error|'reason=it''s | broken'|agent=a");
	is_string(report_get(&r, "reason"), "it's | broken");
	is_string(report_get(&r, "agent"), "a");
	parse("result=error|\"reason=say \"\"no\"\" | stop\"|url=http://x/?a=b");
	is_string(report_get(&r, "reason"), "say \"no\" | stop");
	is_string(report_get(&r, "url"), "http://x/?a=b");
	/* Within a field they are what they are. */
	parse("result=error|reason=don't|x=\"y\"");
	is_string(report_get(&r, "reason"), "don't");
	is_string(report_get(&r, "x"), "\"y\"");
	is_true(!r.damaged);
}

static void damage_is_told(void)
{
	parse("result=error|'reason=no end|agent=a");
	is_true(r.damaged);
	is_string(report_get(&r, "reason"), "no end|agent=a");
	parse("result");
	is_true(r.damaged && r.count == 0);
	parse("a=1||b=2");
	is_true(r.damaged && r.count == 2);
	parse("");
	is_true(!r.damaged && r.count == 0);
	parse("a=1|");
	is_true(r.damaged && r.count == 1);
	is_true(report_get(&r, "zz") == NULL);
}

static void too_many_fields(void)
{
	char text[1024] = "";

	for (int i = 0; i < 100; i++)
		strcat(text, "a=b|");
	parse(text);
	is_int(r.count, REPORT_FIELDS);
	is_true(r.damaged);
	report_free(&r);
}

TAP_MAIN(TAP_CASE(success_of_both_agents), TAP_CASE(quotes_of_both_agents),
         TAP_CASE(damage_is_told), TAP_CASE(too_many_fields))
