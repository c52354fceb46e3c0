/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A change of a pool that one write cannot make, noted down before it is made: some records in a row are to
 * be replaced by others, as many or fewer of them. The file .hvkit-note-N beside .kvp_pool_N has the old
 * ones and the new ones. It is on the disk before the first byte of the pool changes, and goes when the
 * last one is on the disk, so that whoever finds one knows that its writer died, and what the pool was and
 * was to be.
 *
 * Somebody else may have changed the pool since. So what stands there is compared with both: it is a torn
 * change of ours only when every byte is new up to some place, and old from there on. (After a reboot, any
 * mixture: what of a page cache came to the disk before the power failed knows no order.) All old: not
 * begun, and all new: done; the note is void. Neither: it is somebody else's, and void as well. Shrinking
 * comes last: a torn change whose file was cut already is not one; and when somebody has put records behind
 * one that was not, it is undone, not finished, as what stands behind could not move up.
 *
 * File: a head, a number for each new record which of those that follow it is, the old records, those among
 * the new that are no old ones. In the machine's byte order, with a sum over all but the first three
 * fields.
 */
#pragma once
#include "pool_record.h"

enum hv_note_way {
	HV_NOTE_VOID, /* nothing is to be done, but that the note goes */
	HV_NOTE_REDO, /* the new records are those of the pool */
	HV_NOTE_UNDO, /* the old ones are */
};

enum hv_edit { HV_EDIT_KEEP, HV_EDIT_DROP, HV_EDIT_CHANGE };
/* What becomes of a record; CHANGE has changed @image. */
typedef enum hv_edit hv_edit_fn(void *ctx, struct hv_pool_image *image);

/* Look for a note of a dead process and judge it: pool->note. Under a lock, as all of these. */
int hv_note_find(struct hv_pool *pool);
void hv_note_close(struct hv_pool *pool);
/* Go the way of a note that was found, then remove it. On failure it stays. */
int hv_note_settle(struct hv_pool *pool);

/*
 * Note down what @edit makes of @count records from @first on. 0: carry it out next; 1: nothing changes;
 * -errno: there is no note.
 */
int hv_note_make(struct hv_pool *pool, uint64_t first, uint32_t count, hv_edit_fn *edit, void *ctx);
/* Make the change that was noted down just now. On failure it is taken back. */
int hv_note_carry_out(struct hv_pool *pool);

/* The note's own records: the @i-th old one, and new one; -EBADMSG when it does not have what it says. */
int hv_note_old(const struct hv_pool_note *note, uint32_t i, struct hv_pool_image *ret);
int hv_note_new(const struct hv_pool_note *note, uint32_t i, struct hv_pool_image *ret);

/* The records of the pool as its note has them: how many, and one of them if the note has that. */
uint64_t hv_note_count(const struct hv_pool *pool);
bool hv_note_has(const struct hv_pool *pool, uint64_t place);
int hv_note_read(const struct hv_pool *pool, uint64_t place, struct hv_pool_image *ret);
