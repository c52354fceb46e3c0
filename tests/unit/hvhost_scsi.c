// SPDX-License-Identifier: GPL-2.0-only
/* SCSI commands on a disk: what comes back for which bytes. */
#include "hvhost_storage_fixture.h"
#include "scsi.h"
#include <endian.h>
#include <errno.h>

static struct disk d;
static uint8_t data[SCSI_MAX_TRANSFER];
static struct scsi_task t;
static char why[256];

static void start(enum disk_mode mode)
{
	image_make(IMAGE_SECTORS * DISK_SECTOR);
	is_int(disk_open(&d, image, mode, why, sizeof(why)), 0);
}

static void stop(void)
{
	disk_close(&d);
	image_remove();
}

/* One command with @out bytes from the guest in data, and room for @in bytes there. */
static enum scsi_sense command(const void *cdb, uint8_t size, uint32_t out, uint32_t in)
{
	t = (struct scsi_task){ .disk = &d,
		                .luns = 1u << 3 | 1,
		                .lun = 3,
		                .cdb_size = size,
		                .data = data,
		                .out_size = out,
		                .in_size = in };
	memcpy(t.cdb, cdb, size);
	return scsi_execute(&t);
}

#define COMMAND(out, in, ...) \
	command((const uint8_t[]){ __VA_ARGS__ }, sizeof((uint8_t[]){ __VA_ARGS__ }), out, in)

static void names_itself(void)
{
	start(DISK_DIRECT);
	memset(data, 0xee, sizeof(data));
	is_int(COMMAND(0, 255, 0x12, 0, 0, 0, 255, 0), SCSI_SENSE_NONE);
	is_int(t.done, 36);
	is_int(data[0], 0);
	is_int(data[2], 5);
	is_int(data[4], 31);
	is_true(memcmp(data + 8, "Msft    Virtual Disk    1.0 ", 28) == 0);
	is_int(data[36], 0xee);
	is_int(COMMAND(0, 255, 0x12, 0, 0, 0, 5, 0), SCSI_SENSE_NONE);
	is_int(t.done, 5);
	is_int(COMMAND(0, 4, 0x12, 0, 0, 0, 36, 0), SCSI_SENSE_NONE);
	is_int(t.done, 4);
	is_int(COMMAND(0, 0, 0x12, 0, 0, 0, 36, 0), SCSI_SENSE_NONE);
	is_int(t.done, 0);
	is_int(COMMAND(0, 255, 0x12, 0, 0x80, 0, 36, 0), SCSI_SENSE_FIELD);
	stop();
}

static void describes_itself_on_pages(void)
{
	static const uint8_t listed[] = { 0, 0, 0, 6, 0, 0x80, 0x83, 0xb0, 0xb1, 0xb2 };

	start(DISK_DIRECT);
	is_int(COMMAND(0, 255, 0x12, 1, 0, 0, 255, 0), SCSI_SENSE_NONE);
	is_int(t.done, sizeof(listed));
	is_true(memcmp(data, listed, sizeof(listed)) == 0);
	for (size_t i = 5; i < sizeof(listed); i++) {
		const uint8_t cdb[] = { 0x12, 1, listed[i], 0, 255, 0 };

		is_int(command(cdb, sizeof(cdb), 0, 255), SCSI_SENSE_NONE);
		is_int(data[1], listed[i]);
		is_int(scsi_be16(data + 2) + 4, t.done);
	}
	is_int(COMMAND(0, 255, 0x12, 1, 0x83, 0, 255, 0), SCSI_SENSE_NONE);
	is_int(t.done, 24);
	is_int(scsi_be32(data + 4), 0x01030010);
	is_int(scsi_be32(data + 8), 0x60022480);
	is_int(data[12], 3);
	is_int(scsi_be64(data + 16), d.id);
	is_int(COMMAND(0, 255, 0x12, 1, 0xb0, 0, 255, 0), SCSI_SENSE_NONE);
	is_int(scsi_be32(data + 8), 512);
	is_int(scsi_be32(data + 20), 1 << 22);
	is_int(scsi_be32(data + 24), 256);
	is_int(COMMAND(0, 255, 0x12, 1, 0xb1, 0, 255, 0), SCSI_SENSE_NONE);
	is_int(scsi_be16(data + 4), 1);
	is_int(COMMAND(0, 255, 0x12, 1, 0xb2, 0, 255, 0), SCSI_SENSE_NONE);
	is_int(data[5], 0x84);
	is_int(COMMAND(0, 255, 0x12, 1, 0xb9, 0, 255, 0), SCSI_SENSE_FIELD);
	is_int(t.done, 0);
	stop();
}

