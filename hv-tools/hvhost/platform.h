/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The small devices beside the UART: ACPI sleep and reset registers, a CMOS clock that always says the
 * same date in the past (so that time synchronisation has something to prove), the boot mark port.
 */
#pragma once
#include "journal.h"
#include "ports.h"
#include "wire/boot_marks.h"
#include <stdint.h>

/* I/O ports named in the FADT (acpi.c) */
#define PM_SLEEP_CONTROL 0x600
#define PM_SLEEP_STATUS  0x601
#define PM_RESET         0x602
#define PM_RESET_VALUE   1
/* ACPI 6.5, 4.8.3.7: SLP_TYP in bits 2-4, SLP_EN is bit 5; type 5 is what the DSDT names for S5. */
#define PM_SLEEP_TYPE_S5 5

enum platform_request { PLATFORM_POWEROFF, PLATFORM_RESET };

struct platform {
	void (*request)(void *ctx, enum platform_request request);
	void *request_ctx;
	struct journal *journal;
	uint8_t cmos_index;
	uint8_t mark[HV_MARK_SIZE];
	unsigned int mark_len;
};

void platform_init(struct platform *p, struct ports *ports, struct journal *journal,
                   void (*request)(void *, enum platform_request), void *request_ctx);
