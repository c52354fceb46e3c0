/* SPDX-License-Identifier: GPL-2.0-only */
/* A folder of small files, made and removed by a test. */
#pragma once
#include "tap.h"
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char files_folder[] = "/tmp/hvkit-files-XXXXXX";

static inline const char *files_top(void)
{
	return files_folder;
}

static inline void files_begin(void)
{
	strcpy(files_folder, "/tmp/hvkit-files-XXXXXX");
	is_true(mkdtemp(files_folder) != NULL);
}

/* @name below the folder, with the folders on the way. */
static inline void file_write(const char *name, const char *text)
{
	char path[512];
	FILE *f;

	snprintf(path, sizeof(path), "%s/%s", files_folder, name);
	for (char *slash = path + sizeof(files_folder); (slash = strchr(slash, '/')); slash++) {
		*slash = '\0';
		mkdir(path, 0755);
		*slash = '/';
	}
	f = fopen(path, "w");
	is_true(f && fputs(text, f) >= 0 && fclose(f) == 0);
}

static inline int files_remove_one(const char *path, const struct stat *st, int type,
                                   struct FTW *where)
{
	return remove(path);
}

static inline void files_end(void)
{
	is_int(nftw(files_folder, files_remove_one, 8, FTW_DEPTH | FTW_PHYS), 0);
}
