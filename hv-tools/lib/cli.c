// SPDX-License-Identifier: GPL-2.0-only
#include "cli.h"
#include <ctype.h>
#include <errno.h>
#include <getopt.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_OPTIONS = 48, ID_BASE = 256 };

int hv_parse_uint(const char *text, unsigned long min, unsigned long max, unsigned long *ret_value)
{
	unsigned long value;
	char *end;

	if (!isdigit((unsigned char)text[0]))
		return -EINVAL;
	errno = 0;
	value = strtoul(text, &end, strncmp(text, "0x", 2) == 0 ? 16 : 10);
	if (*end || end == text)
		return -EINVAL;
	if (errno == ERANGE || value < min || value > max)
		return -ERANGE;
	*ret_value = value;
	return 0;
}

static void list_commands(const struct hv_command *commands, FILE *out)
{
	for (const struct hv_command *c = commands; c && c->name; c++)
		fprintf(out, "  %-10s %s\n", c->name, c->help);
}

static void usage(const struct hv_cli *cli, FILE *out)
{
	fprintf(out, "usage: %s %s\n%s\n\n", cli->name, cli->synopsis, cli->summary);
	for (const struct hv_option *o = cli->options; o->name; o++) {
		char left[64];

		snprintf(left, sizeof(left), "%c%c%s --%s%s%s", o->letter ? '-' : ' ',
		         o->letter ? o->letter : ' ', o->letter ? "," : " ", o->name,
		         o->metavar ? " " : "", o->metavar ? o->metavar : "");
		fprintf(out, "  %-32s %s\n", left, o->help);
	}
	fprintf(out, "  %-32s %s\n", "-h, --help", "this text");
	fprintf(out, "  %-32s %s\n", "-V, --version", "the version");
	if (cli->commands)
		fputs("\nthe commands, each with a --help of its own:\n", out);
	list_commands(cli->commands, out);
}

/* Fill @longs and @shorts (getopt's form) from the table. Returns the number of options. */
static int getopt_tables(const struct hv_cli *cli, struct option *longs, char *shorts)
{
	int n = 0;

	if (!cli->options_anywhere)
		*shorts++ = '+';
	*shorts++ = ':';
	for (const struct hv_option *o = cli->options; o->name && n < MAX_OPTIONS; o++, n++) {
		longs[n] = (struct option){ o->name, o->metavar ? required_argument : no_argument,
			                    NULL, ID_BASE + n };
		if (!o->letter)
			continue;
		*shorts++ = o->letter;
		if (o->metavar)
			*shorts++ = ':';
	}
	longs[n] = (struct option){ "help", no_argument, NULL, 'h' };
	longs[n + 1] = (struct option){ "version", no_argument, NULL, 'V' };
	memcpy(shorts, "hV", 3);
	return n;
}

static int append(const struct hv_cli *cli, const struct hv_option *o, struct hv_list *list,
                  FILE *err)
{
	if (list->count == HV_LIST_MAX) {
		fprintf(err, "%s: --%s more than %d times\n", cli->name, o->name, HV_LIST_MAX);
		return HV_CLI_USAGE;
	}
	list->items[list->count++] = optarg;
	return 0;
}

static int store(const struct hv_cli *cli, const struct hv_option *o, void *opts, FILE *err)
{
	char *field = (char *)opts + o->offset;

	switch (o->kind) {
	case HV_OPTION_FLAG:
		*(bool *)field = true;
		return 0;
	case HV_OPTION_STRING:
		*(const char **)field = optarg;
		return 0;
	case HV_OPTION_LIST:
		return append(cli, o, (struct hv_list *)field, err);
	case HV_OPTION_UINT:
		if (hv_parse_uint(optarg, o->min, o->max, (unsigned long *)field) == 0)
			return 0;
		fprintf(err, "%s: --%s takes a number from %lu to %lu, not '%s'\n", cli->name,
		        o->name, o->min, o->max, optarg);
	}
	return HV_CLI_USAGE;
}

static const struct hv_option *find(const struct hv_cli *cli, int id)
{
	if (id >= ID_BASE)
		return &cli->options[id - ID_BASE];
	for (const struct hv_option *o = cli->options; o->name; o++)
		if (o->letter == id)
			return o;
	return NULL;
}

static int refuse(const struct hv_cli *cli, int id, char **argv, FILE *err)
{
	fprintf(err, id == ':' ? "%s: %s needs a value\n" : "%s: no such option: %s\n", cli->name,
	        argv[optind - 1]);
	fprintf(err, "%s: see %s --help\n", cli->name, cli->name);
	return HV_CLI_USAGE;
}

int hv_cli_parse(const struct hv_cli *cli, int argc, char **argv, void *opts, FILE *out, FILE *err)
{
	struct option longs[MAX_OPTIONS + 3] = { 0 };
	char shorts[2 * MAX_OPTIONS + 5];
	const struct hv_option *option;
	int id, rc;

	getopt_tables(cli, longs, shorts);
	opterr = 0;
	optind = 0; /* GNU: start afresh, also for a second table */
	while ((id = getopt_long(argc, argv, shorts, longs, NULL)) != -1) {
		if (id == 'h') {
			usage(cli, out);
			return HV_CLI_DONE;
		}
		if (id == 'V') {
			fprintf(out, "%s (hvkit) %s\n", cli->name, HVKIT_VERSION);
			return HV_CLI_DONE;
		}
		option = find(cli, id); /* none for getopt's own '?' and ':' */
		if (!option)
			return refuse(cli, id, argv, err);
		rc = store(cli, option, opts, err);
		if (rc < 0)
			return rc;
	}
	return optind;
}

static const struct hv_command *find_command(const struct hv_command *commands, const char *name)
{
	while (commands->name && strcmp(commands->name, name) != 0)
		commands++;
	return commands->name ? commands : NULL;
}

int hv_cli_run(const struct hv_cli *cli, const struct hv_command *commands, int argc, char **argv,
               void *opts, FILE *out, FILE *err)
{
	struct hv_cli with = *cli;
	const struct hv_command *command = NULL;
	int first;

	with.commands = commands;
	first = hv_cli_parse(&with, argc, argv, opts, out, err);
	if (first < 0)
		return first == HV_CLI_DONE ? HV_EXIT_OK : HV_EXIT_USAGE;
	if (first < argc)
		command = find_command(commands, argv[first]);
	if (command)
		return command->run(argc - first, argv + first);
	fprintf(err, "%s: %s%s; the commands are:\n", cli->name,
	        first < argc ? "no such command: " : "a command is missing",
	        first < argc ? argv[first] : "");
	list_commands(commands, err);
	return HV_EXIT_USAGE;
}