static void nobody_is_there(void)
{
	const uint8_t inquiry[16] = { 0x12, 1, 0x80, 0, 36 }, luns[16] = { 0xa0, [9] = 255 };
	const uint8_t ready[16] = { 0 };

	t = (struct scsi_task){ .cdb_size = 16, .data = data, .in_size = 255 };
	memcpy(t.cdb, inquiry, 16);
	is_int(scsi_execute(&t), SCSI_SENSE_NONE);
	is_int(t.done, 36);
	is_int(data[0], 0x7f);
	memcpy(t.cdb, luns, 16);
	is_int(scsi_execute(&t), SCSI_SENSE_NONE);
	is_int(t.done, 8);
	is_true(is_filled(data, 0, 8));
	memcpy(t.cdb, ready, 16);
	is_int(scsi_execute(&t), SCSI_SENSE_NO_UNIT);
	t.cdb[0] = 0xff;
	is_int(scsi_execute(&t), SCSI_SENSE_NO_UNIT);
}

static void lists_its_neighbours(void)
{
	start(DISK_DIRECT);
	is_int(COMMAND(0, 4096, 0xa0, 0, 0, 0, 0, 0, 0, 0, 16, 0, 0, 0), SCSI_SENSE_NONE);
	is_int(t.done, 24);
	is_int(scsi_be32(data), 16);
	is_int(data[8 + 1], 0);
	is_int(data[16 + 1], 3);
	is_int(COMMAND(0, 4096, 0xa0, 0, 1, 0, 0, 0, 0, 0, 16, 0, 0, 0), SCSI_SENSE_NONE);
	is_int(scsi_be32(data), 0);
	is_int(COMMAND(0, 4096, 0xa0, 0, 3, 0, 0, 0, 0, 0, 16, 0, 0, 0), SCSI_SENSE_FIELD);
	t.luns = UINT64_MAX;
	t.cdb[2] = 0;
	is_int(scsi_execute(&t), SCSI_SENSE_NONE);
	is_int(t.done, 8 + 64 * 8);
	is_int(scsi_be32(data), 64 * 8);
	is_int(data[64 * 8 + 1], 63);
	stop();
}

static void says_how_large_it_is(void)
{
	start(DISK_DIRECT);
	is_int(COMMAND(0, 8, 0x25, 0, 0, 0, 0, 0, 0, 0, 0, 0), SCSI_SENSE_NONE);
	is_int(scsi_be32(data), IMAGE_SECTORS - 1);
	is_int(scsi_be32(data + 4), 512);
	is_int(COMMAND(0, 32, 0x9e, 0x10, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 32, 0, 0),
	       SCSI_SENSE_NONE);
	is_int(t.done, 32);
	is_int(scsi_be64(data), IMAGE_SECTORS - 1);
	is_int(scsi_be32(data + 8), 512);
	is_int(data[14], 0xc0);
	is_int(COMMAND(0, 32, 0x9e, 0x12, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 32, 0, 0),
	       SCSI_SENSE_FIELD);
	d.sectors = 1ull << 32;
	is_int(COMMAND(0, 8, 0x25, 0, 0, 0, 0, 0, 0, 0, 0, 0), SCSI_SENSE_NONE);
	is_int(scsi_be32(data), UINT32_MAX);
	d.sectors = (1ull << 32) + 1;
	is_int(COMMAND(0, 8, 0x25, 0, 0, 0, 0, 0, 0, 0, 0, 0), SCSI_SENSE_NONE);
	is_int(scsi_be32(data), UINT32_MAX);
	stop();
}

