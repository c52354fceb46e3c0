// SPDX-License-Identifier: GPL-2.0-only
/*
 * Packets to a storage controller, from a guest that has gone through the handshake. Each is a byte of
 * flags, 1: GPA-direct, 2: it begins with a valid request for the disk, 4: no handshake first; a byte for
 * the length of its extra header / 8, one for the length of its payload / 8, and then both.
 */
#include "../unit/hvhost_fixture.h"
#include "storvsp.h"
#include "wire/storvsc.h"
#include "wire/vmbus.h"
#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/mman.h>

enum { SECTORS = 64 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct fixture fx;
static struct reactor reactor;
static struct vmbus bus;
static struct storvsp scsi;

/* Each request is answered, if not at once on a busy machine. libFuzzer's alarm may come in between. */
static void settle(void)
{
	struct pollfd fd = { .fd = scsi.worker.done_fd, .events = POLLIN };

	while (scsi.requests > 0) {
		const int n = poll(&fd, 1, 60000);

		if (n < 0 && errno == EINTR)
			continue;
		if (n != 1)
			abort();
		scsi.worker.watch.fn(scsi.worker.watch.ctx, scsi.worker.done_fd);
	}
}

static void handshake(void)
{
	static const uint32_t operations[] = { HV_STORVSC_BEGIN_INIT, HV_STORVSC_QUERY_VERSION,
		                               HV_STORVSC_END_INIT };

	for (size_t i = 0; i < sizeof(operations) / sizeof(operations[0]); i++) {
		const struct hv_storvsc_packet v = { .operation = operations[i],
			                             .version = 0x0602 };
		const struct packet p = { .type = HV_PACKET_IN_BAND,
			                  .payload = (const uint8_t *)&v,
			                  .size = sizeof(v) };

		scsi.device.ops->packet(&scsi, &p);
	}
}

static void send(uint8_t flags, const uint8_t *extra, size_t extra_size, const uint8_t *bytes,
                 size_t size)
{
	_Alignas(8) uint8_t payload[2048] = { 0 };
	struct hv_storvsc_packet *v = (void *)payload;
	struct packet p = { .type = flags & 1 ? HV_PACKET_GPA_DIRECT : HV_PACKET_IN_BAND,
		            .wants_completion = true,
		            .payload = payload,
		            .size = size };

	memcpy(payload, bytes, size);
	if (flags & 1 && extra_size >= 8) {
		p.range_count = extra[4];
		p.ranges = extra + 8;
		p.ranges_size = extra_size - 8;
	}
	if (flags & 2 && size >= sizeof(*v)) {
		v->operation = HV_STORVSC_EXECUTE_SRB;
		v->srb.path = v->srb.target = v->srb.lun = 0;
		v->srb.cdb_length = HV_SRB_CDB_SIZE;
	}
	scsi.device.ops->packet(&scsi, &p);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	int disk = memfd_create("disk", MFD_CLOEXEC);
	char path[64], error[256];

	if (disk < 0 || ftruncate(disk, SECTORS * DISK_SECTOR) < 0)
		return 0;
	snprintf(path, sizeof(path), "/proc/self/fd/%d", disk);
	fixture_init(&fx, FIXTURE_BYTES);
	reactor_init(&reactor);
	vmbus_init(&bus, &reactor, &fx.synic, &fx.journal, -1, HV_VMBUS_VERSION(5, 3));
	if (storvsp_init(&scsi, STORVSP_SCSI, &bus, &fx.journal) == 0 &&
	    worker_start(&scsi.worker) == 0 &&
	    storvsp_attach(&scsi, 0, path, DISK_DIRECT, error, sizeof(error)) == 0) {
		if (size > 0 && !(data[0] & 4))
			handshake();
		while (size >= 3) {
			size_t extra = data[1] * 8u, payload = data[2] * 8u;

			extra = extra < size - 3 ? extra : size - 3;
			payload = payload < size - 3 - extra ? payload : size - 3 - extra;
			send(data[0], data + 3, extra, data + 3 + extra, payload);
			size -= 3 + extra + payload;
			data += 3 + extra + payload;
		}
		settle();
		if (lseek(disk, 0, SEEK_END) != SECTORS * DISK_SECTOR)
			abort(); /* a disk does not grow */
	}
	vmbus_done(&bus);
	storvsp_done(&scsi);
	reactor_done(&reactor);
	fixture_done(&fx);
	close(disk);
	return 0;
}
