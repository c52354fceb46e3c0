/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A socket read byte by byte and written whole, against one deadline: whoever talks over several of them
 * gives all the same. Errors: -ETIMEDOUT past the deadline, -EPIPE when the other side is gone.
 */
#pragma once
#include <stddef.h>
#include <stdint.h>

struct stream {
	int fd;
	int64_t deadline_ms; /* stream_now_ms() clock */
	unsigned char buf[4096];
	size_t at, len;
};

int64_t stream_now_ms(void);
/* The next byte, or -errno. */
int stream_get(struct stream *s);
int stream_put(struct stream *s, const char *data, size_t len);