static void tells_of_its_cache_and_protection(void)
{
	for (int read_only = 0; read_only < 2; read_only++) {
		start(read_only ? DISK_READ_ONLY : DISK_DIRECT);
		is_int(COMMAND(0, 255, 0x1a, 0, 8, 0, 255, 0), SCSI_SENSE_NONE);
		is_int(t.done, 24);
		is_int(data[0], 23);
		is_int(data[2], read_only ? 0x90 : 0x10);
		is_int(data[3], 0);
		is_int(scsi_be16(data + 4), 0x0812);
		is_int(data[6], read_only ? 0 : 4);
		is_int(COMMAND(0, 255, 0x5a, 0, 0x3f, 0, 0, 0, 0, 0, 255, 0), SCSI_SENSE_NONE);
		is_int(t.done, 28);
		is_int(scsi_be16(data), 26);
		is_int(data[3], read_only ? 0x90 : 0x10);
		is_int(scsi_be16(data + 8), 0x0812);
		is_int(COMMAND(0, 255, 0x1a, 0, 0x48, 0, 255, 0), SCSI_SENSE_NONE);
		is_int(data[6], 0);
		is_int(COMMAND(0, 255, 0x1a, 0, 0xc8, 0, 255, 0), SCSI_SENSE_NO_SAVING);
		is_int(COMMAND(0, 255, 0x1a, 0, 0x1c, 0, 255, 0), SCSI_SENSE_FIELD);
		is_int(COMMAND(0, 255, 0x1a, 0, 8, 5, 255, 0), SCSI_SENSE_FIELD);
		is_int(t.done, 0);
		stop();
	}
}

static void reads_and_writes_in_three_sizes(void)
{
	start(DISK_DIRECT);
	is_int(COMMAND(0, 512, 0x08, 0, 0, 9, 1, 0), SCSI_SENSE_NONE);
	is_true(image_is(data, 9 * 512, 512));
	is_int(COMMAND(0, 256 * 512, 0x08, 0xe0, 1, 0, 0, 0), SCSI_SENSE_NONE);
	is_int(t.done, 256 * 512);
	is_true(image_is(data, 256 * 512, 256 * 512));
	is_int(COMMAND(0, 1024, 0x28, 0, 0, 0, 1, 2, 0, 0, 2, 0), SCSI_SENSE_NONE);
	is_true(image_is(data, 0x102 * 512, 1024));
	is_int(COMMAND(0, 1024, 0x88, 0, 0, 0, 0, 0, 0, 0, 2, 3, 0, 0, 0, 2, 0, 0),
	       SCSI_SENSE_NONE);
	is_true(image_is(data, 0x203 * 512, 1024));
	memset(data, 0x11, 512);
	is_int(COMMAND(512, 0, 0x0a, 0, 0, 20, 1, 0), SCSI_SENSE_NONE);
	memset(data, 0x22, 512);
	is_int(COMMAND(512, 0, 0x2a, 8, 0, 0, 0, 21, 0, 0, 1, 0), SCSI_SENSE_NONE);
	memset(data, 0x33, 512);
	is_int(COMMAND(512, 0, 0x8a, 0, 0, 0, 0, 0, 0, 0, 0, 22, 0, 0, 0, 1, 0, 0),
	       SCSI_SENSE_NONE);
	is_int(t.done, 512);
	is_int(COMMAND(0, 2048, 0x28, 8, 0, 0, 0, 20, 0, 0, 4, 0), SCSI_SENSE_NONE);
	is_true(is_filled(data, 0x11, 512) && is_filled(data + 512, 0x22, 512));
	is_true(is_filled(data + 1024, 0x33, 512) && image_is(data + 1536, 23 * 512, 512));
	is_int(COMMAND(0, 0, 0x28, 0, 0, 0, 0, 0, 0, 0, 0, 0), SCSI_SENSE_NONE);
	is_int(t.done, 0);
	is_int(COMMAND(0, 4096, 0x28, 0, 0, 0, 0, 0, 0, 0, 1, 0), SCSI_SENSE_NONE);
	is_int(t.done, 512);
	stop();
}

static void refuses_what_does_not_fit(void)
{
	start(DISK_DIRECT);
	is_int(COMMAND(0, 512, 0x28, 0, 0, 0, 0, 0, 0, 0, 2, 0), SCSI_SENSE_FIELD);
	is_int(COMMAND(512, 0, 0x28, 0, 0, 0, 0, 0, 0, 0, 1, 0), SCSI_SENSE_FIELD);
	is_int(COMMAND(0, 512, 0x2a, 0, 0, 0, 0, 0, 0, 0, 1, 0), SCSI_SENSE_FIELD);
	is_int(COMMAND(0, SCSI_MAX_TRANSFER, 0x88, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 0xff,
	               0xff, 0, 0),
	       SCSI_SENSE_FIELD);
	is_int(COMMAND(0, 512, 0x28, 0x20, 0, 0, 0, 0, 0, 0, 1, 0), SCSI_SENSE_FIELD);
	is_int(COMMAND(0, 512, 0x28, 0, 0, 0, 0x10, 0, 0, 0, 1, 0), SCSI_SENSE_RANGE);
	is_int(COMMAND(0, 1024, 0x28, 0, 0, 0, 0xf, 0xff, 0, 0, 2, 0), SCSI_SENSE_RANGE);
	is_int(COMMAND(0, 512, 0x88, 0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0, 0, 0, 1,
	               0, 0),
	       SCSI_SENSE_RANGE);
	is_int(COMMAND(512, 0, 0x8a, 0, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0),
	       SCSI_SENSE_RANGE);
	is_int(COMMAND(0, 512, 0x28, 0, 0, 0, 0, 0, 0), SCSI_SENSE_FIELD);
	is_int(COMMAND(0, 512, 0xff, 0, 0, 0, 0, 0), SCSI_SENSE_OPCODE);
	is_int(COMMAND(512, 0, 0x41, 0, 0, 0, 0, 0, 0, 0, 1, 0), SCSI_SENSE_OPCODE);
	is_int(t.done, 0);
	stop();
}

