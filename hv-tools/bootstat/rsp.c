// SPDX-License-Identifier: GPL-2.0-only
#include "rsp.h"
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static int send_packet(struct stream *s, const char *body)
{
	unsigned char sum = 0;
	char packet[64];
	int len;

	for (const char *c = body; *c; c++)
		sum = (unsigned char)(sum + (unsigned char)*c);
	len = snprintf(packet, sizeof(packet), "$%s#%02x", body, sum);
	return stream_put(s, packet, (size_t)len);
}

/* Bytes up to @end, which is eaten; what does not fit @buf is an error. */
static int get_until(struct stream *s, char end, char *buf, size_t size)
{
	for (size_t n = 0; n < size; n++) {
		const int c = stream_get(s);

		if (c < 0)
			return c;
		buf[n] = (char)c;
		if (c == end) {
			buf[n] = '\0';
			return 0;
		}
	}
	return -EOVERFLOW;
}

/* One packet's body. The line is a local socket: the checksum is read over, acknowledgements are skipped. */
static int receive_packet(struct stream *s, char *body, size_t size)
{
	char before[64];
	int rc = get_until(s, '$', before, sizeof(before));

	if (rc == 0)
		rc = get_until(s, '#', body, size);
	for (int i = 0; rc == 0 && i < 2; i++) {
		const int c = stream_get(s);

		rc = c < 0 ? c : 0;
	}
	return rc < 0 ? rc : stream_put(s, "+", 1);
}

static int change_breakpoint(struct stream *s, char letter, uint64_t address)
{
	char text[64];
	int rc;

	snprintf(text, sizeof(text), "%c1,%" PRIx64 ",1", letter, address);
	rc = send_packet(s, text);
	if (rc == 0)
		rc = receive_packet(s, text, sizeof(text));
	if (rc < 0)
		return rc;
	return strcmp(text, "OK") == 0 ? 0 : -EBADMSG;
}

int rsp_break(struct stream *s, uint64_t address)
{
	return change_breakpoint(s, 'Z', address);
}

int rsp_clear(struct stream *s, uint64_t address)
{
	return change_breakpoint(s, 'z', address);
}

int rsp_continue(struct stream *s)
{
	char reply[256];
	int rc = send_packet(s, "c");

	if (rc == 0)
		rc = receive_packet(s, reply, sizeof(reply));
	if (rc == -EPIPE)
		return -ESRCH;
	if (rc < 0)
		return rc;
	return reply[0] == 'T' || reply[0] == 'S' ? 0 : -ESRCH;
}
