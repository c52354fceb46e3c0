// SPDX-License-Identifier: GPL-2.0-only
/* Depmod's texts of anyone, five in one input with a line "%" between; then the closure of each module. */
#include "closure.h"
#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static int (*const parse[])(struct modules * m, const char *text, size_t len,
	                            struct fault *fault) = {
		modules_parse_dep,     modules_parse_alias,           modules_parse_softdep,
		modules_parse_builtin, modules_parse_builtin_modinfo,
	};
	const char *at = (const char *)data, *end = at + size;
	struct modules m = { 0 };
	struct closure c = { 0 };
	struct fault fault;

	for (size_t i = 0; i < 5 && at < end; i++) {
		const char *stop = memmem(at, (size_t)(end - at), "%\n", 2);

		parse[i](&m, at, (size_t)((stop ? stop : end) - at), &fault);
		at = stop ? stop + 2 : end;
	}
	for (size_t i = 0; i < m.n_items && i < 256; i++) {
		const struct closure_want want = { m.items[i].name, "fuzz", true };

		closure_add(&c, &m, &want, &fault);
	}
	closure_done(&c);
	modules_done(&m);
	return 0;
}
