// SPDX-License-Identifier: GPL-2.0-only
/* One message. The first byte chooses the way it came: even the ring's, odd the character device's. */
#include "fcopyd/message.h"
#include "fcopyd/text.h"
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static volatile uint8_t sum; /* of what is looked at, so that it is */

static void check(bool good)
{
	if (!good)
		__builtin_trap();
}

static void check_start(const struct message *m)
{
	char plain[TEXT_SIZE];

	check(memchr(m->path, 0, sizeof(m->path)) && memchr(m->name, 0, sizeof(m->name)));
	check(m->wrong || (text_check(m->path) == 0 && text_check(m->name) == 0));
	if (m->wrong || text_plain_path(m->path, plain) < 0)
		return;
	check(strlen(plain) < TEXT_SIZE && plain[0] != '/' && !strstr(plain, "//"));
	check(!strstr(plain, "/../") && strncmp(plain, "../", 3) != 0 && strcmp(plain, "..") != 0);
}

static void check_write(const struct message *m)
{

	check(m->len <= HV_FCOPY_CHUNK);
	for (uint32_t i = 0; i < m->len; i++)
		sum += m->data[i];
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct message m;
	uint8_t *exact;

	if (size == 0)
		return 0;
	exact = malloc(size);
	memcpy(exact, data + 1, size - 1);
	memset(&m, 0x55, sizeof(m));
	(data[0] % 2 ? message_from_device : message_from_ring)(exact, size - 1, &m);
	check(m.kind == MESSAGE_START || (m.kind == MESSAGE_WRONG) == (m.wrong != NULL));
	if (m.kind == MESSAGE_START)
		check_start(&m);
	else if (m.kind == MESSAGE_WRITE)
		check_write(&m);
	free(exact);
	return 0;
}
