// SPDX-License-Identifier: GPL-2.0-only
/* The kernel command line may come from a boot loader menu, a host or an image: any bytes. */
#include "init/cmdline.h"
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct init_cmdline cmd;
	struct init_word bad;
	const char *text = (const char *)data;
	const int rc = init_cmdline_parse(text, size, &cmd, &bad);

	if (rc < 0 && (bad.at < text || bad.at + bad.len > text + size))
		abort();
	if (rc == 0 && cmd.run == INIT_RUN_EXEC &&
	    (cmd.path[0] != '/' || !memchr(cmd.path, 0, sizeof(cmd.path))))
		abort();
	return 0;
}
