/* SPDX-License-Identifier: GPL-2.0-only */
/* The commands of hvkvp: argv[0] is the command's name; the result is the exit code. */
#pragma once

int list_command(int argc, char **argv);
int get_command(int argc, char **argv);
int set_command(int argc, char **argv);
int del_command(int argc, char **argv);
int clear_command(int argc, char **argv);
int import_command(int argc, char **argv);
int export_command(int argc, char **argv);
int events_command(int argc, char **argv);
int host_command(int argc, char **argv);
int fsck_command(int argc, char **argv);
int watch_command(int argc, char **argv);
int wait_command(int argc, char **argv);
int preview_command(int argc, char **argv);
int doctor_command(int argc, char **argv);
/* In place of lis-test's kvp_client; argv[0] is any word. */
int kvp_client_command(int argc, char **argv);
