// SPDX-License-Identifier: GPL-2.0-only
#include "image.h"
#include "cpio.h"
#include "file.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static struct bytes *own(struct image *image)
{
	struct bytes *owned =
		array_grow(image->owned, image->n_owned, &image->owned_room, sizeof(*image->owned));

	if (!owned)
		return NULL;
	image->owned = owned;
	owned[image->n_owned] = (struct bytes){ 0 };
	return &owned[image->n_owned++];
}

/* "./a", "/a" and "a//" are the same file. */
static const char *plain_path(const char *path)
{
	while (*path == '/' || (path[0] == '.' && (path[1] == '/' || path[1] == '\0')))
		path++;
	return path;
}

static int add_file(struct image *image, const struct cpio_entry *e)
{
	struct image_file *files =
		array_grow(image->files, image->n_files, &image->files_room, sizeof(*files));

	if (!files)
		return -ENOMEM;
	image->files = files;
	files[image->n_files] = (struct image_file){
		.path = plain_path(e->name),
		.data = e->data,
		.size = e->size,
		.mode = e->mode,
		.uid = e->uid,
		.gid = e->gid,
		.mtime = e->mtime,
		.rdev_major = e->rdev_major,
		.rdev_minor = e->rdev_minor,
		.nlink = e->nlink,
		.ino = e->ino,
		.dev_major = e->dev_major,
		.dev_minor = e->dev_minor,
		.member = (unsigned int)image->n_members,
		.order = image->n_files,
	};
	if (*files[image->n_files].path) /* the root folder itself is no file of it */
		image->n_files++;
	return 0;
}

static int parse_archive(struct image *image, const char *data, size_t len, size_t *at,
                         struct fault *fault)
{
	struct cpio_entry entry;
	int rc;

	while ((rc = cpio_read(data, len, at, &entry, fault)) > 0)
		if (add_file(image, &entry) < 0)
			return fault_set(fault, -ENOMEM, "out of memory");
	return rc;
}

/* Archives with zeros between them, none of them compressed. */
static int parse_archives(struct image *image, const char *data, size_t len, struct fault *fault)
{
	for (size_t at = 0; at < len;) {
		int rc = 0;

		if (data[at] == '\0')
			at++;
		else
			rc = parse_archive(image, data, len, &at, fault);
		if (rc < 0)
			return rc;
	}
	return 0;
}

static int add_member(struct image *image, const struct codec *codec, size_t offset, size_t size,
                      size_t unpacked)
{
	struct image_member *members = array_grow(image->members, image->n_members,
	                                          &image->members_room, sizeof(*members));

	if (!members)
		return -ENOMEM;
	image->members = members;
	members[image->n_members++] = (struct image_member){ codec, offset, size, unpacked };
	return 0;
}

static int parse_packed(struct image *image, const struct codec *codec, size_t *at, size_t *left,
                        struct fault *fault)
{
	const char *in = image->raw + *at;
	struct bytes *out = own(image);
	char where[64];
	size_t used = 0;
	int rc = out ? codec->unpack(in, image->raw_len - *at, out, *left, &used) : -ENOMEM;

	snprintf(where, sizeof(where), "the %s archive at byte %zu", codec->name, *at);
	if (rc < 0)
		return fault_set(fault, rc, "%s: %s", where,
		                 rc == -EFBIG    ? "too large when unpacked"
		                 : rc == -ENOMEM ? "out of memory"
		                                 : "damaged or cut off");
	*left -= out->len;
	rc = parse_archives(image, out->data, out->len, fault);
	if (rc < 0)
		return fault_at(fault, rc, where);
	rc = add_member(image, codec, *at, used, out->len);
	*at += used;
	return rc < 0 ? fault_set(fault, rc, "out of memory") : 0;
}

