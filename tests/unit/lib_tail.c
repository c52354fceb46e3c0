// SPDX-License-Identifier: GPL-2.0-only
/* The last lines of a stream. */
#include "tail.h"
#include "tap.h"

static struct tail tail;
static char printed[3 * TAIL_BYTES];

static const char *print(const char *prefix)
{
	FILE *f = fmemopen(printed, sizeof(printed), "w");

	tail_print(&tail, prefix, f);
	fclose(f);
	return printed;
}

static void start(void)
{
	tail = (struct tail){ .at = 0 };
	memset(printed, 0, sizeof(printed));
}

static void add(const char *text)
{
	tail_add(&tail, text, strlen(text));
}

static void nothing_is_nothing(void)
{
	start();
	is_string(print("> "), "");
	tail_add(&tail, "x", 0);
	is_string(print("> "), "");
}

static void each_line_has_its_prefix(void)
{
	start();
	add("one\ntw");
	add("o\n\nthree");
	is_string(print("> "), "> one\n> two\n> \n> three\n");
	add("\n");
	is_string(print(""), "one\ntwo\n\nthree\n");
}

static void control_characters_are_left_out(void)
{
	start();
	add("a\033[31mb\r\n\tc\177\001d\303\251");
	is_string(print(""), "a[31mb\ncd\303\251\n");
}

/* @count lines "NNNNNN\n" of 8 bytes. */
static void add_lines(unsigned int count)
{
	char line[16];

	for (unsigned int i = 0; i < count; i++) {
		snprintf(line, sizeof(line), "%07u\n", i % 10000000);
		add(line);
	}
}

static void all_of_it_is_kept_up_to_the_limit(void)
{
	start();
	add_lines(TAIL_BYTES / 8);
	is_int(strlen(print("")), TAIL_BYTES);
	is_true(strncmp(printed, "0000000\n0000001\n", 16) == 0);
}

static void beyond_it_a_torn_first_line_goes(void)
{
	start();
	add_lines(TAIL_BYTES / 8 + 1);
	add("x");
	is_true(strncmp(print(""), "0000002\n", 8) == 0);
	is_int(strlen(printed), TAIL_BYTES / 8 * 8 - 8 + 2);
	for (int i = 0; i < 7; i++) { /* around every place */
		add_lines(1000);
		add("y");
		is_true(strstr(print(""), "\n0000999\ny") != NULL);
		is_int(printed[7], '\n');
	}
}

static void one_endless_line_is_none(void)
{
	start();
	for (int i = 0; i <= TAIL_BYTES; i++)
		add("z");
	is_string(print("> "), "");
	add("\nlast");
	is_string(print("> "), "> last\n");
}

TAP_MAIN(TAP_CASE(nothing_is_nothing), TAP_CASE(each_line_has_its_prefix),
         TAP_CASE(control_characters_are_left_out), TAP_CASE(all_of_it_is_kept_up_to_the_limit),
         TAP_CASE(beyond_it_a_torn_first_line_goes), TAP_CASE(one_endless_line_is_none))
