// SPDX-License-Identifier: GPL-2.0-only
#include "program.h"
#include "auto.h"
#include "elf_file.h"
#include "file.h"
#include <elf.h>
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

enum { PROGRAM_MAX = 256 << 20, DEPTH_MAX = 16 };

/* Where loaders of Debian, Fedora and Azure Linux look; a library stays where it was found. */
enum { FOLDERS = 6 };
static const struct {
	unsigned int machine;
	const char *folders[FOLDERS];
} loaders[] = {
	{ EM_X86_64,
	  { "/lib/x86_64-linux-gnu", "/usr/lib/x86_64-linux-gnu", "/lib64", "/usr/lib64", "/lib",
	    "/usr/lib" } },
	{ EM_AARCH64,
	  { "/lib/aarch64-linux-gnu", "/usr/lib/aarch64-linux-gnu", "/lib64", "/usr/lib64", "/lib",
	    "/usr/lib" } },
};

struct walk {
	struct pack *pack;
	const struct program_roots *roots;
	struct fault *fault;
	unsigned int machine, depth;
};

static int add_needs(struct walk *w, const char *source, const char *data, size_t len);

/* The file at @path below one of the roots, if it is of this machine: its content, and where it was. */
static int try_file(const struct walk *w, const char *path, char *source, char **ret_data,
                    size_t *ret_len)
{
	for (unsigned int i = 0; i < w->roots->n; i++) {
		const char *root = strcmp(w->roots->roots[i], "/") == 0 ? "" : w->roots->roots[i];
		struct fault ignored;
		struct elf_dynamic its;
		struct elf elf;

		if (snprintf(source, PATH_MAX, "%s%s", root, path) >= PATH_MAX ||
		    hv_file_read(source, PROGRAM_MAX, ret_data, ret_len) < 0)
			continue;
		if (elf_open(&elf, *ret_data, *ret_len, &ignored) == 0 &&
		    elf_dynamic(&elf, &its, &ignored) == 0 && its.machine == w->machine)
			return 0;
		free(*ret_data);
		*ret_data = NULL;
	}
	return -ENOENT;
}

static const char *const *folders_of(unsigned int machine)
{
	for (size_t i = 0; i < ARRAY_SIZE(loaders); i++)
		if (loaders[i].machine == machine)
			return loaders[i].folders;
	return NULL;
}

/* A library found: where, and what is in it. */
struct found {
	char source[PATH_MAX], path[PATH_MAX];
	char *data;
	size_t len;
};

static bool try_folder(const struct walk *w, const char *folder, const char *name,
                       struct found *ret)
{
	return *folder == '/' &&
	       snprintf(ret->path, sizeof(ret->path), "%s/%s", folder, name) < PATH_MAX &&
	       try_file(w, ret->path, ret->source, &ret->data, &ret->len) == 0;
}

static int find_library(const struct walk *w, const char *name, const char *run_path,
                        struct found *ret)
{
	const char *const *folders = folders_of(w->machine);

	/* $ORIGIN and the like are of programs that carry libraries along, which none of an initramfs does. */
	for (const char *at = run_path; at && *at; at += strcspn(at, ":"), at += *at == ':') {
		char folder[PATH_MAX];

		snprintf(folder, sizeof(folder), "%.*s", (int)strcspn(at, ":"), at);
		if (try_folder(w, folder, name, ret))
			return 0;
	}
	for (size_t i = 0; folders && i < FOLDERS; i++)
		if (try_folder(w, folders[i], name, ret))
			return 0;
	return -ENOENT;
}

static bool is_there(const struct walk *w, const char *name)
{
	const char *const *folders = folders_of(w->machine);
	char path[PATH_MAX];

	for (size_t i = 0; folders && i < FOLDERS; i++)
		if (snprintf(path, sizeof(path), "%s/%s", folders[i], name) < PATH_MAX &&
		    pack_find(w->pack, path))
			return true;
	return false;
}

static int add_library(struct walk *w, const char *by, const char *name, const char *run_path)
{
	struct found found = { .data = NULL };
	char why[256];
	int rc;

	if (strchr(name, '/'))
		return fault_set(w->fault, -ENOEXEC, "%s needs a library by the path %s", by, name);
	if (is_there(w, name))
		return 0;
	if (find_library(w, name, run_path, &found) < 0)
		return fault_set(w->fault, -ENOENT, "%s needs %s, which is in no library folder",
		                 by, name);
	snprintf(why, sizeof(why), "library of %.200s", by);
	rc = pack_data(w->pack, found.path, 0755, found.data, found.len, found.source, why,
	               w->fault);
	if (rc == 0)
		rc = add_needs(w, found.path, found.data, found.len);
	free(found.data);
	return rc;
}

/* The loader, by the path that programs have of it, which may lead through a link of the root. */
static int add_loader(struct walk *w, const char *by, const char *path)
{
	struct found found = { .data = NULL };
	const char *name = strrchr(path, '/');
	char why[256];
	int rc;

	if (!name || *path != '/')
		return fault_set(w->fault, -ENOEXEC, "%s has the loader '%s'", by, path);
	if (pack_find(w->pack, path))
		return 0;
	if (try_file(w, path, found.source, &found.data, &found.len) < 0 &&
	    find_library(w, name + 1, NULL, &found) < 0)
		return fault_set(w->fault, -ENOENT, "%s needs the loader %s, which is nowhere", by,
		                 path);
	snprintf(why, sizeof(why), "loader of %.200s", by);
	rc = pack_data(w->pack, path, 0755, found.data, found.len, found.source, why, w->fault);
	free(found.data);
	return rc;
}

static int add_needs(struct walk *w, const char *by, const char *data, size_t len)
{
	struct elf_dynamic its;
	struct elf elf;
	int rc = elf_open(&elf, data, len, w->fault);

	if (rc == 0)
		rc = elf_dynamic(&elf, &its, w->fault);
	if (rc < 0)
		return fault_at(w->fault, -ENOEXEC, by);
	if (++w->depth > DEPTH_MAX)
		return fault_set(w->fault, -ELOOP, "%s: libraries without end", by);
	w->machine = its.machine;
	if (its.interpreter)
		rc = add_loader(w, by, its.interpreter);
	for (unsigned int i = 0; rc == 0 && i < its.n_needed; i++)
		/* The loader is a library too, where programs look for it as one. */
		if (strncmp(its.needed[i], "ld-linux", 8) != 0)
			rc = add_library(w, by, its.needed[i], its.run_path);
	w->depth--;
	return rc;
}

int program_add(struct pack *pack, const struct program_roots *roots, const char *source,
                const char *path, const char *why, struct fault *fault)
{
	struct walk w = { .pack = pack, .roots = roots, .fault = fault };
	const struct pack_file *file;
	int rc = pack_copy(pack, source, path, why, fault);

	if (rc < 0)
		return rc;
	file = pack_find(pack, path);
	if (!file || !elf_recognise(file->data, file->size))
		return 0;
	return add_needs(&w, path, file->data, file->size);
}
