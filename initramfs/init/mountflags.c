// SPDX-License-Identifier: GPL-2.0-only
#include "mountflags.h"
#include "names.h"
#include <stdbool.h>
#include <string.h>
#include <sys/mount.h>

#ifndef MS_LAZYTIME
#define MS_LAZYTIME (1 << 25)
#endif

/* As mount(8) has them: words that set a flag, or with CLEAR take it away. */
#define CLEAR (1u << 31)
#define WORDS(WORD)                             \
	WORD("ro", MS_RDONLY)                   \
	WORD("rw", CLEAR | MS_RDONLY)           \
	WORD("nosuid", MS_NOSUID)               \
	WORD("suid", CLEAR | MS_NOSUID)         \
	WORD("nodev", MS_NODEV)                 \
	WORD("dev", CLEAR | MS_NODEV)           \
	WORD("noexec", MS_NOEXEC)               \
	WORD("exec", CLEAR | MS_NOEXEC)         \
	WORD("sync", MS_SYNCHRONOUS)            \
	WORD("async", CLEAR | MS_SYNCHRONOUS)   \
	WORD("dirsync", MS_DIRSYNC)             \
	WORD("noatime", MS_NOATIME)             \
	WORD("atime", CLEAR | MS_NOATIME)       \
	WORD("nodiratime", MS_NODIRATIME)       \
	WORD("diratime", CLEAR | MS_NODIRATIME) \
	WORD("relatime", MS_RELATIME)           \
	WORD("norelatime", CLEAR | MS_RELATIME) \
	WORD("strictatime", MS_STRICTATIME)     \
	WORD("lazytime", MS_LAZYTIME)           \
	WORD("nolazytime", CLEAR | MS_LAZYTIME) \
	WORD("defaults", CLEAR)                 \
	WORD("auto", CLEAR)                     \
	WORD("noauto", CLEAR)                   \
	WORD("_netdev", CLEAR)                  \
	WORD("nofail", CLEAR)

#define NAME(word, flag) word "\0"
#define FLAG(word, flag) flag,

static const char words[] = WORDS(NAME);
static const unsigned int word_flags[] = { WORDS(FLAG) };

static size_t word_length(const char *text)
{
	bool quoted = false;
	size_t len = 0;

	for (; text[len] && (quoted || text[len] != ','); len++)
		quoted ^= text[len] == '"';
	return len;
}

static bool take_flag(const char *at, size_t len, unsigned long *flags)
{
	const int which = names_find(words, at, len);

	if (which < 0)
		return len == 0 || (len > 2 && memcmp(at, "x-", 2) == 0);
	if (word_flags[which] & CLEAR)
		*flags &= ~(unsigned long)word_flags[which];
	else
		*flags |= word_flags[which];
	return true;
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

		if (strlen(word) == len && memcmp(text, word, len) == 0)
			return 1;
		text += len + (text[len] == ',');
	}
	return 0;
}
