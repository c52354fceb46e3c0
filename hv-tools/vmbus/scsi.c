// SPDX-License-Identifier: GPL-2.0-only
#include "scsi.h"
#include "auto.h"
#include <endian.h>
#include <errno.h>
#include <string.h>

enum {
	MAX_UNMAP_RANGES = 256,
	MAX_UNMAP_SECTORS = 1 << 22,
	TRANSFER_SECTORS = SCSI_MAX_TRANSFER / DISK_SECTOR
};

void scsi_sense_fill(enum scsi_sense sense, struct scsi_sense_data *ret)
{
	*ret = (struct scsi_sense_data){ .response = 0x70,
		                         .key = (uint8_t)(sense >> 16),
		                         .additional_length = sizeof(*ret) - 8,
		                         .asc = (uint8_t)(sense >> 8),
		                         .ascq = (uint8_t)sense };
}

/* What the disk said, as sense. Of SCSI_SENSE_OPCODE a guest learns that it is not to try UNMAP again. */
static enum scsi_sense disk_sense(struct scsi_task *t, int rc, enum scsi_sense otherwise)
{
	static const struct {
		int error;
		enum scsi_sense sense;
	} table[] = {
		{ 0, SCSI_SENSE_NONE },           { -ERANGE, SCSI_SENSE_RANGE },
		{ -EROFS, SCSI_SENSE_PROTECTED }, { -EOPNOTSUPP, SCSI_SENSE_OPCODE },
		{ -ENOSPC, SCSI_SENSE_NO_SPACE }, { -EDQUOT, SCSI_SENSE_NO_SPACE },
		{ -EFBIG, SCSI_SENSE_NO_SPACE },
	};

	t->error = -rc;
	for (size_t i = 0; i < ARRAY_SIZE(table); i++)
		if (table[i].error == rc)
			return table[i].sense;
	return otherwise;
}

/* As much as the command allows for and the guest has room for. */
static enum scsi_sense reply(struct scsi_task *t, const void *data, uint32_t size, uint32_t allowed)
{
	t->done = size < allowed ? size : allowed;
	t->done = t->done < t->in_size ? t->done : t->in_size;
	memcpy(t->data, data, t->done);
	return SCSI_SENSE_NONE;
}

static enum scsi_sense request_sense(struct scsi_task *t)
{
	struct scsi_sense_data none;

	scsi_sense_fill(SCSI_SENSE_NONE, &none); /* each failure has brought its own sense along */
	return t->cdb[1] & 1 ? SCSI_SENSE_FIELD : reply(t, &none, sizeof(none), t->cdb[4]);
}

#define VPD(type, number) .head = { .page = number, .length = htobe16(sizeof(type) - 4) }

static enum scsi_sense inquire_page(struct scsi_task *t, uint16_t allowed)
{
	static const uint8_t list[] = { 0, 0, 0, 6, 0, 0x80, 0x83, 0xb0, 0xb1, 0xb2 };
	struct scsi_vpd_serial serial = { VPD(serial, 0x80) };
	const struct scsi_vpd_identity identity = {
		VPD(identity, 0x83),
		.code_set = 1,
		.type = 3,
		.length = 16,
		.company = { 0x60, 0x02, 0x24, 0x80 },
		.lun = t->lun,
		.id = htobe64(t->disk->id),
	};
	const struct scsi_vpd_limits limits = {
		VPD(limits, 0xb0),
		.max_transfer = htobe32(TRANSFER_SECTORS),
		.best_transfer = htobe32(TRANSFER_SECTORS),
		.max_unmap = htobe32(MAX_UNMAP_SECTORS),
		.max_unmap_ranges = htobe32(MAX_UNMAP_RANGES),
		.best_unmap = htobe32(4096 / DISK_SECTOR),
	};
	const struct scsi_vpd_medium medium = { VPD(medium, 0xb1), .rotation = htobe16(1) };
	const struct scsi_vpd_provisioning thin = { VPD(thin, 0xb2), .flags = 0x84, .type = 2 };
	const struct {
		const void *data;
		uint32_t size;
	} pages[] = {
		{ list, sizeof(list) },          { &serial, sizeof(serial) },
		{ &identity, sizeof(identity) }, { &limits, sizeof(limits) },
		{ &medium, sizeof(medium) },     { &thin, sizeof(thin) },
	};
	char text[sizeof(serial.serial) + 1];

