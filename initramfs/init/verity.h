/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * dm-verity, set up by ioctl(2) on /dev/mapper/control. Sources: the kernel's
 * Documentation/admin-guide/device-mapper/verity.rst, include/uapi/linux/dm-ioctl.h; cryptsetup's
 * description of the superblock (DMVerity); systemd-veritysetup-generator(8) for names and options.
 *
 * The kernel believes any root hash until the first block is read. So that is done here, before anybody
 * mounts: a wrong hash is an error of verity_open(), also with restart-on-corruption.
 */
#pragma once
#include "source.h"
#include "uuid.h"
#include <stdbool.h>

enum {
	VERITY_MAX_HASH = 64, /* bytes: sha512 */
	VERITY_MAX_SALT = 256,
	VERITY_ALGORITHM = 32,
	VERITY_TABLE = 1280, /* bytes that any table fits in */
};

/* What the kernel's key of the signature is called. */
#define VERITY_KEY "hvkit-verity"

/* What the superblock says. */
struct verity {
	uint32_t hash_type; /* 0 Chrome OS', 1 */
	uint32_t data_block_size, hash_block_size;
	uint64_t data_blocks;
	char algorithm[VERITY_ALGORITHM];
	uint16_t salt_len;
	uint8_t salt[VERITY_MAX_SALT];
	char uuid[UUID_TEXT];
};

/* systemd.verity_root_options=: as in veritytab(5). */
struct verity_options {
	enum verity_on_corruption {
		VERITY_FAIL,    /* reads fail: EIO */
		VERITY_IGNORE,  /* ignore-corruption */
		VERITY_RESTART, /* restart-on-corruption */
		VERITY_PANIC,   /* panic-on-corruption */
	} on_corruption;
	bool ignore_zero_blocks, check_at_most_once;
	uint64_t hash_offset; /* hash-offset=: bytes to the superblock */
	const char
		*signature; /* root-hash-signature=: path, @signature_len bytes of the text given */
	size_t signature_len;
};

struct verity_request {
	uint32_t data_major, data_minor, hash_major, hash_minor;
	const char *root_hash; /* @root_hash_len digits */
	size_t root_hash_len;
	struct verity_options options;
	const void *signature; /* PKCS#7 over the root hash's digits, or NULL */
	size_t signature_len;
};

/*
 * 0; -EINVAL: an option with a value that is none; -EOPNOTSUPP: one that is not known (error correction and
 * tables without a superblock are refused, not left out). On failure, and only then, the option at fault.
 */
int verity_options_parse(const char *text, size_t len, struct verity_options *ret_options,
                         const char **ret_bad, size_t *ret_bad_len);

/* The superblock at @offset: 0; -ENODATA: none there; -EBADMSG: one that cannot be; or of reading. */
int verity_read(const struct source *hash_device, uint64_t offset, struct verity *ret);

/*
 * The PARTUUIDs of data and hash partition that roothash= alone means: the first and the last 128 bits of
 * it. -EINVAL: not an even number of at least 64 digits, or too many.
 */
int verity_partuuids(const char *root_hash, size_t len, char ret_data[UUID_TEXT],
                     char ret_hash[UUID_TEXT]);

/*
 * The target's parameters, with a NUL. Their length; -EINVAL: the root hash is not made of pairs of digits, or too
 * long for any (whether it is as long as the algorithm's the kernel says, with EINVAL as well); -E2BIG.
 */
int verity_table(const struct verity *verity, const struct verity_request *request, char *ret_table,
                 size_t size);

/*
 * Make the read-only device /dev/dm-N, called @name. 0; -EBADMSG: the first block does not match the root
 * hash (wrong hash, or corrupt); -EKEYREJECTED, -ENOKEY: the kernel does not take the signature; -EINVAL: nor
 * the table (its log says why); -ENOENT: no /dev/mapper/control; other errno of the ioctls. After a failure no
 * device is left.
 */
int verity_open(const struct verity *verity, const struct verity_request *request, const char *name,
                uint32_t *ret_major, uint32_t *ret_minor);
