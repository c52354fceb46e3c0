// SPDX-License-Identifier: GPL-2.0-only
/* Archives written, read back, compressed, put one behind the other; and damaged. */
#include "cpio.h"
#include "image.h"
#include "pack.h"
#include "tap.h"
#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>

static struct fault fault;

static void fill(struct pack *pack)
{
	is_int(pack_data(pack, "/init", 0755, "#!", 2, NULL, "first", &fault), 0);
	is_int(pack_data(pack, "/lib/a", 0644, "same", 4, NULL, "x", &fault), 0);
	is_int(pack_data(pack, "/lib/b", 0644, "same", 4, NULL, "x", &fault), 0);
	is_int(pack_data(pack, "/lib/empty", 0644, "", 0, NULL, "x", &fault), 0);
	is_int(pack_link(pack, "/bin", "usr/bin", "x", &fault), 0);
	is_int(pack_data(pack, "/usr/bin/tool", 0755, "t", 1, NULL, "x", &fault), 0);
	is_int(pack_device(pack, "/dev/console", S_IFCHR | 0600, 5, 1, "x", &fault), 0);
}

static struct bytes written(uint32_t mtime)
{
	struct bytes out = { 0 };
	struct pack pack = { 0 };

	fill(&pack);
	is_int(pack_write(&pack, mtime, &out), 0);
	pack_done(&pack);
	return out;
}

static void reads_what_was_written(void)
{
	AUTO_BYTES struct bytes out = written(7);
	AUTO_IMAGE struct image image = { 0 };
	const struct image_file *a, *b;

	is_int(image_parse(&image, out.data, out.len, IMAGE_MAX, &fault), 0);
	is_int(out.len % 512, 0);
	is_int(image.n_files, 11);
	a = image_find(&image, "/lib/a");
	b = image_find(&image, "lib/b");
	is_true(a && b && a->ino == b->ino && a->nlink == 2 && a->mtime == 7);
	is_true(a && a->size == 4 && memcmp(a->data, "same", 4) == 0 && a->data == b->data);
	is_true(image_find(&image, "lib/empty")->size == 0);
	is_int(image_find(&image, "dev/console")->rdev_major, 5);
	is_true(image_find(&image, "bin/tool") == NULL);
	is_true(image_resolve(&image, "/bin/tool") == image_find(&image, "usr/bin/tool"));
	is_true(image_resolve(&image, "/bin/../lib/a") != NULL);
	is_true(image_resolve(&image, "lib/./a/") != NULL);
}

/* Whatever the stack had before: a path is no longer than its own bytes. */
static void resolves_on_any_stack(void)
{
	AUTO_BYTES struct bytes out = written(0);
	AUTO_IMAGE struct image image = { 0 };
	char longer[1024];

	memset(longer, 'x', sizeof(longer) - 1);
	longer[sizeof(longer) - 1] = '\0';
	is_int(image_parse(&image, out.data, out.len, IMAGE_MAX, &fault), 0);
	is_true(image_resolve(&image, longer) == NULL);
	is_true(image_resolve(&image, "lib/a") != NULL);
	is_true(image_resolve(&image, "bin/tool") != NULL);
}

static void same_bytes_whatever_the_order(void)
{
	AUTO_BYTES struct bytes one = written(0);
	AUTO_BYTES struct bytes two = { 0 };
	struct pack pack = { 0 };

	is_int(pack_data(&pack, "/usr/bin/tool", 0755, "t", 1, NULL, "other", &fault), 0);
	fill(&pack);
	is_int(pack_write(&pack, 0, &two), 0);
	is_int(one.len, two.len);
	is_true(one.len == two.len && memcmp(one.data, two.data, one.len) == 0);
	pack_done(&pack);
}

static void refuses_what_is_no_path(void)
{
	static const char *const bad[] = {
		"init", "/", "/a/../b", "/a/", "", "/..", "/a//b", "/./a"
	};
	struct pack pack = { 0 };

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		is_int(pack_data(&pack, bad[i], 0644, "", 0, NULL, "x", &fault), -EINVAL);
	is_int(pack_data(&pack, "/a", 0644, "1", 1, NULL, "x", &fault), 0);
	is_int(pack_data(&pack, "/a", 0644, "1", 1, NULL, "x", &fault), 0);
	is_int(pack_data(&pack, "/a", 0644, "2", 1, NULL, "x", &fault), -EEXIST);
	is_int(pack_data(&pack, "/a/b", 0644, "2", 1, NULL, "x", &fault), -EEXIST);
	is_int(pack.n, 1);
	pack_done(&pack);
}