	snprintf(text, sizeof(text), "%02x%014llx", t->lun,
	         (unsigned long long)t->disk->id & ~0ull >> 8);
	memcpy(serial.serial, text, sizeof(serial.serial));
	for (size_t i = 0; i < ARRAY_SIZE(pages); i++)
		if (((const uint8_t *)pages[i].data)[1] == t->cdb[2])
			return reply(t, pages[i].data, pages[i].size, allowed);
	return SCSI_SENSE_FIELD;
}

/* Linux takes every INQUIRY for a success: "no unit" it believes only when the data say so. */
static enum scsi_sense inquiry(struct scsi_task *t)
{
	const struct scsi_inquiry standard = {
		.peripheral = t->disk ? 0 : SCSI_NO_UNIT_HERE,
		.version = 5,
		.format = 2 | 0x10,
		.additional_length = sizeof(standard) - 5,
		.queueing = 2,
		.identity = "Msft    Virtual Disk    1.0 ",
	};

	if (t->disk && t->cdb[1] & 1)
		return inquire_page(t, scsi_be16(t->cdb + 3));
	if (t->disk && t->cdb[2] != 0)
		return SCSI_SENSE_FIELD;
	return reply(t, &standard, sizeof(standard), scsi_be16(t->cdb + 3));
}

/* One page: the cache is the host's, and the guest is to flush it. Nothing of it can be changed. */
static enum scsi_sense mode_sense(struct scsi_task *t)
{
	const bool ten = t->cdb[0] == SCSI_MODE_SENSE_10;
	const bool read_only = t->disk->mode == DISK_READ_ONLY;
	const uint8_t control = t->cdb[2] >> 6, page = t->cdb[2] & 0x3f;
	const struct scsi_mode_caching caching = { .page = SCSI_MODE_PAGE_CACHING,
		                                   .length = sizeof(caching) - 2,
		                                   .flags = control == 1 || read_only ? 0 : 4 };
	const uint8_t head = ten ? SCSI_MODE_HEAD_10 : SCSI_MODE_HEAD_6;
	uint8_t answer[SCSI_MODE_HEAD_10 + sizeof(caching)] = { 0 };
	const uint8_t size = head + sizeof(caching);

	if (control == 3)
		return SCSI_SENSE_NO_SAVING;
	if (t->cdb[3] != 0 || (page != SCSI_MODE_PAGE_CACHING && page != SCSI_MODE_PAGE_ALL))
		return SCSI_SENSE_FIELD;
	answer[ten ? 1 : 0] = (uint8_t)(size - (ten ? 2 : 1));
	answer[ten ? 3 : 2] = SCSI_MODE_FUA | (read_only ? SCSI_MODE_WRITE_PROTECTED : 0);
	memcpy(answer + head, &caching, sizeof(caching));
	return reply(t, answer, size, ten ? scsi_be16(t->cdb + 7) : t->cdb[4]);
}

static enum scsi_sense read_capacity_10(struct scsi_task *t)
{
	const uint64_t last = t->disk->sectors - 1;
	const struct scsi_capacity_10 c = {
		.last_block = htobe32(last < UINT32_MAX ? (uint32_t)last : UINT32_MAX),
		.block_bytes = htobe32(DISK_SECTOR),
	};

	return reply(t, &c, sizeof(c), sizeof(c));
}

static enum scsi_sense read_capacity_16(struct scsi_task *t)
{
	const struct scsi_capacity_16 c = { .last_block = htobe64(t->disk->sectors - 1),
		                            .block_bytes = htobe32(DISK_SECTOR),
		                            .provisioning = htobe16(0xc000) };