static int parse_plain(struct image *image, size_t *at, struct fault *fault)
{
	const size_t start = *at;
	int rc = parse_archive(image, image->raw, image->raw_len, at, fault);

	if (rc == 0 && add_member(image, NULL, start, *at - start, *at - start) < 0)
		rc = fault_set(fault, -ENOMEM, "out of memory");
	return rc;
}

static int parse_members(struct image *image, size_t max, struct fault *fault)
{
	const char *data = image->raw;
	const size_t len = image->raw_len;
	size_t left = max;
	int rc = 0;

	for (size_t at = 0; rc == 0 && at < len;) {
		const struct codec *codec = codec_recognise(data + at, len - at);
		const char *other = codec_foreign(data + at, len - at);

		if (data[at] == '\0')
			at++;
		else if (cpio_recognise(data + at, len - at))
			rc = parse_plain(image, &at, fault);
		else if (codec)
			rc = parse_packed(image, codec, &at, &left, fault);
		else if (other)
			rc = fault_set(fault, -EINVAL, "byte %zu: %s is not read here; repack it",
			               at, other);
		else
			rc = fault_set(fault, -EINVAL,
			               "byte %zu: neither an archive nor a compression known", at);
	}
	if (rc == 0 && image->n_members == 0)
		rc = fault_set(fault, -EINVAL, "empty: no archive in it");
	return rc;
}

static int by_path(const void *a, const void *b)
{
	const struct image_file *x = a, *y = b;
	const int order = strcmp(x->path, y->path);

	return order ? order : x->order < y->order ? -1 : x->order > y->order;
}

/* Of one path the last counts, as each file the kernel unpacks replaces an earlier one. */
static void drop_replaced(struct image *image)
{
	size_t to = 0;

	for (size_t i = 0; i < image->n_files; i++)
		if (i + 1 == image->n_files ||
		    strcmp(image->files[i].path, image->files[i + 1].path) != 0)
			image->files[to++] = image->files[i];
	image->n_files = to;
}

static int by_inode(const void *a, const void *b)
{
	const struct image_file *x = *(struct image_file *const *)a;
	const struct image_file *y = *(struct image_file *const *)b;
	const uint32_t left[] = { x->member, x->dev_major, x->dev_minor, x->ino };
	const uint32_t right[] = { y->member, y->dev_major, y->dev_minor, y->ino };

	for (size_t i = 0; i < 4; i++)
		if (left[i] != right[i])
			return left[i] < right[i] ? -1 : 1;
	/* the one with content first */
	return x->size > y->size ? -1 : x->size < y->size;
}

static bool same_inode(const struct image_file *x, const struct image_file *y)
{
	return x->member == y->member && x->dev_major == y->dev_major &&
	       x->dev_minor == y->dev_minor && x->ino == y->ino;
}

/* Of files that are one by hard links the archive has the content only once. */
static int share_content(struct image *image)
{
	struct image_file **linked = calloc(image->n_files + 1, sizeof(*linked));
	size_t n = 0;

	if (!linked)
		return -ENOMEM;
	for (size_t i = 0; i < image->n_files; i++)
		if (S_ISREG(image->files[i].mode) && image->files[i].nlink > 1)
			linked[n++] = &image->files[i];
	qsort(linked, n, sizeof(*linked), by_inode);
	for (size_t i = 1; i < n; i++)
		if (linked[i]->size == 0 && same_inode(linked[i - 1], linked[i])) {
			linked[i]->data = linked[i - 1]->data;
			linked[i]->size = linked[i - 1]->size;
		}
	free(linked);
	return 0;
}

int image_parse(struct image *image, const char *data, size_t len, size_t max, struct fault *fault)
{
	int rc;

	*image = (struct image){ .raw = data, .raw_len = len };
	rc = parse_members(image, max, fault);
	if (rc < 0)
		return rc;
	/* before replaced ones go: the content may stand with one of them */
	if (share_content(image) < 0)
		return fault_set(fault, -ENOMEM, "out of memory");
	if (image->n_files > 0)
		qsort(image->files, image->n_files, sizeof(*image->files), by_path);
	drop_replaced(image);
	return 0;
}