static void every_compression_and_back(void)
{
	AUTO_BYTES struct bytes plain = written(0);

	for (size_t i = 0; i < CODEC_COUNT; i++) {
		AUTO_BYTES struct bytes all = { 0 };
		AUTO_IMAGE struct image image = { 0 };

		is_int(bytes_add(&all, plain.data, plain.len), 0);
		is_int(codecs[i]->pack(plain.data, plain.len, &all), 0);
		is_true(codec_recognise(all.data + plain.len, all.len - plain.len) == codecs[i]);
		is_int(image_parse(&image, all.data, all.len, IMAGE_MAX, &fault), 0);
		is_int(image.n_members, 2);
		is_int(image.n_files, 11);
		is_true(image.members[1].codec == codecs[i] &&
		        image.members[1].unpacked == plain.len);
	}
}

static void too_large_when_unpacked(void)
{
	AUTO_BYTES struct bytes zeros = { 0 };

	is_int(bytes_reserve(&zeros, 1 << 20), 0);
	memset(zeros.data, 0, 1 << 20);
	for (size_t i = 0; i < CODEC_COUNT; i++) {
		AUTO_BYTES struct bytes packed = { 0 };
		AUTO_IMAGE struct image image = { 0 };

		is_int(codecs[i]->pack(zeros.data, 1 << 20, &packed), 0);
		is_int(image_parse(&image, packed.data, packed.len, 100000, &fault), -EFBIG);
	}
}

static void later_archives_replace(void)
{
	AUTO_BYTES struct bytes all = written(0);
	AUTO_IMAGE struct image image = { 0 };
	struct pack pack = { 0 };

	is_int(pack_data(&pack, "/lib/a", 0644, "later", 5, NULL, "x", &fault), 0);
	is_int(pack_write(&pack, 0, &all), 0);
	pack_done(&pack);
	is_int(image_parse(&image, all.data, all.len, IMAGE_MAX, &fault), 0);
	is_int(image.n_members, 2);
	is_int(image.n_files, 11);
	is_int(image_find(&image, "lib/a")->size, 5);
	is_int(image_find(&image, "lib/b")->size, 4);
}

/* Cut off anywhere but in padding, it is told; nothing is read beyond. */
static void cut_off_anywhere(void)
{
	AUTO_BYTES struct bytes all = written(0);
	size_t fine = 0;

	for (size_t len = 1; len < all.len; len++) {
		AUTO_IMAGE struct image image = { 0 };
		char *copy = malloc(len);

		memcpy(copy, all.data, len);
		fault.text[0] = '\0';
		if (image_parse(&image, copy, len, IMAGE_MAX, &fault) == 0)
			fine++;
		else
			is_true(fault.text[0] != '\0');
		image_done(&image);
		free(copy);
	}
	is_true(fine < 512);
}

static void names_what_it_does_not_read(void)
{
	static const struct {
		const char *data;
		size_t len;
		const char *word;
	} cases[] = {
		{ "BZh91AY", 7, "bzip2" },   { "\x04\x22\x4d\x18..", 6, "legacy" },
		{ "\x5d\0\0\0", 4, "lzma" }, { "hello", 5, "neither" },
		{ "\0\0\0\0", 4, "empty" },  { "070707", 6, "neither" },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		AUTO_IMAGE struct image image = { 0 };

		is_int(image_parse(&image, cases[i].data, cases[i].len, IMAGE_MAX, &fault),
		       -EINVAL);
		is_true(strstr(fault.text, cases[i].word) != NULL);
	}
}

static void links_without_end(void)
{
	AUTO_BYTES struct bytes out = { 0 };
	AUTO_IMAGE struct image image = { 0 };
	struct pack pack = { 0 };

	is_int(pack_link(&pack, "/a", "b", "x", &fault), 0);
	is_int(pack_link(&pack, "/b", "/a", "x", &fault), 0);
	is_int(pack_link(&pack, "/up", "../../../up", "x", &fault), 0);
	is_int(pack_write(&pack, 0, &out), 0);
	pack_done(&pack);
	is_int(image_parse(&image, out.data, out.len, IMAGE_MAX, &fault), 0);
	is_true(image_resolve(&image, "a") == NULL);
	is_true(image_resolve(&image, "up/x") == NULL);
}

TAP_MAIN(TAP_CASE(reads_what_was_written), TAP_CASE(resolves_on_any_stack),
         TAP_CASE(same_bytes_whatever_the_order), TAP_CASE(refuses_what_is_no_path),
         TAP_CASE(every_compression_and_back), TAP_CASE(too_large_when_unpacked),
         TAP_CASE(later_archives_replace), TAP_CASE(cut_off_anywhere),
         TAP_CASE(names_what_it_does_not_read), TAP_CASE(links_without_end))
