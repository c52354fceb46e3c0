/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What operations on a pool are to do, on an array; and random ones of them. A pool is compared with its
 * model through the library, which sees through notes, and byte by byte.
 */
#pragma once
#include "pool_file.h"
#include "pool_folder.h"

enum { MODEL_ROOM = 24, MODEL_KEYS = 7 };

struct model {
	struct hv_pool_image records[MODEL_ROOM];
	size_t count;
};

enum model_op { OP_SET, OP_APPEND, OP_DELETE, OP_DELETE_ALL, OP_CLEAR, OP_REPAIR, OP_COUNT, OPS };

struct model_call {
	unsigned int number; /* the pool */
	enum model_op op;
	char key[HV_POOL_KEY_SIZE], value[HV_POOL_VALUE_SIZE];
};

static uint64_t model_seed = 1;

/* xorshift64*: the same numbers everywhere. */
static inline unsigned int model_random(unsigned int below)
{
	model_seed ^= model_seed >> 12;
	model_seed ^= model_seed << 25;
	model_seed ^= model_seed >> 27;
	return (unsigned int)((model_seed * UINT64_C(2685821657736338717)) >> 33) % below;
}

/* Mostly short, some as long as they may be; a character of two bytes in each. */
static inline void model_text(char *text, size_t size)
{
	static const size_t longest[] = { 8, 8, 8, 40, 600, 2047 };
	const size_t limit = longest[model_random(6)];
	const size_t len = model_random((unsigned int)(limit < size ? limit : size - 1) + 1);

	for (size_t i = 0; i < len; i++)
		text[i] = (char)('a' + model_random(26));
	text[len] = '\0';
	if (len >= 2)
		memcpy(text + len - 2, "\xc3\xa9", 2);
}

/* Keys share beginnings, and one fills its field. */
static inline void model_key(char *key, unsigned int which)
{
	memset(key, 'k', HV_POOL_KEY_SIZE - 1);
	key[HV_POOL_KEY_SIZE - 1] = '\0';
	if (which > 0)
		snprintf(key, HV_POOL_KEY_SIZE, "key%.*u", (int)which, which % 3);
}

static inline struct model_call model_call(const struct model *m, unsigned int number)
{
	static const enum model_op often[] = { OP_SET,    OP_SET,        OP_SET,    OP_APPEND,
		                               OP_APPEND, OP_APPEND,     OP_DELETE, OP_DELETE,
		                               OP_DELETE, OP_DELETE_ALL, OP_SET,    OP_REPAIR,
		                               OP_COUNT };
	struct model_call call = { .number = number, .op = often[model_random(13)] };

	if (m->count >= MODEL_ROOM - 2)
		call.op = OP_DELETE_ALL;
	if (model_random(100) == 0)
		call.op = OP_CLEAR;
	model_key(call.key, model_random(MODEL_KEYS));
	model_text(call.value, sizeof(call.value));
	return call;
}

/* Open, do it, close: what it returned. @done is told before the pool is closed. */
static inline ssize_t model_run(const struct model_call *c, void (*done)(void *ctx, ssize_t rc),
                                void *ctx)
{
	struct hv_pool pool;
	ssize_t rc = hv_pool_open(&pool, pools, c->number, HV_POOL_CREATE);

	if (rc < 0)
		goto out;
	switch (c->op) {
	case OP_SET:
		rc = hv_pool_set(&pool, c->key, c->value);
		break;
	case OP_APPEND:
		rc = hv_pool_append(&pool, c->key, c->value);
		break;
	case OP_DELETE:
	case OP_DELETE_ALL:
		rc = hv_pool_delete(&pool, c->key, c->op == OP_DELETE_ALL);
		break;
	case OP_CLEAR:
		rc = hv_pool_clear(&pool);
		break;
	case OP_REPAIR:
		rc = hv_pool_repair(&pool);
		break;
	default:
		rc = hv_pool_count(&pool);
	}
out:
	if (done)
		done(ctx, rc);
	hv_pool_close(&pool);
	return rc;
}

static inline size_t model_find(const struct model *m, const char *key)
{
	size_t i = 0;

	while (i < m->count && !hv_image_has_key(&m->records[i], key))
		i++;
	return i;
}

static inline void model_drop(struct model *m, size_t i)
{
	m->count--;
	memmove(m->records + i, m->records + i + 1, (m->count - i) * sizeof(m->records[0]));
}

