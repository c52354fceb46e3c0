// SPDX-License-Identifier: GPL-2.0-only
#include "cli.h"
#include "commands.h"
#include <stdbool.h>
#include <string.h>

static const struct hv_command commands[] = {
	{ "list", list_command, "the pairs of pools" },
	{ "get", get_command, "the value of a key" },
	{ "set", set_command, "set a key" },
	{ "del", del_command, "remove keys" },
	{ "clear", clear_command, "remove all of a pool" },
	{ "import", import_command, "pairs from a file" },
	{ "export", export_command, "pairs to a file" },
	{ "events", events_command, "the telemetry that provisioning leaves for the host" },
	{ "host", host_command, "what the host says about itself" },
	{ "fsck", fsck_command, "check pool files, and mend them" },
	{ "watch", watch_command, "tell changes as they come" },
	{ "wait", wait_command, "wait for a key" },
	{ "preview", preview_command, "what the host would be told" },
	{ "doctor", doctor_command, "why does the host hear nothing?" },
	{ 0 },
};

struct main_options {
	bool kvp_client;
};

static const struct hv_option options[] = {
	{ "kvp-client", 0, HV_OPTION_FLAG, NULL,
	  "be lis-test's kvp_client: [POOL], or append POOL KEY VALUE",
	  offsetof(struct main_options, kvp_client), 0, 0 },
	{ 0 },
};

static const struct hv_cli cli = {
	.name = "hvkvp",
	.synopsis =
		"list|get|set|del|clear|import|export|events|host|fsck|watch|wait|preview|doctor"
		" [OPTION]...",
	.summary =
		"Read and write the pools of key-value pairs that a Hyper-V guest shares with its host.",
	.options = options,
};

/* LISA calls the program by the name that it knows. What follows is for kvp_client's own table. */
static int kvp_client_words(int argc, char **argv)
{
	const char *slash = strrchr(argv[0], '/');

	if (strcmp(slash ? slash + 1 : argv[0], "kvp_client") == 0)
		return 0;
	return argc > 1 && strcmp(argv[1], "--kvp-client") == 0 ? 1 : -1;
}

static int run(int argc, char **argv)
{
	const int words = kvp_client_words(argc, argv);
	struct main_options o = { 0 };

	if (words >= 0)
		return kvp_client_command(argc - words, argv + words);
	return hv_cli_run(&cli, commands, argc, argv, &o, stdout, stderr);
}

/* What was written may still be on its way: a full disk shows only now. */
int main(int argc, char **argv)
{
	const int code = run(argc, argv);

	if (fflush(stdout) != 0 || ferror(stdout)) {
		perror("hvkvp: standard output");
		return HV_EXIT_FAILED;
	}
	return code;
}
