/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The KVP pools: the files .kvp_pool_0 to .kvp_pool_4 of /var/lib/hyperv, each an array of records of a key
 * of 512 bytes and a value of 2048, padded with zeroes, without header or count. A rest shorter than a
 * record is no record yet. Source: the kernel's tools/hv/hv_kvp_daemon.c (struct kvp_record).
 *
 * Others write these files as well, at any time: upstream's daemon under fcntl(2)'s lock, cloud-init and
 * azure-init under flock(2)'s. Every operation here takes both, flock first, for as long as it lasts, and
 * works in place: a file is never replaced by another, nor rewritten as a whole. A process that dies at any
 * byte of a change leaves the state before or after it: changes that one write cannot make are first noted
 * down beside the pool, in a file that no pattern of a pool's name matches (pool_note.h). Readers see
 * through such a note; the next to change the pool settles it, or the next to open it if that is not pool
 * 1.
 *
 * Pool 1 belongs to the guest's programs: opening and reading it changes neither content nor times, the
 * order of its records is kept and a key may stand in it many times. A bad record (a field without its NUL
 * where one must be, not UTF-8, no key) is stepped over, not an error.
 *
 * All functions return 0 or more, or -errno, and say nothing. Any may return -ETIMEDOUT: somebody else has
 * held a lock for longer than .wait_ms; -EFBIG: the file has more than HV_POOL_MAX_RECORDS; -ENOENT: it is
 * gone; -ESTALE: somebody changes it without a lock; -ENOMEM. Those that change something return -EROFS
 * after HV_POOL_READ_ONLY. What they changed is on the disk when they return. When they fail, nothing has
 * changed; but a disk that fails (-EIO) may have taken the whole change or nothing of it.
 *
 * Records are read by value: nothing is held for them. Only the index is allocated, four bytes per record.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

enum {
	HV_POOL_COUNT = 5,
	HV_POOL_KEY_SIZE = 512,
	HV_POOL_VALUE_SIZE = 2048,
	HV_POOL_RECORD_SIZE = 2560,
	HV_POOL_GUEST = 1, /* the pool of the guest's programs */
	HV_POOL_MAX_RECORDS = 65536,
	HV_POOL_WAIT_MS = 5000, /* the host waits for 30 s */
};
#define HV_POOL_FOLDER "/var/lib/hyperv" /* below a root folder without its first '/' */

enum hv_pool_flag {
	HV_POOL_CREATE = 1, /* make the file where it is missing; the mode of what is there stays */
	HV_POOL_READ_ONLY =
		2, /* never change anything, not even to finish what a dead process began */
	HV_POOL_PRIVATE = 4, /* with CREATE: mode 0600 in place of 0644 */
};

struct hv_pool_record {
	uint64_t index;            /* among the file's records, bad ones counted */
	size_t key_len, value_len; /* without NUL */
	char key[HV_POOL_KEY_SIZE + 1];
	char value[HV_POOL_VALUE_SIZE + 1];
};

/* By what a file is known to be the same, and unchanged. */
struct hv_pool_stamp {
	uint64_t device, inode, size;
	int64_t mtime_ns, ctime_ns;
	uint64_t note; /* inode of the note through which it was read, 0 = none */
};

/* What is known of the records, for as long as the stamp stays. */
struct hv_pool_index {
	struct hv_pool_stamp stamp;
	int64_t scanned_ns; /* when; 0 = nothing is known */
	uint32_t *entries;  /* of each record: pool_index.h */
	size_t count, room; /* entries */
	size_t good;
	size_t last_good, last_place; /* where at() was */
};

/* A change that is noted down: pool_note.h. */
struct hv_pool_note {
	int fd;           /* -1 = none */
	unsigned int way; /* enum hv_note_way */
	uint64_t inode, first;
	uint32_t old_count, new_count, extra_count;
};

struct hv_pool {
	int fd;     /* of the file, -1 = closed */
	int dir_fd; /* of its folder */
	unsigned int number;
	unsigned int flags;
	uint64_t quota;       /* records it may have; 0 = no limit. -EDQUOT beyond. */
	unsigned int wait_ms; /* for locks; hv_pool_open() sets HV_POOL_WAIT_MS */
	/* For as long as an operation lasts: */
	struct hv_pool_stamp stamp;
	uint64_t count; /* whole records in the file */
	size_t rest;    /* bytes behind them */
	bool settled;   /* it found a dead process' change, and finished or undid it */
	struct hv_pool_note note;
	/* From one to the next: */
	struct hv_pool_index index;
};

