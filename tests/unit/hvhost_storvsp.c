// SPDX-License-Identifier: GPL-2.0-only
/* A storage controller from the guest's end of the ring: handshake, requests, faults, disks that come and go. */
#include "hvhost_guest.h"
#include "hvhost_storage_fixture.h"
#include "storage.h"
#include "wire/storvsc.h"
#include <poll.h>
#include <stdarg.h>
#include <sys/syscall.h>

enum { BUFFER = 0x200000, BUFFER_PAGES = 66 };

static struct guest g;
static struct guest_channel ch;
static struct storage storage;
#define scsi storage.controllers[STORVSP_SCSI]
#define ide  storage.controllers[STORVSP_IDE]
static struct hv_storvsc_packet got;
static struct call call;

static void start_empty(void)
{
	image_make(IMAGE_SECTORS * DISK_SECTOR);
	guest_init(&g, HV_VMBUS_VERSION(5, 3));
	is_int(storage_init(&storage, &g.bus, &g.fx.journal), 0);
	is_int(storage_start(&storage), 0);
}

static void stop(void)
{
	vmbus_done(&g.bus);
	storage_done(&storage);
	guest_done(&g);
	image_remove();
}

__attribute__((format(printf, 1, 2))) static int run(const char *format, ...)
{
	char line[256];
	va_list args;

	va_start(args, format);
	vsnprintf(line, sizeof(line), format, args);
	va_end(args);
	return guest_command(storage_commands, &storage, line, &call);
}

/* Put bytes into the ring; where they stand is the caller's. */
static uint32_t put_bytes(uint32_t at, const void *bytes, size_t size)
{
	for (uint32_t i = 0; i < size; i++)
		*guest_byte(ch.out, at + i) = ((const uint8_t *)bytes)[i];
	return at + (uint32_t)size;
}

/* A packet whose extra header (ranges; NULL: in-band) is @extra. */
static void put(const void *v, size_t size, const void *extra, size_t extra_size)
{
	struct hv_packet head = { .type = extra ? HV_PACKET_GPA_DIRECT : HV_PACKET_IN_BAND,
		                  .offset8 = (uint16_t)((sizeof(head) + extra_size) / 8),
		                  .length8 = (uint16_t)((sizeof(head) + extra_size + size) / 8),
		                  .flags = HV_PACKET_WANTS_COMPLETION,
		                  .trans_id = ++ch.trans_id };
	uint32_t at = put_bytes(ch.out->write_index, &head, sizeof(head));

	at = put_bytes(put_bytes(at, extra, extra_size), v, size);
	ch.out->write_index = (at + HV_PACKET_TRAILER) % GUEST_RING_BYTES;
}

/* Wait for the thread and let the loop's part run. */
static void settle(void)
{
	struct pollfd fd = { .fd = scsi.worker.done_fd, .events = POLLIN };

	if (scsi.requests > 0 && poll(&fd, 1, 5000) == 1)
		scsi.worker.watch.fn(scsi.worker.watch.ctx, fd.fd);
}

/* The next answer, into got. */
static bool take(void)
{
	for (int i = 0; i < 5 && !guest_take(&ch); i++)
		settle();
	memset(&got, 0xff, sizeof(got));
	if (ch.size < sizeof(got))
		return false;
	memcpy(&got, ch.packet, sizeof(got));
	return true;
}

static uint32_t operation(uint32_t number, uint16_t version)
{
	struct hv_storvsc_packet v = { .operation = number, .flags = 1, .version = version };
	const uint64_t id = ch.trans_id + 1;

	put(&v, sizeof(v), NULL, 0);
	guest_signal(&ch);
	is_true(take());
	is_int(ch.trans_id, id);
	is_int(got.operation, HV_STORVSC_COMPLETE_IO);
	return got.status;
}

