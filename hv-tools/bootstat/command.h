/* SPDX-License-Identifier: GPL-2.0-only */
/* The commands of bootstat: argv[0] is the command's name; the result is the exit code. */
#pragma once

int explain_command(int argc, char **argv);
int record_command(int argc, char **argv);
int table_command(int argc, char **argv);
int watch_command(int argc, char **argv);
