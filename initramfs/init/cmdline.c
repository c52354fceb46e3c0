// SPDX-License-Identifier: GPL-2.0-only
#include "cmdline.h"
#include "decimal.h"
#include "names.h"
#include <errno.h>
#include <limits.h>
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

enum kind {
	TEXT,    /* the value itself; a word without one is "" */
	SECONDS, /* a number; a word without one is INIT_WAIT_FOREVER */
	BOOLEAN, /* as systemd has them */
	FLAG,    /* the word alone: 1 */
	CLEAR,   /* the word alone: 0 */
	CHOICES, /* and on: one of choices[]; a word without a value: the last of it */
	FSCK_MODES = CHOICES,
	FSCK_REPAIRS,
	ENDS,
	STOPS,
};

static const char *const choices[] = {
	[FSCK_MODES - CHOICES] = "auto\0force\0skip\0",
	[FSCK_REPAIRS - CHOICES] = "preen\0yes\0no\0",
	[ENDS - CHOICES] = "panic\0reboot\0poweroff\0halt\0",
	[STOPS - CHOICES] = "never\0cmdline\0pre-mount\0mount\0pre-pivot\0",
};

/* Key, field of struct init_cmdline, kind. */
#define OPTIONS(OPTION)                                             \
	OPTION("root", root, TEXT)                                  \
	OPTION("rootfstype", rootfstype, TEXT)                      \
	OPTION("rootflags", rootflags, TEXT)                        \
	OPTION("init", init, TEXT)                                  \
	OPTION("resume", resume, TEXT)                              \
	OPTION("resume_offset", resume_offset, TEXT)                \
	OPTION("noresume", noresume, FLAG)                          \
	OPTION("roothash", roothash, TEXT)                          \
	OPTION("verity.roothash", roothash, TEXT)                   \
	OPTION("systemd.verity_root_data", verity_data, TEXT)       \
	OPTION("systemd.verity_root_hash", verity_hash, TEXT)       \
	OPTION("systemd.verity_root_options", verity_options, TEXT) \
	OPTION("systemd.verity", verity, BOOLEAN)                   \
	OPTION("rd.overlay", overlay, TEXT)                         \
	OPTION("modprobe.blacklist", blacklist, TEXT)               \
	OPTION("ro", rw, CLEAR)                                     \
	OPTION("rw", rw, FLAG)                                      \
	OPTION("quiet", quiet, FLAG)                                \
	OPTION("rd.shell", shell, BOOLEAN)                          \
	OPTION("rootwait", rootwait, SECONDS)                       \
	OPTION("rootdelay", rootdelay, SECONDS)                     \
	OPTION("fsck.mode", fsck_mode, FSCK_MODES)                  \
	OPTION("fsck.repair", fsck_repair, FSCK_REPAIRS)            \
	OPTION("rd.emergency", end, ENDS)                           \
	OPTION("rd.break", stop, STOPS)                             \
	OPTION("nvme_core.io_timeout", nvme_timeout, SECONDS)

#define KEY(key, field, kind)    key "\0"
#define OPTION(key, field, kind) { offsetof(struct init_cmdline, field), kind },

static const char keys[] = OPTIONS(KEY);

static const struct option {
	unsigned short at;
	unsigned char kind;
} options[] = { OPTIONS(OPTION) };

static bool read_seconds(struct init_word value, int *ret)
{
	const int64_t n = value.len > 0 ? decimal_read(value.at, value.len) : INIT_WAIT_FOREVER;

	if (n < INIT_WAIT_FOREVER || n > INT_MAX)
		return false;
	*ret = (int)n;
	return true;
}

/* The place of @value among @words; without a value, that of the last. */
static bool read_choice(const char *words, struct init_word value, int *ret)
{
	int n = names_find(words, value.at, value.len);

	if (n < 0 && value.len == 0)
		for (n = -1; *words; n++)
			words += strlen(words) + 1;
	if (n >= 0)
		*ret = n;
	return n >= 0;
}

static bool read_boolean(struct init_word value, int *ret)
{
	const bool known = read_choice("0\0"
	                               "1\0no\0yes\0off\0on\0false\0true\0",
	                               value, ret);

	*ret &= 1;
	return known;
}

/* @value ends its word, so the NUL takes the place of a quote, a blank, or the end of the text. */
static bool set_option(const struct option *o, struct init_word value, struct init_cmdline *cmd)
{
	void *field = (char *)cmd + o->at;

	switch ((enum kind)o->kind) {
	case TEXT:
		((char *)value.at)[value.len] = '\0';
		*(const char **)field = value.at;
		return true;
	case SECONDS:
		return read_seconds(value, field);
	case BOOLEAN:
		return read_boolean(value, field);
	case FLAG:
	case CLEAR:
		*(int *)field = o->kind == FLAG;
		return value.len == 0;
	default:
		return read_choice(choices[o->kind - CHOICES], value, field);
	}
}

static const struct {
	const char *key;
	int (*set)(struct init_word value, struct init_cmdline *cmd);
} ends[] = {
	{ "hvkit.run", set_run },
	{ "hvkit.mark", set_mark },
};

static int obey(struct init_word word, struct init_cmdline *cmd)
{
	struct init_word key = unquote(word), value = split_value(&key);
	int which;

	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++)
		if (word_is(key, ends[i].key))
			return ends[i].set(value, cmd);
	which = names_find(keys, key.at, key.len);
	if (which >= 0 && !set_option(&options[which], value, cmd)) {
		((char *)value.at)[value.len] = '\0';
		cmd->doubtful = word.at;
	}
	return 0;
}

int init_cmdline_parse(char *text, size_t len, struct init_cmdline *ret_cmdline,
                       struct init_word *ret_bad)
{
	struct init_cmdline cmd = {
		.rootwait = INIT_WAIT_UNSAID, .rootdelay = INIT_WAIT_UNSAID, .rw = -1, .verity = 1
	};
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

/* Whether @word begins with @name and a dot; '-' and '_' are one. */
static bool is_of_module(struct init_word word, const char *name, size_t len)
{
	if (word.len <= len + 1 || word.at[len] != '.')
		return false;
	for (size_t i = 0; i < len; i++) {
		const char a = word.at[i] == '-' ? '_' : word.at[i],
			   b = name[i] == '-' ? '_' : name[i];

		if (a != b)
			return false;
	}
	return true;
}

int init_cmdline_parameters(const char *text, size_t len, const char *module, size_t module_len,
                            char *ret_parameters, size_t size)
{
	struct init_word rest = { text, len }, word;
	size_t used = 0;

	ret_parameters[0] = '\0';
	while (next_word(&rest, &word) && !word_is(word, "--")) {
		if (!is_of_module(word, module, module_len))
			continue;
		word.at += module_len + 1;
		word.len -= module_len + 1;
		if (word.len + 2 > size - used)
			return -E2BIG;
		if (used > 0)
			ret_parameters[used++] = ' ';
		memcpy(ret_parameters + used, word.at, word.len);
		used += word.len;
		ret_parameters[used] = '\0';
	}
	return 0;
}
