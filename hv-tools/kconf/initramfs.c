// SPDX-License-Identifier: GPL-2.0-only
#include "initramfs.h"
#include "auto.h"
#include "cpio.h"
#include "file.h"
#include "gunzip.h"
#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum {
	MAX_IMAGE = 256 << 20, /* bytes, also unpacked */
	MAX_MODULE = 128,
};

/* The module's name in the last part of @path: without .ko and what follows, '-' as '_'. 0, or -EINVAL for none. */
static int module_name(const char *path, size_t len, char room[MAX_MODULE])
{
	const char *slash = memrchr(path, '/', len), *name = slash ? slash + 1 : path;
	size_t n = len - (size_t)(name - path), i;

	for (i = 0; i < n && i < MAX_MODULE - 1; i++) {
		const unsigned char c = (unsigned char)name[i];

		if (c == '.' && n - i >= 3 && memcmp(name + i, ".ko", 3) == 0)
			break;
		if (!isalnum(c) && c != '_' && c != '-')
			return -EINVAL;
		room[i] = (char)(c == '-' ? '_' : c);
	}
	room[i] = '\0';
	return i > 0 && i < MAX_MODULE - 1 ? 0 : -EINVAL;
}

static int add_once(struct kconf_words *words, const char *text, size_t len)
{
	AUTO_FREE char *word = strndup(text, len);

	if (!word)
		return -ENOMEM;
	return kconf_words_have(words, word) ? 0 : kconf_words_add(words, word, len);
}

/* RELEASE of "lib/modules/RELEASE/…", if @path is such. */
static int take_release(struct kconf_initramfs *initramfs, const char *path)
{
	static const char folder[] = "lib/modules/";
	const char *at = strstr(path, folder),
		   *end = at ? strchr(at + sizeof(folder) - 1, '/') : NULL;

	if (!end)
		return 0;
	at += sizeof(folder) - 1;
	return add_once(&initramfs->releases, at, (size_t)(end - at));
}

static bool is_module(const char *path)
{
	const char *ko = strstr(path, ".ko");

	return ko && (ko[3] == '\0' || ko[3] == '.') && !strchr(ko, '/');
}

static int take_file(void *ctx, const char *path)
{
	struct kconf_initramfs *initramfs = ctx;
	char name[MAX_MODULE];
	int rc;

	if (!is_module(path) || module_name(path, strlen(path), name) < 0)
		return 0;
	rc = take_release(initramfs, path);
	return rc < 0 ? rc : kconf_words_add(&initramfs->modules, name, strlen(name));
}

/* What is packed by gzip can be looked into. */
static int take_gzip(struct kconf_initramfs *initramfs, const char *data, size_t len)
{
	struct kconf_cpio inner = { 0 };
	AUTO_FREE char *text = NULL;
	int rc = kconf_gunzip(data, len, MAX_IMAGE, &text, &len);

	if (rc == 0)
		rc = kconf_cpio_each(text, len, take_file, initramfs, &inner);
	initramfs->opaque = rc < 0 || inner.compression;
	return rc;
}

static int take_image(struct kconf_initramfs *initramfs, const char *data, size_t len)
{
	struct kconf_cpio cpio;
	int rc = kconf_cpio_each(data, len, take_file, initramfs, &cpio);

	if (rc == 0) {
		initramfs->kind = KCONF_INITRAMFS_IMAGE;
		initramfs->compression = cpio.compression;
		initramfs->opaque = cpio.compression;
		if (kconf_is_gzip(data + cpio.compressed_at, len - cpio.compressed_at))
			rc = take_gzip(initramfs, data + cpio.compressed_at,
			               len - cpio.compressed_at);
	}
	return rc == -EBADMSG ? -EINVAL : rc;
}

static int take_list(struct kconf_initramfs *initramfs, const char *data, size_t len)
{
	const char *end = data + len;

	initramfs->kind = KCONF_INITRAMFS_LIST;
	while (data < end) {
		char name[MAX_MODULE];
		size_t n = 0;
		int rc;

		while (data < end && isspace((unsigned char)*data))
			data++;
		while (data + n < end && !isspace((unsigned char)data[n]) && data[n] != ',')
			n++;
		if (n > 0 && *data == '#') {
			const char *newline = memchr(data, '\n', (size_t)(end - data));

			data = newline ? newline : end;
			continue;
		}
		rc = n > 0 ? module_name(data, n, name) : 0;
		if (rc == 0 && n > 0)
			rc = kconf_words_add(&initramfs->modules, name, strlen(name));
		if (rc < 0)
			return rc;
		data += n + (data + n < end);
	}
	return 0;
}

int kconf_initramfs_parse(const char *data, size_t len, struct kconf_initramfs *initramfs)
{
	int rc = take_image(initramfs, data, len);

	if (rc != -EINVAL || initramfs->modules.n > 0 || initramfs->compression)
		return rc;
	return memchr(data, '\0', len) ? -EINVAL : take_list(initramfs, data, len);
}

static int read_file(const char *path, struct kconf_initramfs *initramfs)
{
	AUTO_FREE char *data = NULL;
	size_t len = 0;
	int rc = hv_file_read(path, MAX_IMAGE, &data, &len);

	return rc < 0 ? rc : kconf_initramfs_parse(data, len, initramfs);
}

int kconf_initramfs_read(const char *path, struct kconf_initramfs *ret_initramfs)
{
	struct kconf_initramfs initramfs = { .kind = KCONF_INITRAMFS_NONE, .path = path };
	int rc = strcmp(path, "none") == 0 ? 0 : read_file(path, &initramfs);

	if (rc < 0)
		kconf_initramfs_done(&initramfs);
	else
		*ret_initramfs = initramfs;
	return rc;
}

void kconf_initramfs_done(struct kconf_initramfs *initramfs)
{
	kconf_words_done(&initramfs->modules);
	kconf_words_done(&initramfs->releases);
	*initramfs = (struct kconf_initramfs){ 0 };
}

bool kconf_initramfs_has(const struct kconf_initramfs *initramfs, const char *module)
{
	return kconf_words_have(&initramfs->modules, module);
}