static void handshake(void)
{
	is_int(operation(HV_STORVSC_BEGIN_INIT, 0), 0);
	is_int(operation(HV_STORVSC_QUERY_VERSION, 0x0602), 0);
	is_int(operation(HV_STORVSC_QUERY_PROPERTIES, 0), 0);
	is_int(got.properties.max_transfer, 256 * 1024);
	is_int(got.properties.flags, 0);
	is_int(operation(HV_STORVSC_END_INIT, 0), 0);
}

static void start(void)
{
	start_empty();
	is_int(run("disk attach %s", image), 0);
	guest_connect(&g);
	guest_open(&g, &ch, &scsi.device);
	handshake();
}

static uint8_t *buffer(void)
{
	return memory_at(&g.fx.memory, BUFFER, BUFFER_PAGES * HV_PAGE_SIZE);
}

static struct hv_storvsc_packet srb(uint8_t lun, uint8_t direction, uint32_t bytes,
                                    const uint8_t *cdb, uint8_t cdb_size)
{
	struct hv_storvsc_packet v = { .operation = HV_STORVSC_EXECUTE_SRB,
		                       .flags = 1,
		                       .srb = { .length = sizeof(v.srb),
		                                .lun = lun,
		                                .cdb_length = cdb_size,
		                                .sense_length = HV_SRB_SENSE_SIZE,
		                                .direction = direction,
		                                .transfer_length = bytes } };

	memcpy(v.srb.cdb, cdb, cdb_size);
	return v;
}

/* With a buffer of @bytes at @offset of the first page; the guest's pages go backwards. */
static void put_data(const struct hv_storvsc_packet *v, uint32_t offset, uint32_t bytes)
{
	struct {
		struct hv_gpa_direct gpa;
		struct hv_gpa_range range;
		uint64_t pages[BUFFER_PAGES];
	} extra = { .gpa.range_count = 1, .range = { bytes, offset } };
	const uint32_t pages = (offset + bytes + HV_PAGE_SIZE - 1) / HV_PAGE_SIZE;

	for (uint32_t i = 0; i < pages; i++)
		extra.pages[i] = BUFFER / HV_PAGE_SIZE + pages - 1 - i;
	put(v, sizeof(*v), &extra, sizeof(extra.gpa) + sizeof(extra.range) + pages * 8);
}

/* Byte @at of a buffer so made. */
static uint8_t *byte_of(uint32_t offset, uint32_t bytes, uint32_t at)
{
	const uint32_t pages = (offset + bytes + HV_PAGE_SIZE - 1) / HV_PAGE_SIZE;
	const uint32_t page = (offset + at) / HV_PAGE_SIZE;

	return buffer() + (pages - 1 - page) * HV_PAGE_SIZE + (offset + at) % HV_PAGE_SIZE;
}

static void put_io(uint8_t lun, bool write, uint32_t sector, uint16_t count, uint32_t offset)
{
	const uint8_t cdb[] = { write ? 0x2a : 0x28,
		                0,
		                (uint8_t)(sector >> 24),
		                (uint8_t)(sector >> 16),
		                (uint8_t)(sector >> 8),
		                (uint8_t)sector,
		                0,
		                (uint8_t)(count >> 8),
		                (uint8_t)count,
		                0 };
	const uint32_t bytes = count * 512u;
	struct hv_storvsc_packet v =
		srb(lun, write ? HV_SRB_WRITE : HV_SRB_READ, bytes, cdb, sizeof(cdb));

	put_data(&v, offset, bytes);
}

/* One command without data, to its answer: the SRB's status. */
static uint8_t command(uint8_t path, uint8_t target, uint8_t lun, uint8_t opcode)
{
	const uint8_t cdb[16] = { opcode };
	struct hv_storvsc_packet v = srb(lun, HV_SRB_NO_DATA, 0, cdb, sizeof(cdb));

	v.srb.path = path;
	v.srb.target = target;
	put(&v, sizeof(v), NULL, 0);
	guest_signal(&ch);
	is_true(take());
	return got.srb.srb_status;
}

