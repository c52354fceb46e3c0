/* SPDX-License-Identifier: GPL-2.0-only */
/* One function per command; argv[0] is the command's name. Each returns an exit code. */
#pragma once

int kconf_cmd_flavor(int argc, char **argv);
int kconf_cmd_merge(int argc, char **argv);
int kconf_cmd_verify(int argc, char **argv);
