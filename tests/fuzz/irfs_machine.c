// SPDX-License-Identifier: GPL-2.0-only
/* Recorded machines of anyone, replayed against an image with a few modules. */
#include "coldplug.h"
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char dep[] = "kernel/a.ko: kernel/b.ko\nkernel/b.ko:\n";
	static const char alias[] = "alias acpi*:* a\nalias vmbus:* b\nalias scsi:t-0x0[0-9]* c\n";
	struct image image = { 0 };
	struct modules modules = { 0 };
	struct machine machine;
	struct coldplug c = {
		.image = &image, .modules = &modules, .machine = &machine, .release = "1"
	};
	struct fault fault;

	modules_parse_dep(&modules, dep, sizeof(dep) - 1, &fault);
	modules_parse_alias(&modules, alias, sizeof(alias) - 1, &fault);
	if (machine_parse(&machine, (const char *)data, size, &fault) == 0) {
		(void)coldplug_run(&c);
		for (size_t i = 0; i < machine.n; i++)
			(void)machine_is_root(&machine.nodes[i], machine.root ? machine.root : "");
		coldplug_done(&c);
	}
	machine_done(&machine);
	modules_done(&modules);
	return 0;
}
