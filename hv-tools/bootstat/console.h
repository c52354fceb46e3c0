/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a guest's console log says about its boot: the lines of /init (initramfs/init/report.h), marks in
 * the kernel log (wire/boot_marks.h), and how the kernel ended. The log may be cut, garbled or hostile.
 */
#pragma once
#include "boot.h"

struct console {
	struct boot marks; /* only its stages: "hvkit: mark=", in ticks */
	struct boot steps; /* only its stages: "hvkit-init: STEP ok", in ns of the kernel's clock */
	uint64_t free_kib; /* 0 = not said */
	char kernel_release[96];
	char failure[160];  /* first line that told of one */
	const char *result; /* "panic", "poweroff", "reboot", or NULL when the log just ends */
};

void console_parse(const char *text, size_t len, struct console *ret_console);
