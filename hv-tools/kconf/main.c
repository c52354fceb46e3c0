// SPDX-License-Identifier: GPL-2.0-only
/* kconf: the kernel config engine. See kconf.8. */
#include "auto.h"
#include "cli.h"
#include "commands.h"
#include <string.h>

static const struct command {
	const char *name;
	int (*run)(int argc, char **argv);
	const char *help;
} commands[] = {
	{ "audit", kconf_cmd_audit, "hold any config against requirement lists" },
	{ "cost", kconf_cmd_cost, "what each symbol adds to a built kernel" },
	{ "diff", kconf_cmd_diff, "what differs between two configs, by what one decides on" },
	{ "flavor", kconf_cmd_flavor, "print a flavor file, checked" },
	{ "limits", kconf_cmd_limits, "does a config keep to a tree's rules?" },
	{ "merge", kconf_cmd_merge,
	  "flavors and fragments into one file for the kernel's kconfig" },
	{ "pair", kconf_cmd_pair, "do a config, the daemons and an initramfs fit each other?" },
	{ "verify", kconf_cmd_verify, "did all that was asked for reach the final config?" },
};

static const struct hv_option options[] = { { 0 } };

static const struct hv_cli cli = {
	.name = "kconf",
	.synopsis = "[-h | -V] COMMAND [OPTION...] [FILE...]",
	.summary = "Kernel configs: from fragments, strictly, and judged (kconf COMMAND --help).",
	.options = options,
};

static const struct command *find_command(const char *name)
{
	for (size_t i = 0; i < ARRAY_SIZE(commands); i++)
		if (strcmp(commands[i].name, name) == 0)
			return &commands[i];
	return NULL;
}

static int no_command(const char *name)
{
	if (name)
		fprintf(stderr, "kconf: no such command: %s\n", name);
	fputs("kconf: the commands are:\n", stderr);
	for (size_t i = 0; i < ARRAY_SIZE(commands); i++)
		fprintf(stderr, "  %-8s %s\n", commands[i].name, commands[i].help);
	return HV_EXIT_USAGE;
}

int main(int argc, char **argv)
{
	const struct command *command;
	int first = hv_cli_parse(&cli, argc, argv, NULL, stdout, stderr);

	if (first < 0)
		return first == HV_CLI_DONE ? HV_EXIT_OK : HV_EXIT_USAGE;
	if (first == argc)
		return no_command(NULL);
	command = find_command(argv[first]);
	return command ? command->run(argc - first, argv + first) : no_command(argv[first]);
}
