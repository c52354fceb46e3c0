// SPDX-License-Identifier: GPL-2.0-only
#include "cpio.h"
#include <errno.h>
#include <string.h>

enum { FIELDS = 13, ALIGN = 4 };

static const char trailer[] = "TRAILER!!!";

static size_t padded(size_t at)
{
	return (at + ALIGN - 1) & ~(size_t)(ALIGN - 1);
}

/* 070702 is the same with checksums, which the kernel compares and nobody writes. */
int cpio_recognise(const char *data, size_t len)
{
	return len >= 6 && memcmp(data, "07070", 5) == 0 && (data[5] == '1' || data[5] == '2');
}

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static int read_fields(const char *text, uint32_t *fields)
{
	for (size_t i = 0; i < FIELDS; i++) {
		fields[i] = 0;
		for (size_t d = 0; d < 8; d++) {
			const int digit = hex_digit(*text++);

			if (digit < 0)
				return -EINVAL;
			fields[i] = fields[i] << 4 | (uint32_t)digit;
		}
	}
	return 0;
}

static void set_fields(struct cpio_entry *e, const uint32_t *f)
{
	*e = (struct cpio_entry){
		.ino = f[0],
		.mode = f[1],
		.uid = f[2],
		.gid = f[3],
		.nlink = f[4],
		.mtime = f[5],
		.size = f[6],
		.dev_major = f[7],
		.dev_minor = f[8],
		.rdev_major = f[9],
		.rdev_minor = f[10],
		.name_len = f[11],
	};
}

/* Where name and content are, if both are within the archive. @at is that of the header. */
static int place(const char *data, size_t len, size_t at, struct cpio_entry *e, size_t *ret_end,
                 struct fault *fault)
{
	const size_t name = at + CPIO_HEADER;
	size_t content;

	if (e->name_len == 0 || e->name_len > CPIO_NAME_MAX || e->name_len > len - name)
		return fault_set(fault, -EINVAL, "byte %zu: a name of %zu bytes", at, e->name_len);
	if (data[name + e->name_len - 1] != '\0' || memchr(data + name, '\0', e->name_len - 1))
		return fault_set(fault, -EINVAL, "byte %zu: a name that its NUL does not end", at);
	content = padded(name + e->name_len);
	if (content > len || e->size > len - content)
		return fault_set(fault, -EINVAL, "byte %zu: '%.100s' of %zu bytes is cut off", at,
		                 data + name, e->size);
	e->name = data + name;
	e->name_len--;
	e->data = data + content;
	*ret_end = padded(content + e->size);
	if (*ret_end > len) /* the padding of the last may be missing */
		*ret_end = len;
	return 0;
}

int cpio_read(const char *data, size_t len, size_t *at, struct cpio_entry *ret, struct fault *fault)
{
	uint32_t fields[FIELDS];
	size_t end = *at;
	int rc;

	if (*at > len || len - *at < CPIO_HEADER)
		return fault_set(fault, -EINVAL, "byte %zu: the archive ends without a trailer",
		                 *at);
	if (!cpio_recognise(data + *at, len - *at))
		return fault_set(fault, -EINVAL, "byte %zu: no header of a newc archive", *at);
	if (read_fields(data + *at + 6, fields) < 0)
		return fault_set(fault, -EINVAL,
		                 "byte %zu: a header with a digit that is not hexadecimal", *at);
	set_fields(ret, fields);
	rc = place(data, len, *at, ret, &end, fault);
	if (rc < 0)
		return rc;
	*at = end;
	return strcmp(ret->name, trailer) != 0;
}

int cpio_write(struct bytes *out, const struct cpio_entry *e)
{
	int rc;

	if (e->size > UINT32_MAX || e->name_len + 1 > CPIO_NAME_MAX)
		return -EFBIG;
	rc = bytes_format(out, "070701%08X%08X%08X%08X%08X%08X%08X%08X%08X%08X%08X%08X%08X", e->ino,
	                  e->mode, e->uid, e->gid, e->nlink, e->mtime, (unsigned int)e->size,
	                  e->dev_major, e->dev_minor, e->rdev_major, e->rdev_minor,
	                  (unsigned int)e->name_len + 1, 0);
	if (rc == 0)
		rc = bytes_add(out, e->name, e->name_len + 1);
	if (rc == 0)
		rc = bytes_align(out, ALIGN);
	if (rc == 0)
		rc = bytes_add(out, e->data, e->size);
	return rc < 0 ? rc : bytes_align(out, ALIGN);
}

int cpio_trailer(struct bytes *out)
{
	const struct cpio_entry end = { .nlink = 1,
		                        .name = trailer,
		                        .name_len = sizeof(trailer) - 1 };

	return cpio_write(out, &end);
}