static void agrees_on_a_version(void)
{
	static const struct {
		uint16_t version;
		uint32_t status;
	} cases[] = { { 0x0402, HV_STORVSC_REVISION_MISMATCH },
		      { 0x0603, HV_STORVSC_REVISION_MISMATCH },
		      { 0, HV_STORVSC_REVISION_MISMATCH },
		      { 0x0501, 0 },
		      { 0x0600, 0 },
		      { 0x0602, 0 } };

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		start_empty();
		guest_connect(&g);
		guest_open(&g, &ch, &scsi.device);
		is_int(operation(HV_STORVSC_BEGIN_INIT, 0), 0);
		is_int(operation(HV_STORVSC_QUERY_VERSION, cases[i].version), cases[i].status);
		is_int(operation(HV_STORVSC_QUERY_PROPERTIES, 0),
		       cases[i].status ? HV_STORVSC_INVALID_STATE : 0);
		stop();
	}
}

static void keeps_to_the_order(void)
{
	static const uint32_t too_early[] = { 8, 9, 10, 3, 4, 5, 6 },
			      unknown[] = { 0, 1, 2, 11, 12, 13, 14 };
	uint64_t few[4] = { HV_STORVSC_BEGIN_INIT };

	start_empty();
	guest_connect(&g);
	guest_open(&g, &ch, &scsi.device);
	for (size_t i = 0; i < sizeof(too_early) / sizeof(too_early[0]); i++)
		is_int(operation(too_early[i], 0x0602), HV_STORVSC_INVALID_STATE);
	put(few, sizeof(few), NULL, 0);
	guest_signal(&ch);
	is_true(take());
	is_int(got.status, HV_STORVSC_INVALID_PARAMETER);
	handshake();
	is_int(operation(HV_STORVSC_BEGIN_INIT, 0), HV_STORVSC_INVALID_STATE);
	for (size_t i = 0; i < sizeof(unknown) / sizeof(unknown[0]); i++)
		is_int(operation(unknown[i], 1), HV_STORVSC_INVALID_REQUEST);
	guest_close(&ch);
	guest_open(&g, &ch, &scsi.device);
	handshake();
	stop();
}

static void moves_data_both_ways(void)
{
	const uint32_t bytes = 512 * 512, offset = 1000;
	uint8_t file[2048];

	start();
	put_io(0, false, 100, 512, offset);
	guest_signal(&ch);
	is_true(take());
	is_int(got.srb.srb_status, HV_SRB_SUCCESS);
	is_int(got.srb.scsi_status, 0);
	is_int(got.srb.transfer_length, bytes);
	for (uint32_t at = 0; at < bytes; at++)
		if (*byte_of(offset, bytes, at) != image_byte(100 * 512 + at)) {
			is_int(at, bytes);
			break;
		}
	is_int(*byte_of(0, bytes + offset, 999), 0); /* nothing beyond it was touched */
	for (uint32_t at = 0; at < 1024; at++)
		*byte_of(4000, 1024, at) = (uint8_t)(at % 199);
	put_io(0, true, 7, 2, 4000);
	guest_signal(&ch);
	is_true(take());
	is_int(got.srb.srb_status, HV_SRB_SUCCESS);
	image_read(6 * 512, file, sizeof(file));
	is_true(image_is(file, 6 * 512, 512));
	for (uint32_t at = 0; at < 1024; at++)
		is_int(file[512 + at], at % 199);
	is_true(image_is(file + 1536, 9 * 512, 512));
	is_int(scsi.commands[SCSI_READ], 1);
	is_int(scsi.bytes[SCSI_READ], bytes);
	is_int(scsi.bytes[SCSI_WRITE], 1024);
	stop();
}

