// SPDX-License-Identifier: GPL-2.0-only
/*
 * depmod's texts: four files with a line "%%" between, and a first line that is looked for as name and alias. An
 * alias that matches here has to match for fnmatch(3) too, where both have the same rules.
 */
#include "init/glob.h"
#include "init/modindex.h"
#include <fnmatch.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Up to "\n%%\n", which is left out. */
static struct file cut(const char **at, size_t *len)
{
	const char *end = memmem(*at, *len, "\n%%\n", 4);
	struct file f = { *at, end ? (size_t)(end - *at) + 1 : *len };

	*at += f.len;
	*len -= f.len;
	if (end) {
		*at += 3;
		*len -= 3;
	}
	return f;
}

static void look_at(struct piece p, const struct file *f)
{
	if (p.len > 0 && (p.at < f->at || p.at + p.len > f->at + f->len))
		abort();
}

/* Without sets, escapes and what '-' and '_' are to modprobe, both are the same. */
static void compare(const char *pattern, const char *text)
{
	if (strpbrk(pattern, "[]\\-_") || strpbrk(text, "-_"))
		return;
	if (glob_match(pattern, strlen(pattern), text) != (fnmatch(pattern, text, 0) == 0))
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *at = (const char *)data;
	char text[256];
	struct modindex index;
	struct piece path, rest, word;
	struct file first;
	size_t len = size, n;

	first = cut(&at, &len);
	n = first.len < sizeof(text) - 1 ? first.len : sizeof(text) - 1;
	memcpy(text, first.at, n);
	text[n] = '\0';
	text[strcspn(text, "\n")] = '\0';
	index.dep = cut(&at, &len);
	index.alias = cut(&at, &len);
	index.softdep = cut(&at, &len);
	index.builtin = cut(&at, &len);
	if (modindex_find(&index, piece_of(text), &path, &rest)) {
		look_at(path, &index.dep);
		while (piece_word(&rest, &word))
			look_at(word, &index.dep);
	}
	for (size_t a = 0; modindex_alias(&index, text, &a, &word);)
		look_at(word, &index.alias);
	if (modindex_softdep(&index, piece_of(text), &rest))
		while (piece_word(&rest, &word))
			look_at(word, &index.softdep);
	modindex_is_builtin(&index, piece_of(text));
	if (strlen(text) < 64 && index.dep.len < 64) {
		char pattern[64];

		memcpy(pattern, index.dep.at, index.dep.len);
		pattern[index.dep.len] = '\0';
		pattern[strcspn(pattern, "\n")] = '\0';
		compare(pattern, text);
	}
	return 0;
}
