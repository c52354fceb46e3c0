// SPDX-License-Identifier: GPL-2.0-only
#include "init/cmdline.h"
#include "tap.h"
#include <errno.h>

static struct init_cmdline cmd;
static struct init_word bad;

static int parse(const char *text)
{
	memset(&cmd, 0xff, sizeof(cmd));
	bad = (struct init_word){ NULL, 0 };
	return init_cmdline_parse(text, strlen(text), &cmd, &bad);
}

static void has_defaults(void)
{
	is_int(parse("console=ttyS0 quiet\n"), 0);
	is_int(cmd.run, INIT_RUN_POWEROFF);
	is_true(!cmd.mark_port);
	is_int(parse(""), 0);
	is_int(cmd.run, INIT_RUN_POWEROFF);
}

static void obeys_its_words(void)
{
	is_int(parse("quiet hvkit.mark=port hvkit.run=shell\n"), 0);
	is_int(cmd.run, INIT_RUN_SHELL);
	is_true(cmd.mark_port);
	is_int(parse("hvkit.run=/sbin/probe\thvkit.mark=kmsg"), 0);
	is_int(cmd.run, INIT_RUN_EXEC);
	is_string(cmd.path, "/sbin/probe");
	is_true(!cmd.mark_port);
}

static void last_one_counts(void)
{
	is_int(parse("hvkit.run=/a hvkit.mark=port hvkit.run=poweroff hvkit.mark=kmsg"), 0);
	is_int(cmd.run, INIT_RUN_POWEROFF);
	is_true(!cmd.mark_port);
}

static void stops_at_double_dash(void)
{
	is_int(parse("hvkit.run=shell -- hvkit.run=/program"), 0);
	is_int(cmd.run, INIT_RUN_SHELL);
	is_int(cmd.n_args, 1);
	is_int(parse("quiet -- a \"b c\" -- d=\"e f\"\n"), 0);
	is_int(cmd.n_args, 4);
	is_int(parse("quiet \"--\" a"), 0);
	is_int(cmd.n_args, 1);
	is_int(parse("quiet --"), 0);
	is_int(cmd.n_args, 0);
	is_int(parse("a=-- --b hvkit.run=shell"), 0);
	is_int(cmd.run, INIT_RUN_SHELL);
}

static void unquotes_like_the_kernel(void)
{
	is_int(parse("hvkit.run=\"/a b\" quiet"), 0);
	is_string(cmd.path, "/a b");
	is_int(parse("\"hvkit.run=/a b\""), 0);
	is_string(cmd.path, "/a b");
	is_int(parse("x=\"hvkit.run=shell y\""), 0);
	is_int(cmd.run, INIT_RUN_POWEROFF);
	is_int(parse("hvkit.run=\"/open"), 0);
	is_string(cmd.path, "/open");
}

static void leaves_strangers_alone(void)
{
	is_int(parse("hvkit.runs=shell xhvkit.run=shell hvkit.other=1 =shell run=shell"), 0);
	is_int(cmd.run, INIT_RUN_POWEROFF);
}

static void refuses_unknown_values(void)
{
	static const char *const wrong[] = {
		"hvkit.run",        "hvkit.run=",       "hvkit.run=shel",  "hvkit.run=shells",
		"hvkit.run=bin/sh", "hvkit.mark=ports", "hvkit.mark=\"\"", "hvkit.run=\"/a\nb\""
	};

	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		is_int(parse(wrong[i]), -EINVAL);
	is_int(parse("quiet hvkit.mark=serial panic=1"), -EINVAL);
	is_int(bad.len, strlen("hvkit.mark=serial"));
	is_true(strncmp(bad.at, "hvkit.mark=serial ", bad.len + 1) == 0);
}

static void refuses_a_path_that_does_not_fit(void)
{
	char text[300] = "hvkit.run=/";

	memset(text + 11, 'a', 254);
	is_int(parse(text), 0);
	is_int(strlen(cmd.path), 255);
	text[11 + 254] = 'a';
	is_int(parse(text), -ENAMETOOLONG);
}

TAP_MAIN(TAP_CASE(has_defaults), TAP_CASE(obeys_its_words), TAP_CASE(last_one_counts),
         TAP_CASE(stops_at_double_dash), TAP_CASE(unquotes_like_the_kernel),
         TAP_CASE(leaves_strangers_alone), TAP_CASE(refuses_unknown_values),
         TAP_CASE(refuses_a_path_that_does_not_fit))
