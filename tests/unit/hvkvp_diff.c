// SPDX-License-Identifier: GPL-2.0-only
#include "hvkvp/diff.h"
#include "hvkvp_records.h"
#include "tap.h"
#include <stdio.h>

static char told[256];

static int tell(void *ctx, enum change change, const struct record *r)
{
	snprintf(told + strlen(told), sizeof(told) - strlen(told), "%c%s=%s ", "+~-"[change],
	         r -> key, r -> value);
	return ctx && strchr(told, ' ') ? 5 : 0;
}

static void diff(struct records *then, struct records *now, void *ctx, int want)
{
	told[0] = '\0';
	is_int(records_diff(then, now, tell, ctx), want);
}

static void keys_come_change_and_go(void)
{
	struct records then = { 0 }, now = { 0 };

	add_record(&then, "b", "1");
	add_record(&then, "a", "1");
	add_record(&then, "same", "1");
	add_record(&now, "same", "1");
	add_record(&now, "c", "1");
	add_record(&now, "b", "2");
	diff(&then, &now, NULL, 0);
	is_string(told, "-a=1 ~b=2 +c=1 ");
	diff(&then, &then, NULL, 0);
	is_string(told, "");
	diff(&then, &now, &then, 5);
	is_string(told, "-a=1 ");
	records_free(&then);
	records_free(&now);
}

static void the_same_key_many_times(void)
{
	struct records then = { 0 }, now = { 0 };

	add_record(&then, "k", "1");
	add_record(&then, "k", "2");
	add_record(&now, "k", "1");
	add_record(&now, "k", "2");
	add_record(&now, "k", "3");
	diff(&then, &now, NULL, 0);
	is_string(told, "+k=3 ");
	diff(&now, &then, NULL, 0);
	is_string(told, "-k=3 ");
	records_free(&then);
	records_free(&now);
}

static void bad_records_are_none(void)
{
	struct records then = { 0 }, now = { 0 };

	add_record(&now, "k", "\xff");
	diff(&then, &now, NULL, 0);
	is_string(told, "");
	records_free(&now);
}

TAP_MAIN(TAP_CASE(keys_come_change_and_go), TAP_CASE(the_same_key_many_times),
         TAP_CASE(bad_records_are_none))
