// SPDX-License-Identifier: GPL-2.0-only
#include "auto.h"
#include "cli.h"
#include "tap.h"
#include <errno.h>

struct opts {
	bool loud;
	const char *file;
	unsigned long cpus;
	struct hv_list disks;
};

static const struct hv_option table[] = {
	{ "loud", 'l', HV_OPTION_FLAG, NULL, "say more", offsetof(struct opts, loud), 0, 0 },
	{ "file", 'f', HV_OPTION_STRING, "FILE", "read it", offsetof(struct opts, file), 0, 0 },
	{ "cpus", 0, HV_OPTION_UINT, "N", "how many", offsetof(struct opts, cpus), 1, 64 },
	{ "disk", 'd', HV_OPTION_LIST, "FILE", "one of them", offsetof(struct opts, disks), 0, 0 },
	{ 0 },
};
static const struct hv_cli cli = {
	.name = "prog", .synopsis = "[options] WORD", .summary = "Does it.", .options = table
};

static char words[2048];

/* Parse; @words gets what was printed on either stream. */
static int parse(struct opts *opts, int argc, char **argv)
{
	FILE *f;
	int rc;

	memset(words, 0, sizeof(words));
	f = fmemopen(words, sizeof(words), "w");
	rc = hv_cli_parse(&cli, argc, argv, opts, f, f);
	fclose(f);
	return rc;
}
#define PARSE(opts, ...)                                                  \
	parse(opts, (int)ARRAY_SIZE(((char *[]){ "prog", __VA_ARGS__ })), \
	      (char *[]){ "prog", __VA_ARGS__, NULL })

static void stores_each_kind(void)
{
	struct opts o = { 0 };

	is_int(PARSE(&o, "-l", "--cpus", "8", "-f", "x", "word", "-l"), 6);
	is_true(o.loud);
	is_int(o.cpus, 8);
	is_string(o.file, "x");
}

static void options_stand_anywhere_where_a_table_says_so(void)
{
	struct hv_cli anywhere = cli;
	char *argv[] = { "prog", "word", "-l", "--cpus", "8", "more", "--", "-f", NULL };
	struct opts o = { 0 };

	anywhere.options_anywhere = true;
	is_int(hv_cli_parse(&anywhere, 8, argv, &o, stdout, stdout), 5);
	is_true(o.loud);
	is_int(o.cpus, 8);
	is_string(argv[5], "word");
	is_string(argv[6], "more");
	is_string(argv[7], "-f");
}

static void refuses_bad_words(void)
{
	struct opts o = { .cpus = 3 };

	is_int(PARSE(&o, "--cpus", "65"), HV_CLI_USAGE);
	is_string(words, "prog: --cpus takes a number from 1 to 64, not '65'\n");
	is_int(PARSE(&o, "--cpus=-1"), HV_CLI_USAGE);
	is_int(PARSE(&o, "--cpus=2x"), HV_CLI_USAGE);
	is_int(o.cpus, 3);
	is_int(PARSE(&o, "--nope"), HV_CLI_USAGE);
	is_true(strstr(words, "no such option: --nope") != NULL);
	is_int(PARSE(&o, "--file"), HV_CLI_USAGE);
	is_true(strstr(words, "--file needs a value") != NULL);
}

static void helps_from_the_table(void)
{
	struct opts o = { 0 };

	is_int(PARSE(&o, "--help"), HV_CLI_DONE);
	is_true(strstr(words, "usage: prog [options] WORD\nDoes it.\n") == words);
	is_true(strstr(words, "-f, --file FILE") != NULL);
	is_true(strstr(words, "--cpus N") != NULL);
	is_int(PARSE(&o, "-V"), HV_CLI_DONE);
	is_string(words, "prog (hvkit) " HVKIT_VERSION "\n");
}

static void numbers_are_whole(void)
{
	unsigned long v = 7;

	is_int(hv_parse_uint("0x10", 0, 99, &v), 0);
	is_int(v, 16);
	is_int(hv_parse_uint("", 0, 99, &v), -EINVAL);
	is_int(hv_parse_uint(" 1", 0, 99, &v), -EINVAL);
	is_int(hv_parse_uint("99999999999999999999999", 0, ~0UL, &v), -ERANGE);
	is_int(v, 16);
}

static void a_list_keeps_all_of_them(void)
{
	struct opts o = { 0 };

	is_int(PARSE(&o, "--disk", "a,ro", "-l", "-d", "b", "--disk=", "-dc"), 8);
	is_int(o.disks.count, 4);
	is_string(o.disks.items[0], "a,ro");
	is_string(o.disks.items[1], "b");
	is_string(o.disks.items[2], "");
	is_string(o.disks.items[3], "c");
	is_true(o.loud);
	is_int(PARSE(&o, "--disk"), HV_CLI_USAGE);
	is_true(strstr(words, "--disk needs a value") != NULL);
	is_int(o.disks.count, 4);
}

static void a_list_has_its_limit(void)
{
	char *argv[HV_LIST_MAX + 3] = { "prog" };
	struct opts o = { .file = "x" };

	for (int i = 1; i < HV_LIST_MAX + 2; i++)
		argv[i] = "-dx";
	is_int(parse(&o, HV_LIST_MAX + 2, argv), HV_CLI_USAGE);
	is_string(words, "prog: --disk more than 64 times\n");
	is_int(o.disks.count, HV_LIST_MAX);
	o.disks.count = 0;
	is_int(parse(&o, HV_LIST_MAX + 1, argv), HV_LIST_MAX + 1);
	is_int(o.disks.count, HV_LIST_MAX);
}

static int say_argc(int argc, char **argv)
{
	is_string(argv[0], "count");
	return argc + 40;
}

static int run_words(int argc, char **argv, struct opts *o)
{
	static const struct hv_command commands[] = { { "count", say_argc, "its words" }, { 0 } };
	FILE *err = fmemopen(words, sizeof(words), "w");
	int code = hv_cli_run(&cli, commands, argc, argv, o, err, err);

	fclose(err);
	return code;
}

static void a_command_gets_what_follows_it(void)
{
	struct opts o = { 0 };

	is_int(run_words(4, (char *[]){ "prog", "-l", "count", "-x", NULL }, &o), 42);
	is_true(o.loud);
	is_int(run_words(2, (char *[]){ "prog", "cuont", NULL }, &o), HV_EXIT_USAGE);
	is_true(strstr(words, "prog: no such command: cuont; the commands are:\n") == words);
	is_true(strstr(words, "\n  count      its words\n") != NULL);
	is_int(run_words(1, (char *[]){ "prog", NULL }, &o), HV_EXIT_USAGE);
	is_true(strstr(words, "prog: a command is missing") == words);
	is_int(run_words(2, (char *[]){ "prog", "--help", NULL }, &o), HV_EXIT_OK);
	is_true(strstr(words, "count      its words") != NULL);
	is_int(run_words(2, (char *[]){ "prog", "--nope", NULL }, &o), HV_EXIT_USAGE);
}

TAP_MAIN(TAP_CASE(a_command_gets_what_follows_it), TAP_CASE(stores_each_kind),
         TAP_CASE(options_stand_anywhere_where_a_table_says_so), TAP_CASE(refuses_bad_words),
         TAP_CASE(helps_from_the_table), TAP_CASE(numbers_are_whole),
         TAP_CASE(a_list_keeps_all_of_them), TAP_CASE(a_list_has_its_limit))