int image_read(struct image *image, const char *path, struct fault *fault)
{
	char *data = NULL;
	size_t len;
	int rc = hv_file_read(path, IMAGE_MAX, &data, &len);

	*image = (struct image){ 0 };
	if (rc < 0)
		return fault_set(fault, rc, "%s: %s", path,
		                 rc == -EINVAL ? "not a regular file" : strerror(-rc));
	rc = image_parse(image, data, len, IMAGE_MAX, fault);
	image->own_raw = data;
	return rc < 0 ? fault_at(fault, rc, path) : 0;
}

void image_done(struct image *image)
{
	for (size_t i = 0; i < image->n_owned; i++)
		bytes_done(&image->owned[i]);
	free(image->owned);
	free(image->files);
	free(image->members);
	free(image->own_raw);
	*image = (struct image){ 0 };
}

static int compare_path(const void *key, const void *item)
{
	return strcmp(key, ((const struct image_file *)item)->path);
}

const struct image_file *image_find(const struct image *image, const char *path)
{
	if (image->n_files == 0)
		return NULL;
	return bsearch(plain_path(path), image->files, image->n_files, sizeof(*image->files),
	               compare_path);
}

/* The link that @path or a folder on its way is; *ret_rest is what follows it. */
static const struct image_file *first_link(const struct image *image, const char *path,
                                           const char **ret_rest)
{
	char part[CPIO_NAME_MAX];

	for (const char *end = path; *end; end++) {
		const struct image_file *file;

		if ((end[1] != '/' && end[1] != '\0') || (size_t)(end + 1 - path) >= sizeof(part))
			continue;
		memcpy(part, path, (size_t)(end + 1 - path));
		part[end + 1 - path] = '\0';
		file = image_find(image, part);
		if (file && S_ISLNK(file->mode)) {
			*ret_rest = end + 1;
			return file;
		}
	}
	return NULL;
}

/* Take "." and ".." out of @path in place. */
static void flatten(char *path)
{
	const char *end = path + strlen(path); /* a slash may be written there */
	char *to = path;

	for (char *from = path; from < end;) {
		const char *slash = memchr(from, '/', (size_t)(end - from));
		const size_t len = (size_t)((slash ? slash : end) - from);

		if (len == 2 && memcmp(from, "..", 2) == 0) {
			for (to -= to > path; to > path && to[-1] != '/'; to--)
				;
		} else if (len > 0 && !(len == 1 && *from == '.')) {
			memmove(to, from, len);
			to += len;
			*to++ = '/';
		}
		from += len + (slash != NULL);
	}
	*(to > path ? to - 1 : to) = '\0';
}

const struct image_file *image_resolve(const struct image *image, const char *path)
{
	char now[CPIO_NAME_MAX], next[2 * CPIO_NAME_MAX];

	if (snprintf(now, sizeof(now), "%s", plain_path(path)) >= (int)sizeof(now))
		return NULL;
	flatten(now);
	for (unsigned int links = 0; links < 40; links++) {
		const char *rest;
		const struct image_file *link = first_link(image, now, &rest);
		size_t folder;

		if (!link)
			return image_find(image, now);
		/* a relative target begins in the link's own folder */
		folder = strrchr(link->path, '/') && *link->data != '/'
		                 ? (size_t)(strrchr(link->path, '/') - link->path)
		                 : 0;
		if (link->size == 0 ||
		    snprintf(next, sizeof(next), "%.*s/%.*s%s", (int)folder, link->path,
		             (int)(link->size < CPIO_NAME_MAX ? link->size : CPIO_NAME_MAX),
		             link->data, rest) >= (int)sizeof(next))
			return NULL;
		flatten(next);
		if (snprintf(now, sizeof(now), "%s", next) >= (int)sizeof(now))
			return NULL;
	}
	return NULL;
}
