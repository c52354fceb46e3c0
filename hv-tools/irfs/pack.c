// SPDX-License-Identifier: GPL-2.0-only
#include "pack.h"
#include "auto.h"
#include "cpio.h"
#include "file.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { FILE_MAX = 512 << 20, BLOCK = 512 };

const struct pack_file *pack_find(const struct pack *pack, const char *path)
{
	path += strspn(path, "/");
	for (size_t i = 0; i < pack->n; i++)
		if (strcmp(pack->files[i].path, path) == 0)
			return &pack->files[i];
	return NULL;
}

static int check_path(const char *path, struct fault *fault)
{
	const size_t len = strlen(path);

	if (*path != '/' || len < 2 || path[len - 1] == '/' || len >= CPIO_NAME_MAX)
		return fault_set(fault, -EINVAL,
		                 "'%s': the destination must be an absolute path of a file", path);
	for (const char *part = path; part; part = strchr(part + 1, '/'))
		if (strncmp(part, "/../", 4) == 0 || strcmp(part, "/..") == 0 ||
		    strncmp(part, "/./", 3) == 0 || strncmp(part, "//", 2) == 0)
			return fault_set(fault, -EINVAL,
			                 "'%s': the destination must be without . and ..", path);
	return 0;
}

static void file_done(struct pack_file *f)
{
	free(f->path);
	free(f->data);
	free(f->source);
	free(f->why);
}

/* Takes all that @f points to, also when it fails. */
static int add(struct pack *pack, struct pack_file *f, struct fault *fault)
{
	struct pack_file *files = array_grow(pack->files, pack->n, &pack->room, sizeof(*files));

	if (files)
		pack->files = files;
	if (!files || !f->path || !f->why || (f->size > 0 && !f->data)) {
		file_done(f);
		return fault_set(fault, -ENOMEM, "out of memory");
	}
	files[pack->n++] = *f;
	return 0;
}

static bool same_file(const struct pack_file *old, uint32_t mode, const char *data, size_t len)
{
	return old->mode == mode && old->size == len &&
	       (len == 0 || memcmp(old->data, data, len) == 0);
}

static int add_parents(struct pack *pack, const char *path, struct fault *fault)
{
	for (const char *end = strchr(path + 1, '/'); end; end = strchr(end + 1, '/')) {
		AUTO_FREE char *folder = strndup(path, (size_t)(end - path));
		int rc = folder ? pack_folder(pack, folder, "folder on the way", fault) : -ENOMEM;

		if (rc < 0)
			return rc;
	}
	return 0;
}

static int add_entry(struct pack *pack, const char *path, struct pack_file *f, const char *data,
                     const char *source, const char *why, struct fault *fault)
{
	const struct pack_file *old = pack_find(pack, path);
	int rc = check_path(path, fault);

	if (rc < 0)
		return rc;
	if (old && same_file(old, f->mode, data, f->size))
		return 0;
	if (old)
		return fault_set(fault, -EEXIST, "%s is there already, from %s (%s)", path,
		                 old->source ? old->source : "here", old->why);
	rc = add_parents(pack, path, fault);
	if (rc < 0)
		return rc;
	f->path = strdup(path + 1);
	f->why = strdup(why);
	f->source = source ? strdup(source) : NULL;
	f->data = data ? malloc(f->size + 1) : NULL;
	if (f->data)
		memcpy(f->data, data, f->size);
	return add(pack, f, fault);
}

int pack_data(struct pack *pack, const char *path, uint32_t mode, const char *data, size_t len,
              const char *source, const char *why, struct fault *fault)
{
	struct pack_file f = { .mode = S_IFREG | mode, .size = len };

	return add_entry(pack, path, &f, data ? data : "", source, why, fault);
}

int pack_folder(struct pack *pack, const char *path, const char *why, struct fault *fault)
{
	struct pack_file f = { .mode = S_IFDIR | 0755 };

	return add_entry(pack, path, &f, NULL, NULL, why, fault);
}