	if ((t->cdb[1] & 0x1f) != SCSI_ACTION_READ_CAPACITY_16)
		return SCSI_SENSE_FIELD;
	return reply(t, &c, sizeof(c), scsi_be32(t->cdb + 10));
}

static enum scsi_sense report_luns(struct scsi_task *t)
{
	uint8_t list[8 + 8 * (DISK_MAX_LUN + 1)] = { 0 };
	uint32_t size = 8;

	if (t->cdb[2] > 2)
		return SCSI_SENSE_FIELD;
	for (uint8_t lun = 0; lun <= DISK_MAX_LUN && t->cdb[2] != 1; lun++)
		if (t->luns >> lun & 1) {
			list[size + 1] = lun;
			size += 8;
		}
	list[2] = (uint8_t)((size - 8) >> 8);
	list[3] = (uint8_t)(size - 8);
	return reply(t, list, size, scsi_be32(t->cdb + 6));
}

/* The sectors named by a command of 6, 10 or 16 bytes. */
static uint32_t get_extent(const uint8_t *cdb, uint64_t *ret_sector)
{
	if (cdb[0] >> 5 == 0) {
		*ret_sector = scsi_be32(cdb) & 0x1fffff;
		return cdb[4] ? cdb[4] : 256;
	}
	*ret_sector = cdb[0] >> 5 == 1 ? scsi_be32(cdb + 2) : scsi_be64(cdb + 2);
	return cdb[0] >> 5 == 1 ? scsi_be16(cdb + 7) : scsi_be32(cdb + 10);
}

static enum scsi_sense read_write(struct scsi_task *t)
{
	const bool write = t->cdb[0] & 2, has_flags = t->cdb[0] >> 5 != 0;
	const bool fua = has_flags && t->cdb[1] & 8;
	uint64_t sector;
	uint32_t count = get_extent(t->cdb, &sector);
	int rc = 0;

	/* Protection information we have none; and the guest's buffer must be as large as it says. */
	if ((has_flags && t->cdb[1] >> 5) ||
	    count > (write ? t->out_size : t->in_size) / DISK_SECTOR)
		return SCSI_SENSE_FIELD;
	if (fua && !write)
		rc = disk_flush(t->disk); /* to read what is on the medium, put it there */
	if (rc == 0)
		rc = (write ? disk_write : disk_read)(t->disk, sector, t->data, count);
	if (rc == 0 && fua && write)
		rc = disk_flush(t->disk);
	if (rc == 0)
		t->done = count * DISK_SECTOR;
	return disk_sense(t, rc, write ? SCSI_SENSE_WRITE_ERROR : SCSI_SENSE_READ_ERROR);
}

static enum scsi_sense synchronize(struct scsi_task *t)
{
	uint64_t sector;
	uint32_t count = get_extent(t->cdb, &sector);

	if (sector > t->disk->sectors || count > t->disk->sectors - sector)
		return SCSI_SENSE_RANGE;
	return disk_sense(t, disk_flush(t->disk), SCSI_SENSE_WRITE_ERROR);
}

/* A unit that is stopped has written its cache. */
static enum scsi_sense start_stop(struct scsi_task *t)
{
	return t->cdb[4] & 1 ? SCSI_SENSE_NONE
	                     : disk_sense(t, disk_flush(t->disk), SCSI_SENSE_WRITE_ERROR);
}

static enum scsi_sense unmap(struct scsi_task *t)
{
	const uint16_t size = scsi_be16(t->cdb + 7);
	const uint8_t *range = t->data + sizeof(struct scsi_unmap_head);
	uint64_t total = 0;
	int rc = 0;
	uint32_t n;

