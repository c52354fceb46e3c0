// SPDX-License-Identifier: GPL-2.0-only
#include "pool_file.h"
#include "pool_index.h"
#include "pool_note.h"
#include <errno.h>

struct check {
	struct hv_pool *pool;
	hv_pool_report *report;
	void *ctx;
	ssize_t count;
};

static void tell(struct check *c, uint64_t index, enum hv_pool_fault fault)
{
	c->count++;
	if (c->report)
		c->report(c->ctx, index, fault);
}

static int check_record(struct check *c, uint64_t i)
{
	struct hv_pool_image image;
	ssize_t twin = -ENOENT;
	unsigned int faults;
	int rc = hv_pool_read(c->pool, i, &image);

	if (rc < 0)
		return rc;
	faults = hv_image_faults(&image);
	if (c->pool->number != HV_POOL_GUEST && !(faults & HV_POOL_KEYLESS))
		twin = hv_index_twin(c->pool, i, &image);
	if (twin >= 0)
		faults |= HV_POOL_FAULT(DUPLICATE);
	for (unsigned int f = 0; faults >> f; f++)
		if (faults >> f & 1)
			tell(c, i, f);
	return twin < 0 && twin != -ENOENT ? (int)twin : 0;
}

static int check(struct check *c)
{
	const uint64_t records = hv_pool_records(c->pool);
	int rc = hv_index_refresh(c->pool, true);

	if (rc == 0 && c->pool->note.fd >= 0 && c->pool->note.way != HV_NOTE_VOID)
		tell(c, c->pool->note.first, HV_POOL_UNFINISHED);
	for (uint64_t i = 0; rc == 0 && i < records; i++)
		rc = check_record(c, i);
	if (rc == 0 && c->pool->rest > 0)
		tell(c, c->pool->count, HV_POOL_PARTIAL);
	return rc;
}

ssize_t hv_pool_check(struct hv_pool *pool, hv_pool_report *report, void *ctx)
{
	struct check c = { pool, report, ctx, 0 };
	int rc = hv_pool_begin(pool, false);

	if (rc < 0)
		return rc;
	rc = check(&c);
	hv_pool_end(pool);
	return rc < 0 ? rc : c.count;
}

struct repair {
	bool guest;
	ssize_t count;
};

static enum hv_edit mend(void *ctx, struct hv_pool_image *image)
{
	struct repair *r = ctx;
	const bool mended = hv_image_has_key(image, image->key) && hv_image_mend(image);
	const unsigned int faults = hv_image_faults(image) & HV_POOL_BAD;

	if (faults & ~(r->guest ? HV_POOL_FAULT(BAD_VALUE) : 0)) {
		r->count++;
		return HV_EDIT_DROP;
	}
	r->count += mended;
	return mended ? HV_EDIT_CHANGE : HV_EDIT_KEEP;
}

/* Where the first record stands that is to be mended; all of them are good up to the count. */
static int first_fault(struct hv_pool *pool, struct repair *r, uint64_t *ret)
{
	struct hv_pool_image image;

	for (*ret = 0; *ret < pool->count; (*ret)++) {
		int rc = hv_pool_read(pool, *ret, &image);

		if (rc < 0)
			return rc;
		if (mend(r, &image) != HV_EDIT_KEEP)
			break;
	}
	r->count = 0;
	return 0;
}

static int repair(struct hv_pool *pool, struct repair *r)
{
	uint64_t first;
	int rc = pool->count > HV_POOL_MAX_RECORDS ? -EFBIG : first_fault(pool, r, &first);

	hv_index_forget(pool);
	if (rc == 0 && pool->rest > 0) {
		rc = hv_pool_cut(pool, pool->count);
		r->count++;
	}
	if (rc == 0 && first < pool->count) {
		rc = hv_note_make(pool, first, (uint32_t)(pool->count - first), mend, r);
		if (rc == 0)
			rc = hv_note_carry_out(pool);
	}
	return rc;
}

ssize_t hv_pool_repair(struct hv_pool *pool)
{
	struct repair r = { .guest = pool->number == HV_POOL_GUEST };
	int rc = hv_pool_begin(pool, true);

	if (rc < 0)
		return rc;
	rc = repair(pool, &r);
	r.count += pool->settled;
	hv_pool_end(pool);
	return rc < 0 ? rc : r.count;
}
