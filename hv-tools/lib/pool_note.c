// SPDX-License-Identifier: GPL-2.0-only
#include "pool_note.h"
#include "io.h"
#include "pool_judge.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static const char magic[8] = "hvnote1\n";

struct head {
	char magic[8];
	uint64_t sum;  /* of what follows .undo */
	uint64_t undo; /* the change failed, and taking it back has begun */
	uint64_t first;
	uint32_t old_count, new_count, extra_count, reserved;
};
static_assert(sizeof(struct head) == 48, "no holes");

enum { NOTE_NAME = 32, SUMMED = offsetof(struct head, first) };

static off_t record_offset(uint64_t place)
{
	return (off_t)(place * HV_POOL_RECORD_SIZE);
}

static off_t table_offset(uint32_t entry)
{
	return (off_t)(sizeof(struct head) + entry * sizeof(uint32_t));
}

/* Of the note's old records, and behind them of the extra ones. */
static off_t image_offset(const struct hv_pool_note *n, uint32_t image)
{
	return table_offset(n->old_count) + record_offset(image);
}

static const char *name_of(const struct hv_pool *pool, char name[NOTE_NAME])
{
	snprintf(name, NOTE_NAME, ".hvkit-note-%u", pool->number);
	return name;
}

void hv_note_close(struct hv_pool *pool)
{
	if (pool->note.fd >= 0)
		close(pool->note.fd);
	pool->note = (struct hv_pool_note){ .fd = -1 };
}

/* It tells a whole note from a torn one, no more. FNV-1a, 64 bits. */
static int sum_of(int fd, off_t size, uint64_t *ret)
{
	uint64_t sum = UINT64_C(0xcbf29ce484222325);
	uint8_t bytes[HV_POOL_RECORD_SIZE];
	int rc = 0;

	for (off_t at = SUMMED; rc == 0 && at < size; at += (off_t)sizeof(bytes)) {
		const size_t n =
			size - at < (off_t)sizeof(bytes) ? (size_t)(size - at) : sizeof(bytes);

		rc = hv_io_pread(fd, bytes, n, at);
		for (size_t i = 0; rc == 0 && i < n; i++)
			sum = (sum ^ bytes[i]) * UINT64_C(0x100000001b3);
	}
	*ret = sum;
	return rc;
}

int hv_note_old(const struct hv_pool_note *n, uint32_t i, struct hv_pool_image *ret)
{
	return hv_io_pread(n->fd, ret, sizeof(*ret), image_offset(n, i));
}

int hv_note_new(const struct hv_pool_note *n, uint32_t i, struct hv_pool_image *ret)
{
	uint32_t image;
	int rc = hv_io_pread(n->fd, &image, sizeof(image), table_offset(i));

	if (rc < 0)
		return rc;
	if (image >= n->old_count + n->extra_count)
		return -EBADMSG;
	return hv_io_pread(n->fd, ret, sizeof(*ret), image_offset(n, image));
}

static bool head_is_sound(const struct head *h)
{
	return memcmp(h->magic, magic, sizeof(magic)) == 0 && h->old_count > 0 &&
	       h->old_count <= HV_POOL_MAX_RECORDS && h->first <= HV_POOL_MAX_RECORDS &&
	       h->new_count <= h->old_count && h->extra_count <= h->new_count;
}

/* 1: the note is whole; 0: it is none, or was never finished; its change was not begun then. */
static int load(struct hv_pool_note *n, struct head *ret_head, int64_t *ret_time)
{
	struct stat st;
	uint64_t sum;
	int rc;

	if (fstat(n->fd, &st) < 0)
		return -errno;
	rc = hv_io_pread(n->fd, ret_head, sizeof(*ret_head), 0);
	if (rc == -ENODATA)
		return 0;
	if (rc < 0)
		return rc;
	if (!head_is_sound(ret_head))
		return 0;
	n->inode = st.st_ino;
	n->first = ret_head->first;
	n->old_count = ret_head->old_count;
	n->new_count = ret_head->new_count;
	n->extra_count = ret_head->extra_count;
	if (st.st_size != image_offset(n, n->old_count + n->extra_count))
		return 0;
	rc = sum_of(n->fd, st.st_size, &sum);
	*ret_time = st.st_mtim.tv_sec;
	return rc < 0 ? rc : sum == ret_head->sum;
}

