// SPDX-License-Identifier: GPL-2.0-only
/*
 * The uio transport, with its rings in the host's hands. Steps of 8 bytes: what is done, where, a size and
 * a value; step 0 is followed by bytes that are put into the ring as they are.
 */
#include "fcopyd/uio.h"
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { PAGE = 4096, RING = 5 * PAGE, DATA = RING - PAGE };

struct step {
	uint8_t what, field;
	uint16_t size;
	uint32_t value;
} __attribute__((packed));

static struct uio uio;
static struct hv_log quiet;
static int line[2];
static uint8_t
	*memory; /* the ring to the host, then that to the guest; each an allocation's edge */

static volatile uint8_t sum; /* of what is looked at, so that it is */

static void check(bool good)
{
	if (!good)
		__builtin_trap();
}

static void start(void)
{
	if (!quiet.name) {
		hv_log_init(&quiet, "fuzz", false);
		quiet.fd = open("/dev/null", O_WRONLY);
		check(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_NONBLOCK, 0, line) == 0);
	}
	memory = calloc(2, RING);
	uio_init(&uio, &quiet, -1, false);
	check(uio_attach(&uio, line[0], memory, 2 * RING, PAGE) == 0);
}

/* Bytes into the ring to the guest, as @len says or as there are. */
static size_t put(const uint8_t *bytes, size_t have, size_t len, bool publish)
{
	struct hv_ring_control *c = (void *)(memory + RING);
	const uint32_t at = c->write_index % DATA;

	len = len < have ? len : have;
	for (size_t i = 0; i < len; i++)
		memory[RING + PAGE + (at + i) % DATA] = bytes[i];
	if (publish)
		c->write_index = (uint32_t)((at + len + 7) / 8 * 8 % DATA);
	return len;
}

static void receive(uint32_t status)
{
	struct transport *t = &uio.transport;
	static struct message m;
	int rc = t->ops->receive(t, &m);

	check(rc <= 1);
	if (rc != 1)
		return;
	for (uint32_t i = 0; m.kind == MESSAGE_WRITE && i < m.len; i++)
		sum += m.data[i];
	if (m.kind != MESSAGE_ANEW)
		t->ops->answer(t, status);
}

static size_t run(const struct step *s, const uint8_t *rest, size_t have)
{
	uint8_t *side = s->field & 0x80 ? memory : memory + RING;
	uint32_t *fields = (void *)side;
	int32_t interrupt;

	switch (s->what % 4) {
	case 0:
		return put(rest, have, s->size, s->field & 1);
	case 1:
		receive(s->value);
		break;
	case 2:
		fields[s->field % 4] = s->value;
		break;
	case 3: /* the host has read all */
		fields = (void *)memory;
		fields[1] = fields[0];
	}
	while (read(line[1], &interrupt, sizeof(interrupt)) > 0)
		;
	check(uio.in.index < DATA && uio.in.index % 8 == 0);
	check(uio.out.index < DATA && uio.out.index % 8 == 0);
	return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct step s;

	start();
	while (size >= sizeof(s)) {
		memcpy(&s, data, sizeof(s));
		data += sizeof(s);
		size -= sizeof(s);
		const size_t used = run(&s, data, size);

		data += used;
		size -= used;
	}
	receive(0);
	free(memory);
	return 0;
}