/* A read into several ranges, each with pages of its own. */
static void takes_several_ranges(void)
{
	const struct {
		struct hv_gpa_direct gpa;
		struct hv_gpa_range first;
		uint64_t pages1[1];
		struct hv_gpa_range second;
		uint64_t pages2[2];
	} extra = { { 0, 2 }, { 100, 50 }, { 0x200 }, { 412, 4000 }, { 0x203, 0x201 } };
	const uint8_t cdb[] = { 0x28, 0, 0, 0, 0, 1, 0, 0, 1, 0 };
	struct hv_storvsc_packet v = srb(0, HV_SRB_READ, 512, cdb, sizeof(cdb));

	start();
	put(&v, sizeof(v), &extra, sizeof(extra));
	guest_signal(&ch);
	is_true(take());
	is_int(got.srb.srb_status, HV_SRB_SUCCESS);
	is_true(image_is(buffer() + 50, 512, 100));
	is_true(image_is(buffer() + 0x3000 + 4000, 612, 96));
	is_true(image_is(buffer() + 0x1000, 708, 316));
	is_int(buffer()[150], 0);
	is_int(buffer()[0x1000 + 316], 0);
	stop();
}

/* Nonsense about where the data are: refused, whatever the command, and nothing is touched. */
static void checks_every_address(void)
{
	const struct {
		struct hv_gpa_range range;
		uint64_t page;
		size_t size; /* of the extra header */
		uint32_t bytes, ranges;
	} cases[] = {
		{ { 512, 0 }, 0x400, 24, 512, 1 },      /* beyond the RAM */
		{ { 512, 0 }, 1ull << 52, 24, 512, 1 }, /* an address that wraps to 0 */
		{ { 512, 0 }, UINT64_MAX, 24, 512, 1 },
		{ { 512, 4096 }, 0x200, 24, 512, 1 }, /* offset beyond the page */
		{ { 512, UINT32_MAX }, 0x200, 24, 512, 1 },
		{ { 512, 4000 }, 0x200, 24, 512, 1 }, /* needs two pages */
		{ { 512, 0 }, 0x200, 16, 512, 1 },    /* has none */
		{ { 512, 0 }, 0x200, 8, 3, 1 },       /* has no range */
		{ { 512, 0 }, 0x200, 24, 512, 2 },    /* of two */
		{ { 512, 0 }, 0x200, 24, 512, UINT32_MAX },
		{ { 512, 0 }, 0x200, 24, 1024, 1 }, /* less than it says */
		{ { 512, 0 }, 0x200, 24, 512, 0 },
		{ { 256 * 1024 + 1, 0 }, 0x200, 24, 512, 1 },
		{ { UINT32_MAX, 1 }, 0x200, 24, 512, 1 },
	};
	const uint8_t cdb[] = { 0x28, 0, 0, 0, 0, 1, 0, 0, 1, 0 };

	start();
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct hv_storvsc_packet v = srb(0, HV_SRB_READ, cases[i].bytes, cdb, sizeof(cdb));
		struct {
			struct hv_gpa_direct gpa;
			struct hv_gpa_range range;
			uint64_t page;
		} extra = { { 0, cases[i].ranges }, cases[i].range, cases[i].page };

		/* What follows the header would do for a range, and for a page. */
		v.flags = v.srb.length = 0;
		v.status = 0x200;
		put(&v, sizeof(v), &extra, cases[i].size);
		guest_signal(&ch);
		is_true(take());
		if (got.srb.srb_status != HV_SRB_INVALID_REQUEST)
			is_int(i, -1);
		is_int(got.srb.transfer_length, 0);
	}
	is_int(scsi.commands[SCSI_READ], 0);
	is_true(is_filled(buffer(), 0, 8192));
	stop();
}