static inline void model_repair(struct model *m, bool guest)
{
	for (size_t i = 0; i < m->count;) {
		struct hv_pool_image *r = &m->records[i];
		unsigned int bad;

		hv_image_mend(r);
		bad = hv_image_faults(r) & HV_POOL_BAD;
		if (guest)
			bad &= ~HV_POOL_FAULT(BAD_VALUE);
		if (bad)
			model_drop(m, i);
		else
			i++;
	}
}

/* What is to stand there afterwards. */
static inline void model_apply(struct model *m, const struct model_call *c)
{
	size_t i = model_find(m, c->key);

	switch (c->op) {
	case OP_SET:
	case OP_APPEND:
		if (c->op == OP_APPEND || i == m->count)
			i = m->count++;
		m->records[i] = pools_image(c->key, c->value);
		break;
	case OP_DELETE:
	case OP_DELETE_ALL:
		for (; i < m->count; i = model_find(m, c->key)) {
			model_drop(m, i);
			if (c->op == OP_DELETE)
				break;
		}
		break;
	case OP_CLEAR:
		m->count = 0;
		break;
	case OP_REPAIR:
		model_repair(m, c->number == HV_POOL_GUEST);
		break;
	default:
		break;
	}
}

/* A foreign program's record, sound or not. */
static inline void model_foreign(struct model *m)
{
	struct hv_pool_image *r = &m->records[m->count++];
	char value[HV_POOL_VALUE_SIZE], key[HV_POOL_KEY_SIZE];

	model_key(key, model_random(MODEL_KEYS));
	model_text(value, sizeof(value));
	*r = pools_image(key, value);
	switch (model_random(5)) {
	case 0:
		memset(r->value, 'o', sizeof(r->value)); /* never ends */
		break;
	case 1:
		r->value[0] = (char)0xff;
		break;
	case 2:
		memset(r, 0, sizeof(*r));
		break;
	case 3:
		r->value[sizeof(r->value) - 3] = 's'; /* left behind */
		break;
	}
}

/* Whether a reader who may not change anything sees just this, stale bytes and all. */
static inline bool model_is_seen(const struct model *m, unsigned int number)
{
	struct hv_pool_image image;
	struct hv_pool pool;
	int rc = hv_pool_open(&pool, pools, number, HV_POOL_READ_ONLY);

	if (rc == -ENOENT)
		return m->count == 0;
	if (rc == 0)
		rc = hv_pool_begin(&pool, false);
	if (rc == 0) {
		if (hv_pool_records(&pool) != m->count)
			rc = -E2BIG;
		for (size_t i = 0; rc == 0 && i < m->count; i++) {
			rc = hv_pool_read(&pool, i, &image);
			if (rc == 0 && memcmp(&image, &m->records[i], sizeof(image)) != 0)
				rc = -EBADMSG;
		}
		hv_pool_end(&pool);
	}
	hv_pool_close(&pool);
	return rc == 0;
}

/* Whether the file is just this, but for a rest that is no record. */
static inline bool model_is_written(const struct model *m, unsigned int number)
{
	static char bytes[(MODEL_ROOM + 1) * HV_POOL_RECORD_SIZE];
	const ssize_t n = pools_read(pools_name(number), bytes, sizeof(bytes));

	return (n < 0 ? 0 : (size_t)n / HV_POOL_RECORD_SIZE) == m->count &&
	       (n <= 0 || memcmp(bytes, m->records, m->count * HV_POOL_RECORD_SIZE) == 0);
}

enum { STATE_ROOM = 3 * (MODEL_ROOM + 2) * HV_POOL_RECORD_SIZE };

/* A pool's file and note, as they stand on the disk, and what they are to whoever reads. */
struct state {
	char bytes[2][STATE_ROOM];
	ssize_t sizes[2]; /* -1 = missing */
	struct model model;
};

static inline void state_save(struct state *s, unsigned int number, const struct model *m)
{
	s->sizes[0] = pools_read(pools_name(number), s->bytes[0], STATE_ROOM);
	s->sizes[1] = pools_read(pools_note(number), s->bytes[1], STATE_ROOM);
	s->model = *m;
}

static inline void state_restore(const struct state *s, unsigned int number)
{
	const char *names[] = { pools_name(number), pools_note(number) };

	for (int i = 0; i < 2; i++) {
		if (s->sizes[i] < 0)
			unlinkat(pools, names[i], 0);
		else
			pools_write(names[i], s->bytes[i], (size_t)s->sizes[i]);
	}
}