int pack_link(struct pack *pack, const char *path, const char *target, const char *why,
              struct fault *fault)
{
	struct pack_file f = { .mode = S_IFLNK | 0777, .size = strlen(target) };

	if (f.size == 0 || f.size >= CPIO_NAME_MAX)
		return fault_set(fault, -EINVAL, "%s: a link of no use", path);
	return add_entry(pack, path, &f, target, NULL, why, fault);
}

int pack_device(struct pack *pack, const char *path, uint32_t mode, uint32_t major, uint32_t minor,
                const char *why, struct fault *fault)
{
	struct pack_file f = { .mode = mode, .rdev_major = major, .rdev_minor = minor };

	return add_entry(pack, path, &f, NULL, NULL, why, fault);
}

int pack_copy(struct pack *pack, const char *source, const char *path, const char *why,
              struct fault *fault)
{
	AUTO_FREE char *data = NULL;
	struct stat st;
	size_t len;
	int rc = check_path(path, fault);

	if (rc < 0)
		return rc;
	rc = hv_file_read(source, FILE_MAX, &data, &len);
	if (rc == 0 && stat(source, &st) < 0)
		rc = -errno;
	if (rc == -ENOENT)
		return fault_set(fault, rc, "no such file: %s", source);
	if (rc < 0)
		return fault_set(fault, rc, "%s: %s", source,
		                 rc == -EINVAL ? "not a regular file" : strerror(-rc));
	return pack_data(pack, path, st.st_mode & 0111 ? 0755 : 0644, data, len, source, why,
	                 fault);
}

static int by_path(const void *a, const void *b)
{
	return strcmp(((const struct pack_file *)a)->path, ((const struct pack_file *)b)->path);
}

static bool can_link(const struct pack_file *a, const struct pack_file *b)
{
	return S_ISREG(a->mode) && a->size > 0 && same_file(b, a->mode, a->data, a->size);
}

/* Inode numbers in order; of files that are the same, all have that of the first. */
static void number(struct pack *pack)
{
	for (size_t i = 0; i < pack->n; i++) {
		struct pack_file *f = &pack->files[i];
		size_t first = 0;

		while (first < i && !can_link(f, &pack->files[first]))
			first++;
		f->ino = first + 1;
		f->nlink = 1;
		f->holds_data = true;
		for (size_t j = first; j < i; j++)
			if (pack->files[j].ino == f->ino) {
				pack->files[j].nlink++;
				pack->files[j].holds_data = false;
				f->nlink = pack->files[j].nlink;
			}
	}
}

static int write_file(const struct pack_file *f, uint32_t mtime, struct bytes *out)
{
	const struct cpio_entry entry = {
		.ino = (uint32_t)f->ino,
		.mode = f->mode,
		.nlink = S_ISDIR(f->mode) ? 2 : (uint32_t)f->nlink,
		.mtime = mtime,
		.rdev_major = f->rdev_major,
		.rdev_minor = f->rdev_minor,
		.name = f->path,
		.name_len = strlen(f->path),
		.data = f->data,
		.size = f->holds_data ? f->size : 0,
	};

	return cpio_write(out, &entry);
}

int pack_write(struct pack *pack, uint32_t mtime, struct bytes *out)
{
	int rc = 0;

	if (pack->n > 0)
		qsort(pack->files, pack->n, sizeof(*pack->files), by_path);
	number(pack);
	for (size_t i = 0; rc == 0 && i < pack->n; i++)
		rc = write_file(&pack->files[i], mtime, out);
	if (rc == 0)
		rc = cpio_trailer(out);
	/* A block, as other archivers have it: what is put behind begins aligned. */
	return rc < 0 ? rc : bytes_align(out, BLOCK);
}

void pack_done(struct pack *pack)
{
	for (size_t i = 0; i < pack->n; i++)
		file_done(&pack->files[i]);
	free(pack->files);
	*pack = (struct pack){ 0 };
}