/* All of it RAM, and more than a request may have: in one range, and in two. */
static void limits_the_size_of_a_request(void)
{
	struct {
		struct hv_gpa_direct gpa;
		struct hv_gpa_range range;
		uint64_t pages[32];
		struct hv_gpa_range second;
		uint64_t more[33];
	} two = { .gpa.range_count = 2,
		  .range.byte_count = 32 * HV_PAGE_SIZE,
		  .second.byte_count = 33 * HV_PAGE_SIZE };
	const uint8_t cdb[] = { 0x28, 0, 0, 0, 0, 0, 0, 0x02, 0x08, 0 };
	struct hv_storvsc_packet v = srb(0, HV_SRB_READ, 65 * HV_PAGE_SIZE, cdb, sizeof(cdb));

	start();
	for (uint64_t i = 0; i < 33; i++)
		two.pages[i % 32] = two.more[i] = BUFFER / HV_PAGE_SIZE + i;
	put_data(&v, 0, 65 * HV_PAGE_SIZE);
	put(&v, sizeof(v), &two, sizeof(two));
	guest_signal(&ch);
	for (int i = 0; i < 2; i++) {
		is_true(take());
		is_int(got.srb.srb_status, HV_SRB_INVALID_REQUEST);
	}
	stop();
}

static void checks_the_command_itself(void)
{
	const uint8_t cdb[16] = { 0x28, [8] = 1 };
	struct hv_storvsc_packet v = srb(0, HV_SRB_READ, 512, cdb, 16);

	start();
	put(&v, sizeof(v), NULL, 0); /* data, and no word about where */
	v.srb.transfer_length = 0;
	v.srb.cdb_length = 17;
	put(&v, sizeof(v), NULL, 0);
	v.srb.cdb_length = 0;
	put(&v, sizeof(v), NULL, 0);
	guest_signal(&ch);
	for (int i = 0; i < 3; i++) {
		is_true(take());
		is_int(got.srb.srb_status, HV_SRB_INVALID_REQUEST);
	}
	v.srb.cdb_length = 16;
	v.srb.direction = 77;
	put(&v, sizeof(v), NULL, 0); /* a read of a sector into nothing */
	guest_signal(&ch);
	is_true(take());
	is_int(got.srb.srb_status, HV_SRB_ERROR | HV_SRB_AUTOSENSE_VALID);
	is_int(got.srb.scsi_status, SCSI_CHECK_CONDITION);
	is_int(got.srb.sense_length, 18);
	is_int(got.srb.sense[0], 0x70);
	is_int(got.srb.sense[2], 5);
	is_int(got.srb.sense[12], 0x24);
	v.srb.sense_length = 0;
	put(&v, sizeof(v), NULL, 0);
	guest_signal(&ch);
	is_true(take());
	is_int(got.srb.srb_status, HV_SRB_ERROR);
	stop();
}

/* Only of path 0, target 0 may a guest hear that a LUN is not there: it removes it from there. */
static void only_absent_luns_are_taken_away(void)
{
	start();
	is_int(command(0, 0, 0, 0), HV_SRB_SUCCESS);
	is_int(command(0, 0, 1, 0), HV_SRB_INVALID_LUN);
	is_int(got.srb.scsi_status, 0);
	is_int(command(0, 0, 255, 0), HV_SRB_INVALID_LUN);
	for (uint8_t path = 0; path < 8; path++)
		for (uint8_t target = path == 0; target < 2; target++) {
			is_int(command(path, target, 0, 0), HV_SRB_ERROR | HV_SRB_AUTOSENSE_VALID);
			is_int(got.srb.sense[12], 0x25);
			is_int(command(path, target, 0, 0x12), HV_SRB_SUCCESS);
			is_int(command(path, target, 0, 0xa0), HV_SRB_SUCCESS);
		}
	is_int(command(0, 0, 5, 0x12), HV_SRB_SUCCESS);
	stop();
}

