// SPDX-License-Identifier: GPL-2.0-only
/* Command lines: taken apart into words, found in tables, their arguments read. */
#include "auto.h"
#include "command.h"
#include "tap.h"
#include <errno.h>

static struct words words;
static struct call call;

static int split(const char *line)
{
	return words_split(&words, line, strlen(line));
}

/* The words joined by '|', for one look at all of them. */
static const char *joined(const char *line)
{
	static char text[COMMAND_MAX_LINE + 64];

	text[0] = '\0';
	if (split(line) < 0)
		return "wrong";
	is_true(words.word[words.count] == NULL);
	for (int i = 0; i < words.count; i++) {
		strcat(text, words.word[i]);
		strcat(text, "|");
	}
	return text;
}

static void words_are_split_at_blanks(void)
{
	is_string(joined("kvp get guest a"), "kvp|get|guest|a|");
	is_string(joined(" \t a\tb  "), "a|b|");
	is_string(joined(""), "");
	is_string(joined(" \t"), "");
	is_string(joined("\303\274ber \"\360\237\220\247 x\""), "\303\274ber|\360\237\220\247 x|");
}

static void quotes_keep_blanks(void)
{
	is_string(joined("type \"a b\" c"), "type|a b|c|");
	is_string(joined("\"\""), "|");
	is_string(joined("a\"b c\"d"), "ab cd|");
	is_string(joined("text~\"log in:\""), "text~log in:|");
	is_string(joined("\"a\"\"b\" \"\"c"), "ab|c|");
	is_string(joined("\"tab\there\""), "tab\there|");
}

static void backslashes_escape_within_quotes(void)
{
	is_string(joined("\"a\\\"b\""), "a\"b|");
	is_string(joined("\"a\\\\\" b"), "a\\|b|");
	is_string(joined("\"a\\nb\\t\""), "a\nbt|");
	is_string(joined("C:\\new \\"), "C:\\new|\\|");
	is_string(joined("\"a\\"), "wrong");
	is_string(joined("\"a\\\""), "wrong");
}

static void a_hash_begins_a_comment_between_words(void)
{
	is_string(joined("# all of it"), "");
	is_string(joined("a #b c"), "a|");
	is_string(joined("a#b"), "a#b|");
	is_string(joined("\"#\" b"), "#|b|");
}

static void what_is_no_line_is_refused(void)
{
	is_int(split("a \"b c"), -EINVAL);
	is_int(split("\""), -EINVAL);
	is_int(split("a\rb"), -EINVAL);
	is_int(split("pause 1\r"), -EINVAL);
	is_int(split("a\nb"), -EINVAL);
	is_int(words_split(&words, "a\0b", 3), -EINVAL);
	is_int(split("a \033"), -EINVAL);
	is_int(words_split(&words, "abc", 2), 0); /* only so much of it */
	is_string(words.word[0], "ab");
}

static void lines_and_words_are_limited(void)
{
	char line[COMMAND_MAX_LINE + 2];

	memset(line, 'x', sizeof(line));
	is_int(words_split(&words, line, COMMAND_MAX_LINE - 1), 0);
	is_int(strlen(words.word[0]), COMMAND_MAX_LINE - 1);
	is_int(words_split(&words, line, COMMAND_MAX_LINE), -E2BIG);
	for (int i = 0; i < COMMAND_MAX_WORDS + 1; i++)
		memcpy(line + 2 * i, "a ", 2);
	is_int(words_split(&words, line, 2 * COMMAND_MAX_WORDS), 0);
	is_int(words.count, COMMAND_MAX_WORDS);
	is_int(words_split(&words, line, 2 * COMMAND_MAX_WORDS + 1), -E2BIG);
}

static int run(struct call *c)
{
	return c->argc;
}

static const struct command first[] = {
	{ "pause", "S", 1, 1, run },
	{ "kvp set", "KEY [VALUE]", 1, 2, run },
	{ "kvp get", "KEY", 1, 1, run },
	{ 0 },
};
static const struct command second[] = {
	{ "end", "", 0, 0, run },
	{ "pause", "another", 0, 9, run }, /* never found */
	{ 0 },
};
static int first_ctx, second_ctx;
static struct command_table last = { second, &second_ctx, NULL };
static const struct command_table tables = { first, &first_ctx, &last };

static int find(const char *line, const char **usage)
{
	const struct command *command = NULL;
	int rc;

	is_int(split(line), 0);
	memset(&call, 0, sizeof(call));
	rc = command_find(&tables, &words, &call, &command);
	*usage = command ? command->usage : "none";
	return rc;
}

