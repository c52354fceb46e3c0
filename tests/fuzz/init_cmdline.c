// SPDX-License-Identifier: GPL-2.0-only
/* The kernel command line may come from a boot loader menu, a host or an image: any bytes. */
#include "init/cmdline.h"
#include "init/rootspec.h"
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Every value is a string within the text. */
static void check(const struct init_cmdline *cmd, const char *text, size_t size)
{
	const char *const values[] = { cmd->root,     cmd->rootfstype,  cmd->rootflags,
		                       cmd->init,     cmd->resume,      cmd->resume_offset,
		                       cmd->roothash, cmd->verity_data, cmd->verity_hash,
		                       cmd->overlay,  cmd->blacklist,   cmd->verity_options,
		                       cmd->doubtful };

	for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++)
		if (values[i] && (values[i] < text || values[i] + strlen(values[i]) > text + size))
			abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct init_cmdline cmd;
	struct init_word bad;
	struct root_spec spec;
	char parameters[32], *text = malloc(size + 1);
	int rc;

	memcpy(text, data, size);
	text[size] = 'x';
	init_cmdline_parameters(text, size, "nvme_core", 9, parameters, sizeof(parameters));
	if (strlen(parameters) >= sizeof(parameters))
		abort();
	rc = init_cmdline_parse(text, size, &cmd, &bad);
	if (rc < 0 && (bad.at < text || bad.at + bad.len > text + size))
		abort();
	if (rc == 0 && cmd.run == INIT_RUN_EXEC &&
	    (cmd.path[0] != '/' || !memchr(cmd.path, 0, sizeof(cmd.path))))
		abort();
	if (rc == 0) {
		check(&cmd, text, size);
		if (cmd.root && root_spec_parse(cmd.root, &spec) == 0 &&
		    strlen(spec.value) >= sizeof(spec.value))
			abort();
	}
	free(text);
	return 0;
}