/*
 * Open pool @number in the folder @dir_fd (duplicated, the caller's stays its own). -ENOENT without
 * HV_POOL_CREATE where it is missing; -EINVAL for no such number; -ELOOP for a link; -EINVAL for what is no
 * regular file. hv_pool_close() in both cases. A file that is replaced or removed later is opened anew.
 */
int hv_pool_open(struct hv_pool *pool, int dir_fd, unsigned int number, unsigned int flags);
void hv_pool_close(struct hv_pool *pool);

/* Good records in it. Reads only when the file has changed since the last call, as do the next two. */
ssize_t hv_pool_count(struct hv_pool *pool);
/* The @i-th good record; -ENODATA beyond the last. Reads one record, wherever it stands. */
int hv_pool_at(struct hv_pool *pool, uint64_t i, struct hv_pool_record *ret);
/* The first good record with @key; -ENOENT. */
int hv_pool_get(struct hv_pool *pool, const char *key, struct hv_pool_record *ret);
/*
 * Record @index of the file, good or bad, fields up to their NUL or their end; -ENODATA beyond the last.
 * What is wrong with it, one bit (1 << enum hv_pool_fault) each, or 0.
 */
int hv_pool_peek(struct hv_pool *pool, uint64_t index, struct hv_pool_record *ret);

/*
 * Keys and values are at most 511 and 2047 bytes (-EMSGSIZE) of UTF-8 (-EILSEQ); a key has at least one
 * (-EINVAL). 0, or 1 when there was nothing to change. -EDQUOT: the pool is full; -ENOSPC: the disk is, and
 * nothing changed.
 */
/* The first record of this key, even if its value is bad, or a new one. */
int hv_pool_set(struct hv_pool *pool, const char *key, const char *value);
/* A new record in any case. */
int hv_pool_append(struct hv_pool *pool, const char *key, const char *value);
/*
 * Records with @key: the first, or @all of them. How many went; -ENOENT for none. The order of others
 * stays.
 */
ssize_t hv_pool_delete(struct hv_pool *pool, const char *key, bool all);
int hv_pool_clear(struct hv_pool *pool);

/* What is wrong with a pool. */
enum hv_pool_fault {
	HV_POOL_PARTIAL,    /* bytes behind the last whole record */
	HV_POOL_NO_KEY,     /* the key is empty */
	HV_POOL_OPEN_KEY,   /* no NUL in the key's 512 bytes */
	HV_POOL_OPEN_VALUE, /* none in the value's 2048 */
	HV_POOL_BAD_KEY,    /* not UTF-8 */
	HV_POOL_BAD_VALUE,
	HV_POOL_STALE_BYTES, /* behind a NUL: what stood there before */
	HV_POOL_LONG_KEY,    /* over 254 UTF-16 units: the kernel cuts it on its way to the host */
	HV_POOL_LONG_VALUE,  /* over 1022 */
	HV_POOL_DUPLICATE,   /* key stands further up; only where that is a fault, not in pool 1 */
	HV_POOL_UNFINISHED,  /* a dead process' change is noted down but not made */
};
/* Told of each, with the record's number in the file. */
typedef void hv_pool_report(void *ctx, uint64_t index, enum hv_pool_fault fault);
/* Look through all of it. How many faults; -errno. */
ssize_t hv_pool_check(struct hv_pool *pool, hv_pool_report *report, void *ctx);
/*
 * Mend what can be mended without loss to those who can read: finish or undo the unfinished, cut off the
 * partial, zero stale bytes, take out records that nobody can read (no key, none that ends, key or value
 * not UTF-8); a value without NUL loses its last character. In pool 1 a value that is not UTF-8 stays: its
 * writers cut long texts anywhere, and their readers join them. How many changes; -errno.
 */
ssize_t hv_pool_repair(struct hv_pool *pool);

/* UTF-16 units of @text of @len bytes; -EILSEQ. */
ssize_t hv_pool_units(const char *text, size_t len);
enum {
	HV_POOL_KEY_UNITS = 254,
	HV_POOL_VALUE_UNITS = 1022
}; /* that reach the host: drivers/hv/hv_kvp.c */