static void disks_come_and_go(void)
{
	const struct hv_storvsc_packet news = { .operation = HV_STORVSC_ENUMERATE_BUS };

	start();
	is_int(run("disk detach %s", "0"), 0);
	is_true(!guest_take(&ch)); /* the guest has not looked yet */
	is_int(command(0, 0, 0, 0), HV_SRB_INVALID_LUN);
	is_int(run("disk attach %s,ro lun=7", image), 0);
	is_true(guest_take(&ch));
	is_int(ch.trans_id, 0);
	is_int(ch.size, sizeof(news));
	is_true(memcmp(ch.packet, &news, sizeof(news)) == 0);
	is_int(command(0, 0, 7, 0), HV_SRB_SUCCESS);
	is_int(run("disk attach %s,ro", image), 0);
	is_true(guest_take(&ch));
	is_int(command(0, 0, 0, 0), HV_SRB_SUCCESS);
	is_int(run("disk detach %s", "7"), 0);
	is_true(guest_take(&ch));
	is_int(command(0, 0, 7, 0), HV_SRB_INVALID_LUN);
	is_int(command(0, 0, 0, 0), HV_SRB_SUCCESS);
	is_true(guest_saw(&g, "\"disk\",\"state\":\"attached\",\"controller\":\"scsi\",\"lun\":7"));
	is_true(guest_saw(&g, "\"state\":\"detached\",\"controller\":\"scsi\",\"lun\":0"));
	stop();
}

static void refuses_disks_it_cannot_have(void)
{
	static const char *const bad[] = { " lun=0",    " lun=64",     " lun=1 lun=2",
		                           " nonsense", ".none lun=1", " lun=1 controller=ide",
		                           ",ro lun=1" /* locked */ };

	start();
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		is_int(run("disk attach %s%s", image, bad[i]), -1);
		is_true(call.error[0] != '\0');
	}
	is_int(run("disk detach %s", "1"), -1);
	is_int(run("disk detach %s", "64"), -1);
	is_int(run("disk detach %s controller=ide", "0"), -1);
	is_int(run("disk detach %s controller=tape", "0"), -1);
	is_int(run("disk delay %s", "-1"), -1);
	for (int lun = 1; lun <= DISK_MAX_LUN; lun++)
		is_int(storvsp_attach(&scsi, -1, "/dev/null", DISK_READ_ONLY, call.error, 256), -1);
	stop();
}

static void fills_all_luns(void)
{
	start_empty();
	for (int lun = 0; lun <= DISK_MAX_LUN; lun++)
		is_int(storvsp_attach(&scsi, -1, image, DISK_READ_ONLY, call.error, 256), 0);
	is_int(storvsp_attach(&scsi, -1, image, DISK_READ_ONLY, call.error, 256), -1);
	guest_connect(&g);
	guest_open(&g, &ch, &scsi.device);
	handshake();
	is_int(command(0, 0, 63, 0), HV_SRB_SUCCESS);
	is_int(command(0, 0, 64, 0), HV_SRB_INVALID_LUN);
	stop();
}

static void an_ide_disk_brings_its_channel(void)
{
	struct guest_channel other;

	start_empty();
	guest_connect(&g);
	is_true(scsi.device.channel && !ide.device.channel);
	is_int(run("disk attach %s controller=ide", image), 0);
	is_true(ide.device.channel != NULL);
	is_int(run("disk attach %s,ro lun=1 controller=ide", image), -1);
	is_true(strstr(call.error, "LUN 1 of the ide") != NULL);
	guest_open(&g, &other, &ide.device);
	is_true(device_is_open(&ide.device));
	is_int(ide.device.instance.bytes[4] | ide.device.instance.bytes[5],
	       0); /* the target's id */
	is_true(guest_saw(&g, "\"controller\":\"ide\",\"lun\":0"));
	stop();
}

static void fails_when_told_to(void)
{
	start();
	is_int(run("disk fail %s", "2"), 0);
	is_int(command(0, 0, 0, 0), HV_SRB_SUCCESS); /* no I/O */
	put_io(0, false, 0, 1, 0);
	put_io(0, true, 0, 1, 0);
	put_io(0, false, 0, 1, 0);
	guest_signal(&ch);
	is_true(take());
	is_int(got.srb.sense[2], 3);
	is_int(got.srb.sense[12], 0x11);
	is_int(got.srb.transfer_length, 0);
	is_true(take());
	is_int(got.srb.sense[12], 0x0c);
	is_true(take());
	is_int(got.srb.srb_status, HV_SRB_SUCCESS);
	is_true(image_is(buffer(), 0, 512));
	is_int(scsi.errors, 2);
	is_true(guest_saw(&g, "\"state\":\"error\",\"controller\":\"scsi\",\"lun\":0,\"error\""));
	stop();
}

