/* SPDX-License-Identifier: GPL-2.0-only */
/* rootflags=: the words that are flags of mount(2), and the rest, which is the file system's own. */
#pragma once
#include <stddef.h>

/*
 * Words of @text, commas between: flags are set and taken from *@flags, others go to @ret_data, which is at least
 * as long as @text. A comma inside quotes separates nothing.
 */
void mount_flags_parse(const char *text, unsigned long *flags, char *ret_data);
/* Whether @word is one of the words of @text. */
int mount_flags_have(const char *text, const char *word);
