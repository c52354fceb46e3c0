/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * One file replaced as a transaction. At every moment, a power cut included, the file is the former or the new
 * one, whole; beside it stand, under names that begin with a dot and that no manager reads, the new one while it is
 * written (".NAME.new") and the former one until the new is accepted (".NAME.former", empty: there was none).
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

enum { INJECT_FILE_NAME = 64 };

struct inject_file {
	int dir; /* -1 = closed */
	const char *name;
	char fresh[INJECT_FILE_NAME], former[INJECT_FILE_NAME];
};

/* The file @name, which stays the caller's, of the folder @folder below @root; the folder is made, not those above. */
int inject_file_open(struct inject_file *file, int root, const char *folder, const char *name);
void inject_file_close(struct inject_file *file);

/* Is there a file now? */
bool inject_file_exists(const struct inject_file *file);

/* Write the new content aside, to the disk. On failure nothing is left. */
int inject_file_write(struct inject_file *file, const char *content, size_t len, mode_t mode);
/* Put the new one in its place and keep the former. */
int inject_file_replace(struct inject_file *file);
/* The new one stays. */
int inject_file_accept(struct inject_file *file);
/* The former is back (1), or there is no file as there was none (0); -errno. -ENOENT: nothing was replaced. */
int inject_file_restore(struct inject_file *file);
/* Drop what was written aside, if anything was. */
void inject_file_discard(struct inject_file *file);

#define AUTO_INJECT_FILE __attribute__((cleanup(inject_file_close)))