/* Whether a time was before this boot: by the clock, which somebody may have set since. */
static bool is_before_boot(int64_t seconds)
{
	struct timespec now, up;

	clock_gettime(CLOCK_REALTIME, &now);
	clock_gettime(CLOCK_BOOTTIME, &up);
	return seconds < now.tv_sec - up.tv_sec;
}

static int judge(struct hv_pool *pool)
{
	struct head head = { .undo = 0 };
	int64_t written = 0;
	int rc = load(&pool->note, &head, &written);

	if (rc <= 0)
		return rc;
	if (head.undo)
		return hv_note_judge(pool, true, false);
	return hv_note_judge(pool, false, !is_before_boot(written));
}

int hv_note_find(struct hv_pool *pool)
{
	const int mode = pool->flags & HV_POOL_READ_ONLY ? O_RDONLY : O_RDWR;
	struct stat st;
	char name[NOTE_NAME];

	pool->note = (struct hv_pool_note){ .fd = -1 };
	pool->note.fd = openat(pool->dir_fd, name_of(pool, name),
	                       mode | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	if (pool->note.fd < 0)
		return errno == ENOENT || errno == ELOOP || errno == EISDIR ? 0 : -errno;
	if (fstat(pool->note.fd, &st) < 0 || !S_ISREG(st.st_mode)) {
		hv_note_close(pool);
		return 0;
	}
	return judge(pool);
}

static int write_row(struct hv_pool *pool, bool new)
{
	const struct hv_pool_note *n = &pool->note;
	const uint32_t count = new ? n->new_count : n->old_count;
	struct hv_pool_image image;
	int rc = 0;

	for (uint32_t i = 0; rc == 0 && i < count; i++) {
		rc = new ? hv_note_new(n, i, &image) : hv_note_old(n, i, &image);
		if (rc == 0)
			rc = hv_io_pwrite(pool->fd, &image, sizeof(image),
			                  record_offset(n->first + i));
	}
	return rc < 0 ? rc : hv_io_sync(pool->fd);
}

/* If taking it back fails as well, the note stays and says that it must be. */
static int undo(struct hv_pool *pool)
{
	const uint64_t yes = 1;
	int rc = hv_io_pwrite(pool->note.fd, &yes, 1, offsetof(struct head, undo));

	if (rc == 0)
		hv_io_sync(pool->note.fd);
	return write_row(pool, false);
}

/* Up to the cut; behind it there is nothing to take back. */
static int redo(struct hv_pool *pool)
{
	const struct hv_pool_note *n = &pool->note;
	int rc = write_row(pool, true);

	if (rc == 0 && n->new_count < n->old_count)
		rc = hv_io_truncate(pool->fd, record_offset(n->first + n->new_count));
	return rc;
}

static int sync_cut(const struct hv_pool *pool)
{
	return pool->note.new_count < pool->note.old_count ? hv_io_sync(pool->fd) : 0;
}

static void drop(struct hv_pool *pool)
{
	char name[NOTE_NAME];

	unlinkat(pool->dir_fd, name_of(pool, name), 0);
	hv_note_close(pool);
}

/* Readers have seen the pool as the note has it: on failure it stays. */
int hv_note_settle(struct hv_pool *pool)
{
	int rc = 0;

	if (pool->note.fd < 0)
		return 0;
	if (pool->note.way == HV_NOTE_UNDO)
		rc = undo(pool);
	else if (pool->note.way == HV_NOTE_REDO)
		rc = redo(pool);
	if (rc == 0 && pool->note.way == HV_NOTE_REDO)
		rc = sync_cut(pool);
	if (rc < 0)
		hv_note_close(pool);
	else
		drop(pool);
	return rc;
}

int hv_note_carry_out(struct hv_pool *pool)
{
	int rc = redo(pool);

	if (rc < 0 && undo(pool) < 0) {
		hv_note_close(pool);
		return rc;
	}
	if (rc == 0)
		rc = sync_cut(pool);
	drop(pool);
	return rc;
}

static int create(struct hv_pool *pool)
{
	struct stat st;
	char name[NOTE_NAME];
	int fd;

	if (fstat(pool->fd, &st) < 0)
		return -errno;
	fd = openat(pool->dir_fd, name_of(pool, name),
	            O_RDWR | O_CREAT | O_TRUNC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC,
	            0600);
	if (fd < 0)
		return -errno;
	pool->note = (struct hv_pool_note){ .fd = fd, .way = HV_NOTE_REDO };
	/* Who may read the pool may read the note: a reader has to. */
	if (fchown(fd, (uid_t)-1, st.st_gid) < 0)
		st.st_mode &= 0604;
	return fchmod(fd, st.st_mode & 0666) < 0 ? -errno : 0;
}

/* One record: the old one, and what becomes of it. */
static int note_record(struct hv_pool *pool, uint32_t i, hv_edit_fn *edit, void *ctx)
{
	struct hv_pool_note *n = &pool->note;
	struct hv_pool_image image;
	uint32_t is = i;
	enum hv_edit what;
	int rc = hv_io_pread(pool->fd, &image, sizeof(image), record_offset(n->first + i));

	if (rc == 0)
		rc = hv_io_pwrite(n->fd, &image, sizeof(image), image_offset(n, i));
	if (rc < 0)
		return rc;
	what = edit(ctx, &image);
	if (what == HV_EDIT_DROP)
		return 0;
	if (what == HV_EDIT_CHANGE) {
		is = n->old_count + n->extra_count++;
		rc = hv_io_pwrite(n->fd, &image, sizeof(image), image_offset(n, is));
	}
	if (rc == 0)
		rc = hv_io_pwrite(n->fd, &is, sizeof(is), table_offset(n->new_count++));
	return rc;
}

/* The head makes it one; it comes last. */
static int finish(struct hv_pool *pool)
{
	const struct hv_pool_note *n = &pool->note;
	struct head head = {
		.first = n->first,
		.old_count = n->old_count,
		.new_count = n->new_count,
		.extra_count = n->extra_count,
	};
	int rc = hv_io_pwrite(n->fd, &head, sizeof(head), 0);

	if (rc == 0)
		rc = sum_of(n->fd, image_offset(n, n->old_count + n->extra_count), &head.sum);
	memcpy(head.magic, magic, sizeof(magic));
	if (rc == 0)
		rc = hv_io_pwrite(n->fd, &head, SUMMED, 0);
	if (rc == 0)
		rc = hv_io_sync(n->fd);
	if (rc == 0 && fsync(pool->dir_fd) < 0)
		rc = -errno;
	return rc;
}

int hv_note_make(struct hv_pool *pool, uint64_t first, uint32_t count, hv_edit_fn *edit, void *ctx)
{
	struct hv_pool_note *n = &pool->note;
	int rc = create(pool);

	n->first = first;
	n->old_count = count;
	for (uint32_t i = 0; rc == 0 && i < count; i++)
		rc = note_record(pool, i, edit, ctx);
	if (rc == 0 && n->extra_count == 0 && n->new_count == count)
		rc = 1;
	if (rc == 0)
		rc = finish(pool);
	if (rc != 0 && n->fd >= 0)
		drop(pool);
	return rc;
}

uint64_t hv_note_count(const struct hv_pool *pool)
{
	const struct hv_pool_note *n = &pool->note;

	return n->way == HV_NOTE_REDO ? pool->count - (n->old_count - n->new_count) : pool->count;
}

bool hv_note_has(const struct hv_pool *pool, uint64_t place)
{
	const struct hv_pool_note *n = &pool->note;
	const uint32_t count = n->way == HV_NOTE_REDO ? n->new_count : n->old_count;

	return n->way != HV_NOTE_VOID && place >= n->first && place - n->first < count;
}

int hv_note_read(const struct hv_pool *pool, uint64_t place, struct hv_pool_image *ret)
{
	const struct hv_pool_note *n = &pool->note;
	const uint32_t i = (uint32_t)(place - n->first);

	return n->way == HV_NOTE_REDO ? hv_note_new(n, i, ret) : hv_note_old(n, i, ret);
}