static void failures_are_told_of_only_so_often(void)
{
	start();
	is_int(run("disk fail %s", "1000"), 0);
	for (int i = 0; i < 200; i++) {
		put_io(0, false, 0, 1, 0);
		guest_signal(&ch);
		is_true(take());
	}
	is_int(scsi.errors, 200);
	is_int(guest_count(&g, "\"state\":\"error\""), STORVSP_MAX_ERRORS);
	stop();
}

static void waits_when_told_to(void)
{
	uint64_t before;

	start();
	is_int(run("disk delay %s", "60"), 0);
	before = now_ns();
	put_io(0, false, 0, 1, 0);
	put_io(0, false, 0, 1, 0);
	guest_signal(&ch);
	is_true(take() && take());
	is_true(now_ns() - before >= 60 * NS_PER_MS);
	is_int(run("disk delay %s", "0"), 0);
	is_int(scsi.delay_ns, 0);
	stop();
}

/* What waits is aborted, the answer to the reset comes last, and the disk tells of it once. */
static void reset_empties_the_queue(void)
{
	const uint32_t kinds[] = { HV_STORVSC_RESET_BUS, HV_STORVSC_RESET_ADAPTER,
		                   HV_STORVSC_RESET_LUN };

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		struct hv_storvsc_packet v = { .operation = kinds[i], .flags = 1 };

		start();
		is_int(run("disk delay %s", "3600000"), 0);
		put_io(0, true, 0, 1, 0);
		put_io(0, false, 0, 1, 0);
		put(&v, sizeof(v), NULL, 0);
		guest_signal(&ch);
		for (int aborted = 0; aborted < 2; aborted++) {
			is_true(take());
			is_int(got.srb.srb_status, HV_SRB_ERROR | HV_SRB_AUTOSENSE_VALID);
			is_int(got.srb.sense[2], 11);
		}
		is_true(take());
		is_int(ch.trans_id, 7);
		is_int(got.status, 0);
		is_int(scsi.requests, 0);
		is_int(scsi.commands[SCSI_WRITE], 0);
		is_true(guest_saw(&g, "\"state\":\"reset\""));
		is_int(command(0, 0, 0, 0x12), HV_SRB_SUCCESS);
		is_int(command(0, 0, 0, 0), HV_SRB_ERROR | HV_SRB_AUTOSENSE_VALID);
		is_int(got.srb.sense[2], 6);
		is_int(got.srb.sense[12], 0x29);
		is_int(command(0, 0, 0, 0), HV_SRB_SUCCESS);
		stop();
	}
}

static void detaching_does_not_wait_for_the_delayed(void)
{
	start();
	is_int(command(0, 0, 0, 0), HV_SRB_SUCCESS);
	is_int(run("disk delay %s", "200"), 0);
	put_io(0, false, 0, 1, 0);
	guest_signal(&ch);
	is_int(run("disk detach %s", "0"), 0);
	is_int(run("disk attach %s", image), 0); /* its lock is free */
	is_true(guest_take(&ch) && guest_take(&ch));
	is_true(take());
	is_int(got.srb.srb_status, HV_SRB_INVALID_LUN);
	stop();
}

/* The C library's, for the disk: a read takes so many calls that it is easily met in the middle. */
ssize_t pread(int fd, void *bytes, size_t len, off_t at)
{
	return syscall(SYS_pread64, fd, bytes, len > DISK_SECTOR ? DISK_SECTOR : len, at);
}

static bool has_begun(void)
{
	bool begun;

	pthread_mutex_lock(&scsi.worker.lock);
	begun = scsi.worker.running || scsi.worker.done.first;
	pthread_mutex_unlock(&scsi.worker.lock);
	return begun;
}

