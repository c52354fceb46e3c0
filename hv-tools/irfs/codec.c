// SPDX-License-Identifier: GPL-2.0-only
#include "codec.h"
#include "auto.h"
#include <errno.h>
#include <string.h>

const struct codec *const codecs[CODEC_COUNT] = { &codec_lz4, &codec_zstd, &codec_gzip, &codec_xz };

/* init/decompress.c has these too. */
static const struct {
	const char *name, *magic;
	size_t len;
} foreign[] = {
	{ "bzip2", "BZh", 3 },
	{ "lzma", "\x5d\0", 2 },
	{ "lzo", "\x89\x4c", 2 },
	{ "lz4 with a frame that is not the legacy one, which no kernel unpacks,",
	  "\x04\x22\x4d\x18", 4 },
};

const struct codec *codec_named(const char *name)
{
	for (size_t i = 0; i < CODEC_COUNT; i++)
		if (strcmp(codecs[i]->name, name) == 0)
			return codecs[i];
	return NULL;
}

const struct codec *codec_recognise(const char *data, size_t len)
{
	for (size_t i = 0; i < CODEC_COUNT; i++)
		if (len >= codecs[i]->magic_len &&
		    memcmp(data, codecs[i]->magic, codecs[i]->magic_len) == 0)
			return codecs[i];
	return NULL;
}

const char *codec_foreign(const char *data, size_t len)
{
	for (size_t i = 0; i < ARRAY_SIZE(foreign); i++)
		if (len >= foreign[i].len && memcmp(data, foreign[i].magic, foreign[i].len) == 0)
			return foreign[i].name;
	return NULL;
}

const struct codec *codec_of_file(const char *name)
{
	const char *dot = strrchr(name, '.');

	for (size_t i = 0; dot && i < CODEC_COUNT; i++)
		if (strcmp(codecs[i]->suffix, dot) == 0)
			return codecs[i];
	return NULL;
}

int codec_unpack_all(const struct codec *codec, const char *in, size_t len, size_t max,
                     struct bytes *out, struct fault *fault)
{
	size_t used;
	int rc = codec->unpack(in, len, out, max, &used);

	if (rc == -EFBIG)
		return fault_set(fault, rc, "more than %zu bytes when unpacked", max);
	if (rc < 0)
		return fault_set(fault, rc == -EINVAL ? -EBADMSG : rc, "%s: damaged or cut off",
		                 codec->name);
	return 0;
}
