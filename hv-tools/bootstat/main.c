// SPDX-License-Identifier: GPL-2.0-only
#include "cli.h"
#include "command.h"

static const struct hv_command commands[] = {
	{ "explain", explain_command, "why a boot failed, from its serial log" },
	{ "record", record_command, "what a boot left behind, as a record" },
	{ "table", table_command, "records side by side" },
	{ "watch", watch_command, "a console as it comes, timed" },
	{ 0 },
};

static const struct hv_option options[] = { { 0 } };

static const struct hv_cli cli = {
	.name = "bootstat",
	.synopsis = "explain|record|table|watch [OPTION]...",
	.summary =
		"Tell why a boot failed; turn what one left behind into a record, and records into tables.",
	.options = options,
};

int main(int argc, char **argv)
{
	return hv_cli_run(&cli, commands, argc, argv, NULL, stdout, stderr);
}
