// SPDX-License-Identifier: GPL-2.0-only
#include "lines.h"
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

int lines_open(struct lines *lines, int root, const char *path)
{
	struct stat st;

	*lines = (struct lines){ 0 };
	/* Non-blocking: a pipe of that name would keep us waiting. */
	lines->fd = openat(root, path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	if (lines->fd < 0 || fstat(lines->fd, &st) < 0)
		return -errno;
	return S_ISREG(st.st_mode) ? 0 : -EINVAL;
}

void lines_close(struct lines *lines)
{
	if (lines->fd >= 0)
		close(lines->fd);
	lines->fd = -1;
}

/* More bytes behind those that are left. Whether there were any. */
static bool fill(struct lines *l)
{
	ssize_t n;

	memmove(l->bytes, l->bytes + l->at, l->len - l->at);
	l->len -= l->at;
	l->at = 0;
	if (l->fd < 0 || l->total >= LINES_FILE)
		return false;
	do
		n = read(l->fd, l->bytes + l->len, sizeof(l->bytes) - 1 - l->len);
	while (n < 0 && errno == EINTR);
	if (n <= 0)
		return false;
	l->len += (size_t)n;
	l->total += (size_t)n;
	return true;
}

/* The line that the bytes begin with, if they hold the end of one. */
static char *cut(struct lines *l)
{
	char *line = l->bytes + l->at, *end = memchr(line, '\n', l->len - l->at);

	if (!end)
		return NULL;
	*end = '\0';
	l->at = (size_t)(end + 1 - l->bytes);
	l->number++;
	return line;
}

char *lines_next(struct lines *lines)
{
	bool skipping = false;
	char *line;

	for (;;) {
		line = cut(lines);
		if (line && !skipping)
			return line;
		if (line) {
			skipping = false;
			continue;
		}
		if (lines->len - lines->at == sizeof(lines->bytes) - 1) {
			lines->skipped += !skipping;
			skipping = true;
			lines->at = lines->len;
		}
		if (fill(lines))
			continue;
		if (lines->len == 0 || skipping)
			return NULL;
		lines->bytes[lines->len] = '\0'; /* the last has no end */
		lines->at = lines->len;
		lines->number++;
		return lines->bytes;
	}
}

char *line_value(char *line, const char *key)
{
	const size_t len = strlen(key);
	char *value = line + len, *from = value + 1, *to = from;
	char quote = '\0';

	if (strncmp(line, key, len) != 0 || *value != '=')
		return NULL;
	for (value = to; *from; from++) {
		if (!quote && (*from == '"' || *from == '\''))
			quote = *from;
		else if (*from == quote && quote)
			quote = '\0';
		else if (*from == '\\' && quote != '\'' && from[1])
			*to++ = *++from;
		else
			*to++ = *from;
	}
	*to = '\0';
	return value;
}

char *line_word(char **rest)
{
	char *word = *rest + strspn(*rest, " \t\r");
	char *end = word + strcspn(word, " \t\r");

	*rest = *end ? end + 1 : end;
	*end = '\0';
	return *word ? word : NULL;
}
