// SPDX-License-Identifier: GPL-2.0-only
#include "verity.h"
#include "bytes.h"
#include <errno.h>

enum {
	SUPER_SIZE = 512,
	VERSION = 8,
	HASH_TYPE = 12,
	UUID = 16,
	ALGORITHM = 32,
	DATA_BLOCK_SIZE = 64,
	HASH_BLOCK_SIZE = 68,
	DATA_BLOCKS = 72,
	SALT_LEN = 80,
	SALT = 88,

	MIN_DIGITS = 64, /* two PARTUUIDs */
};

static bool is_block_size(uint32_t size)
{
	return size >= 512 && size <= 65536 && (size & (size - 1)) == 0;
}

/* A word: the table's are parted by blanks. */
static bool is_word(const char *text, size_t room)
{
	const size_t len = strnlen(text, room);

	for (size_t i = 0; i < len; i++)
		if (text[i] <= ' ' || text[i] > '~')
			return false;
	return len > 0 && len < room;
}

int verity_read(const struct source *hash_device, uint64_t offset, struct verity *ret)
{
	struct verity v = { .uuid = "" };
	uint8_t s[SUPER_SIZE];
	int rc = source_read(hash_device, offset, s, sizeof(s));

	if (rc < 0)
		return rc;
	if (memcmp(s, "verity\0", 8) != 0)
		return -ENODATA;
	v.hash_type = le32(s + HASH_TYPE);
	v.data_block_size = le32(s + DATA_BLOCK_SIZE);
	v.hash_block_size = le32(s + HASH_BLOCK_SIZE);
	v.data_blocks = le64(s + DATA_BLOCKS);
	v.salt_len = le16(s + SALT_LEN);
	if (le32(s + VERSION) != 1 || v.hash_type > 1 || !is_block_size(v.data_block_size) ||
	    !is_block_size(v.hash_block_size) || v.data_blocks == 0 ||
	    v.data_blocks > UINT64_MAX / v.data_block_size || v.salt_len > VERITY_MAX_SALT ||
	    !is_word((const char *)s + ALGORITHM, VERITY_ALGORITHM))
		return -EBADMSG;
	memcpy(v.algorithm, s + ALGORITHM, VERITY_ALGORITHM);
	memcpy(v.salt, s + SALT, v.salt_len);
	uuid_text(s + UUID, v.uuid);
	*ret = v;
	return 0;
}

static bool is_hash(const char *text, size_t len)
{
	uint8_t bytes[VERITY_MAX_HASH];

	return len > 0 && len % 2 == 0 && len <= 2 * sizeof(bytes) &&
	       hex_bytes(text, len / 2, bytes);
}

int verity_partuuids(const char *root_hash, size_t len, char ret_data[UUID_TEXT],
                     char ret_hash[UUID_TEXT])
{
	uint8_t uuid[UUID_SIZE];

	if (len < MIN_DIGITS || !is_hash(root_hash, len))
		return -EINVAL;
	hex_bytes(root_hash, UUID_SIZE, uuid);
	uuid_text(uuid, ret_data);
	hex_bytes(root_hash + len - 2 * UUID_SIZE, UUID_SIZE, uuid);
	uuid_text(uuid, ret_hash);
	return 0;
}

/* A text that grows to the right; what does not fit is remembered. */
struct words {
	char *text;
	size_t len, room;
	bool full;
};

static void add_bytes(struct words *w, const char *text, size_t len)
{
	if (len >= w->room - w->len) {
		w->full = true;
		return;
	}
	memcpy(w->text + w->len, text, len);
	w->len += len;
	w->text[w->len] = '\0';
}

static void add(struct words *w, const char *text)
{
	if (w->len > 0)
		add_bytes(w, " ", 1);
	add_bytes(w, text, strlen(text));
}

/* @value, after a blank or what @before says. */
static void add_number(struct words *w, const char *before, uint64_t value)
{
	char digits[21], *at = digits + sizeof(digits) - 1;

	*at = '\0';
	do
		*--at = (char)('0' + value % 10);
	while (value /= 10);
	if (*before == ' ') {
		add(w, at);
	} else {
		add_bytes(w, before, strlen(before));
		add_bytes(w, at, strlen(at));
	}
}

static void add_device(struct words *w, uint32_t major, uint32_t minor)
{
	add_number(w, " ", major);
	add_number(w, ":", minor);
}

static void add_salt(struct words *w, const struct verity *v)
{
	char text[2 * VERITY_MAX_SALT + 1] = "-";

	if (v->salt_len > 0)
		hex_text(v->salt, v->salt_len, text);
	add(w, text);
}

static void add_options(struct words *w, const struct verity_request *r)
{
	static const char on_corruption[][24] = {
		[VERITY_FAIL] = "",
		[VERITY_IGNORE] = "ignore_corruption",
		[VERITY_RESTART] = "restart_on_corruption",
		[VERITY_PANIC] = "panic_on_corruption",
	};
	const struct verity_options *o = &r->options;
	const unsigned int count = (o->on_corruption != VERITY_FAIL) + o->ignore_zero_blocks +
	                           o->check_at_most_once + 2 * (r->signature != NULL);

	if (count == 0)
		return;
	add_number(w, " ", count);
	if (o->on_corruption != VERITY_FAIL)
		add(w, on_corruption[o->on_corruption]);
	if (o->ignore_zero_blocks)
		add(w, "ignore_zero_blocks");
	if (o->check_at_most_once)
		add(w, "check_at_most_once");
	if (r->signature)
		add(w, "root_hash_sig_key_desc " VERITY_KEY);
}

int verity_table(const struct verity *verity, const struct verity_request *request, char *ret_table,
                 size_t size)
{
	struct words w = { .text = ret_table, .room = size };
	uint64_t tree; /* where it begins: at the block behind the superblock */

	if (!is_hash(request->root_hash, request->root_hash_len))
		return -EINVAL;
	if (__builtin_add_overflow(request->options.hash_offset,
	                           (uint64_t)SUPER_SIZE + verity->hash_block_size - 1, &tree))
		return -E2BIG;
	add_number(&w, " ", verity->hash_type);
	add_device(&w, request->data_major, request->data_minor);
	add_device(&w, request->hash_major, request->hash_minor);
	add_number(&w, " ", verity->data_block_size);
	add_number(&w, " ", verity->hash_block_size);
	add_number(&w, " ", verity->data_blocks);
	add_number(&w, " ", tree / verity->hash_block_size);
	add(&w, verity->algorithm);
	add_bytes(&w, " ", 1);
	add_bytes(&w, request->root_hash, request->root_hash_len);
	add_salt(&w, verity);
	add_options(&w, request);
	return w.full ? -E2BIG : (int)w.len;
}
