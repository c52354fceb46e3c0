// SPDX-License-Identifier: GPL-2.0-only
#include "text.h"
#include <string.h>

char *kconf_trim(char *text)
{
	char *end;

	text += strspn(text, KCONF_BLANKS);
	end = text + strlen(text);
	while (end > text && strchr(KCONF_BLANKS, end[-1]))
		*--end = '\0';
	return text;
}

char *kconf_next_word(char **rest)
{
	char *word;

	*rest += strspn(*rest, KCONF_BLANKS);
	word = strsep(rest, KCONF_BLANKS);
	if (!*rest)
		*rest = word + strlen(word);
	return *word ? word : NULL;
}