static void commands_have_one_word_or_two(void)
{
	const char *usage;

	is_int(find("kvp get name", &usage), 0);
	is_string(usage, "KEY");
	is_int(call.argc, 1);
	is_string(call.argv[0], "name");
	is_true(call.ctx == &first_ctx);
	is_int(find("end", &usage), 0);
	is_int(call.argc, 0);
	is_true(call.ctx == &second_ctx);
	is_int(find("kvp set get x", &usage), 0);
	is_string(usage, "KEY [VALUE]");
	is_string(call.argv[0], "get");
}

static void what_is_not_a_command_is_told(void)
{
	const char *usage;

	is_int(find("pause", &usage), -1);
	is_string(call.error, "usage: pause S");
	is_int(find("pause 1 2", &usage), -1);
	is_int(find("kvp set a b c", &usage), -1);
	is_string(call.error, "usage: kvp set KEY [VALUE]");
	is_int(find("kvp", &usage), -1);
	is_true(strncmp(call.error, "no such command: kvp", 20) == 0);
	is_int(find("kvp gets a", &usage), -1);
	is_string(call.error, "no such command: kvp gets");
	is_int(find("kv", &usage), -1);
	is_int(find("paus 1", &usage), -1);
	is_int(find("pauses 1", &usage), -1);
	is_int(find("", &usage), -1);
}

static struct call *with(const char *argument)
{
	static char *argv[2];

	argv[0] = (char *)argument;
	call = (struct call){ .argc = 1, .argv = argv };
	return &call;
}

static void numbers_have_bounds(void)
{
	uint64_t n = 77;

	is_int(call_uint(with("5"), 0, 5, 9, &n), 0);
	is_int(n, 5);
	is_int(call_uint(with("0x9"), 0, 5, 9, &n), 0);
	is_int(n, 9);
	is_int(call_uint(with("10"), 0, 5, 9, &n), -1);
	is_string(call.error, "'10' is not a number from 5 to 9");
	is_int(call_uint(with("-1"), 0, 0, UINT64_MAX, &n), -1);
	is_int(call_uint(with(""), 0, 0, UINT64_MAX, &n), -1);
	is_int(call_uint(with("18446744073709551616"), 0, 0, UINT64_MAX, &n), -1);
	is_int(n, 9);
}

static void bytes_are_hexadecimal(void)
{
	uint8_t bytes[4] = { 0 };
	size_t size = 77;

	is_int(call_hex(with("00fFAb9"), 0, bytes, 4, &size), -1);
	is_int(call_hex(with("0011223344"), 0, bytes, 4, &size), -1);
	is_int(call_hex(with("00g0"), 0, bytes, 4, &size), -1);
	is_string(call.error, "'g0' is not a byte in hexadecimal");
	is_int(call_hex(with("0 "), 0, bytes, 4, &size), -1);
	is_int(call_hex(with("\"\020"), 0, bytes, 4, &size), -1);
	is_int(size, 77);
	is_int(call_hex(with("00fFAb99"), 0, bytes, 4, &size), 0);
	is_int(size, 4);
	is_true(memcmp(bytes, "\x00\xff\xab\x99", 4) == 0);
	is_int(call_hex(with(""), 0, bytes, 4, &size), 0);
	is_int(size, 0);
}

static void choices_are_named(void)
{
	static const char *const states[] = { "off", "on", NULL };

	is_int(call_choice(with("off"), 0, states), 0);
	is_int(call_choice(with("on"), 0, states), 1);
	is_int(call_choice(with("o"), 0, states), -1);
	is_string(call.error, "'o' is not one of: off on ");
}

static void however_many_choices_there_are(void)
{
	static char names[40][12];
	const char *list[41] = { NULL };

	for (int length = 1; length < 12; length++) { /* full to the last byte in different ways */
		for (int i = 0; i < 40; i++) {
			memset(names[i], 'a', sizeof(names[i]));
			names[i][length - 1] = '\0';
			list[i] = names[i];
		}
		is_int(call_choice(with("no"), 0, list), -1);
		is_true(strlen(call.error) < 128 + 32);
	}
}

static void long_reasons_are_cut(void)
{
	char text[600];

	memset(text, 'x', sizeof(text));
	text[599] = '\0';
	is_int(call_fail(with(""), "%s", text), -1);
	is_int(strlen(call.error), sizeof(call.error) - 1);
}

TAP_MAIN(TAP_CASE(words_are_split_at_blanks), TAP_CASE(quotes_keep_blanks),
         TAP_CASE(backslashes_escape_within_quotes),
         TAP_CASE(a_hash_begins_a_comment_between_words), TAP_CASE(what_is_no_line_is_refused),
         TAP_CASE(lines_and_words_are_limited), TAP_CASE(commands_have_one_word_or_two),
         TAP_CASE(what_is_not_a_command_is_told), TAP_CASE(numbers_have_bounds),
         TAP_CASE(bytes_are_hexadecimal), TAP_CASE(choices_are_named),
         TAP_CASE(however_many_choices_there_are), TAP_CASE(long_reasons_are_cut))
