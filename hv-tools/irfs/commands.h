/* SPDX-License-Identifier: GPL-2.0-only */
/* One function per command; argv[0] is the command's name. Each returns an exit code. */
#pragma once
#include "cli.h"
#include "fault.h"
#include "image.h"
#include <stddef.h>

int irfs_cmd_build(int argc, char **argv);
int irfs_cmd_list(int argc, char **argv);
int irfs_cmd_cat(int argc, char **argv);
int irfs_cmd_why(int argc, char **argv);
int irfs_cmd_diff(int argc, char **argv);
int irfs_cmd_sbom(int argc, char **argv);
int irfs_cmd_plan(int argc, char **argv);
int irfs_cmd_verify(int argc, char **argv);
int irfs_cmd_record(int argc, char **argv);

/* Entries of a command's option table. Each command has a struct options of its own, with these fields. */
/* clang-format off: it takes # for a directive */
#define OPTION(kind, name, field, letter, metavar, help)                                           \
	{                                                                                          \
		name, letter, HV_OPTION_##kind, metavar, help, offsetof(struct options, field), 0, \
			0                                                                          \
	}
/* clang-format on */
#define OPTION_STRING(name, field, letter, metavar, help) \
	OPTION(STRING, name, field, letter, metavar, help)
#define OPTION_LIST(name, field, letter, metavar, help) \
	OPTION(LIST, name, field, letter, metavar, help)
#define OPTION_FLAG(name, field, letter, help) OPTION(FLAG, name, field, letter, NULL, help)

/* "irfs: reason" on stderr; the exit code that goes with @rc. */
int irfs_failed(const struct fault *fault);
/* The same for words that are wrong, with the command's name before. */
int irfs_usage(const char *command, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* Text of anyone for a terminal: control characters become '?'. At most @size bytes of it, with NUL. */
const char *irfs_plain(const char *text, size_t len, char *out, size_t size);
/* The release whose modules.dep the image has, or the only one below lib/modules; false when there is none. */
bool irfs_release(const struct image *image, char *release, size_t size);