static void protected_and_broken_disks_say_so(void)
{
	start(DISK_READ_ONLY);
	is_int(COMMAND(512, 0, 0x2a, 0, 0, 0, 0, 0, 0, 0, 1, 0), SCSI_SENSE_PROTECTED);
	stop();
	start(DISK_DIRECT);
	is_int(truncate(image, 512), 0);
	is_int(COMMAND(0, 1024, 0x28, 0, 0, 0, 0, 0, 0, 0, 2, 0), SCSI_SENSE_READ_ERROR);
	is_int(t.done, 0);
	is_int(t.error, ENODATA);
	d.flush_error = -EIO;
	is_int(COMMAND(0, 0, 0x35, 0, 0, 0, 0, 0, 0, 0, 0, 0), SCSI_SENSE_WRITE_ERROR);
	is_int(COMMAND(512, 0, 0x2a, 0, 0, 0, 0, 0, 0, 0, 1, 0), SCSI_SENSE_NONE);
	is_int(COMMAND(512, 0, 0x2a, 8, 0, 0, 0, 0, 0, 0, 1, 0), SCSI_SENSE_WRITE_ERROR);
	is_int(t.done, 0);
	stop();
}

static void no_room_is_told_apart(void)
{
	int full = open("/dev/full", O_RDWR | O_CLOEXEC), file = -1;

	start(DISK_DIRECT);
	file = d.fd;
	d.fd = full;
	is_int(COMMAND(512, 0, 0x2a, 0, 0, 0, 0, 0, 0, 0, 1, 0), SCSI_SENSE_NO_SPACE);
	is_int(t.error, ENOSPC);
	d.fd = file;
	close(full);
	stop();
}

static void flushes(void)
{
	start(DISK_DIRECT);
	is_int(COMMAND(0, 0, 0x35, 0, 0, 0, 0, 0, 0, 0, 0, 0), SCSI_SENSE_NONE);
	is_int(COMMAND(0, 0, 0x35, 0, 0, 0, 0xf, 0xff, 0, 0, 2, 0), SCSI_SENSE_RANGE);
	is_int(COMMAND(0, 0, 0x91, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0), SCSI_SENSE_NONE);
	is_int(COMMAND(0, 0, 0x1b, 0, 0, 0, 1, 0), SCSI_SENSE_NONE);
	is_int(COMMAND(0, 0, 0x1b, 0, 0, 0, 0, 0), SCSI_SENSE_NONE);
	is_int(COMMAND(0, 0, 0x00, 0, 0, 0, 0, 0), SCSI_SENSE_NONE);
	stop();
}

/* A parameter list with @n ranges of 16 sectors each, from @sector on; @length as the list has it. */
static enum scsi_sense unmap(uint64_t sector, uint32_t count, int n, uint16_t length, uint32_t out)
{
	memset(data, 0, 4200);
	data[2] = (uint8_t)(length >> 8);
	data[3] = (uint8_t)length;
	for (int i = 0; i < n; i++) {
		const uint64_t s = htobe64(sector + (uint64_t)i * count);
		const uint32_t c = htobe32(count);

		memcpy(data + 8 + 16 * i, &s, 8);
		memcpy(data + 16 + 16 * i, &c, 4);
	}
	return COMMAND(out, 0, 0x42, 0, 0, 0, 0, 0, 0, (uint8_t)(out >> 8), (uint8_t)out, 0);
}

