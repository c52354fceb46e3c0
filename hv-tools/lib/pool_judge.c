// SPDX-License-Identifier: GPL-2.0-only
#include "pool_judge.h"
#include "io.h"
#include "pool_note.h"
#include <errno.h>
#include <string.h>

enum seen { SEEN_OLD = 1, SEEN_NEW = 2, SEEN_OTHER = 4 };

static off_t record_offset(uint64_t place)
{
	return (off_t)(place * HV_POOL_RECORD_SIZE);
}

/* In @ordered bytes no new one follows an old one; *@past: there was one already. */
static unsigned int compare(const void *is, const void *old, const void *new, bool ordered,
                            bool *past)
{
	const uint8_t *i = is, *o = old, *n = new;
	unsigned int seen = 0;

	for (size_t b = 0; b < HV_POOL_RECORD_SIZE; b++) {
		if (i[b] == n[b] && i[b] == o[b])
			continue;
		if (i[b] == n[b] && !(ordered && *past)) {
			seen |= SEEN_NEW;
		} else if (i[b] == o[b]) {
			seen |= SEEN_OLD;
			*past = true;
		} else {
			return SEEN_OTHER;
		}
	}
	return seen;
}

/* Of what stands where the new records are to be; or -errno. */
static int look_at_new(const struct hv_pool *pool, bool ordered)
{
	const struct hv_pool_note *n = &pool->note;
	struct hv_pool_image is, old, new;
	bool past = false;
	int seen = 0;

	for (uint32_t i = 0; i < n->new_count && !(seen & SEEN_OTHER); i++) {
		int rc = hv_io_pread(pool->fd, &is, sizeof(is), record_offset(n->first + i));

		if (rc == 0)
			rc = hv_note_old(n, i, &old);
		if (rc == 0)
			rc = hv_note_new(n, i, &new);
		if (rc < 0)
			return rc;
		seen |= (int)compare(&is, &old, &new, ordered, &past);
	}
	return seen;
}

/* Whether all that is to be cut off still stands behind them: 1 or 0; or -errno. */
static int look_behind(const struct hv_pool *pool)
{
	const struct hv_pool_note *n = &pool->note;
	struct hv_pool_image is, old;

	if (pool->count < n->first + n->old_count)
		return n->old_count == n->new_count;
	for (uint32_t i = n->new_count; i < n->old_count; i++) {
		int rc = hv_io_pread(pool->fd, &is, sizeof(is), record_offset(n->first + i));

		if (rc == 0)
			rc = hv_note_old(n, i, &old);
		if (rc < 0)
			return rc;
		if (memcmp(&is, &old, sizeof(is)) != 0)
			return 0;
	}
	return 1;
}

static enum hv_note_way way_of(const struct hv_pool *pool, unsigned int seen, bool uncut, bool undo)
{
	const struct hv_pool_note *n = &pool->note;
	const bool shrinks = n->new_count < n->old_count;

	if ((seen & SEEN_OTHER) || !uncut || !(seen & SEEN_NEW))
		return HV_NOTE_VOID;
	if (undo)
		return HV_NOTE_UNDO;
	if (!shrinks)
		return seen & SEEN_OLD ? HV_NOTE_REDO : HV_NOTE_VOID;
	return pool->count == n->first + n->old_count ? HV_NOTE_REDO : HV_NOTE_UNDO;
}

int hv_note_judge(struct hv_pool *pool, bool undo, bool ordered)
{
	struct hv_pool_note *n = &pool->note;
	int seen, uncut;

	n->way = HV_NOTE_VOID;
	if (pool->count < n->first + n->new_count)
		return 0;
	seen = look_at_new(pool, ordered);
	uncut = seen < 0 ? seen : look_behind(pool);
	if (uncut == -EBADMSG)
		return 0;
	if (uncut < 0)
		return uncut;
	n->way = way_of(pool, (unsigned int)seen, uncut, undo);
	return 0;
}
