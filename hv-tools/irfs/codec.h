/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The compressions of images and modules that the kernel undoes, through the libraries that define them.
 * What is written is what the kernel's own decoders take, which are stricter: xz with CRC32, lz4 in its
 * legacy frame.
 */
#pragma once
#include "bytes.h"
#include "fault.h"
#include <stdbool.h>

struct codec {
	const char *name;
	const char *suffix; /* of module files, with its dot */
	const char *
		image_config; /* the kernel config symbol without which it cannot unpack an image... */
	const char *module_config; /* ...or a module by itself; NULL: never */
	const char *magic;
	size_t magic_len;
	/* Add to @out, at most @max bytes. What of @in was used goes to *ret_used. 0, -EINVAL, -EFBIG, -ENOMEM. */
	int (*unpack)(const char *in, size_t len, struct bytes *out, size_t max, size_t *ret_used);
	/* As small as it gets. 0 or -ENOMEM. */
	int (*pack)(const char *in, size_t len, struct bytes *out);
};

enum { CODEC_COUNT = 4 };
extern const struct codec *const codecs[CODEC_COUNT];

extern const struct codec codec_gzip, codec_xz, codec_zstd, codec_lz4;

/* NULL when there is none of that name, or none that @data begins like. */
const struct codec *codec_named(const char *name);
const struct codec *codec_recognise(const char *data, size_t len);
/* The name of a compression that the kernel knows and this program does not, or NULL. */
const char *codec_foreign(const char *data, size_t len);
/* By the file's name: "x.ko.xz". */
const struct codec *codec_of_file(const char *name);
/* unpack() of all of @in, with the reason when it fails; -EBADMSG for what is damaged. */
int codec_unpack_all(const struct codec *codec, const char *in, size_t len, size_t max,
                     struct bytes *out, struct fault *fault);
