// SPDX-License-Identifier: GPL-2.0-only
#include "cmdline.h"
#include <errno.h>
#include <string.h>

/* Control characters and NUL separate words too: no value of ours may hold one. */
static bool is_space(char c)
{
	return (unsigned char)c <= ' ';
}

static bool word_is(struct init_word w, const char *text)
{
	return w.len == strlen(text) && memcmp(w.at, text, w.len) == 0;
}

/* Take the next word off the front of @rest; a blank inside double quotes does not end it. */
static bool next_word(struct init_word *rest, struct init_word *word)
{
	bool quoted = false;

	for (; rest->len > 0 && is_space(*rest->at); rest->len--)
		rest->at++;
	word->at = rest->at;
	for (; rest->len > 0 && (quoted || !is_space(*rest->at)); rest->len--)
		quoted ^= *rest->at++ == '"';
	word->len = (size_t)(rest->at - word->at);
	return word->len > 0;
}

/* The kernel takes "key=a b" and key="a b" for the same; so do we. */
static struct init_word unquote(struct init_word w)
{
	if (w.len == 0 || *w.at != '"')
		return w;
	w.at++;
	w.len--;
	if (w.len > 0 && w.at[w.len - 1] == '"')
		w.len--;
	return w;
}

/* Cut @word down to its key; what follows the first "=" is the value. */
static struct init_word split_value(struct init_word *word)
{
	struct init_word value = *word;

	while (value.len > 0 && *value.at != '=') {
		value.at++;
		value.len--;
	}
	word->len -= value.len;
	if (value.len > 0) {
		value.at++;
		value.len--;
	}
	return unquote(value);
}

static int set_path(struct init_word value, struct init_cmdline *cmd)
{
	if (value.len >= sizeof(cmd->path))
		return -ENAMETOOLONG;
	for (size_t i = 0; i < value.len; i++)
		if (is_space(value.at[i]) && value.at[i] != ' ')
			return -EINVAL;
	memcpy(cmd->path, value.at, value.len);
	cmd->path[value.len] = '\0';
	cmd->run = INIT_RUN_EXEC;
	return 0;
}

static int set_run(struct init_word value, struct init_cmdline *cmd)
{
	if (value.len > 0 && *value.at == '/')
		return set_path(value, cmd);
	if (!word_is(value, "shell") && !word_is(value, "poweroff"))
		return -EINVAL;
	cmd->run = *value.at == 's' ? INIT_RUN_SHELL : INIT_RUN_POWEROFF;
	return 0;
}

static int set_mark(struct init_word value, struct init_cmdline *cmd)
{
	if (!word_is(value, "port") && !word_is(value, "kmsg"))
		return -EINVAL;
	cmd->mark_port = *value.at == 'p';
	return 0;
}

static const struct {
	const char *key;
	int (*set)(struct init_word value, struct init_cmdline *cmd);
} options[] = {
	{ "hvkit.run", set_run },
	{ "hvkit.mark", set_mark },
};

static int obey(struct init_word word, struct init_cmdline *cmd)
{
	struct init_word key = unquote(word), value = split_value(&key);

	for (size_t i = 0; i < sizeof(options) / sizeof(options[0]); i++)
		if (word_is(key, options[i].key))
			return options[i].set(value, cmd);
	return 0;
}

int init_cmdline_parse(const char *text, size_t len, struct init_cmdline *ret_cmdline,
                       struct init_word *ret_bad)
{
	struct init_cmdline cmd = { .run = INIT_RUN_POWEROFF };
	struct init_word rest = { text, len }, word;

	while (next_word(&rest, &word) && !word_is(unquote(word), "--")) {
		int rc = obey(word, &cmd);

		if (rc < 0) {
			*ret_bad = word;
			return rc;
		}
	}
	while (next_word(&rest, &word))
		cmd.n_args++;
	*ret_cmdline = cmd;
	return 0;
}