	if (t->cdb[1] & 1)
		return SCSI_SENSE_FIELD;
	if (size == 0)
		return SCSI_SENSE_NONE;
	if (size < sizeof(struct scsi_unmap_head) || size > t->out_size)
		return SCSI_SENSE_LIST_LENGTH;
	n = scsi_be16(t->data + 2) / sizeof(struct scsi_unmap_range);
	if (n > MAX_UNMAP_RANGES ||
	    n * sizeof(struct scsi_unmap_range) > size - sizeof(struct scsi_unmap_head))
		return SCSI_SENSE_LIST_FIELD;
	for (uint32_t i = 0; i < n; i++) {
		const uint64_t sector = scsi_be64(range + 16 * i),
			       count = scsi_be32(range + 16 * i + 8);

		total += count;
		if (sector > t->disk->sectors || count > t->disk->sectors - sector)
			return SCSI_SENSE_RANGE;
	}
	if (total > MAX_UNMAP_SECTORS)
		return SCSI_SENSE_LIST_FIELD;
	for (uint32_t i = 0; i < n && rc == 0; i++)
		rc = disk_unmap(t->disk, scsi_be64(range + 16 * i), scsi_be32(range + 16 * i + 8));
	t->done = rc == 0 ? size : 0;
	return disk_sense(t, rc, SCSI_SENSE_WRITE_ERROR);
}

static const struct command_type {
	uint8_t opcode, cdb_size;
	enum scsi_kind kind;
	enum scsi_sense (*run)(struct scsi_task *t);
} types[] = {
	{ SCSI_TEST_UNIT_READY, 6, SCSI_OTHER, NULL },
	{ SCSI_REQUEST_SENSE, 6, SCSI_OTHER, request_sense },
	{ SCSI_INQUIRY, 6, SCSI_ALWAYS, inquiry },
	{ SCSI_REPORT_LUNS, 12, SCSI_ALWAYS, report_luns },
	{ SCSI_MODE_SENSE_6, 6, SCSI_OTHER, mode_sense },
	{ SCSI_MODE_SENSE_10, 10, SCSI_OTHER, mode_sense },
	{ SCSI_START_STOP_UNIT, 6, SCSI_FLUSH, start_stop },
	{ SCSI_READ_CAPACITY_10, 10, SCSI_OTHER, read_capacity_10 },
	{ SCSI_SERVICE_ACTION_IN_16, 16, SCSI_OTHER, read_capacity_16 },
	{ SCSI_READ_6, 6, SCSI_READ, read_write },
	{ SCSI_READ_10, 10, SCSI_READ, read_write },
	{ SCSI_READ_16, 16, SCSI_READ, read_write },
	{ SCSI_WRITE_6, 6, SCSI_WRITE, read_write },
	{ SCSI_WRITE_10, 10, SCSI_WRITE, read_write },
	{ SCSI_WRITE_16, 16, SCSI_WRITE, read_write },
	{ SCSI_SYNCHRONIZE_CACHE_10, 10, SCSI_FLUSH, synchronize },
	{ SCSI_SYNCHRONIZE_CACHE_16, 16, SCSI_FLUSH, synchronize },
	{ SCSI_UNMAP, 10, SCSI_DISCARD, unmap },
};

static const struct command_type *find_type(uint8_t opcode)
{
	for (size_t i = 0; i < ARRAY_SIZE(types); i++)
		if (types[i].opcode == opcode)
			return &types[i];
	return NULL;
}

enum scsi_kind scsi_kind(uint8_t opcode)
{
	const struct command_type *type = find_type(opcode);

	return type ? type->kind : SCSI_OTHER;
}

enum scsi_sense scsi_execute(struct scsi_task *t)
{
	const struct command_type *type = find_type(t->cdb[0]);

	t->done = 0;
	t->error = 0;
	if (!t->disk && (!type || type->kind != SCSI_ALWAYS))
		return SCSI_SENSE_NO_UNIT;
	if (!type)
		return SCSI_SENSE_OPCODE;
	if (t->cdb_size < type->cdb_size)
		return SCSI_SENSE_FIELD;
	return type->run ? type->run(t) : SCSI_SENSE_NONE;
}
