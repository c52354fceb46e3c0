// SPDX-License-Identifier: GPL-2.0-only
#include "message.h"
#include "wire/device.h"
#include <endian.h>
#include <errno.h>
#include <string.h>

/*
 * The kernel has room for 259 bytes of a text's UTF-8, and cuts longer ones without a word, up to 6.1 even by
 * leaving out single characters. A text of more bytes than this one may be another one's beginning.
 */
enum { DEVICE_TEXT = 255 };

static void set_wrong(struct message *m, enum message_kind kind, const char *why)
{
	m->kind = kind;
	m->wrong = why;
}

static const char *why_not(int rc)
{
	return rc == -ENAMETOOLONG ? "a text is too long"
	                           : "a text has characters that will not do";
}

/* A text of the ring, NUL and all in a field of HV_FCOPY_PATH units. */
static int take_utf16(const uint8_t *field, char *text)
{
	size_t count = 0;

	while (count < HV_FCOPY_PATH && (field[2 * count] || field[2 * count + 1]))
		count++;
	return count == HV_FCOPY_PATH ? -ENAMETOOLONG
	                              : text_from_utf16(field, count, text, TEXT_SIZE);
}

static int take_utf8(const char *field, size_t size, char *text)
{
	const size_t len = strnlen(field, size);

	if (len > DEVICE_TEXT)
		return -ENAMETOOLONG;
	memcpy(text, field, len);
	text[len] = '\0';
	return text_check(text);
}

static void take_texts(struct message *m, int name, int path)
{
	if (name < 0)
		m->name[0] = '\0';
	if (path < 0)
		m->path[0] = '\0';
	if (name < 0 || path < 0)
		m->wrong = why_not(name < 0 ? name : path);
}

static void start_from_ring(const uint8_t *body, struct message *m)
{
	const struct hv_fcopy_start *s = (const void *)body;

	m->flags = le32toh(s->flags);
	m->size = le64toh(s->size);
	take_texts(m, take_utf16(s->name, m->name), take_utf16(s->path, m->path));
}

static void start_from_device(const uint8_t *body, struct message *m)
{
	const struct hv_device_fcopy_start *s = (const void *)body;

	m->flags = le32toh(s->flags);
	m->size = le64toh(s->size);
	take_texts(m, take_utf8(s->name, sizeof(s->name), m->name),
	           take_utf8(s->path, sizeof(s->path), m->path));
}

static void take_write(const uint8_t *body, size_t len, struct message *m)
{
	const size_t head = offsetof(struct hv_fcopy_write, data);
	const struct hv_fcopy_write *w = (const void *)body;

	if (len < head) {
		set_wrong(m, MESSAGE_WRONG, "a WRITE is cut short");
		return;
	}
	m->offset = le64toh(w->offset);
	m->len = le32toh(w->size);
	m->data = w->data;
	if (m->len > HV_FCOPY_CHUNK || m->len > len - head)
		set_wrong(m, MESSAGE_WRONG, "a WRITE has less data than it says");
}

static void parse(const uint8_t *body, size_t len, struct message *m,
                  void start(const uint8_t *body, struct message *m))
{
	const struct hv_fcopy_header *h = (const void *)body;

	m->kind = MESSAGE_WRONG;
	m->wrong = NULL;
	if (len < sizeof(*h)) {
		m->wrong = "a message is cut short";
		return;
	}
	switch (le32toh(h->op)) {
	case HV_FCOPY_START:
		m->kind = MESSAGE_START;
		if (len >= sizeof(struct hv_fcopy_start))
			start(body, m);
		else
			set_wrong(m, MESSAGE_WRONG, "a START is cut short");
		break;
	case HV_FCOPY_WRITE:
		m->kind = MESSAGE_WRITE;
		take_write(body, len, m);
		break;
	case HV_FCOPY_COMPLETE:
		m->kind = MESSAGE_COMPLETE;
		break;
	case HV_FCOPY_CANCEL:
		m->kind = MESSAGE_CANCEL;
		break;
	default:
		m->wrong = "there is no such operation";
	}
}

void message_from_ring(const uint8_t *body, size_t len, struct message *ret)
{
	parse(body, len, ret, start_from_ring);
}

void message_from_device(const uint8_t *body, size_t len, struct message *ret)
{
	parse(body, len, ret, start_from_device);
}
