// SPDX-License-Identifier: GPL-2.0-only
#include "platform.h"
#include <endian.h>
#include <string.h>

static uint8_t pm_read(void *device, uint16_t offset)
{
	return 0;
}

static void pm_write(void *device, uint16_t offset, uint8_t value)
{
	struct platform *p = device;

	if (offset == PM_SLEEP_CONTROL - PM_SLEEP_CONTROL &&
	    value == (PM_SLEEP_TYPE_S5 << 2 | 1 << 5))
		p->request(p->request_ctx, PLATFORM_POWEROFF);
	if (offset == PM_RESET - PM_SLEEP_CONTROL && value == PM_RESET_VALUE)
		p->request(p->request_ctx, PLATFORM_RESET);
}

/*
 * MC146818 registers. The date is 2001-02-03 04:05:06 in BCD; status A never says "update in progress",
 * which Linux would wait out for seconds; status B: 24 hours, BCD; status D: battery good.
 */
static const uint8_t cmos[128] = {
	[0x00] = 0x06, [0x02] = 0x05, [0x04] = 0x04, [0x06] = 0x07, [0x07] = 0x03, [0x08] = 0x02,
	[0x09] = 0x01, [0x0a] = 0x26, [0x0b] = 0x02, [0x0d] = 0x80, [0x32] = 0x20,
};

static uint8_t cmos_read(void *device, uint16_t offset)
{
	const struct platform *p = device;

	return offset == 1 ? cmos[p->cmos_index] : 0xff;
}

static void cmos_write(void *device, uint16_t offset, uint8_t value)
{
	struct platform *p = device;

	if (offset == 0)
		p->cmos_index = value & 0x7f;
}

/* Collect a mark; bytes that do not continue one are dropped, so that noise cannot hold up the next. */
static void mark_write(void *device, uint16_t offset, uint8_t value)
{
	const size_t magic = sizeof(HV_MARK_MAGIC) - 1;
	struct platform *p = device;
	uint64_t tsc;

	if (p->mark_len < magic && value != HV_MARK_MAGIC[p->mark_len])
		p->mark_len = 0;
	if (p->mark_len == 0 && value != HV_MARK_MAGIC[0])
		return;
	p->mark[p->mark_len++] = value;
	if (p->mark_len < HV_MARK_SIZE)
		return;
	p->mark_len = 0;
	memcpy(&tsc, p->mark + magic + 1, sizeof(tsc));
	journal_event(p->journal, "mark", TEXT("name", hv_mark_name(p->mark[magic])),
	              NUMBER("code", p->mark[magic]), NUMBER("tsc", le64toh(tsc)));
}

static uint8_t mark_read(void *device, uint16_t offset)
{
	return HV_MARK_PORT; /* as QEMU's debugcon answers: "somebody listens" */
}

void platform_init(struct platform *p, struct ports *ports, struct journal *journal,
                   void (*request)(void *, enum platform_request), void *request_ctx)
{
	*p = (struct platform){ .request = request,
		                .request_ctx = request_ctx,
		                .journal = journal };
	ports_add(ports, (struct port_range){ PM_SLEEP_CONTROL, 3, pm_read, pm_write, p });
	ports_add(ports, (struct port_range){ 0x70, 2, cmos_read, cmos_write, p });
	ports_add(ports, (struct port_range){ HV_MARK_PORT, 1, mark_read, mark_write, p });
}
