// SPDX-License-Identifier: GPL-2.0-only
/* Messages as the ring and as the character device carry them, whole and lying. */
#include "fcopyd/message.h"
#include "tap.h"
#include "wire/device.h"
#include <stdlib.h>

static struct message m;

static void put_utf16(uint8_t *field, const char *ascii)
{
	for (; *ascii; ascii++, field += 2)
		*field = (uint8_t)*ascii;
}

/* Parse a copy of exactly @len bytes, so that a look behind it is seen. */
static void parse(const void *body, size_t len,
                  void from(const uint8_t *, size_t, struct message *))
{
	uint8_t *exact = malloc(len ? len : 1);

	memcpy(exact, body, len);
	memset(&m, 0x55, sizeof(m));
	from(exact, len, &m);
	if (m.kind == MESSAGE_WRITE && m.len > 0)
		is_int(m.data[m.len - 1], ((const uint8_t *)body)[52 + m.len - 1]);
	free(exact);
}

static void a_start_of_the_ring_has_utf16(void)
{
	struct hv_fcopy_start s = { .header.op = HV_FCOPY_START, .flags = 3, .size = 1ull << 40 };

	put_utf16(s.name, "r?sum?.txt");
	s.name[2] = s.name[10] = 0xe9;
	put_utf16(s.path, "/srv/in/");
	parse(&s, sizeof(s), message_from_ring);
	is_int(m.kind, MESSAGE_START);
	is_true(m.wrong == NULL);
	is_string(m.name, "r\xc3\xa9sum\xc3\xa9.txt");
	is_string(m.path, "/srv/in/");
	is_int(m.flags, 3);
	is_int(m.size, 1ll << 40);
	for (size_t len = 36; len < sizeof(s); len += 4) {
		parse(&s, len, message_from_ring);
		is_int(m.kind, MESSAGE_WRONG);
	}
}

static void texts_that_will_not_do_are_told(void)
{
	struct hv_fcopy_start s = { .header.op = HV_FCOPY_START };

	put_utf16(s.path, "/srv/in/");
	memset(s.name, 'n', sizeof(s.name)); /* U+6E6E, and no NUL anywhere */
	parse(&s, sizeof(s), message_from_ring);
	is_int(m.kind, MESSAGE_START);
	is_string(m.wrong, "a text is too long");
	is_string(m.name, "");
	is_string(m.path, "/srv/in/");
	s.name[518] = s.name[519] = 0; /* the longest: 259 units, 777 bytes */
	parse(&s, sizeof(s), message_from_ring);
	is_true(m.wrong == NULL);
	is_int(strlen(m.name), 777);
	s.name[3] = 0xd8;
	parse(&s, sizeof(s), message_from_ring);
	is_string(m.wrong, "a text has characters that will not do");
	is_string(m.name, "");
}

static void a_start_of_the_device_has_utf8(void)
{
	struct hv_device_fcopy_start s = { .op = HV_FCOPY_START, .flags = 1, .size = 77 };

	strcpy(s.name, "r\xc3\xa9sum\xc3\xa9-\xe4\xb8\xad.txt");
	strcpy(s.path, "/srv/in/");
	parse(&s, sizeof(s), message_from_device);
	is_int(m.kind, MESSAGE_START);
	is_true(m.wrong == NULL);
	is_string(m.name, "r\xc3\xa9sum\xc3\xa9-\xe4\xb8\xad.txt");
	is_string(m.path, "/srv/in/");
	is_int(m.flags, 1);
	is_int(m.size, 77);
	strcpy(s.name, "r\xe9sum\xe9");
	parse(&s, sizeof(s), message_from_device);
	is_string(m.wrong, "a text has characters that will not do");
	strcpy(s.name, "a");
	memset(s.path, 'p', sizeof(s.path));
	parse(&s, sizeof(s), message_from_device);
	is_string(m.wrong, "a text is too long");
	s.path[255] = '\0';
	parse(&s, sizeof(s), message_from_device);
	is_true(m.wrong == NULL);
	/* the kernel cuts at 259 bytes, or leaves out what does not fit before: it may have */
	s.path[255] = 'p';
	s.path[256] = '\0';
	parse(&s, sizeof(s), message_from_device);
	is_string(m.wrong, "a text is too long");
	parse(&s, sizeof(s) - 1, message_from_device);
	is_int(m.kind, MESSAGE_WRONG);
}

static void a_write_has_what_it_says(void)
{
	struct hv_fcopy_write w = { .header.op = HV_FCOPY_WRITE, .offset = 5, .size = 100 };

	memset(w.data, 'd', sizeof(w.data));
	w.data[99] = 'e';
	for (int i = 0; i < 2; i++) {
		parse(&w, 52 + 100, i ? message_from_ring : message_from_device);
		is_int(m.kind, MESSAGE_WRITE);
		is_int(m.offset, 5);
		is_int(m.len, 100);
	}
	parse(&w, sizeof(w), message_from_ring);
	is_int(m.kind, MESSAGE_WRITE);
	parse(&w, 52 + 99, message_from_ring);
	is_int(m.kind, MESSAGE_WRONG);
	for (size_t len = 36; len < 52; len++) {
		parse(&w, len, message_from_ring);
		is_int(m.kind, MESSAGE_WRONG);
	}
	w.size = HV_FCOPY_CHUNK;
	parse(&w, sizeof(w), message_from_ring);
	is_int(m.kind, MESSAGE_WRITE);
	w.size = 0;
	parse(&w, 52, message_from_ring);
	is_int(m.kind, MESSAGE_WRITE);
}

static void sizes_that_lie_are_refused(void)
{
	static const uint32_t wrong[] = { HV_FCOPY_CHUNK + 1, 8000, 0x7fffffff, 0x80000000,
		                          UINT32_MAX };
	static uint8_t body[8000];
	struct hv_fcopy_write *w = (void *)body;

	w->header.op = HV_FCOPY_WRITE;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		w->size = wrong[i];
		parse(w, sizeof(body), message_from_ring);
		is_int(m.kind, MESSAGE_WRONG);
		parse(w, sizeof(*w), message_from_device);
		is_int(m.kind, MESSAGE_WRONG);
	}
}

static void other_operations_are_told_apart(void)
{
	struct hv_fcopy_header h = { .op = HV_FCOPY_COMPLETE };

	parse(&h, sizeof(h), message_from_ring);
	is_int(m.kind, MESSAGE_COMPLETE);
	h.op = HV_FCOPY_CANCEL;
	parse(&h, sizeof(h), message_from_device);
	is_int(m.kind, MESSAGE_CANCEL);
	for (size_t len = 0; len < sizeof(h); len++) {
		parse(&h, len, message_from_ring);
		is_int(m.kind, MESSAGE_WRONG);
	}
	for (h.op = 4; h.op != 3; h.op = h.op == 4 ? UINT32_MAX : 3) {
		parse(&h, sizeof(h), message_from_ring);
		is_int(m.kind, MESSAGE_WRONG);
		is_string(m.wrong, "there is no such operation");
	}
}

TAP_MAIN(TAP_CASE(a_start_of_the_ring_has_utf16), TAP_CASE(texts_that_will_not_do_are_told),
         TAP_CASE(a_start_of_the_device_has_utf8), TAP_CASE(a_write_has_what_it_says),
         TAP_CASE(sizes_that_lie_are_refused), TAP_CASE(other_operations_are_told_apart))
