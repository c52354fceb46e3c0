// SPDX-License-Identifier: GPL-2.0-only
#include "mountinfo.h"
#include "auto.h"
#include "cli.h"
#include "file.h"
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

enum { TEXT_MAX = 16 * 1024 * 1024, DEPTH_MAX = 1000 };

/* Up to the next blank, which ends it; NULL when there is no more. */
static char *next_field(char **rest)
{
	char *field = *rest;

	if (!field)
		return NULL;
	*rest = strchr(field, ' ');
	if (*rest)
		*(*rest)++ = '\0';
	return field;
}

static bool is_octal(char c)
{
	return c >= '0' && c <= '7';
}

/* Undo the kernel's "\ooo", in place. A text that it cannot have written is refused. */
static bool unescape(char *text)
{
	char *to = text;

	for (const char *from = text; *from; to++) {
		if (*from != '\\') {
			*to = *from++;
			continue;
		}
		if (from[1] < '0' || from[1] > '3' || !is_octal(from[2]) || !is_octal(from[3]))
			return false;
		*to = (char)((from[1] - '0') << 6 | (from[2] - '0') << 3 | (from[3] - '0'));
		if (!*to)
			return false;
		from += 4;
	}
	*to = '\0';
	return true;
}

static bool read_number(const char *text, uint32_t *ret)
{
	unsigned long value;

	if (!text || hv_parse_uint(text, 0, UINT32_MAX, &value) < 0)
		return false;
	*ret = (uint32_t)value;
	return true;
}

static bool read_device(char *text, struct vss_mount *m)
{
	char *colon = text ? strchr(text, ':') : NULL;

	if (!colon)
		return false;
	*colon = '\0';
	return read_number(text, &m->major) && read_number(colon + 1, &m->minor);
}

/* The fields between the options and "-" may be any number. */
static bool skip_optional(char **rest)
{
	const char *field;

	do
		field = next_field(rest);
	while (field && strcmp(field, "-") != 0);
	return field != NULL;
}

int vss_mountinfo_parse(char *line, struct vss_mount *ret)
{
	struct vss_mount m = { 0 };
	char *rest = line, *root, *point, *type, *source, *options;

	if (!read_number(next_field(&rest), &m.id) || !read_number(next_field(&rest), &m.parent) ||
	    !read_device(next_field(&rest), &m))
		return -EINVAL;
	root = next_field(&rest);
	point = next_field(&rest);
	if (!next_field(&rest) || !skip_optional(&rest))
		return -EINVAL;
	type = next_field(&rest);
	source = next_field(&rest);
	options = next_field(&rest);
	if (!options || !unescape(root) || !unescape(point) || !unescape(type) || !unescape(source))
		return -EINVAL;
	if (point[0] != '/')
		return -EINVAL;
	m.read_only = strncmp(options, "ro", 2) == 0 && (!options[2] || options[2] == ',');
	m.root = root;
	m.point = point;
	m.type = type;
	m.source = source;
	*ret = m;
	return 0;
}

/* Memory of its own mapping goes back to the system as a whole. */
static void *take(size_t size)
{
	void *p = mmap(NULL, size, PROT_READ | PROT_WRITE,
	               MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	return p == MAP_FAILED ? NULL : p;
}

static size_t count_lines(const char *text, size_t len)
{
	size_t n = 1;

	for (size_t i = 0; i < len; i++)
		n += text[i] == '\n';
	return n;
}

static int parse_all(struct vss_mounts *mounts, size_t len)
{
	char *line = mounts->text, *const end = line + len;

	while (line < end) {
		char *stop = memchr(line, '\n', (size_t)(end - line));
		int rc;

		if (!stop)
			return -EINVAL;
		*stop = '\0';
		if (strlen(line) != (size_t)(stop - line))
			return -EINVAL;
		rc = vss_mountinfo_parse(line, &mounts->items[mounts->count]);
		if (rc < 0)
			return rc;
		mounts->count++;
		line = stop + 1;
	}
	return 0;
}

static int compare_ids(const void *a, const void *b)
{
	const uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return (x > y) - (x < y);
}

/* Sorted in place as id and place in one number, and then without the ids. */
static void sort_ids(struct vss_mounts *mounts)
{
	uint64_t *keys = (void *)mounts->by_id;

	for (size_t i = 0; i < mounts->count; i++)
		keys[i] = (uint64_t)mounts->items[i].id << 32 | i;
	qsort(keys, mounts->count, sizeof(*keys), compare_ids);
	for (size_t i = 0; i < mounts->count; i++) {
		const uint32_t place = (uint32_t)keys[i];

		memcpy(&mounts->by_id[i], &place, sizeof(place));
	}
}

int vss_mounts_read(int root, struct vss_mounts *mounts)
{
	AUTO_CLOSE int fd = openat(root, "proc/self/mountinfo", O_RDONLY | O_CLOEXEC);
	ssize_t len;
	size_t lines;
	int rc;

	*mounts = (struct vss_mounts){ 0 };
	if (fd < 0)
		return -errno;
	mounts->text_size = TEXT_MAX;
	mounts->text = take(TEXT_MAX);
	if (!mounts->text)
		return -ENOMEM;
	len = hv_read_all(fd, mounts->text, TEXT_MAX);
	if (len < 0)
		return (int)len;
	lines = count_lines(mounts->text, (size_t)len);
	mounts->items_size = lines * sizeof(*mounts->items);
	mounts->by_id_size = lines * sizeof(uint64_t);
	mounts->items = take(mounts->items_size);
	mounts->by_id = take(mounts->by_id_size);
	if (!mounts->items || !mounts->by_id)
		return -ENOMEM;
	rc = parse_all(mounts, (size_t)len);
	if (rc == 0)
		sort_ids(mounts);
	return rc;
}

static void give(void *p, size_t size)
{
	if (p)
		munmap(p, size);
}

void vss_mounts_free(struct vss_mounts *mounts)
{
	give(mounts->text, mounts->text_size);
	give(mounts->items, mounts->items_size);
	give(mounts->by_id, mounts->by_id_size);
	*mounts = (struct vss_mounts){ 0 };
}

const struct vss_mount *vss_mounts_find(const struct vss_mounts *mounts, uint32_t id)
{
	size_t low = 0, high = mounts->count;

	while (low < high) {
		const size_t middle = low + (high - low) / 2;
		const struct vss_mount *m = &mounts->items[mounts->by_id[middle]];

		if (m->id == id)
			return m;
		if (m->id < id)
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}

unsigned int vss_mounts_depth(const struct vss_mounts *mounts, const struct vss_mount *mount)
{
	unsigned int depth = 0;

	/* The bound ends circles, which no kernel makes. */
	for (; depth < DEPTH_MAX; depth++) {
		const struct vss_mount *parent = vss_mounts_find(mounts, mount->parent);

		if (!parent || parent == mount)
			break;
		mount = parent;
	}
	return depth;
}

static bool is_below(const char *path, const char *point)
{
	const size_t len = strlen(point);

	if (len == 1)
		return true;
	return strncmp(path, point, len) == 0 && (path[len] == '/' || !path[len]);
}

const struct vss_mount *vss_mounts_of(const struct vss_mounts *mounts, const char *path)
{
	const struct vss_mount *best = NULL;

	for (size_t i = 0; i < mounts->count; i++) {
		const struct vss_mount *m = &mounts->items[i];

		if (is_below(path, m->point) && (!best || strlen(m->point) >= strlen(best->point)))
			best = m;
	}
	return best;
}