static void unmaps(void)
{
	start(DISK_DIRECT);
	is_int(unmap(16, 16, 2, 32, 40), SCSI_SENSE_NONE);
	is_int(t.done, 40);
	is_int(COMMAND(0, 34 * 512, 0x28, 0, 0, 0, 0, 15, 0, 0, 34, 0), SCSI_SENSE_NONE);
	is_true(image_is(data, 15 * 512, 512));
	is_true(is_filled(data + 512, 0, 32 * 512));
	is_true(image_is(data + 33 * 512, 48 * 512, 512));
	is_int(unmap(IMAGE_SECTORS - 16, 16, 2, 32, 40), SCSI_SENSE_RANGE);
	is_int(COMMAND(0, 512, 0x28, 0, 0, 0, 0xf, 0xf0, 0, 0, 1, 0), SCSI_SENSE_NONE);
	is_true(image_is(data, (IMAGE_SECTORS - 16) * 512, 512)); /* all of the list, or none */
	is_int(unmap(UINT64_MAX, 2, 1, 16, 24), SCSI_SENSE_RANGE);
	is_int(unmap(0, 1, 2, 48, 40), SCSI_SENSE_LIST_FIELD);
	is_int(unmap(0, 1, 3, 48, 48), SCSI_SENSE_LIST_FIELD);
	is_int(unmap(0, 1, 257, 257 * 16, 8 + 257 * 16), SCSI_SENSE_LIST_FIELD);
	is_int(unmap(0, 1, 0, 0, 7), SCSI_SENSE_LIST_LENGTH);
	is_int(COMMAND(16, 0, 0x42, 0, 0, 0, 0, 0, 0, 0, 24, 0), SCSI_SENSE_LIST_LENGTH);
	is_int(COMMAND(16, 0, 0x42, 1, 0, 0, 0, 0, 0, 0, 16, 0), SCSI_SENSE_FIELD);
	is_int(COMMAND(0, 0, 0x42, 0, 0, 0, 0, 0, 0, 0, 0, 0), SCSI_SENSE_NONE);
	d.sectors = 1ull << 32;
	is_int(unmap(0, (1 << 22) + 1, 1, 16, 24), SCSI_SENSE_LIST_FIELD);
	stop();
	start(DISK_READ_ONLY);
	is_int(unmap(16, 16, 2, 32, 40), SCSI_SENSE_PROTECTED);
	stop();
}

static void sense_has_its_numbers(void)
{
	struct scsi_sense_data s;

	start(DISK_DIRECT);
	is_int(COMMAND(0, 252, 0x03, 0, 0, 0, 252, 0), SCSI_SENSE_NONE);
	is_int(t.done, 18);
	is_int(data[0], 0x70);
	is_int(data[2], 0);
	is_int(COMMAND(0, 252, 0x03, 1, 0, 0, 252, 0), SCSI_SENSE_FIELD);
	scsi_sense_fill(SCSI_SENSE_NO_SPACE, &s);
	is_int(s.key, 7);
	is_int(s.asc, 0x27);
	is_int(s.ascq, 7);
	is_int(s.additional_length, 10);
	stop();
}

/* No bytes of a command lead anywhere but to a sense, and none goes beyond the guest's buffer. */
static void any_command_is_survived(void)
{
	uint32_t seed = 1;

	start(DISK_SNAPSHOT);
	for (int i = 0; i < 100000; i++) {
		uint8_t cdb[16];
		uint32_t size = seed % 5 * 512;

		for (size_t k = 0; k < sizeof(cdb); k++) {
			seed = seed * 1664525 + 1013904223;
			cdb[k] = (uint8_t)(seed >> 24 & (k > 0 && seed >> 16 & 3 ? 3 : 0xff));
		}
		command(cdb, (uint8_t)(seed >> 20 & 15) + 1, i & 1 ? size : 0, i & 1 ? 0 : size);
		if (t.done > size) {
			is_int(t.done, size);
			break;
		}
	}
	stop();
}

TAP_MAIN(TAP_CASE(names_itself), TAP_CASE(describes_itself_on_pages), TAP_CASE(nobody_is_there),
         TAP_CASE(lists_its_neighbours), TAP_CASE(says_how_large_it_is),
         TAP_CASE(tells_of_its_cache_and_protection), TAP_CASE(reads_and_writes_in_three_sizes),
         TAP_CASE(refuses_what_does_not_fit), TAP_CASE(protected_and_broken_disks_say_so),
         TAP_CASE(no_room_is_told_apart), TAP_CASE(flushes), TAP_CASE(unmaps),
         TAP_CASE(sense_has_its_numbers), TAP_CASE(any_command_is_survived))
