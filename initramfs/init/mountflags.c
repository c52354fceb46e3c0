// SPDX-License-Identifier: GPL-2.0-only
#include "mountflags.h"
#include <stdbool.h>
#include <string.h>
#include <sys/mount.h>

#ifndef MS_LAZYTIME
#define MS_LAZYTIME (1 << 25)
#endif

/* As mount(8) has them. */
static const struct {
	char word[14];
	bool clears;
	unsigned int flag;
} words[] = {
	{ "ro", false, MS_RDONLY },
	{ "rw", true, MS_RDONLY },
	{ "nosuid", false, MS_NOSUID },
	{ "suid", true, MS_NOSUID },
	{ "nodev", false, MS_NODEV },
	{ "dev", true, MS_NODEV },
	{ "noexec", false, MS_NOEXEC },
	{ "exec", true, MS_NOEXEC },
	{ "sync", false, MS_SYNCHRONOUS },
	{ "async", true, MS_SYNCHRONOUS },
	{ "dirsync", false, MS_DIRSYNC },
	{ "noatime", false, MS_NOATIME },
	{ "atime", true, MS_NOATIME },
	{ "nodiratime", false, MS_NODIRATIME },
	{ "diratime", true, MS_NODIRATIME },
	{ "relatime", false, MS_RELATIME },
	{ "norelatime", true, MS_RELATIME },
	{ "strictatime", false, MS_STRICTATIME },
	{ "lazytime", false, MS_LAZYTIME },
	{ "nolazytime", true, MS_LAZYTIME },
	{ "defaults", true, 0 },
	{ "auto", true, 0 },
	{ "noauto", true, 0 },
	{ "_netdev", true, 0 },
	{ "nofail", true, 0 },
};

static size_t word_length(const char *text)
{
	bool quoted = false;
	size_t len = 0;

	for (; text[len] && (quoted || text[len] != ','); len++)
		quoted ^= text[len] == '"';
	return len;
}

static bool is_word(const char *at, size_t len, const char *word)
{
	return strlen(word) == len && memcmp(at, word, len) == 0;
}

static bool take_flag(const char *at, size_t len, unsigned long *flags)
{
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (!is_word(at, len, words[i].word))
			continue;
		if (words[i].clears)
			*flags &= ~(unsigned long)words[i].flag;
		else
			*flags |= words[i].flag;
		return true;
	}
	return len == 0 || (len > 2 && memcmp(at, "x-", 2) == 0);
}

void mount_flags_parse(const char *text, unsigned long *flags, char *ret_data)
{
	char *to = ret_data;

	while (*text) {
		const size_t len = word_length(text);

		if (!take_flag(text, len, flags)) {
			if (to > ret_data)
				*to++ = ',';
			memcpy(to, text, len);
			to += len;
		}
		text += len + (text[len] == ',');
	}
	*to = '\0';
}

int mount_flags_have(const char *text, const char *word)
{
	while (*text) {
		const size_t len = word_length(text);

		if (is_word(text, len, word))
			return 1;
		text += len + (text[len] == ',');
	}
	return 0;
}
