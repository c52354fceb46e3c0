// SPDX-License-Identifier: GPL-2.0-only
#include "auto.h"
#include "cli.h"
#include "commands.h"
#include <stdbool.h>
#include <string.h>

static const struct {
	const char *name;
	int (*run)(int argc, char **argv);
} commands[] = {
	{ "list", list_command },       { "get", get_command },       { "set", set_command },
	{ "del", del_command },         { "clear", clear_command },   { "import", import_command },
	{ "export", export_command },   { "events", events_command }, { "host", host_command },
	{ "fsck", fsck_command },       { "watch", watch_command },   { "wait", wait_command },
	{ "preview", preview_command }, { "doctor", doctor_command },
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
		" [OPTION]... (each has a --help)",
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
	int first;

	if (words >= 0)
		return kvp_client_command(argc - words, argv + words);
	first = hv_cli_parse(&cli, argc, argv, &o, stdout, stderr);
	if (first < 0)
		return first == HV_CLI_DONE ? HV_EXIT_OK : HV_EXIT_USAGE;
	for (size_t i = 0; first < argc && i < ARRAY_SIZE(commands); i++)
		if (strcmp(argv[first], commands[i].name) == 0)
			return commands[i].run(argc - first, argv + first);
	fprintf(stderr, "hvkvp: %s%s; see hvkvp --help\n",
	        first < argc ? "no such command: " : "a command is missing",
	        first < argc ? argv[first] : "");
	return HV_EXIT_USAGE;
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
