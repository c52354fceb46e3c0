// SPDX-License-Identifier: GPL-2.0-only
/* With --root the mapping of channels to CPUs can be anyone's file. */
#include "lsvmbus/channel.h"
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct channels c = { 0 };
	char *text = malloc(size + 1);

	if (!text)
		return 0;
	memcpy(text, data, size);
	text[size] = '\0';
	channels_parse(text, &c);
	if (c.count > CHANNEL_MAX || (c.cut && c.count != CHANNEL_MAX))
		abort();
	for (size_t i = 0; i < c.count; i++)
		for (size_t k = 0; k < i && i < 64; k++)
			if (c.list[i].relid == c.list[k].relid || !c.list[i].cpu.known)
				abort();
	channels_done(&c);
	free(text);
	return 0;
}