/* A read under way is done, or it never began; its file is not taken away in between. */
static void detaching_waits_for_what_is_being_done(void)
{
	start();
	is_int(command(0, 0, 0, 0), HV_SRB_SUCCESS);
	for (int round = 0; round < 100; round++) {
		put_io(0, false, 0, 512, 0);
		guest_signal(&ch);
		while (!has_begun())
			;
		is_int(run("disk detach %s", "0"), 0);
		is_true(guest_take(&ch)); /* the news */
		is_true(take());
		if (got.srb.srb_status != HV_SRB_INVALID_LUN)
			is_int(got.srb.srb_status, HV_SRB_SUCCESS);
		is_int(run("disk attach %s", image), 0);
		is_true(guest_take(&ch));
	}
	stop();
}

/* After close nothing is answered, and nothing of the guest's touched. */
static void closing_drops_what_is_under_way(void)
{
	start();
	is_int(run("disk delay %s", "3600000"), 0);
	for (int i = 0; i < 20; i++)
		put_io(0, false, 0, 1, 0);
	guest_signal(&ch);
	is_int(scsi.requests, 20);
	guest_close(&ch);
	is_int(scsi.requests, 0);
	is_int(run("disk delay %s", "0"), 0);
	for (int round = 0; round < 50; round++) { /* some are done, one is being done, some wait */
		guest_open(&g, &ch, &scsi.device);
		handshake();
		for (int i = 0; i < 20; i++)
			put_io(0, false, 0, 8, 0);
		guest_signal(&ch);
		guest_close(&ch);
		is_int(scsi.requests, 0);
		memset(buffer(), 0, 4096);
		is_true(is_filled(buffer(), 0, 4096));
	}
	stop();
}

static void has_a_limit(void)
{
	int busy = 0;

	start();
	is_int(run("disk delay %s", "3600000"), 0);
	for (int i = 0; i < STORVSP_MAX_REQUESTS + 10; i++) {
		put_io(0, false, 0, 1, 0);
		guest_signal(&ch);
		if (guest_take(&ch)) {
			memcpy(&got, ch.packet, sizeof(got));
			busy += got.srb.srb_status == HV_SRB_BUSY && got.srb.scsi_status == 0x28;
		}
	}
	is_int(scsi.requests, STORVSP_MAX_REQUESTS);
	is_int(busy, 10);
	stop();
}

static void sums_up(void)
{
	struct hv_json *e;

	start();
	is_int(command(0, 0, 0, 0x35), HV_SRB_SUCCESS);
	put_io(0, true, 0, 2, 0);
	guest_signal(&ch);
	is_true(take());
	e = journal_begin(&g.fx.journal, "end");
	storvsp_note(&scsi, e);
	journal_end(&g.fx.journal);
	is_true(guest_saw(&g, "\"scsi\":{\"reads\":0,\"read_bytes\":0,\"writes\":1,"
	                      "\"written_bytes\":1024,\"flushes\":1,\"unmaps\":0,\"errors\":0}"));
	stop();
}

TAP_MAIN(TAP_CASE(agrees_on_a_version), TAP_CASE(keeps_to_the_order),
         TAP_CASE(moves_data_both_ways), TAP_CASE(takes_several_ranges),
         TAP_CASE(checks_every_address), TAP_CASE(limits_the_size_of_a_request),
         TAP_CASE(checks_the_command_itself), TAP_CASE(only_absent_luns_are_taken_away),
         TAP_CASE(disks_come_and_go), TAP_CASE(refuses_disks_it_cannot_have),
         TAP_CASE(fills_all_luns), TAP_CASE(an_ide_disk_brings_its_channel),
         TAP_CASE(fails_when_told_to), TAP_CASE(failures_are_told_of_only_so_often),
         TAP_CASE(waits_when_told_to), TAP_CASE(reset_empties_the_queue),
         TAP_CASE(detaching_does_not_wait_for_the_delayed),
         TAP_CASE(detaching_waits_for_what_is_being_done),
         TAP_CASE(closing_drops_what_is_under_way), TAP_CASE(has_a_limit), TAP_CASE(sums_up))
