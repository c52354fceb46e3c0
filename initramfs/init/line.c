// SPDX-License-Identifier: GPL-2.0-only
#include "line.h"
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

void line_bytes(struct line *line, const char *text, size_t len)
{
	/* One byte stays free for the newline. */
	const size_t room = sizeof(line->text) - 1 - line->len;

	len = len < room ? len : room;
	memcpy(line->text + line->len, text, len);
	line->len += len;
}

void line_text(struct line *line, const char *text)
{
	line_bytes(line, text, strlen(text));
}

void line_padded(struct line *line, uint64_t value, unsigned int width)
{
	char digits[20];
	size_t at = sizeof(digits);

	while (at > 0 && (value > 0 || sizeof(digits) - at < width)) {
		digits[--at] = (char)('0' + value % 10);
		value /= 10;
	}
	line_bytes(line, digits + at, sizeof(digits) - at);
}

void line_number(struct line *line, uint64_t value)
{
	line_padded(line, value, 1);
}

void line_log(const struct line *line, unsigned int priority)
{
	struct line entry;
	const int fd = open("/dev/kmsg", O_WRONLY | O_CLOEXEC);

	entry.len = 0;
	line_text(&entry, "<");
	line_number(&entry, priority);
	line_text(&entry, ">");
	line_bytes(&entry, line->text, line->len);
	/* There is nobody left to tell when the log fails too. */
	if (fd < 0 || write(fd, entry.text, entry.len) < 0)
		return;
	close(fd);
}

void line_send(struct line *line, int fd)
{
	line->text[line->len] = '\n';
	if (write(fd, line->text, line->len + 1) < 0)
		line_log(line, 3); /* "error": shown on every console also of a quiet kernel */
}
