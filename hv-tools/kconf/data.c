// SPDX-License-Identifier: GPL-2.0-only
#include "data.h"
#include "auto.h"
#include "data_files.h"
#include "file.h"
#include "max_file.h"
#include <dirent.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FOLDER "kernel-configs/policy"

struct walk {
	const char *suffix;
	int (*take)(void *ctx, const char *name, const char *path, char *text, size_t len);
	void *ctx;
	size_t taken;
};

static bool has_suffix(const char *name, const char *suffix)
{
	const size_t n = strlen(name), s = strlen(suffix);

	return n > s && strcmp(name + n - s, suffix) == 0;
}

static int take(struct walk *w, const char *file, const char *path, char *text, size_t len)
{
	AUTO_FREE char *name = strndup(file, strlen(file) - strlen(w->suffix));

	w->taken++;
	return name ? w->take(w->ctx, name, path, text, len) : -ENOMEM;
}

static int take_text(struct walk *w, const char *folder, const char *file, char *text, size_t len)
{
	AUTO_FREE char *path = NULL;

	if (asprintf(&path, "%s/%s", folder, file) < 0)
		return -ENOMEM;
	return take(w, file, path, text, len);
}

static int take_own(struct walk *w, const struct kconf_data_file *file)
{
	const size_t len = (size_t)(file->end - file->start);
	AUTO_FREE char *text = strndup(file->start, len);

	return text ? take_text(w, FOLDER, file->name, text, len) : -ENOMEM;
}

/* Its content, to be freed. */
static int read_file(const char *folder, const char *file, char **ret_text, size_t *ret_len)
{
	AUTO_FREE char *path = NULL;

	if (asprintf(&path, "%s/%s", folder, file) < 0)
		return -ENOMEM;
	return hv_file_read(path, KCONF_MAX_FILE, ret_text, ret_len);
}

static int take_path(struct walk *w, const char *folder, const char *file)
{
	AUTO_FREE char *text = NULL;
	size_t len = 0;
	int rc = read_file(folder, file, &text, &len);

	return rc < 0 ? rc : take_text(w, folder, file, text, len);
}

static int walk_folder(struct walk *w, const char *folder)
{
	struct dirent **entries;
	int n = scandir(folder, &entries, NULL, alphasort), rc = 0;

	if (n < 0)
		return -errno;
	for (int i = 0; i < n; i++) {
		if (rc == 0 && has_suffix(entries[i]->d_name, w->suffix))
			rc = take_path(w, folder, entries[i]->d_name);
		free(entries[i]);
	}
	free(entries);
	return rc;
}

int kconf_data_each(const char *folder, const char *suffix,
                    int (*take_one)(void *ctx, const char *name, const char *path, char *text,
                                    size_t len),
                    void *ctx)
{
	struct walk w = { .suffix = suffix, .take = take_one, .ctx = ctx };
	int rc = 0;

	if (folder)
		rc = walk_folder(&w, folder);
	else
		for (size_t i = 0; i < kconf_n_data_files && rc == 0; i++)
			if (has_suffix(kconf_data_files[i].name, suffix))
				rc = take_own(&w, &kconf_data_files[i]);
	return rc == 0 && w.taken == 0 ? -ENOENT : rc;
}
