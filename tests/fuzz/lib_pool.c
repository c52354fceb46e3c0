// SPDX-License-Identifier: GPL-2.0-only
/*
 * A pool's file, and a note beside it, of any content. The first byte is the pool's number, whether there
 * is a note (0x80) and whether that is of the pool's own records and was begun (0x40); the next two are
 * where the file ends and the note begins, and the last of them how much was done. A note's sum and numbers
 * are mended, so that what it says is looked at.
 */
#include "../unit/pool_folder.h"
#include <stddef.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { HEAD = 3 };

static void check(bool good)
{
	if (!good)
		__builtin_trap();
}

struct note {
	char magic[8];
	uint64_t sum, undo, first;
	uint32_t old_count, new_count, extra_count, reserved;
	uint8_t bytes[16 * HV_POOL_RECORD_SIZE];
} __attribute__((packed));

static struct note note;

static uint8_t *note_image(uint32_t i)
{
	return note.bytes + note.old_count * sizeof(uint32_t) + i * HV_POOL_RECORD_SIZE;
}

static const uint8_t *note_new(uint32_t i)
{
	uint32_t image;

	memcpy(&image, note.bytes + i * sizeof(image), sizeof(image));
	return note_image(image % (note.old_count + note.extra_count));
}

/* The old records are those of the pool, and the new ones came to be up to some byte. */
static void begin_change(unsigned int number, uint8_t *pool, size_t size, unsigned int how_much)
{
	const size_t at = note.first * HV_POOL_RECORD_SIZE;
	size_t all = note.new_count * HV_POOL_RECORD_SIZE;

	for (uint32_t i = 0; i < note.old_count; i++)
		if (at + (i + 1) * HV_POOL_RECORD_SIZE <= size)
			memcpy(note_image(i), pool + at + i * HV_POOL_RECORD_SIZE,
			       HV_POOL_RECORD_SIZE);
	all = all * how_much / 255;
	for (size_t i = 0; i < all && at + i < size; i++)
		pool[at + i] =
			note_new((uint32_t)(i / HV_POOL_RECORD_SIZE))[i % HV_POOL_RECORD_SIZE];
	pools_write(pools_name(number), pool, size);
}

/* Its numbers are small, and it is as long as they say; its bytes come round again and again. */
static bool read_note(const uint8_t *data, size_t size)
{
	if (size < sizeof(note) - sizeof(note.bytes))
		return false;
	for (size_t i = 0; i < sizeof(note); i++)
		((uint8_t *)&note)[i] = data[i % size];
	note.first %= 8;
	note.old_count = 1 + note.old_count % 5;
	note.new_count %= note.old_count + 1;
	note.extra_count %= note.new_count + 1;
	for (uint32_t i = 0; i < note.new_count; i++)
		note.bytes[i * 4 + 1] = note.bytes[i * 4 + 2] = note.bytes[i * 4 + 3] = 0;
	return true;
}

static void write_note(unsigned int number)
{
	const size_t size =
		(size_t)(note_image(note.old_count + note.extra_count) - (uint8_t *)&note);
	const uint8_t *bytes = (const uint8_t *)&note;

	memcpy(note.magic, "hvnote1\n", sizeof(note.magic));
	note.sum = UINT64_C(0xcbf29ce484222325);
	for (size_t i = offsetof(struct note, first); i < size; i++)
		note.sum = (note.sum ^ bytes[i]) * UINT64_C(0x100000001b3);
	pools_write(pools_note(number), &note, size);
}

/* All there is to see, and that it agrees with itself. */
static ssize_t look(struct hv_pool *pool)
{
	const ssize_t count = hv_pool_count(pool);
	struct hv_pool_record r, again;
	uint64_t last = 0;

	check(count >= 0);
	for (ssize_t i = 0; i < count; i++) {
		check(hv_pool_at(pool, (uint64_t)i, &r) == 0);
		check(i == 0 || r.index > last);
		check(r.key_len > 0 && strlen(r.key) == r.key_len &&
		      strlen(r.value) == r.value_len);
		check(hv_pool_units(r.key, r.key_len) > 0 &&
		      hv_pool_units(r.value, r.value_len) >= 0);
		check(hv_pool_get(pool, r.key, &again) == 0 && again.index <= r.index);
		last = r.index;
	}
	check(hv_pool_at(pool, (uint64_t)count, &r) == -ENODATA);
	return count;
}

static void only_what_stays(void *ctx, uint64_t index, enum hv_pool_fault fault)
{
	const unsigned int *number = ctx;

	check(fault == HV_POOL_LONG_KEY || fault == HV_POOL_LONG_VALUE ||
	      fault == HV_POOL_DUPLICATE ||
	      (fault == HV_POOL_BAD_VALUE && *number == HV_POOL_GUEST));
}

static void change(struct hv_pool *pool)
{
	struct hv_pool_record r;
	const ssize_t count = hv_pool_count(pool);

	check(hv_pool_set(pool, "a", "by the fuzzer") >= 0);
	check(hv_pool_get(pool, "a", &r) == 0 && strcmp(r.value, "by the fuzzer") == 0);
	check(hv_pool_delete(pool, "a", true) > 0);
	check(hv_pool_get(pool, "a", &r) == -ENOENT);
	check(hv_pool_count(pool) <= count);
	check(hv_pool_clear(pool) >= 0 && hv_pool_count(pool) == 0);
}

static void look_and_mend(unsigned int number)
{
	struct hv_pool reader, writer;
	ssize_t before, faults;

	check(hv_pool_open(&reader, pools, number, HV_POOL_READ_ONLY) == 0);
	before = look(&reader);
	faults = hv_pool_check(&reader, NULL, NULL);
	check(faults >= 0);
	check(hv_pool_open(&writer, pools, number, 0) == 0);
	check(look(&writer) == before); /* what was unfinished looks the same finished */
	check(look(&reader) == before);
	check(hv_pool_repair(&writer) <= faults);
	check(look(&writer) >= before);
	hv_pool_check(&writer, only_what_stays, &number);
	check(hv_pool_repair(&writer) == 0);
	change(&writer);
	hv_pool_close(&writer);
	hv_pool_close(&reader);
	check(pools_files(false) == 1);
}

static void make_files(unsigned int number, const uint8_t *data, size_t size, size_t end)
{
	static uint8_t pool[UINT16_MAX];

	memcpy(pool, data + HEAD, end - HEAD);
	pools_write(pools_name(number), pool, end - HEAD);
	if (!(data[0] & 0x80))
		return;
	if (!read_note(data + end, size - end)) {
		pools_write(pools_note(number), data + end, size - end);
		return;
	}
	if (data[0] & 0x40)
		begin_change(number, pool, end - HEAD, data[2]);
	write_note(number);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	unsigned int number;
	size_t end;

	if (size < HEAD || size > UINT16_MAX)
		return 0;
	if (pools < 0)
		pools_make();
	number = (data[0] & 0x3f) % HV_POOL_COUNT;
	end = HEAD + (size_t)(data[1] << 8 | data[2]);
	if (end > size || !(data[0] & 0x80))
		end = size;
	make_files(number, data, size, end);
	look_and_mend(number);
	pools_files(true);
	return 0;
}
