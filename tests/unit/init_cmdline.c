// SPDX-License-Identifier: GPL-2.0-only
#include "init/cmdline.h"
#include "tap.h"
#include <errno.h>

static struct init_cmdline cmd;
static struct init_word bad;

static int parse(const char *words)
{
	static char text[4096];

	memset(&cmd, 0xff, sizeof(cmd));
	bad = (struct init_word){ NULL, 0 };
	strcpy(text, words);
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

static void names_the_root(void)
{
	is_int(parse("root=UUID=1-2 rootfstype=ext4,xfs rootflags=\"subvol=@,a=\\b c\\\" rw init=/bin/x quiet"),
	       0);
	is_string(cmd.root, "UUID=1-2");
	is_string(cmd.rootfstype, "ext4,xfs");
	is_int(cmd.rw, 1);
	is_string(cmd.init, "/bin/x");
	is_int(cmd.quiet, 1);
	is_int(parse("root=LABEL=\"a b\" rw ro \"resume=/dev/sda 2\" noresume resume_offset=34816"),
	       0);
	is_string(cmd.root, "LABEL=\"a b\"");
	is_int(cmd.rw, 0);
	is_string(cmd.resume, "/dev/sda 2");
	is_int(cmd.noresume, 1);
	is_string(cmd.resume_offset, "34816");
	is_int(parse("roothash=ab systemd.verity_root_data=/dev/a systemd.verity=no rd.overlay"),
	       0);
	is_string(cmd.roothash, "ab");
	is_string(cmd.verity_data, "/dev/a");
	is_int(cmd.verity, 0);
	is_string(cmd.overlay, "");
}

static void has_no_root_by_default(void)
{
	is_int(parse(""), 0);
	is_true(!cmd.root && !cmd.init && !cmd.resume && !cmd.roothash && !cmd.overlay &&
	        !cmd.doubtful);
	is_int(cmd.rw, -1);
	is_int(cmd.verity, 1);
	is_int(cmd.rootwait, INIT_WAIT_UNSAID);
	is_int(cmd.stop, INIT_BREAK_NEVER);
	is_int(cmd.end, INIT_END_PANIC);
}

static void takes_numbers_choices_and_flags(void)
{
	is_int(parse("rootwait rootdelay=300 fsck.mode=force fsck.repair=no rd.break rd.shell rd.emergency=halt"),
	       0);
	is_int(cmd.rootwait, INIT_WAIT_FOREVER);
	is_int(cmd.rootdelay, 300);
	is_int(cmd.fsck_mode, FSCK_FORCE);
	is_int(cmd.fsck_repair, FSCK_NO);
	is_int(cmd.stop, INIT_BREAK_PRE_PIVOT);
	is_int(cmd.shell, 1);
	is_int(cmd.end, INIT_END_HALT);
	is_true(!cmd.doubtful);
	is_int(parse("rootwait=7 rd.break=pre-mount rd.shell=0"), 0);
	is_int(cmd.rootwait, 7);
	is_int(cmd.stop, INIT_BREAK_PRE_MOUNT);
	is_int(cmd.shell, 0);
}

static void leaves_doubtful_values_out(void)
{
	static const char *const wrong[] = { "rootwait=ten",    "rootwait=99999999999",
		                             "fsck.mode=maybe", "rd.break=here",
		                             "rootdelay=-1",    "quiet=1",
		                             "rd.shell=2",      "rd.emergency=pray" };

	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		is_int(parse(wrong[i]), 0);
		is_string(cmd.doubtful, wrong[i]);
	}
	is_int(parse("rootwait=5 rootwait=ten fsck.mode=force fsck.mode=x panic=-1"), 0);
	is_int(cmd.rootwait, 5);
	is_int(cmd.fsck_mode, FSCK_FORCE);
}

static void finds_parameters_of_modules(void)
{
	static const char text[] =
		"quiet nvme_core.io_timeout=240 nvme-core.x nvme.y=1 nvme_core. a.b -- nvme_core.no=1";
	char out[64];

	is_int(init_cmdline_parameters(text, sizeof(text) - 1, "nvme-core", 9, out, sizeof(out)),
	       0);
	is_string(out, "io_timeout=240 x");
	is_int(init_cmdline_parameters(text, sizeof(text) - 1, "nvme", 4, out, sizeof(out)), 0);
	is_string(out, "y=1");
	is_int(init_cmdline_parameters(text, sizeof(text) - 1, "sd_mod", 6, out, sizeof(out)), 0);
	is_string(out, "");
	is_int(init_cmdline_parameters(text, sizeof(text) - 1, "nvme_core", 9, out, 15), -E2BIG);
}

TAP_MAIN(TAP_CASE(names_the_root), TAP_CASE(has_no_root_by_default),
         TAP_CASE(takes_numbers_choices_and_flags), TAP_CASE(leaves_doubtful_values_out),
         TAP_CASE(finds_parameters_of_modules), TAP_CASE(has_defaults), TAP_CASE(obeys_its_words),
         TAP_CASE(last_one_counts), TAP_CASE(stops_at_double_dash),
         TAP_CASE(unquotes_like_the_kernel), TAP_CASE(leaves_strangers_alone),
         TAP_CASE(refuses_unknown_values), TAP_CASE(refuses_a_path_that_does_not_fit))
