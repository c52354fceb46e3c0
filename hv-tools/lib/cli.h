/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The command line of a program, from one table: getopt_long, --help and the check of the man page
 * (tests/cli) all read it. -h/--help and -V/--version are added to every program.
 *
 * A table ends with an all-zero entry. Each option writes into the caller's options struct at .offset:
 * FLAG a bool, STRING a const char * (points into argv), UINT an unsigned long within [min, max], LIST a
 * struct hv_list of the strings of every time the option is given.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

enum hv_exit { HV_EXIT_OK = 0, HV_EXIT_FAILED = 1, HV_EXIT_USAGE = 2, HV_EXIT_FOUND = 3 };

enum hv_option_kind { HV_OPTION_FLAG, HV_OPTION_STRING, HV_OPTION_UINT, HV_OPTION_LIST };

enum { HV_LIST_MAX = 64 };

struct hv_list {
	const char *items[HV_LIST_MAX];
	unsigned int count;
};

struct hv_option {
	const char *name; /* long name, without dashes */
	char letter;      /* short name, 0 = none */
	enum hv_option_kind kind;
	const char *metavar; /* NULL for a FLAG */
	const char *help;
	size_t offset;
	unsigned long min, max; /* UINT only */
};

struct hv_command;

struct hv_cli {
	const char *name;
	const char *synopsis; /* what follows the name in the usage line */
	const char *summary;  /* one sentence */
	const struct hv_option *options;
	const struct hv_command *commands; /* NULL = none; hv_cli_run() sees to it */
	bool options_anywhere;             /* also behind operands, up to a "--" */
};

enum { HV_CLI_DONE = -1, HV_CLI_USAGE = -2 };

/*
 * Parse argv into @opts. Returns the index of the first operand; HV_CLI_DONE when help or version was
 * asked for and written to @out (exit 0); HV_CLI_USAGE when the words are wrong and @err says why (exit 2).
 * Parsing stops at the first operand, so that a subcommand can parse the rest with a table of its own, and a value
 * may begin with a dash; with options_anywhere it goes on, and operands are moved to the end of argv.
 */
int hv_cli_parse(const struct hv_cli *cli, int argc, char **argv, void *opts, FILE *out, FILE *err);

/* One of the things a program can do. Its argv[0] is its name; it returns an exit code. */
struct hv_command {
	const char *name;
	int (*run)(int argc, char **argv);
	const char *help; /* a few words, for the list of commands */
};

/*
 * A program that is nothing but its commands, a table that ends with an all-zero entry: parses @cli's options
 * into @opts, then runs the command that is the first operand. Without one, or with one unknown, @err gets the
 * list of commands (HV_EXIT_USAGE); --help shows it too.
 */
int hv_cli_run(const struct hv_cli *cli, const struct hv_command *commands, int argc, char **argv,
               void *opts, FILE *out, FILE *err);

/* A decimal number, or 0x hexadecimal, all of @text, within [min, max]. 0 or -EINVAL, -ERANGE. */
int hv_parse_uint(const char *text, unsigned long min, unsigned long max, unsigned long *ret_value);
