/* SPDX-License-Identifier: GPL-2.0-only */
/* One function per command; argv[0] is the command's name. Each returns an exit code. */
#pragma once
#include "cli.h"
#include <stddef.h>

int kconf_cmd_audit(int argc, char **argv);
int kconf_cmd_cost(int argc, char **argv);
int kconf_cmd_diff(int argc, char **argv);
int kconf_cmd_check(int argc, char **argv);
int kconf_cmd_explain(int argc, char **argv);
int kconf_cmd_flavor(int argc, char **argv);
int kconf_cmd_limits(int argc, char **argv);
int kconf_cmd_merge(int argc, char **argv);
int kconf_cmd_pair(int argc, char **argv);
int kconf_cmd_verify(int argc, char **argv);
int kconf_cmd_migrate(int argc, char **argv);
int kconf_cmd_changes(int argc, char **argv);
int kconf_cmd_recommend(int argc, char **argv);
int kconf_cmd_why_not(int argc, char **argv);

/* Entries of a command's option table. Each command has a struct options of its own, with these fields. */
/* clang-format off: it takes # for a directive */
#define OPTION_STRING(field, letter, metavar, help)                                               \
	{                                                                                         \
#field, letter, HV_OPTION_STRING, metavar, help, offsetof(struct options, field), \
			0, 0                                                                      \
	}
#define OPTION_FLAG(field, letter, help)                                                          \
	{                                                                                         \
#field, letter, HV_OPTION_FLAG, NULL, help, offsetof(struct options, field), 0, 0 \
	}
/* clang-format on */
#define OPTIONS_TARGET                                                        \
	OPTION_STRING(series, 's', "X.Y", "kernel series the config is for"), \
		OPTION_STRING(arch, 'a', "ARCH", "architecture: x86_64, arm64")
#define OPTIONS_OUTPUT                                       \
	OPTION_FLAG(json, 0, "findings as one JSON object"), \
		OPTION_FLAG(verbose, 'v', "name what was read, on standard error")
#define OPTIONS_SUBJECT                                                                            \
	OPTION_STRING(series, 's', "X.Y[.Z]", "kernel release, in place of what the config says"), \
		OPTION_STRING(arch, 'a', "ARCH",                                                   \
	                      "architecture, in place of what the config says"),                   \
		OPTION_STRING(policy, 'P', "DIR", "lists and exceptions from there, not our own")
