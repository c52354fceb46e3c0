// SPDX-License-Identifier: GPL-2.0-only
#include "auto.h"
#include "cli.h"
#include "command.h"
#include <string.h>

static const struct {
	const char *name;
	int (*run)(int argc, char **argv);
} commands[] = {
	{ "record", record_command },
	{ "table", table_command },
	{ "watch", watch_command },
};

static const struct hv_option options[] = { { 0 } };

static const struct hv_cli cli = {
	.name = "bootstat",
	.synopsis = "record|table|watch [OPTION]... (each has a --help)",
	.summary = "Turn what a boot left behind into a record, and records into tables.",
	.options = options,
};

int main(int argc, char **argv)
{
	const int first = hv_cli_parse(&cli, argc, argv, NULL, stdout, stderr);

	if (first < 0)
		return first == HV_CLI_DONE ? HV_EXIT_OK : HV_EXIT_USAGE;
	for (size_t i = 0; first < argc && i < ARRAY_SIZE(commands); i++)
		if (strcmp(argv[first], commands[i].name) == 0)
			return commands[i].run(argc - first, argv + first);
	fprintf(stderr, "bootstat: %s%s; see bootstat --help\n",
	        first < argc ? "no such command: " : "a command is missing",
	        first < argc ? argv[first] : "");
	return HV_EXIT_USAGE;
}
