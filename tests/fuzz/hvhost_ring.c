// SPDX-License-Identifier: GPL-2.0-only
/*
 * Two rings under a guest that does as it likes. The first byte is how many data pages each has; then come
 * steps of 8 bytes: what is done, to which field, a size, and a value.
 */
#include "ring.h"
#include "wire/tlfs.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { MAX_PAGES = 9 };

struct step {
	uint8_t what, field;
	uint16_t size;
	uint32_t value;
} __attribute__((packed));

/* Each page is an allocation of its own, so that a byte beyond it is seen. */
struct side {
	struct ring ring;
	struct hv_ring_control *control;
	uint8_t *pages[MAX_PAGES + 1];
};

static void start(struct side *s, uint32_t count)
{
	for (uint32_t i = 0; i <= count; i++)
		s->pages[i] = calloc(1, HV_PAGE_SIZE);
	s->control = (struct hv_ring_control *)s->pages[0];
	ring_init(&s->ring, s->pages, count + 1);
}

static void stop(struct side *s)
{
	for (int i = 0; i <= MAX_PAGES; i++)
		free(s->pages[i]);
}

static void check(bool good)
{
	if (!good)
		__builtin_trap();
}

static uint8_t *at(struct side *s, uint32_t index)
{
	index %= s->ring.size;
	return s->pages[1 + index / HV_PAGE_SIZE] + index % HV_PAGE_SIZE;
}

static void host_reads(struct side *s)
{
	static uint8_t buffer[RING_MAX_PACKET];
	const uint32_t before = s->ring.index;
	struct hv_packet head;
	size_t size = 0;
	bool signal;
	int rc = ring_read(&s->ring, buffer, &size, &signal);

	check(rc == 1 || !signal);
	check(rc == 1 || s->ring.index == before);
	if (rc < 1)
		return;
	memcpy(&head, buffer, sizeof(head));
	check(size == head.length8 * 8u && head.offset8 * 8u <= size && head.offset8 >= 2);
	check(s->ring.index == (before + size + HV_PACKET_TRAILER) % s->ring.size);
	check(s->control->read_index == s->ring.index);
}

static void host_writes(struct side *s, size_t size)
{
	static const uint8_t bytes[RING_MAX_PACKET];
	const struct iovec parts[] = { { (void *)bytes, size / 2 },
		                       { (void *)(bytes + size / 2), size - size / 2 } };
	const uint32_t before = s->ring.index, read = s->control->read_index;
	bool signal;
	int rc = ring_write(&s->ring, parts, 2, &signal);

	check(rc == 0 || (!signal && s->ring.index == before));
	check(rc != 0 || s->control->write_index == s->ring.index);
	check((rc == -EPROTO) == (read >= s->ring.size || read % 8 != 0));
	check(rc != 0 || s->ring.index != read); /* never full to the brim */
}

static void guest_writes(struct side *s, const struct step *step)
{
	const struct hv_packet head = { (uint16_t)step->value, step->field,
		                        (uint16_t)(step->size % (RING_MAX_PACKET / 4)), 0, 0 };

	for (uint32_t i = 0; i < sizeof(head); i++)
		*at(s, s->control->write_index % s->ring.size + i) = ((const uint8_t *)&head)[i];
	s->control->write_index = (uint32_t)(s->control->write_index % s->ring.size +
	                                     head.length8 * 8u + HV_PACKET_TRAILER) %
	                          s->ring.size;
}

static void run(struct side *in, struct side *out, const struct step *step)
{
	struct side *side = step->field & 0x80 ? out : in;
	uint32_t *fields[] = { &side->control->write_index, &side->control->read_index,
		               &side->control->interrupt_mask, &side->control->pending_send_size };

	switch (step->what % 6) {
	case 0:
		host_reads(in);
		break;
	case 1:
		host_writes(out, step->size % (RING_MAX_PACKET / 8) * 8u);
		break;
	case 2:
		guest_writes(in, step);
		break;
	case 3:
		*fields[step->field % 4] = step->value;
		break;
	case 4:
		memcpy(at(side, step->value & ~7u), &step->size, sizeof(step->size));
		break;
	case 5:
		out->control->read_index = out->control->write_index;
	}
	check(in->ring.index < in->ring.size && in->ring.index % 8 == 0);
	check(out->ring.index < out->ring.size && out->ring.index % 8 == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct side in = { .control = NULL }, out = { .control = NULL };
	struct step step;

	if (size == 0)
		return 0;
	start(&in, 1 + data[0] % MAX_PAGES);
	start(&out, 1 + data[0] % MAX_PAGES);
	for (data++, size--; size >= sizeof(step); data += sizeof(step), size -= sizeof(step)) {
		memcpy(&step, data, sizeof(step));
		run(&in, &out, &step);
	}
	stop(&in);
	stop(&out);
	return 0;
}
